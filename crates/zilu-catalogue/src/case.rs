//! Cases: dated facts and the standings that they must give.

use crate::diagnostic::Position;
use crate::model::{
    Case, CaseFact, CaseLine, ClauseId, Duty, DutyId, ExpectedStanding, FieldId, KindId, Status, Type, Value,
    Verb,
};
use crate::names::hint_closest;
use crate::parameter::{is_looser, parse_parameter_value};
use crate::readings::value_fault;
use crate::source::{Faults, Text};
use crate::value::{day_of_instant, format_value, parse_value};
use crate::world::World;
use jiff::civil::Date;

/// What a case is read against.
pub(crate) struct CaseReader<'w> {
    pub(crate) world: &'w World,
    /// By index; `None` where the duty is broken.
    pub(crate) duties: &'w [Option<Duty>],
    /// The names of all duties, by index.
    pub(crate) names: &'w [String],
    /// The duties of the fence.
    pub(crate) about: Vec<DutyId>,
    pub(crate) clause: ClauseId,
    pub(crate) position: Position,
}

/// A word of a line: quotes taken off, with its place in the content.
struct Token<'a> {
    text: String,
    at: Text<'a>,
}

impl Token<'_> {
    fn position(&self) -> Position {
        self.at.start()
    }
}

impl CaseReader<'_> {
    pub(crate) fn read(self, content: &Text<'_>, faults: &mut Faults) -> Case {
        let lines = split_lines(content, faults);
        let mut out = Vec::new();
        let mut records = Records::default();
        for line in lines.iter().filter(|line| date(&line[0].text).is_none()) {
            self.statement(line, &mut records, &mut out, faults);
        }
        records.complete(self.world, faults);
        for line in &lines {
            if let Some(on) = date(&line[0].text) {
                out.extend(self.expect(on, line, &records, faults));
            }
        }
        // Facts were completed after they were read; the order of the lines stays that of the fence.
        let mut lines: Vec<CaseLine> = records.facts.into_iter().map(CaseLine::Fact).chain(out).collect();
        lines.sort_by_key(|line| match line {
            CaseLine::Expect { .. } => 1,
            _ => 0,
        });
        Case { duties: self.about, clause: self.clause, lines, position: self.position }
    }

    fn statement(
        &self,
        line: &[Token<'_>],
        records: &mut Records,
        out: &mut Vec<CaseLine>,
        faults: &mut Faults,
    ) {
        match line[0].text.as_str() {
            "parameter" => out.extend(self.parameter(line, faults)),
            "reading" => out.extend(self.reading(line, faults)),
            "closed" => match line.get(1).map(|token| (token, date(&token.text))) {
                Some((_, Some(day))) if line.len() == 2 => out.push(CaseLine::Closed(day)),
                other => {
                    let position = other.map_or(line[0].position(), |(token, _)| token.position());
                    faults
                        .add(
                            position,
                            "case-line",
                            "closed 後面應為一個日期",
                            "one date must follow `closed`",
                        )
                        .set_hint("寫成 closed 2025-10-06", "write `closed 2025-10-06`");
                }
            },
            word => {
                let position = line[0].position();
                if let Some(kind) = self.world.kind_names.get(word) {
                    records.fact(self.world, *kind, line, faults);
                } else {
                    let fault = faults.add(
                        position,
                        "unknown-kind",
                        format!("「{word}」不是紀錄種類、日期或 parameter／reading／closed"),
                        format!("`{word}` is neither a kind, a date, nor parameter, reading or closed"),
                    );
                    let words = ["parameter", "reading", "closed"];
                    hint_closest(fault, word, self.world.kind_names.keys().map(String::as_str).chain(words));
                }
            }
        }
    }

    /// `parameter NAME = VALUE [since=DATE]`.
    fn parameter(&self, line: &[Token<'_>], faults: &mut Faults) -> Option<CaseLine> {
        let (name, rest) = assignment(line, "parameter NAME = \"VALUE\"", faults)?;
        let id = self.world.find_parameter(&name.text, name.position(), faults)?;
        let mut since = None;
        let mut words: Vec<&str> = Vec::new();
        for token in rest {
            match token.text.strip_prefix("since=") {
                Some(day) => since = Some(date(day).or_else(|| not_a_date(token, faults))?),
                None => words.push(&token.text),
            }
        }
        let parameter = &self.world.parameters[id.index()];
        let position = rest.first().map_or(name.position(), Token::position);
        match parse_parameter_value(parameter, &words.join(" ")) {
            Ok(value) if is_looser(parameter, &value) => {
                faults.add(
                    position,
                    "looser-than-limit",
                    format!("參數 {} 的值比規範寬鬆", parameter.name),
                    format!("this value of {} is looser than the rules allow", parameter.name),
                );
                None
            }
            Ok(value) => Some(CaseLine::Parameter { parameter: id, value, since }),
            Err(fault) => {
                value_fault(position, fault, faults);
                None
            }
        }
    }

    /// `reading NAME = CHOICE`.
    fn reading(&self, line: &[Token<'_>], faults: &mut Faults) -> Option<CaseLine> {
        let (name, rest) = assignment(line, "reading NAME = CHOICE", faults)?;
        let id = self.world.find_reading(&name.text, name.position(), faults)?;
        let reading = &self.world.readings[id.index()];
        let [word] = rest else {
            faults.add(name.position(), "case-line", "應為一個選項", "exactly one choice is expected");
            return None;
        };
        let choice = reading.choices.iter().position(|(choice, _)| *choice == word.text);
        if choice.is_none() {
            let fault = faults.add(
                word.position(),
                "unknown-choice",
                format!("解釋 {} 沒有「{}」這個選項", reading.name, word.text),
                format!("the reading {} has no choice `{}`", reading.name, word.text),
            );
            hint_closest(fault, &word.text, reading.choices.iter().map(|(choice, _)| choice.as_str()));
        }
        Some(CaseLine::Reading { reading: id, choice: choice? })
    }

    /// `DATE [known DATE] SUBJECT[/PERIOD][#ITEM] STATUS …` or `DATE none`.
    fn expect(
        &self,
        on: Date,
        line: &[Token<'_>],
        records: &Records,
        faults: &mut Faults,
    ) -> Option<CaseLine> {
        let mut rest = &line[1..];
        let mut known = None;
        if rest.first().is_some_and(|token| token.text == "known") {
            known = match rest.get(1).map(|token| (token, date(&token.text))) {
                Some((_, Some(day))) => Some(day),
                Some((token, None)) => return not_a_date(token, faults),
                None => return not_a_date(&rest[0], faults),
            };
            rest = &rest[2..];
        }
        let expect =
            |standings| Some(CaseLine::Expect { on, known, standings, position: line[0].position() });
        match rest {
            [] => {
                faults
                    .add(
                        line[0].position(),
                        "empty-expectation",
                        "這一行沒有列出任何狀態",
                        "this line lists no standing",
                    )
                    .set_hint("沒有任何狀態時寫 none", "write `none` where there is none");
                return None;
            }
            [none] if none.text == "none" => return expect(Vec::new()),
            _ => {}
        }
        let mut standings: Vec<ExpectedStanding> = Vec::new();
        for pair in rest.chunks(2) {
            let [subject, status] = pair else {
                faults.add(
                    pair[0].position(),
                    "case-line",
                    format!("「{}」後面缺少狀態", pair[0].text),
                    format!("a status must follow `{}`", pair[0].text),
                );
                break;
            };
            let Some(word) = Status::parse(&status.text) else {
                let fault = faults.add(
                    status.position(),
                    "unknown-status",
                    format!("沒有「{}」這個狀態", status.text),
                    format!("there is no status `{}`", status.text),
                );
                hint_closest(fault, &status.text, Status::ALL.into_iter().map(Status::word));
                continue;
            };
            let Some(standing) = self.standing(subject, word, records, faults) else { continue };
            let same = |other: &ExpectedStanding| {
                (other.duty, &other.subject, &other.period, other.item)
                    == (standing.duty, &standing.subject, &standing.period, standing.item)
            };
            if standings.iter().any(same) {
                faults.add(
                    subject.position(),
                    "duplicate-standing",
                    format!("「{}」在這一行出現兩次", subject.text),
                    format!("`{}` stands twice in this line", subject.text),
                );
            }
            standings.push(standing);
        }
        expect(standings)
    }

    fn standing(
        &self,
        token: &Token<'_>,
        status: Status,
        records: &Records,
        faults: &mut Faults,
    ) -> Option<ExpectedStanding> {
        let (id, rest) = self.duty_of(token, faults)?;
        let duty = self.duties.get(id.index())?.as_ref()?;
        let world = self.world;
        let singleton = world.kind(duty.kind).singleton.then(|| world.kind(duty.kind).name.as_str());
        let keys = || records.keys_of(duty.kind).chain(singleton);
        let subject = keys()
            .filter(|key| {
                rest.strip_prefix(key).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '#']))
            })
            .max_by_key(|key| key.len());
        let Some(subject) = subject else {
            let name = rest.split(['/', '#']).next().unwrap_or_default();
            let fault = faults.add(
                token.position(),
                "unknown-subject",
                format!("案例裡沒有 {} 「{name}」", world.kind(duty.kind).name),
                format!("the case has no `{}` called `{name}`", world.kind(duty.kind).name),
            );
            hint_closest(fault, name, keys());
            return None;
        };
        let rest = &rest[subject.len()..];
        // A trigger's key may itself contain the marks.
        let (period, item) = match rest.strip_prefix('/') {
            Some(period) => match period.rsplit_once('#') {
                Some((period, item)) if item.parse::<u16>().is_ok() => (Some(period), Some(item)),
                _ => (Some(period), None),
            },
            None => (None, rest.strip_prefix('#')),
        };
        self.period(duty, period, token, records, faults)?;
        let item = self.item(duty, item, token, faults)?;
        Some(ExpectedStanding {
            duty: id,
            subject: subject.to_owned(),
            period: period.map(str::to_owned),
            item,
            status,
        })
    }

    /// The duty of a standing and what follows its name.
    fn duty_of<'t>(&self, token: &'t Token<'_>, faults: &mut Faults) -> Option<(DutyId, &'t str)> {
        if let Some((name, rest)) = token.text.split_once(':')
            && self.names.iter().any(|known| known == name)
        {
            let found = self.about.iter().find(|id| self.names[id.index()] == name);
            if found.is_none() {
                faults.add(
                    token.position(),
                    "duty-not-of-case",
                    format!("這個案例沒有列出義務 {name}"),
                    format!("the head of this case does not name the duty {name}"),
                );
            }
            return Some((*found?, rest));
        }
        match self.about.as_slice() {
            [one] => Some((*one, &token.text)),
            [] => None,
            _ => {
                faults
                    .add(
                        token.position(),
                        "which-duty",
                        "案例有多個義務，狀態前要寫明義務",
                        "the case is about several duties: say which one",
                    )
                    .set_hint("寫成 義務名稱:對象", "write `duty-name:SUBJECT`");
                None
            }
        }
    }

    fn period(
        &self,
        duty: &Duty,
        period: Option<&str>,
        token: &Token<'_>,
        records: &Records,
        faults: &mut Faults,
    ) -> Option<()> {
        let Some(period) = period else { return Some(()) };
        let verbs = || std::iter::once(&duty.verb).chain(duty.variants.iter().map(|variant| &variant.verb));
        let triggers: Vec<KindId> = verbs().filter_map(crate::duty::trigger_kind).collect();
        let (fits, zh, en) = if verbs().any(|verb| matches!(verb, Verb::Every { .. })) {
            (
                is_calendar_period(period) || date(period).is_some(),
                "2025、2025H1、2025Q2、2025-06 或週期開始日",
                "2025, 2025H1, 2025Q2, 2025-06, or the day on which the cycle began",
            )
        } else if triggers.is_empty() {
            (false, "（這種義務沒有期間）", "nothing: this duty has no periods")
        } else {
            let fits = triggers.iter().any(|kind| records.keys_of(*kind).any(|key| key == period));
            (fits, "觸發紀錄的鍵", "the key of the trigger")
        };
        if !fits {
            faults
                .add(
                    token.position(),
                    "bad-period",
                    format!("「{period}」不是這個義務的期間"),
                    format!("`{period}` is not a period of this duty"),
                )
                .set_hint(format!("應為{zh}"), format!("expected {en}"));
        }
        fits.then_some(())
    }

    fn item(
        &self,
        duty: &Duty,
        item: Option<&str>,
        token: &Token<'_>,
        faults: &mut Faults,
    ) -> Option<Option<u16>> {
        // A reading may have another checklist.
        let verbs = std::iter::once(&duty.verb).chain(duty.variants.iter().map(|variant| &variant.verb));
        let items = verbs.map(|verb| match verb {
            Verb::Holds { items, checklist: true } => items.len(),
            _ => 0,
        });
        let count = items.max().unwrap_or_default();
        let number = item.map(|item| item.parse::<u16>());
        match number {
            // The standing of a subject whose population is unknown has no item.
            None => return Some(None),
            Some(Ok(number)) if (1..=count).contains(&usize::from(number)) => return Some(Some(number)),
            _ => {}
        }
        faults
            .add(
                token.position(),
                "bad-item",
                format!("「#{}」不是這個義務的項目", item.unwrap_or_default()),
                format!("`#{}` is not an item of this duty", item.unwrap_or_default()),
            )
            .set_hint(
                if count == 0 {
                    "這個義務沒有項目".to_owned()
                } else {
                    format!("項目為 1 到 {count}")
                },
                if count == 0 {
                    "this duty has no items".to_owned()
                } else {
                    format!("items are 1 to {count}")
                },
            );
        None
    }
}

/// The revisions of a case, in the order of its lines.
#[derive(Default)]
struct Records {
    facts: Vec<CaseFact>,
    /// The day a fact's line itself gives: `since=`, or the event field.
    given: Vec<(Option<Date>, Option<Date>)>,
}

impl Records {
    fn keys_of(&self, kind: KindId) -> impl Iterator<Item = &str> {
        self.facts.iter().filter(move |fact| fact.kind == kind).map(|fact| fact.key.as_str())
    }

    /// `KIND KEY field=value … [since=DATE] [known=DATE] [void]`.
    fn fact(&mut self, world: &World, kind: KindId, line: &[Token<'_>], faults: &mut Faults) {
        let of = world.kind(kind);
        let mut rest = &line[1..];
        let key = match rest.first() {
            Some(token) if !(token.text.contains('=') || of.singleton && token.text == "void") => {
                rest = &rest[1..];
                token.text.clone()
            }
            _ if of.singleton => of.name.clone(),
            _ => {
                faults
                    .add(
                        line[0].position(),
                        "no-key",
                        format!("{} 後面缺少鍵", of.name),
                        format!("a key must follow `{}`", of.name),
                    )
                    .set_hint(
                        format!("寫成 {} 鍵 欄位=值", of.name),
                        format!("write `{} KEY field=value`", of.name),
                    );
                return;
            }
        };
        if of.singleton && key != of.name {
            faults.add(
                line[1].position(),
                "singleton-key",
                format!("{} 只有一筆，鍵就是「{}」", of.name, of.name),
                format!("there is one `{}`, and its key is `{}`", of.name, of.name),
            );
        }
        let mut fact = CaseFact {
            kind,
            key,
            fields: Vec::new(),
            effective: Date::ZERO,
            recorded: Date::ZERO,
            void: false,
            position: line[0].position(),
        };
        let (mut since, mut known) = (None, None);
        for token in rest {
            let Some((name, written)) = token.text.split_once('=') else {
                if token.text == "void" {
                    fact.void = true;
                } else {
                    faults
                        .add(
                            token.position(),
                            "case-line",
                            format!("「{}」不是 欄位=值", token.text),
                            format!("`{}` is not `field=value`", token.text),
                        )
                        .set_hint("含空白的文字用雙引號括起來", "put a text with blanks in double quotes");
                }
                continue;
            };
            match name {
                "since" => since = date(written).or_else(|| not_a_date(token, faults)),
                "known" => known = date(written).or_else(|| not_a_date(token, faults)),
                _ => {
                    if let Some(stated) = stated(world, kind, name, written, token, faults) {
                        if fact.fields.iter().any(|(field, _)| *field == stated.0) {
                            faults.add(
                                token.position(),
                                "duplicate-key",
                                format!("欄位「{name}」寫了兩次"),
                                format!("the field `{name}` is stated twice"),
                            );
                        }
                        fact.fields.push(stated);
                    }
                }
            }
        }
        self.given.push((since, known));
        self.facts.push(fact);
    }

    /// Fills key fields from keys, and the days that lines leave out; checks required fields.
    fn complete(&mut self, world: &World, faults: &mut Faults) {
        for index in 0..self.facts.len() {
            let (kind, key) = (self.facts[index].kind, self.facts[index].key.clone());
            let first =
                self.facts.iter().position(|fact| fact.kind == kind && fact.key == key).unwrap_or(index);
            if first == index {
                self.key_fields(world, index, faults);
                self.required(world, index, faults);
            }
            let event = world.kind(kind).event.and_then(|event| day_stated(&self.facts[index], event));
            let (since, known) = self.given[index];
            let before = (first < index).then(|| self.facts[first].effective);
            match since.or(event).or(before) {
                Some(day) => {
                    self.facts[index].effective = day;
                    self.facts[index].recorded = known.unwrap_or(day);
                }
                None => {
                    faults
                        .add(
                            self.facts[index].position.clone(),
                            "no-effective-date",
                            "這一行沒有生效日",
                            "this line has no effective date",
                        )
                        .set_hint("加上 since=2025-01-01", "add `since=2025-01-01`");
                }
            }
        }
    }

    /// Key fields that no line states are read off the key, `a|b|c` for three of them.
    fn key_fields(&mut self, world: &World, index: usize, faults: &mut Faults) {
        let (kind, key) = (self.facts[index].kind, self.facts[index].key.clone());
        let fields = &world.kind(kind).key;
        let parts: Vec<&str> = if fields.len() == 1 { vec![key.as_str()] } else { key.split('|').collect() };
        if parts.len() != fields.len() {
            return;
        }
        for (field, part) in fields.iter().zip(parts) {
            if self.states(kind, &key, *field) {
                continue;
            }
            match parse_value(&world.field(kind, *field).ty, part) {
                Ok(value) => self.facts[index].fields.push((*field, value)),
                Err(fault) => value_fault(self.facts[index].position.clone(), fault, faults),
            }
        }
    }

    /// A record without a required field would be refused. Texts are let off: names decide nothing.
    fn required(&self, world: &World, index: usize, faults: &mut Faults) {
        let (kind, key) = (self.facts[index].kind, self.facts[index].key.as_str());
        for (number, field) in world.kind(kind).fields.iter().enumerate() {
            let id = FieldId(number as u16);
            if field.required && field.ty != Type::Text && !self.states(kind, key, id) {
                faults.add(
                    self.facts[index].position.clone(),
                    "missing-required",
                    format!("{} {key} 缺少必填欄位「{}」", world.kind(kind).name, field.name),
                    format!("`{} {key}` lacks the required field `{}`", world.kind(kind).name, field.name),
                );
            }
        }
    }

    fn states(&self, kind: KindId, key: &str, field: FieldId) -> bool {
        self.facts
            .iter()
            .filter(|fact| fact.kind == kind && fact.key == key)
            .any(|fact| fact.fields.iter().any(|(stated, _)| *stated == field))
    }
}

/// A stated field and its value; `of` is the only reference of the kind.
fn stated(
    world: &World,
    kind: KindId,
    name: &str,
    written: &str,
    token: &Token<'_>,
    faults: &mut Faults,
) -> Option<(FieldId, Value)> {
    let of = world.kind(kind);
    let field = if name == "of" {
        let references: Vec<usize> =
            (0..of.fields.len()).filter(|index| matches!(of.fields[*index].ty, Type::Ref(_))).collect();
        let [one] = references.as_slice() else {
            if !world.broken_kinds.contains(&kind) {
                let names: Vec<&str> =
                    references.iter().map(|index| of.fields[*index].name.as_str()).collect();
                faults
                    .add(
                        token.position(),
                        "ambiguous-reference",
                        format!("of= 只能用在恰有一個參照的種類；{} 有 {} 個", of.name, references.len()),
                        format!(
                            "`of=` needs a kind with one reference; `{}` has {}",
                            of.name,
                            references.len()
                        ),
                    )
                    .set_hint(
                        format!("寫出欄位名稱：{}", names.join("、")),
                        format!("name the field: {}", names.join(", ")),
                    );
            }
            return None;
        };
        FieldId(*one as u16)
    } else {
        world.find_field(kind, name, token.position(), faults)?
    };
    if world.broken_fields.contains(&(kind, field)) {
        return None;
    }
    if written == "?" {
        if world.field(kind, field).required {
            faults.add(
                token.position(),
                "required-unknown",
                format!("必填欄位「{name}」不能是未知"),
                format!("the required field `{name}` cannot be unknown"),
            );
        }
        return Some((field, Value::Unknown));
    }
    let ty = &world.field(kind, field).ty;
    match parse_value(ty, written) {
        Ok(value) => {
            // A case reads the same everywhere: only canonical words of a vocabulary.
            if matches!(ty, Type::Enum(_)) && format_value(ty, &value) != written {
                faults
                    .add(
                        token.position(),
                        "unknown-value",
                        format!("案例裡寫字彙的代號，不寫「{written}」"),
                        format!("cases use the word of the vocabulary, not `{written}`"),
                    )
                    .set_hint(
                        format!("寫成 {name}={}", format_value(ty, &value)),
                        format!("write `{name}={}`", format_value(ty, &value)),
                    );
            }
            Some((field, value))
        }
        Err(fault) => {
            let diagnostic = faults.add(token.position(), "wrong-value", fault.zh, fault.en);
            diagnostic
                .set_hint(format!("應為{}", fault.expected_zh), format!("expected {}", fault.expected_en));
            if let Type::Enum(values) = ty {
                diagnostic.code = "unknown-value";
                if crate::names::closest(written, values.iter().map(|value| value.name.as_str())).is_some() {
                    hint_closest(diagnostic, written, values.iter().map(|value| value.name.as_str()));
                }
            }
            None
        }
    }
}

fn day_stated(fact: &CaseFact, field: FieldId) -> Option<Date> {
    fact.fields.iter().find(|(stated, _)| *stated == field).and_then(|(_, value)| match value {
        Value::Date(day) => Some(*day),
        Value::Instant(seconds) => day_of_instant(*seconds),
        _ => None,
    })
}

/// A day as cases write it: ISO only.
fn date(text: &str) -> Option<Date> {
    let is_iso = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    is_iso.then(|| text.parse().ok()).flatten()
}

fn not_a_date<T>(token: &Token<'_>, faults: &mut Faults) -> Option<T> {
    faults
        .add(
            token.position(),
            "not-a-date",
            format!("「{}」沒有有效的日期", token.text),
            format!("`{}` has no valid date", token.text),
        )
        .set_hint("寫成 2025-01-31", "write 2025-01-31");
    None
}

/// `2025`, `2025H1`, `2025Q2`, `2025-06`.
fn is_calendar_period(text: &str) -> bool {
    let Some((year, rest)) = text.split_at_checked(4) else { return false };
    year.bytes().all(|b| b.is_ascii_digit())
        && match rest {
            "" | "H1" | "H2" | "Q1" | "Q2" | "Q3" | "Q4" => true,
            _ => rest
                .strip_prefix('-')
                .is_some_and(|m| m.len() == 2 && m.parse().is_ok_and(|m: u8| (1..=12).contains(&m))),
        }
}

/// `WORD NAME = …` or `WORD NAME=…`: the name and what follows the sign.
fn assignment<'l, 'a>(
    line: &'l [Token<'a>],
    form: &str,
    faults: &mut Faults,
) -> Option<(&'l Token<'a>, &'l [Token<'a>])> {
    if let (Some(name), Some(sign)) = (line.get(1), line.get(2))
        && sign.text == "="
        && line.len() > 3
    {
        return Some((name, &line[3..]));
    }
    let position = line.get(1).map_or(line[0].position(), Token::position);
    faults
        .add(position, "case-line", "看不懂這一行", "this line cannot be read")
        .set_hint(format!("寫成 {form}"), format!("write `{form}`"));
    None
}

/// The lines of a case that say something, as words. `#` at the start of a word begins a comment.
fn split_lines<'a>(content: &Text<'a>, faults: &mut Faults) -> Vec<Vec<Token<'a>>> {
    let mut lines = Vec::new();
    let mut start = 0;
    for line in content.as_str().split_inclusive('\n') {
        if let Some(tab) = line.find('\t') {
            faults
                .add(
                    content.position(start + tab),
                    "tab",
                    "圍欄內不可使用定位字元（Tab）",
                    "a tab inside a fence",
                )
                .set_hint("改用空白", "use blanks");
        }
        let tokens = split_words(content, start..start + line.len(), faults);
        if !tokens.is_empty() {
            lines.push(tokens);
        }
        start += line.len();
    }
    lines
}

fn split_words<'a>(content: &Text<'a>, range: std::ops::Range<usize>, faults: &mut Faults) -> Vec<Token<'a>> {
    let line = &content.as_str()[range.clone()];
    let mut tokens = Vec::new();
    let mut current: Option<(usize, String)> = None;
    let mut quoted: Option<usize> = None;
    for (at, c) in line.char_indices() {
        match (c, quoted) {
            ('"', None) => {
                quoted = Some(at);
                current.get_or_insert((at, String::new()));
            }
            ('"', Some(_)) => quoted = None,
            ('\n' | '\r', _) => {}
            (c, None) if c.is_whitespace() => {
                if let Some((from, text)) = current.take() {
                    tokens.push(Token { text, at: content.part(range.start + from..range.start + at) });
                }
            }
            ('#', None) if current.is_none() => break,
            (c, _) => current.get_or_insert((at, String::new())).1.push(c),
        }
    }
    if let Some(at) = quoted {
        faults.add(
            content.position(range.start + at),
            "quote-not-closed",
            "雙引號沒有結束",
            "the double quote is never closed",
        );
    }
    if let Some((from, text)) = current {
        tokens.push(Token { text, at: content.part(range.start + from..range.end) });
    }
    tokens
}
