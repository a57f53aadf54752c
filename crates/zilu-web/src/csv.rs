//! Exports as CSV: UTF-8 with a byte order mark, as Excel in Taiwan opens it, sent while it is made.
//!
//! A cell that a spreadsheet would take for a formula gets an apostrophe in front. Rows are put into words in pieces,
//! so that a slow reader neither fills the memory nor keeps the facts locked.

use crate::asked::Asked;
use crate::filter;
use crate::html::register::no_register;
use crate::problem::Problem;
use crate::status;
use crate::web::Web;
use axum::body::{Body, Bytes};
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use std::io::Error;
use tokio::sync::mpsc::{Sender, channel};
use tokio_stream::wrappers::ReceiverStream;
use zilu_app::register::RegisterListing;
use zilu_app::{Lens, Row};
use zilu_catalogue::{Role, Status, Type};
use zilu_engine::Standing;

/// Rows put into words at a time.
const ROWS_PER_PIECE: usize = 2_000;
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The standings of the filter, all pages.
pub(crate) async fn standings(State(web): State<Web>, asked: Asked) -> Response {
    let (inside, look) = (web.clone(), asked.clone());
    let found = web
        .beside(move || {
            inside.app().with_lens(look.on, look.known, |lens| {
                look.settle(filter::listing(&look, lens, 1)).map(|listing| lens.list_all(&listing))
            })
        })
        .await;
    let standings = match found {
        Ok(standings) => standings,
        Err(problem) => return problem.response(&web, &asked),
    };
    let name = format!("zilu-standings-{}.csv", asked.on);
    streamed(&name, move |sender| send_standings(&web, &asked, &standings, sender))
}

fn send_standings(web: &Web, asked: &Asked, standings: &[Standing], sender: &Sender<Result<Bytes, Error>>) {
    let mut head = Vec::from(BYTE_ORDER_MARK);
    head.extend(piece(|writer| writer.write_record(standing_head(asked))));
    if sender.blocking_send(Ok(Bytes::from(head))).is_err() {
        return;
    }
    for part in standings.chunks(ROWS_PER_PIECE) {
        let bytes = web.app().with_lens(asked.on, asked.known, |lens| {
            piece(|writer| {
                part.iter()
                    .try_for_each(|standing| writer.write_record(standing_cells(asked, lens, standing)))
            })
        });
        // The reader has gone.
        if sender.blocking_send(Ok(Bytes::from(bytes))).is_err() {
            return;
        }
    }
}

fn standing_head(asked: &Asked) -> [&'static str; 12] {
    [
        asked.t("狀態", "status"),
        asked.t("條款", "clause"),
        asked.t("義務", "duty"),
        asked.t("義務名稱", "duty title"),
        asked.t("項目", "item"),
        asked.t("對象種類", "kind"),
        asked.t("對象", "subject"),
        asked.t("對象名稱", "subject name"),
        asked.t("期別／事由", "period or trigger"),
        asked.t("期限", "due"),
        asked.t("自", "since"),
        asked.t("權責", "whose turn"),
    ]
}

fn standing_cells(asked: &Asked, lens: &Lens<'_>, standing: &Standing) -> [String; 12] {
    let row: Row = lens.row(standing);
    let item = match &row.item_label {
        Some(label) => format!("{}. {}", row.item, asked.of_words(label)),
        None if row.item > 0 => row.item.to_string(),
        None => String::new(),
    };
    let status = Status::parse(row.status).map_or(row.status, |status| status::label(status, asked.lang));
    let kind = crate::html::kind_label(asked, lens.catalogue, &row.kind).to_owned();
    let who = Role::ALL.into_iter().find(|role| role.word() == row.who).map_or(row.who, |role| {
        let (zh, en) = role.label();
        asked.lang.pick(zh, en)
    });
    // Dates stay ISO in files: a spreadsheet reads an ROC date as a day of the first century.
    [
        status.to_owned(),
        row.clause,
        row.duty,
        asked.of_words(&row.title).to_owned(),
        item,
        kind,
        row.subject,
        row.name.unwrap_or_default(),
        row.period,
        row.due.unwrap_or_default(),
        row.since,
        who.to_owned(),
    ]
    .map(guarded)
}

/// A register with all fields, all pages.
pub(crate) async fn register(
    State(web): State<Web>,
    path: Result<Path<String>, PathRejection>,
    asked: Asked,
) -> Response {
    let Ok(Path(kind)) = path else { return Problem::bad_path().response(&web, &asked) };
    let (inside, look, of) = (web.clone(), asked.clone(), kind.clone());
    let checked = web
        .beside(move || {
            inside.app().with_lens(look.on, look.known, |lens| {
                let known = lens.catalogue.kind(&of).ok_or_else(|| no_register(&of));
                look.settle(known.and_then(|_| filter::register(&look, &of, lens, 1)))
            })
        })
        .await;
    let listing = match checked {
        Ok(listing) => RegisterListing { columns: None, size: ROWS_PER_PIECE, page: 1, ..listing },
        Err(problem) => return problem.response(&web, &asked),
    };
    let name = format!("zilu-{kind}-{}.csv", asked.on);
    streamed(&name, move |sender| send_register(&web, &asked, &kind, listing, sender))
}

fn send_register(
    web: &Web,
    asked: &Asked,
    kind: &str,
    mut listing: RegisterListing,
    sender: &Sender<Result<Bytes, Error>>,
) {
    let catalogue = web.app().rules().on(asked.on);
    // Dates stay ISO in files, see above.
    let is_time = |name: &str| {
        let kind = catalogue.kind(kind)?;
        let field = catalogue.field(kind, name)?;
        Some(matches!(catalogue.kinds[kind.index()].fields[field.index()].ty, Type::Date | Type::Instant))
    };
    loop {
        let view = web.app().with_lens(asked.on, asked.known, |lens| lens.register(kind, &listing));
        let Some(view) = view else { return };
        let times: Vec<bool> = view.columns.iter().map(|(name, _)| is_time(name) == Some(true)).collect();
        let mut bytes = if listing.page == 1 { Vec::from(BYTE_ORDER_MARK) } else { Vec::new() };
        bytes.extend(piece(|writer| {
            if listing.page == 1 {
                let labels = view.columns.iter().map(|(_, label)| asked.of_words(label));
                writer.write_record(labels.chain([asked.t("最嚴重狀態", "most severe status")]))?;
            }
            view.rows.iter().try_for_each(|row| {
                let cells = row.cells.iter().zip(&times).map(|(cell, is_time)| match cell {
                    Some(words) if *is_time => words.en.clone(),
                    Some(words) => guarded(asked.of_words(words).to_owned()),
                    None => String::new(),
                });
                let worst =
                    row.worst.and_then(Status::parse).map_or("", |status| status::label(status, asked.lang));
                writer.write_record(cells.chain([worst.to_owned()]))
            })
        }));
        if sender.blocking_send(Ok(Bytes::from(bytes))).is_err() || view.page >= view.pages {
            return;
        }
        listing.page += 1;
    }
}

fn streamed(name: &str, send: impl FnOnce(&Sender<Result<Bytes, Error>>) + Send + 'static) -> Response {
    let (sender, receiver) = channel(2);
    tokio::task::spawn_blocking(move || send(&sender));
    let disposition = format!("attachment; filename=\"{name}\"");
    let headers = [(CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()), (CONTENT_DISPOSITION, disposition)];
    (headers, Body::from_stream(ReceiverStream::new(receiver))).into_response()
}

/// Lines end as RFC 4180 says. Writing to memory cannot fail.
fn piece(write: impl FnOnce(&mut csv::Writer<&mut Vec<u8>>) -> Result<(), csv::Error>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(&mut bytes);
    let written = write(&mut writer).and_then(|()| Ok(writer.flush()?));
    drop(writer);
    debug_assert!(written.is_ok(), "writing to memory");
    bytes
}

fn guarded(text: String) -> String {
    zilu_app::csv_guard(&text).into_owned()
}

#[cfg(test)]
mod tests {
    use super::guarded;

    #[test]
    fn formulas_are_guarded_and_other_texts_left_alone() {
        for text in ["=1+1", "+886", "-1", "@SUM(A1)", "\t=1", " =1", "＝1", "\r\n=1", "－x"] {
            assert_eq!(guarded(text.to_owned()), format!("'{text}"));
        }
        for text in ["", "a=1", "00123", "host-1", "王○明", "2025-06-30"] {
            assert_eq!(guarded(text.to_owned()), text);
        }
    }
}
