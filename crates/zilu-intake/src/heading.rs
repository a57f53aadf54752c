//! Headings of a table: which column is which field, and which kind a table is about.
//!
//! A heading is a field's name, its Chinese or English label, or both labels with a middle dot, in any order of the
//! columns. Width, case, blanks, `_`, a star that marks a needed column, and 台 for 臺 do not matter. Two columns
//! belong to every kind unless one of its own fields has the same label: 生效日 · effective on, 作廢 · void. A column
//! whose heading begins with `#` or 備註 / 附註 / remark and is no field is ignored, and the summary says so; any
//! other unknown heading is a fault, because a misspelt column would silently lose its facts.

use crate::known_maps::person_field;
use zilu_catalogue::value::fold;
use zilu_catalogue::{Catalogue, FieldId, Kind, KindId, Label};

/// Chinese and English heading of the column with the day from which a row is true.
pub const EFFECTIVE: (&str, &str) = ("生效日", "effective on");
/// Chinese and English heading of the column that says that a record was made in error.
pub const VOID: (&str, &str) = ("作廢", "void");

/// What a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Column {
    Field(FieldId),
    Effective,
    Void,
    /// A remark, by its heading.
    Remark,
    /// No heading: must be empty.
    Unnamed,
}

/// What a heading turned out to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Match {
    Column(Column),
    /// Several fields have this label.
    Ambiguous(Vec<FieldId>),
    /// No field has; the nearest label, when one is near.
    Unknown(Option<String>),
}

/// A heading without what does not matter.
pub(crate) fn normal(text: &str) -> String {
    fold(text)
        .chars()
        .filter(|c| !c.is_whitespace() && !matches!(c, '*' | '★' | '_' | '\u{feff}'))
        .flat_map(char::to_lowercase)
        .map(|c| if c == '臺' { '台' } else { c })
        .collect()
}

/// The heading and, when it is written with both languages, its halves.
fn spellings(heading: &str) -> Vec<String> {
    let mut all = vec![normal(heading)];
    if let Some((zh, en)) = heading.split_once(['·', '・', '•']) {
        all.push(normal(zh));
        all.push(normal(en));
    }
    all.retain(|s| !s.is_empty());
    all
}

/// The headings that a kind knows, written without what does not matter. Made once for all headings of a table.
struct Known<'k> {
    kind: &'k Kind,
    /// Name, Chinese and English label of each field.
    fields: Vec<[String; 3]>,
    /// Chinese and English headings of the two columns that belong to every kind.
    special: [([String; 2], Column); 2],
}

impl<'k> Known<'k> {
    fn of(kind: &'k Kind) -> Self {
        let both = |(zh, en): (&str, &str)| [normal(zh), normal(en)];
        Known {
            kind,
            fields: kind
                .fields
                .iter()
                .map(|f| [normal(&f.name), normal(&f.label.zh), normal(&f.label.en)])
                .collect(),
            special: [(both(EFFECTIVE), Column::Effective), (both(VOID), Column::Void)],
        }
    }

    /// Tells what a heading is, by its text and its [`spellings`]. Without a guess: a guess is dear, and every kind is
    /// asked for every heading.
    fn tell(&self, heading: &str, spellings: &[String]) -> Match {
        let Some(whole) = spellings.first() else { return Match::Column(Column::Unnamed) };
        let fields = |fits: &dyn Fn(&[String; 3]) -> bool| -> Vec<FieldId> {
            let fields = self.fields.iter().enumerate().filter(|(_, field)| fits(field));
            fields.map(|(i, _)| FieldId(i as u16)).collect()
        };
        let mut found = fields(&|[name, ..]| name == whole);
        if found.is_empty() {
            found = fields(&|[_, zh, en]| whole == zh || whole == en);
        }
        if found.is_empty() && spellings.len() == 3 {
            found = fields(&|[_, zh, en]| spellings[1] == *zh && spellings[2] == *en);
        }
        match found.as_slice() {
            [one] => return Match::Column(Column::Field(*one)),
            [] => {}
            _ => return Match::Ambiguous(found),
        }
        for (words, column) in &self.special {
            if spellings.iter().any(|spelling| words.contains(spelling)) {
                return Match::Column(*column);
            }
        }
        if self.kind.name == "person"
            && let Some(id) = person_field(heading).and_then(|name| self.kind.field(name))
        {
            return Match::Column(Column::Field(id));
        }
        if ["#", "備註", "附註", "remark"].iter().any(|word| whole.starts_with(word)) {
            return Match::Column(Column::Remark);
        }
        Match::Unknown(None)
    }
}

/// Tells what a heading of a table about this kind is, and what it may have been meant to be.
pub(crate) fn match_heading(kind: &Kind, heading: &str) -> Match {
    match Known::of(kind).tell(heading, &spellings(heading)) {
        Match::Unknown(None) => Match::Unknown(near(kind, &normal(heading))),
        known => known,
    }
}

/// The label of the kind that is nearest to a heading, when one is near.
fn near(kind: &Kind, heading: &str) -> Option<String> {
    let labels = kind.fields.iter().flat_map(|f| [&f.label.zh, &f.label.en, &f.name]);
    labels
        .map(|label| (distance(&normal(label), heading), label))
        .min_by_key(|(d, _)| *d)
        .filter(|(d, label)| *d * 2 <= label.chars().count().max(2))
        .map(|(_, label)| label.clone())
}

/// How many edits lie between two short texts.
fn distance(a: &str, b: &str) -> usize {
    // A heading this long is a sentence, near to nothing.
    if a.chars().count().max(b.chars().count()) > 80 {
        return usize::MAX / 4;
    }
    let b: Vec<char> = b.chars().collect();
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, ca) in a.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, cb) in b.iter().enumerate() {
            let replaced = diagonal + usize::from(ca != *cb);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(row[j + 1] + 1);
        }
    }
    row[b.len()]
}

/// How well a row of texts serves as headings of a kind: the columns, how many are fields, and whether every key
/// field is there.
pub(crate) fn fit(kind: &Kind, headings: &[String]) -> (usize, bool) {
    fit_spelt(kind, &spelt(headings))
}

/// Each heading with its spellings.
fn spelt(headings: &[String]) -> Vec<(&str, Vec<String>)> {
    headings.iter().map(|heading| (heading.as_str(), spellings(heading))).collect()
}

fn fit_spelt(kind: &Kind, headings: &[(&str, Vec<String>)]) -> (usize, bool) {
    let known = Known::of(kind);
    let found: Vec<FieldId> = headings
        .iter()
        .filter_map(|(heading, spellings)| match known.tell(heading, spellings) {
            Match::Column(Column::Field(id)) => Some(id),
            _ => None,
        })
        .collect();
    let keyed = if kind.singleton { !found.is_empty() } else { kind.key.iter().all(|k| found.contains(k)) };
    (found.len(), keyed)
}

/// Which kind a table is about: by its name (of the sheet or file), else by its headings.
///
/// # Errors
/// The kinds that it could be about; none when nothing fits.
pub fn recognise_kind(catalogue: &Catalogue, name: &str, headings: &[String]) -> Result<KindId, Vec<KindId>> {
    if let Some(kind) = kind_by_name(catalogue, name) {
        return Ok(kind);
    }
    let headings = spelt(headings);
    let known = headings.iter().filter(|(_, spellings)| !spellings.is_empty()).count();
    let mut candidates = Vec::new();
    let mut best = 0;
    for (i, kind) in catalogue.kinds.iter().enumerate() {
        let (matched, keyed) = fit_spelt(kind, &headings);
        if !keyed || matched < best.max(1) {
            continue;
        }
        if matched > best {
            candidates.clear();
            best = matched;
        }
        candidates.push(KindId(i as u16));
    }
    // One lone heading such as "name" fits many tables: it takes two, or all there are.
    match candidates.as_slice() {
        [one] if best >= 2 || best == known => Ok(*one),
        _ => Err(candidates),
    }
}

/// A kind as people name it: by its name or label.
pub fn named_kind(catalogue: &Catalogue, name: &str) -> Option<KindId> {
    catalogue.kind(name).or_else(|| kind_by_name(catalogue, name))
}

/// A kind by its name or label, with or without something behind it: `主機_20250301.csv`, `host list`.
pub(crate) fn kind_by_name(catalogue: &Catalogue, name: &str) -> Option<KindId> {
    let base = name.rsplit(['/', '\\']).next().unwrap_or(name);
    let stem = match base.rsplit_once('.') {
        Some((stem, extension)) if (2..=4).contains(&extension.len()) && extension.is_ascii() => stem,
        _ => base,
    };
    let exact = normal(stem);
    let words = |label: &Label, name: &str| [normal(name), normal(&label.zh), normal(&label.en)];
    let by = |fits: &dyn Fn(&str) -> bool| {
        let mut found = catalogue
            .kinds
            .iter()
            .enumerate()
            .filter(|(_, k)| words(&k.label, &k.name).iter().any(|w| fits(w)))
            .map(|(i, _)| KindId(i as u16));
        let one = found.next()?;
        found.next().is_none().then_some(one)
    };
    if let Some(kind) = by(&|word| word == exact) {
        return Some(kind);
    }
    // In front of a date, a number or a bracket.
    let front = fold(stem);
    let front: String = front
        .trim_end_matches(|c: char| {
            c.is_ascii_digit()
                || c.is_whitespace()
                || matches!(c, '_' | '-' | '.' | '(' | ')' | '年' | '月' | '日' | '版' | '表')
        })
        .into();
    let front = normal(&front);
    (!front.is_empty()).then(|| by(&|word| word == front)).flatten()
}
