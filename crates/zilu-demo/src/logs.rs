//! Log sources, what they keep, their reviews and failures, and the clocks of the systems.

use crate::book::{Book, at, label, plus, workday, workday_before, working};
use crate::organisation::People;
use crate::systems::{Estate, System};
use zilu_engine::Day;

/// A system that keeps one of its logs too short, one whose clock drifts, and one of which nobody knows the oldest log.
const SHORT: &str = "CRM";
const DRIFTING: &str = "IMAGE";
const UNCHECKED: &str = "FRAUD";

/// A log of a system: what it is called, and what it carries.
struct Source {
    id: String,
    name: &'static str,
    personal: bool,
    admin: bool,
    monitored: bool,
}

pub(crate) fn write(book: &mut Book<'_>, people: &People, estate: &Estate) {
    for (number, system) in estate.systems.iter().enumerate() {
        let sources = sources(system, number);
        inventory(book, people, system, number, &sources);
        checks(book, people, system, &sources);
        reviews(book, people, system, &sources);
        assessments(book, people, system);
        clocks(book, people, system);
    }
    failures(book, people, estate);
}

fn sources(system: &System, number: usize) -> Vec<Source> {
    let source = |suffix: &str, name, personal, admin| Source {
        id: format!("{}-{suffix}", system.id),
        name,
        personal,
        admin,
        monitored: !number.is_multiple_of(3),
    };
    let mut sources = vec![source("OS", "作業系統日誌", false, true)];
    if system.guarded() {
        sources.push(source("APP", "應用程式日誌", false, false));
    }
    if system.guarded() && system.has('p') {
        sources.push(source("PII", "個人資料存取日誌", true, false));
    }
    sources
}

fn inventory(book: &mut Book<'_>, people: &People, system: &System, number: usize, sources: &[Source]) {
    let it = people.no(people.operator(8)).to_owned();
    let recorded = at(workday(plus(system.since, 1)), 13, 40);
    let mut act = book.act(recorded, &it, "import", "日誌來源清冊").out_of("日誌來源清冊.xlsx");
    for source in sources {
        let days = if source.personal { 1_900 } else { 400 };
        // Recording began long ago: nothing younger than the setting is gone.
        let begun = if system.since > book.start { system.since } else { plus(book.start, -days - 60) };
        let short = system.id == SHORT && source.id.ends_with("APP");
        let oldest = if short { plus(book.start, -88) } else { begun };
        let draft = book
            .state("log_source", &source.id, system.since)
            .set("system", system.id)
            .set("name", source.name)
            .yes("active field_type field_time field_place field_user access_restricted integrity capacity_planned")
            .yes("central alert_indicators failure_alert")
            .flag("log_server", number % 9 != 4)
            .flag("personal_data", source.personal)
            .flag("admin_activity", source.admin)
            .number("retention_days", if short { 90 } else { days.into() })
            .date("begun_on", begun)
            .date("oldest_on", oldest)
            .date("checked_on", system.since)
            .date("forwarded_on", system.since)
            .flag("monitored", source.monitored)
            .date("indicators_revised_on", plus(system.since, -50))
            .set("access_list", &format!("日誌-權-{}", source.id))
            .set("failure_response", "資安-規-023 日誌失效應處")
            .when(system.id != "AML" || !source.admin, |draft| draft.set("record", &format!("日誌-設-{}", source.id)));
        act.add(draft);
    }
    book.enter(act);
}

/// The central platform's report of what it holds, every other month; the last one is yesterday's.
fn checks(book: &mut Book<'_>, people: &People, system: &System, sources: &[Source]) {
    let it = people.no(people.operator(8)).to_owned();
    let mut days: Vec<_> = book.periods(3).into_iter().map(|(first, _)| workday(plus(first, 33))).collect();
    days.push(plus(book.today, -1));
    for day in days {
        if system.id == UNCHECKED || !book.past(day) || !system.used_on(day) || day <= system.since {
            continue;
        }
        let mut act =
            book.act(at(day, 7, 10), &it, "import", "集中日誌平台現況").measured("log-platform.csv");
        for source in sources {
            let short = system.id == SHORT && source.id.ends_with("APP");
            let draft = book
                .revise("log_source", &source.id, day)
                .date("checked_on", day)
                .date("forwarded_on", day)
                .when(short, |draft| draft.date("oldest_on", plus(day, -90)))
                .when(day.ymd().1 <= 3, |draft| draft.date("indicators_revised_on", day));
            act.add(draft);
        }
        book.enter(act);
    }
}

/// Where no monitoring looks at what administrators do, somebody does, every month.
fn reviews(book: &mut Book<'_>, people: &People, system: &System, sources: &[Source]) {
    let mut random = book.random(&format!("log reviews of {}", system.id));
    let reviewer = people.no(people.officer(9)).to_owned();
    for (first, last) in book.periods(1) {
        let begin = first.max(system.since);
        let day = workday_before(plus(last, -5));
        if begin > last || day < begin || !system.guarded() || !system.used_on(begin) {
            continue;
        }
        let mut act = book.act(at(working(day, 1), 14, 20), &reviewer, "record", "管理者活動審查");
        for source in sources.iter().filter(|source| source.admin && !source.monitored) {
            if random.permille(40) {
                continue;
            }
            let id = format!("LG-{}-{}", label(first, 1), source.id);
            let anomalies = i64::from(random.permille(90));
            let draft = book
                .event("log_review", &id, day)
                .set("log_source", &source.id)
                .set("scope", "admin_activity")
                .set("reviewer", &reviewer)
                .number("anomalies", anomalies)
                .yes("record_kept")
                .when(anomalies == 0 || !random.permille(150), |draft| draft.yes("anomalies_handled"))
                .when(!random.permille(25), |draft| draft.set("record", &id));
            act.add(draft);
        }
        book.enter(act);
    }
    // Protection and capacity are looked at twice a year.
    for (first, last) in book.periods(6) {
        let begin = first.max(system.since);
        let day = workday_before(plus(last, -30));
        if day < begin || !system.guarded() || !system.used_on(begin) {
            continue;
        }
        let mut act = book.act(at(day, 17, 0), &reviewer, "record", "日誌防護與容量檢視");
        for source in sources {
            let id = format!("LP-{}-{}", label(first, 6), source.id);
            let draft = book
                .event("log_review", &id, day)
                .set("log_source", &source.id)
                .set("scope", "integrity")
                .set("reviewer", &reviewer)
                .number("anomalies", 0)
                .yes("anomalies_handled record_kept")
                .set("record", &id);
            act.add(draft);
        }
        book.enter(act);
    }
}

/// Per system: which logs are kept, and how long.
fn assessments(book: &mut Book<'_>, people: &People, system: &System) {
    let assessor = people.no(people.officer(9)).to_owned();
    for (i, (first, _)) in book.periods(12).into_iter().enumerate() {
        let begin = first.max(system.since);
        let day = workday(plus(begin, 20 + system.id.len() as i32 * 5));
        // One system was forgotten; the laboratory is not on the list.
        if !system.used_on(day) || system.id == "LAB" || (system.id == "WIKI" && i == 0) {
            continue;
        }
        let id = format!("LA-{}-{}", label(first, 12), system.id);
        let draft = book
            .event("log_assessment", &id, day)
            .set("system", system.id)
            .yes("complete")
            .set("assessor", &assessor)
            .when(system.id != "PRINT", |draft| draft.set("record", &id));
        let act = book.act(at(working(day, 1), 9, 30), &assessor, "record", "日誌留存評估").with(draft);
        book.enter(act);
    }
}

/// Once a month the clocks of the systems are compared with the time source.
fn clocks(book: &mut Book<'_>, people: &People, system: &System) {
    let mut random = book.random(&format!("clock of {}", system.id));
    let it = people.no(people.operator(8)).to_owned();
    if system.class == 3 {
        return;
    }
    for (first, last) in book.periods(1) {
        let begin = first.max(system.since);
        let day = workday(plus(begin, 4));
        if day > last || !system.used_on(day) || random.permille(8) {
            continue;
        }
        let drifts = system.id == DRIFTING && day > plus(book.today, -40);
        let id = format!("TS-{}-{}", label(first, 1), system.id);
        let offset = if drifts { "4.2".to_owned() } else { format!("0.{:03}", random.between(1, 180)) };
        let draft = book
            .event("time_sync", &id, day)
            .set("system", system.id)
            .set("source", "國家時間與頻率標準實驗室")
            .set("offset_seconds", &offset)
            .flag("synchronised", !drifts)
            .number("interval_hours", 24)
            .set("record", &id);
        let act = book
            .act(at(working(day, 1), 8, 50), &it, "import", "校時查核")
            .measured("time-sync.csv")
            .with(draft);
        book.enter(act);
    }
}

fn failures(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let mut random = book.random("log failures");
    let it = people.no(people.operator(8)).to_owned();
    for i in 0..14 {
        let guarded: Vec<&System> =
            estate.systems.iter().filter(|s| s.guarded() && s.since == book.start).collect();
        let system = random.pick(&guarded);
        let day = plus(book.start, 20 + (book.today.0 - book.start.0 - 30) * i / 14);
        let begun = at(day, random.between(0, 20), random.between(0, 59));
        let hours = if i == 9 { 61 } else { random.between(1, 9) };
        let restored = begun + i64::from(hours) * 3_600;
        let id = format!("LF-{:03}", i + 1);
        let draft = book
            .moment("log_failure", &id, begun)
            .set("log_source", &format!("{}-OS", system.id))
            .flag("alerted", i != 5)
            .when(hours < 24, |draft| draft.instant("restored_at", restored).yes("restored"))
            .when(i != 11, |draft| draft.set("record", &format!("日誌-障-{id}")));
        let recorded = (restored + 7_200).max(at(workday(day), 9, 0));
        let act = book.act(recorded, &it, "record", "日誌失效處理").with(draft);
        book.enter(act);
        if hours >= 24 {
            let draft = book
                .revise("log_failure", &id, Day::of_instant(restored))
                .instant("restored_at", restored)
                .yes("restored");
            let act = book.act(recorded + 60, &it, "record", "日誌恢復").with(draft);
            book.enter(act);
        }
    }
}
