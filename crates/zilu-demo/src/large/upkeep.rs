//! What systems, hosts and the company itself ask for: logs, clocks, assets, releases, assessments, documents.

use super::estate::{first_class, guarded};
use super::{Pen, Work};
use crate::book::plus;
use zilu_engine::Day;
use zilu_engine::calendar::period_label;

pub(super) fn write(work: &mut Work<'_>) {
    logs(work);
    assets(work);
    releases(work);
    assessments(work);
    documents(work);
}

fn logs(work: &mut Work<'_>) {
    let start = work.scale.start();
    let mut source = Pen::new(
        work.catalogue,
        "log_source",
        "id system active field_type field_time field_place field_user access_restricted integrity capacity_planned central \
         log_server failure_alert monitored admin_activity personal_data retention_days oldest_on begun_on checked_on \
         access_list record",
    );
    let mut sync = Pen::new(
        work.catalogue,
        "time_sync",
        "id system on source offset_seconds synchronised interval_hours record",
    );
    for system in 0..work.scale.systems {
        source.key(format_args!("L{system:04}"));
        source.text(0, format_args!("L{system:04}"));
        source.text(1, format_args!("S{system:04}"));
        source.always(2..15);
        source.flag(15, system % 4 == 0);
        source.number(16, 2_000);
        source.date(17, plus(start, -2_100));
        source.date(18, plus(start, -2_100));
        source.date(19, plus(work.scale.until(), -20));
        source.text(20, format_args!("名單-{system:04}"));
        source.text(21, format_args!("設定-{system:04}"));
        source.save(&mut work.facts, start);
    }
    protection(work);
    for (first, _) in work.scale.periods(1) {
        let month = period_label(first, 1);
        for system in (0..work.scale.systems).filter(|system| guarded(*system) && system % 90 != 41) {
            let on = plus(first, (system % 20) as i32);
            if on < work.scale.until() {
                sync.key(format_args!("TS{month}-{system:04}"));
                sync.text(0, format_args!("TS{month}-{system:04}"));
                sync.text(1, format_args!("S{system:04}"));
                sync.date(2, on);
                sync.text(3, format_args!("標準時間"));
                sync.number(4, 20);
                sync.flag(5, true);
                sync.number(6, 24);
                sync.text(7, format_args!("校時-{month}"));
                sync.save(&mut work.facts, on);
            }
        }
    }
}

fn assets(work: &mut Work<'_>) {
    let start = work.scale.start();
    let mut asset = Pen::new(
        work.catalogue,
        "information_asset",
        "id name type host system owner custodian location in_use",
    )
    .attested();
    let types = [asset.word(2, "hardware"), asset.word(2, "system")];
    let mut check = Pen::new(work.catalogue, "asset_check", "id asset on found record").attested();
    let total = work.scale.hosts + work.scale.systems;
    for i in 0..total {
        let host = i < work.scale.hosts;
        asset.key(format_args!("A{i:05}"));
        asset.text(0, format_args!("A{i:05}"));
        asset.text(1, format_args!("資產{i:05}"));
        asset.value(2, &types[usize::from(!host)]);
        if host {
            asset.text(3, format_args!("h{i:05}"));
            asset.unknown(4);
        } else {
            asset.unknown(3);
            asset.text(4, format_args!("S{:04}", i - work.scale.hosts));
        }
        asset.text(5, format_args!("{:06}", i * 13 % work.scale.people));
        asset.text(6, format_args!("{:06}", i * 17 % work.scale.people));
        asset.text(7, format_args!("機房{}", i % 3));
        asset.flag(8, true);
        asset.save(&mut work.facts, start);
    }
    for (first, _) in work.scale.periods(12) {
        let year = first.ymd().0;
        for i in (0..total).filter(|i| i % 80 != 31) {
            let on = plus(first, 150 + (i % 40) as i32);
            if on < work.scale.until() {
                check.key(format_args!("ST{year}-{i:05}"));
                check.text(0, format_args!("ST{year}-{i:05}"));
                check.text(1, format_args!("A{i:05}"));
                check.date(2, on);
                check.flag(3, true);
                check.text(4, format_args!("清點-{year}"));
                check.save(&mut work.facts, on);
            }
        }
    }
}

fn releases(work: &mut Work<'_>) {
    let mut release = Pen::new(
        work.catalogue,
        "release",
        "id system on version first code_changed emergency change_ticket developer approver releaser record",
    )
    .attested();
    let mut test = Pen::new(work.catalogue, "code_test", "id system on method complete report");
    let source = test.word(3, "source");
    for (first, _) in work.scale.periods(6) {
        let half = period_label(first, 6);
        for system in (0..work.scale.systems).filter(|system| first_class(*system)) {
            for n in 0..3 {
                let on = plus(first, 15 + n * 50 + (system % 10) as i32);
                if on < work.scale.until() {
                    release.key(format_args!("RL{half}-{system:04}-{n}"));
                    release.text(0, format_args!("RL{half}-{system:04}-{n}"));
                    release.text(1, format_args!("S{system:04}"));
                    release.date(2, on);
                    release.text(3, format_args!("{half}.{n}"));
                    release.flag(4, false);
                    release.flag(5, true);
                    release.flag(6, false);
                    release.text(7, format_args!("CHG-{half}-{system:04}-{n}"));
                    for slot in 8..11 {
                        release.text(slot, format_args!("{:06}", (system * 7 + slot) % work.scale.people));
                    }
                    release.text(11, format_args!("上線-{half}-{system:04}"));
                    release.save(&mut work.facts, on);
                }
            }
            let on = plus(first, 130);
            if on < work.scale.until() && system % 60 != 9 {
                test.key(format_args!("CT{half}-{system:04}"));
                test.text(0, format_args!("CT{half}-{system:04}"));
                test.text(1, format_args!("S{system:04}"));
                test.date(2, on);
                test.value(3, &source);
                test.flag(4, true);
                test.text(5, format_args!("源碼-{half}-{system:04}"));
                test.save(&mut work.facts, on);
            }
        }
    }
}

fn assessments(work: &mut Work<'_>) {
    plan(work);
    let start = work.scale.start();
    let mut report =
        Pen::new(work.catalogue, "assessment_report", "id issued_on kept archive_record file has_qualifications has_scope has_items has_records has_deficiencies \
             has_severity has_category has_risk has_recommendations has_drill_result follow_up_complete closed",
    )
    .attested();
    let mut assessment =
        Pen::new(work.catalogue, "assessment", "id system on complete report sampled").attested();
    let years: Vec<(Day, Day)> = work.scale.periods(12);
    for (n, (first, _)) in years.iter().enumerate() {
        let issued = plus(*first, 250);
        if issued >= work.scale.until() {
            continue;
        }
        report.key(format_args!("RP{n}"));
        report.text(0, format_args!("RP{n}"));
        report.date(1, issued);
        report.flag(2, true);
        report.text(3, format_args!("歸檔-{n}"));
        report.text(4, format_args!("報告-{n}"));
        report.always(5..15);
        report.flag(15, false);
        report.flag(16, false);
        report.save(&mut work.facts, issued);
        for system in 0..work.scale.systems {
            let due = first_class(system) || (guarded(system) && system % 3 == n % 3) || system % 5 == n % 5;
            if due && system % 97 != 55 {
                let on = plus(issued, -60);
                assessment.key(format_args!("AS{n}-{system:04}"));
                assessment.text(0, format_args!("AS{n}-{system:04}"));
                assessment.text(1, format_args!("S{system:04}"));
                assessment.date(2, on);
                assessment.flag(3, true);
                assessment.text(4, format_args!("RP{n}"));
                assessment.flag(5, false);
                assessment.save_as_known(&mut work.facts, on.max(start), issued.end_instant());
            }
        }
    }
}

/// Per system: an assessment of its logs; per log of the first two classes: a half-yearly look at its protection.
fn protection(work: &mut Work<'_>) {
    let start = work.scale.start();
    let mut assessment =
        Pen::new(work.catalogue, "log_assessment", "id system on complete record").attested();
    let mut review = Pen::new(work.catalogue, "log_review", "id log_source on scope record").attested();
    let scope = review.word(3, "integrity");
    for system in (0..work.scale.systems).filter(|system| system % 130 != 77) {
        assessment.key(format_args!("LA{system:04}"));
        assessment.text(0, format_args!("LA{system:04}"));
        assessment.text(1, format_args!("S{system:04}"));
        assessment.date(2, start);
        assessment.flag(3, true);
        assessment.text(4, format_args!("留存評估-{system:04}"));
        assessment.save(&mut work.facts, start);
    }
    for (first, _) in work.scale.periods(6) {
        let half = period_label(first, 6);
        for system in (0..work.scale.systems).filter(|system| guarded(*system) && system % 75 != 8) {
            let on = plus(first, 140);
            if on < work.scale.until() {
                review.key(format_args!("LR{half}-{system:04}"));
                review.text(0, format_args!("LR{half}-{system:04}"));
                review.text(1, format_args!("L{system:04}"));
                review.date(2, on);
                review.value(3, &scope);
                review.text(4, format_args!("防護檢視-{half}"));
                review.save(&mut work.facts, on);
            }
        }
    }
}

fn plan(work: &mut Work<'_>) {
    let start = work.scale.start();
    let mut plan = Pen::new(
        work.catalogue,
        "assessment_plan",
        "id in_force covers_in_house covers_outsourced has_classification has_cycle has_items has_reporting has_tracking \
         approved_on approval_level approval_record file",
    )
    .attested();
    let board = plan.word(10, "board");
    plan.key(format_args!("AP"));
    plan.text(0, format_args!("AP"));
    plan.always(1..9);
    plan.date(9, plus(start, -40));
    plan.value(10, &board);
    plan.text(11, format_args!("議事錄"));
    plan.text(12, format_args!("評估計畫"));
    plan.save(&mut work.facts, start);
    let mut line = Pen::new(work.catalogue, "planned_system", "plan system class").attested();
    let classes = [line.word(2, "one"), line.word(2, "two"), line.word(2, "three")];
    for system in 0..work.scale.systems {
        let class = if first_class(system) { 0 } else { 2 - usize::from(guarded(system)) };
        line.key(format_args!("AP|S{system:04}"));
        line.text(0, format_args!("AP"));
        line.text(1, format_args!("S{system:04}"));
        line.value(2, &classes[class]);
        line.save(&mut work.facts, start);
    }
}

/// The documents that duties ask for, each reviewed once a year.
fn documents(work: &mut Work<'_>) {
    let start = work.scale.start();
    let mut document = Pen::new(work.catalogue, "document", "id topic in_force approved_on file").attested();
    let mut review =
        Pen::new(work.catalogue, "document_review", "id document on outcome record reviewer").attested();
    let no_change = review.word(3, "no_change");
    for topic in [
        "infosec_policy",
        "operating_rules",
        "network_diagram",
        "organisation_chart",
        "role_matrix",
        "joiner_mover_leaver",
        "password_rules",
        "account_procedure",
        "incident_management",
        "log_management",
        "change_management",
    ] {
        let word = document.word(1, topic);
        document.key(format_args!("{topic}"));
        document.text(0, format_args!("{topic}"));
        document.value(1, &word);
        document.flag(2, true);
        document.date(3, plus(start, -30));
        document.text(4, format_args!("{topic}.pdf"));
        document.save(&mut work.facts, start);
        for (first, _) in work.scale.periods(12) {
            let year = first.ymd().0;
            let on = plus(first, 100);
            if on < work.scale.until() {
                review.key(format_args!("{topic}-{year}"));
                review.text(0, format_args!("{topic}-{year}"));
                review.text(1, format_args!("{topic}"));
                review.date(2, on);
                review.value(3, &no_change);
                review.text(4, format_args!("文檢-{topic}-{year}"));
                review.text(5, format_args!("{:06}", 2));
                review.save(&mut work.facts, on);
            }
        }
    }
}
