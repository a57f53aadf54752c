//! What a company sets, held against the rules before it is recorded: values of parameters, choices of readings,
//! exemptions.
//!
//! The engine passes over what it cannot use. That must not happen in silence: who sets a value has to be told that it
//! does not count.

use super::unrecorded::is_recorded;
use crate::rules::Rules;
use crate::stated::Stated;
use zilu_catalogue::{
    Catalogue, Cycle, Duration, KindId, Parameter, ParameterValue, Stricter, Value, closest,
    format_parameter_value, is_looser, limit_on, parse_parameter_value,
};
use zilu_engine::Facts;
use zilu_intake::{FAULTS_SHOWN, Fault, Incoming};

/// Holds them against the rules while the records of a file go by.
pub(super) struct Settings<'a> {
    rules: &'a Rules,
    facts: &'a Facts,
    parameter_value: Option<KindId>,
    reading_choice: Option<KindId>,
    exemption: Option<KindId>,
    faults: Vec<Fault>,
    count: u64,
    /// Subjects of exemptions that are not recorded: the file itself may yet state them.
    subjects: Vec<(KindId, String, Fault)>,
}

impl<'a> Settings<'a> {
    pub(super) fn new(rules: &'a Rules, facts: &'a Facts) -> Settings<'a> {
        let kind = |name| rules.newest().kind(name);
        Settings {
            rules,
            facts,
            parameter_value: kind("parameter_value"),
            reading_choice: kind("reading_choice"),
            exemption: kind("exemption"),
            faults: Vec::new(),
            count: 0,
            subjects: Vec::new(),
        }
    }

    pub(super) fn look_at(&mut self, incoming: &Incoming) {
        let kind = Some(incoming.kind);
        if incoming.void {
            return;
        }
        if kind == self.parameter_value {
            self.parameter(incoming);
        } else if kind == self.reading_choice {
            self.reading(incoming);
        } else if kind == self.exemption {
            self.exemption(incoming);
        }
    }

    /// How many faults there are, and the first of them, once it is known which records the file states.
    pub(super) fn told(mut self, stated: &Stated<'_>) -> (u64, Vec<Fault>) {
        for (kind, key, fault) in std::mem::take(&mut self.subjects) {
            if !stated.has(kind, &key) {
                self.fault(fault);
            }
        }
        (self.count, self.faults)
    }

    fn parameter(&mut self, incoming: &Incoming) {
        let Some(name) = self.text(incoming, "name") else { return };
        let found = self.known(|catalogue| {
            let id = catalogue.names.parameters.get(name)?;
            Some(&catalogue.parameters[id.index()])
        });
        let Some(parameter) = found else {
            let known = &self.rules.newest().names.parameters;
            let hint = did_you_mean(
                name,
                known.keys(),
                ("參數列於義務手冊（zilu book）", "zilu book lists the parameters"),
            );
            self.unknown(incoming, "name", ("參數", "parameter"), name, hint);
            return;
        };
        let Some(written) = self.text(incoming, "value") else { return };
        if let Some(fault) = value_fault(parameter, written, self.since(incoming)) {
            self.fault(Fault { place: incoming.place.clone(), ..fault }.field("value"));
        }
    }

    fn reading(&mut self, incoming: &Incoming) {
        let Some(name) = self.text(incoming, "reading") else { return };
        let found = self.known(|catalogue| {
            let id = catalogue.names.readings.get(name)?;
            Some(&catalogue.readings[id.index()])
        });
        let Some(reading) = found else {
            let known = &self.rules.newest().names.readings;
            let hint = did_you_mean(
                name,
                known.keys(),
                ("解讀列於義務手冊（zilu book）", "zilu book lists the readings"),
            );
            self.unknown(incoming, "reading", ("解讀", "reading"), name, hint);
            return;
        };
        let Some(choice) = self.text(incoming, "choice") else { return };
        if !reading.choices.iter().any(|(word, _)| word == choice) {
            let zh: Vec<String> =
                reading.choices.iter().map(|(word, label)| format!("{word}（{}）", label.zh)).collect();
            let en: Vec<&str> = reading.choices.iter().map(|(word, _)| word.as_str()).collect();
            self.fault(
                Fault::new(
                    incoming.place.clone(),
                    "unknown-choice",
                    format!("解讀「{name}」沒有「{choice}」這個選擇"),
                    format!("the reading '{name}' has no choice '{choice}'"),
                )
                .field("choice")
                .hint(
                    format!("應為其中之一：{}", zh.join("、")),
                    format!("expected one of: {}", en.join(", ")),
                ),
            );
        }
    }

    fn exemption(&mut self, incoming: &Incoming) {
        let duty = self.text(incoming, "duty");
        // The kind of record that the duty is about.
        let about = duty.and_then(|duty| {
            self.known(|catalogue| {
                let duty = &catalogue.duties[catalogue.duty(duty)?.index()];
                Some(&catalogue.kinds[duty.kind.index()])
            })
        });
        if let (Some(duty), None) = (duty, about) {
            let known = &self.rules.newest().names.duties;
            let hint = did_you_mean(
                duty,
                known.keys(),
                ("zilu check --coverage 列出義務", "zilu check --coverage lists the duties"),
            );
            self.unknown(incoming, "duty", ("義務", "duty"), duty, hint);
        }
        let Some(subject) = self.text(incoming, "subject") else { return };
        let place = incoming.place.clone();
        let Some((kind, key)) = subject.split_once('/').filter(|(_, key)| !key.is_empty()) else {
            let fault = Fault::new(
                place,
                "not-a-subject",
                format!("「{subject}」不是對象，應為 類別/鍵值"),
                format!("'{subject}' is not a subject: expected kind/key"),
            );
            self.fault(fault.field("subject").hint("例如 system/web", "such as system/web"));
            return;
        };
        let catalogue = self.rules.newest();
        let Some(id) = catalogue.kind(kind) else {
            let hint = did_you_mean(
                kind,
                catalogue.names.kinds.keys(),
                ("zilu template --list 列出種類", "zilu template --list lists the kinds"),
            );
            self.unknown(incoming, "subject", ("種類", "kind"), kind, hint);
            return;
        };
        if let Some(about) = about.filter(|about| about.name != kind) {
            let fault = Fault::new(
                place,
                "other-kind",
                format!(
                    "這項義務的對象是「{}」，不是「{}」",
                    about.label.zh,
                    catalogue.kinds[id.index()].label.zh
                ),
                format!("this duty is about a {}, not a {kind}", about.name),
            );
            let hint = (format!("寫成 {}/鍵值", about.name), format!("write {}/key", about.name));
            self.fault(fault.field("subject").hint(hint.0, hint.1));
            return;
        }
        if !is_recorded(self.facts, id, key) {
            let fault = Fault::new(
                place,
                "unknown-subject",
                format!("沒有「{}」{key}，豁免不會涵蓋任何對象", catalogue.kinds[id.index()].label.zh),
                format!("there is no {kind} '{key}': the exemption would cover nothing"),
            );
            let fault = fault.field("subject").hint(
                "鍵的寫法如 zilu standing 所列；對象尚未匯入者請先匯入",
                "write the key as zilu standing lists it; import the subject first",
            );
            self.subjects.push((id, key.to_owned(), fault));
        }
    }

    /// What the newest edition that has it says: an older one may be the one to which it belongs.
    fn known<'r, T>(&self, find: impl Fn(&'r Catalogue) -> Option<T>) -> Option<T>
    where
        'a: 'r,
    {
        self.rules.editions().iter().rev().find_map(|catalogue| find(catalogue))
    }

    fn since(&self, incoming: &Incoming) -> jiff::civil::Date {
        match self.value(incoming, "since") {
            Some(Value::Date(since)) => *since,
            _ => incoming.effective,
        }
    }

    fn text<'i>(&self, incoming: &'i Incoming, name: &str) -> Option<&'i str> {
        match self.value(incoming, name)? {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }

    fn value<'i>(&self, incoming: &'i Incoming, name: &str) -> Option<&'i Value> {
        let field = self.rules.newest().field(incoming.kind, name)?;
        incoming.fields.iter().find(|(id, _)| *id == field).map(|(_, value)| value)
    }

    fn unknown(
        &mut self,
        incoming: &Incoming,
        field: &str,
        (zh, en): (&str, &str),
        written: &str,
        hint: (String, String),
    ) {
        let fault = Fault::new(
            incoming.place.clone(),
            "unknown-name",
            format!("沒有「{written}」這個{zh}"),
            format!("there is no {en} '{written}'"),
        );
        self.fault(fault.field(field).hint(hint.0, hint.1));
    }

    fn fault(&mut self, fault: Fault) {
        self.count += 1;
        if self.count <= FAULTS_SHOWN {
            self.faults.push(fault);
        }
    }
}

/// What is wrong with a value of a parameter that is to hold from a day on. Without place and field.
fn value_fault(parameter: &Parameter, written: &str, since: jiff::civil::Date) -> Option<Fault> {
    let fault = |code, zh: String, en: String| Fault::new(zilu_intake::Place::default(), code, zh, en);
    let value = match parse_parameter_value(parameter, written) {
        Ok(value) => value,
        Err(wrong) => {
            let (zh, en) = (format!("應為{}", wrong.expected_zh), format!("expected {}", wrong.expected_en));
            return Some(fault("not-a-value", wrong.zh, wrong.en).hint(zh, en));
        }
    };
    let clauses = parameter.clauses.join("、");
    let (own, default) = (format_parameter_value(value), format_parameter_value(parameter.default));
    if is_nothing(value, parameter.stricter) {
        let (zh, en) = (
            format!("「{}」不能是 {}（{clauses}）", parameter.label.zh, own.zh),
            format!("'{}' cannot be {} ({})", parameter.label.en, own.en, parameter.clauses.join(", ")),
        );
        return Some(
            fault("no-length", zh, en)
                .hint(format!("預設為 {}", default.zh), format!("the default is {}", default.en)),
        );
    }
    let limit = limit_on(parameter, since);
    if let Some(limit) = limit
        && is_looser(&Parameter { limit: Some(limit), ..parameter.clone() }, &value)
    {
        let limit = format_parameter_value(limit);
        let (zh, en) = (
            format!("{} 比規範寬鬆：{clauses} 於 {since} 的界限為 {}", own.zh, limit.zh),
            format!(
                "{} is looser than the rule: as of {since} the limit of {} is {}",
                own.en,
                parameter.clauses.join(", "),
                limit.en
            ),
        );
        return Some(fault("looser-than-rule", zh, en).hint(
            format!("改為至少與 {} 一樣嚴格的值", limit.zh),
            format!("use a value at least as strict as {}", limit.en),
        ));
    }
    // Periods of the one sort do not carry on those of the other.
    let calendar = |value| matches!(value, ParameterValue::Cycle(Cycle::Calendar(_)));
    if calendar(parameter.default) && !calendar(value) {
        let (zh, en) = (
            format!(
                "{} 與「{}」不是同一種週期：這裡以曆年、曆季等期間計算（{clauses}）",
                own.zh, parameter.label.zh
            ),
            format!(
                "{} is not the sort of cycle of '{}', which counts calendar periods ({})",
                own.en,
                parameter.label.en,
                parameter.clauses.join(", ")
            ),
        );
        return Some(
            fault("another-sort", zh, en)
                .hint(format!("例如 {}", default.zh), format!("such as {}", default.en)),
        );
    }
    None
}

/// No time at all, or a number that means nothing.
fn is_nothing(value: ParameterValue, stricter: Stricter) -> bool {
    match value {
        ParameterValue::Duration(length) | ParameterValue::Cycle(Cycle::Rolling(length)) => matches!(
            length,
            Duration::Months(0) | Duration::Days(0) | Duration::BusinessDays(0) | Duration::Minutes(0)
        ),
        ParameterValue::Number(number) => number < 0 || (number == 0 && stricter == Stricter::Higher),
        ParameterValue::Cycle(_) => false,
    }
}

/// The name that was most likely meant, else where they are listed.
fn did_you_mean<'k>(
    written: &str,
    known: impl Iterator<Item = &'k String>,
    (zh, en): (&str, &str),
) -> (String, String) {
    let mut known: Vec<&str> = known.map(String::as_str).collect();
    known.sort_unstable();
    match closest(written, known) {
        Some(name) => (format!("是不是「{name}」？"), format!("did you mean '{name}'?")),
        None => (zh.to_owned(), en.to_owned()),
    }
}
