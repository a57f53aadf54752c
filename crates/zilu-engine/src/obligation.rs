//! What a verb computes: obligations, each with its standing for every day.

use crate::calendar::{Day, period_label};
use crate::facts::{Facts, RecordId};
use std::ops::Range;
use zilu_catalogue::{Duty, KindId, Status, Trigger, Verb};

/// Which of a subject's obligations under one duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Period {
    /// The only one: `holds`, `before`, `keep`, `after` a date of the subject, and unknown populations.
    None,
    /// A calendar period.
    Calendar {
        /// First day.
        start: Day,
        /// 1, 3, 6 or 12.
        months: u8,
    },
    /// A rolling cycle, or an entry into the population: the day it began.
    Cycle(Day),
    /// A triggering event: its row in the trigger's kind.
    Trigger(u32),
}

impl Period {
    /// The label used in cases, addresses and tables; empty for [`Period::None`].
    pub fn label(self, duty: &Duty, facts: &Facts) -> String {
        match self {
            Period::None => String::new(),
            Period::Calendar { start, months } => period_label(start, months),
            Period::Cycle(day) => day.to_string(),
            Period::Trigger(row) => match trigger_kind(duty) {
                Some(kind) => facts.key(RecordId { kind, row }).to_owned(),
                None => String::new(),
            },
        }
    }
}

/// The kind of the events that trigger a duty.
pub fn trigger_kind(duty: &Duty) -> Option<KindId> {
    match &duty.verb {
        Verb::After { trigger: Trigger::Event(act), .. } => Some(act.relation.kind),
        _ => None,
    }
}

/// A stretch of days with one standing. 12 bytes: there are tens of millions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Segment {
    /// First day of the stretch.
    pub from: Day,
    /// Due date; `NEVER` where there is none.
    pub due: Day,
    /// The day since when the status is so, and the status in the last three bits.
    since: i32,
}

const ABSENT: u8 = 7;
const STATUS_BITS: u32 = 3;
/// The days that fit beside a status; the outermost stand for always and never.
const SINCE: std::ops::RangeInclusive<i32> = (i32::MIN >> STATUS_BITS)..=(i32::MAX >> STATUS_BITS);

impl Segment {
    fn new(from: Day, due: Day, since: Day, status: u8) -> Segment {
        Segment { from, due, since: 0 }.with(since, status)
    }

    fn with(self, since: Day, status: u8) -> Segment {
        Segment {
            since: since.0.clamp(*SINCE.start(), *SINCE.end()) << STATUS_BITS | i32::from(status),
            ..self
        }
    }

    /// Since when the status is so: the day it was done, became late, was breached or became unknown.
    pub fn since(&self) -> Day {
        match self.since >> STATUS_BITS {
            day if day == *SINCE.start() => Day::ALWAYS,
            day if day == *SINCE.end() => Day::NEVER,
            day => Day(day),
        }
    }

    fn status_number(&self) -> u8 {
        self.since as u8 & ABSENT
    }

    /// The status; `None`: nothing is owed.
    pub fn status(&self) -> Option<Status> {
        Status::ALL.get(self.status_number() as usize).copied()
    }
}

/// An obligation of one subject under one duty. 16 bytes: there are millions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Obligation {
    /// Row of the subject.
    pub subject: u32,
    /// The day or row of the period.
    of: u32,
    /// What the period is, and in the other bits the index of the first segment.
    start: u32,
    /// Number of segments.
    length: u16,
    /// Item of a checklist from 1; 0 when it is none.
    pub item: u16,
}

const WHAT_BITS: u32 = 3;
const NO_PERIOD: u32 = 0;
/// The lengths of calendar periods in months, as they are numbered from 1 on.
const MONTHS: [u8; 4] = [1, 3, 6, 12];
const CYCLE: u32 = 5;
const TRIGGER: u32 = 6;

impl Obligation {
    fn new(subject: u32, item: u16, period: Period, segments: Range<usize>) -> Obligation {
        let (what, of) = match period {
            Period::None => (NO_PERIOD, 0),
            Period::Calendar { start, months } => {
                let length = MONTHS.iter().position(|length| *length >= months).unwrap_or(MONTHS.len() - 1);
                (1 + length as u32, start.0 as u32)
            }
            Period::Cycle(day) => (CYCLE, day.0 as u32),
            Period::Trigger(row) => (TRIGGER, row),
        };
        // A day each: more are a hundred and eighty years of daily changes.
        let length = u16::try_from(segments.len()).unwrap_or(u16::MAX);
        let obligation = Obligation { subject, of, start: what, length, item };
        obligation.starting_at(segments.start)
    }

    /// The same with its segments in another place.
    fn starting_at(self, start: usize) -> Obligation {
        // Half a thousand million segments of some thousand subjects are out of reach of any memory.
        assert!(start < 1 << (u32::BITS - WHAT_BITS), "too many standings in one place");
        Obligation { start: (start as u32) << WHAT_BITS | self.what(), ..self }
    }

    fn what(self) -> u32 {
        self.start & ((1 << WHAT_BITS) - 1)
    }

    fn segments(self) -> Range<usize> {
        let start = (self.start >> WHAT_BITS) as usize;
        start..start + usize::from(self.length)
    }

    /// Which one.
    pub fn period(&self) -> Period {
        let day = Day(self.of as i32);
        match self.what() {
            NO_PERIOD => Period::None,
            CYCLE => Period::Cycle(day),
            TRIGGER => Period::Trigger(self.of),
            length => Period::Calendar { start: day, months: MONTHS[(length as usize - 1) % MONTHS.len()] },
        }
    }
}

/// The obligations of a run of subjects, in order of subject.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Obligations {
    obligations: Vec<Obligation>,
    segments: Vec<Segment>,
}

impl Obligations {
    /// All, in order of subject.
    pub fn iter(&self) -> impl Iterator<Item = (&Obligation, &[Segment])> {
        self.obligations.iter().map(|obligation| (obligation, self.segments(obligation)))
    }

    /// Those of one subject.
    pub fn of(&self, subject: u32) -> impl Iterator<Item = (&Obligation, &[Segment])> {
        let start = self.obligations.partition_point(|obligation| obligation.subject < subject);
        let end = self.obligations.partition_point(|obligation| obligation.subject <= subject);
        self.obligations[start..end].iter().map(|obligation| (obligation, self.segments(obligation)))
    }

    fn segments(&self, obligation: &Obligation) -> &[Segment] {
        &self.segments[obligation.segments()]
    }

    /// How many.
    pub fn len(&self) -> usize {
        self.obligations.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.obligations.is_empty()
    }

    /// Replaces the obligations of one subject by those in `new`.
    pub fn replace(&mut self, subject: u32, new: &Obligations) {
        let mut out = Obligations::default();
        let mut copy = |source: &Obligations, obligation: &Obligation| {
            let start = out.segments.len();
            out.segments.extend_from_slice(source.segments(obligation));
            out.obligations.push(obligation.starting_at(start));
        };
        for obligation in self.obligations.iter().filter(|obligation| obligation.subject < subject) {
            copy(self, obligation);
        }
        for obligation in &new.obligations {
            copy(new, obligation);
        }
        for obligation in self.obligations.iter().filter(|obligation| obligation.subject > subject) {
            copy(self, obligation);
        }
        *self = out;
    }

    /// What was collected, in no more memory than it takes; the room stays for what comes next.
    pub(crate) fn take_copy(&mut self) -> Obligations {
        let copy = self.clone();
        self.obligations.clear();
        self.segments.clear();
        copy
    }

    /// Adds one without a period or a due date that stands the same way from a day on.
    #[inline(always)]
    pub(crate) fn add_steady(
        &mut self,
        subject: u32,
        item: u16,
        exempt: &[(Day, Day)],
        from: Day,
        status: Option<Status>,
    ) {
        if !exempt.is_empty() {
            self.add(subject, item, Period::None, exempt, |segments| {
                segments.push(from, status, Day::NEVER, from);
            });
        } else if let Some(status) = status {
            let start = self.segments.len();
            self.segments.push(Segment::new(from, Day::NEVER, from, status as u8));
            self.obligations.push(Obligation::new(subject, item, Period::None, start..start + 1));
        }
    }

    /// Adds an obligation whose segments a closure pushes in order of days. One without any standing is dropped.
    pub(crate) fn add(
        &mut self,
        subject: u32,
        item: u16,
        period: Period,
        exempt: &[(Day, Day)],
        fill: impl FnOnce(&mut Segments<'_>),
    ) {
        let start = self.segments.len();
        let mut segments = Segments { segments: &mut self.segments, start, exempt };
        fill(&mut segments);
        if !exempt.is_empty() {
            segments.exempt();
        }
        // A stretch without a standing is never the first.
        if self.segments.len() > start {
            let segments = start..self.segments.len();
            self.obligations.push(Obligation::new(subject, item, period, segments));
        }
    }
}

/// Collects the segments of one obligation.
pub(crate) struct Segments<'a> {
    segments: &'a mut Vec<Segment>,
    start: usize,
    exempt: &'a [(Day, Day)],
}

impl Segments<'_> {
    /// Adds a stretch that begins on a day and lasts until the next one begins.
    pub(crate) fn push(&mut self, from: Day, status: Option<Status>, due: Day, since: Day) {
        let status = status.map_or(ABSENT, |status| status as u8);
        self.raw(Segment::new(from, due, since, status));
    }

    fn raw(&mut self, segment: Segment) {
        if self.segments.len() > self.start {
            let last = self.segments.len() - 1;
            if self.segments[last].from == segment.from {
                self.segments.truncate(last);
                return self.raw(segment);
            }
            let previous = &self.segments[last];
            if previous.status_number() == segment.status_number() && previous.due == segment.due {
                return;
            }
        } else if segment.status_number() == ABSENT {
            return;
        }
        self.segments.push(segment);
    }

    /// Lays the exemptions over what was pushed: due, late, breached and unproven become exempt while one holds.
    fn exempt(&mut self) {
        if self.segments.len() == self.start {
            return;
        }
        let plain: Vec<Segment> = self.segments.drain(self.start..).collect();
        let mut days: Vec<Day> = plain.iter().map(|segment| segment.from).collect();
        days.extend(self.exempt.iter().flat_map(|(from, until)| [*from, *until]));
        days.retain(|day| *day >= plain[0].from && *day != Day::NEVER);
        days.sort_unstable();
        days.dedup();
        for day in days {
            let index = plain.partition_point(|segment| segment.from <= day).saturating_sub(1);
            let mut segment = Segment { from: day, ..plain[index] };
            let open = !matches!(segment.status(), None | Some(Status::Met | Status::MetLate));
            if let Some((from, _)) = self.exempt.iter().find(|(from, until)| *from <= day && day < *until)
                && open
            {
                segment = segment.with(*from, Status::Exempt as u8);
            }
            self.raw(segment);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_and_a_status_come_back() {
        for since in [Day::ALWAYS, Day(-700_000), Day(-1), Day(0), Day(20_000), Day(3_000_000), Day::NEVER] {
            for status in Status::ALL.map(Some).into_iter().chain([None]) {
                let segment = Segment::new(since, since, since, status.map_or(ABSENT, |status| status as u8));
                assert_eq!((segment.since(), segment.status()), (since, status));
            }
        }
    }

    #[test]
    fn an_obligation_says_which_it_is() {
        let mut periods = vec![Period::None, Period::Trigger(u32::MAX)];
        for day in [Day::ALWAYS, Day(-1), Day(0), Day(20_000), Day::NEVER] {
            periods.push(Period::Cycle(day));
            periods.extend(MONTHS.map(|months| Period::Calendar { start: day, months }));
        }
        for period in periods {
            let obligation = Obligation::new(7, 3, period, 500_000_000..500_000_002);
            assert_eq!(obligation.period(), period);
            assert_eq!(obligation.segments(), 500_000_000..500_000_002);
            assert_eq!(obligation.starting_at(0).period(), period);
            assert_eq!(obligation.starting_at(0).segments(), 0..2);
        }
        assert_eq!(size_of::<Obligation>(), 16);
    }
}
