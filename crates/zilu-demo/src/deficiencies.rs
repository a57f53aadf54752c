//! What an assessment found lacking: corrections, follow-ups by internal audit, the report to the board, the closing.

use crate::assessment_items::Lack;
use crate::assessments::board;
use crate::book::{Book, at, plus, workday, workday_before, working};
use crate::organisation::People;
use crate::random::Random;
use crate::systems::Estate;
use zilu_engine::Day;

#[allow(clippy::too_many_arguments)]
pub(crate) fn write(
    book: &mut Book<'_>,
    people: &People,
    estate: &Estate,
    report: &str,
    issued: Day,
    found: Vec<(String, usize, Lack)>,
    random: &mut Random,
) {
    let officer = people.no(people.officer(0)).to_owned();
    let auditor = people.no(people.auditor(1)).to_owned();
    let mut last_closed = issued;
    let mut all_closed = true;
    let recent = issued > plus(book.today, -270);
    for (i, (assessment, system, lack)) in found.into_iter().enumerate() {
        let system = &estate.systems[system];
        let id = format!("AF-{}-{:03}", &report[3..], i + 1);
        let risk = random.pick(&["high", "medium", "medium", "low"]);
        let due = workday(plus(issued, if risk == "high" { 60 } else { 120 }));
        let draft = book
            .state("assessment_finding", &id, issued)
            .set("report", report)
            .set("assessment", &assessment)
            .when(matches!(lack, Lack::Item(_)), |draft| {
                draft.set("assessment_item", &format!("{assessment}|{}", lack.name()))
            })
            .when(matches!(lack, Lack::Point(_)), |draft| {
                draft.set("assessment_point", &format!("{assessment}|{}", lack.name()))
            })
            .set("system", system.id)
            .date("found_on", issued)
            .set("title", &format!("{}：{} 項未符", system.name, lack.name()))
            .set("severity", risk)
            .set("risk", risk)
            .set("category", lack.name())
            .when(i % 13 != 7, |draft| draft.set("control", &format!("控管-{id}")).date("due_on", due))
            .set("responsible", people.no(system.owner))
            .yes("open");
        let act = book.act(at(working(issued, 3), 11, 0), &officer, "record", "登錄評估缺失").with(draft);
        book.enter(act);
        let fixed = match random.below(100) {
            0..86 => workday_before(plus(due, -random.between(2, 40))),
            // Only of the last campaign is something still open.
            95.. if recent => {
                all_closed = false;
                continue;
            }
            _ => workday(plus(due, random.between(3, 45))),
        };
        let draft = book
            .event("corrective_action", &format!("CA-{}", &id[3..]), fixed)
            .set("finding", &id)
            .set("type", if random.permille(880) { "fixed" } else { "compensated" })
            .set("performer", people.no(system.owner))
            .when(!random.permille(30), |draft| draft.set("record", &format!("矯正-{id}")));
        let act = book
            .act(at(working(fixed, 2), 16, 0), people.no(system.owner), "record", "矯正措施完成")
            .with(draft);
        book.enter(act);
        let looked = working(fixed, random.between(8, 30));
        let draft = book
            .event("follow_up", &format!("FU-{}", &id[3..]), looked)
            .set("finding", &id)
            .set("result", "closed")
            .set("auditor", &auditor)
            .yes("by_audit")
            .set("record", &format!("覆查-{id}"));
        let mut act = book.act(at(looked, 15, 30), &auditor, "record", "內部稽核覆查").with(draft);
        act.add(book.revise("assessment_finding", &id, looked).no("open").date("closed_on", looked));
        book.enter(act);
        last_closed = last_closed.max(looked);
        all_closed &= book.past(looked);
    }
    if !all_closed {
        return;
    }
    // Follow-up complete, then the board, then the case is closed.
    let complete = working(last_closed, 5);
    let draft = book
        .revise("assessment_report", report, complete)
        .yes("follow_up_complete")
        .date("all_closed_on", last_closed);
    let act = book.act(at(complete, 10, 30), &auditor, "record", "評估報告覆查完成").with(draft);
    book.enter(act);
    let meeting = working(complete, 14);
    let secretary = people.no(people.secretary).to_owned();
    let act = book
        .act(at(working(meeting, 3), 15, 0), &secretary, "record", "提報董事會")
        .with(board(book, report, meeting));
    book.enter(act);
    let closed = working(meeting, 5);
    let draft = book
        .revise("assessment_report", report, closed)
        .yes("closed")
        .date("closed_on", closed)
        .date("kept_from", closed);
    let act = book.act(at(closed, 11, 30), &officer, "record", "評估案結案").with(draft);
    book.enter(act);
}
