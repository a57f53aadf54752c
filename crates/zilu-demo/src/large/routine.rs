//! What people and their accounts ask for again and again: trainings, drills, hand-overs, reviews, spot checks.

use super::estate::{account, guarded, left};
use super::{Pen, Work};
use crate::book::plus;
use zilu_engine::calendar::period_label;

pub(super) fn write(work: &mut Work<'_>) {
    undertakings(work);
    yearly(work);
    role_changes(work);
    account_reviews(work);
    passwords(work);
    privileged(work);
}

fn undertakings(work: &mut Work<'_>) {
    let start = work.scale.start();
    let mut pen =
        Pen::new(work.catalogue, "undertaking", "id person on instrument confidentiality_terms file")
            .attested();
    let instrument = pen.word(3, "undertaking");
    let mut endpoint = Pen::new(
        work.catalogue,
        "endpoint",
        "name holder in_use screen_lock lock_password idle_minutes checked_on record company_owned web_control \
         malicious_blocking",
    );
    for i in 0..work.scale.people {
        pen.key(format_args!("N{i:06}"));
        pen.text(0, format_args!("N{i:06}"));
        pen.text(1, format_args!("{i:06}"));
        pen.date(2, start);
        pen.value(3, &instrument);
        pen.flag(4, true);
        if i % 60 == 5 {
            pen.unknown(5)
        } else {
            pen.text(5, format_args!("密-{}", i / 20))
        }
        pen.save(&mut work.facts, start);
        endpoint.key(format_args!("PC{i:06}"));
        endpoint.text(0, format_args!("PC{i:06}"));
        endpoint.text(1, format_args!("{i:06}"));
        endpoint.flag(2, left(work, i).is_none());
        endpoint.always(3..5);
        endpoint.number(5, 10);
        endpoint.date(6, plus(work.scale.until(), -30));
        endpoint.text(7, format_args!("端點-{}", i / 100));
        endpoint.always(8..11);
        endpoint.save(&mut work.facts, start);
    }
}

/// Training, drill and supervision, once a year.
fn yearly(work: &mut Work<'_>) {
    let mut random = work.random("large years");
    let mut training = Pen::new(work.catalogue, "training", "course person on topic record");
    let topic = training.word(3, "infosec");
    let mut drill =
        Pen::new(work.catalogue, "drill_mail", "campaign person on sent clicked report monitored");
    let mut supervision = Pen::new(work.catalogue, "supervision", "id manager on form record").attested();
    let form = supervision.word(3, "attestation");
    for (first, _) in work.scale.periods(12) {
        let year = first.ymd().0;
        for i in 0..work.scale.people {
            let on = plus(first, 60 + random.below(260) as i32);
            let there = on < work.scale.until() && left(work, i).is_none_or(|left| on < left);
            if there && !random.permille(20) {
                training.key(format_args!("IS{year}|{i:06}"));
                training.text(0, format_args!("IS{year}"));
                training.text(1, format_args!("{i:06}"));
                training.date(2, on);
                training.value(3, &topic);
                if random.permille(15) {
                    training.unknown(4)
                } else {
                    training.text(4, format_args!("完訓-{year}"))
                }
                training.save(&mut work.facts, on);
            }
            let on = plus(first, 120);
            if on < work.scale.until() && left(work, i).is_none_or(|left| on < left) && !random.permille(25) {
                drill.key(format_args!("SE{year}|{i:06}"));
                drill.text(0, format_args!("SE{year}"));
                drill.text(1, format_args!("{i:06}"));
                drill.date(2, on);
                drill.flag(3, true);
                drill.flag(4, random.permille(60));
                drill.flag(6, true);
                drill.text(5, format_args!("演練-{year}"));
                drill.save(&mut work.facts, on);
            }
            let on = plus(first, 200 + (i % 90) as i32);
            if i % 10 == 0 && on < work.scale.until() && !random.permille(30) {
                supervision.key(format_args!("SV{year}-{i:06}"));
                supervision.text(0, format_args!("SV{year}-{i:06}"));
                supervision.text(1, format_args!("{i:06}"));
                supervision.date(2, on);
                supervision.value(3, &form);
                supervision.text(4, format_args!("督導-{year}-{i:06}"));
                supervision.save(&mut work.facts, on);
            }
        }
    }
}

/// Leavers hand over; a twentieth of the people move each year.
fn role_changes(work: &mut Work<'_>) {
    let mut change = Pen::new(work.catalogue, "role_change", "id person on type order");
    let types = [change.word(3, "leave"), change.word(3, "transfer")];
    let mut back = Pen::new(work.catalogue, "asset_return", "id role_change on complete record").attested();
    let mut access =
        Pen::new(work.catalogue, "access_change", "id role_change on complete record").attested();
    let days = work.scale.until().0 - work.scale.start().0;
    let mut serial = 0;
    for i in 0..work.scale.people {
        let moved = (i % 5 == 1).then(|| plus(work.scale.start(), (i as i32 * 61).rem_euclid(days)));
        for (day, kind) in left(work, i).map(|day| (day, 0)).into_iter().chain(moved.map(|day| (day, 1))) {
            serial += 1;
            change.key(format_args!("RC{serial:06}"));
            change.text(0, format_args!("RC{serial:06}"));
            change.text(1, format_args!("{i:06}"));
            change.date(2, day);
            change.value(3, &types[kind]);
            change.text(4, format_args!("人令-{serial:06}"));
            change.save(&mut work.facts, day);
            for (pen, letter) in [(&mut back, 'A'), (&mut access, 'B')] {
                let done = plus(day, if serial % 33 == 4 { 12 } else { 1 });
                if done < work.scale.until() {
                    pen.key(format_args!("{letter}{serial:06}"));
                    pen.text(0, format_args!("{letter}{serial:06}"));
                    pen.text(1, format_args!("RC{serial:06}"));
                    pen.date(2, done);
                    pen.flag(3, true);
                    pen.text(4, format_args!("交接-{serial:06}"));
                    pen.save(&mut work.facts, done);
                }
            }
        }
    }
}

/// Every half-year the accounts of the first two classes.
fn account_reviews(work: &mut Work<'_>) {
    let mut random = work.random("large reviews");
    let mut pen = Pen::new(
        work.catalogue,
        "account_review",
        "id account on result rights_reasonable access_reviewed reviewer record",
    )
    .attested();
    let keep = pen.word(3, "keep");
    let mut lifecycle =
        Pen::new(work.catalogue, "account_lifecycle_review", "id system on complete record").attested();
    let mut count =
        Pen::new(work.catalogue, "account_reconciliation", "id system on complete unregistered report");
    let mut serial = 0;
    for (first, _) in work.scale.periods(6) {
        let half = period_label(first, 6);
        for i in 0..work.scale.accounts {
            let (holder, system, _) = account(work, i);
            let on = plus(first, 90 + (system % 60) as i32);
            let there = on < work.scale.until() && left(work, holder).is_none_or(|left| on < left);
            if !guarded(system) || !there || random.permille(20) {
                continue;
            }
            serial += 1;
            pen.key(format_args!("R{serial:07}"));
            pen.text(0, format_args!("R{serial:07}"));
            pen.text(1, format_args!("S{system:04}|u{i:06}"));
            pen.date(2, on);
            pen.value(3, &keep);
            pen.always(4..6);
            pen.text(6, format_args!("{:06}", system * 11 % work.scale.people));
            pen.text(7, format_args!("清查-{half}-{system:04}"));
            pen.save(&mut work.facts, on);
        }
        for system in 0..work.scale.systems {
            let on = plus(first, 100 + (system % 80) as i32);
            if on < work.scale.until() {
                count.key(format_args!("RC{half}-{system:04}"));
                count.text(0, format_args!("RC{half}-{system:04}"));
                count.text(1, format_args!("S{system:04}"));
                count.date(2, on);
                count.flag(3, true);
                count.number(4, i64::from(system % 70 == 3));
                count.text(5, format_args!("帳核-{half}-{system:04}"));
                count.save(&mut work.facts, on);
            }
            if on < work.scale.until() && !random.permille(20) {
                lifecycle.key(format_args!("LR{half}-{system:04}"));
                lifecycle.text(0, format_args!("LR{half}-{system:04}"));
                lifecycle.text(1, format_args!("S{system:04}"));
                lifecycle.date(2, on);
                lifecycle.flag(3, true);
                lifecycle.text(4, format_args!("帳審-{half}-{system:04}"));
                lifecycle.save(&mut work.facts, on);
            }
        }
    }
}

fn passwords(work: &mut Work<'_>) {
    let mut random = work.random("large passwords");
    let mut pen = Pen::new(work.catalogue, "password_change", "id account at method");
    let person = pen.word(3, "person");
    let mut serial = 0;
    for i in (0..work.scale.people.min(work.scale.accounts)).step_by(5) {
        let mut day = plus(work.scale.start(), 20 + (i % 50) as i32);
        while day < work.scale.until() && left(work, i).is_none_or(|left| day < left) {
            serial += 1;
            pen.key(format_args!("P{serial:07}"));
            pen.text(0, format_args!("P{serial:07}"));
            pen.text(1, format_args!("S0000|u{i:06}"));
            pen.instant(2, day.start_instant() + 36_000);
            pen.value(3, &person);
            pen.save(&mut work.facts, day);
            day = plus(day, if random.permille(25) { 120 } else { 70 + random.below(15) as i32 });
        }
    }
}

/// Monthly spot checks of privileged accounts, and sessions of some of them with approval and review.
fn privileged(work: &mut Work<'_>) {
    let mut random = work.random("large sessions");
    let mut check =
        Pen::new(work.catalogue, "spot_check", "id account on result frame sample checker record").attested();
    let no_use = check.word(3, "no_use");
    let mut session = Pen::new(
        work.catalogue,
        "privileged_session",
        "id account person started_at used_on purpose proxied logged log_kept ticket log",
    );
    let purpose = session.word(5, "configuration");
    let mut approval =
        Pen::new(work.catalogue, "session_approval", "id account session approved_at approver scope record")
            .attested();
    let scope = approval.word(5, "use");
    let mut review = Pen::new(work.catalogue, "session_review", "id session on reviewer record").attested();
    let privileged: Vec<usize> = (0..work.scale.accounts).filter(|i| account(work, *i).2).collect();
    let mut serial = 0;
    for (first, last) in work.scale.periods(1) {
        let month = period_label(first, 1);
        let on = plus(last, -2);
        for i in privileged.iter().copied() {
            let (holder, system, _) = account(work, i);
            let there = on < work.scale.until() && left(work, holder).is_none_or(|left| on < left);
            if there && !random.permille(15) {
                check.key(format_args!("SC{month}-{i:06}"));
                check.text(0, format_args!("SC{month}-{i:06}"));
                check.text(1, format_args!("S{system:04}|u{i:06}"));
                check.date(2, on);
                check.value(3, &no_use);
                check.number(4, 0);
                check.number(5, 0);
                check.text(6, format_args!("{:06}", (holder + 1) % work.scale.people));
                check.text(7, format_args!("抽查-{month}"));
                check.save(&mut work.facts, on);
            }
        }
        for _ in 0..privileged.len() / 8 {
            let i = random.pick(&privileged);
            let (holder, system, _) = account(work, i);
            let day = plus(first, random.below(27) as i32);
            if day >= work.scale.until() || left(work, holder).is_some_and(|left| day >= left) {
                continue;
            }
            serial += 1;
            let begun = day.start_instant() + 50_000;
            session.key(format_args!("PS{serial:06}"));
            session.text(0, format_args!("PS{serial:06}"));
            session.text(1, format_args!("S{system:04}|u{i:06}"));
            session.text(2, format_args!("{holder:06}"));
            session.instant(3, begun);
            session.date(4, day);
            session.value(5, &purpose);
            session.always(6..9);
            session.text(9, format_args!("CHG-{serial:06}"));
            session.text(10, format_args!("側錄-{serial:06}"));
            session.save(&mut work.facts, day);
            if !random.permille(25) {
                approval.key(format_args!("PA{serial:06}"));
                approval.text(0, format_args!("PA{serial:06}"));
                approval.text(1, format_args!("S{system:04}|u{i:06}"));
                approval.text(2, format_args!("PS{serial:06}"));
                approval.instant(3, begun - 4_000);
                approval.text(4, format_args!("{:06}", (holder + 1) % work.scale.people));
                approval.value(5, &scope);
                approval.text(6, format_args!("特申-{serial:06}"));
                approval.save(&mut work.facts, day);
            }
            let reviewed = plus(day, 3);
            if reviewed < work.scale.until() && !random.permille(30) {
                review.key(format_args!("SR{serial:06}"));
                review.text(0, format_args!("SR{serial:06}"));
                review.text(1, format_args!("PS{serial:06}"));
                review.date(2, reviewed);
                review.text(3, format_args!("{:06}", (holder + 2) % work.scale.people));
                review.text(4, format_args!("特覆-{serial:06}"));
                review.save(&mut work.facts, reviewed);
            }
        }
    }
}
