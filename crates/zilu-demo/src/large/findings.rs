//! Scans, findings and treatments of the large insurer.

use super::estate::{core, guarded, internet, system_of_host};
use super::{Pen, Work};
use crate::book::plus;
use zilu_catalogue::Value;
use zilu_engine::Day;
use zilu_engine::calendar::period_label;

pub(super) fn write(work: &mut Work<'_>) {
    let scans = scans(work);
    findings(work, &scans);
}

/// Which periods a system is scanned in, in months.
fn cycle(system: usize) -> u8 {
    if internet(system) {
        3
    } else if core(system) || guarded(system) {
        6
    } else {
        12
    }
}

/// Writes scans and host scans; returns the days on which the systems of each cycle were scanned.
fn scans(work: &mut Work<'_>) -> [Vec<Day>; 13] {
    let mut scan = Pen::new(work.catalogue, "scan", "id on tool layer complete report system");
    let mut host_scan =
        Pen::new(work.catalogue, "host_scan", "scan host on layer complete credentialed report items");
    let (tool, layer) = (scan.word(2, "nessus"), scan.word(3, "os"));
    let os = host_scan.word(3, "os");
    let mut days: [Vec<Day>; 13] = Default::default();
    for months in [3u8, 6, 12] {
        for (first, _) in work.scale.periods(months) {
            let on = plus(first, 20 + i32::from(months));
            if on >= work.scale.until() {
                continue;
            }
            let label = period_label(first, months);
            days[usize::from(months)].push(on);
            for system in (0..work.scale.systems).filter(|system| cycle(*system) == months) {
                scan.key(format_args!("VA-{label}-S{system:04}"));
                scan.text(0, format_args!("VA-{label}-S{system:04}"));
                scan.date(1, on);
                scan.value(2, &tool);
                scan.value(3, &layer);
                scan.flag(4, true);
                scan.text(5, format_args!("VA-{label}-S{system:04}.nessus"));
                scan.text(6, format_args!("S{system:04}"));
                scan.save(&mut work.facts, on);
                let mut host = system;
                while host < work.scale.hosts {
                    // Some hosts are never reached.
                    if host % 211 != 17 {
                        host_scan.key(format_args!("VA-{label}-S{system:04}|h{host:05}"));
                        host_scan.text(0, format_args!("VA-{label}-S{system:04}"));
                        host_scan.text(1, format_args!("h{host:05}"));
                        host_scan.date(2, on);
                        host_scan.value(3, &os);
                        host_scan.flag(4, true);
                        host_scan.flag(5, true);
                        host_scan.text(6, format_args!("VA-{label}-S{system:04}.nessus"));
                        host_scan.number(7, 60 + (host % 90) as i64);
                        host_scan.save(&mut work.facts, on);
                    }
                    host += work.scale.systems;
                }
            }
        }
    }
    days
}

/// Findings of the scans: graded, planned, and mostly fixed: by a treatment where the rules ask for one, else seen no more.
fn findings(work: &mut Work<'_>, scans: &[Vec<Day>; 13]) {
    let mut random = work.random("large findings");
    let mut pen = Pen::new(
        work.catalogue,
        "finding",
        "host rule place scanner_severity risk risk_basis first_seen_on last_seen_on present planned_fix_on responsible \
         tracked cvss tool",
    );
    let words = |slot: usize, pen: &Pen<'_>| -> Vec<Value> {
        ["critical", "high", "medium", "low"].iter().map(|word| pen.word(slot, word)).collect()
    };
    let (severities, risks) = (words(3, &pen), words(4, &pen));
    let basis = [pen.word(5, "assessed"), pen.word(5, "scanner")];
    let nessus = pen.word(13, "nessus");
    let mut treatment =
        Pen::new(work.catalogue, "treatment", "id finding on type record performer approver valid_until")
            .attested();
    let types = [treatment.word(3, "fixed"), treatment.word(3, "compensated")];
    let mut gone = Pen::new(work.catalogue, "finding", "present");
    gone.flag(0, false);
    let until = work.scale.until();
    let each = work.scale.findings.div_ceil(work.scale.hosts);
    let mut i = 0;
    // In the order in which the scans were read in: by system, host, rule.
    for host in (0..work.scale.hosts).flat_map(|host| std::iter::repeat_n(host, each)) {
        if i == work.scale.findings {
            break;
        }
        i += 1;
        let system = system_of_host(work, host);
        let days = &scans[usize::from(cycle(system))];
        let seen = days[random.below(days.len())];
        let severity = match random.below(100) {
            0 => 0,
            1..13 => 1,
            13..72 => 2,
            _ => 3,
        };
        let risk = if severity == 1 && random.permille(120) { 2 } else { severity };
        let rule = 10_000 + i % each * 37;
        let planned = plus(seen, if risk < 2 { 45 } else { 140 });
        let key = |pen: &mut Pen<'_>| pen.key(format_args!("h{host:05}|nessus:{rule}|443/tcp"));
        key(&mut pen);
        pen.text(0, format_args!("h{host:05}"));
        pen.text(1, format_args!("nessus:{rule}"));
        pen.text(2, format_args!("443/tcp"));
        pen.value(3, &severities[severity]);
        pen.value(4, &risks[risk]);
        pen.value(5, &basis[usize::from(i % 9 == 0)]);
        pen.date(6, seen);
        pen.date(7, seen);
        pen.flag(8, true);
        if i % 70 == 69 {
            pen.unknown(9)
        } else {
            pen.date(9, planned)
        }
        pen.text(10, format_args!("{:06}", system * 11 % work.scale.people));
        pen.flag(11, true);
        pen.number(12, [9_800, 8_100, 5_300, 2_600][severity]);
        pen.value(13, &nessus);
        pen.save(&mut work.facts, seen);
        let late = random.permille(60);
        let fixed = plus(seen, if late { 150 } else { 8 + random.below(30) as i32 });
        if fixed >= until || random.permille(25) {
            continue;
        }
        if internet(system) || core(system) {
            treatment.key(format_args!("T{i:07}"));
            treatment.text(0, format_args!("T{i:07}"));
            treatment.text(1, format_args!("h{host:05}|nessus:{rule}|443/tcp"));
            treatment.date(2, fixed);
            let compensated = random.permille(60);
            treatment.value(3, &types[usize::from(compensated)]);
            treatment.text(4, format_args!("弱修-{}", i / 40));
            treatment.text(5, format_args!("{:06}", system * 11 % work.scale.people));
            treatment.text(6, format_args!("{:06}", 10));
            if compensated {
                treatment.date(7, plus(fixed, 300))
            } else {
                treatment.unknown(7)
            }
            treatment.save(&mut work.facts, fixed);
        } else if random.permille(950) {
            key(&mut gone);
            gone.save(&mut work.facts, fixed);
        }
    }
}
