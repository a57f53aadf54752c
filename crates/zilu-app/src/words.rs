//! Duties in words: what a legal officer reads instead of the fence.

use serde::Serialize;
use zilu_catalogue::{
    Act, Catalogue, Comparison, Cycle, Deadline, Duration, Duty, FieldId, KindId, Label, Must, Path,
    Predicate, Relation, Root, Scalar, Store, Term, Trigger, Type, Value, Verb,
};
use zilu_engine::Settings;
use zilu_engine::explain::{duration_words, parameter_words, value_label};

/// A duty as a card: subject, clock, requirement, deadline, proof.
#[derive(Debug, Clone, Serialize)]
pub struct Card {
    /// For whom.
    pub subject: Words,
    /// What is required; one entry per item of a checklist.
    pub requirement: Vec<Words>,
    /// What starts the clock, where something does.
    pub trigger: Option<Words>,
    /// By when.
    pub deadline: Words,
    /// What proves it.
    pub proof: Vec<Words>,
}

/// A text in both languages, as JSON carries it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Words {
    /// Traditional Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Words {
    /// From two texts.
    pub fn new(zh: impl Into<String>, en: impl Into<String>) -> Words {
        Words { zh: zh.into(), en: en.into() }
    }
    /// In one language; `true` is Chinese.
    pub fn get(&self, zh: bool) -> &str {
        if zh { &self.zh } else { &self.en }
    }
}

impl From<&Label> for Words {
    fn from(label: &Label) -> Words {
        Words::new(&label.zh, &label.en)
    }
}

impl From<(&'static str, &'static str)> for Words {
    fn from((zh, en): (&'static str, &'static str)) -> Words {
        Words::new(zh, en)
    }
}

/// Puts a duty into words, with the verb that the company's readings choose.
pub fn card(catalogue: &Catalogue, settings: &Settings, duty: &Duty, verb: &Verb) -> Card {
    let writer = Writer { catalogue, settings };
    let kind = &catalogue.kinds[duty.kind.index()].label;
    let subject = match duty.population {
        Some(term) => Words::from(&catalogue.terms[term.index()].label),
        None => Words::new(format!("每一{}", kind.zh), format!("every {}", kind.en)),
    };
    let mut card = Card {
        subject,
        requirement: Vec::new(),
        trigger: None,
        deadline: Words::new("隨時", "at all times"),
        proof: duty.proof.iter().map(|alternatives| writer.alternatives(alternatives)).collect(),
    };
    match verb {
        Verb::Holds { items, .. } => {
            for item in items {
                let mut words = writer.whole(&item.is);
                if !item.label.zh.is_empty() {
                    words = Words::new(
                        format!("{}：{}", item.label.zh, words.zh),
                        format!("{}: {}", item.label.en, words.en),
                    );
                }
                if let Some(when) = &item.when {
                    let when = writer.predicate(when);
                    words = Words::new(
                        format!("{}（於{}時）", words.zh, when.zh),
                        format!("{} (when {})", words.en, when.en),
                    );
                }
                card.requirement.push(words);
                card.proof.extend(item.proof.iter().map(|alternatives| writer.alternatives(alternatives)));
            }
            card.proof.dedup();
        }
        Verb::Every { cycle, must, .. } => {
            card.requirement.push(writer.act(must));
            card.deadline = writer.cycle(*cycle);
        }
        Verb::After { trigger, deadline, must } => {
            card.trigger = Some(writer.trigger(trigger));
            card.requirement.push(writer.must(must));
            card.deadline = match deadline {
                Deadline::Within(duration) => {
                    let words = writer.duration(*duration);
                    Words::new(format!("起算後 {}內", words.zh), format!("within {}", words.en))
                }
                Deadline::By(path) => {
                    let words = writer.path(path);
                    Words::new(format!("至{}", words.zh), format!("by the {}", words.en))
                }
            };
        }
        Verb::Before { step, must } => {
            card.requirement.push(writer.must(must));
            let words = writer.path(step);
            card.deadline = Words::new(format!("{}之前", words.zh), format!("before: {}", words.en));
        }
        Verb::Keep { time, store } => {
            let words = writer.duration(*time);
            card.deadline = Words::new(format!("保存 {}", words.zh), format!("kept for {}", words.en));
            card.requirement.push(match store {
                Store::Rolling { oldest, .. } => {
                    let words = writer.path(oldest);
                    Words::new(
                        format!("期間內者均留存（以{}核對）", words.zh),
                        format!("nothing younger is gone (checked by the {})", words.en),
                    )
                }
                Store::Thing { kept, .. } => writer.whole(kept),
            });
        }
    }
    card
}

/// Puts the condition of a term into words.
pub fn term_words(catalogue: &Catalogue, settings: &Settings, term: &Term) -> Words {
    Writer { catalogue, settings }.whole(&term.predicate)
}

struct Writer<'a> {
    catalogue: &'a Catalogue,
    settings: &'a Settings,
}

impl Writer<'_> {
    fn kind(&self, kind: KindId) -> &Label {
        &self.catalogue.kinds[kind.index()].label
    }

    fn act(&self, act: &Act) -> Words {
        self.related(&act.relation, &act.predicate)
    }

    fn must(&self, must: &Must) -> Words {
        match must {
            Must::Act(act) => self.act(act),
            Must::State(predicate) => self.whole(predicate),
        }
    }

    fn related(&self, relation: &Relation, condition: &Predicate) -> Words {
        let kind = self.kind(relation.kind);
        if *condition == Predicate::True {
            return Words::from(kind);
        }
        let condition = self.whole(condition);
        Words::new(format!("{}（{}）", kind.zh, condition.zh), format!("{} ({})", kind.en, condition.en))
    }

    fn trigger(&self, trigger: &Trigger) -> Words {
        match trigger {
            Trigger::Field(path) => self.path(path),
            Trigger::Entry => Words::new("成為對象之日", "the day it becomes a subject"),
            Trigger::Event(act) => self.act(act),
        }
    }

    fn cycle(&self, cycle: Cycle) -> Words {
        match cycle {
            Cycle::Parameter(id) => {
                let (value, _) = self.settings.parameter(self.catalogue, id, zilu_engine::Day::NEVER);
                Words::from_pair(parameter_words(value))
            }
            other => Words::from_pair(parameter_words(zilu_catalogue::ParameterValue::Cycle(other))),
        }
    }

    fn duration(&self, duration: Duration) -> Words {
        match duration {
            Duration::Parameter(id) => {
                let (value, _) = self.settings.parameter(self.catalogue, id, zilu_engine::Day::NEVER);
                Words::from_pair(parameter_words(value))
            }
            fixed => Words::from_pair(duration_words(fixed)),
        }
    }

    fn alternatives(&self, paths: &[Path]) -> Words {
        let words: Vec<Words> = paths.iter().map(|path| self.path(path)).collect();
        join(&words, "或", " or ")
    }

    fn path(&self, path: &Path) -> Words {
        let mut kind = path.kind;
        let mut words: Vec<Words> = Vec::new();
        for field in &path.steps {
            let definition = self.field(kind, *field);
            words.push(Words::from(&definition.label));
            if let Type::Ref(target) = definition.ty {
                kind = target;
            }
        }
        let mut joined = match (words.is_empty(), path.root) {
            (true, Root::Trigger) => Words::new("該事件", "that event"),
            (true, _) => {
                Words::new(format!("該{}", self.kind(kind).zh), format!("that {}", self.kind(kind).en))
            }
            (false, Root::This) => {
                let words = join(&words, "之", "’s ");
                Words::new(format!("對象之{}", words.zh), format!("the subject’s {}", words.en))
            }
            (false, _) => join(&words, "之", "’s "),
        };
        if joined.zh.is_empty() {
            joined = Words::new("—", "—");
        }
        joined
    }

    fn field(&self, kind: KindId, field: FieldId) -> &zilu_catalogue::Field {
        &self.catalogue.kinds[kind.index()].fields[field.index()]
    }

    /// A condition that stands by itself, or in brackets already: an *or* needs none of its own then.
    fn whole(&self, predicate: &Predicate) -> Words {
        match predicate {
            Predicate::Or(parts) => join(&self.parts(parts), "，或", " or "),
            other => self.predicate(other),
        }
    }

    fn predicate(&self, predicate: &Predicate) -> Words {
        match predicate {
            Predicate::True => Words::new("有紀錄", "on record"),
            Predicate::And(parts) => join(&self.parts(parts), "，且", " and "),
            Predicate::Or(parts) => {
                let words = join(&self.parts(parts), "，或", " or ");
                Words::new(format!("（{}）", words.zh), format!("({})", words.en))
            }
            Predicate::Not(part) => {
                let words = self.predicate(part);
                Words::new(format!("非（{}）", words.zh), format!("not ({})", words.en))
            }
            Predicate::Compare(left, comparison, right) => self.compare(left, *comparison, right),
            Predicate::In(scalar, values) => {
                let left = self.scalar(scalar);
                let ty = self.scalar_type(scalar);
                let values: Vec<Words> = values
                    .iter()
                    .map(|value| Words::from_pair(value_label(ty.unwrap_or(&Type::Text), value)))
                    .collect();
                let values = join(&values, "、", ", ");
                Words::new(
                    format!("{}為{}之一", left.zh, values.zh),
                    format!("{} is one of {}", left.en, values.en),
                )
            }
            Predicate::Has(path) => {
                let words = self.path(path);
                Words::new(format!("有{}", words.zh), format!("{} is on record", words.en))
            }
            Predicate::Fresh(path, duration) => {
                let (words, time) = (self.path(path), self.duration(*duration));
                Words::new(
                    format!("{}不早於 {}前", words.zh, time.zh),
                    format!("{} not older than {}", words.en, time.en),
                )
            }
            Predicate::Is(path, term) => {
                let term = &self.catalogue.terms[term.index()].label;
                if path.steps.is_empty() {
                    return Words::new(format!("為{}", term.zh), format!("is a {}", term.en));
                }
                let words = self.path(path);
                Words::new(format!("{}為{}", words.zh, term.zh), format!("{} is a {}", words.en, term.en))
            }
            Predicate::Some(relation, condition) => {
                let words = self.related(relation, condition);
                Words::new(format!("有{}", words.zh), format!("there is a {}", words.en))
            }
            Predicate::No(relation, condition) => {
                let words = self.related(relation, condition);
                Words::new(format!("沒有{}", words.zh), format!("there is no {}", words.en))
            }
            Predicate::Every(relation, condition, consequence) => {
                let (words, then) = (self.related(relation, condition), self.predicate(consequence));
                Words::new(
                    format!("每一{}：{}", words.zh, then.zh),
                    format!("each {}: {}", words.en, then.en),
                )
            }
        }
    }

    fn parts(&self, parts: &[Predicate]) -> Vec<Words> {
        parts.iter().map(|part| self.predicate(part)).collect()
    }

    fn compare(&self, left: &Scalar, comparison: Comparison, right: &Scalar) -> Words {
        if let (Comparison::Equal, Scalar::Literal(Value::YesNo(yes))) = (comparison, right) {
            let words = self.scalar(left);
            return if *yes {
                words
            } else {
                Words::new(format!("非{}", words.zh), format!("not {}", words.en))
            };
        }
        let left_words = self.scalar(left);
        let right_words = match right {
            Scalar::Literal(value) => {
                Words::from_pair(value_label(self.scalar_type(left).unwrap_or(&Type::Text), value))
            }
            other => self.scalar(other),
        };
        let (zh, en) = match comparison {
            Comparison::Equal => ("為", "is"),
            Comparison::NotEqual => ("不為", "is not"),
            Comparison::Less => ("小於（早於）", "is before"),
            Comparison::LessOrEqual => ("不逾", "is at most"),
            Comparison::Greater => ("大於（晚於）", "is after"),
            Comparison::GreaterOrEqual => ("不少於（不早於）", "is at least"),
        };
        Words::new(
            format!("{}{zh}{}", left_words.zh, right_words.zh),
            format!("{} {en} {}", left_words.en, right_words.en),
        )
    }

    fn scalar(&self, scalar: &Scalar) -> Words {
        match scalar {
            Scalar::Path(path) | Scalar::Record(path) => self.path(path),
            Scalar::Literal(value) => Words::from_pair(value_label(&Type::Integer, value)),
            Scalar::Today => Words::new("基準日", "the as-of date"),
            Scalar::Parameter(id) => {
                let (value, _) = self.settings.parameter(self.catalogue, *id, zilu_engine::Day::NEVER);
                Words::from_pair(parameter_words(value))
            }
            Scalar::Plus(base, duration) => {
                let (base, time) = (self.scalar(base), self.duration(*duration));
                Words::new(format!("{}起 {}", base.zh, time.zh), format!("{} + {}", base.en, time.en))
            }
            Scalar::Count(relation, condition) => {
                let words = self.related(relation, condition);
                Words::new(format!("{}之數", words.zh), format!("number of {}", words.en))
            }
        }
    }

    fn scalar_type(&self, scalar: &Scalar) -> Option<&Type> {
        let Scalar::Path(path) = scalar else { return None };
        let mut kind = path.kind;
        let mut found = None;
        for field in &path.steps {
            let ty = &self.field(kind, *field).ty;
            if let Type::Ref(target) = ty {
                kind = *target;
            }
            found = Some(ty);
        }
        found
    }
}

impl Words {
    /// From a pair of owned texts.
    pub fn from_pair((zh, en): (String, String)) -> Words {
        Words { zh, en }
    }
}

fn join(words: &[Words], zh: &str, en: &str) -> Words {
    let texts = |pick: fn(&Words) -> &str| words.iter().map(pick).collect::<Vec<&str>>();
    Words::new(texts(|words| &words.zh).join(zh), texts(|words| &words.en).join(en))
}
