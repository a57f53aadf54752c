//! Warpgate: the answer of its administrators' interface to `sessions`, a page or a list.
//!
//! Since 0.28 a session of a user holds the sessions with targets; before, a session has one target. Options of a target
//! (which hold its log-in name) are read, its secrets are not. An authentication that Warpgate does for the user
//! (a stored password or key) is a proxied log-in. Whether there is a recording is not in this answer: `logged` is not stated.

use super::entries::{Visit, each};
use super::{Session, Writer, name, needed_time, without_port};
use crate::fault::Fault;
use crate::item::{Place, Stop};
use crate::json::text_of;
use crate::time::moment;
use serde_json::Value;
use std::io::Read;

const WANTED: &[&str] = &[
    "id",
    "username",
    "started",
    "ended",
    "protocol",
    "remote_address",
    "target",
    "target_sessions",
    "ticket_id",
];

pub(super) fn read<R: Read, E>(input: R, writer: &mut Writer<'_, '_, E>) -> Result<(), Stop<E>> {
    let place = writer.source.place();
    let (bytes, encoding) = each(input, place, "items", WANTED, &mut Visitor(&mut *writer))?;
    writer.feed.summary.bytes = bytes;
    writer.feed.summary.encoding = Some(encoding);
    Ok(())
}

/// The visitor of this file; a type of its own for each gateway.
struct Visitor<'w, 'a, 's, E>(&'w mut Writer<'a, 's, E>);

impl<E> Visit for Visitor<'_, '_, '_, E> {
    type Error = E;

    fn visit(&mut self, entry: &Value, place: &Place, bytes: u64) -> Result<(), Stop<E>> {
        let user = text_of(entry, &["username"]).and_then(name);
        let source_ip = text_of(entry, &["remote_address"]).and_then(without_port);
        let targets = entry.get("target_sessions").and_then(Value::as_array);
        let one = std::slice::from_ref(entry);
        for part in targets.map_or(one, Vec::as_slice) {
            let Some(id) = text_of(part, &["id"]).and_then(name) else {
                return Err(Box::new(missing(place, "id")).into());
            };
            let started = text_of(part, &["started"]).ok_or_else(|| Box::new(missing(place, "started")))?;
            let options = crate::json::part(part, &["target", "options"]);
            let option = |key: &str| options.and_then(|options| text_of(options, &[key]));
            let authentication = options.and_then(|options| text_of(options, &["auth", "kind"]));
            let target = text_of(part, &["target", "name"]);
            let hosts =
                option("host").into_iter().chain(target).filter_map(name).map(|host| host.to_lowercase());
            let session = Session {
                id: format!("warpgate:{id}"),
                hosts: hosts.collect(),
                login: option("username").and_then(name),
                user: user.clone(),
                started: needed_time(started, "started", place)?,
                ended: text_of(part, &["ended"]).and_then(moment),
                proxied: authentication.and_then(|kind| {
                    matches!(kind.to_ascii_lowercase().as_str(), "password" | "publickey").then_some(true)
                }),
                source_ip: source_ip.clone(),
                ticket: text_of(part, &["ticket_id"]).and_then(name),
                place: place.clone(),
                ..Session::default()
            };
            self.0.session(&session)?;
        }
        self.0.feed.progress(bytes).map_err(Stop::Sink)
    }
}

fn missing(place: &Place, field: &str) -> Fault {
    Fault::new(place.clone(), "missing", format!("連線缺少 {field}"), format!("a session has no {field}"))
        .field(field)
}
