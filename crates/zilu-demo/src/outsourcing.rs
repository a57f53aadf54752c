//! Outsourcing cases with their dates and stages, and their contracts. What is done in a case stands in `stages`,
//! `outsourced_work` and `outsourcing_exit`.
//!
//! Plots: the network contract has no word about notice of incidents and none about the right to audit; the one of the
//! agents' platform leaves the vendor ninety days for what is open on the internet; the call centre's forgets to speak
//! of confidentiality; the staffing contract ran out without anybody noticing; the reinsurance system is marked as
//! outsourced, but there is no case.

use crate::book::{Book, Draft, at, plus, workday};
use crate::organisation::People;
use zilu_engine::Day;

/// An outsourcing case.
pub(crate) struct Case {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    pub(crate) vendor: &'static str,
    pub(crate) system: &'static str,
    /// k touches a core ICT system, p personal data; d development, o operation, c consulting, l cloud; b
    /// subcontracted, x an offer better than specified.
    pub(crate) flags: &'static str,
    pub(crate) begins: Begins,
    /// Days before the day of reading on which it ended.
    pub(crate) ended: Option<i32>,
}

/// When the work began.
#[derive(Clone, Copy)]
pub(crate) enum Begins {
    /// So many days before the story.
    Before(i32),
    /// So many days before the day of reading; later, when negative.
    Lately(i32),
}

const fn case(
    id: &'static str,
    name: &'static str,
    vendor: &'static str,
    system: &'static str,
    flags: &'static str,
    begins: Begins,
) -> Case {
    Case { id, name, vendor, system, flags, begins, ended: None }
}

const fn ended(case: Case, days: i32) -> Case {
    Case { ended: Some(days), ..case }
}

use Begins::{Before, Lately};

pub(crate) const CASES: [Case; 28] = [
    case("OS-101", "保費系統維護", "V001", "PREMIUM", "kpdo", Before(120)),
    case("OS-102", "核心資料庫維運", "V002", "LIFE-CORE", "kpo", Before(137)),
    case("OS-103", "網路與防火牆維護", "V003", "NETWORK", "ko", Before(154)),
    case("OS-104", "資安監控中心", "V004", "SIEM", "ko", Before(171)),
    case("OS-105", "網路繳費閘道營運", "V018", "PAYMENT", "kpob", Before(188)),
    case("OS-106", "行動程式開發", "V006", "FIELD", "kpd", Before(205)),
    case("OS-107", "核保引擎建置", "V023", "UW", "kpdx", Lately(210)),
    case("OS-108", "人力資源雲端服務", "V019", "HR", "pol", Before(380)),
    case("OS-109", "客服電話外包", "V007", "CALL", "kpo", Before(256)),
    case("OS-110", "弱點檢測服務", "V012", "EAPPLY", "kpc", Lately(265)),
    case("OS-111", "智能客服建置", "V024", "CHATBOT", "pd", Lately(95)),
    ended(case("OS-112", "舊保單查詢維護", "V013", "LEGACY", "kpo", Before(307)), 130),
    case("OS-113", "車險系統維護", "V001", "MOTOR", "kpdo", Before(150)),
    case("OS-115", "保經代平台維護", "V013", "AGENT", "kpdo", Before(220)),
    case("OS-116", "官網改版與維護", "V006", "WEB", "kdox", Lately(180)),
    case("OS-117", "客戶關係系統維護", "V001", "CRM", "kpdo", Before(90)),
    case("OS-118", "視訊會議維運", "V020", "MEETING", "ol", Before(240)),
    case("OS-119", "客服對話運算資源", "V005", "CALL", "kpl", Before(300)),
    case("OS-120", "備份方案維護", "V015", "BACKUP", "kob", Before(60)),
    case("OS-121", "機房監控維運", "V009", "MONITOR", "o", Before(330)),
    case("OS-122", "語音系統維護", "V016", "CALL", "kpo", Before(75)),
    case("OS-124", "資訊派駐人力", "V014", "TICKET", "o", Before(200)),
    ended(case("OS-125", "舊簡訊平台", "V018", "CRM", "kpo", Before(400)), 310),
    case("OS-126", "反洗錢名單比對建置", "V023", "AML", "kpd", Lately(-60)),
    ended(case("OS-127", "紙本保單影像掃描", "V024", "IMAGE", "kpo", Before(45)), 62),
    case("OS-131", "官網內容傳遞服務", "V005", "WEB", "kl", Before(330)),
    case("OS-132", "數據分析平台", "V005", "BI", "pl", Lately(150)),
    case("OS-128", "精算引擎雲端化", "V005", "ACTUARY", "dl", Lately(-190)),
];

/// The system that its case was to build: it is named in the case when it is there.
const FUTURE: &str = "CHATBOT";

impl Case {
    pub(crate) fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    pub(crate) fn core(&self) -> bool {
        self.has('k')
    }

    pub(crate) fn started(&self, book: &Book<'_>) -> Day {
        match self.begins {
            Before(days) => workday(plus(book.start, -days)),
            Lately(days) => workday(plus(book.today, -days)),
        }
    }

    pub(crate) fn planned(&self, book: &Book<'_>) -> Day {
        workday(plus(self.started(book), -160))
    }

    pub(crate) fn tendered(&self, book: &Book<'_>) -> Day {
        workday(plus(self.started(book), -90))
    }

    pub(crate) fn selected(&self, book: &Book<'_>) -> Day {
        workday(plus(self.started(book), -45))
    }

    /// When it is to be accepted: developments some time after their delivery, the others soon after the beginning.
    pub(crate) fn accepted(&self, book: &Book<'_>) -> Option<Day> {
        match self.delivered(book) {
            Some(day) => Some(workday(plus(day, if self.id == "OS-107" { 60 } else { 9 }))),
            // The conversation machines were tried for a long time before they were accepted.
            None if self.id == "OS-119" => Some(workday(plus(book.start, 240))),
            None => (self.has('c') || self.has('l')).then(|| workday(plus(self.started(book), 24))),
        }
    }

    /// When the last delivery came or is to come.
    pub(crate) fn delivered(&self, book: &Book<'_>) -> Option<Day> {
        let number: i32 = self.id[3..].parse().unwrap_or_default();
        let lately = plus(book.today, -40 - (number - 100) * 7);
        self.has('d').then(|| workday(lately.max(plus(self.started(book), 70))))
    }

    pub(crate) fn ended(&self, book: &Book<'_>) -> Option<Day> {
        self.ended.map(|days| workday(plus(book.today, -days)))
    }

    /// From when the case is on record.
    pub(crate) fn opened(&self, book: &Book<'_>) -> Day {
        workday(plus(self.planned(book), -45).max(book.start))
    }

    fn lately(&self) -> bool {
        matches!(self.begins, Lately(_))
    }
}

/// Whether a system is worked on by vendors, operated by them, developed by them, on the day of reading.
pub(crate) fn of_system(book: &Book<'_>, system: &str) -> (bool, bool, bool) {
    let live = |case: &&Case| case.system == system && case.ended.is_none() && book.past(case.started(book));
    let any = |flag: char| CASES.iter().filter(live).any(|case| case.has(flag));
    (CASES.iter().any(|case| live(&case)), any('o'), any('d'))
}

/// The vendor that maintains or develops a system.
pub(crate) fn vendor_of(system: &str) -> Option<&'static str> {
    let kept = |case: &&Case| case.ended.is_none() && (case.has('d') || case.has('o'));
    CASES.iter().filter(kept).find(|case| case.system == system).map(|case| case.vendor)
}

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    let manager = people.no(people.general_affairs).to_owned();
    let mut act = book
        .act(at(workday(book.start), 16, 0), &manager, "import", "委外案與契約清冊")
        .out_of("委外契約清冊.xlsx");
    for (i, case) in CASES.iter().enumerate() {
        let (opened, started) = (case.opened(book), case.started(book));
        let state = record(book, people, case, i, opened);
        let contract = contract(book, case);
        if case.lately() {
            let act = book.act(at(opened, 16, 20), &manager, "record", format!("委外立案：{}", case.name));
            book.enter(act.with(state));
            stages(book, &manager, case);
            if case.system == FUTURE {
                let day = workday(plus(book.today, -40));
                let draft =
                    book.revise("outsourcing", case.id, day).set("system", case.system).yes("touches_system");
                let act = book.act(at(day, 16, 30), &manager, "record", "委外案對應系統");
                book.enter(act.with(draft));
            }
            if let Some(contract) = contract {
                let act = book.act(at(workday(plus(started, -9)), 16, 40), &manager, "record", "委外簽約");
                book.enter(act.with(contract));
            }
        } else {
            act.add(state);
            if let Some(contract) = contract {
                act.add(contract);
            }
        }
    }
    book.enter(act);
}

fn record<'a>(book: &Book<'a>, people: &People, case: &Case, i: usize, opened: Day) -> Draft<'a> {
    let id = case.id;
    let core = case.core();
    let draft = book
        .state("outsourcing", id, opened)
        .set("name", case.name)
        .yes("it")
        .flag("touches_system", case.system != FUTURE)
        .when(case.system != FUTURE, |draft| draft.set("system", case.system))
        .set("requesting_unit", if case.has('d') { "資訊開發部" } else { "資訊維運部" })
        .flag("core", core)
        .set("core_reason", if core { "觸及核心資通系統" } else { "不涉核心資通系統" })
        .flag("development", case.has('d'))
        .flag("operation", case.has('o'))
        .flag("consulting", case.has('c'))
        .flag("cloud", case.has('l'))
        .flag("sensitive", core && case.has('p'))
        // Whether the network work is sensitive was decided; why, nobody wrote down.
        .when(id != "OS-103", |draft| draft.set("sensitive_reason", "依資料分級與系統等級"))
        .flag("subcontracted", case.has('b'))
        .flag("better_offer", case.has('x'))
        .flag("personal_data", case.has('p'))
        .date("planned_on", case.planned(book))
        .date("tendered_on", case.tendered(book))
        .date("selected_on", case.selected(book))
        .date("started_on", case.started(book))
        .set("company_lead", people.no(people.operator(i)))
        .set("leads_record", &format!("專責人員-{id}"))
        .flag("security_in_team", id != "OS-113")
        .set("team_record", &format!("專案成員-{id}"));
    let draft = match case.accepted(book) {
        Some(day) => draft.date("accepted_on", day),
        None => draft,
    };
    if case.lately() {
        draft.set("stage", "planning")
    } else {
        let stage = if id == "OS-106" { "warranty" } else { "performing" };
        draft.set("stage", stage).set("vendor", case.vendor).set("vendor_lead", "專案經理")
    }
}

/// A new case goes from stage to stage; what is still to come is not in the book yet.
fn stages(book: &mut Book<'_>, manager: &str, case: &Case) {
    for (stage, day) in [
        ("tendering", Some(case.tendered(book))),
        ("award", Some(case.selected(book))),
        ("performing", Some(case.started(book))),
        ("acceptance", case.delivered(book)),
    ] {
        let Some(day) = day else { continue };
        let draft = book
            .revise("outsourcing", case.id, day)
            .set("stage", stage)
            .when(stage == "award", |draft| draft.set("vendor", case.vendor).set("vendor_lead", "專案經理"));
        let act = book.act(at(day, 17, 20), manager, "record", format!("委外案進度：{}", case.name));
        book.enter(act.with(draft));
    }
}

/// What the company's model contract says, and where.
pub(crate) fn terms(draft: Draft<'_>) -> Draft<'_> {
    draft
        .yes("in_force lawful_deliverables component_licence data_protection test_and_fix test_times")
        .yes("security_responsibility clean_deliverables audit_right audit_by_third_party access_control")
        .yes("incident_notice incident_handling termination_terms security_terms shared_accounts_banned")
        .yes("mutual_audit roles_of_both subcontract_risk service_reports security_agreement confidentiality")
        .number("fix_days_high", 55)
        .number("incident_notice_hours", 12)
        .number("incident_response_hours", 24)
        .set("confidentiality_clause", "第 12 條")
        .set("lawful_deliverables_clause", "第 9 條")
        .set("component_clause", "第 10 條")
        .set("data_protection_clause", "第 13 條")
        .set("data_measures", "契約附件三 個資安全維護措施")
        .set("test_and_fix_clause", "第 15 條及附件二")
        .set("security_responsibility_clause", "第 14 條")
        .set("roles_clause", "第 4 條")
        .set("clean_deliverables_clause", "第 16 條")
        .set("audit_right_clause", "第 18 條")
        .set("access_control_clause", "第 17 條")
        .set("incident_notice_clause", "第 19 條")
        .set("incident_handling_clause", "附件四 事件處理程序")
        .set("termination_terms_clause", "第 22 條")
}

/// Cloud cases are under the contract of their cloud service.
fn contract<'a>(book: &Book<'a>, case: &Case) -> Option<Draft<'a>> {
    if case.has('l') {
        return None;
    }
    let id = case.id;
    let started = case.started(book);
    let from = workday(plus(started, -10)).max(book.start);
    // One old contract has no word about notice of incidents and none about the right to audit.
    let old = id == "OS-103";
    let ends = match id {
        "OS-105" => 40,
        "OS-124" => -12,
        _ => 500,
    };
    let draft = terms(book.state("contract", &format!("CT-{id}"), from))
        .set("type", "outsourcing")
        .set("vendor", case.vendor)
        .set("outsourcing", id)
        .date("signed_on", plus(started, -10))
        .date("starts_on", started)
        .date("ends_on", plus(book.today, ends))
        .flag("personal_data", case.has('p'))
        .flag("core", case.core())
        .flag("confidentiality", id != "OS-109")
        .flag("audit_right", !old)
        .flag("incident_notice", !old)
        .flag("audit_by_third_party", id != "OS-102")
        .number("incident_notice_hours", if id == "OS-101" { 48 } else { 12 })
        .number("fix_days_high", if id == "OS-115" { 90 } else { 55 })
        .set("file", &format!("契約-{id}.pdf"));
    Some(draft)
}
