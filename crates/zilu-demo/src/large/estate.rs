//! People, systems, hosts, vendors and accounts of the large insurer.

use super::{Pen, Work};
use crate::book::plus;
use zilu_engine::Day;

/// Of a hundred systems: internet facing, core, first class, second class.
const INTERNET: usize = 12;
const CORE: usize = 12;
const FIRST: usize = 24;
const SECOND: usize = 38;

pub(super) fn internet(system: usize) -> bool {
    system % 100 < INTERNET
}

pub(super) fn core(system: usize) -> bool {
    (INTERNET..INTERNET + CORE).contains(&(system % 100))
}

/// One of the first two classes.
pub(super) fn guarded(system: usize) -> bool {
    system % 100 < SECOND
}

pub(super) fn first_class(system: usize) -> bool {
    system % 100 < FIRST
}

/// The system of a host, and that of an account that is not the directory's.
pub(super) fn system_of_host(work: &Work<'_>, host: usize) -> usize {
    host % work.scale.systems
}

/// The day on which somebody left; most stay.
pub(super) fn left(work: &Work<'_>, person: usize) -> Option<Day> {
    let days = (work.scale.until().0 - work.scale.start().0) as usize;
    (person % 17 == 3).then(|| plus(work.scale.start(), (person * 7_919 % days) as i32))
}

/// An account's holder, system and whether it is privileged. Accounts are numbered system by system, as they are read in.
pub(super) fn account(work: &Work<'_>, i: usize) -> (usize, usize, bool) {
    let people = work.scale.people;
    if i < people {
        (i, 0, i % 67 == 66)
    } else {
        let others = work.scale.accounts - people;
        ((i * 7_919) % people, (i - people) * work.scale.systems / others, i % 67 == 66)
    }
}

pub(super) fn write(work: &mut Work<'_>) {
    company(work);
    people(work);
    vendors(work);
    systems(work);
    hosts(work);
    accounts(work);
}

fn company(work: &mut Work<'_>) {
    let start = work.scale.start();
    let mut pen = Pen::new(
        work.catalogue,
        "company",
        "name records_since ecommerce outsources_it cloud_used iot_used remote_work_allowed taiwan_branch",
    );
    pen.key(format_args!("company"));
    pen.text(0, format_args!("大型示範保險（虛構）"));
    pen.date(1, start);
    pen.always(2..7);
    pen.flag(7, false);
    pen.save(&mut work.facts, start);
}

fn people(work: &mut Work<'_>) {
    let start = work.scale.start();
    let mut pen = Pen::new(
        work.catalogue,
        "person",
        "employee_no name department employment joined_on manager computer_user operations infosec_staff agent supervisor",
    );
    let active = pen.word(3, "active");
    let mut leaves = Pen::new(work.catalogue, "person", "employment left_on");
    let gone = leaves.word(0, "left");
    for i in 0..work.scale.people {
        pen.key(format_args!("{i:06}"));
        pen.text(0, format_args!("{i:06}"));
        pen.text(1, format_args!("員工{i:06}"));
        pen.text(2, format_args!("部門{:03}", i % 400));
        pen.value(3, &active);
        pen.date(4, plus(start, -((i * 37 % 7_000) as i32)));
        pen.flag(5, i % 10 == 0);
        pen.flag(6, i % 50 != 49);
        pen.flag(7, i % 120 == 1);
        pen.flag(8, i % 900 == 2);
        pen.flag(9, i % 3 == 1);
        pen.text(10, format_args!("{:06}", i / 10 * 10));
        pen.save(&mut work.facts, start);
    }
    for i in 0..work.scale.people {
        if let Some(day) = left(work, i) {
            leaves.key(format_args!("{i:06}"));
            leaves.value(0, &gone);
            leaves.date(1, day);
            leaves.save(&mut work.facts, day);
        }
    }
}

fn vendors(work: &mut Work<'_>) {
    let start = work.scale.start();
    let mut vendor =
        Pen::new(work.catalogue, "vendor", "id name active outsourcing_vendor it_vendor maintenance");
    let mut contract = Pen::new(
        work.catalogue,
        "contract",
        "id type vendor in_force confidentiality audit_right incident_notice file confidentiality_clause",
    )
    .attested();
    let outsourcing = contract.word(1, "outsourcing");
    for i in 0..work.scale.vendors {
        vendor.key(format_args!("V{i:04}"));
        vendor.text(0, format_args!("V{i:04}"));
        vendor.text(1, format_args!("廠商{i:04}"));
        vendor.always(2..5);
        vendor.flag(5, i % 3 == 0);
        vendor.save(&mut work.facts, start);
        contract.key(format_args!("C{i:04}"));
        contract.text(0, format_args!("C{i:04}"));
        contract.value(1, &outsourcing);
        contract.text(2, format_args!("V{i:04}"));
        contract.always(3..7);
        contract.flag(4, i % 40 != 7);
        contract.text(7, format_args!("契約{i:04}"));
        contract.text(8, format_args!("第十二條"));
        contract.save(&mut work.facts, start);
    }
}

fn systems(work: &mut Work<'_>) {
    let start = work.scale.start();
    let mut pen = Pen::new(
        work.catalogue,
        "system",
        "id name reach core class in_use open_platform core_ict directory user_authentication authorisation \
         static_password customer_records owner authentication_record class_reason",
    );
    let reaches = [pen.word(2, "internet"), pen.word(2, "internal")];
    let classes = [pen.word(4, "one"), pen.word(4, "two"), pen.word(4, "three")];
    for i in 0..work.scale.systems {
        pen.key(format_args!("S{i:04}"));
        pen.text(0, format_args!("S{i:04}"));
        pen.text(1, format_args!("系統{i:04}"));
        pen.value(2, &reaches[usize::from(!internet(i))]);
        pen.flag(3, core(i));
        let class = if first_class(i) {
            0
        } else if guarded(i) {
            1
        } else {
            2
        };
        // A few systems have no class yet.
        if i % 300 == 299 {
            pen.unknown(4)
        } else {
            pen.value(4, &classes[class])
        }
        pen.flag(5, true);
        pen.flag(6, i % 20 != 13);
        pen.flag(7, guarded(i));
        pen.flag(8, i == 0);
        pen.always(9..11);
        pen.flag(11, i == 0);
        pen.number(12, if guarded(i) { 50_000 } else { 900 });
        pen.text(13, format_args!("{:06}", i * 11 % work.scale.people));
        pen.text(14, format_args!("驗-{i:04}"));
        pen.text(15, format_args!("分類"));
        pen.save(&mut work.facts, start);
    }
}

fn hosts(work: &mut Work<'_>) {
    let start = work.scale.start();
    let mut pen = Pen::new(
        work.catalogue,
        "host",
        "name ip os system role environment internet_service in_use owner domain_controller remote_environment \
         internet_facing monitored alerting monitoring_checked_on monitoring_record",
    );
    let server = pen.word(4, "server");
    let production = pen.word(5, "production");
    for i in 0..work.scale.hosts {
        let system = system_of_host(work, i);
        pen.key(format_args!("h{i:05}"));
        pen.text(0, format_args!("h{i:05}"));
        pen.text(1, format_args!("10.{}.{}.{}", i / 65_536, i / 256 % 256, i % 256));
        pen.text(2, format_args!("os-{}", i % 7));
        pen.text(3, format_args!("S{system:04}"));
        pen.value(4, &server);
        pen.value(5, &production);
        pen.flag(6, internet(system) && i / work.scale.systems == 0);
        pen.flag(7, true);
        pen.text(8, format_args!("{:06}", i * 13 % work.scale.people));
        pen.flag(9, system == 0);
        // One host in a thousand is a gateway for remote work.
        pen.flag(10, i % 1_000 == 5);
        pen.flag(11, internet(system) && i / work.scale.systems == 0);
        pen.always(12..14);
        pen.date(14, plus(work.scale.until(), -40));
        pen.text(15, format_args!("監控-{}", i / 100));
        pen.save(&mut work.facts, start);
    }
}

fn accounts(work: &mut Work<'_>) {
    let start = work.scale.start();
    let mut pen = Pen::new(
        work.catalogue,
        "account",
        "system name holder relation type privilege enabled registered registered_on static_password identity_verified \
         mfa pam least_privilege basis daily_use host record authentication_method origin_restriction_required",
    );
    let internal = pen.word(3, "internal");
    let human = pen.word(4, "human");
    let rights = [pen.word(5, "normal"), pen.word(5, "highest")];
    let two_factor = pen.word(18, "two_factor");
    let mut ends = Pen::new(work.catalogue, "account", "enabled disabled_on");
    for i in 0..work.scale.accounts {
        let (holder, system, privileged) = account(work, i);
        pen.key(format_args!("S{system:04}|u{i:06}"));
        pen.text(0, format_args!("S{system:04}"));
        pen.text(1, format_args!("u{i:06}"));
        pen.text(2, format_args!("{holder:06}"));
        pen.value(3, &internal);
        pen.value(4, &human);
        pen.value(5, &rights[usize::from(privileged)]);
        pen.always(6..8);
        pen.date(8, start);
        // A fifth of the directory's accounts still has a password.
        pen.flag(9, i < work.scale.people && i % 5 == 0);
        pen.flag(10, true);
        pen.flag(11, privileged);
        pen.flag(12, privileged && i % 5 != 0);
        pen.flag(13, true);
        pen.text(14, format_args!("權限-{}", i / 100));
        pen.flag(15, false);
        if privileged {
            let host = (system + i % 3 * work.scale.systems) % work.scale.hosts;
            pen.text(16, format_args!("h{host:05}"));
        } else {
            pen.unknown(16);
        }
        pen.text(17, format_args!("設定-{}", i / 50));
        pen.value(18, &two_factor);
        pen.flag(19, false);
        pen.save(&mut work.facts, start);
        if let Some(day) = left(work, holder) {
            ends.key(format_args!("S{system:04}|u{i:06}"));
            let late = if i % 50 == 7 { 9 } else { 0 };
            ends.flag(0, false);
            ends.date(1, plus(day, late));
            ends.save(&mut work.facts, plus(day, late));
        }
    }
}
