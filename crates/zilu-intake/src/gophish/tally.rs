//! What each recipient did, collected until the campaign has been read, and then handed out.

use super::robots::{FAST, SHARED, SHARED_WITHIN, filter_of, is_program};
use crate::fault::Fault;
use crate::item::{By, Feed, Incoming, Otherwise, Place, Reference, Source, Stop};
use crate::line::{clean, without_separator};
use crate::plural::counted;
use crate::shape::{Lookup, Slot, Want, state};
use crate::time::day_in_taipei;
use rustc_hash::{FxHashMap, FxHashSet};
use zilu_catalogue::{Catalogue, FieldId, KindId, Value};

/// Recipients of one campaign.
const RECIPIENTS: usize = 1_000_000;
/// Different openings and clicks that are kept of one campaign.
const EVENTS: usize = 5_000_000;

/// What happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
    Sent,
    Failed,
    Opened,
    Clicked,
    Submitted,
    Reported,
}

/// An opening, a click, a submission.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Event {
    what: What,
    at: i64,
    /// Number of the address, in the order of the file.
    address: Option<u32>,
    program: bool,
}

#[derive(Default)]
struct Recipient {
    email: String,
    line: Option<u64>,
    byte: Option<u64>,
    /// How far, by the table of results; `None` where there is none, or where it does not say.
    reached: Option<What>,
    /// When, by the table of results.
    planned: Option<i64>,
    sent: Option<i64>,
    failed: Option<i64>,
    reported: Option<bool>,
    events: Vec<Event>,
}

/// A campaign's recipients.
#[derive(Default)]
pub(super) struct Tally {
    recipients: Vec<Recipient>,
    by_email: FxHashMap<String, usize>,
    addresses: FxHashMap<String, u32>,
    events: usize,
    /// The file tells events, so that one that it does not tell did not happen.
    told: bool,
    /// Words that we do not know.
    unknown: u64,
}

/// Why an event is no person's.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Reason {
    Program,
    Filter(&'static str),
    Fast(i64),
    Shared(usize),
}

impl Reason {
    fn words(self) -> String {
        match self {
            Reason::Program => "程式自報其名或未報瀏覽器 · a program, or no browser named".into(),
            Reason::Filter(owner) => format!("來自郵件過濾服務 {owner} · from the mail filter {owner}"),
            Reason::Fast(seconds) => format!(
                "寄出後 {seconds} 秒 · {} after sending",
                counted(seconds.unsigned_abs(), "second", "seconds")
            ),
            Reason::Shared(recipients) => {
                format!(
                    "同一位址立即抓取 {recipients} 人的連結 · one address fetched the links of {recipients} recipients at once"
                )
            }
        }
    }
}

impl Tally {
    pub(super) fn len(&self) -> usize {
        self.recipients.len()
    }

    fn recipient(&mut self, email: &str, place: &Place) -> Result<&mut Recipient, Box<Fault>> {
        let email = clean(&email.to_lowercase(), 320).map(|text| text.0).unwrap_or_default();
        let next = self.recipients.len();
        let at = *self.by_email.entry(email.clone()).or_insert(next);
        if at == next {
            if next >= RECIPIENTS {
                let (zh, en) =
                    (format!("收件人超過 {RECIPIENTS} 位"), format!("more than {RECIPIENTS} recipients"));
                return Err(Box::new(Fault::new(place.clone(), "too-many", zh, en)));
            }
            let (line, byte) = (place.line, place.byte);
            self.recipients.push(Recipient { email, line, byte, ..Recipient::default() });
        }
        Ok(&mut self.recipients[at])
    }

    /// A row of the results.
    pub(super) fn result(
        &mut self,
        email: &str,
        status: &str,
        sent: Option<i64>,
        reported: Option<bool>,
        place: &Place,
    ) -> Result<(), Box<Fault>> {
        let reached = What::parse(status);
        // Not sent yet, or an error of ours before sending.
        let known = reached.is_some()
            || matches!(status, "Error" | "Scheduled" | "Queued" | "Sending" | "Retrying" | "" | "Unknown");
        self.unknown += u64::from(!known);
        let recipient = self.recipient(email, place)?;
        recipient.planned = recipient.planned.or(sent);
        recipient.reported = recipient.reported.or(reported);
        recipient.reached = reached.or((status == "Error").then_some(What::Failed));
        Ok(())
    }

    /// An event of the timeline. `details` is JSON in a text: the browser is taken, what was submitted is not.
    pub(super) fn event(
        &mut self,
        email: &str,
        message: &str,
        at: i64,
        details: &str,
        place: &Place,
    ) -> Result<(), Box<Fault>> {
        self.told = true;
        let Some(what) = What::parse(message) else {
            self.unknown += 1;
            return self.recipient(email, place).map(drop);
        };
        let (address, program) = match what {
            What::Opened | What::Clicked | What::Submitted => self.browser(details),
            _ => (None, false),
        };
        let recipient = self.recipient(email, place)?;
        match what {
            What::Sent => recipient.sent = Some(recipient.sent.map_or(at, |known| known.min(at))),
            What::Failed => recipient.failed = Some(recipient.failed.map_or(at, |known| known.max(at))),
            What::Reported => recipient.reported = Some(true),
            What::Opened | What::Clicked | What::Submitted => {
                let same = |e: &&mut Event| (e.what, e.address, e.program) == (what, address, program);
                // A picture that is fetched again and again is one opening; a late one tells a person from a filter.
                let mut alike = recipient.events.iter_mut().filter(same);
                match (alike.next(), alike.next()) {
                    (None, _) => {
                        recipient.events.push(Event { what, at, address, program });
                        self.events += 1;
                    }
                    (Some(first), None) if first.at != at => {
                        let event = Event { at: first.at.max(at), ..*first };
                        first.at = first.at.min(at);
                        recipient.events.push(event);
                        self.events += 1;
                    }
                    (Some(first), Some(last)) => {
                        first.at = first.at.min(at);
                        last.at = last.at.max(at);
                    }
                    _ => {}
                }
            }
        }
        if self.events > EVENTS {
            let (zh, en) = (format!("事件超過 {EVENTS} 筆"), format!("more than {EVENTS} events"));
            return Err(Box::new(Fault::new(place.clone(), "too-many", zh, en)));
        }
        Ok(())
    }

    fn browser(&mut self, details: &str) -> (Option<u32>, bool) {
        let details: serde_json::Value = serde_json::from_str(details).unwrap_or_default();
        let Some(browser) = details.get("browser") else { return (None, false) };
        let text = |name| browser.get(name).and_then(serde_json::Value::as_str).map(str::trim);
        let address = text("address").filter(|address| (1..64).contains(&address.len()));
        let next = self.addresses.len() as u32;
        let number = address.map(|address| *self.addresses.entry(address.to_owned()).or_insert(next));
        (number, text("user-agent").is_some_and(is_program))
    }

    /// Hands out a record for every recipient whose mail went out, or failed to.
    pub(super) fn hand_out<E>(
        self,
        campaign: &str,
        source: &Source,
        shape: &Shape,
        feed: &mut Feed<'_, E>,
    ) -> Result<(), Stop<E>> {
        let mut campaign = clean(campaign, 200).map(|text| text.0).unwrap_or_default();
        without_separator(&mut campaign);
        let judge = Judge::new(&self);
        let (mut waiting, mut automated) = (0_u64, 0_u64);
        for recipient in &self.recipients {
            let sent = match (recipient.sent, recipient.failed, recipient.reached) {
                (Some(_), ..) => Some(true),
                (None, Some(_), _) => Some(false),
                (None, None, Some(What::Failed)) => Some(false),
                (None, None, Some(_)) => Some(true),
                (None, None, None) if !recipient.events.is_empty() => Some(true),
                (None, None, None) => None,
            };
            let first = recipient.events.iter().map(|event| event.at).min();
            let at = recipient.sent.or(recipient.failed).or(recipient.planned).or(first);
            let (Some(sent), Some(on)) = (sent, at.and_then(day_in_taipei).or(source.date)) else {
                waiting += 1;
                continue;
            };
            let mut fields =
                vec![(shape.campaign, Value::Text(campaign.clone())), (shape.on, Value::Date(on))];
            let yes_no = |yes| Some(Value::YesNo(yes));
            state(&mut fields, shape.sent, yes_no(sent));
            let mut defaults = Vec::new();
            if sent {
                let acts = self.acts(recipient);
                state(&mut fields, shape.opened, acts.opened.and_then(yes_no));
                state(&mut fields, shape.clicked, acts.clicked.and_then(yes_no));
                state(&mut fields, shape.submitted, acts.submitted.and_then(yes_no));
                state(&mut fields, shape.reported, acts.reported.and_then(yes_no));
                if let Some(verdict) = judge.of(recipient) {
                    automated += u64::from(verdict.is_some());
                    state(&mut defaults, shape.automated, yes_no(verdict.is_some()));
                    state(&mut defaults, shape.reason, verdict.map(|reason| Value::Text(reason.words())));
                }
            }
            if self.told {
                state(&mut defaults, shape.report, source.sha256.clone().map(Value::Text));
            }
            let record = Incoming {
                kind: shape.kind,
                key: format!("{campaign}|{}", recipient.email),
                fields,
                defaults,
                earliest: Vec::new(),
                effective: on,
                place: Place { line: recipient.line, byte: recipient.byte, ..source.place() },
                void: false,
            };
            let person = Reference {
                field: shape.person,
                written: recipient.email.clone(),
                by: vec![By::Field(shape.email)],
                otherwise: Otherwise::LeaveOut,
            };
            feed.unresolved(record, vec![person]).map_err(Stop::Sink)?;
        }
        self.tell(waiting, automated, feed);
        Ok(())
    }

    /// What is known of each act: `None` is unknown.
    fn acts(&self, recipient: &Recipient) -> Acts {
        let happened = |what| recipient.events.iter().any(|event| event.what >= what);
        if self.told {
            return Acts {
                opened: happened(What::Opened).then_some(true),
                clicked: Some(happened(What::Clicked)),
                submitted: Some(happened(What::Submitted)),
                reported: Some(recipient.reported == Some(true)),
            };
        }
        // Reported used to replace how far somebody had gone.
        let reached = recipient.reached.filter(|what| *what != What::Reported);
        Acts {
            opened: reached.filter(|what| *what >= What::Opened).map(|_| true),
            clicked: reached.map(|what| what >= What::Clicked),
            submitted: reached.map(|what| what >= What::Submitted),
            reported: if recipient.reached == Some(What::Reported) { Some(true) } else { recipient.reported },
        }
    }

    fn tell<E>(&self, waiting: u64, automated: u64, feed: &mut Feed<'_, E>) {
        if waiting > 0 {
            feed.note(
                format!("{waiting} 位收件人的郵件還沒寄出，未列入"),
                format!(
                    "the mail to {} has not gone out yet and is left out",
                    counted(waiting, "recipient", "recipients")
                ),
            );
        }
        if automated > 0 {
            feed.note(
                format!("{automated} 位的點閱判為機器所為（理由記於各筆），可由人更正"),
                format!("the clicks of {} are judged to be a machine's, with the reason on record; a person can correct it", counted(automated, "recipient", "recipients")),
            );
        }
        if !self.told {
            feed.note(
                "結果表沒有事件，無法分辨機器點閱；請一併匯入事件（raw events）或 JSON".into(),
                "a table of results tells no events, so that machines' clicks cannot be told; import the raw events or the JSON too".into(),
            );
        }
        if self.unknown > 0 {
            feed.note(
                format!("{} 筆事件或狀態的名稱不認得，未採計", self.unknown),
                format!(
                    "{} had a name that is not known and was not counted",
                    counted(self.unknown, "event or status", "events or statuses")
                ),
            );
        }
    }
}

struct Acts {
    opened: Option<bool>,
    clicked: Option<bool>,
    submitted: Option<bool>,
    reported: Option<bool>,
}

/// What is known of the addresses of a whole campaign.
struct Judge {
    filters: Vec<Option<&'static str>>,
    /// Recipients whose links an address fetched right after sending.
    shared: Vec<usize>,
}

impl Judge {
    fn new(tally: &Tally) -> Judge {
        let mut filters = vec![None; tally.addresses.len()];
        for (address, number) in &tally.addresses {
            filters[*number as usize] = filter_of(address);
        }
        let mut shared = vec![0; tally.addresses.len()];
        let mut seen = FxHashSet::default();
        for recipient in &tally.recipients {
            seen.clear();
            for event in &recipient.events {
                let soon =
                    recipient.sent.is_some_and(|sent| (0..=SHARED_WITHIN).contains(&(event.at - sent)));
                if let Some(address) = event.address.filter(|address| soon && seen.insert(*address)) {
                    shared[address as usize] += 1;
                }
            }
        }
        Judge { filters, shared }
    }

    /// Whether the furthest that was done was a machine's doing, and why; the outer `None` where nothing was done, or
    /// where no event tells. A click decides where there is one, else an opening: a filter that fetches the picture and a
    /// person who clicks are a person.
    fn of(&self, recipient: &Recipient) -> Option<Option<Reason>> {
        let furthest = recipient.events.iter().map(|event| event.what).max()?;
        let decisive = furthest.min(What::Clicked);
        let mut verdicts = recipient
            .events
            .iter()
            .filter(|event| event.what >= decisive)
            .map(|event| self.reason(recipient, event));
        let first = verdicts.next()?;
        Some(if verdicts.any(|verdict| verdict.is_none()) { None } else { first })
    }

    fn reason(&self, recipient: &Recipient, event: &Event) -> Option<Reason> {
        let after = recipient.sent.map(|sent| event.at - sent);
        if let Some(owner) = event.address.and_then(|address| self.filters[address as usize]) {
            return Some(Reason::Filter(owner));
        }
        if event.program {
            return Some(Reason::Program);
        }
        if let Some(seconds) = after.filter(|seconds| (0..FAST).contains(seconds)) {
            return Some(Reason::Fast(seconds));
        }
        let shared = event.address.map(|address| self.shared[address as usize])?;
        let soon = after.is_some_and(|seconds| (0..=SHARED_WITHIN).contains(&seconds));
        (soon && shared >= SHARED).then_some(Reason::Shared(shared))
    }
}

/// The fields of the catalogue that a campaign fills.
pub(super) struct Shape {
    kind: KindId,
    campaign: FieldId,
    person: FieldId,
    on: FieldId,
    email: FieldId,
    sent: Slot,
    opened: Slot,
    clicked: Slot,
    submitted: Slot,
    reported: Slot,
    automated: Slot,
    reason: Slot,
    report: Slot,
}

impl Shape {
    pub(super) fn new(catalogue: &Catalogue, place: Place) -> Result<Shape, Vec<Fault>> {
        let mut look = Lookup::new(catalogue, place);
        let (kind, person) = (look.kind("drill_mail"), look.kind("person"));
        let shape = Shape {
            kind,
            campaign: look.needed(kind, "campaign", Want::Text),
            person: look.needed(kind, "person", Want::Text),
            on: look.needed(kind, "on", Want::Date),
            email: look.needed(person, "email", Want::Text),
            sent: look.slot(kind, "sent", Want::YesNo),
            opened: look.slot(kind, "opened", Want::YesNo),
            clicked: look.slot(kind, "clicked", Want::YesNo),
            submitted: look.slot(kind, "submitted", Want::YesNo),
            reported: look.slot(kind, "reported", Want::YesNo),
            automated: look.slot(kind, "automated", Want::YesNo),
            reason: look.slot(kind, "automated_reason", Want::Text),
            report: look.slot(kind, "report", Want::Text),
        };
        if look.faults.is_empty() { Ok(shape) } else { Err(look.faults) }
    }
}
