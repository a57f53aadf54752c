//! GoPhish campaigns: what each recipient of a drill mail did (`drill_mail`).
//!
//! Three files are read: a campaign as the programming interface gives it (JSON, one or a list of them), and the two
//! tables that the page of a campaign exports, *results* and *raw events*. The campaign and its events tell what happened
//! and when; the table of results only tells how far each recipient went. Both tables lack the campaign's name, which
//! `--subject` gives; a campaign in JSON is `NAME@LAUNCH DAY`, since a name returns every year, unless `--subject` says
//! otherwise.
//!
//! What happened is counted from the events, never from the status, which is a high-water mark. Clicks and submissions
//! that did not happen are stated as such; an opening that was not seen is not stated, because the picture that tells of
//! it is often blocked. A click implies an opening, a submission a click. Machines open and click as well, see `robots`:
//! `automated` and its reason are defaults, so that what a person states instead stays.
//!
//! Recipients are addresses, people have numbers: whoever has the list of people finds them
//! ([`Unresolved`](crate::Unresolved)). Never kept: what recipients submitted, which may be passwords.

mod robots;
mod tally;

use crate::columns::{Columns, has_headings};
use crate::fault::Fault;
use crate::item::{Feed, Item, Source, Stop, Summary};
use crate::json::{Layout, Path, Piece, Take, Walk, text_of, walk};
use crate::recognise::Format;
use crate::time::{day_in_taipei, moment};
use std::io::Read;
use tally::{Shape, Tally, What};
use zilu_catalogue::Catalogue;

const NAME: (&str, &str) = (
    "請以 --subject 指定演練批次的名稱，同一批次的各檔案用同一名稱",
    "name the campaign with --subject, the same one for all its files",
);

/// Reads campaigns in JSON. Memory grows with the number of recipients only.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_gophish<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::Gophish, sink);
    let shape = match Shape::new(catalogue, source.place()) {
        Ok(shape) => shape,
        Err(faults) => return feed.refused(faults),
    };
    let mut campaigns = Campaigns {
        source,
        shape,
        feed: &mut feed,
        name: None,
        launched: None,
        created: None,
        tally: Tally::default(),
        found: 0,
    };
    let outcome = walk(input, source.place(), Layout::Lines, &mut campaigns);
    let found = campaigns.found;
    let outcome = outcome.map(|walked| {
        feed.summary.bytes = walked.bytes;
        feed.summary.encoding = Some(walked.encoding);
    });
    feed.stopped(outcome)?;
    if feed.summary.is_clean() && found == 0 {
        feed.fault(nothing(source))?;
    }
    Ok(feed.summary)
}

fn nothing(source: &Source) -> Fault {
    Fault::new(
        source.place(),
        "no-recipients",
        "檔案裡沒有任何收件人，可能只是批次的摘要",
        "there is no recipient in the file; it may be a summary of campaigns",
    )
    .hint(
        "請匯出單一批次的結果（results 與 timeline）",
        "export the campaign itself, with its results and timeline",
    )
}

/// Campaigns while they are walked over.
struct Campaigns<'a, 'f, 's, E> {
    source: &'a Source,
    shape: Shape,
    feed: &'f mut Feed<'s, E>,
    name: Option<String>,
    launched: Option<i64>,
    created: Option<i64>,
    tally: Tally,
    found: u64,
}

impl<E> Walk for Campaigns<'_, '_, '_, E> {
    type Error = E;

    fn at(&mut self, path: &Path) -> Take {
        match path.shape() {
            "" | "[]" | "[].results" | "[].timeline" => Take::Descend,
            "[].name" | "[].launch_date" | "[].created_date" | "[].results[]" | "[].timeline[]" => {
                Take::Whole
            }
            _ => Take::Skip,
        }
    }

    fn keep(&self, key: &str) -> bool {
        matches!(key, "email" | "status" | "send_date" | "reported" | "time" | "message" | "details")
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        match piece.path.shape() {
            "[].name" => self.name = piece.value.as_str().map(str::to_owned),
            "[].launch_date" => self.launched = piece.value.as_str().and_then(time),
            "[].created_date" => self.created = piece.value.as_str().and_then(time),
            "[].results[]" => {
                let email = piece.needed_text(&["email"])?;
                let status = text_of(&piece.value, &["status"]).unwrap_or_default();
                let sent = text_of(&piece.value, &["send_date"]).and_then(time);
                let reported = piece.value.get("reported").and_then(serde_json::Value::as_bool);
                self.feed.summary.items += 1;
                self.tally.result(email, status, sent, reported, &piece.place)?;
            }
            "[].timeline[]" => {
                let Some(email) = piece.text(&["email"])?.filter(|email| !email.trim().is_empty()) else {
                    return Ok(()); // Of the campaign itself.
                };
                let message = piece.needed_text(&["message"])?;
                let at = piece.needed_text(&["time"])?;
                let Some(at) = moment(at) else {
                    return Err(piece
                        .fault(&["time"], "not-a-time", not_a_time(at).0, not_a_time(at).1)
                        .into());
                };
                let details = text_of(&piece.value, &["details"]).unwrap_or_default();
                self.tally.event(email, message, at, details, &piece.place)?;
            }
            "[].results" | "[].timeline" if piece.value.is_null() => {}
            _ => return Err(piece.wrong_type(&[], ("GoPhish 的批次", "a campaign of GoPhish")).into()),
        }
        self.feed.progress(piece.bytes).map_err(Stop::Sink)
    }

    fn end(&mut self, path: &Path, place: crate::item::Place) -> Result<(), Stop<E>> {
        if path.shape() != "[]" {
            return Ok(());
        }
        let tally = std::mem::take(&mut self.tally);
        let (name, launched, created) = (self.name.take(), self.launched.take(), self.created.take());
        self.found += tally.len() as u64;
        let campaign = match &self.source.subject {
            Some(subject) => Some(subject.to_string()),
            None => {
                let day = launched.or(created).and_then(day_in_taipei).or(self.source.date);
                name.filter(|name| !name.trim().is_empty())
                    .zip(day)
                    .map(|(name, day)| format!("{}@{day}", name.trim()))
            }
        };
        let Some(campaign) = campaign else {
            let fault = Fault::new(
                place,
                "no-campaign",
                "演練批次沒有名稱或啟動日期",
                "the campaign has no name or no launch date",
            );
            return Err(Box::new(fault.hint(NAME.0, NAME.1)).into());
        };
        tally.hand_out(&campaign, self.source, &self.shape, self.feed)
    }
}

/// Reads the table of results or of raw events.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_gophish_csv<E>(
    bytes: &[u8],
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::GophishCsv, sink);
    let shape = match Shape::new(catalogue, source.place()) {
        Ok(shape) => shape,
        Err(faults) => return feed.refused(faults),
    };
    let outcome = table(bytes, source, &shape, &mut feed);
    feed.summary.bytes = bytes.len() as u64;
    feed.stopped(outcome)?;
    Ok(feed.summary)
}

fn table<E>(bytes: &[u8], source: &Source, shape: &Shape, feed: &mut Feed<'_, E>) -> Result<(), Stop<E>> {
    let Some(campaign) = &source.subject else {
        let fault = Fault::new(
            source.place(),
            "no-campaign",
            "GoPhish 的表格沒有寫明是哪一批演練",
            "a table of GoPhish does not say of which campaign it is",
        );
        return Err(Box::new(fault.hint(NAME.0, NAME.1)).into());
    };
    let columns = Columns::open(bytes, source)?;
    feed.summary.encoding = Some(columns.encoding());
    let events = is_events(columns.first_line());
    let mut tally = Tally::default();
    let needed: &[&str] =
        if events { &["email", "time", "message"] } else { &["email", "status", "send_date"] };
    columns.each(needed, |line| {
        let email = line.cell("email");
        if events && email.is_empty() {
            return Ok(()); // Of the campaign itself.
        }
        let fault = |code, (zh, en): (String, String), field: &str| {
            Stop::<E>::from(Box::new(Fault::new(line.place.clone(), code, zh, en).field(field)))
        };
        if email.is_empty() {
            return Err(fault("missing", ("缺少收件人".into(), "the recipient is missing".into()), "email"));
        }
        feed.summary.items += 1;
        if events {
            let written = line.cell("time");
            let at = moment(written).ok_or_else(|| fault("not-a-time", not_a_time(written), "time"))?;
            tally.event(email, line.cell("message"), at, line.cell("details"), &line.place)?;
        } else {
            let reported = match line.cell("reported") {
                "true" => Some(true),
                "false" => Some(false),
                _ => None,
            };
            tally.result(email, line.cell("status"), time(line.cell("send_date")), reported, &line.place)?;
        }
        Ok(())
    })?;
    if tally.len() == 0 {
        return Err(Box::new(nothing(source)).into());
    }
    tally.hand_out(campaign, source, shape, feed)
}

/// Whether a line holds the headings of the raw events, the other table being that of the results.
fn is_events(heading: &str) -> bool {
    has_headings(heading, &["time", "message", "details"])
}

/// Whether a line holds the headings of one of the two tables.
pub(crate) fn is_heading(line: &str) -> bool {
    has_headings(line, &["campaign_id", "email", "time", "message", "details"])
        || has_headings(line, &["id", "status", "ip", "send_date", "email", "modified_date"])
}

/// A moment; GoPhish writes the year 1 where there is none.
fn time(text: &str) -> Option<i64> {
    moment(text)
}

fn not_a_time(text: &str) -> (String, String) {
    let text: String = text.chars().take(60).collect();
    (format!("「{text}」不是可以辨認的時間"), format!("'{text}' is no time that we can read"))
}

impl What {
    /// From the words of GoPhish.
    fn parse(message: &str) -> Option<What> {
        Some(match message {
            "Email Sent" => What::Sent,
            "Error Sending Email" => What::Failed,
            "Email Opened" => What::Opened,
            "Clicked Link" => What::Clicked,
            "Submitted Data" => What::Submitted,
            "Email Reported" => What::Reported,
            _ => return None,
        })
    }
}
