//! The use of privileged accounts: sessions, approvals, reviews, password rotation and the monthly spot checks.

use crate::accounts::{Account, Sort};
use crate::book::{Batches, Book, at, label, plus, roc_year, workday, workday_before, working};
use crate::organisation::People;
use crate::random::Random;
use crate::systems::Estate;
use rustc_hash::FxHashMap;
use zilu_engine::Day;

/// Sessions of a month.
const SESSIONS_A_MONTH: i32 = 130;

/// A session, as far as the spot checks need it.
struct Session {
    id: String,
    account: usize,
    day: Day,
}

pub(crate) fn write(book: &mut Book<'_>, people: &People, estate: &Estate, accounts: &[Account]) {
    let mut random = book.random("sessions");
    let privileged: Vec<usize> = (0..accounts.len()).filter(|i| accounts[*i].privileged()).collect();
    // Most built-in accounts lie sealed; those of production hosts of the first two classes are used.
    let usable = |account: &Account| {
        estate.systems[account.system].guarded()
            && account.host.is_none_or(|host| estate.hosts[host].production)
    };
    let used: Vec<usize> = privileged.iter().copied().filter(|i| usable(&accounts[*i])).collect();
    let mut serial = 0;
    for (first, last) in book.periods(1) {
        let mut sessions = Vec::new();
        let mut batches = Batches::default();
        for _ in 0..SESSIONS_A_MONTH {
            let day = workday(plus(first, random.between(0, last.0 - first.0)));
            let account = random.pick(&used);
            if accounts[account].enabled_on(day) && day <= last {
                serial += 1;
                let id = format!("PS-{}-{serial:05}", roc_year(first));
                session(book, people, estate, &accounts[account], &id, day, &mut random, &mut batches);
                if book.past(day) {
                    sessions.push(Session { id, account, day });
                }
            }
        }
        batches.enter(book);
        spot_checks(book, people, estate, accounts, &privileged, (first, last), &sessions);
    }
    utilities(book, people, estate);
}

#[allow(clippy::too_many_arguments)]
fn session(
    book: &mut Book<'_>,
    people: &People,
    estate: &Estate,
    account: &Account,
    id: &str,
    day: Day,
    random: &mut Random,
    batches: &mut Batches,
) {
    let system = &estate.systems[account.system];
    let person = match (account.sort, account.holder) {
        (Sort::Administrator, Some(holder)) => holder,
        _ => random.pick(&people.operations),
    };
    let start = at(day, random.between(9, 21), random.between(0, 59));
    let minutes = random.between(8, 110);
    let end = start + i64::from(minutes) * 60;
    let purpose = match random.below(1_000) {
        0..380 => "os_change",
        380..640 => "database",
        640..930 => "configuration",
        930..942 => "emergency",
        // Somebody did the day's work under a privileged account.
        _ => "operations",
    };
    let proxied = account.pam && !random.permille(120);
    let log = !random.permille(52);
    let draft = book
        .moment("privileged_session", id, start)
        .set("account", &account.key(estate))
        .maybe("host", account.host.map(|host| estate.hosts[host].name.as_str()))
        .set("person", people.no(person))
        .date("used_on", day)
        .instant("ended_at", end)
        .set("purpose", purpose)
        .flag("proxied", proxied)
        .set(
            "path",
            match account.pam {
                // Now and then somebody in a hurry goes to the host without the detour.
                _ if minutes == 73 => "direct",
                true => "pam",
                false => "jump_server",
            },
        )
        .set("source_ip", &format!("10.30.{}.{}", person % 8, 20 + person % 200))
        .set("ticket", &format!("CHG-{}", &id[3..]))
        .when(log, |draft| draft.set("log", &format!("側錄-{id}")).yes("logged log_kept"));
    let it = people.no(people.operator(0)).to_owned();
    // The access management's log is read every night.
    let recorded = at(plus(day, 1), 1, 30);
    let open = || book.act(recorded, &it, "import", "特權使用紀錄").measured("pam-sessions.csv");
    batches.of(recorded, &it, open).add(draft);
    approve(book, people, account, estate, id, person, (start, end), random);
    if !proxied {
        rotate(book, people, account, estate, id, end, random);
    }
    if system.has('i') || system.has('c') || system.id == "MAILGATE" {
        review(book, people, id, day, random);
    }
}

#[allow(clippy::too_many_arguments)]
fn approve(
    book: &mut Book<'_>,
    people: &People,
    account: &Account,
    estate: &Estate,
    id: &str,
    person: usize,
    (start, end): (i64, i64),
    random: &mut Random,
) {
    // Most are approved before; some only afterwards, a few never.
    let approved = match random.below(1_000) {
        0..936 => start - i64::from(random.between(600, 90_000)),
        936..968 => end + i64::from(random.between(1_200, 172_800)),
        _ => return,
    };
    let approver = people.no(people.operations_head).to_owned();
    let draft = book
        .moment("session_approval", &format!("PA-{}", &id[3..]), approved)
        .set("account", &account.key(estate))
        .set("session", id)
        .set("scope", "use")
        .set("approver", &approver)
        .set("requester", people.no(person))
        .instant("valid_from", start - 600)
        .instant("valid_until", end + 3_600)
        .set("reason", "例行維護與變更")
        .when(!random.permille(15), |draft| draft.set("record", &format!("特申-{}", &id[3..])));
    // The form is matched to the session when the log is read.
    let recorded = at(plus(Day::of_instant(start.max(approved)), 1), 1, 40);
    let act =
        book.act(recorded, &approver, "import", "特權使用申請單").out_of("特權使用申請.csv").with(draft);
    book.enter(act);
}

fn rotate(
    book: &mut Book<'_>,
    people: &People,
    account: &Account,
    estate: &Estate,
    id: &str,
    end: i64,
    random: &mut Random,
) {
    let hours = match random.below(100) {
        0..93 => random.between(0, 9),
        93..97 => random.between(60, 200),
        _ => return,
    };
    let moment = end + i64::from(hours) * 3_600 + 300;
    let draft = book
        .moment("password_change", &format!("PC-{}", &id[3..]), moment)
        .set("account", &account.key(estate))
        .set("session", id)
        .set("method", if account.pam { "pam" } else { "person" })
        .set("record", &format!("換密-{}", &id[3..]));
    let it = people.no(people.operator(0)).to_owned();
    let recorded = at(plus(Day::of_instant(moment), 1), 1, 35);
    let act = book.act(recorded, &it, "import", "密碼更換紀錄").measured("pam-rotation.csv").with(draft);
    book.enter(act);
}

fn review(book: &mut Book<'_>, people: &People, id: &str, day: Day, random: &mut Random) {
    let reviewed = match random.below(1_000) {
        0..915 => working(day, random.between(1, 4)),
        915..952 => working(day, random.between(7, 20)),
        _ => return,
    };
    // The officer on duty goes through the day's list.
    let reviewer = people.no(people.officer(reviewed.0.unsigned_abs() as usize)).to_owned();
    let draft = book
        .event("session_review", &format!("SR-{}", &id[3..]), reviewed)
        .set("session", id)
        .set("reviewer", &reviewer)
        .set("result", if random.permille(6) { "abnormal" } else { "normal" })
        .when(!random.permille(14), |draft| draft.set("record", &format!("特覆-{}", &id[3..])));
    let act = book.act(at(reviewed, 17, 30), &reviewer, "record", "核心系統特權使用覆核").with(draft);
    book.enter(act);
    if random.permille(180) {
        let closed = working(reviewed, 2);
        let draft = book
            .event("closing", &format!("CL-{}", &id[3..]), closed)
            .set("matter", "privileged_use")
            .set("session", id)
            .set("closer", people.no(people.security_head))
            .set("record", &format!("特結-{}", &id[3..]));
        let act = book
            .act(at(closed, 10, 0), people.no(people.security_head), "record", "特權使用結案")
            .with(draft);
        book.enter(act);
    }
}

/// Each month every privileged account is looked at. One month was signed long after its date, of the last one the papers
/// of the built-in accounts are not there yet, and the database team was not asked.
fn spot_checks(
    book: &mut Book<'_>,
    people: &People,
    estate: &Estate,
    accounts: &[Account],
    privileged: &[usize],
    (first, last): (Day, Day),
    sessions: &[Session],
) {
    let mut random = book.random(&format!("spot checks {first}"));
    let day = workday_before(plus(last, -2));
    let mut used: FxHashMap<usize, Vec<&str>> = FxHashMap::default();
    // What was read in after the check belongs to nobody's frame.
    for session in sessions.iter().filter(|session| session.day < day) {
        used.entry(session.account).or_default().push(&session.id);
    }
    let month = label(first, 1);
    let checker = people.no(people.officer(5)).to_owned();
    let paperless = book.past(day) && day > plus(book.today, -31);
    let late = first <= plus(book.today, -150) && last > plus(book.today, -150);
    let recorded = if late { working(day, 62) } else { working(day, 1) };
    let seed = random.next();
    let mut act = book
        .act(at(recorded, 15, 30), &checker, "import", format!("{month} 特權帳號抽查"))
        .out_of(format!("特權抽查-{month}.xlsx"));
    for account in privileged.iter().copied().filter(|i| accounts[*i].enabled_on(day)) {
        let of = &accounts[account];
        let database = of.name.contains("-db");
        if random.permille(26) || (paperless && database) {
            continue; // forgotten; the next month's check makes up for it
        }
        let sessions = used.get(&account).map_or(&[][..], Vec::as_slice);
        let sample = (!sessions.is_empty()).then(|| sessions[(seed % sessions.len() as u64) as usize]);
        let draft = book
            .event("spot_check", &format!("SC-{month}-{account:05}"), day)
            .set("account", &of.key(estate))
            .maybe("session", sample)
            .set("month", &month)
            .number("frame", sessions.len() as i64)
            .number("sample", i64::from(sample.is_some()))
            .set("seed", &format!("{seed:016x}"))
            .flag("ticket_matched", sample.is_none() || !random.permille(20))
            .set("result", if sample.is_none() { "no_use" } else { "normal" })
            .set("checker", &checker)
            .set("approver", people.no(people.security_head))
            .when(!paperless || of.sort != Sort::BuiltIn, |draft| {
                draft.set("record", &format!("特抽-{month}"))
            });
        act.add(draft);
    }
    book.enter(act);
}

const UTILITIES: [(&str, &str, &str); 10] = [
    ("OpenSSL 命令列", "crypto", "ISSUE"),
    ("資料庫加密工具", "crypto", "WAREHOUSE"),
    ("金鑰匯出工具", "crypto", "EPOLICY"),
    ("檔案加解密工具", "crypto", "FILES"),
    ("資料庫直接修改工具", "change_capable", "SERVICE"),
    ("批次重跑工具", "change_capable", "PREMIUM"),
    ("核心主機資料修補程式", "change_capable", "LIFE-CORE"),
    ("組態部署工具", "change_capable", "DEPLOY"),
    ("群組原則管理工具", "change_capable", "AD"),
    ("儲存區快照工具", "change_capable", "BACKUP"),
];

fn utilities(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let it = people.no(people.operator(1)).to_owned();
    let day = workday(plus(book.start, 6));
    let mut act = book.act(at(day, 14, 20), &it, "import", "公用程式清冊").out_of("公用程式清冊.xlsx");
    for (i, (name, sort, system)) in UTILITIES.iter().enumerate() {
        let host = estate.systems[estate.system(system)].hosts[0];
        let begun = plus(book.start, -700 - i as i32 * 20);
        let draft = book
            .state("utility", &format!("UT-{:03}", i + 1), book.start)
            .set("name", name)
            .set("type", sort)
            .set("host", &estate.hosts[host].name)
            .yes("in_use registered audit_trail")
            // The repair program of the mainframe is open to everybody in operations.
            .flag("restricted", i != 6)
            .date("trail_begun_on", begun)
            .date("trail_oldest_on", begun)
            .when(i != 3, |draft| draft.set("record", &format!("資維-公-{:03}", i + 1)));
        act.add(draft);
    }
    book.enter(act);
}
