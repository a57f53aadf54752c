//! The typed catalogue: names resolved to indices, predicates checked. Built only by the loader.

use crate::crosswalk::Crosswalk;
mod duty;

pub use duty::*;

use crate::diagnostic::Position;
use jiff::civil::Date;
use rustc_hash::{FxHashMap, FxHashSet};

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, PartialOrd, Ord)]
pub struct Label {
    /// Traditional Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

macro_rules! index {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub struct $name(pub u16);
        impl $name {
            /// As an index into the catalogue's list.
            pub fn index(self) -> usize { self.0 as usize }
        }
    };
}
index!(
    /// Index of a [`Kind`] in [`Catalogue::kinds`].
    KindId
);
index!(
    /// Index of a [`Field`] in [`Kind::fields`].
    FieldId
);
index!(
    /// Index of a [`Term`] in [`Catalogue::terms`].
    TermId
);
index!(
    /// Index of a [`Duty`] in [`Catalogue::duties`].
    DutyId
);
index!(
    /// Index of a [`Clause`] in [`Catalogue::clauses`].
    ClauseId
);
index!(
    /// Index of a [`Reading`] in [`Catalogue::readings`].
    ReadingId
);
index!(
    /// Index of a [`Parameter`] in [`Catalogue::parameters`].
    ParameterId
);

/// A rule set in one edition, with the packs that stand beside it.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    /// From `edition.toml`.
    pub edition: Edition,
    /// The packs beside it, such as the company's own duties, in the order of their names.
    pub packs: Vec<Edition>,
    /// The chapters (articles, annexes), in file order.
    pub chapters: Vec<Chapter>,
    /// Leaf clauses in document order.
    pub clauses: Vec<Clause>,
    /// Kinds of record.
    pub kinds: Vec<Kind>,
    /// Named predicates.
    pub terms: Vec<Term>,
    /// Readings of ambiguous places.
    pub readings: Vec<Reading>,
    /// Company parameters: the declared ones, then one per fixed length of a duty (`DUTY.within`).
    pub parameters: Vec<Parameter>,
    /// Duties in document order.
    pub duties: Vec<Duty>,
    /// The fields that some term or duty reads: what else is known of a record changes no standing.
    pub read: FxHashSet<(KindId, FieldId)>,
    /// Notes in document order.
    pub notes: Vec<Note>,
    /// Cases in document order.
    pub cases: Vec<Case>,
    /// Which controls of other frameworks the clauses fall on; `None` when the pack says nothing about it.
    pub crosswalk: Option<Crosswalk>,
    /// SHA-256 over all files by name and content.
    pub digest: [u8; 32],
    /// Lookup by name, for callers.
    pub names: Names,
}

/// Name → index maps.
#[derive(Debug, Clone, Default)]
pub struct Names {
    /// Kind name.
    pub kinds: FxHashMap<String, KindId>,
    /// Term name.
    pub terms: FxHashMap<String, TermId>,
    /// Duty name.
    pub duties: FxHashMap<String, DutyId>,
    /// Clause id.
    pub clauses: FxHashMap<String, ClauseId>,
    /// Reading name.
    pub readings: FxHashMap<String, ReadingId>,
    /// Parameter name.
    pub parameters: FxHashMap<String, ParameterId>,
}

impl Catalogue {
    /// The kind with this name.
    pub fn kind(&self, name: &str) -> Option<KindId> {
        self.names.kinds.get(name).copied()
    }
    /// The field of a kind with this name.
    pub fn field(&self, kind: KindId, name: &str) -> Option<FieldId> {
        self.kinds[kind.index()].field(name)
    }
    /// The duty with this name.
    pub fn duty(&self, name: &str) -> Option<DutyId> {
        self.names.duties.get(name).copied()
    }
    /// The clause with this id.
    pub fn clause(&self, id: &str) -> Option<ClauseId> {
        self.names.clauses.get(id).copied()
    }
}

/// The edition of the rules that a pack encodes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Edition {
    /// Pack name, for example `insurance-infosec`.
    pub pack: String,
    /// Title of the rules.
    pub title: Label,
    /// Filing number of the edition.
    pub filing: String,
    /// First day on which this edition is in force.
    pub effective_date: Option<Date>,
    /// The pack beside which it stands, for packs that do.
    pub extends: Option<String>,
}

/// An article or annex: one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chapter {
    /// File name without `.md`, for example `art-14`.
    pub id: String,
    /// Heading.
    pub title: Label,
    /// The pack beside the rules that it belongs to: index into [`Catalogue::packs`].
    pub pack: Option<usize>,
    /// The clauses in it.
    pub clauses: std::ops::Range<usize>,
    /// Place of the heading.
    pub position: Position,
}

/// What a part of a clause demands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Nature {
    Standing,
    Periodic,
    Deadline,
    Invariant,
    Gate,
    Content,
    Retention,
    Choice,
    Definition,
    Scope,
    Meta,
    Sanction,
}

impl Nature {
    /// All natures.
    pub const ALL: [Nature; 12] = [
        Nature::Standing,
        Nature::Periodic,
        Nature::Deadline,
        Nature::Invariant,
        Nature::Gate,
        Nature::Content,
        Nature::Retention,
        Nature::Choice,
        Nature::Definition,
        Nature::Scope,
        Nature::Meta,
        Nature::Sanction,
    ];
    /// The word used in the catalogue.
    pub fn word(self) -> &'static str {
        match self {
            Nature::Standing => "standing",
            Nature::Periodic => "periodic",
            Nature::Deadline => "deadline",
            Nature::Invariant => "invariant",
            Nature::Gate => "gate",
            Nature::Content => "content",
            Nature::Retention => "retention",
            Nature::Choice => "choice",
            Nature::Definition => "definition",
            Nature::Scope => "scope",
            Nature::Meta => "meta",
            Nature::Sanction => "sanction",
        }
    }
    /// The label in both languages.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            Nature::Standing => ("建置", "standing"),
            Nature::Periodic => ("定期", "periodic"),
            Nature::Deadline => ("期限", "deadline"),
            Nature::Invariant => ("恆常", "invariant"),
            Nature::Gate => ("關卡", "gate"),
            Nature::Content => ("內容", "content"),
            Nature::Retention => ("保存", "retention"),
            Nature::Choice => ("選擇", "choice"),
            Nature::Definition => ("定義", "definition"),
            Nature::Scope => ("範圍", "scope"),
            Nature::Meta => ("準用", "meta"),
            Nature::Sanction => ("罰則", "sanction"),
        }
    }
}

/// A leaf clause of the rules.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// Position id, for example `a14.1.1`.
    pub id: String,
    /// Index of its chapter in [`Catalogue::chapters`].
    pub chapter: usize,
    /// Our title.
    pub title: Label,
    /// How the clause is cited in Chinese.
    pub citation: String,
    /// Its natures, the leading one first.
    pub natures: Vec<Nature>,
    /// Our own words: what it demands. The paragraphs before the first fence, joined by a newline.
    pub words: Label,
    /// The paragraphs between and behind its fences: what the cases show.
    pub remarks: Label,
    /// Duties that stand under it or name it in `clause`.
    pub duties: Vec<DutyId>,
    /// Indices into [`Catalogue::notes`].
    pub notes: Vec<usize>,
    /// Place of the heading.
    pub position: Position,
}

impl Clause {
    /// Natures that neither a duty nor a note covers yet.
    pub fn uncovered(&self, catalogue: &Catalogue) -> Vec<Nature> {
        self.natures
            .iter()
            .copied()
            .filter(|nature| {
                !self.duties.iter().any(|d| catalogue.duties[d.index()].covers.contains(nature))
                    && !self.notes.iter().any(|n| catalogue.notes[*n].covers.contains(nature))
            })
            .collect()
    }
}

/// A kind of record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kind {
    /// Name, for example `host_scan`.
    pub name: String,
    /// Label.
    pub label: Label,
    /// Fields in declared order.
    pub fields: Vec<Field>,
    /// Fields that make the natural key, in order.
    pub key: Vec<FieldId>,
    /// The field that dates an act or event.
    pub event: Option<FieldId>,
    /// Exactly one record, whose key is the kind's name.
    pub singleton: bool,
    /// Prose under the heading.
    pub about: String,
    /// Place of the fence.
    pub position: Position,
}

impl Kind {
    /// The field with this name.
    pub fn field(&self, name: &str) -> Option<FieldId> {
        self.fields.iter().position(|f| f.name == name).map(|i| FieldId(i as u16))
    }
}

/// A field of a kind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Name, for example `first_seen_on`.
    pub name: String,
    /// Label.
    pub label: Label,
    /// What it can hold.
    pub ty: Type,
    /// A record without it is refused.
    pub required: bool,
    /// Personal data.
    pub personal: bool,
    /// Unit, when it has one.
    pub unit: Option<String>,
    /// A help line.
    pub about: Option<Label>,
    /// For values of a vocabulary, the date fields that say from which day they hold; the first known one counts.
    pub since: Vec<(u16, FieldId)>,
    /// Place.
    pub position: Position,
}

/// What a field can hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Type {
    /// Free text.
    Text,
    /// Yes or no.
    YesNo,
    /// A whole number.
    Integer,
    /// A number with at most three decimals.
    Decimal,
    /// A day.
    Date,
    /// A moment.
    Instant,
    /// An evidence file (SHA-256) or a document number.
    File,
    /// A closed vocabulary.
    Enum(Vec<EnumValue>),
    /// Another record.
    Ref(KindId),
}

/// A word of a closed vocabulary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EnumValue {
    /// The stored word.
    pub name: String,
    /// Label.
    pub label: Label,
}

/// A literal value in a predicate or a case. Reference and text stay text here.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Value {
    /// Stated as unknown.
    Unknown,
    /// Text, a file, or the key of a referred record.
    Text(String),
    /// Yes or no.
    YesNo(bool),
    /// Whole number; a decimal is stored in thousandths.
    Number(i64),
    /// A day.
    Date(Date),
    /// A moment, in seconds since 1970-01-01T00:00:00Z.
    Instant(i64),
    /// Index into the field's vocabulary.
    Enum(u16),
}

/// A named predicate over one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// Name.
    pub name: String,
    /// Label.
    pub label: Label,
    /// The kind it is about.
    pub kind: KindId,
    /// What holds.
    pub predicate: Predicate,
    /// Whether only one duty asks for it, for its population.
    pub asked_once: bool,
    /// Place.
    pub position: Position,
}

/// A checked three-valued predicate. Evaluated on a *current* record (field names), inside a frame that knows
/// `this` (the record the term or duty is about) and, in `must` of `after`, `trigger`.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicate {
    /// Always true: a kind without a `where`.
    True,
    /// All.
    And(Vec<Predicate>),
    /// Any.
    Or(Vec<Predicate>),
    /// Not.
    Not(Box<Predicate>),
    /// A comparison of two scalars of one type.
    Compare(Box<Scalar>, Comparison, Box<Scalar>),
    /// One of several literals.
    In(Box<Scalar>, Vec<Value>),
    /// Known; never false.
    Has(Path),
    /// Not older than a time; never false.
    Fresh(Path, Duration),
    /// A term holds for the record at the end of the path (empty path: the current record).
    Is(Path, TermId),
    /// There is a related record for which the predicate holds.
    Some(Relation, Box<Predicate>),
    /// There is none.
    No(Relation, Box<Predicate>),
    /// Each related record with the first fulfils the second.
    Every(Relation, Box<Predicate>, Box<Predicate>),
}

/// A comparison. On vocabularies, flags, texts and references only `Equal` and `NotEqual` pass the check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Comparison {
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
}

/// A scalar of a predicate.
#[derive(Debug, Clone, PartialEq)]
pub enum Scalar {
    /// A field, possibly over references.
    Path(Path),
    /// The record itself at the end of a path of references (for `holder = this`): compares by identity.
    Record(Path),
    /// A literal.
    Literal(Value),
    /// The as-of date D.
    Today,
    /// A numeric company parameter.
    Parameter(ParameterId),
    /// A date or instant moved later by a duration.
    Plus(Box<Scalar>, Duration),
    /// How many related records fulfil the predicate.
    Count(Relation, Box<Predicate>),
}

/// Where a path starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Root {
    /// The record at hand (inside `where`: the related record).
    Current,
    /// The record that the term or duty is about.
    This,
    /// The triggering record of an `after` duty.
    Trigger,
}

/// A path of field names. All steps but the last are references. May be empty (the record itself).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Path {
    /// Where it starts.
    pub root: Root,
    /// The kind of the record it starts from.
    pub kind: KindId,
    /// Fields to follow; each belongs to the kind reached so far.
    pub steps: Vec<FieldId>,
}

/// Related records: those of `kind` from which following `via` leads to the record at hand. An empty `via`
/// means all records of the kind (`any`).
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Relation {
    /// Kind of the related records.
    pub kind: KindId,
    /// References from the related record to the record at hand.
    pub via: Vec<FieldId>,
    /// The record that they must lead to.
    pub to: Root,
}

/// A length of time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Duration {
    /// Calendar months after 民法 §120–121 (years are 12 months).
    Months(u32),
    /// Calendar days.
    Days(u32),
    /// Business days.
    BusinessDays(u32),
    /// Minutes, for instants.
    Minutes(u32),
    /// The company's value of a parameter.
    Parameter(ParameterId),
}

/// A reading of an ambiguous place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// Name.
    pub name: String,
    /// Label.
    pub label: Label,
    /// The choices, each with what it means.
    pub choices: Vec<(String, Label)>,
    /// Index of the default choice.
    pub default: usize,
    /// Prose under the heading.
    pub about: String,
    /// Place.
    pub position: Position,
}

/// What a parameter holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ParameterValue {
    /// A length of time (never `Duration::Parameter`).
    Duration(Duration),
    /// A cycle (never `Cycle::Parameter`).
    Cycle(Cycle),
    /// A number in thousandths.
    Number(i64),
}

/// In which direction a parameter is stricter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Stricter {
    Shorter,
    Longer,
    Lower,
    Higher,
}

/// A company value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parameter {
    /// Name; `DUTY.within` for those that stand for a duty's fixed length.
    pub name: String,
    /// Label.
    pub label: Label,
    /// The value that holds until the company sets one.
    pub default: ParameterValue,
    /// Direction.
    pub stricter: Stricter,
    /// The loosest value that the rules allow.
    pub limit: Option<ParameterValue>,
    /// Clauses it serves.
    pub clauses: Vec<String>,
    /// The duty it belongs to, for `DUTY.within`.
    pub duty: Option<DutyId>,
    /// What earlier editions of the rules said, in order of time.
    pub before: Vec<EarlierValue>,
    /// Place.
    pub position: Position,
}

/// What a parameter was under an earlier edition.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EarlierValue {
    /// First day on which it no longer holds.
    pub until: Date,
    /// The value that held until the company set one.
    pub default: ParameterValue,
    /// The loosest value that the rules allowed.
    pub limit: Option<ParameterValue>,
}

/// A note: why a clause, or one of its natures, binds nobody here.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The clause.
    pub clause: ClauseId,
    /// The natures it covers.
    pub covers: Vec<Nature>,
    /// Why.
    pub why: Label,
    /// Clause ids, duties, terms or readings where it is used.
    pub used: Vec<String>,
    /// Place.
    pub position: Position,
}
