//! Scans, what they found, what risk it was given, and what was done about it.

use crate::book::{Batches, Book, at, label, plus, workday, workday_before, working};
use crate::organisation::People;
use crate::random::Random;
use crate::rules::{Rule, rules};
use crate::systems::{Estate, System};
use rustc_hash::FxHashSet;
use zilu_engine::Day;
use zilu_engine::calendar::plus_months;

/// Findings per rule that stay with a system whose owner lets them lie, although they are due.
const LINGERING_SYSTEM: &str = "AGENT";
/// A system whose scan of one quarter was forgotten, and one whose report of a quarter was not handed in.
const SKIPPED_SYSTEM: &str = "PAYMENT";
const REPORTLESS_SYSTEM: &str = "CHAIN";
/// A system whose scan was read into the register weeks after it ran.
const LATE_IMPORT_SYSTEM: &str = "MEMBER";

/// A finding as it goes on.
struct Open {
    key: String,
    host: usize,
    /// The risk that the company gave it; the scanner's until then.
    risk: &'static str,
    first_seen: Day,
    /// The day on which it was, or will be, fixed.
    fix: Option<Day>,
    /// Scans in which it came back although it was said to be fixed.
    returns: bool,
    lingers: bool,
}

/// Writes scans and findings; returns the severe findings that nobody has answered.
pub(crate) fn write(book: &mut Book<'_>, people: &People, estate: &Estate) -> Vec<String> {
    let rules = rules();
    let mut out = Batches::default();
    let mut lingering: Vec<String> = Vec::new();
    for (number, system) in estate.systems.iter().enumerate() {
        let mut random = book.random(&format!("scans of {}", system.id));
        let mut open: Vec<Open> = Vec::new();
        let mut ever: FxHashSet<String> = FxHashSet::default();
        for (first, last) in book.periods(cycle(system)) {
            let begin = first.max(system.since);
            if begin > last || !system.used_on(begin) {
                continue;
            }
            let previous = plus(book.today, -100);
            if system.id == SKIPPED_SYSTEM && first <= previous && previous <= last {
                continue;
            }
            let span = (last.0 - begin.0 - 25).clamp(2, 45);
            let on = workday(plus(begin, 12 + random.between(0, span)));
            if book.past(on) && system.used_on(on) {
                scan(
                    book,
                    people,
                    estate,
                    number,
                    &rules,
                    (first, on),
                    &mut open,
                    &mut ever,
                    &mut random,
                    &mut out,
                );
            }
        }
        lingering.extend(open.into_iter().filter(|finding| finding.lingers).map(|finding| finding.key));
    }
    out.enter(book);
    unknown_machines(book, people);
    lingering
}

/// Machines that a scan of whole ranges found and that stand in no register: address, and what it runs.
const UNKNOWN: [(&str, &str); 4] = [
    ("10.50.14.87", "Linux (NAS)"),
    ("10.50.22.15", "Windows 10"),
    ("10.50.31.9", "Linux (printer)"),
    ("10.41.3.200", "Ubuntu 20.04"),
];

/// A scan of the offices' ranges, which looks at addresses and not at the register.
fn unknown_machines(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(6)).to_owned();
    let on = workday_before(plus(book.today, -40));
    let id = format!("VA-{}-OFFICE", on.ymd().0);
    let file = format!("{id}.nessus");
    let rules = rules();
    let mut act =
        book.act(at(on, 19, 20), &officer, "import", format!("弱點掃描 {id}")).measured(file.as_str());
    let scan = book
        .event("scan", &id, on)
        .set("tool", "nessus")
        .set("policy", "辦公網段探測")
        .set("layer", "os")
        .yes("complete")
        .set("report", &file)
        .number("hosts", UNKNOWN.len() as i64);
    act.add(scan);
    for (i, (address, os)) in UNKNOWN.into_iter().enumerate() {
        act.add(book.state("host", address, on).set("ip", address).set("os", os));
        let start = at(on, 14, 0) + i as i64 * 300;
        let looked = book
            .event("host_scan", &format!("{id}|{address}"), on)
            .set("layer", "os")
            .instant("started_at", start)
            .instant("finished_at", start + 280)
            .no("credentialed")
            .yes("complete")
            .set("report", &file)
            .number("items", 25 + i as i64);
        act.add(looked);
        let general: Vec<&Rule> = rules.iter().filter(|rule| rule.os.is_empty()).collect();
        for rule in general.iter().skip(i).step_by(5).take(2) {
            act.add(found(book, &format!("{address}|{}|{}", rule.id, rule.place), **rule, on));
        }
    }
    book.enter(act);
}

/// Months between two scans: after the rules for internet and core systems, the company's own choice for the others.
fn cycle(system: &System) -> u8 {
    if system.internet() {
        3
    } else if system.has('c') || system.guarded() {
        6
    } else {
        12
    }
}

/// Hosts that no scan has ever reached: forgotten test machines, and partitions of the mainframe.
fn never_scanned(host: usize, estate: &Estate) -> bool {
    let host = &estate.hosts[host];
    matches!(host.name.as_str(), "eapply-t-db14" | "service-t-db12")
        || (host.os.starts_with("IBM") && !host.production)
}

#[allow(clippy::too_many_arguments)]
fn scan(
    book: &Book<'_>,
    people: &People,
    estate: &Estate,
    number: usize,
    rules: &[Rule],
    (period, on): (Day, Day),
    open: &mut Vec<Open>,
    ever: &mut FxHashSet<String>,
    random: &mut Random,
    out: &mut Batches,
) {
    let system = &estate.systems[number];
    let id = format!("VA-{}-{}", label(period, 3), system.id);
    let officer = people.no(people.officer(6)).to_owned();
    let first_scan = open.is_empty();
    let late = system.id == LATE_IMPORT_SYSTEM
        && period <= plus(book.today, -190)
        && period > plus(book.today, -290);
    let recorded =
        at(if late { working(on, 31) } else { working(on, random.between(0, 2)) }, 18, random.between(0, 59));
    let file = format!("{id}.nessus");
    let hosts: Vec<usize> =
        system.hosts.iter().copied().filter(|host| !never_scanned(*host, estate)).collect();
    let complete = !(system.id == "WEB" && period == book.start);
    let report = !(system.id == REPORTLESS_SYSTEM
        && period > plus(book.today, -290)
        && period <= plus(book.today, -190));
    let mut act = book.act(recorded, &officer, "import", format!("弱點掃描 {id}")).measured(file.as_str());
    let draft = book
        .event("scan", &id, on)
        .set("tool", "nessus")
        .set("policy", "憑證掃描")
        .set("layer", "os")
        .flag("complete", complete)
        .when(report, |draft| draft.set("report", &file))
        .number("hosts", hosts.len() as i64)
        .set("system", system.id);
    act.add(draft);
    for (i, host) in hosts.iter().copied().enumerate() {
        let start = at(on, 20, 0) + i as i64 * 420;
        // One host was switched off when its turn came.
        let reached = complete && !(host % 53 == 7 && period > plus(book.today, -120));
        let draft = book
            .event("host_scan", &format!("{id}|{}", estate.hosts[host].name), on)
            .set("layer", "os")
            .instant("started_at", start)
            .instant("finished_at", start + i64::from(random.between(200, 2_400)))
            .yes("credentialed")
            .flag("complete", reached)
            .when(report, |draft| draft.set("report", &file))
            .number("items", i64::from(random.between(40, 160)));
        act.add(draft);
    }
    seen_again(book, people, open, on, recorded, &mut act, out);
    let known = recorded + 1;
    for host in hosts {
        let count = if first_scan { random.between(4, 11) } else { random.between(0, 4) };
        for _ in 0..count {
            let rule = random.pick(rules);
            let os = estate.hosts[host].os;
            let key = format!("{}|{}|{}", estate.hosts[host].name, rule.id, rule.place);
            if !(rule.os.is_empty() || os.contains(rule.os) || rule.os == "Linux" && os.contains("Red Hat")) {
                continue;
            }
            // Found once, a finding keeps its first day: what comes back is a re-opening, told elsewhere.
            if !ever.insert(key.clone()) {
                continue;
            }
            act.add(found(book, &key, rule, on));
            let finding = assess(book, people, system, host, rule, key, on, known, random, out);
            open.push(finding);
        }
    }
    out.of(recorded, &id, || act);
}

/// What earlier scans found: seen again, or gone.
fn seen_again(
    book: &Book<'_>,
    people: &People,
    open: &mut Vec<Open>,
    on: Day,
    recorded: i64,
    act: &mut crate::Act,
    out: &mut Batches,
) {
    open.retain_mut(|finding| match finding.fix {
        Some(fix) if fix < on && !finding.returns => {
            act.add(book.revise("finding", &finding.key, on).no("present"));
            // Its number is free again only for the next finding of the same kind, which would be a re-opening.
            false
        }
        Some(fix) if fix < on => {
            // Said to be fixed and seen again: the clock goes on from the first day.
            act.add(book.revise("finding", &finding.key, on).yes("present").date("last_seen_on", on));
            finding.returns = false;
            let again = working(on, 12);
            finding.fix = Some(again);
            treat(book, people, finding, again, recorded + 86_400, "fixed", "R2", out);
            true
        }
        _ => {
            act.add(book.revise("finding", &finding.key, on).date("last_seen_on", on));
            true
        }
    });
}

fn found<'a>(book: &Book<'a>, key: &str, rule: Rule, on: Day) -> crate::book::Draft<'a> {
    book.state("finding", key, on)
        .set("title", rule.title)
        .set("family", rule.family)
        .set("tool", "nessus")
        .set("scanner_severity", rule.severity)
        .set("risk", rule.severity)
        .set("risk_basis", "scanner")
        .set("cvss", rule.cvss)
        .set("solution", rule.solution)
        .no("known_exploited")
        .date("first_seen_on", on)
        .date("last_seen_on", on)
        .yes("present")
}

/// The company's own grade, the date by which it is to be fixed, and the fix itself.
#[allow(clippy::too_many_arguments)]
fn assess(
    book: &Book<'_>,
    people: &People,
    system: &System,
    host: usize,
    rule: Rule,
    key: String,
    on: Day,
    known: i64,
    random: &mut Random,
    out: &mut Batches,
) -> Open {
    let severe = matches!(rule.severity, "critical" | "high");
    let risk = match random.below(100) {
        0..14 if severe => "medium",
        0..2 if rule.severity == "medium" => "high",
        _ => rule.severity,
    };
    let lingers =
        system.id == LINGERING_SYSTEM && matches!(risk, "critical" | "high") && on < plus(book.today, -130);
    let mut finding = Open { key, host, risk, first_seen: on, fix: None, returns: false, lingers };
    let officer = people.no(people.officer(7)).to_owned();
    let responsible = people.no(people.operator(host)).to_owned();
    let assessed = working(Day::of_instant(known), random.between(1, 6));
    let limit = limit(system, &finding);
    let planned = workday(plus(limit, -random.between(3, 20)));
    // A few are not on the list yet: nobody has given them a date.
    if !random.permille(30) {
        let draft = book
            .revise("finding", &finding.key, assessed)
            .set("risk", risk)
            .set("risk_basis", "assessed")
            .set("risk_assessed_by", &officer)
            .date("risk_assessed_on", assessed)
            .when(risk != rule.severity, |draft| draft.set("risk_reason", reason(risk)))
            .date("planned_fix_on", planned)
            .set("plan_approver", people.no(people.security_head))
            .set("responsible", &responsible)
            .yes("tracked");
        let recorded = at(assessed, 17, 0);
        let open =
            || book.act(recorded, &officer, "import", "弱點評定與預定修補日").out_of("弱點追蹤表.xlsx");
        out.of(recorded, &officer, open).add(draft);
    }
    let (mut fix, mut how) = answer(&finding, planned, limit, random);
    // What people come in through is mended at once, or nearly always.
    let gate = matches!(system.id, "VPN" | "VDI") && rule.severity == "critical";
    if gate && !lingers && random.permille(880) {
        (fix, how) = (Some(Day::of_instant(known).max(on.next())), "fixed");
    }
    if let Some(day) = fix {
        treat(book, people, &finding, day, 0, how, "T1", out);
        finding.fix = (how == "fixed").then_some(day);
        finding.returns = how == "fixed" && random.permille(12);
    }
    if !lingers && fix.is_none_or(|fix| fix > planned) && random.permille(450) {
        extend(book, people, &finding, planned, random, out);
    }
    finding
}

fn reason(risk: &str) -> &'static str {
    if risk == "high" {
        "位於對外區段且存有個資，評高"
    } else {
        "服務僅限管理網段可達，另有防火牆限制"
    }
}

/// The last day that the company gives itself, by reach and severity.
fn limit(system: &System, finding: &Open) -> Day {
    let severe = matches!(finding.risk, "critical" | "high");
    let months = match (severe, system.internet()) {
        (true, true) => 2,
        (true, false) => 3,
        (false, _) => 5,
    };
    plus_months(finding.first_seen, months)
}

/// When and how a finding is answered.
fn answer(finding: &Open, planned: Day, limit: Day, random: &mut Random) -> (Option<Day>, &'static str) {
    if finding.lingers {
        return (None, "fixed");
    }
    let early =
        workday(plus(finding.first_seen, random.between(9, (planned.0 - finding.first_seen.0).max(12))));
    match random.below(1_000) {
        0..830 => (Some(early.min(planned)), "fixed"),
        830..900 => (Some(workday(plus(limit, random.between(2, 40)))), "fixed"),
        900..935 => (Some(early), "compensated"),
        935..950 => (Some(early), "accepted"),
        950..970 => (Some(early), "false_positive"),
        _ => (None, "fixed"),
    }
}

#[allow(clippy::too_many_arguments)]
fn treat(
    book: &Book<'_>,
    people: &People,
    finding: &Open,
    day: Day,
    not_before: i64,
    how: &str,
    suffix: &str,
    out: &mut Batches,
) {
    let performer = people.no(people.operator(finding.host)).to_owned();
    let id = format!("{suffix}-{}", finding.key.replace("nessus:", "").replace(['|', '/'], "-"));
    let until = workday(plus(day, if how == "compensated" { 270 } else { 360 }));
    let draft = book
        .event("treatment", &id, day)
        .set("finding", &finding.key)
        .set("type", how)
        .set("performer", &performer)
        .set("approver", people.no(people.operations_head))
        .when(!finding.key.len().is_multiple_of(41), |draft| draft.set("record", &format!("弱修-{id}")))
        .when(matches!(how, "compensated" | "accepted"), |draft| {
            draft.date("valid_until", until).set("reason", "待系統改版，先以存取限制與監控補償")
        })
        .when(how == "false_positive", |draft| draft.set("reason", "版本比對誤判，元件未安裝"));
    // The week's list is handed in on Friday.
    let friday = workday(plus(day, (11 - day.weekday() as i32) % 7));
    let recorded = at(friday, 18, 0).max(not_before);
    let keeper = people.no(people.operator(0)).to_owned();
    let open = || book.act(recorded, &keeper, "import", "弱點處置").out_of("弱點處置.xlsx");
    out.of(recorded, &keeper, open).add(draft);
}

/// The date is moved: with a reason and an approval, at times once too often.
fn extend(
    book: &Book<'_>,
    people: &People,
    finding: &Open,
    planned: Day,
    random: &mut Random,
    out: &mut Batches,
) {
    let times = if random.permille(120) { 3 } else { 1 };
    for n in 0..times {
        let day = plus(planned, n * 20 - 4);
        let day = workday(day.max(plus(finding.first_seen, 8)));
        let performer = people.no(people.operator(finding.host));
        let id = format!("X{n}-{}", finding.key.replace("nessus:", "").replace(['|', '/'], "-"));
        let approver = if random.permille(60) { performer } else { people.no(people.operations_head) };
        let extension = book
            .event("treatment", &id, day)
            .set("finding", &finding.key)
            .set("type", "extended")
            .set("performer", performer)
            .set("approver", approver)
            .set("reason", "配合業務系統改版時程")
            .set("record", &format!("展延-{id}"));
        let moved = book.revise("finding", &finding.key, day).date("planned_fix_on", workday(plus(day, 24)));
        let recorded = at(day, 17, 30);
        let act = out.of(recorded, performer, || book.act(recorded, performer, "record", "弱點修補展延"));
        act.add(extension);
        act.add(moved);
    }
}
