//! What sets the priority of a CVE: CISA's list of exploited vulnerabilities (KEV, JSON or CSV) and FIRST's daily
//! probabilities (EPSS, CSV).
//!
//! A record is one CVE. KEV states that it is exploited, since when and until when CISA wants it mended, and whether ransomware
//! uses it (`Known` is yes; `Unknown` says nothing). EPSS states probability and percentile in percent, with the day of the model.
//! Rows that are no CVE are not taken, and a note counts them. Both files stream: memory does not grow with them.
//!
//! What is no longer in a list is not touched: CISA takes entries out for reasons that it does not give in the file.

use crate::code::{self, note};
use crate::csv::unreadable;
use crate::fault::Fault;
use crate::item::{Feed, Incoming, Item, Place, Source, Stop, Summary};
use crate::json::{Layout, Path, Piece, Take, Walk, text_of, walk};
use crate::line::clean;
use crate::recognise::{Format, HEAD};
use crate::sbom::checked;
use crate::shape::{Lookup, Slot, Want, state};
use crate::text::{TextError, TextReader, bom, unmarked_utf16};
use crate::time::{day_in_taipei, moment};
use encoding_rs::UTF_8;
use jiff::civil::Date;
use std::io::{Cursor, Read};
use zilu_catalogue::{Catalogue, FieldId, KindId, Value};

/// Longest row, in bytes.
const ROW: u64 = 1 << 20;

struct KnownShape {
    kind: KindId,
    cve: FieldId,
    title: Slot,
    known_exploited: Slot,
    known_exploited_on: Slot,
    due_on: Slot,
    ransomware: Slot,
    epss: Slot,
    epss_percentile: Slot,
    epss_on: Slot,
}

impl KnownShape {
    fn new(catalogue: &Catalogue, place: Place) -> (KnownShape, Vec<Fault>) {
        use Want::{Date, Decimal, Text, YesNo};
        let mut look = Lookup::new(catalogue, place);
        let l = &mut look;
        let kind = l.kind("known_vulnerability");
        let shape = KnownShape {
            kind,
            cve: l.needed(kind, "cve", Text),
            title: l.slot(kind, "title", Text),
            known_exploited: l.slot(kind, "known_exploited", YesNo),
            known_exploited_on: l.slot(kind, "known_exploited_on", Date),
            due_on: l.slot(kind, "due_on", Date),
            ransomware: l.slot(kind, "ransomware", YesNo),
            epss: l.slot(kind, "epss", Decimal),
            epss_percentile: l.slot(kind, "epss_percentile", Decimal),
            epss_on: l.slot(kind, "epss_on", Date),
        };
        (shape, look.faults)
    }

    fn record(&self, cve: String, mut fields: Vec<(FieldId, Value)>, on: Date, place: Place) -> Incoming {
        fields.push((self.cve, Value::Text(cve.clone())));
        Incoming {
            kind: self.kind,
            key: cve,
            fields,
            defaults: Vec::new(),
            earliest: Vec::new(),
            effective: on,
            place,
            void: false,
        }
    }
}

/// Reads CISA's Known Exploited Vulnerabilities, JSON or CSV.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_kev<R: Read, E>(
    mut input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::Kev, sink);
    let outcome = (|| {
        let shape = checked(KnownShape::new(catalogue, source.place()), &mut feed)?;
        let mut head = Vec::new();
        // What cannot be read here cannot be read below, which says so.
        let _ = input.by_ref().take(HEAD as u64).read_to_end(&mut head);
        let is_json = crate::recognise::is_json(&head);
        let input = Cursor::new(head).chain(input);
        let mut kev = Kev { feed: &mut feed, shape, released: source.date, list: false, others: 0 };
        if is_json {
            let walked = walk(input, source.place(), Layout::One, &mut kev)?;
            let (others, list) = (kev.others, kev.list);
            feed.summary.bytes = walked.bytes;
            feed.summary.encoding = Some(walked.encoding);
            if !list {
                let fault = Fault::new(
                    source.place(),
                    "no-list",
                    "檔案沒有 vulnerabilities 清單",
                    "the file has no list 'vulnerabilities'",
                );
                return Err(Box::new(fault).into());
            }
            tell_others(&mut feed, others);
            return Ok(());
        }
        let mut rows = Rows::open(input, source)?;
        rows.heads(["cveID", "dateAdded", "dueDate", "vulnerabilityName", "knownRansomwareCampaignUse"], 2)?;
        while let Some((place, cells)) = rows.next()? {
            kev.row(&cells, place)?;
            kev.feed.progress(rows.bytes()).map_err(Stop::Sink)?;
        }
        let others = kev.others;
        rows.summary(&mut feed);
        tell_others(&mut feed, others);
        Ok(())
    })();
    feed.end(outcome)
}

fn tell_others<E>(feed: &mut Feed<'_, E>, others: u64) {
    note(
        feed,
        others,
        "列不是 CVE 編號，未列入",
        "row names no CVE, and is not taken",
        "rows name no CVE, and are not taken",
    );
}

struct Kev<'a, 's, E> {
    feed: &'a mut Feed<'s, E>,
    shape: KnownShape,
    released: Option<Date>,
    list: bool,
    others: u64,
}

impl<E> Walk for Kev<'_, '_, E> {
    type Error = E;

    fn at(&mut self, path: &Path) -> Take {
        match path.shape() {
            "" | "vulnerabilities" => Take::Descend,
            "dateReleased" | "vulnerabilities[]" => Take::Whole,
            _ => Take::Skip,
        }
    }

    fn keep(&self, key: &str) -> bool {
        !matches!(key, "shortDescription" | "requiredAction" | "notes" | "cwes")
    }

    fn value(&mut self, piece: Piece<'_>) -> Result<(), Stop<E>> {
        match piece.path.shape() {
            "" => return Err(piece.wrong_type(&[], ("物件", "an object")).into()),
            "dateReleased" => self.released = piece.day(&[])?,
            "vulnerabilities[]" => {
                let text = |key: &str| text_of(&piece.value, &[key]).unwrap_or_default().to_owned();
                let cells = [
                    text("cveID"),
                    text("dateAdded"),
                    text("dueDate"),
                    text("vulnerabilityName"),
                    text("knownRansomwareCampaignUse"),
                ];
                let bytes = piece.bytes;
                self.row(&cells, piece.place)?;
                self.feed.progress(bytes).map_err(Stop::Sink)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn end(&mut self, path: &Path, _: Place) -> Result<(), Stop<E>> {
        self.list |= path.shape() == "vulnerabilities" && path.is_list();
        Ok(())
    }
}

impl<E> Kev<'_, '_, E> {
    /// CVE, day added, day due, name, use by ransomware.
    fn row(
        &mut self,
        [cve, added, due, name, ransomware]: &[String; 5],
        place: Place,
    ) -> Result<(), Stop<E>> {
        self.feed.summary.items += 1;
        let Some(cve) = code::cve(cve) else {
            self.others += 1;
            return Ok(());
        };
        let mut day = |field: &str, text: &str| -> Result<Option<Date>, Stop<E>> {
            let text = text.trim();
            let read = moment(text).and_then(day_in_taipei);
            if read.is_none() && !text.is_empty() {
                self.feed.fault(not_a("not-a-date", text, field, &place)).map_err(Stop::Sink)?;
            }
            Ok(read)
        };
        let (added, due) = (day("dateAdded", added)?, day("dueDate", due)?);
        let Some(on) = self.released.or(added) else {
            let fault = Fault::new(place, "no-date", "這一筆沒有日期", "this entry has no date");
            return self.feed.fault(fault.field("dateAdded")).map_err(Stop::Sink);
        };
        let s = &self.shape;
        let mut fields = Vec::new();
        state(&mut fields, s.title, clean(name, 500).map(|(name, _)| Value::Text(name)));
        state(&mut fields, s.known_exploited, Some(Value::YesNo(true)));
        state(&mut fields, s.known_exploited_on, added.map(Value::Date));
        state(&mut fields, s.due_on, due.map(Value::Date));
        state(
            &mut fields,
            s.ransomware,
            ransomware.trim().eq_ignore_ascii_case("known").then_some(Value::YesNo(true)),
        );
        let record = s.record(cve, fields, on, place);
        self.feed.record(record).map_err(Stop::Sink)
    }
}

/// Reads FIRST's EPSS scores, CSV.
///
/// # Errors
/// Only what the sink returns; faults of the file go to the sink, see [`Summary::is_clean`].
pub fn read_epss<R: Read, E>(
    input: R,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::Epss, sink);
    let outcome = (|| {
        let s = checked(KnownShape::new(catalogue, source.place()), &mut feed)?;
        let mut rows = Rows::open(input, source)?;
        rows.heads(["cve", "epss", "percentile"], 3)?;
        let on = code::day_of(rows.model_day, source)?;
        let mut others = 0;
        while let Some((place, [cve, epss, percentile])) = rows.next()? {
            feed.summary.items += 1;
            let Some(cve) = code::cve(&cve) else {
                others += 1;
                continue;
            };
            let mut fields = Vec::new();
            state(&mut fields, s.epss_on, Some(Value::Date(on)));
            for (field, text, slot) in [("epss", epss, s.epss), ("percentile", percentile, s.epss_percentile)]
            {
                match percent(&text) {
                    Some(thousandths) => state(&mut fields, slot, Some(Value::Number(thousandths))),
                    None => {
                        feed.fault(not_a("not-a-probability", &text, field, &place)).map_err(Stop::Sink)?
                    }
                }
            }
            feed.record(s.record(cve, fields, on, place)).map_err(Stop::Sink)?;
            feed.progress(rows.bytes()).map_err(Stop::Sink)?;
        }
        rows.summary(&mut feed);
        tell_others(&mut feed, others);
        Ok(())
    })();
    feed.end(outcome)
}

/// A probability from 0 to 1 as thousandths of a percent; EPSS has five decimals, which is just that.
fn percent(text: &str) -> Option<i64> {
    let number: f64 = text.trim().parse().ok()?;
    (0.0..=1.0).contains(&number).then(|| (number * 100_000.0).round() as i64)
}

fn not_a(code: &'static str, text: &str, field: &str, place: &Place) -> Fault {
    let text: String = text.chars().take(60).collect();
    let (zh, en) = match code {
        "not-a-date" => (format!("「{text}」不是日期"), format!("'{text}' is no date")),
        _ => (format!("「{text}」不是 0 到 1 的機率"), format!("'{text}' is no probability from 0 to 1")),
    };
    Fault::new(place.clone(), code, zh, en).field(field)
}

/// The rows of a comma separated file of known columns, one at a time.
struct Rows<R: Read> {
    reader: csv::Reader<TextReader<std::io::Chain<Cursor<Vec<u8>>, R>>>,
    row: csv::StringRecord,
    columns: Vec<Option<usize>>,
    origin: Place,
    /// The day in the comment that stands before the headings of EPSS.
    model_day: Option<Date>,
}

impl<R: Read> Rows<R> {
    fn open(mut input: R, source: &Source) -> Result<Self, Box<Fault>> {
        let mut head = Vec::new();
        if let Err(error) = input.by_ref().take(HEAD as u64).read_to_end(&mut head) {
            return Err(Box::new(unreadable(source.place(), &error)));
        }
        let encoding = match bom(&head) {
            Some((encoding, _)) => encoding,
            None => unmarked_utf16(&head).unwrap_or(UTF_8),
        };
        let text = TextReader::new(Cursor::new(head).chain(input), encoding, ROW);
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text);
        Ok(Self {
            reader,
            row: csv::StringRecord::new(),
            columns: Vec::new(),
            origin: source.place(),
            model_day: None,
        })
    }

    /// Reads the headings; the first `needed` of these must be there.
    fn heads<const N: usize>(&mut self, names: [&str; N], needed: usize) -> Result<(), Box<Fault>> {
        loop {
            if !self.read()? {
                return Err(Box::new(Fault::new(
                    self.origin.clone(),
                    "empty",
                    "檔案是空的",
                    "the file is empty",
                )));
            }
            if !self.row.get(0).is_some_and(|cell| cell.starts_with('#')) {
                break;
            }
            let day = self.row.iter().find_map(|cell| cell.trim().strip_prefix("score_date:"));
            self.model_day = day.and_then(moment).and_then(day_in_taipei).or(self.model_day);
        }
        self.columns = names
            .iter()
            .map(|name| self.row.iter().position(|cell| cell.trim().eq_ignore_ascii_case(name)))
            .collect();
        let missing: Vec<&str> = names
            .iter()
            .zip(&self.columns)
            .take(needed)
            .filter(|(_, column)| column.is_none())
            .map(|(name, _)| *name)
            .collect();
        if missing.is_empty() {
            return Ok(());
        }
        let missing = missing.join(", ");
        Err(Box::new(
            Fault::new(
                self.place(),
                "missing-column",
                format!("缺少欄位 {missing}"),
                format!("these columns are missing: {missing}"),
            )
            .hint("請重新下載原始檔案", "download the original file again"),
        ))
    }

    /// The wanted cells of the next row, with its place.
    fn next<const N: usize>(&mut self) -> Result<Option<(Place, [String; N])>, Box<Fault>> {
        if !self.read()? {
            return Ok(None);
        }
        let cell = |column: usize| {
            let index = self.columns.get(column).copied().flatten();
            index.and_then(|index| self.row.get(index)).unwrap_or_default().to_owned()
        };
        Ok(Some((self.place(), std::array::from_fn(cell))))
    }

    fn read(&mut self) -> Result<bool, Box<Fault>> {
        self.reader.get_mut().renew();
        let place = |line: Option<u64>, origin: &Place| Place { line, ..origin.clone() };
        match self.reader.read_record(&mut self.row) {
            Ok(more) => Ok(more),
            Err(error) => {
                let line = error.position().map(csv::Position::line).or(Some(self.reader.position().line()));
                Err(Box::new(match error.into_kind() {
                    csv::ErrorKind::Io(error) => match TextError::of(&error) {
                        Some(text) => text.fault(place(None, &self.origin)),
                        None => unreadable(place(line, &self.origin), &error),
                    },
                    _ => Fault::new(place(line, &self.origin), "malformed", "CSV 格式錯誤", "malformed CSV"),
                }))
            }
        }
    }

    fn place(&self) -> Place {
        Place { line: self.row.position().map(csv::Position::line), ..self.origin.clone() }
    }

    fn bytes(&self) -> u64 {
        self.reader.get_ref().bytes_read()
    }

    fn summary<E>(&self, feed: &mut Feed<'_, E>) {
        feed.summary.bytes = self.bytes();
        feed.summary.encoding = Some(self.reader.get_ref().encoding());
    }
}
