//! What entries say: bodies as compact JSON with names in it, so that they can be read without this program.
//! The spelling is stable: field order is fixed, and what is absent is left out.

use crate::error::{Error, Kind};
use jiff::civil::Date;
use serde::de::{Deserializer, MapAccess, Visitor};
use serde::{Deserialize, Serialize, Serializer};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use zilu_ledger::Hash;

/// One command: an act and what it recorded. Appended whole or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Batch<'a> {
    /// Who did what, and why.
    pub act: ActBody,
    /// Revisions of records.
    pub revisions: Vec<RevisionBody<'a>>,
    /// Evidence files, already in the [`crate::EvidenceFolder`].
    pub evidence: Vec<EvidenceBody>,
}

/// Who did what, by what permission, why, from which file.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct ActBody {
    /// The account of the person or the name of the process.
    pub actor: String,
    /// Name of the command.
    pub command: String,
    /// The permission that allowed it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub permission: Option<String>,
    /// Why, in the person's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The file it came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Source>,
    /// Anything else that belongs to the command.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub details: BTreeMap<String, serde_json::Value>,
}

impl ActBody {
    /// An act without more than an actor and a command.
    pub fn new(actor: impl Into<String>, command: impl Into<String>) -> ActBody {
        ActBody { actor: actor.into(), command: command.into(), ..ActBody::default() }
    }
}

/// A file that was imported.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Source {
    /// File name as given.
    pub name: String,
    /// SHA-256 of its content.
    #[serde(serialize_with = "write_hash", deserialize_with = "read_hash")]
    pub sha256: Hash,
}

/// An evidence file was stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceBody {
    /// SHA-256 of its content: its name in the evidence folder.
    #[serde(serialize_with = "write_hash", deserialize_with = "read_hash")]
    pub sha256: Hash,
    /// Length in bytes.
    pub size: u64,
    /// File name as given.
    pub name: String,
    /// Media type, for example `application/pdf`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub media: Option<String>,
}

/// Where a fact comes from. Attested and measured figures never look alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Origin {
    /// Read from a machine's output.
    Measured,
    /// A person's word.
    Attested,
}

/// Where in its file a revision stands: what of the four is known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Spot<'a> {
    /// Sheet of a workbook.
    #[serde(borrow, default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<Cow<'a, str>>,
    /// Row of a table, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub row: Option<u64>,
    /// Line of a text file, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// Byte, from 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub byte: Option<u64>,
}

impl Spot<'_> {
    fn into_owned(self) -> Spot<'static> {
        Spot { sheet: self.sheet.map(|sheet| Cow::Owned(sheet.into_owned())), ..self }
    }
}

/// A revision of a record: from a day on, these fields have these values. When it was recorded is the entry's business.
/// The same type is written (owned or borrowed texts) and read (borrowed wherever the JSON has no escapes).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevisionBody<'a> {
    /// Kind of record.
    pub kind: Cow<'a, str>,
    /// Its natural key.
    pub key: Cow<'a, str>,
    /// From which day on.
    pub effective: Date,
    /// The fields it states, in order. `None`: stated as unknown.
    pub fields: Vec<(Cow<'a, str>, Option<Cow<'a, str>>)>,
    /// Measured or attested.
    pub origin: Origin,
    /// The record was recorded in error: it never existed.
    pub void: bool,
    /// Where in the act's file it stands.
    pub spot: Option<Spot<'a>>,
    /// The entry whose statement it states again, when an act was undone.
    pub restores: Option<u64>,
}

impl<'a> RevisionBody<'a> {
    /// A measured revision that states no field yet.
    pub fn new(kind: impl Into<Cow<'a, str>>, key: impl Into<Cow<'a, str>>, effective: Date) -> Self {
        let (kind, key) = (kind.into(), key.into());
        RevisionBody {
            kind,
            key,
            effective,
            fields: Vec::new(),
            origin: Origin::Measured,
            void: false,
            spot: None,
            restores: None,
        }
    }

    /// States a field.
    pub fn field(mut self, name: impl Into<Cow<'a, str>>, value: impl Into<Cow<'a, str>>) -> Self {
        self.fields.push((name.into(), Some(value.into())));
        self
    }

    /// States a field as unknown.
    pub fn unknown(mut self, name: impl Into<Cow<'a, str>>) -> Self {
        self.fields.push((name.into(), None));
        self
    }

    /// Frees it from what it borrows.
    pub fn into_owned(self) -> RevisionBody<'static> {
        let own = |text: Cow<'a, str>| Cow::Owned(text.into_owned());
        RevisionBody {
            kind: own(self.kind),
            key: own(self.key),
            effective: self.effective,
            fields: self.fields.into_iter().map(|(name, value)| (own(name), value.map(own))).collect(),
            origin: self.origin,
            void: self.void,
            spot: self.spot.map(Spot::into_owned),
            restores: self.restores,
        }
    }

    /// Appends the JSON:
    /// `{"kind":"finding","key":"…","effective":"2025-02-10","fields":{"risk":"high","place":null},"origin":"measured"}`,
    /// with `"spot":{"row":12}` and `"restores":7` where there are such, and `"void":true` at the end of a voiding revision.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(b"{\"kind\":");
        write_text(out, &self.kind);
        out.extend_from_slice(b",\"key\":");
        write_text(out, &self.key);
        out.extend_from_slice(b",\"effective\":\"");
        write_date(out, self.effective);
        out.extend_from_slice(b"\",\"fields\":{");
        for (at, (name, value)) in self.fields.iter().enumerate() {
            if at > 0 {
                out.push(b',');
            }
            write_text(out, name);
            out.push(b':');
            match value {
                Some(value) => write_text(out, value),
                None => out.extend_from_slice(b"null"),
            }
        }
        out.extend_from_slice(match self.origin {
            Origin::Measured => b"},\"origin\":\"measured\"",
            Origin::Attested => b"},\"origin\":\"attested\"",
        });
        if let Some(spot) = &self.spot {
            out.extend_from_slice(b",\"spot\":");
            write_json(out, spot);
        }
        if let Some(restores) = self.restores {
            out.extend_from_slice(b",\"restores\":");
            write_json(out, &restores);
        }
        out.extend_from_slice(if self.void { b",\"void\":true}" } else { b"}" });
    }

    /// Reads the JSON. Names that are not known are skipped, so that a later version may add some.
    pub fn parse(body: &'a str) -> Result<RevisionBody<'a>, serde_json::Error> {
        #[derive(Deserialize)]
        struct Form<'a> {
            #[serde(borrow)]
            kind: Cow<'a, str>,
            #[serde(borrow)]
            key: Cow<'a, str>,
            #[serde(deserialize_with = "read_date")]
            effective: Date,
            #[serde(borrow)]
            fields: Fields<'a>,
            origin: Origin,
            #[serde(default)]
            void: bool,
            #[serde(borrow, default)]
            spot: Option<Spot<'a>>,
            #[serde(default)]
            restores: Option<u64>,
        }
        let Form { kind, key, effective, fields, origin, void, spot, restores } = serde_json::from_str(body)?;
        Ok(RevisionBody { kind, key, effective, fields: fields.0, origin, void, spot, restores })
    }
}

/// Reads the JSON of an act or evidence body; the error names the entry.
pub(crate) fn parse_json<'a, T: Deserialize<'a>>(seq: u64, body: &'a str) -> Result<T, Error> {
    serde_json::from_str(body).map_err(|error| Kind::Body { seq, error: error.to_string() }.into())
}

/// Revisions as the ledger keeps them, one after the other: made where there is time for it, and handed over together.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EncodedRevisions {
    json: Vec<u8>,
    /// Where each ends.
    ends: Vec<usize>,
}

impl EncodedRevisions {
    /// Appends a revision.
    pub fn push(&mut self, revision: &RevisionBody<'_>) {
        revision.write(&mut self.json);
        self.ends.push(self.json.len());
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The JSON of each.
    pub(crate) fn bodies(&self) -> impl Iterator<Item = &[u8]> {
        let starts = std::iter::once(&0).chain(&self.ends);
        starts.zip(&self.ends).map(|(start, end)| &self.json[*start..*end])
    }
}

/// Writes the JSON of an act or evidence body.
pub(crate) fn write_json(out: &mut Vec<u8>, body: &impl Serialize) {
    serde_json::to_writer(out, body).expect("texts and numbers always fit into JSON in memory");
}

fn write_text(out: &mut Vec<u8>, text: &str) {
    write_json(out, &text);
}

/// A day of the common era; another is a programmer's error.
fn write_date(out: &mut Vec<u8>, date: Date) {
    assert!(date.year() >= 0, "{date} cannot be an effective date");
    let (year, month, day) =
        (date.year().unsigned_abs(), date.month().unsigned_abs(), date.day().unsigned_abs());
    let digit = |value: u16, place: u16| b'0' + (value / place % 10) as u8;
    out.extend([1000, 100, 10, 1].map(|place| digit(year, place)));
    for value in [month, day] {
        out.extend([b'-', digit(value.into(), 10), digit(value.into(), 1)]);
    }
}

/// Exactly `YYYY-MM-DD`: one day has one spelling, and no general date parser is needed a million times.
fn parse_date(text: &[u8]) -> Option<Date> {
    let text: &[u8; 10] = text.try_into().ok()?;
    let number = |range: std::ops::Range<usize>| {
        text[range].iter().try_fold(0_i16, |n, b| b.is_ascii_digit().then(|| n * 10 + i16::from(b - b'0')))
    };
    if text[4] != b'-' || text[7] != b'-' {
        return None;
    }
    let (year, month, day) = (number(0..4)?, number(5..7)?, number(8..10)?);
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

fn read_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
    let text = Text::deserialize(deserializer)?;
    parse_date(text.0.as_bytes()).ok_or_else(|| serde::de::Error::custom("expected a day as YYYY-MM-DD"))
}

fn write_hash<S: Serializer>(hash: &Hash, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_str(hash)
}

fn read_hash<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Hash, D::Error> {
    Text::deserialize(deserializer)?.0.parse().map_err(serde::de::Error::custom)
}

/// A text that borrows from the input where it can.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

struct Fields<'a>(Vec<(Cow<'a, str>, Option<Cow<'a, str>>)>);

impl<'de: 'a, 'a> Deserialize<'de> for Fields<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct In;
        impl<'de> Visitor<'de> for In {
            type Value = Fields<'de>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object of texts and nulls")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Fields<'de>, A::Error> {
                let mut fields = Vec::with_capacity(12);
                while let Some((name, value)) = map.next_entry::<Text<'de>, Option<Text<'de>>>()? {
                    fields.push((name.0, value.map(|text| text.0)));
                }
                Ok(Fields(fields))
            }
        }
        deserializer.deserialize_map(In)
    }
}
