//! Uses of privileged accounts as the gateways record them: Warpgate, JumpServer, Teleport (`privileged_session`), and the
//! approvals where the file has them (`session_approval`).
//!
//! A session's key is `TOOL:ITS NUMBER THERE`. A gateway knows hosts and log-in names, not our systems: the account is
//! `--subject`'s where one is given, else that of the host (whoever has the records looks it up), else `HOST|NAME`, an
//! account that nobody registered, which is what the use of it should show. Whether the account was privileged is not the
//! gateway's to say: every session is recorded, and the account tells.
//!
//! Never kept: commands and what they gave, recordings, secrets of targets.

mod entries;
mod jumpserver;
mod teleport;
mod warpgate;

use crate::fault::Fault;
use crate::item::{By, Feed, Incoming, Item, Otherwise, Place, Reference, Source, Stop, Summary};
use crate::line::clean;
use crate::plural::counted;
use crate::recognise::Format;
use crate::shape::{Lookup, Slot, Want, state};
use crate::time::{day_in_taipei, moment};
use std::io::Read;
use zilu_catalogue::{Catalogue, FieldId, KindId, Value};

pub(crate) use jumpserver::is_heading;

/// Reads the records of a gateway; the format says of which.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_sessions<R: Read, E>(
    mut input: R,
    format: Format,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let feed = Feed::new(format, sink);
    let shape = match Shape::new(catalogue, source.place()) {
        Ok(shape) => shape,
        Err(faults) => return feed.refused(faults),
    };
    let mut writer = Writer { source, shape, feed, nameless: 0, unfinished: 0 };
    let outcome = match format {
        Format::Warpgate => warpgate::read(input, &mut writer),
        Format::Teleport => teleport::read(input, &mut writer),
        Format::JumpserverCsv => {
            let mut bytes = Vec::new();
            match input.read_to_end(&mut bytes) {
                Ok(_) => jumpserver::table(&bytes, &mut writer),
                Err(error) => Err(Box::new(crate::csv::unreadable(source.place(), &error)).into()),
            }
        }
        _ => jumpserver::read(input, &mut writer),
    };
    let Writer { mut feed, nameless, unfinished, .. } = writer;
    feed.stopped(outcome)?;
    if nameless > 0 {
        let sessions = counted(nameless, "session names", "sessions name");
        feed.note(
            format!("{nameless} 次連線沒有登入帳號（例如網頁），未列入"),
            format!("{sessions} no account (a web page, for instance) and left out"),
        );
    }
    if unfinished > 0 {
        let sessions = counted(unfinished, "session has", "sessions have");
        feed.note(format!("{unfinished} 次連線還沒有結束時間"), format!("{sessions} no end yet"));
    }
    if feed.summary.is_clean() && feed.summary.items == 0 {
        feed.fault(Fault::new(
            source.place(),
            "no-sessions",
            "檔案裡沒有任何連線紀錄",
            "there is no session in the file",
        ))?;
    }
    Ok(feed.summary)
}

/// One use of an account through a gateway.
#[derive(Debug, Default, Clone)]
struct Session {
    /// `TOOL:NUMBER`.
    id: String,
    /// Names and addresses of the host, the best one first.
    hosts: Vec<String>,
    /// Account on the host.
    login: Option<String>,
    /// Who: a user name or an e-mail address.
    user: Option<String>,
    /// Seconds since 1970.
    started: i64,
    ended: Option<i64>,
    proxied: Option<bool>,
    source_ip: Option<String>,
    ticket: Option<String>,
    logged: Option<bool>,
    /// Where the recording is.
    log: Option<String>,
    place: Place,
}

/// An approval, for one session.
struct Approval {
    id: String,
    at: i64,
    until: Option<i64>,
    approver: Option<String>,
    requester: Option<String>,
    reason: Option<String>,
    record: String,
    place: Place,
}

/// Writes sessions and approvals.
struct Writer<'a, 's, E> {
    source: &'a Source,
    shape: Shape,
    feed: Feed<'s, E>,
    nameless: u64,
    unfinished: u64,
}

impl<E> Writer<'_, '_, E> {
    /// The account that a session used: what is stated, or to be found.
    fn account(&self, field: FieldId, session: &Session) -> Result<Found, Box<Fault>> {
        let login = session.login.clone().unwrap_or_default();
        if let Some(subject) = &self.source.subject {
            return Ok(Found::Key(format!("{subject}|{login}")));
        }
        let Some(host) = session.hosts.first() else {
            let fault = Fault::new(
                session.place.clone(),
                "no-host",
                format!("連線 {} 沒有主機，不知道帳號屬於哪個系統", session.id),
                format!(
                    "session {} names no host, so that the system of its account is not known",
                    session.id
                ),
            );
            return Err(Box::new(fault.hint("請以 --subject 指定系統", "name the system with --subject")));
        };
        let way = |host: &String| By::AccountOnHost { host: host.clone(), name: login.clone() };
        Ok(Found::Reference(Reference {
            field,
            written: format!("{login}@{host}"),
            by: session.hosts.iter().map(way).collect(),
            otherwise: Otherwise::Key(format!("{host}|{login}")),
        }))
    }

    fn person(&self, field: Slot, written: Option<&String>) -> Option<Reference> {
        let (field, written) = (field?, written?.clone());
        let by = std::iter::once(By::Key).chain(self.shape.email.map(By::Field)).collect();
        Some(Reference { field, written, by, otherwise: Otherwise::Unstated })
    }

    fn session(&mut self, session: &Session) -> Result<(), Stop<E>> {
        self.feed.summary.items += 1;
        if session.login.is_none() {
            self.nameless += 1;
            return Ok(());
        }
        self.unfinished += u64::from(session.ended.is_none());
        let Some(on) = day_in_taipei(session.started) else { return Ok(()) };
        let shape = &self.shape;
        let mut fields = vec![
            (shape.id, Value::Text(session.id.clone())),
            (shape.started, Value::Instant(session.started)),
        ];
        let text = |text: &Option<String>| text.clone().map(Value::Text);
        state(&mut fields, shape.used_on, Some(Value::Date(on)));
        state(&mut fields, shape.ended, session.ended.map(Value::Instant));
        state(&mut fields, shape.proxied, session.proxied.map(Value::YesNo));
        state(&mut fields, shape.source_ip, text(&session.source_ip));
        state(&mut fields, shape.ticket, text(&session.ticket));
        state(&mut fields, shape.logged, session.logged.map(Value::YesNo));
        state(&mut fields, shape.log, text(&session.log));
        if let Some((path, [pam])) = &shape.path {
            fields.push((*path, pam.clone()));
        }
        let mut references = Vec::new();
        match self.account(shape.account, session)? {
            Found::Key(key) => fields.push((shape.account, Value::Text(key))),
            Found::Reference(reference) => references.push(reference),
        }
        if let (Some(field), Some(host)) = (shape.host, session.hosts.first()) {
            let by = session.hosts.iter().map(|host| By::HostNamed(host.clone())).collect();
            references.push(Reference {
                field,
                written: host.clone(),
                by,
                otherwise: Otherwise::Key(host.clone()),
            });
        }
        references.extend(self.person(shape.person, session.user.as_ref()));
        let record = Incoming {
            kind: shape.kind,
            key: session.id.clone(),
            fields,
            defaults: Vec::new(),
            earliest: Vec::new(),
            effective: on,
            place: session.place.clone(),
            void: false,
        };
        self.feed.unresolved(record, references).map_err(Stop::Sink)
    }

    fn approval(&mut self, approval: &Approval, session: &Session) -> Result<(), Stop<E>> {
        let Some(on) = day_in_taipei(approval.at) else { return Ok(()) };
        if session.login.is_none() {
            return Ok(());
        }
        let shape = &self.shape.approval;
        let mut fields = vec![
            (shape.id, Value::Text(approval.id.clone())),
            (shape.session, Value::Text(session.id.clone())),
            (shape.at, Value::Instant(approval.at)),
        ];
        state(&mut fields, shape.from, Some(Value::Instant(approval.at)));
        state(&mut fields, shape.until, approval.until.map(Value::Instant));
        state(&mut fields, shape.reason, approval.reason.clone().map(Value::Text));
        state(&mut fields, shape.record, Some(Value::Text(approval.record.clone())));
        if let Some((scope, [window])) = &shape.scope {
            fields.push((*scope, window.clone()));
        }
        let mut references = Vec::new();
        match self.account(shape.account, session)? {
            Found::Key(key) => fields.push((shape.account, Value::Text(key))),
            Found::Reference(reference) => references.push(reference),
        }
        references.extend(self.person(shape.approver, approval.approver.as_ref()));
        references.extend(self.person(shape.requester, approval.requester.as_ref()));
        let record = Incoming {
            kind: shape.kind,
            key: approval.id.clone(),
            fields,
            defaults: Vec::new(),
            earliest: Vec::new(),
            effective: on,
            place: approval.place.clone(),
            void: false,
        };
        self.feed.unresolved(record, references).map_err(Stop::Sink)
    }
}

enum Found {
    Key(String),
    Reference(Reference),
}

/// A moment that has to be there.
fn needed_time(text: &str, field: &str, place: &Place) -> Result<i64, Box<Fault>> {
    moment(text).ok_or_else(|| {
        let text: String = text.chars().take(60).collect();
        let fault = Fault::new(
            place.clone(),
            "not-a-time",
            format!("「{text}」不是可以辨認的時間"),
            format!("'{text}' is no time that we can read"),
        );
        Box::new(fault.field(field))
    })
}

/// A name of at most 200 characters that can be a part of a key; `None` when nothing is left.
fn name(text: &str) -> Option<String> {
    let mut name = clean(text, 200)?.0;
    crate::line::without_separator(&mut name);
    Some(name)
}

/// An address without its port.
fn without_port(address: &str) -> Option<String> {
    let address = address.trim();
    let bare = match address.parse::<std::net::SocketAddr>() {
        Ok(socket) => socket.ip().to_string(),
        Err(_) => address.to_owned(),
    };
    name(&bare)
}

/// `name(inner)`: both, or the text itself where there are no brackets.
fn brackets(text: &str) -> (&str, Option<&str>) {
    match text.trim().strip_suffix(')').and_then(|text| text.rsplit_once('(')) {
        Some((outer, inner)) if !outer.trim().is_empty() => (outer.trim(), Some(inner.trim())),
        _ => (text.trim(), None),
    }
}

/// The fields of the catalogue that a session fills.
struct Shape {
    kind: KindId,
    id: FieldId,
    account: FieldId,
    started: FieldId,
    host: Slot,
    person: Slot,
    /// Of a person.
    email: Slot,
    used_on: Slot,
    ended: Slot,
    proxied: Slot,
    path: Option<(FieldId, [Value; 1])>,
    source_ip: Slot,
    ticket: Slot,
    logged: Slot,
    log: Slot,
    approval: ApprovalShape,
}

struct ApprovalShape {
    kind: KindId,
    id: FieldId,
    account: FieldId,
    session: FieldId,
    at: FieldId,
    scope: Option<(FieldId, [Value; 1])>,
    approver: Slot,
    requester: Slot,
    from: Slot,
    until: Slot,
    reason: Slot,
    record: Slot,
}

impl Shape {
    fn new(catalogue: &Catalogue, place: Place) -> Result<Shape, Vec<Fault>> {
        let mut look = Lookup::new(catalogue, place);
        let (kind, approval) = (look.kind("privileged_session"), look.kind("session_approval"));
        let person = look.kind("person");
        let shape = Shape {
            kind,
            id: look.needed(kind, "id", Want::Text),
            account: look.needed(kind, "account", Want::Text),
            started: look.needed(kind, "started_at", Want::Instant),
            host: look.slot(kind, "host", Want::Text),
            person: look.slot(kind, "person", Want::Text),
            email: look.slot(person, "email", Want::Text),
            used_on: look.slot(kind, "used_on", Want::Date),
            ended: look.slot(kind, "ended_at", Want::Instant),
            proxied: look.slot(kind, "proxied", Want::YesNo),
            path: look.words(kind, "path", ["pam"]),
            source_ip: look.slot(kind, "source_ip", Want::Text),
            ticket: look.slot(kind, "ticket", Want::Text),
            logged: look.slot(kind, "logged", Want::YesNo),
            log: look.slot(kind, "log", Want::Text),
            approval: ApprovalShape {
                kind: approval,
                id: look.needed(approval, "id", Want::Text),
                account: look.needed(approval, "account", Want::Text),
                session: look.needed(approval, "session", Want::Text),
                at: look.needed(approval, "approved_at", Want::Instant),
                scope: look.words(approval, "scope", ["window"]),
                approver: look.slot(approval, "approver", Want::Text),
                requester: look.slot(approval, "requester", Want::Text),
                from: look.slot(approval, "valid_from", Want::Instant),
                until: look.slot(approval, "valid_until", Want::Instant),
                reason: look.slot(approval, "reason", Want::Text),
                record: look.slot(approval, "record", Want::Text),
            },
        };
        if look.faults.is_empty() { Ok(shape) } else { Err(look.faults) }
    }
}
