//! Teleport: its audit events, one a line or in a list. Sessions on servers, Windows desktops and databases; access requests
//! that were approved, joined to the sessions that used them.
//!
//! A session is what its start and its end say together, in any order; either alone is enough. Teleport logs in with
//! certificates of a short life, so that the log-in is proxied. A session that names the access requests it was opened
//! under has an approval for each that the file shows approved: the record's number is `teleport:REQUEST/SESSION`, since each
//! use has an approval of its own. Other events are passed over and counted.

use super::entries::{Visit, each};
use super::{Approval, Session, Writer, name, needed_time, without_port};
use crate::fault::Fault;
use crate::item::{Place, Stop};
use crate::json::{part, text_of, texts};
use crate::plural::counted;
use crate::time::moment;
use rustc_hash::FxHashMap;
use serde_json::Value;
use std::io::Read;

const WANTED: &[&str] = &[
    "event",
    "time",
    "sid",
    "id",
    "user",
    "login",
    "server_hostname",
    "server_addr",
    "addr.remote",
    "session_start",
    "session_stop",
    "session_recording",
    "access_requests",
    "windows_user",
    "desktop_name",
    "desktop_addr",
    "recorded",
    "db_service",
    "db_user",
    "state",
    "reason",
    "expires",
    "reviewer",
    "author",
    "updated_by",
];
/// Sessions and requests that are held.
const HELD: usize = 1_000_000;

pub(super) fn read<R: Read, E>(input: R, writer: &mut Writer<'_, '_, E>) -> Result<(), Stop<E>> {
    let place = writer.source.place();
    let mut visitor = Visitor {
        writer,
        order: Vec::new(),
        sessions: FxHashMap::default(),
        requests: FxHashMap::default(),
        others: 0,
    };
    let (bytes, encoding) = each(input, place, "events", WANTED, &mut visitor)?;
    visitor.writer.feed.summary.bytes = bytes;
    visitor.writer.feed.summary.encoding = Some(encoding);
    visitor.hand_out()
}

struct Visitor<'w, 'a, 's, E> {
    writer: &'w mut Writer<'a, 's, E>,
    /// Numbers of the sessions in the order of the file.
    order: Vec<String>,
    sessions: FxHashMap<String, Seen>,
    requests: FxHashMap<String, Request>,
    others: u64,
}

#[derive(Default)]
struct Seen {
    session: Session,
    started: Option<i64>,
    requests: Vec<String>,
}

#[derive(Default)]
struct Request {
    requester: Option<String>,
    reason: Option<String>,
    until: Option<i64>,
    /// When it was approved, and by whom.
    approved: Option<(i64, Option<String>)>,
    place: Place,
}

impl<E> Visit for Visitor<'_, '_, '_, E> {
    type Error = E;

    fn visit(&mut self, entry: &Value, place: &Place, bytes: u64) -> Result<(), Stop<E>> {
        let event = text_of(entry, &["event"]).ok_or_else(|| missing(place, "event"))?;
        match event {
            "session.start" | "session.end" => {
                self.session(entry, place, ["server_hostname", "server_addr"], "login")?
            }
            "windows.desktop.session.start" | "windows.desktop.session.end" => {
                self.session(entry, place, ["desktop_name", "desktop_addr"], "windows_user")?;
            }
            "db.session.start" | "db.session.end" => {
                self.session(entry, place, ["db_service", "db_service"], "db_user")?
            }
            "access_request.create" | "access_request.update" | "access_request.review" => {
                self.request(entry, place)?
            }
            _ => self.others += 1,
        }
        if self.sessions.len().max(self.requests.len()) > HELD {
            let (zh, en) =
                (format!("連線或申請超過 {HELD} 筆"), format!("more than {HELD} sessions or requests"));
            let fault = Fault::new(place.clone(), "too-many", zh, en);
            return Err(Box::new(fault.hint("請分段匯出", "export it in parts")).into());
        }
        self.writer.feed.progress(bytes).map_err(Stop::Sink)
    }
}

impl<E> Visitor<'_, '_, '_, E> {
    fn session(
        &mut self,
        entry: &Value,
        place: &Place,
        hosts: [&str; 2],
        login: &str,
    ) -> Result<(), Box<Fault>> {
        let id = text_of(entry, &["sid"]).and_then(name).ok_or_else(|| missing(place, "sid"))?;
        let written = text_of(entry, &["time"]).ok_or_else(|| missing(place, "time"))?;
        let at = needed_time(written, "time", place)?;
        let ends = text_of(entry, &["event"]).is_some_and(|event| event.ends_with(".end"));
        let seen = self.sessions.entry(id.clone()).or_insert_with(|| {
            self.order.push(id.clone());
            let session = Session {
                id: format!("teleport:{id}"),
                proxied: Some(true),
                place: place.clone(),
                ..Session::default()
            };
            Seen { session, ..Seen::default() }
        });
        let text = |key: &str| text_of(entry, &[key]);
        let known = &mut seen.session;
        for host in
            hosts.into_iter().filter_map(text).filter_map(without_port).map(|host| host.to_lowercase())
        {
            if !known.hosts.contains(&host) {
                known.hosts.push(host);
            }
        }
        known.login = text(login).and_then(name).or_else(|| known.login.take());
        known.user = text("user").and_then(name).or_else(|| known.user.take());
        known.source_ip = text("addr.remote").and_then(without_port).or_else(|| known.source_ip.take());
        if ends {
            known.ended = text("session_stop").and_then(moment).or(Some(at));
            seen.started = seen.started.or_else(|| text("session_start").and_then(moment));
            // The mode of recording, or whether a desktop was recorded.
            let recorded = match (text("session_recording"), part(entry, &["recorded"])) {
                (Some(mode), _) => Some(mode != "off"),
                (None, Some(Value::Bool(recorded))) => Some(*recorded),
                _ => None,
            };
            known.logged = recorded;
            known.log = (recorded == Some(true)).then(|| format!("teleport:recording/{id}"));
        } else {
            seen.started = Some(at);
        }
        for request in part(entry, &["access_requests"]).into_iter().flat_map(texts).filter_map(name) {
            if !seen.requests.contains(&request) && seen.requests.len() < 100 {
                seen.requests.push(request);
            }
        }
        Ok(())
    }

    fn request(&mut self, entry: &Value, place: &Place) -> Result<(), Box<Fault>> {
        let id = text_of(entry, &["id"]).and_then(name).ok_or_else(|| missing(place, "id"))?;
        let written = text_of(entry, &["time"]).ok_or_else(|| missing(place, "time"))?;
        let at = needed_time(written, "time", place)?;
        let text = |key: &str| text_of(entry, &[key]).and_then(name);
        let event = text_of(entry, &["event"]).unwrap_or_default();
        let request =
            self.requests.entry(id).or_insert_with(|| Request { place: place.clone(), ..Request::default() });
        if event == "access_request.create" {
            request.requester = text("user").or_else(|| request.requester.take());
            request.reason = text("reason").or_else(|| request.reason.take());
        }
        request.until = text_of(entry, &["expires"]).and_then(moment).or(request.until);
        if text_of(entry, &["state"]) == Some("APPROVED") {
            let by = text("reviewer").or_else(|| text("author")).or_else(|| text("updated_by"));
            request.approved = match request.approved.take() {
                // The review names who, the change of state comes with it; the earlier moment is the approval.
                Some((known, who)) => Some((known.min(at), who.or(by))),
                None => Some((at, by)),
            };
        }
        Ok(())
    }

    fn hand_out(mut self) -> Result<(), Stop<E>> {
        for id in std::mem::take(&mut self.order) {
            let Some(mut seen) = self.sessions.remove(&id) else { continue };
            let Some(started) = seen.started else {
                let fault = Fault::new(
                    seen.session.place.clone(),
                    "no-start",
                    format!("連線 {id} 沒有開始時間"),
                    format!("session {id} has no start"),
                );
                self.writer.feed.fault(*Box::new(fault)).map_err(Stop::Sink)?;
                continue;
            };
            seen.session.started = started;
            self.writer.session(&seen.session)?;
            for request in &seen.requests {
                let Some(found) = self.requests.get(request) else { continue };
                let Some((at, approver)) = &found.approved else { continue };
                let approval = Approval {
                    id: format!("teleport:{request}/{id}"),
                    at: *at,
                    until: found.until,
                    approver: approver.clone(),
                    requester: found.requester.clone(),
                    reason: found.reason.clone(),
                    record: format!("teleport:access_request/{request}"),
                    place: found.place.clone(),
                };
                self.writer.approval(&approval, &seen.session)?;
            }
        }
        if self.others > 0 {
            let events = counted(self.others, "event of another kind was", "events of other kinds were");
            self.writer
                .feed
                .note(format!("{} 個其他種類的事件略過", self.others), format!("{events} passed over"));
        }
        Ok(())
    }
}

fn missing(place: &Place, field: &str) -> Box<Fault> {
    let (zh, en) = (format!("事件缺少 {field}"), format!("an event has no {field}"));
    Box::new(Fault::new(place.clone(), "missing", zh, en).field(field))
}
