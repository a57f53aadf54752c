//! Duties: who must do what, by when, with which proof; and the cases that prove them.

use super::{
    ClauseId, Duration, DutyId, FieldId, KindId, Label, Nature, ParameterId, ParameterValue, Path, Predicate,
    ReadingId, Relation, TermId, Value,
};
use crate::diagnostic::Position;
use jiff::civil::Date;

/// Whose turn it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[allow(missing_docs)]
pub enum Role {
    Infosec,
    It,
    Owner,
    Hr,
    GeneralAffairs,
    Compliance,
    Audit,
    VendorManager,
    BoardSecretariat,
    Manager,
    Assessor,
}

impl Role {
    /// All roles.
    pub const ALL: [Role; 11] = [
        Role::Infosec,
        Role::It,
        Role::Owner,
        Role::Hr,
        Role::GeneralAffairs,
        Role::Compliance,
        Role::Audit,
        Role::VendorManager,
        Role::BoardSecretariat,
        Role::Manager,
        Role::Assessor,
    ];
    /// The word used in the catalogue.
    pub fn word(self) -> &'static str {
        match self {
            Role::Infosec => "infosec",
            Role::It => "it",
            Role::Owner => "owner",
            Role::Hr => "hr",
            Role::GeneralAffairs => "general_affairs",
            Role::Compliance => "compliance",
            Role::Audit => "audit",
            Role::VendorManager => "vendor_manager",
            Role::BoardSecretariat => "board_secretariat",
            Role::Manager => "manager",
            Role::Assessor => "assessor",
        }
    }
    /// The label in both languages.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            Role::Infosec => ("資安專責單位", "information security unit"),
            Role::It => ("資訊單位", "IT operations"),
            Role::Owner => ("系統擁有者", "system owner"),
            Role::Hr => ("人力資源", "human resources"),
            Role::GeneralAffairs => ("總務", "general affairs"),
            Role::Compliance => ("法令遵循", "compliance"),
            Role::Audit => ("內部稽核", "internal audit"),
            Role::VendorManager => ("委外管理", "vendor management"),
            Role::BoardSecretariat => ("董事會議事單位", "board secretariat"),
            Role::Manager => ("單位主管", "line manager"),
            Role::Assessor => ("評估單位", "assessment unit"),
        }
    }
}

/// A duty: who (`for`) must do what (`verb`).
#[derive(Debug, Clone, PartialEq)]
pub struct Duty {
    /// Permanent name.
    pub name: String,
    /// Title.
    pub title: Label,
    /// The clauses it serves; the first is the one it stands under.
    pub clauses: Vec<ClauseId>,
    /// Kind of its subjects.
    pub kind: KindId,
    /// The population, when it is not the whole kind.
    pub population: Option<TermId>,
    /// What must be.
    pub verb: Verb,
    /// What differs when the company chose another reading; the verbs are complete.
    pub variants: Vec<Variant>,
    /// Proof: each entry must be known; an entry is a list of alternatives. Fields of the act, or of the subject for
    /// `holds`, `keep` and `state` duties.
    pub proof: Vec<Vec<Path>>,
    /// Natures it covers.
    pub covers: Vec<Nature>,
    /// A few characters of the official clause.
    pub phrase: Option<String>,
    /// Readings it leans on.
    pub readings: Vec<ReadingId>,
    /// Whose turn.
    pub who: Role,
    /// Only a person's word can show it.
    pub attested: bool,
    /// Duties of one clock follow one subject through its classes.
    pub clock: Option<String>,
    /// The first day on which it binds: that of its pack, or of the first edition that had it.
    pub since: Option<Date>,
    /// Place of the fence.
    pub position: Position,
}

/// A duty's verb under another choice of a reading, or under several at once. The last variant of a duty whose
/// choices are all adopted is the one that counts; combinations stand behind the single choices.
#[derive(Debug, Clone, PartialEq)]
pub struct Variant {
    /// The reading.
    pub reading: ReadingId,
    /// Index of the choice.
    pub choice: usize,
    /// Further choices that must be adopted as well.
    pub also: Vec<(ReadingId, usize)>,
    /// The verb then.
    pub verb: Verb,
}

/// The closed set of verbs.
#[derive(Debug, Clone, PartialEq)]
pub enum Verb {
    /// True of every subject at all times.
    Holds {
        /// One item without a label, or the items of a checklist.
        items: Vec<Item>,
        /// Written as a checklist (items are numbered, also when there is only one).
        checklist: bool,
    },
    /// In each period an act with proof.
    Every {
        /// The period.
        cycle: Cycle,
        /// The act.
        must: Act,
        /// A period in which the subject left is still owed.
        owed_after_leaving: bool,
        /// The period that the subject joined is owed (else from the first full one).
        first_joined: bool,
        /// One act cures the missed period and counts for its own (else one act, one period).
        late_act_counts: bool,
    },
    /// Each trigger is answered in time.
    After {
        /// What starts the clock.
        trigger: Trigger,
        /// How long.
        deadline: Deadline,
        /// The answer.
        must: Must,
    },
    /// The step happened only after these acts.
    Before {
        /// The date or instant of the step.
        step: Path,
        /// What must come first.
        must: Must,
    },
    /// Kept for a time.
    Keep {
        /// How long.
        time: Duration,
        /// What is looked at.
        store: Store,
    },
}

/// An item of `holds`.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What it says; empty for a plain `holds`.
    pub label: Label,
    /// Does not apply where this is false.
    pub when: Option<Predicate>,
    /// What must be.
    pub is: Predicate,
    /// Proof of this item, beside the duty's.
    pub proof: Vec<Vec<Path>>,
}

/// The period of `every`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Cycle {
    /// Calendar months: 1, 3, 6 or 12.
    Calendar(u8),
    /// From the last act.
    Rolling(Duration),
    /// The company's value.
    Parameter(ParameterId),
}

/// An act: a related record that fulfils a predicate, dated by its kind's event field.
#[derive(Debug, Clone, PartialEq)]
pub struct Act {
    /// Which records.
    pub relation: Relation,
    /// What they must fulfil.
    pub predicate: Predicate,
    /// Their date.
    pub date: FieldId,
}

/// What starts the clock of `after`.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// A date or instant of the subject.
    Field(Path),
    /// The day the subject entered the population.
    Entry,
    /// Related events.
    Event(Act),
}

/// The deadline of `after`.
#[derive(Debug, Clone, PartialEq)]
pub enum Deadline {
    /// Trigger ⊕ this.
    Within(Duration),
    /// A date that the company recorded on the subject (or trigger).
    By(Path),
}

/// The answer of `after` and `before`.
#[derive(Debug, Clone, PartialEq)]
pub enum Must {
    /// An act.
    Act(Act),
    /// The subject becomes so.
    State(Predicate),
}

/// What `keep` looks at.
#[derive(Debug, Clone, PartialEq)]
pub enum Store {
    /// A rolling store: the oldest thing in it, and when it began.
    Rolling {
        /// Date of the oldest thing still there.
        oldest: Path,
        /// When the store began to be filled.
        begun: Path,
    },
    /// A thing: from when, and whether it is still there.
    Thing {
        /// Start of keeping.
        from: Path,
        /// Still there.
        kept: Predicate,
    },
}

/// A dated case: a small world and the standings it must give.
#[derive(Debug, Clone, PartialEq)]
pub struct Case {
    /// The duties it is about.
    pub duties: Vec<DutyId>,
    /// The clause it stands under.
    pub clause: ClauseId,
    /// Its lines in order.
    pub lines: Vec<CaseLine>,
    /// Place of the fence.
    pub position: Position,
}

/// A line of a case.
#[derive(Debug, Clone, PartialEq)]
pub enum CaseLine {
    /// A revision of a record.
    Fact(CaseFact),
    /// A company parameter.
    Parameter {
        /// Which.
        parameter: ParameterId,
        /// Its value.
        value: ParameterValue,
        /// From when; `None` is always.
        since: Option<Date>,
    },
    /// A choice of a reading.
    Reading {
        /// Which.
        reading: ReadingId,
        /// Index of the choice.
        choice: usize,
    },
    /// A day that is no business day.
    Closed(Date),
    /// All standings on a date.
    Expect {
        /// As of.
        on: Date,
        /// As known on the end of this day; `None`: everything.
        known: Option<Date>,
        /// The standings.
        standings: Vec<ExpectedStanding>,
        /// Place.
        position: Position,
    },
}

/// A revision stated by a case.
#[derive(Debug, Clone, PartialEq)]
pub struct CaseFact {
    /// Kind.
    pub kind: KindId,
    /// Key.
    pub key: String,
    /// Stated fields.
    pub fields: Vec<(FieldId, Value)>,
    /// Effective date, already defaulted.
    pub effective: Date,
    /// Recorded on this day, already defaulted.
    pub recorded: Date,
    /// Recorded in error.
    pub void: bool,
    /// Place.
    pub position: Position,
}

/// A standing that a case expects.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ExpectedStanding {
    /// The duty.
    pub duty: DutyId,
    /// Key of the subject.
    pub subject: String,
    /// Label of the period or key of the trigger.
    pub period: Option<String>,
    /// Item number from 1.
    pub item: Option<u16>,
    /// The status word.
    pub status: Status,
}

/// A standing's status.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[repr(u8)]
pub enum Status {
    /// Done in time, or so.
    Met,
    /// Done after its due date.
    MetLate,
    /// Covered by an approved, unexpired exemption.
    Exempt,
    /// Not yet done, in time.
    Due,
    /// A fact or its proof is missing.
    Unproven,
    /// `holds` or `before` is false.
    Breached,
    /// Past due, not done.
    Late,
}

impl Status {
    /// All, from the mildest to the most severe (the order of roll-ups).
    pub const ALL: [Status; 7] = [
        Status::Met,
        Status::MetLate,
        Status::Exempt,
        Status::Due,
        Status::Unproven,
        Status::Breached,
        Status::Late,
    ];
    /// The word used in cases, the command line and JSON.
    pub fn word(self) -> &'static str {
        match self {
            Status::Met => "met",
            Status::MetLate => "met_late",
            Status::Exempt => "exempt",
            Status::Due => "due",
            Status::Unproven => "unproven",
            Status::Breached => "breached",
            Status::Late => "late",
        }
    }
    /// From the word.
    pub fn parse(word: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|s| s.word() == word)
    }
    /// The label in both languages.
    pub fn label(self) -> (&'static str, &'static str) {
        match self {
            Status::Met => ("符合", "met"),
            Status::MetLate => ("逾期完成", "met late"),
            Status::Exempt => ("豁免", "exempt"),
            Status::Due => ("待辦", "due"),
            Status::Unproven => ("未證明", "unproven"),
            Status::Breached => ("違反", "breached"),
            Status::Late => ("逾期", "late"),
        }
    }
}
