//! What is done in an outsourcing case until the work begins: feasibility, tender, choice of the vendor, the team.
//!
//! Plots: the chatbot's vendor was chosen before anybody had evaluated it on security; the condition under which the
//! website's vendor passed was met only after the work had begun; the place from which the underwriting engine comes was
//! never written down; the new matching of names went to tender without a scale of penalties.

use crate::book::{Book, at, plus, workday, workday_before, working};
use crate::organisation::People;
use crate::outsourcing::{CASES, Case};
use zilu_engine::Day;

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    for (i, case) in CASES.iter().enumerate() {
        let mut entries = Entries { case, drafts: Vec::new() };
        entries.steps(book, people);
        entries.evaluation(book, people);
        if case.core() {
            entries.items(book, people);
            entries.requirements(book);
            entries.risks(book, people, i);
            entries.members(book, people, i);
        }
        entries.hand_in(book, people);
    }
}

/// The papers of a case, each with the day on which it was done.
struct Entries<'a, 'c> {
    case: &'c Case,
    drafts: Vec<(Day, crate::book::Draft<'a>)>,
}

impl<'a> Entries<'a, '_> {
    /// Papers of old cases came with the first import, the others within days.
    fn hand_in(self, book: &mut Book<'_>, people: &People) {
        let manager = people.no(people.general_affairs).to_owned();
        let first = at(working(workday(book.start), 6), 10, 0);
        let id = self.case.id;
        let mut act = book
            .act(first, &manager, "import", format!("{id} 各階段紀錄"))
            .out_of(format!("{id}-檢核表.xlsx"));
        for (day, draft) in self.drafts {
            if day <= book.start {
                act.add(draft);
            } else {
                let recorded = at(working(workday(day), 2), 10, 0);
                let act = book.act(recorded, &manager, "record", format!("{id} 階段紀錄"));
                book.enter(act.with(draft));
            }
        }
        book.enter(act);
    }

    fn steps(&mut self, book: &Book<'a>, people: &People) {
        let case = self.case;
        let id = case.id;
        let mut steps: Vec<(&str, i32)> = vec![("security_evaluation", -180), ("location_risk", -55)];
        if case.core() {
            steps.extend([
                ("feasibility", -178),
                ("cost_benefit", -176),
                ("risk_assessment", -172),
                ("vendor_restriction", -168),
                ("vendor_proposal", -104),
                ("nda_prepared", -100),
                ("tender_security", -98),
                ("tender_service_level", -98),
                ("criterion_capacity", -97),
                ("criterion_audit", -97),
                ("criterion_management", -97),
            ]);
            if id != "OS-126" {
                steps.push(("tender_penalty", -98));
            }
        }
        if case.has('x') {
            steps.push(("better_offer_check", if id == "OS-116" { -20 } else { -50 }));
        }
        if case.has('l') {
            steps.push(("cloud_certificate_scope", 8));
        }
        for (step, days) in steps {
            let day = workday_before(plus(case.started(book), days));
            let unwritten = id == "OS-107" && step == "location_risk";
            let draft = book
                .event("outsourcing_step", &format!("{id}-{step}"), day)
                .set("outsourcing", id)
                .set("step", step)
                .yes("complete record_kept")
                .set("result", "pass")
                .set("approver", people.no(people.security_head))
                .when(step == "cost_benefit", |draft| draft.number("security_cost", 1_200_000))
                .when(step == "location_risk", |draft| {
                    draft
                        .set("vendor_place", "臺北市")
                        .when(!unwritten, |draft| draft.set("service_place", "臺灣"))
                        .no("adverse")
                })
                .when(step == "cloud_certificate_scope", |draft| {
                    draft.yes("covers_service covers_functions").date("certificate_until", plus(day, 700))
                })
                .when(!unwritten, |draft| draft.set("record", &format!("{id}-{step}")));
            self.drafts.push((day, draft));
        }
    }

    fn evaluation(&mut self, book: &Book<'a>, people: &People) {
        let case = self.case;
        let selected = case.selected(book);
        // The chatbot could not wait.
        let day = workday_before(plus(selected, if case.id == "OS-111" { 16 } else { -12 }));
        let conditional = matches!(case.id, "OS-107" | "OS-110" | "OS-116");
        let met = plus(case.started(book), if case.id == "OS-116" { 21 } else { -8 });
        let key = format!("VE-{}", case.id);
        let draft = book
            .event("vendor_evaluation", &key, day)
            .set("vendor", case.vendor)
            .set("outsourcing", case.id)
            .yes("security_items certification_item qualification capacity management_reviewed location_item")
            .flag("tsp_risk", true)
            .flag("audit_accepted", case.id != "OS-110")
            .number("core_projects", if case.vendor == "V023" { 5 } else { 2 })
            .when(case.vendor == "V023", |draft| draft.set("concentration_measure", "備援顧問名單-V023"))
            .set("result", if conditional { "conditional" } else { "pass" })
            .set("evaluator", people.no(people.general_affairs))
            .set("record", &key);
        self.drafts.push((day, draft));
        if conditional {
            self.drafts
                .push((met, book.revise("vendor_evaluation", &key, met).date("conditions_met_on", met)));
        }
    }

    fn items(&mut self, book: &Book<'a>, people: &People) {
        let id = self.case.id;
        let day = workday_before(plus(self.case.started(book), -178));
        for (n, name) in ["程式與設定維護", "問題排除與諮詢", "機敏資料處理"].into_iter().enumerate()
        {
            // What touches the data themselves stays in the house.
            let out = n < 2;
            let draft = book
                .state("outsourced_item", &format!("{id}-I{}", n + 1), day)
                .set("outsourcing", id)
                .set("name", name)
                .flag("outsourced", out)
                .flag("suitable", out)
                .flag("feasible", out)
                .date("decided_on", day)
                .set("decided_by", people.no(people.security_head))
                .set("record", &format!("{id}-可行性"));
            self.drafts.push((day, draft));
        }
    }

    fn requirements(&mut self, book: &Book<'a>) {
        let id = self.case.id;
        let day = workday_before(plus(self.case.started(book), -98));
        for (n, topic) in
            ["availability", "security_control", "audit", "test_and_fix"].into_iter().enumerate()
        {
            // Consultants keep nothing running.
            let applies = topic != "availability" || !self.case.has('c');
            let penalties = id != "OS-126";
            let draft = book
                .state("tender_requirement", &format!("{id}-T{}", n + 1), day)
                .set("outsourcing", id)
                .set("topic", topic)
                .flag("applies", applies)
                .when(!applies, |draft| draft.set("reason", "顧問服務，無可用性要求"))
                .when(applies, |draft| {
                    draft
                        .set("reference", &format!("需求書第 {} 章", n + 3))
                        .set("service_level", ["99.9%", "月報", "每年一次", "三十日內修補"][n])
                        .set("service_level_reference", &format!("需求書第 {} 章第二節", n + 3))
                        .set("penalty", if penalties { "both" } else { "none" })
                        .flag("penalty_graded", penalties)
                        .when(penalties, |draft| draft.set("penalty_reference", "需求書第 9 章"))
                });
            self.drafts.push((day, draft));
        }
    }

    fn risks(&mut self, book: &Book<'a>, people: &People, i: usize) {
        let id = self.case.id;
        let day = workday_before(plus(self.case.started(book), -172));
        for (n, title) in ["廠商人員流動", "遠端連線遭濫用", "分包管理不足"].into_iter().enumerate()
        {
            let key = format!("{id}-R{}", n + 1);
            let planned = workday(plus(day.max(book.start), 90 + i as i32 * 5));
            let draft = book
                .state("outsourcing_risk", &key, day)
                .set("outsourcing", id)
                .date("found_on", day)
                .set("title", title)
                .set("level", ["medium", "high", "low"][(n + i) % 3])
                .set("measure", "契約條款、最小權限與定期查核")
                .set("owner", people.no(people.operator(i)))
                .date("planned_on", planned)
                .set("status", "open");
            self.drafts.push((day, draft));
            // Some took longer than planned, one is still open.
            let delay = match (i + n) % 9 {
                4 => 20,
                7 if n == 2 && i < 9 => continue,
                _ => -15,
            };
            let done = workday(plus(planned, delay)).max(plus(day, 1));
            let accepted = (i + n) % 11 == 5;
            let draft = book.revise("outsourcing_risk", &key, done).set("record", &format!("{key}-處理"));
            let draft = if accepted {
                draft
                    .set("status", "accepted")
                    .date("accepted_until", plus(book.today, 200))
                    .set("approver", people.no(people.security_head))
            } else {
                draft.set("status", "treated")
            };
            self.drafts.push((done, draft));
        }
    }

    fn members(&mut self, book: &Book<'a>, people: &People, i: usize) {
        let id = self.case.id;
        let day = workday_before(plus(self.case.started(book), -181));
        // One team forgot the security unit.
        let mut members = vec![(people.operator(i), "維運代表"), (people.developer(i), "需求與測試")];
        if id != "OS-113" {
            members.push((people.officer(i), "資安代表"));
        }
        for (person, task) in members {
            let draft = book
                .state("project_member", &format!("{id}|{}", people.no(person)), day)
                .yes("active")
                .set("task", task);
            self.drafts.push((day, draft));
        }
    }
}
