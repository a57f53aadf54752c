//! The standings of all duties, for one knowledge instant and every as-of date, kept up to date by what changed.

use crate::calendar::Day;
use crate::exemption;
use crate::facts::RecordId;
use crate::obligation::{Obligation, Obligations, Period, Segment};
use crate::reads::Reads;
use crate::world::{Settings, World};
use rayon::prelude::*;
use rustc_hash::FxHashSet;
use std::ops::Range;
use zilu_catalogue::{Catalogue, DutyId, KindId, Status};

/// Subjects per unit of parallel work and of replacement.
const CHUNK_ROWS: u32 = 1_024;
/// From so many on, a chunk is evaluated under all duties on its kind at once.
const MANY_CHUNKS: u32 = 64;

/// What one obligation is on one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The duty.
    pub duty: DutyId,
    /// The subject.
    pub subject: RecordId,
    /// Which obligation.
    pub period: Period,
    /// Item of a checklist from 1; 0 when it is none.
    pub item: u16,
    /// How it stands.
    pub status: Status,
    /// Due date, where there is one.
    pub due: Option<Day>,
    /// Since when the status is so.
    pub since: Day,
}

/// Numbers of standings by status, indexed as [`Status::ALL`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts(pub [u32; 7]);

impl Counts {
    /// The number of one status.
    pub fn of(&self, status: Status) -> u32 {
        self.0[status as usize]
    }
    /// All standings.
    pub fn total(&self) -> u32 {
        self.0.iter().sum()
    }
    /// The most severe status that occurs.
    pub fn worst(&self) -> Option<Status> {
        Status::ALL.into_iter().rev().find(|status| self.of(*status) > 0)
    }
    /// Adds the numbers of another count.
    pub fn add(&mut self, other: &Counts) {
        for (sum, number) in self.0.iter_mut().zip(other.0) {
            *sum += number;
        }
    }
}

/// All obligations as known at one instant.
#[derive(Debug, Clone)]
pub struct Evaluation {
    known: i64,
    horizon: Day,
    start: Day,
    settings: Settings,
    duties: Vec<OfDuty>,
}

#[derive(Debug, Clone, Default)]
struct OfDuty {
    chunks: Vec<Obligations>,
    reads: Reads,
}

impl Evaluation {
    /// Evaluates every duty for every subject.
    pub fn full(world: &World<'_>) -> Evaluation {
        let duties = (0..world.catalogue.duties.len() as u16).map(DutyId);
        let work = work(world);
        let done: Vec<Vec<Obligations>> = work
            .par_iter()
            .map_init(Obligations::default, |scratch, (kind, duties, chunk)| {
                let records = world.records(*kind, rows_of_chunk(world, *kind, *chunk));
                let mut members = None;
                let evaluated = duties.iter().map(|duty| {
                    world.obligations_of_records(*duty, &records, &mut members, scratch);
                    scratch.take_copy()
                });
                evaluated.collect()
            })
            .collect();
        let mut of: Vec<OfDuty> =
            duties.map(|duty| OfDuty { chunks: Vec::new(), reads: Reads::of(world, duty) }).collect();
        for ((_, duties, _), done) in work.into_iter().zip(done) {
            for (duty, obligations) in duties.into_iter().zip(done) {
                of[duty.index()].chunks.push(obligations);
            }
        }
        Evaluation {
            known: world.known,
            horizon: world.horizon,
            start: world.start,
            settings: world.settings().clone(),
            duties: of,
        }
    }

    /// Re-evaluates what the changed records can touch; returns what was re-evaluated. A change of the company's
    /// settings re-evaluates everything (and returns `None`).
    pub fn update(&mut self, world: &World<'_>, changed: &[RecordId]) -> Option<Vec<(DutyId, u32)>> {
        let same = (world.horizon, world.start, world.known) == (self.horizon, self.start, self.known);
        if !same || *world.settings() != self.settings {
            *self = Evaluation::full(world);
            return None;
        }
        let mut touched: Vec<(DutyId, u32)> = Vec::new();
        for (i, duty) in self.duties.iter().enumerate() {
            let id = DutyId(i as u16);
            let mut rows: FxHashSet<u32> = FxHashSet::default();
            for record in changed {
                match duty.reads.subjects(world.facts, *record, world) {
                    Some(subjects) => rows.extend(subjects),
                    None => rows.extend(0..world.facts.rows(world.catalogue.duties[i].kind)),
                }
            }
            touched.extend(rows.into_iter().map(|row| (id, row)));
        }
        for record in changed {
            touched.extend(exempted(world, *record));
        }
        touched.sort_unstable();
        touched.dedup();
        for (duty, row) in &touched {
            let mut new = Obligations::default();
            world.obligations(*duty, *row, &mut new);
            let chunks = &mut self.duties[duty.index()].chunks;
            let chunk = (row / CHUNK_ROWS) as usize;
            if chunks.len() <= chunk {
                chunks.resize_with(chunk + 1, Obligations::default);
            }
            chunks[chunk].replace(*row, &new);
        }
        Some(touched)
    }

    /// The knowledge instant K, in seconds since 1970.
    pub fn known(&self) -> i64 {
        self.known
    }

    /// The first day on which anything is owed.
    pub fn start(&self) -> Day {
        self.start
    }

    /// The last day that can be asked for.
    pub fn horizon(&self) -> Day {
        self.horizon
    }

    /// The obligations of one duty, with their standings for every day.
    pub fn obligations(&self, duty: DutyId) -> impl Iterator<Item = (&Obligation, &[Segment])> {
        self.duties[duty.index()].chunks.iter().flat_map(Obligations::iter)
    }

    /// How many obligations there are.
    pub fn len(&self) -> usize {
        self.duties.iter().flat_map(|duty| &duty.chunks).map(Obligations::len).sum()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The standings under one duty on a day, in order of subject.
    pub fn standings<'a>(
        &'a self,
        catalogue: &'a Catalogue,
        duty: DutyId,
        on: Day,
    ) -> impl Iterator<Item = Standing> + 'a {
        let kind = catalogue.duties[duty.index()].kind;
        self.obligations(duty)
            .filter_map(move |(obligation, segments)| standing(duty, kind, obligation, segments, on))
    }

    /// The standings of one subject under one duty on a day.
    pub fn standings_of<'a>(
        &'a self,
        duty: DutyId,
        subject: RecordId,
        on: Day,
    ) -> impl Iterator<Item = Standing> + 'a {
        let chunk = self.duties[duty.index()].chunks.get((subject.row / CHUNK_ROWS) as usize);
        chunk
            .into_iter()
            .flat_map(move |obligations| obligations.of(subject.row))
            .filter_map(move |(obligation, segments)| standing(duty, subject.kind, obligation, segments, on))
    }

    /// Counts per duty on a day.
    pub fn counts(&self, on: Day) -> Vec<Counts> {
        self.duties
            .par_iter()
            .map(|duty| {
                let mut counts = Counts::default();
                for (_, segments) in duty.chunks.iter().flat_map(Obligations::iter) {
                    if let Some(status) = segment_on(segments, on).and_then(Segment::status) {
                        counts.0[status as usize] += 1;
                    }
                }
                counts
            })
            .collect()
    }
}

/// The obligations of one duty alone, on one core: to find the duties that cost most.
pub fn evaluate_duty(world: &World<'_>, duty: DutyId) -> usize {
    let kind = world.catalogue.duties[duty.index()].kind;
    let mut scratch = Obligations::default();
    let chunks = (0..world.facts.rows(kind).div_ceil(CHUNK_ROWS)).map(|chunk| {
        let records = world.records(kind, rows_of_chunk(world, kind, chunk));
        world.obligations_of_records(duty, &records, &mut None, &mut scratch);
        scratch.take_copy().len()
    });
    chunks.sum()
}

/// What a full evaluation consists of: some rows of a kind under some duties, the chunks of a duty in order.
fn work(world: &World<'_>) -> Vec<(KindId, Vec<DutyId>, u32)> {
    let mut work = Vec::new();
    for kind in (0..world.catalogue.kinds.len() as u16).map(KindId) {
        let all = world.catalogue.duties.iter().enumerate();
        let mut duties: Vec<DutyId> =
            all.filter(|(_, duty)| duty.kind == kind).map(|(i, _)| DutyId(i as u16)).collect();
        // Duties of one population one after the other: it is looked up once.
        duties.sort_by_key(|duty| world.catalogue.duties[duty.index()].population);
        let chunks = world.facts.rows(kind).div_ceil(CHUNK_ROWS);
        // All duties on the same records one after the other: what they read is still at hand. Where there are few
        // records each may lead to many others, and the work of one duty alone is enough.
        let together = if chunks < MANY_CHUNKS { 1 } else { duties.len().max(1) };
        for chunk in 0..chunks {
            work.extend(duties.chunks(together).map(|duties| (kind, duties.to_vec(), chunk)));
        }
    }
    work
}

fn rows_of_chunk(world: &World<'_>, kind: KindId, chunk: u32) -> Range<u32> {
    chunk * CHUNK_ROWS..((chunk + 1) * CHUNK_ROWS).min(world.facts.rows(kind))
}

/// The duty and subject that a changed exemption names, under any of its revisions.
fn exempted(world: &World<'_>, record: RecordId) -> Option<(DutyId, u32)> {
    if world.catalogue.kind("exemption") != Some(record.kind) {
        return None;
    }
    exemption::target(world.catalogue, world.facts, record, world.known)
        .map(|(duty, subject)| (duty, subject.row))
}

fn segment_on(segments: &[Segment], on: Day) -> Option<&Segment> {
    // Most obligations have two or three segments: a scan from the end beats a search.
    segments.iter().rev().find(|segment| segment.from <= on)
}

fn standing(
    duty: DutyId,
    kind: zilu_catalogue::KindId,
    obligation: &Obligation,
    segments: &[Segment],
    on: Day,
) -> Option<Standing> {
    let segment = segment_on(segments, on)?;
    Some(Standing {
        duty,
        subject: RecordId { kind, row: obligation.subject },
        period: obligation.period(),
        item: obligation.item,
        status: segment.status()?,
        due: (segment.due != Day::NEVER).then_some(segment.due),
        since: segment.since(),
    })
}
