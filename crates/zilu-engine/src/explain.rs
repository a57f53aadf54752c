//! Why a standing is so: the clause, the readings, the facts that started the clock, the arithmetic, the proof.
//!
//! Derivations are not kept: they are recomputed for one standing when somebody asks. Each line is written in both
//! languages; Chinese shows ROC dates, English ISO dates.

mod derivation;
mod words;

pub use derivation::{Basis, DecidingFact, Derivation, Line, Topic};
pub use words::{duration_words, parameter_words, roc_date, value_label};

use crate::calendar::{Day, calendar_period};
use crate::evaluation::Standing;
use crate::facts::{Origin, RecordId, UNKNOWN};
use crate::known::Known;
use crate::obligation::Period;
use crate::predicate::Frame;
use crate::world::World;
use words::{answer_words, due_text, value_words};
use zilu_catalogue::{
    Act, Cycle, Deadline, Duration, Duty, FieldId, Item, KindId, Label, Must, ParameterId, Path, Predicate,
    Relation, Scalar, Status, Store, Trigger, Verb,
};

impl World<'_> {
    /// Derives one standing on a day.
    pub fn explain(&self, standing: &Standing, on: Day) -> Derivation {
        let duty = &self.catalogue.duties[standing.duty.index()];
        let mut explanation = Explanation { world: self, duty, on, lines: Vec::new(), missing: Vec::new() };
        explanation.population(standing);
        explanation.verb(standing);
        explanation.readings();
        explanation.exemption(standing);
        explanation.conclusion(standing);
        explanation.finish()
    }
}

struct Explanation<'a> {
    world: &'a World<'a>,
    duty: &'a Duty,
    on: Day,
    lines: Vec<Line>,
    missing: Vec<(RecordId, FieldId)>,
}

impl Explanation<'_> {
    fn line(&mut self, topic: Topic, zh: String, en: String, facts: Vec<DecidingFact>) {
        self.lines.push(Line { topic, text: Label { zh, en }, facts });
    }

    fn name(&self, record: RecordId) -> String {
        self.world.facts.key(record).to_owned()
    }

    fn kind_label(&self, kind: KindId) -> &Label {
        &self.world.catalogue.kinds[kind.index()].label
    }

    fn population(&mut self, standing: &Standing) {
        let subject = standing.subject;
        let begin = self.world.facts.begin(subject, self.world.known);
        let kind = self.kind_label(subject.kind).clone();
        let key = self.name(subject);
        let Some(term) = self.duty.population else {
            let (zh, en) = (format!("{} {key}", kind.zh), format!("{} {key}", kind.en));
            self.line(Topic::Population, zh, en, vec![]);
            return;
        };
        let term = &self.world.catalogue.terms[term.index()];
        let label = term.label.clone();
        let mut facts = Vec::new();
        // A step already taken, or a period already over, is judged by the population of its own day.
        let day = self.population_day(standing).max(begin);
        let known = self.trace(&term.predicate, Frame::of(subject, begin), day, &mut facts);
        let (zh, en) = match known {
            Known::Yes => ("屬於", "is in"),
            Known::No => ("不屬於", "is not in"),
            Known::Unknown => ("不知是否屬於", "may or may not be in"),
        };
        self.line(
            Topic::Population,
            format!("{} {key} {zh}「{}」（{}）", kind.zh, label.zh, roc_date(day)),
            format!("{} {key} {en} “{}” (on {day})", kind.en, label.en),
            facts,
        );
    }

    fn population_day(&self, standing: &Standing) -> Day {
        match standing.period {
            Period::Calendar { start, months } => {
                let last = calendar_period(start, months).1.min(self.on);
                let begin = self.world.facts.begin(standing.subject, self.world.known);
                // The last day of the period on which it was a member, if it was.
                let member = self.duty.population.map(|term| self.world.term(term, standing.subject, begin));
                let runs = member.iter().flat_map(|member| member.runs());
                runs.filter(|(from, until, known)| *known == Known::Yes && *from <= last && *until > start)
                    .map(|(_, until, _)| if until > last { last } else { Day(until.0 - 1) })
                    .next_back()
                    .unwrap_or(last)
            }
            Period::Cycle(day) => day.max(self.world.facts.begin(standing.subject, self.world.known)),
            _ => self.on,
        }
    }

    fn verb(&mut self, standing: &Standing) {
        let begin = self.world.facts.begin(standing.subject, self.world.known);
        let frame = Frame::of(standing.subject, begin);
        match self.world.verb(self.duty) {
            Verb::Holds { items, checklist } => self.holds(items, *checklist, standing, frame),
            Verb::Every { cycle, must, .. } => {
                self.cycle(*cycle, standing);
                self.answers(must, standing, frame, self.period_start(standing));
            }
            Verb::After { trigger, deadline, must } => {
                let frame = self.trigger(trigger, standing, frame);
                self.deadline(deadline, standing, frame);
                let from = self.trigger_day(trigger, standing, frame).unwrap_or(Day::ALWAYS);
                self.must(must, standing, frame, from);
            }
            Verb::Before { step, must } => {
                let facts = self.path_facts(step, frame, self.on);
                self.line(
                    Topic::Deadline,
                    format!("步驟日期：{}", due_text(standing.due).0),
                    format!("date of the step: {}", due_text(standing.due).1),
                    facts,
                );
                self.must(must, standing, frame, Day::ALWAYS);
            }
            Verb::Keep { time, store } => self.keep(*time, store, standing, frame),
        }
    }

    fn holds(&mut self, items: &[Item], checklist: bool, standing: &Standing, frame: Frame) {
        let index = if checklist { standing.item.checked_sub(1) } else { Some(0) };
        let Some(item) = index.and_then(|index| items.get(usize::from(index))) else { return };
        if checklist {
            let label = item.label.clone();
            let (zh, en) = (
                format!("第 {} 項：{}", standing.item, label.zh),
                format!("item {}: {}", standing.item, label.en),
            );
            self.line(Topic::Requirement, zh, en, vec![]);
        }
        if let Some(when) = &item.when {
            let mut facts = Vec::new();
            let known = self.trace(when, frame, self.on, &mut facts);
            let (zh, en) = answer_words(known);
            self.line(
                Topic::Requirement,
                format!("本項適用：{zh}"),
                format!("the item applies: {en}"),
                facts,
            );
        }
        let mut facts = Vec::new();
        let known = self.trace(&item.is, frame, self.on, &mut facts);
        let (zh, en) = answer_words(known);
        self.line(Topic::Requirement, format!("條件成立：{zh}"), format!("the condition holds: {en}"), facts);
        self.proof(&item.proof, frame);
        self.proof(&self.duty.proof, frame);
    }

    fn cycle(&mut self, cycle: Cycle, standing: &Standing) {
        let start = self.period_start(standing);
        if let Cycle::Parameter(id) = cycle {
            self.parameter(id, start);
        }
        let (due_zh, due_en) = due_text(standing.due);
        match standing.period {
            Period::Calendar { start, months } => {
                let (_, last) = calendar_period(start, months);
                let label = crate::calendar::period_label(start, months);
                self.line(
                    Topic::Deadline,
                    format!(
                        "期間 {label}：{} 至 {}，期末 {due_zh} 前應完成",
                        roc_date(start),
                        roc_date(last)
                    ),
                    format!("period {label}: {start} to {last}, owed by its end {due_en}"),
                    vec![],
                );
            }
            Period::Cycle(start) => {
                if let Cycle::Rolling(duration) = self.world.resolve_cycle(cycle, start) {
                    let (zh, en) = duration_words(duration);
                    self.line(
                        Topic::Deadline,
                        format!("自 {} 起算 {zh}，期限 {due_zh}", roc_date(start)),
                        format!("{en} from {start}, due {due_en}"),
                        vec![],
                    );
                }
            }
            _ => {}
        }
    }

    fn period_start(&self, standing: &Standing) -> Day {
        match standing.period {
            Period::Calendar { start, .. } | Period::Cycle(start) => start,
            _ => Day::ALWAYS,
        }
    }

    fn trigger(&mut self, trigger: &Trigger, standing: &Standing, frame: Frame) -> Frame {
        match (trigger, standing.period) {
            (Trigger::Event(act), Period::Trigger(row)) => {
                let record = RecordId { kind: act.relation.kind, row };
                let begin = self.world.facts.begin(record, self.world.known);
                let inner =
                    Frame { current: record, this: standing.subject, trigger: Some(record), from: begin };
                let mut facts = vec![self.fact(record, act.date, self.on)];
                let known = self.trace(&act.predicate, inner, self.on, &mut facts);
                let (kind, key) = (self.kind_label(record.kind).clone(), self.name(record));
                let (zh, en) = answer_words(known);
                self.line(
                    Topic::Trigger,
                    format!("{} {key} 起算期限（符合條件：{zh}）", kind.zh),
                    format!("{} {key} started the clock (fulfils the condition: {en})", kind.en),
                    facts,
                );
                inner
            }
            (Trigger::Field(path), _) => {
                let facts = self.path_facts(path, frame, self.on);
                let value = facts.last().and_then(|fact| fact.value.clone());
                let (zh, en) = match value {
                    Some(value) => (value_words(&value).0, value_words(&value).1),
                    None => ("不明".to_owned(), "unknown".to_owned()),
                };
                self.line(Topic::Trigger, format!("觸發日：{zh}"), format!("triggered on {en}"), facts);
                self.raised(path, standing, frame);
                frame
            }
            (_, Period::Cycle(day)) => {
                self.line(
                    Topic::Trigger,
                    format!("{} 起成為對象，起算期限", roc_date(day)),
                    format!("became a subject on {day}, which started the clock"),
                    vec![],
                );
                frame
            }
            _ => frame,
        }
    }

    /// A subject that was known to be outside before: its clock starts, or is shortened, on the day it came in.
    fn raised(&mut self, path: &Path, standing: &Standing, frame: Frame) {
        let Some(term) = self.duty.population else { return };
        let member = self.world.term(term, standing.subject, frame.from);
        let trigger = self.world.date_path(path, frame).runs().find_map(|(.., date)| date);
        let (Some((trigger, _)), Some((day, ..))) =
            (trigger, member.runs().find(|(_, until, known)| *known == Known::Yes && *until > frame.from))
        else {
            return;
        };
        if day > trigger && day > frame.from && member.at(Day(day.0 - 1)) == Known::No {
            self.line(
                Topic::Trigger,
                format!("{} 以前確知不屬於對象，該日起才屬於：自該日起算，另有較早的原期限者從其早", roc_date(day)),
                format!("known to be outside before {day} and inside from then on: counted from that day, or the earlier old due date"),
                vec![],
            );
        }
    }

    fn trigger_day(&self, trigger: &Trigger, standing: &Standing, frame: Frame) -> Option<Day> {
        match (trigger, standing.period) {
            (Trigger::Field(path), _) => self.world.date_path(path, frame).last().map(|(day, _)| day),
            (Trigger::Event(act), Period::Trigger(_)) => {
                let path = Path {
                    root: zilu_catalogue::Root::Current,
                    kind: act.relation.kind,
                    steps: vec![act.date],
                };
                self.world.date_path(&path, frame).last().map(|(day, _)| day)
            }
            (_, Period::Cycle(day)) => Some(day),
            _ => None,
        }
    }

    fn deadline(&mut self, deadline: &Deadline, standing: &Standing, frame: Frame) {
        let (zh_due, en_due) = due_text(standing.due);
        match deadline {
            Deadline::Within(duration) => {
                let start = match standing.period {
                    Period::Cycle(day) => day,
                    _ => standing.due.unwrap_or(self.on),
                };
                if let Duration::Parameter(id) = duration {
                    self.parameter(*id, start);
                }
                let (zh, en) = duration_words(self.world.resolve(*duration, start));
                let months = matches!(self.world.resolve(*duration, start), Duration::Months(_));
                let (rule_zh, rule_en) = if months {
                    ("，始日不算入（民法第120、121條）", ", first day not counted (Civil Code §120–121)")
                } else {
                    ("", "")
                };
                self.line(
                    Topic::Deadline,
                    format!("起算後 {zh}{rule_zh}，期限 {zh_due}"),
                    format!("{en} after the start{rule_en}, due {en_due}"),
                    vec![],
                );
                let business = matches!(self.world.resolve(*duration, start), Duration::BusinessDays(_));
                if business && standing.due.is_some_and(|due| !self.world.calendar.knows_year_of(due)) {
                    self.line(
                        Topic::Deadline,
                        "未匯入該年辦公日曆，營業日只扣除週末".to_owned(),
                        "no office calendar of that year is on record: only weekends were left out"
                            .to_owned(),
                        vec![],
                    );
                }
            }
            Deadline::By(path) => {
                let facts = self.path_facts(path, frame, self.on);
                let (zh, en) =
                    (format!("公司自訂期限：{zh_due}"), format!("the company's own date: {en_due}"));
                self.line(Topic::Deadline, zh, en, facts);
            }
        }
    }

    fn must(&mut self, must: &Must, standing: &Standing, frame: Frame, from: Day) {
        match must {
            Must::Act(act) => self.answers(act, standing, frame, from),
            Must::State(predicate) => {
                let frame = Frame { current: standing.subject, ..frame };
                let mut facts = Vec::new();
                let day = match (self.world.verb(self.duty), standing.due) {
                    (Verb::Before { .. }, Some(step)) => step.min(self.on),
                    _ => self.on,
                };
                let known = self.trace(predicate, frame, day, &mut facts);
                let (zh, en) = answer_words(known);
                self.line(
                    Topic::Answer,
                    format!("狀態已達成：{zh}"),
                    format!("the state is reached: {en}"),
                    facts,
                );
                self.proof(&self.duty.proof, frame);
            }
        }
    }

    /// The related records that were looked at as answers, the decisive ones first, at most ten.
    fn answers(&mut self, act: &Act, standing: &Standing, frame: Frame, from: Day) {
        let world = self.world;
        let mut looked: Vec<(Day, RecordId, Known, Known)> = Vec::new();
        for row in world.related(&act.relation, &act.predicate, frame) {
            let record = RecordId { kind: act.relation.kind, row };
            let begin = world.facts.begin(record, world.known);
            let cell = world.facts.field(record, act.date, world.known, begin).at(self.on);
            if begin > self.on || cell == UNKNOWN {
                continue;
            }
            let date = if world.event_is_instant(act) { Day::of_instant(cell) } else { Day(cell as i32) };
            if date < from || date > self.on {
                continue;
            }
            let there = world.related_holds(&act.relation, &act.predicate, frame, row).at(self.on);
            let inner = Frame { current: record, from: begin, ..frame };
            let proof = world.proof(&self.duty.proof, inner).at(self.on);
            looked.push((date, record, there, proof));
        }
        looked.sort_by_key(|(date, record, there, proof)| {
            (std::cmp::Reverse(there.and(*proof)), *date, *record)
        });
        let kind = self.kind_label(act.relation.kind).clone();
        if looked.is_empty() {
            let (since_zh, since_en) = if from == Day::ALWAYS {
                (String::new(), String::new())
            } else {
                (format!("自 {} 起", roc_date(from)), format!(" since {from}"))
            };
            self.line(
                Topic::Answer,
                format!("{since_zh}沒有{}的紀錄", kind.zh),
                format!("no {} on record{since_en}", kind.en),
                vec![],
            );
        }
        // What met the duty needs one line; what did not meet it is shown so that nobody has to guess.
        let shown = match standing.status {
            Status::Met | Status::MetLate => 1,
            _ => 10,
        };
        for (date, record, there, _) in looked.into_iter().take(shown) {
            let inner = Frame { current: record, from: world.facts.begin(record, world.known), ..frame };
            let mut facts = vec![self.fact(record, act.date, self.on)];
            self.trace(&act.predicate, inner, self.on, &mut facts);
            let (zh, en) = match there {
                Known::Yes => ("符合條件", "fulfils the condition"),
                Known::No => ("不符條件", "does not fulfil the condition"),
                Known::Unknown => ("條件不明", "may or may not fulfil the condition"),
            };
            let key = self.name(record);
            self.line(
                Topic::Answer,
                format!("{} {key}（{}）{zh}", kind.zh, roc_date(date)),
                format!("{} {key} ({date}) {en}", kind.en),
                facts,
            );
            if there != Known::No {
                self.proof(&self.duty.proof, inner);
            }
        }
    }

    fn keep(&mut self, time: Duration, store: &Store, standing: &Standing, frame: Frame) {
        if let Duration::Parameter(id) = time {
            self.parameter(id, self.on);
        }
        let (zh, en) = duration_words(self.world.resolve(time, self.on));
        match store {
            Store::Rolling { oldest, begun } => {
                let mut facts = self.path_facts(oldest, frame, self.on);
                facts.extend(self.path_facts(begun, frame, self.on));
                self.line(
                    Topic::Requirement,
                    format!("應留存 {zh}：最舊一筆與開始留存之日"),
                    format!("to be kept for {en}: the oldest thing, and when keeping began"),
                    facts,
                );
            }
            Store::Thing { from, kept } => {
                let mut facts = self.path_facts(from, frame, self.on);
                let known = self.trace(kept, frame, self.on, &mut facts);
                let (answer_zh, answer_en) = answer_words(known);
                self.line(
                    Topic::Requirement,
                    format!("應保存 {zh}；仍在：{answer_zh}"),
                    format!("to be kept for {en}; still there: {answer_en}"),
                    facts,
                );
            }
        }
        self.proof(&self.duty.proof, Frame { current: standing.subject, ..frame });
    }

    fn proof(&mut self, proof: &[Vec<Path>], frame: Frame) {
        for alternatives in proof {
            let mut facts: Vec<DecidingFact> =
                alternatives.iter().filter_map(|path| self.path_facts(path, frame, self.on).pop()).collect();
            let known = facts.iter().any(|fact| fact.value.is_some());
            if known {
                facts.retain(|fact| fact.value.is_some());
                self.line(Topic::Proof, "佐證在案".to_owned(), "proof on record".to_owned(), facts);
            } else {
                let fields: Vec<(RecordId, FieldId)> =
                    facts.iter().map(|fact| (fact.record, fact.field)).collect();
                self.missing.extend(fields);
                self.line(Topic::Proof, "缺少佐證".to_owned(), "proof is missing".to_owned(), facts);
            }
        }
    }

    fn parameter(&mut self, id: ParameterId, on: Day) {
        let parameter = &self.world.catalogue.parameters[id.index()];
        let (value, since) = self.world.settings().parameter(self.world.catalogue, id, on);
        let (zh, en) = parameter_words(value);
        let (origin_zh, origin_en) = match since {
            Some(day) => {
                (format!("公司自 {} 起訂定", roc_date(day)), format!("set by the company from {day}"))
            }
            None => ("預設".to_owned(), "default".to_owned()),
        };
        let label = parameter.label.clone();
        self.line(
            Topic::Parameter,
            format!("{}：{zh}（{origin_zh}）", label.zh),
            format!("{}: {en} ({origin_en})", label.en),
            vec![],
        );
    }

    fn readings(&mut self) {
        for id in &self.duty.readings {
            let reading = &self.world.catalogue.readings[id.index()];
            let choice = self.world.settings().choice(*id);
            let (_, label) = &reading.choices[choice];
            let default = choice == reading.default;
            let (zh, en) = if default {
                ("預設讀法", "default reading")
            } else {
                ("公司採認", "adopted by the company")
            };
            self.lines.push(Line {
                topic: Topic::Reading,
                text: Label {
                    zh: format!("{}：{}（{zh}）", reading.label.zh, label.zh),
                    en: format!("{}: {} ({en})", reading.label.en, label.en),
                },
                facts: vec![],
            });
        }
    }

    fn exemption(&mut self, standing: &Standing) {
        let covered = self.world.exemptions(standing.duty, standing.subject);
        if let Some((from, until)) = covered.iter().find(|(from, until)| *from <= self.on && self.on < *until)
        {
            let last = Day(until.0 - 1);
            self.line(
                Topic::Exemption,
                format!("核准豁免 {} 至 {}", roc_date(*from), roc_date(last)),
                format!("approved exemption from {from} to {last}"),
                vec![],
            );
        }
    }

    fn conclusion(&mut self, standing: &Standing) {
        let (zh, en) = standing.status.label();
        let (since_zh, since_en) = (roc_date(standing.since), standing.since);
        let on = self.on;
        let (zh, en) = match standing.status {
            Status::Met | Status::MetLate => {
                (format!("{zh}：{since_zh} 完成或成立"), format!("{en}: done or true since {since_en}"))
            }
            Status::Due => {
                let (due_zh, due_en) = due_text(standing.due);
                let days = standing.due.map(|due| due.0 - on.0);
                let left = days.map_or((String::new(), String::new()), |days| {
                    (format!("，尚餘 {days} 日"), format!(", {days} days left"))
                });
                (format!("{zh}：期限 {due_zh}{}", left.0), format!("{en}: due {due_en}{}", left.1))
            }
            Status::Late => {
                let days = on.0 - standing.since.0 + 1;
                (
                    format!("{zh}：自 {since_zh} 起，已逾 {days} 日"),
                    format!("{en}: since {since_en}, {days} days overdue"),
                )
            }
            _ => (format!("{zh}：自 {since_zh} 起"), format!("{en}: since {since_en}")),
        };
        self.line(Topic::Conclusion, zh, en, vec![]);
    }

    fn finish(mut self) -> Derivation {
        let facts = || self.lines.iter().flat_map(|line| &line.facts);
        let attested = self.duty.attested
            || facts().any(|fact| fact.revision.is_some_and(|revision| revision.origin == Origin::Attested));
        let proofs = self
            .lines
            .iter()
            .filter(|line| line.topic == Topic::Proof)
            .flat_map(|line| line.facts.iter().filter(|fact| fact.value.is_some()).cloned())
            .collect();
        self.missing.sort_unstable();
        self.missing.dedup();
        let basis = if attested { Basis::Attested } else { Basis::Computed };
        Derivation { lines: self.lines, missing: self.missing, proofs, basis }
    }

    fn fact(&self, record: RecordId, field: FieldId, day: Day) -> DecidingFact {
        let world = self.world;
        DecidingFact {
            record,
            field,
            value: world.facts.value_at(world.catalogue, record, field, day, world.known),
            revision: world.facts.deciding(record, field, world.known, day),
        }
    }

    /// The facts along a path; a missing one is noted where it breaks off.
    fn path_facts(&self, path: &Path, frame: Frame, day: Day) -> Vec<DecidingFact> {
        let Some(mut record) = frame.root(path.root) else { return Vec::new() };
        let mut facts = Vec::new();
        for field in &path.steps {
            let fact = self.fact(record, *field, day);
            facts.push(fact);
            let cell = self.world.facts.field(record, *field, self.world.known, Day::ALWAYS).at(day);
            match self.world.target(record.kind, *field) {
                Some(kind) if cell != UNKNOWN => record = RecordId { kind, row: cell as u32 },
                _ => break,
            }
        }
        facts
    }

    /// Evaluates on one day and collects the facts of those parts that decide; unknown deciding fields are missing.
    fn trace(
        &mut self,
        predicate: &Predicate,
        frame: Frame,
        day: Day,
        facts: &mut Vec<DecidingFact>,
    ) -> Known {
        let known = self.world.holds(predicate, frame).at(day);
        match predicate {
            Predicate::True => {}
            Predicate::And(parts) | Predicate::Or(parts) => {
                for part in parts {
                    let part_known = self.world.holds(part, frame).at(day);
                    if part_known == known {
                        self.trace(part, frame, day, facts);
                    }
                }
            }
            Predicate::Not(part) => {
                self.trace(part, frame, day, facts);
            }
            Predicate::Compare(left, _, right) => {
                self.trace_scalar(left, frame, day, known, facts);
                self.trace_scalar(right, frame, day, known, facts);
            }
            Predicate::In(scalar, _) => self.trace_scalar(scalar, frame, day, known, facts),
            Predicate::Has(path) | Predicate::Fresh(path, _) => {
                self.trace_path(path, frame, day, known, facts)
            }
            Predicate::Is(path, term) => {
                self.trace_path(path, frame, day, known, facts);
                let cell = self.world.path(path, frame).at(day);
                let kind = self.world.catalogue.terms[term.index()].kind;
                if cell != UNKNOWN {
                    let record = RecordId { kind, row: cell as u32 };
                    let inner = Frame::of(record, self.world.facts.begin(record, self.world.known));
                    let predicate = &self.world.catalogue.terms[term.index()].predicate;
                    self.trace(predicate, inner, day, facts);
                }
            }
            Predicate::Some(relation, condition) => {
                self.trace_related(relation, condition, frame, day, known, facts);
            }
            Predicate::No(relation, condition) => {
                self.trace_related(relation, condition, frame, day, !known, facts);
            }
            Predicate::Every(relation, condition, consequence) => {
                for row in self.world.related(relation, condition, frame) {
                    let there = self.world.related_holds(relation, condition, frame, row).at(day);
                    let inner = Frame { current: RecordId { kind: relation.kind, row }, ..frame };
                    if (!there).or(self.world.holds(consequence, inner).at(day)) == known
                        && facts.len() < FACTS_SHOWN
                    {
                        self.trace(consequence, inner, day, facts);
                    }
                }
            }
        }
        known
    }

    fn trace_related(
        &mut self,
        relation: &Relation,
        condition: &Predicate,
        frame: Frame,
        day: Day,
        known: Known,
        facts: &mut Vec<DecidingFact>,
    ) {
        for row in self.world.related(relation, condition, frame) {
            let there = self.world.related_holds(relation, condition, frame, row).at(day);
            if there == known && known != Known::No && facts.len() < FACTS_SHOWN {
                let inner = Frame { current: RecordId { kind: relation.kind, row }, ..frame };
                self.trace(condition, inner, day, facts);
                if known == Known::Yes {
                    break;
                }
            }
        }
    }

    fn trace_scalar(
        &mut self,
        scalar: &Scalar,
        frame: Frame,
        day: Day,
        known: Known,
        facts: &mut Vec<DecidingFact>,
    ) {
        match scalar {
            Scalar::Path(path) | Scalar::Record(path) => self.trace_path(path, frame, day, known, facts),
            Scalar::Plus(base, duration) => {
                if let Duration::Parameter(id) = duration {
                    self.parameter(*id, day);
                }
                self.trace_scalar(base, frame, day, known, facts);
            }
            Scalar::Parameter(id) => self.parameter(*id, day),
            Scalar::Literal(_) | Scalar::Today | Scalar::Count(..) => {}
        }
    }

    fn trace_path(
        &mut self,
        path: &Path,
        frame: Frame,
        day: Day,
        known: Known,
        facts: &mut Vec<DecidingFact>,
    ) {
        for fact in self.path_facts(path, frame, day) {
            if fact.value.is_none() && known == Known::Unknown {
                self.missing.push((fact.record, fact.field));
            }
            if facts.len() < FACTS_SHOWN && !facts.contains(&fact) {
                facts.push(fact);
            }
        }
    }
}

/// A line that rests on more facts than anybody reads is cut.
const FACTS_SHOWN: usize = 50;
