//! The incident register, the reports of the material ones and what was done to contain them.

use crate::book::{Book, at, plus, roc_year, workday};
use crate::cutover;
use crate::organisation::People;

/// An incident.
struct Story {
    /// Days before the day of reading.
    days: i32,
    system: &'static str,
    grade: &'static str,
    /// yes, no, or nothing when nobody has judged it yet.
    material: Option<bool>,
    /// Minutes from awareness to the first report.
    minutes: i32,
    title: &'static str,
    /// Whether the moment of its occurrence can be determined.
    dated: bool,
}

const fn story(
    days: i32,
    system: &'static str,
    grade: &'static str,
    material: Option<bool>,
    minutes: i32,
    title: &'static str,
) -> Story {
    // Of one incident nobody can say when it began.
    Story { days, system, grade, material, minutes, title, dated: days != 52 }
}

impl Story {
    /// The cloud service that it happened in, and after how many hours the security unit heard of it. Of the list that
    /// went to the wrong people it never did.
    fn cloud(&self) -> Option<(&'static str, Option<i64>)> {
        match self.system {
            "MAILGATE" => Some(("CL-MAIL", Some(3))),
            "WEB" => Some(("CL-WEB", Some(31))),
            "CRM" => Some(("CL-SURVEY", None)),
            "CHATBOT" => Some(("CL-CHAT", Some(5))),
            _ => None,
        }
    }
}

/// The outsourcing whose vendor is to blame for what happens to a system.
pub(crate) fn case(system: &str) -> Option<&'static str> {
    match system {
        "PAYMENT" => Some("OS-105"),
        "AGENT" => Some("OS-115"),
        _ => None,
    }
}

const STORIES: [Story; 10] = [
    story(505, "MAILGATE", "one", Some(false), 0, "偽冒主管郵件"),
    story(430, "WEB", "two", Some(false), 0, "官網遭大量連線"),
    story(352, "AGENT", "three", Some(true), 24, "保經代平台帳號遭盜用"),
    story(261, "FILES", "one", Some(false), 0, "離職者仍可讀取共用資料夾"),
    story(202, "PAYMENT", "three", Some(true), 41, "繳費閘道服務中斷"),
    story(133, "CALL", "one", Some(false), 0, "客服電腦感染惡意程式"),
    story(77, "CRM", "two", Some(false), 0, "名單寄送錯誤"),
    story(52, "MEMBER", "three", Some(true), 18, "會員專區異常登入"),
    story(19, "LEARN", "one", Some(false), 0, "學習平台帳號外洩通知"),
    story(4, "CHATBOT", "two", None, 0, "智能客服回覆他人保單資料"),
];

/// Identifiers of the material incidents with the day on which they occurred, for the re-assessments.
pub(crate) fn material(book: &Book<'_>) -> Vec<(String, &'static str, zilu_engine::Day)> {
    STORIES
        .iter()
        .enumerate()
        .filter(|(_, story)| story.material == Some(true))
        .map(|(i, story)| (id(book, i), story.system, plus(book.today, -story.days)))
        .collect()
}

fn id(book: &Book<'_>, i: usize) -> String {
    format!("INC-{}-{:03}", roc_year(plus(book.today, -STORIES[i].days)), i + 1)
}

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    let mut random = book.random("incidents");
    let officer = people.no(people.officer(10)).to_owned();
    for (i, story) in STORIES.iter().enumerate() {
        let id = id(book, i);
        let day = plus(book.today, -story.days);
        let occurred = at(day, 8, random.between(0, 40));
        let discovered = occurred + i64::from(random.between(10, 40)) * 60;
        let aware = discovered + i64::from(random.between(5, 15)) * 60;
        let draft = book
            .moment("incident", &id, discovered)
            .when(story.dated, |draft| draft.instant("occurred_at", occurred))
            .flag("occurrence_known", story.dated)
            .instant("aware_at", aware)
            .set("title", story.title)
            .set("system", story.system)
            .yes("registered")
            .set("grade", story.grade)
            .flag("vendor_attributable", case(story.system).is_some())
            .set("attribution_record", &format!("歸責-{id}"))
            .maybe("outsourcing", case(story.system))
            .when(story.system == "PAYMENT", |draft| {
                draft.instant("contract_fix_by", discovered + 36 * 3_600)
            })
            .flag("cutover_related", cutover::of(book, story.system, day).is_some())
            .maybe("cutover", cutover::of(book, story.system, day))
            .yes("consumers_first")
            // Whether the members' area or its customers came first that morning, the minutes leave open.
            .when(story.system != "MEMBER", |draft| draft.yes("continuity_first"))
            .flag("cloud", story.cloud().is_some())
            .maybe("cloud_service", story.cloud().map(|cloud| cloud.0))
            .flag("service_outage", story.system == "PAYMENT")
            .number("personal_records", if story.system == "CRM" { 312 } else { 0 })
            .set("record", &format!("事故-{id}"));
        let act = book
            .act(discovered + 3_600, &officer, "record", format!("登錄事故：{}", story.title))
            .with(draft);
        book.enter(act);
        judge(book, people, &id, story, aware);
        if story.material == Some(true) {
            report(book, people, &id, story, aware);
        }
        contain(book, people, &id, story, discovered);
        in_the_cloud(book, people, &id, story, discovered);
    }
    mistaken(book, people);
}

/// A test of the reporting line was entered as an incident, and taken back the next day.
fn mistaken(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(10)).to_owned();
    let day = workday(plus(book.today, -90));
    let id = format!("INC-{}-901", roc_year(day));
    let draft =
        book.moment("incident", &id, at(day, 14, 0)).set("title", "通報測試（誤登）").yes("registered");
    book.enter(book.act(at(day, 14, 30), &officer, "record", "登錄事故").with(draft));
    let taken_back = book.revise("incident", &id, day).void();
    book.enter(book.act(at(workday(plus(day, 1)), 9, 10), &officer, "record", "誤登作廢").with(taken_back));
}

fn judge(book: &mut Book<'_>, people: &People, id: &str, story: &Story, aware: i64) {
    let Some(material) = story.material else { return };
    let head = people.no(people.security_head).to_owned();
    let day = zilu_engine::Day::of_instant(aware);
    let draft = book
        .revise("incident", id, day)
        .flag("material", material)
        // The reason of one old judgement was not written down.
        .when(story.days != 430, |draft| draft.set("material_reason", &format!("事故-判-{id}")))
        .set("material_decided_by", &head)
        .set("priority_basis", "資安-規-010 分級表")
        .set("cause", "另見事故紀錄");
    let act = book.act(aware + 5_400, &head, "record", "判斷是否重大").with(draft);
    book.enter(act);
    if story.days > 30 {
        let closed = workday(plus(day, 24));
        let draft = book.revise("incident", id, closed).date("closed_on", closed);
        let act = book.act(at(closed, 15, 0), &head, "record", "事故結案").with(draft);
        book.enter(act);
    }
}

fn report(book: &mut Book<'_>, people: &People, id: &str, story: &Story, aware: i64) {
    let reporter = people.no(people.compliance).to_owned();
    let first = aware + i64::from(story.minutes) * 60;
    let steps = [
        ("insurance_bureau", "first", "telephone", first),
        ("association", "first", "mail", aware + 5 * 3_600),
        ("f_isac", "first", "system", aware + 7 * 3_600),
        (
            "insurance_bureau",
            "detailed",
            "system",
            at(workday(plus(zilu_engine::Day::of_instant(aware), 6)), 16, 0),
        ),
        ("board", "closing", "letter", at(workday(plus(zilu_engine::Day::of_instant(aware), 29)), 14, 0)),
    ];
    for (n, (recipient, stage, channel, moment)) in steps.into_iter().enumerate() {
        let draft = book
            .moment("incident_report", &format!("{id}-R{}", n + 1), moment)
            .set("incident", id)
            .set("recipient", recipient)
            .set("stage", stage)
            .set("channel", channel)
            .set("reporter", &reporter)
            .set("record", &format!("通報-{id}-{}", n + 1));
        // The slip of one telephone report was filed only weeks later.
        let filed = if n == 0 && story.days == 352 { moment + 20 * 86_400 } else { moment + 1_800 };
        let act = book.act(filed, &reporter, "record", "重大事故通報").with(draft);
        book.enter(act);
    }
}

/// What happens in the cloud is reported to the security unit, and closed by it.
fn in_the_cloud(book: &mut Book<'_>, people: &People, id: &str, story: &Story, discovered: i64) {
    let Some((_, hours)) = story.cloud() else { return };
    let reporter = people.no(people.operator(3)).to_owned();
    if let Some(hours) = hours {
        let moment = discovered + hours * 3_600;
        let draft = book
            .moment("incident_report", &format!("{id}-S"), moment)
            .set("incident", id)
            .set("recipient", "infosec_unit")
            .set("stage", "first")
            .set("channel", "mail")
            .set("reporter", &reporter)
            .set("record", &format!("內部通報-{id}"));
        let act = book.act(moment + 900, &reporter, "record", "雲端事件內部通報").with(draft);
        book.enter(act);
    }
    if story.days > 30 {
        let head = people.no(people.security_head).to_owned();
        let closed = workday(plus(zilu_engine::Day::of_instant(discovered), 25));
        let draft = book
            .event("closing", &format!("CL-{id}"), closed)
            .set("matter", "cloud_incident")
            .set("incident", id)
            .set("closer", &head)
            .set("record", &format!("雲端事件結案-{id}"));
        let act = book.act(at(closed, 15, 30), &head, "record", "雲端事件結案").with(draft);
        book.enter(act);
    }
}

fn contain(book: &mut Book<'_>, people: &People, id: &str, story: &Story, discovered: i64) {
    let performer = people.no(people.operator(0)).to_owned();
    let hours = if story.system == "PAYMENT" { 29 } else { 4 };
    let mut steps =
        vec![("containment", discovered + hours * 3_600), ("recovery", discovered + (hours + 9) * 3_600)];
    if story.system == "PAYMENT" {
        steps.push(("remedy", discovered + 34 * 3_600));
    }
    if story.days > 30 {
        steps.push(("improvement", discovered + 20 * 86_400));
    }
    for (n, (step, moment)) in steps.into_iter().enumerate() {
        let draft = book
            .moment("incident_containment", &format!("{id}-C{}", n + 1), moment)
            .set("incident", id)
            .set("type", step)
            .set("performer", &performer)
            .set("record", &format!("處置-{id}-{}", n + 1));
        let act = book.act(moment + 3_600, &performer, "record", "事故處置").with(draft);
        book.enter(act);
    }
}
