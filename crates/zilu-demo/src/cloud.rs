//! Cloud services: the register, the contracts, the assessments before and after adoption, the providers' reports.
//!
//! Plots: the analysis platform went live before its provider was assessed; the backup space was assessed again without
//! a word on the time of recovery; the content network hands over no operation records; nobody remembers why the survey
//! service was filed as SaaS; the staff's knowledge base holds a list of claims (see `cloud_data`).

use crate::book::{Book, Draft, at, plus, roc_year, workday, working};
use crate::organisation::{People, Work};
use crate::outsourcing;
use zilu_engine::Day;

/// A cloud service.
pub(crate) struct Service {
    pub(crate) id: &'static str,
    name: &'static str,
    model: &'static str,
    vendor: &'static str,
    system: &'static str,
    /// c customer data, s sensitive data, o within outsourcing, f abroad, e e-commerce, i our own people only.
    flags: &'static str,
    when: When,
}

/// When a service was adopted, and whether it was given up.
#[derive(Clone, Copy)]
enum When {
    /// So many days before the story.
    Before(i32),
    /// So many days after its start.
    Since(i32),
    /// So many days before the day of reading.
    Lately(i32),
    /// So many days after the start, and given up so many days before the day of reading.
    Until(i32, i32),
}

const fn service(
    id: &'static str,
    name: &'static str,
    model: &'static str,
    vendor: &'static str,
    system: &'static str,
    flags: &'static str,
    when: When,
) -> Service {
    Service { id, name, model, vendor, system, flags, when }
}

const SERVICES: [Service; 12] = [
    service("CL-HR", "人力資源雲端服務", "saas", "V019", "HR", "so", When::Before(400)),
    service("CL-MAIL", "郵件安全雲端服務", "saas", "V017", "MAILGATE", "sf", When::Before(370)),
    service("CL-WEB", "官網內容傳遞服務", "paas", "V005", "WEB", "", When::Before(340)),
    service("CL-CHAT", "客服對話運算資源", "iaas", "V005", "CALL", "cso", When::Before(310)),
    service("CL-MEET", "視訊會議雲端服務", "saas", "V020", "MEETING", "i", When::Before(280)),
    service("CL-KB", "員工知識庫", "saas", "V020", "WIKI", "i", When::Before(260)),
    service("CL-SURVEY", "滿意度問卷服務", "saas", "V025", "CRM", "c", When::Before(230)),
    service("CL-SIGN", "電子簽署平台", "saas", "V026", "EAPPLY", "ce", When::Since(70)),
    service("CL-VAULT", "異地備份儲存空間", "iaas", "V015", "BACKUP", "co", When::Since(60)),
    service("CL-LAKE", "數據分析平台", "paas", "V005", "BI", "c", When::Lately(150)),
    service("CL-TRIAL", "影像辨識試用環境", "iaas", "V024", "IMAGE", "c", When::Until(30, 260)),
    service("CL-DRIVE", "業務雲端硬碟", "paas", "V020", "FILES", "c", When::Until(20, 130)),
];

impl Service {
    pub(crate) fn has(&self, flag: char) -> bool {
        self.flags.contains(flag)
    }

    pub(crate) fn platform(&self) -> bool {
        self.model != "saas"
    }

    pub(crate) fn adopted(&self, book: &Book<'_>) -> Day {
        match self.when {
            When::Before(days) => plus(book.start, -days),
            When::Since(days) | When::Until(days, _) => workday(plus(book.start, days)),
            When::Lately(days) => workday(plus(book.today, -days)),
        }
    }

    /// The day on which it was given up.
    pub(crate) fn ended(&self, book: &Book<'_>) -> Option<Day> {
        match self.when {
            When::Until(_, days) => Some(workday(plus(book.today, -days))),
            _ => None,
        }
    }
}

/// The outsourcing case that a service belongs to.
fn case(service: &str) -> Option<&'static str> {
    match service {
        "CL-HR" => Some("OS-108"),
        "CL-CHAT" => Some("OS-119"),
        "CL-MEET" => Some("OS-118"),
        "CL-VAULT" => Some("OS-120"),
        "CL-WEB" => Some("OS-131"),
        "CL-LAKE" => Some("OS-132"),
        _ => None,
    }
}

/// The service with this id.
pub(crate) fn of(id: &str) -> &'static Service {
    SERVICES.iter().find(|service| service.id == id).unwrap_or_else(|| panic!("no cloud service {id}"))
}

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    register(book, people);
    assessments(book, people);
    care(book, people);
    reports(book, people);
}

fn register(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(0)).to_owned();
    let owners = people.standing(Work::Other);
    let mut act = book
        .act(at(workday(plus(book.start, 5)), 11, 20), &officer, "import", "雲端服務清冊")
        .out_of("雲端服務.xlsx");
    for (i, service) in SERVICES.iter().enumerate() {
        let adopted = service.adopted(book);
        let owner = people.no(owners[i * 7 % owners.len()]);
        let from = adopted.max(book.start);
        let (state, contract) = (record(book, service, owner, from), contract(book, service, adopted, from));
        if from == book.start {
            act.add(state);
            act.add(contract);
        } else {
            let act = book.act(at(from, 9, 40), &officer, "record", format!("啟用{}", service.name));
            book.enter(act.with(state).with(contract));
        }
        if let Some(ended) = service.ended(book) {
            let state = book
                .revise("cloud_service", service.id, ended)
                .no("in_use")
                .yes("terminated")
                .date("terminated_on", ended);
            let contract = book.revise("contract", &format!("CC-{}", service.id), ended).no("in_force");
            let act = book.act(at(ended, 17, 10), &officer, "record", format!("停用{}", service.name));
            book.enter(act.with(state).with(contract));
        }
    }
    book.enter(act);
}

fn record<'a>(book: &Book<'a>, service: &Service, owner: &str, from: Day) -> Draft<'a> {
    let id = service.id;
    book.state("cloud_service", id, from)
        .set("name", service.name)
        .set("model", service.model)
        .when(id != "CL-SURVEY", |draft| {
            draft.set(
                "model_reason",
                match service.model {
                    "saas" => "僅使用業者軟體，不掌控作業系統與環境",
                    "paas" => "自有程式於業者環境執行",
                    _ => "作業系統由本公司掌控與修補",
                },
            )
        })
        .flag("environment_controlled", service.platform())
        .flag("system_controlled", service.model == "iaas")
        .set("vendor", service.vendor)
        .set("owner", owner)
        .set("system", service.system)
        .yes("in_use tenant_isolation data_encrypted access_control retention_period_set audit_trail")
        .date("adopted_on", service.adopted(book))
        .no("terminated")
        .flag("core_outsourced", service.id == "CL-CHAT")
        .flag("internal_only", service.has('i'))
        .when(service.has('i'), |draft| draft.set("exclusion_reason", "僅內部使用且不含客戶資料"))
        .flag("customer_data", service.has('c'))
        .flag("sensitive_data", service.has('s'))
        .flag("outsourcing_scope", service.has('o'))
        .flag("ecommerce", service.has('e'))
        .flag("offshore", service.has('f'))
        .when(service.has('f'), |draft| draft.set("offshore_record", &format!("雲境-{id}")))
        .set("isolation_record", &format!("雲隔-{id}"))
        .date("isolation_checked_on", from)
        .set("key_custody", &format!("雲鑰-{id}"))
        .set("protection_record", &format!("雲防-{id}"))
        .set("supervision_record", &format!("雲督-{id}"))
        .set("service_agreement", &format!("雲約-{id}.pdf"))
        .when(service.has('o'), |draft| draft.set("contingency_plan", &format!("雲應變-{id}")))
        // For the conversation machines the provider's own report passed for the company's plan, until somebody asked.
        .when(service.has('o') && id != "CL-CHAT", |draft| {
            draft.set("continuity_plan", &format!("雲持續-{id}"))
        })
        // The new platform is to be connected to the monitoring, one day.
        .flag("monitored", id != "CL-LAKE")
        .set("monitoring", "資安-規-014 雲端事件監控通報程序")
}

fn contract<'a>(book: &Book<'a>, service: &Service, adopted: Day, from: Day) -> Draft<'a> {
    // Software by subscription and the trial were filed as purchases.
    let bought = !service.platform() && case(service.id).is_none() || service.id == "CL-TRIAL";
    outsourcing::terms(book.state("contract", &format!("CC-{}", service.id), from))
        .set("type", if bought { "other" } else { "cloud" })
        .set("vendor", service.vendor)
        .set("cloud_service", service.id)
        .maybe("outsourcing", case(service.id))
        .date("signed_on", plus(adopted, -12))
        .date("starts_on", adopted)
        .date("ends_on", plus(book.today, 480))
        .flag("personal_data", service.has('c') || service.has('s'))
        .flag("core", matches!(service.id, "CL-CHAT" | "CL-VAULT" | "CL-WEB"))
        .yes("service_levels service_reports")
        .flag("operation_records", service.id != "CL-WEB")
        .set("file", &format!("雲端契約-{}.pdf", service.id))
}

/// Providers are assessed before adoption and every year after it, and so is the way out. The company holds software to
/// the standard of platforms.
fn assessments(book: &mut Book<'_>, people: &People) {
    let assessor = people.no(people.officer(0)).to_owned();
    let approver = people.no(people.security_head).to_owned();
    for service in &SERVICES {
        let adopted = service.adopted(book);
        let ended = service.ended(book).unwrap_or(book.today);
        // Marketing could not wait for the analysis platform: the provider was assessed when it was already running.
        let mut day = workday(plus(adopted, if service.id == "CL-LAKE" { 13 } else { -40 }));
        let mut year = 0;
        while day < ended {
            let key = format!("CA-{}-P{year}", service.id);
            let draft = book
                .event("cloud_assessment", &key, day)
                .set("cloud_service", service.id)
                .set("type", "provider")
                .yes("eligibility service_level redundancy responsibilities security")
                .flag("recovery_time", service.id != "CL-VAULT" || year == 0)
                .set("result", if year == 1 { "conditional" } else { "pass" })
                .set("assessor", &assessor)
                .set("approver", &approver)
                .set("record", &format!("雲評-{key}"));
            let recorded = at(working(day.max(book.start), 2), 10, 15);
            let act = book.act(recorded, &assessor, "record", "雲端業者評估").with(draft);
            book.enter(act);
            day = workday(plus(day, 340));
            year += 1;
        }
        // How to take the answers of the survey elsewhere, nobody asked.
        if service.id == "CL-SURVEY" {
            continue;
        }
        let day = workday(plus(adopted, -30));
        let key = format!("CA-{}-T", service.id);
        let draft = book
            .event("cloud_assessment", &key, day)
            .set("cloud_service", service.id)
            .set("type", "portability")
            .yes("portability platform protocols interfaces")
            // In which formats the conversations could be taken elsewhere, nobody has looked.
            .when(service.id != "CL-CHAT", |draft| draft.yes("file_formats"))
            .set("result", "pass")
            .set("assessor", &assessor)
            .set("approver", &approver)
            .set("record", &format!("雲評-{key}"));
        let recorded = at(working(day.max(book.start), 3), 10, 45);
        let act = book.act(recorded, &assessor, "record", "雲端可移植評估").with(draft);
        book.enter(act);
    }
}

/// Isolation is shown anew twice a year; outsourced services are inspected once a year.
fn care(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(0)).to_owned();
    for (first, _) in book.periods(6) {
        let day = workday(plus(first, 88));
        let mut act = book.act(at(day, 14, 20), &officer, "record", "租戶隔離佐證更新");
        for service in SERVICES.iter().filter(|service| !service.has('i')) {
            let used = day > service.adopted(book) && service.ended(book).is_none_or(|ended| day < ended);
            // The content network's evidence has not been asked for again since the first time.
            if used && (service.id != "CL-WEB" || first == book.start) {
                let draft = book
                    .revise("cloud_service", service.id, day)
                    .date("isolation_checked_on", day)
                    .set("isolation_record", &format!("雲隔-{}-{day}", service.id));
                act.add(draft);
            }
        }
        book.enter(act);
    }
    for (first, last) in book.periods(12) {
        for service in SERVICES.iter().filter(|service| service.has('o')) {
            let late = service.id == "CL-CHAT" && first <= book.start;
            let day = workday(if late { plus(last, 47) } else { plus(first.max(book.start), 130) });
            let key = format!("CA-{}-S{}", service.id, roc_year(first));
            let draft = book
                .event("cloud_assessment", &key, day)
                .set("cloud_service", service.id)
                .set("type", "supervision")
                .yes("service_level responsibilities security")
                .set("result", if late { "conditional" } else { "pass" })
                .set("assessor", &officer)
                .set("approver", people.no(people.security_head))
                .set("record", &format!("雲督-{key}"));
            let act = book.act(at(working(day, 3), 11, 5), &officer, "record", "雲端業者監督查核");
            book.enter(act.with(draft));
        }
    }
}

/// A quarter's report of each service but the survey's, read by somebody; what was promised and not kept is made good.
fn reports(book: &mut Book<'_>, people: &People) {
    let reader = people.no(people.operator(3)).to_owned();
    let quarters = book.periods(3);
    for (n, (first, last)) in quarters.iter().enumerate() {
        let left = quarters.len() - 1 - n;
        for (i, service) in
            SERVICES.iter().enumerate().filter(|(_, service)| !service.has('i') && service.id != "CL-SURVEY")
        {
            let gone = service.ended(book).is_some_and(|ended| *first > ended);
            if gone || *last < service.adopted(book) {
                continue;
            }
            // The content network's report of half a year ago came after the quarter's end.
            let late = service.id == "CL-WEB" && left == 2;
            let day = workday(if late { plus(*last, 16) } else { plus(*first, 40 + i as i32 * 3) });
            let day = day.max(workday(service.adopted(book)));
            let missed = matches!((service.id, left), ("CL-CHAT", 3) | ("CL-WEB", 4) | ("CL-VAULT", 1));
            // One report says nothing about whether the level was kept, one was filed unread.
            let silent = service.id == "CL-WEB" && left == 1;
            let unread = service.id == "CL-LAKE" && left <= 1;
            let key = format!("CR-{}-{}", service.id, crate::book::label(*first, 3));
            let draft = book
                .event("cloud_report", &key, day)
                .set("cloud_service", service.id)
                .yes("service_level operation_records")
                .when(!silent, |draft| draft.flag("level_met", !missed))
                .when(!unread, |draft| draft.set("reviewer", &reader))
                .set("record", &key);
            let act = book.act(at(day, 16, i as i32), &reader, "record", "收到雲端定期報告").with(draft);
            book.enter(act);
            if missed {
                let done = working(day, if service.id == "CL-WEB" { 31 } else { 8 });
                let remedy = book
                    .event("cloud_remedy", &format!("CM-{}", &key[3..]), done)
                    .set("report", &key)
                    .set("type", if service.id == "CL-WEB" { "claim" } else { "remedy" })
                    .set("record", &format!("雲補-{}", &key[3..]));
                let act = book.act(at(done, 10, 30), &reader, "record", "未達服務水準之補救").with(remedy);
                book.enter(act);
            }
        }
    }
}
