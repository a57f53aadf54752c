//! What an evaluation looks at: catalogue, facts, business days, the knowledge instant K and the company's choices.

use crate::calendar::{Calendar, Day, Months, Periods};
use crate::exemption::Exemptions;
use crate::facts::{Cell, Facts, RecordId, UNKNOWN};
use crate::kept::KeptTerm;
use crate::timeline::Timeline;
use rustc_hash::FxHashMap;
use std::sync::OnceLock;
use zilu_catalogue::{
    Catalogue, Cycle, Duration, Duty, DutyId, KindId, Parameter, ParameterId, ParameterValue, TermId, Value,
    Verb,
};

/// The reading that moves a deadline on a holiday to the next business day (民法 §122), and its choice.
const HOLIDAY_READING: (&str, &str) = ("deadline-on-holiday", "moves");

/// Everything a predicate or a verb is evaluated in. `known` is K in seconds since 1970; `horizon` is the last D that
/// can be asked for.
#[derive(Debug)]
pub struct World<'a> {
    /// The rules.
    pub catalogue: &'a Catalogue,
    /// The facts.
    pub facts: &'a Facts,
    /// Business days.
    pub calendar: &'a Calendar,
    /// K, in seconds since 1970.
    pub known: i64,
    /// The last day for which periods are laid out.
    pub horizon: Day,
    /// The first day on which anything is owed: the day the records begin.
    pub start: Day,
    /// Each duty binds from its own first day on, too; cases look at duties as if they had always bound.
    dated: bool,
    settings: Settings,
    exemptions: Exemptions,
    /// Per duty: the duties of its clock.
    clocks: Vec<Vec<DutyId>>,
    terms: Vec<KeptTerm>,
    /// Per parameter: its value, if neither the company nor an edition ever changes it.
    steady: Vec<Option<ParameterValue>>,
    /// Per parameter, once used: its number, day by day.
    numbers: Vec<OnceLock<Timeline<Cell>>>,
    months: OnceLock<Months>,
}

/// The company's parameters and readings as known at K.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Settings {
    /// Per parameter: values by the day from which they hold, sorted; the default holds before.
    parameters: Vec<Vec<(Day, ParameterValue)>>,
    /// Per reading: the choice.
    choices: Vec<usize>,
    holiday_moves: bool,
}

impl Settings {
    /// The catalogue's defaults.
    pub fn defaults(catalogue: &Catalogue) -> Settings {
        Settings {
            parameters: vec![Vec::new(); catalogue.parameters.len()],
            choices: catalogue.readings.iter().map(|reading| reading.default).collect(),
            holiday_moves: false,
        }
        .with_holiday_rule(catalogue)
    }

    /// The defaults, replaced by what the company recorded (kinds `parameter_value` and `reading_choice`) until K.
    /// A value looser than the rule is passed over here as well: the commands refuse it.
    pub fn from_facts(catalogue: &Catalogue, facts: &Facts, known: i64) -> Settings {
        let mut settings = Settings::defaults(catalogue);
        settings.read_parameters(catalogue, facts, known);
        settings.read_choices(catalogue, facts, known);
        settings.with_holiday_rule(catalogue)
    }

    /// Sets a parameter from a day on.
    pub fn set_parameter(&mut self, parameter: ParameterId, since: Day, value: ParameterValue) {
        let values = &mut self.parameters[parameter.index()];
        values.retain(|(day, _)| *day != since);
        values.push((since, value));
        values.sort_by_key(|(day, _)| *day);
    }

    /// Chooses a reading.
    pub fn choose(&mut self, catalogue: &Catalogue, reading: zilu_catalogue::ReadingId, choice: usize) {
        self.choices[reading.index()] = choice;
        *self = std::mem::take(self).with_holiday_rule(catalogue);
    }

    /// The choice of a reading.
    pub fn choice(&self, reading: zilu_catalogue::ReadingId) -> usize {
        self.choices[reading.index()]
    }

    /// A parameter's value on a day, with the day from which it holds.
    pub fn parameter(
        &self,
        catalogue: &Catalogue,
        parameter: ParameterId,
        on: Day,
    ) -> (ParameterValue, Option<Day>) {
        let set = self.parameters[parameter.index()].iter().rev().find(|(since, _)| *since <= on);
        match set {
            Some((since, value)) => (*value, Some(*since)),
            None => (rule_value(&catalogue.parameters[parameter.index()], on), None),
        }
    }

    /// The days on which a parameter changes: by the company, or by an edition of the rules. In order.
    pub fn parameter_changes(&self, catalogue: &Catalogue, parameter: ParameterId) -> Vec<Day> {
        let editions =
            catalogue.parameters[parameter.index()].before.iter().map(|before| Day::from(before.until));
        let mut days: Vec<Day> =
            self.parameters[parameter.index()].iter().map(|(since, _)| *since).chain(editions).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// Per parameter, the value that holds on every day, if there is one.
    fn steady(&self, catalogue: &Catalogue) -> Vec<Option<ParameterValue>> {
        let ids = (0..catalogue.parameters.len() as u16).map(ParameterId);
        ids.map(|id| {
            let changes = self.parameter_changes(catalogue, id);
            changes.is_empty().then(|| self.parameter(catalogue, id, Day::ALWAYS).0)
        })
        .collect()
    }

    fn with_holiday_rule(mut self, catalogue: &Catalogue) -> Settings {
        let (name, choice) = HOLIDAY_READING;
        self.holiday_moves =
            catalogue.names.readings.get(name).is_some_and(|id| {
                catalogue.readings[id.index()].choices[self.choices[id.index()]].0 == choice
            });
        self
    }

    fn read_parameters(&mut self, catalogue: &Catalogue, facts: &Facts, known: i64) {
        let Some(kind) = catalogue.kind("parameter_value") else { return };
        for row in rows_in_order_of_recording(facts, kind, known) {
            let text = |name| text_of(catalogue, facts, row, name, known);
            let (Some(name), Some(value)) = (text("name"), text("value")) else { continue };
            let Some(id) = catalogue.names.parameters.get(&name).copied() else { continue };
            let parameter = &catalogue.parameters[id.index()];
            let Ok(value) = zilu_catalogue::parse_parameter_value(parameter, &value) else { continue };
            let since = date_of(catalogue, facts, row, "since", known);
            let since = since.unwrap_or_else(|| facts.begin(row, known));
            if !zilu_catalogue::is_looser(parameter, &value) {
                self.set_parameter(id, since, value);
            } else if let Some(until) = allowed_until(parameter, since, &value) {
                // An edition that came later no longer allows it.
                self.set_parameter(id, since, value);
                self.set_parameter(id, until, parameter.default);
            }
        }
    }

    fn read_choices(&mut self, catalogue: &Catalogue, facts: &Facts, known: i64) {
        let Some(kind) = catalogue.kind("reading_choice") else { return };
        for row in rows_in_order_of_recording(facts, kind, known) {
            let text = |name| text_of(catalogue, facts, row, name, known);
            let (Some(name), Some(choice)) = (text("reading"), text("choice")) else { continue };
            let Some(id) = catalogue.names.readings.get(&name).copied() else { continue };
            let choices = &catalogue.readings[id.index()].choices;
            if let Some(index) = choices.iter().position(|(word, _)| *word == choice) {
                self.choices[id.index()] = index;
            }
        }
    }
}

/// What the rules say on a day where the company says nothing.
fn rule_value(parameter: &Parameter, on: Day) -> ParameterValue {
    let earlier = parameter.before.iter().find(|before| on < Day::from(before.until));
    earlier.map_or(parameter.default, |before| before.default)
}

/// Until when a value that is looser than the rules was allowed by the edition of its day.
fn allowed_until(parameter: &Parameter, since: Day, value: &ParameterValue) -> Option<Day> {
    let then = parameter.before.iter().find(|before| since < Day::from(before.until))?;
    let limited = Parameter { limit: then.limit, ..parameter.clone() };
    (!zilu_catalogue::is_looser(&limited, value)).then(|| Day::from(then.until))
}

fn rows_in_order_of_recording(facts: &Facts, kind: KindId, known: i64) -> Vec<RecordId> {
    let mut rows: Vec<RecordId> = (0..facts.rows(kind))
        .map(|row| RecordId { kind, row })
        .filter(|record| facts.begin(*record, known) != Day::NEVER)
        .collect();
    rows.sort_by_key(|record| {
        facts.revisions(*record, known).last().map(|head| (head.recorded, head.sequence))
    });
    rows
}

fn text_of(catalogue: &Catalogue, facts: &Facts, record: RecordId, name: &str, known: i64) -> Option<String> {
    let field = catalogue.field(record.kind, name)?;
    match facts.value_at(catalogue, record, field, Day::NEVER, known)? {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

fn date_of(catalogue: &Catalogue, facts: &Facts, record: RecordId, name: &str, known: i64) -> Option<Day> {
    let field = catalogue.field(record.kind, name)?;
    match facts.value_at(catalogue, record, field, Day::NEVER, known)? {
        Value::Date(date) => Some(Day::from(date)),
        _ => None,
    }
}

impl<'a> World<'a> {
    /// A world with the company's settings as known at K.
    pub fn new(
        catalogue: &'a Catalogue,
        facts: &'a Facts,
        calendar: &'a Calendar,
        known: i64,
        horizon: Day,
    ) -> World<'a> {
        let settings = Settings::from_facts(catalogue, facts, known);
        let steady = settings.steady(catalogue);
        let exemptions = Exemptions::from_facts(catalogue, facts, known);
        let clocks = clocks(catalogue);
        let terms = catalogue.terms.iter().map(|term| KeptTerm::new(term.asked_once)).collect();
        let numbers = catalogue.parameters.iter().map(|_| OnceLock::new()).collect();
        World {
            catalogue,
            facts,
            calendar,
            known,
            horizon,
            start: Day::ALWAYS,
            dated: false,
            settings,
            exemptions,
            clocks,
            terms,
            steady,
            numbers,
            months: OnceLock::new(),
        }
    }

    /// The same world, in which nothing is owed before a day, nor before the duty itself binds.
    #[must_use]
    pub fn starting(mut self, start: Day) -> World<'a> {
        (self.start, self.dated) = (start, true);
        self
    }

    /// The first day on which a duty can be owed.
    pub(crate) fn start_of(&self, duty: &Duty) -> Day {
        match duty.since.filter(|_| self.dated) {
            Some(since) => self.start.max(Day::from(since)),
            None => self.start,
        }
    }

    /// The duties that share a clock with a duty, itself included; none when it has no clock.
    pub(crate) fn clock_group(&self, duty: DutyId) -> &[DutyId] {
        &self.clocks[duty.index()]
    }

    /// What is kept of a term's answers. The facts cannot change while a world borrows them.
    pub(crate) fn kept(&self, term: TermId) -> &KeptTerm {
        &self.terms[term.index()]
    }

    /// A parameter that is a number, day by day.
    pub(crate) fn number(&self, parameter: ParameterId) -> &Timeline<Cell> {
        self.numbers[parameter.index()].get_or_init(|| {
            let number = |day| match self.settings.parameter(self.catalogue, parameter, day).0 {
                ParameterValue::Number(number) => number,
                _ => UNKNOWN,
            };
            let mut timeline = Timeline::constant(number(Day::ALWAYS));
            for day in self.settings.parameter_changes(self.catalogue, parameter) {
                timeline.push(day, number(day));
            }
            timeline
        })
    }

    /// The same world with other settings.
    #[must_use]
    pub fn with_settings(mut self, settings: Settings) -> World<'a> {
        self.steady = settings.steady(self.catalogue);
        self.settings = settings;
        // Terms may lean on parameters.
        self.terms.iter_mut().for_each(KeptTerm::forget);
        self.numbers.iter_mut().for_each(|number| *number = OnceLock::new());
        self
    }

    /// The company's settings.
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    fn parameter(&self, parameter: ParameterId, on: Day) -> ParameterValue {
        let steady = self.steady[parameter.index()];
        steady.unwrap_or_else(|| self.settings.parameter(self.catalogue, parameter, on).0)
    }

    /// A duration with parameters resolved as of a day.
    #[inline]
    pub fn resolve(&self, duration: Duration, on: Day) -> Duration {
        match duration {
            Duration::Parameter(id) => match self.parameter(id, on) {
                ParameterValue::Duration(duration) => duration,
                // A cycle used as a length: its own length.
                ParameterValue::Cycle(Cycle::Calendar(months)) => Duration::Months(u32::from(months)),
                ParameterValue::Cycle(Cycle::Rolling(duration)) => duration,
                ParameterValue::Cycle(Cycle::Parameter(_)) | ParameterValue::Number(_) => Duration::Days(0),
            },
            fixed => fixed,
        }
    }

    /// Whether a cycle is the same on all days.
    pub(crate) fn is_steady(&self, cycle: Cycle) -> bool {
        match cycle {
            Cycle::Parameter(id) | Cycle::Rolling(Duration::Parameter(id)) => {
                self.steady[id.index()].is_some()
            }
            Cycle::Calendar(_) | Cycle::Rolling(_) => true,
        }
    }

    /// A cycle with parameters resolved as of a day.
    pub fn resolve_cycle(&self, cycle: Cycle, on: Day) -> Cycle {
        match cycle {
            Cycle::Parameter(id) => match self.parameter(id, on) {
                ParameterValue::Cycle(cycle) => cycle,
                ParameterValue::Duration(duration) => Cycle::Rolling(duration),
                ParameterValue::Number(_) => Cycle::Rolling(Duration::Days(0)),
            },
            Cycle::Rolling(duration) => Cycle::Rolling(self.resolve(duration, on)),
            Cycle::Calendar(months) => Cycle::Calendar(months),
        }
    }

    /// Trigger ⊕ duration, with the company's reading of deadlines on holidays.
    pub fn plus(&self, trigger: Day, duration: Duration) -> Day {
        let due = self.calendar.plus(trigger, self.resolve(duration, trigger));
        if self.settings.holiday_moves { self.calendar.next_business_day(due) } else { due }
    }

    /// The last day of a calendar period, with the same reading.
    pub fn period_due(&self, last: Day) -> Day {
        if self.settings.holiday_moves { self.calendar.next_business_day(last) } else { last }
    }

    /// The calendar periods of 1, 3, 6 or 12 months from the one that contains a day on: first and last days.
    pub(crate) fn calendar_periods_from(&self, day: Day, months: u8) -> Periods<'_> {
        self.months.get_or_init(Months::default).periods_from(day, months)
    }

    /// The verb of a duty under the company's readings.
    pub fn verb<'d>(&self, duty: &'d Duty) -> &'d Verb {
        let chosen = |(reading, choice): &(zilu_catalogue::ReadingId, usize)| {
            self.settings.choice(*reading) == *choice
        };
        duty.variants
            .iter()
            .rev()
            .find(|variant| chosen(&(variant.reading, variant.choice)) && variant.also.iter().all(chosen))
            .map_or(&duty.verb, |variant| &variant.verb)
    }

    /// The days on which an exemption covers a subject under a duty: from, until (excluded).
    pub(crate) fn exemptions(&self, duty: DutyId, subject: RecordId) -> &[(Day, Day)] {
        self.exemptions.of(duty, subject)
    }

    /// Whether a record exists, day by day.
    pub fn exists(&self, record: RecordId) -> Timeline<crate::known::Known> {
        self.facts.exists(record, self.known)
    }
}

fn clocks(catalogue: &Catalogue) -> Vec<Vec<DutyId>> {
    let mut groups: FxHashMap<&str, Vec<DutyId>> = FxHashMap::default();
    for (i, duty) in catalogue.duties.iter().enumerate() {
        duty.clock.iter().for_each(|clock| groups.entry(clock).or_default().push(DutyId(i as u16)));
    }
    let group = |duty: &Duty| duty.clock.as_deref().and_then(|clock| groups.get(clock)).cloned();
    catalogue.duties.iter().map(|duty| group(duty).unwrap_or_default()).collect()
}
