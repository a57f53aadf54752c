//! The assessment plan, the assessments after it and their reports.

use crate::assessment_items::{self, Of};
use crate::assessors::{ASSESSOR, INTERNAL, SECOND};
use crate::book::{Book, at, plus, roc_year, workday, workday_before, working};
use crate::organisation::People;
use crate::systems::{Estate, System};
use zilu_engine::Day;

const PLAN: &str = "AP-01";

/// Assessed too late in one year, and left out of the plan when it was new.
const ASSESSED_LATE: &str = "FIELD";
/// A point of the website that was noted in the working papers only.
pub(crate) const FORGOTTEN: &str = "anti_defacement";
/// A system whose five years are over.
const OVERDUE: &str = "DOOR";

pub(crate) fn write(book: &mut Book<'_>, people: &People, estate: &Estate) {
    plan(book, people, estate);
    earlier(book, people, estate);
    for (first, last) in book.periods(12) {
        year(book, people, estate, first, last);
    }
    after_incidents(book, people, estate);
}

fn plan(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let head = people.no(people.security_head).to_owned();
    let approved = workday(plus(book.start, -310));
    let recorded = at(workday(plus(book.start, 10)), 11, 20);
    let plan = book
        .state("assessment_plan", PLAN, book.start)
        .set("version", "2.0")
        .yes("in_force covers_in_house covers_outsourced has_classification has_cycle has_items has_reporting has_tracking")
        .date("approved_on", approved)
        .set("approval_level", "delegate")
        .set("delegation", "董事會授權-110-04")
        .set("approval_record", "評計-核-01")
        .set("file", "資訊系統整體評估計畫 2.0.pdf");
    let mut act = book.act(recorded, &head, "record", "登錄評估計畫").with(plan);
    for system in estate.systems.iter().filter(|system| system.class > 0 && system.since == book.start) {
        act.add(planned(book, system, book.start));
    }
    book.enter(act);
    let check = |id: String, day: Day, outcome: &str| {
        book.event("plan_review", &id, day)
            .set("plan", PLAN)
            .set("outcome", outcome)
            .yes("coverage_checked improvement_tracked")
            .set("approval_level", "delegate")
            .set("approver", people.no(people.general_manager))
            .set("record", &format!("評計-檢-{id}"))
    };
    let mut acts = vec![book.act(recorded + 60, &head, "record", "計畫首次核定").with(check(
        "PR-00".to_owned(),
        approved,
        "revised",
    ))];
    for (first, _) in book.periods(12) {
        let day = workday(plus(first.max(book.start), 50));
        let id = format!("PR-{}", roc_year(first));
        acts.push(book.act(at(day, 16, 0), &head, "record", "評估計畫年度檢視").with(check(
            id,
            day,
            "no_change",
        )));
    }
    for act in acts {
        book.enter(act);
    }
}

fn planned<'a>(book: &Book<'a>, system: &System, from: Day) -> crate::book::Draft<'a> {
    let class = ["", "one", "two", "three"][usize::from(system.class)];
    book.state("planned_system", &format!("{PLAN}|{}", system.id), from)
        .set("class", class)
        .date("planned_on", workday(plus(book.start, 250)))
}

/// What was assessed before the story and still counts: the systems of the longer cycles.
fn earlier(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let officer = people.no(people.officer(0)).to_owned();
    let mut random = book.random("earlier assessments");
    let mut papers = book.random("papers of earlier assessments");
    let mut act = book
        .act(at(workday(plus(book.start, 11)), 9, 40), &officer, "import", "歷年評估紀錄")
        .out_of("歷年評估.xlsx");
    let mut reports: Vec<String> = Vec::new();
    let start = book.start;
    for system in estate.systems.iter().filter(|system| system.since == start) {
        let days = match system.class {
            2 => random.between(95, 560),
            3 if system.id == OVERDUE => 1_700,
            3 => random.between(200, 1_000),
            _ => continue,
        };
        let on = workday_before(plus(book.start, -days));
        // One report for each half-year before the story.
        let half = days / 182;
        let issued = workday_before(plus(book.start, -half * 182 - 80));
        let id = format!("RP-H{half}");
        let key = format!("AS-{}-{}", roc_year(on), system.id);
        act.add(assessment(book, system, &key, on).set("report", &id));
        let of = Of { key: &key, system, on, unit: unit(system), reported: false };
        assessment_items::write(book, people, estate, of, &mut papers, &mut act);
        if !reports.contains(&id) {
            let closed = workday(plus(issued, 60));
            let meeting = workday(plus(closed, 8));
            let draft = report(book, &id, issued)
                // The oldest one was written without the results of the drill.
                .flag("has_drill_result", half < 5)
                .yes("follow_up_complete closed kept remediation_kept")
                .date("all_closed_on", closed)
                .date("closed_on", workday(plus(meeting, 3)))
                .date("kept_from", closed);
            act.add(draft);
            act.add(board(book, &id, meeting));
            reports.push(id);
        }
    }
    book.enter(act);
}

fn assessment<'a>(book: &Book<'a>, system: &System, id: &str, on: Day) -> crate::book::Draft<'a> {
    let class = ["", "one", "two", "three"][usize::from(system.class)];
    let many = system.id == "VDI" || system.id == "AGENT";
    let draft = book
        .event("assessment", id, on)
        .set("system", system.id)
        .set("plan", PLAN)
        .yes("complete")
        .set("reason", "periodic")
        .maybe("class", (!class.is_empty()).then_some(class))
        .set("assessor", unit(system))
        .flag("many_devices", many)
        .flag("sampled", many)
        .when(many, |draft| {
            // Of the virtual desktops fewer were looked at than the floor asks for.
            let (devices, sampled, percent) =
                if system.id == "VDI" { (820, 60, "7.317") } else { (640, 110, "17.187") };
            draft
                .number("devices", devices)
                .number("sampled_devices", sampled)
                .set("sample_percent", percent)
                .flag("sample_enough", sampled >= 82)
                .set("sample_list", &format!("抽測清冊-{id}"))
        })
        .set("record", &format!("評估-{id}"));
    assessment_items::frame(draft, system)
}

/// The third class is left to our own auditors.
fn unit(system: &System) -> &'static str {
    if system.class == 3 { INTERNAL } else { ASSESSOR }
}

fn report<'a>(book: &Book<'a>, id: &str, issued: Day) -> crate::book::Draft<'a> {
    book.state("assessment_report", id, issued)
        .date("issued_on", issued)
        .set("assessor", ASSESSOR)
        .yes("has_qualifications has_scope has_items has_records has_deficiencies has_severity has_category has_risk")
        .yes("has_recommendations has_drill_result")
        .set("archive_record", &format!("歸檔-{id}"))
        .set("file", &format!("電腦系統資訊安全評估報告 {id}.pdf"))
}

pub(crate) fn board<'a>(book: &Book<'a>, report: &str, on: Day) -> crate::book::Draft<'a> {
    book.event("board_report", &format!("BR-{report}"), on)
        .set("report", report)
        .set("body", "delegate")
        .set("delegation", "董事會授權-110-04")
        .set("minutes", &format!("議事錄-{report}"))
}

/// One campaign a year: assessments in autumn, one report, deficiencies, follow-up, the board.
fn year(book: &mut Book<'_>, people: &People, estate: &Estate, first: Day, last: Day) {
    let year = roc_year(first);
    let mut random = book.random(&format!("assessments {year}"));
    let officer = people.no(people.officer(0)).to_owned();
    let begin = first.max(book.start);
    let id = format!("RP-{year}");
    let issued = workday(plus(begin, (last.0 - begin.0) * 5 / 6));
    let mut found = Vec::new();
    let mut reported = Vec::new();
    for (number, system) in estate.systems.iter().enumerate() {
        let due = match system.class {
            1 => true,
            // The longer cycles come round by system.
            2 => (number + year as usize).is_multiple_of(3),
            3 => (number + year as usize).is_multiple_of(5) && system.id != OVERDUE,
            _ => false,
        };
        let late = system.id == ASSESSED_LATE && last < plus(book.today, -60);
        let on = if late { plus(last, 34) } else { plus(issued, -random.between(8, 80)) };
        let on = workday_before(on);
        if !due || !system.used_on(on) {
            continue;
        }
        let key = format!("AS-{year}-{}", system.id);
        let recorded = at(working(on, random.between(1, 4)), 14, random.between(0, 59));
        let mut act = book.act(recorded, &officer, "record", format!("{}評估完成", system.name));
        act.add(assessment(book, system, &key, on));
        let of = Of { key: &key, system, on, unit: unit(system), reported: !late };
        let lacking = assessment_items::write(book, people, estate, of, &mut random, &mut act);
        book.enter(act);
        if late {
            issue(book, &officer, &format!("{id}-S"), workday(plus(on, 40)), &[key]);
        } else {
            // One of what was lacking never came into the report.
            let lacking = lacking.into_iter().filter(|lack| system.id != "WEB" || lack.name() != FORGOTTEN);
            found.extend(lacking.map(|lack| (key.clone(), number, lack)));
            reported.push(key);
        }
    }
    issue(book, &officer, &id, issued, &reported);
    crate::deficiencies::write(book, people, estate, &id, issued, found, &mut random);
}

/// A report is handed in, and the assessments that it covers refer to it.
fn issue(book: &mut Book<'_>, officer: &str, id: &str, issued: Day, assessments: &[String]) {
    let draft = report(book, id, issued).no("follow_up_complete closed").yes("kept remediation_kept");
    let mut act =
        book.act(at(working(issued, 2), 10, 0), officer, "record", format!("評估報告 {id}")).with(draft);
    for assessment in assessments {
        act.add(book.revise("assessment", assessment, issued).set("report", id));
    }
    book.enter(act);
}

/// A material incident asks for a new assessment of its system.
fn after_incidents(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let mut random = book.random("assessments after incidents");
    let officer = people.no(people.officer(0)).to_owned();
    for (i, (incident, system, occurred)) in crate::incidents::material(book).into_iter().enumerate() {
        // The second one took too long.
        let on = workday(plus(occurred, if i == 1 { 121 } else { 70 }));
        let id = format!("AS-{incident}");
        let system = &estate.systems[estate.system(system)];
        let unit = if i == 1 { SECOND } else { ASSESSOR };
        let draft = assessment(book, system, &id, on)
            .set("reason", "major_incident")
            .set("incident", &incident)
            .set("assessor", unit);
        let mut act =
            book.act(at(working(on, 2), 10, 0), &officer, "record", "重大事故後重新評估").with(draft);
        let of = Of { key: &id, system, on, unit, reported: false };
        assessment_items::write(book, people, estate, of, &mut random, &mut act);
        book.enter(act);
        issue(book, &officer, &format!("RP-{incident}"), workday(plus(on, 10)), &[id]);
    }
}
