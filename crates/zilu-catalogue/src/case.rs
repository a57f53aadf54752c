//! Cases: dated facts and the standings that they must give.

mod records;
mod words;

use crate::diagnostic::Position;
use crate::model::{Case, CaseLine, ClauseId, Duty, DutyId, ExpectedStanding, KindId, Status, Trigger, Verb};
use crate::names::hint_closest;
use crate::parameter::{is_looser, parse_parameter_value};
use crate::readings::value_fault;
use crate::source::{Faults, Text};
use crate::world::World;
use jiff::civil::Date;
use records::Records;
use words::{Token, assignment, date, is_calendar_period, not_a_date, split_lines};

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
        } else if verbs().any(|verb| matches!(verb, Verb::After { trigger: Trigger::Entry, .. })) {
            (date(period).is_some(), "進入母體的日期", "the day on which the subject entered the population")
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
