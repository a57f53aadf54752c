//! A large insurer for benchmarks, written straight into the engine's mirror: size counts here, not the story.
//!
//! Shapes and rates follow the fictitious company; names, reasons and most descriptive fields are left out.

mod estate;
mod findings;
mod pen;
mod routine;
mod upkeep;

use crate::random::Random;
use pen::Pen;
use zilu_catalogue::Catalogue;
use zilu_engine::{Day, Facts};

/// How large the company is, and up to when it has kept records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scale {
    /// People on record, those who left included.
    pub people: usize,
    /// Accounts; the first of each person is that of the directory.
    pub accounts: usize,
    /// Systems.
    pub systems: usize,
    /// Hosts.
    pub hosts: usize,
    /// Vulnerability findings.
    pub findings: usize,
    /// Vendors.
    pub vendors: usize,
    /// Calendar years for which records are kept, the current one included.
    pub years: u32,
    /// The day after the last act.
    pub until: jiff::civil::Date,
}

impl Scale {
    /// The size that the engine's targets are set for.
    pub const LARGE: Scale = Scale {
        people: 60_000,
        accounts: 300_000,
        systems: 3_000,
        hosts: 30_000,
        findings: 2_000_000,
        vendors: 1_000,
        years: 5,
        until: jiff::civil::date(2026, 9, 30),
    };

    /// A hundredth of it, for tests.
    pub const SMALL: Scale = Scale {
        people: 600,
        accounts: 3_000,
        systems: 100,
        hosts: 400,
        findings: 20_000,
        vendors: 20,
        years: 2,
        until: jiff::civil::date(2026, 9, 30),
    };

    fn until(&self) -> Day {
        Day::from(self.until)
    }

    /// The first day of the records.
    fn start(&self) -> Day {
        let (year, ..) = self.until().ymd();
        Day::from_ymd(year + 1 - self.years as i32, 1, 1)
    }

    /// First days of the calendar periods of so many months from the start on.
    fn periods(&self, months: u8) -> Vec<(Day, Day)> {
        let mut periods = Vec::new();
        let mut day = self.start();
        while day < self.until() {
            let (first, last) = zilu_engine::calendar::calendar_period(day, months);
            periods.push((first, last));
            day = last.next();
        }
        periods
    }
}

/// What the parts share.
struct Work<'a> {
    catalogue: &'a Catalogue,
    facts: Facts,
    scale: Scale,
    seed: u64,
}

impl Work<'_> {
    fn random(&self, area: &str) -> Random {
        Random::stream(self.seed, area)
    }
}

/// The facts of a large insurer. The same catalogue, seed and scale give the same facts.
///
/// # Panics
/// When the catalogue lacks a kind, field or word that is written here.
pub fn large(catalogue: &Catalogue, seed: u64, scale: Scale) -> Facts {
    let mut work = Work { catalogue, facts: Facts::new(catalogue), scale, seed };
    estate::write(&mut work);
    findings::write(&mut work);
    routine::write(&mut work);
    upkeep::write(&mut work);
    work.facts.settle();
    work.facts
}
