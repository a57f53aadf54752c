//! Systems that were replaced, from the plan over the night itself to the weeks after it. Problems stand in `problems`.
//!
//! Plots: the new policy issuing system lacks the record of its capacity review, and went on after a meeting when a
//! checkpoint failed; the members' area went live over a failed checkpoint without any meeting, and nobody dared to say at
//! the end that all functions work; the mobile interfaces were rolled back by decision; the electronic policies are being
//! watched, with a week left out; the premium system is being prepared; the claims system was called off.

use crate::book::{Book, Draft, at, plus, workday, workday_before, working};
use crate::organisation::People;
use zilu_engine::Day;

/// How a cutover went.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Outcome {
    Live,
    /// Live, though a checkpoint had failed and nobody met.
    Forced,
    RolledBack,
    /// Live some days ago.
    Watched,
    Preparing,
    Cancelled,
}

/// A cutover.
pub(crate) struct Cutover {
    pub(crate) id: &'static str,
    pub(crate) system: &'static str,
    name: &'static str,
    /// Days before the day of reading on which it went live; later, when negative.
    days: i32,
    pub(crate) outcome: Outcome,
}

const fn cutover(
    id: &'static str,
    system: &'static str,
    name: &'static str,
    days: i32,
    outcome: Outcome,
) -> Cutover {
    Cutover { id, system, name, days, outcome }
}

pub(crate) const CUTOVERS: [Cutover; 6] = [
    cutover("CO-01", "ISSUE", "新契約出單系統", 150, Outcome::Live),
    cutover("CO-02", "MEMBER", "保戶會員專區改版", 76, Outcome::Forced),
    cutover("CO-03", "MOBILE-API", "行動介接平台換版", 245, Outcome::RolledBack),
    cutover("CO-04", "EPOLICY", "電子保單平台換版", 24, Outcome::Watched),
    cutover("CO-05", "PREMIUM", "保費系統換版", -38, Outcome::Preparing),
    cutover("CO-06", "CLAIM", "理賠系統換版", 105, Outcome::Cancelled),
];

/// The steps before the night, with the days before it and what each has to show.
const PREPARATIONS: [(&str, i32, &str); 16] = [
    ("architecture_review", 132, "application database security network platform operations"),
    ("mode_assessment", 126, "big_bang parallel"),
    ("capacity_review", 120, "device_capacity reserve_capacity"),
    ("test_plan", 112, "exit_criteria impact_scope"),
    ("test_environment", 104, "architecture_match device_match parameter_match"),
    ("functional_test", 80, "unit_test integration_test regression_test"),
    ("nonfunctional_test", 66, "compatibility_test peak_load_test combined_test"),
    ("rollback_criteria", 44, ""),
    ("schedule", 43, ""),
    ("vendor_commitment", 40, ""),
    ("rehearsal", 33, ""),
    ("risk_assessment", 26, "complexity impact_scope"),
    ("change_review", 22, "test_cases rollback_plan"),
    ("announcement", 16, ""),
    ("staff_training", 12, "fault_scripts"),
    ("coordination_meeting", 4, "task_list readiness"),
];

/// The steps of the night, with the minutes after its beginning.
const NIGHT: [(&str, i64, &str); 6] = [
    ("backup", 40, "system_backup data_backup"),
    ("change_verification", 150, ""),
    ("data_verification", 200, "data_content data_integrity"),
    ("staged_start", 240, ""),
    ("resource_monitoring", 290, "network_watch system_watch resources"),
    ("resource_allocation", 300, ""),
];

const CHECKPOINTS: [(&str, i64); 4] =
    [("停機完成", 30), ("程式佈署完成", 120), ("資料轉換完成", 190), ("對外開放", 320)];

const IRREVERSIBLE: i64 = 170;
const LIVE: i64 = 360;

impl Cutover {
    /// The day on which it went live or is to.
    pub(crate) fn day(&self, book: &Book<'_>) -> Day {
        workday(plus(book.today, -self.days))
    }

    fn night(&self, book: &Book<'_>) -> i64 {
        at(self.day(book), 0, 30)
    }

    /// Whether the night was gone through.
    fn executed(&self) -> bool {
        !matches!(self.outcome, Outcome::Preparing | Outcome::Cancelled)
    }

    pub(crate) fn live(&self) -> bool {
        self.executed() && self.outcome != Outcome::RolledBack
    }
}

/// The cutover that an incident of a system on a day may come from.
pub(crate) fn of(book: &Book<'_>, system: &str, day: Day) -> Option<&'static str> {
    CUTOVERS
        .iter()
        .find(|cutover| {
            let live = cutover.day(book);
            cutover.system == system && cutover.live() && day >= live && day < plus(live, 80)
        })
        .map(|cutover| cutover.id)
}

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    for cutover in &CUTOVERS {
        open(book, people, cutover);
        prepare(book, people, cutover);
        if cutover.executed() {
            night(book, people, cutover);
        }
        if cutover.live() {
            afterwards(book, people, cutover);
        }
    }
}

fn open(book: &mut Book<'_>, people: &People, cutover: &Cutover) {
    let lead = people.no(people.developers_head).to_owned();
    let id = cutover.id;
    let live = cutover.day(book);
    let night = cutover.night(book);
    let registered = workday(plus(live, -150).max(plus(book.start, 10)));
    let draft = book
        .state("cutover", id, registered)
        .set("system", cutover.system)
        .set("state", "preparing")
        .set("mode", "parallel")
        .date("planned_on", live)
        .instant("started_at", night)
        .instant("irreversible_at", night + IRREVERSIBLE * 60)
        .instant("went_live_at", night + LIVE * 60)
        .number("checkpoints", CHECKPOINTS.len() as i64)
        .yes("hardware_vendor development_vendor under_procedure")
        .number("rollback_minutes", 120)
        .number("verification_minutes", 90)
        .date("monitoring_until", plus(live, 62))
        .set("owner", &lead);
    let reason = format!("系統置換立案：{}", cutover.name);
    let mut act = book.act(at(registered, 10, 0), &lead, "record", reason).with(draft);
    for (n, (title, minutes)) in CHECKPOINTS.into_iter().enumerate() {
        let draft = book
            .state("cutover_checkpoint", &format!("{id}|{}", n + 1), registered)
            .set("title", title)
            .instant("planned_at", night + minutes * 60)
            .set("criterion", "作業清單逐項完成")
            // What would have to happen at the last checkpoint of the members' area, the plan does not say.
            .when(!(cutover.outcome == Outcome::Forced && n == 3), |draft| {
                draft.set("rollback_condition", "逾時三十分鐘或核對不符")
            });
        act.add(draft);
    }
    book.enter(act);
    let committed = plus(live, -40).max(plus(registered, 1));
    for (vendor, role) in [("V009", "hardware"), ("V001", "development")] {
        // The machine room's vendor promised people, of spares there is no word in the members' case.
        let spares = role == "hardware" && cutover.outcome != Outcome::Forced;
        let draft = book
            .state("cutover_vendor", &format!("{id}|{vendor}"), workday(committed))
            .set("role", role)
            .flag("spares", spares)
            .yes("troubleshooting")
            .flag("modification_staff", role == "development")
            .instant("committed_at", at(workday(committed), 11, 0))
            .set("commitment", &format!("上線支援承諾-{id}-{vendor}"));
        let act = book.act(at(workday(committed), 16, 0), &lead, "record", "廠商上線支援承諾");
        book.enter(act.with(draft));
    }
    let (state, day) = match cutover.outcome {
        Outcome::Preparing => return,
        Outcome::Cancelled => ("cancelled", workday(plus(live, -12))),
        Outcome::RolledBack => ("rolled_back", live),
        _ => ("after", live),
    };
    let draft = book.revise("cutover", id, day).set("state", state).number("problems_reported", 0);
    let when = if cutover.executed() { night + 7 * 3_600 } else { at(day, 16, 0) };
    book.enter(book.act(when, &lead, "record", format!("系統置換進度：{}", cutover.name)).with(draft));
}

/// A step with its points, handed in half an hour after it was done.
fn step(book: &mut Book<'_>, people: &People, draft: Draft<'_>, key: &str, moment: i64, points: &str) {
    let lead = people.no(people.developers_head).to_owned();
    let mut act = book.act(moment + 1_800, &lead, "record", "系統置換工作").with(draft);
    for point in points.split_whitespace() {
        let draft = book
            .state("cutover_point", &format!("{key}|{point}"), Day::of_instant(moment))
            .set("result", "covered")
            .set("reference", &format!("{key} 第 {} 頁", 2 + point.len()));
        act.add(draft);
    }
    book.enter(act);
}

fn base<'a>(
    book: &Book<'a>,
    people: &People,
    cutover: &Cutover,
    kind: &str,
    key: &str,
    moment: i64,
) -> Draft<'a> {
    book.moment("cutover_step", key, moment)
        .set("cutover", cutover.id)
        .set("step", kind)
        .yes("complete")
        .set("result", "pass")
        .set("approver", people.no(people.operations_head))
        .set("record", &format!("置換-{key}"))
}

fn prepare(book: &mut Book<'_>, people: &People, cutover: &Cutover) {
    let live = cutover.day(book);
    for (n, (kind, before, points)) in PREPARATIONS.into_iter().enumerate() {
        let moment = at(workday_before(plus(live, -before)).max(workday(plus(book.start, 11))), 15, n as i32);
        // What was called off was not prepared to the end.
        if cutover.outcome == Outcome::Cancelled && before < 60 {
            continue;
        }
        let key = format!("CS-{}-{kind}", cutover.id);
        // For the members' area the customers were told two days before.
        let moment = match (cutover.outcome, kind) {
            (Outcome::Forced, "announcement") => at(workday_before(plus(live, -3)), 15, 0),
            _ => moment,
        };
        let draft = base(book, people, cutover, kind, &key, moment);
        let draft = match (cutover.outcome, kind) {
            // The record of the capacity review was never found again.
            (Outcome::Live, "capacity_review") => book
                .moment("cutover_step", &key, moment)
                .set("cutover", cutover.id)
                .set("step", kind)
                .yes("complete")
                .set("result", "pass")
                .set("approver", people.no(people.operations_head)),
            (_, "coordination_meeting") => draft.set("decision", "go"),
            _ => draft,
        };
        // The load at the peak was left out where there was no time.
        let points = match (cutover.outcome, kind) {
            (Outcome::Forced, "nonfunctional_test") => "compatibility_test combined_test",
            _ => points,
        };
        step(book, people, draft, &key, moment, points);
    }
}

fn night(book: &mut Book<'_>, people: &People, cutover: &Cutover) {
    let begin = cutover.night(book);
    if cutover.outcome == Outcome::RolledBack {
        let (kind, minutes, points) = NIGHT[0];
        let key = format!("CS-{}-{kind}", cutover.id);
        let moment = begin + minutes * 60;
        let draft = base(book, people, cutover, kind, &key, moment);
        step(book, people, draft, &key, moment, points);
    }
    for (n, (_, minutes)) in CHECKPOINTS.into_iter().enumerate() {
        let failed = n == 2 && !matches!(cutover.outcome, Outcome::Watched);
        let key = format!("CS-{}-checkpoint-{}", cutover.id, n + 1);
        let moment = begin + (minutes + 2) * 60;
        let point = format!("{}|{}", cutover.id, n + 1);
        let draft = base(book, people, cutover, "checkpoint", &key, moment)
            .set("checkpoint", &point)
            .set("result", if failed { "fail" } else { "pass" });
        step(book, people, draft, &key, moment, "");
        if !failed {
            continue;
        }
        let decision = match cutover.outcome {
            Outcome::Forced => continue,
            Outcome::RolledBack => "rollback",
            _ => "go",
        };
        let key = format!("CS-{}-rollback_meeting", cutover.id);
        let moment = moment + 20 * 60;
        let draft = base(book, people, cutover, "rollback_meeting", &key, moment)
            .set("checkpoint", &point)
            .set("decision", decision)
            .set(
                "reason",
                if decision == "go" {
                    "差異三筆，可於上線後補正"
                } else {
                    "轉換逾時，依計畫復原"
                },
            );
        step(book, people, draft, &key, moment, "");
        if decision == "rollback" {
            return;
        }
    }
    for (kind, minutes, points) in NIGHT {
        let key = format!("CS-{}-{kind}", cutover.id);
        let moment = begin + minutes * 60;
        let draft = base(book, people, cutover, kind, &key, moment);
        let draft = match kind {
            "change_verification" | "data_verification" => draft
                .number("items", 48)
                .number("items_passed", if cutover.outcome == Outcome::Forced { 45 } else { 48 }),
            _ => draft,
        };
        step(book, people, draft, &key, moment, points);
    }
}

/// The weeks in which the system is watched.
fn afterwards(book: &mut Book<'_>, people: &People, cutover: &Cutover) {
    let live = cutover.day(book);
    let end = 60;
    for week in 1..=8 {
        // Of the electronic policies nobody looked in the second week.
        if cutover.outcome == Outcome::Watched && week == 2 {
            continue;
        }
        let moment = at(workday_before(plus(live, week * 7 - 1)), 17, 0);
        let key = format!("CS-{}-monitoring-{week}", cutover.id);
        let draft = base(book, people, cutover, "monitoring", &key, moment);
        step(book, people, draft, &key, moment, "");
    }
    let moment = at(workday_before(plus(live, end)), 17, 30);
    let key = format!("CS-{}-monitoring-end", cutover.id);
    let draft = base(book, people, cutover, "monitoring", &key, moment);
    let points = if cutover.outcome == Outcome::Forced {
        "data_correct system_stable"
    } else {
        "data_correct functions_normal system_stable"
    };
    step(book, people, draft, &key, moment, points);
    let opened = working(live, if cutover.outcome == Outcome::Forced { 4 } else { 1 });
    let opened = if cutover.outcome == Outcome::Forced { opened } else { live };
    for kind in ["problem_register", "incident_response"] {
        let moment = at(opened, 17, if kind == "problem_register" { 10 } else { 20 });
        let key = format!("CS-{}-{kind}", cutover.id);
        let draft = base(book, people, cutover, kind, &key, moment);
        step(book, people, draft, &key, moment, "");
    }
}
