//! JumpServer: its sessions, as the interface gives them (a list or a page) or as the page exports them (a table).
//!
//! `asset` is `NAME(ADDRESS)`, `user` is `NAME(LOGIN)`, `account` is `NAME(LOGIN)`. A recording proves that operations were
//! logged. Where there are only commands, `logged` is not stated: JumpServer cuts inputs at 128 characters and outputs at
//! 1,024, so that the list of commands may lack what was typed. An account typed in by hand (`@INPUT`) was not proxied.

use super::entries::{Visit, each};
use super::{Session, Writer, brackets, name, needed_time, without_port};
use crate::columns::{Columns, has_headings};
use crate::fault::Fault;
use crate::item::{Place, Stop};
use crate::json::{loose_text, part};
use crate::time::moment;
use serde_json::Value;
use std::io::Read;

const WANTED: &[&str] = &[
    "id",
    "user",
    "asset",
    "account",
    "system_user",
    "remote_addr",
    "date_start",
    "date_end",
    "has_replay",
    "has_command",
    "is_success",
];

pub(super) fn read<R: Read, E>(input: R, writer: &mut Writer<'_, '_, E>) -> Result<(), Stop<E>> {
    let place = writer.source.place();
    let (bytes, encoding) = each(input, place, "results", WANTED, &mut Visitor(&mut *writer))?;
    writer.feed.summary.bytes = bytes;
    writer.feed.summary.encoding = Some(encoding);
    Ok(())
}

/// The table that the page of sessions exports.
pub(super) fn table<E>(bytes: &[u8], writer: &mut Writer<'_, '_, E>) -> Result<(), Stop<E>> {
    let columns = Columns::open(bytes, writer.source)?;
    writer.feed.summary.encoding = Some(columns.encoding());
    writer.feed.summary.bytes = bytes.len() as u64;
    columns.each(&["id", "user", "asset", "account", "date_start"], |line| {
        let cell = |key: &str| Some(line.cell(key).to_owned()).filter(|text| !text.is_empty());
        session(&cell, &line.place, writer)
    })
}

/// Whether a line holds the headings of that table.
pub(crate) fn is_heading(line: &str) -> bool {
    has_headings(line, &["id", "user", "asset", "account", "date_start", "date_end", "has_replay"])
}

struct Visitor<'w, 'a, 's, E>(&'w mut Writer<'a, 's, E>);

impl<E> Visit for Visitor<'_, '_, '_, E> {
    type Error = E;

    fn visit(&mut self, entry: &Value, place: &Place, bytes: u64) -> Result<(), Stop<E>> {
        let cell = |key: &str| loose_text(part(entry, &[key])?).map(std::borrow::Cow::into_owned);
        session(&cell, place, self.0)?;
        self.0.feed.progress(bytes).map_err(Stop::Sink)
    }
}

fn session<E>(
    cell: &dyn Fn(&str) -> Option<String>,
    place: &Place,
    writer: &mut Writer<'_, '_, E>,
) -> Result<(), Stop<E>> {
    let needed = |key: &str| {
        cell(key).ok_or_else(|| {
            let (zh, en) = (format!("連線缺少 {key}"), format!("a session has no {key}"));
            Box::new(Fault::new(place.clone(), "missing", zh, en).field(key))
        })
    };
    let yes = |key: &str| match cell(key)?.to_ascii_lowercase().as_str() {
        "true" | "1" | "yes" | "是" => Some(true),
        "false" | "0" | "no" | "否" => Some(false),
        _ => None,
    };
    let (id, started, asset) = (needed("id")?, needed("date_start")?, needed("asset")?);
    let (host, address) = brackets(&asset);
    let hosts = std::iter::once(host).chain(address).filter_map(name).map(|host| host.to_lowercase());
    let account = cell("account").or_else(|| cell("system_user"));
    let (outer, inner) = account.as_deref().map_or(("", None), brackets);
    let user = cell("user").unwrap_or_default();
    let (shown, login) = brackets(&user);
    let replay = yes("has_replay");
    let session = Session {
        id: format!("jumpserver:{}", name(&id).unwrap_or_default()),
        hosts: hosts.collect(),
        login: name(inner.filter(|inner| !inner.is_empty()).unwrap_or(outer))
            .filter(|name| !name.starts_with('@')),
        user: name(login.unwrap_or(shown)),
        started: needed_time(&started, "date_start", place)?,
        ended: cell("date_end").as_deref().and_then(moment),
        proxied: match outer {
            "" => None,
            by_hand if by_hand.starts_with('@') || by_hand.contains("手動") || by_hand.contains("手动") => {
                Some(false)
            }
            _ => Some(true),
        },
        source_ip: cell("remote_addr").as_deref().and_then(without_port),
        ticket: None,
        logged: match (replay, yes("has_command")) {
            (Some(true), _) => Some(true),
            (Some(false), Some(false)) => Some(false),
            _ => None,
        },
        log: (replay == Some(true)).then(|| format!("jumpserver:replay/{id}")),
        place: place.clone(),
    };
    writer.session(&session)
}
