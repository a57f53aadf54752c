//! Accounts of people, services, vendors and partners, with their requests, reviews and passwords.

use crate::book::{Batches, Book, at, label, plus, workday, working};
use crate::organisation::{People, Turn, Work};
use crate::random::Random;
use crate::systems::Estate;
use zilu_engine::Day;

/// Systems whose accounts lack the paper that grants their rights, have more rights than needed, were not reviewed in
/// the last campaign, and were reviewed without a record.
const BASELESS: [&str; 2] = ["IMAGE", "CALL"];
const TOO_WIDE: [&str; 2] = ["CRM", "COMMISSION"];
const SKIPPED: [&str; 4] = ["WAREHOUSE", "SERVICE", "FRAUD", "AML"];
const REPORTLESS: [&str; 2] = ["LIFE-CORE", "AD"];
/// A branch that has not changed its passwords since it moved.
const MOVED: &str = "中區分公司";

/// What kind of account it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// Somebody's ordinary account.
    Person,
    /// Somebody's administrator account.
    Administrator,
    /// An account that came with the system: root, Administrator, SYS.
    BuiltIn,
    /// Batch jobs and services.
    Service,
    /// Used by several people.
    Shared,
    Vendor,
    Partner,
}

/// An account.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) system: usize,
    pub(crate) name: String,
    pub(crate) host: Option<usize>,
    pub(crate) holder: Option<usize>,
    pub(crate) sort: Sort,
    /// highest, special or normal.
    pub(crate) privilege: &'static str,
    pub(crate) from: Day,
    pub(crate) disabled: Option<Day>,
    /// Enabled again, for somebody who came back.
    pub(crate) again: Option<Day>,
    pub(crate) pam: bool,
}

impl Account {
    pub(crate) fn key(&self, estate: &Estate) -> String {
        format!("{}|{}", estate.systems[self.system].id, self.name)
    }

    pub(crate) fn enabled_on(&self, day: Day) -> bool {
        let off = self.disabled.is_some_and(|disabled| day >= disabled);
        day >= self.from && (!off || self.again.is_some_and(|again| day >= again))
    }

    pub(crate) fn privileged(&self) -> bool {
        self.privilege != "normal"
    }
}

/// Systems that people of a kind of work use, beside those for everybody.
fn systems_of(work: Work) -> &'static [&'static str] {
    match work {
        Work::Board => &["BI", "RISK"],
        Work::Audit => &["BI", "AML"],
        Work::Compliance => &["AML", "BI"],
        Work::Infosec => &["SIEM", "LOGS", "CODESCAN"],
        Work::Development => &["SOURCE", "TICKET", "CODESCAN"],
        Work::Operations => &["TICKET", "MONITOR", "CMDB"],
        Work::Personnel => &["HR"],
        Work::GeneralAffairs => &["GENERAL", "DOOR"],
        Work::Finance => &["FINANCE", "TREASURY", "INVEST"],
        Work::Underwriting => &["UW", "ISSUE", "MOTOR", "NL-CORE"],
        Work::Servicing => &["SERVICE", "LIFE-CORE", "CALL", "CRM"],
        Work::Claims => &["CLAIM", "NL-CLAIM", "FRAUD", "IMAGE"],
        Work::Premium => &["PREMIUM", "LIFE-CORE"],
        Work::Sales => &["AGENT", "FIELD", "COMMISSION"],
        Work::Other => &["BI", "WAREHOUSE", "REINSURE"],
    }
}

/// Invents the accounts.
pub(crate) fn accounts(book: &Book<'_>, people: &People, estate: &Estate) -> Vec<Account> {
    let mut random = book.random("accounts");
    let mut accounts = Vec::with_capacity(5_200);
    for (i, person) in people.all.iter().enumerate() {
        let from = book.start.max(person.joined);
        let again = match person.turn {
            Turn::Unpaid(_, until) => until,
            _ => None,
        };
        let mut own: Vec<&str> = vec!["AD", "LEARN", "DOCFLOW"];
        own.extend(systems_of(people.work(i)).iter().filter(|_| random.permille(450)));
        for id in own {
            accounts.push(Account {
                system: estate.system(id),
                name: format!("e{}", person.no),
                host: None,
                holder: Some(i),
                sort: Sort::Person,
                privilege: "normal",
                from,
                disabled: person.removed,
                again,
                pam: false,
            });
        }
    }
    administrators(book, people, estate, &mut random, &mut accounts);
    services(book, people, estate, &mut random, &mut accounts);
    outsiders(book, estate, &mut random, &mut accounts);
    accounts
}

fn administrators(
    book: &Book<'_>,
    people: &People,
    estate: &Estate,
    random: &mut Random,
    accounts: &mut Vec<Account>,
) {
    for (number, system) in estate.systems.iter().enumerate() {
        let built_in = |host: usize| match estate.hosts[host].os {
            os if os.starts_with("Windows") => "Administrator",
            os if os.starts_with("IBM") => "QSECOFR",
            os if os.contains("appliance") => "admin",
            _ => "root",
        };
        for (i, host) in system.hosts.iter().copied().enumerate() {
            // Nobody has looked up who keeps the test machines of the laboratory.
            if system.id == "LAB" && i > 1 {
                continue;
            }
            accounts.push(Account {
                system: number,
                name: format!("{}@{}", built_in(host), estate.hosts[host].name),
                host: Some(host),
                holder: (!random.permille(25)).then(|| *random.pick(&people.operations)),
                sort: Sort::BuiltIn,
                privilege: "highest",
                from: system.since,
                disabled: system.retired,
                again: None,
                // One appliance is not under PAM yet.
                pam: system.id != "MAILGATE",
            });
        }
        let hosts: Vec<usize> =
            system.hosts.iter().copied().filter(|i| estate.hosts[*i].production).collect();
        if system.guarded() && !hosts.is_empty() {
            let keepers = if random.permille(300) { &people.developers } else { &people.operations };
            for i in random.sample(keepers.len(), 2) {
                let holder = keepers[i];
                accounts.push(Account {
                    system: number,
                    name: format!("adm-{}", people.no(holder)),
                    host: Some(*random.pick(&hosts)),
                    holder: Some(holder),
                    sort: Sort::Administrator,
                    privilege: "special",
                    from: system.since.max(book.start),
                    disabled: system.retired,
                    again: None,
                    pam: true,
                });
            }
        }
    }
}

fn services(
    book: &Book<'_>,
    people: &People,
    estate: &Estate,
    random: &mut Random,
    accounts: &mut Vec<Account>,
) {
    for (number, system) in estate.systems.iter().enumerate() {
        for i in 0..random.between(2, 5) {
            accounts.push(Account {
                system: number,
                name: format!("svc-{}-{:02}", system.id.to_lowercase(), i + 1),
                host: None,
                holder: None,
                sort: Sort::Service,
                privilege: "normal",
                from: system.since,
                disabled: system.retired,
                again: None,
                pam: false,
            });
        }
    }
    for (id, name) in [
        ("CALL", "班長席共用"),
        ("DOOR", "監控中心"),
        ("IMAGE", "掃描機共用"),
        ("MONITOR", "機房值班"),
        ("TREASURY", "放行備援"),
        ("FILES", "會計月結"),
    ] {
        accounts.push(Account {
            system: estate.system(id),
            name: name.to_owned(),
            host: None,
            holder: Some(people.standing(Work::Servicing)[0]),
            sort: Sort::Shared,
            privilege: "normal",
            from: book.start,
            disabled: None,
            again: None,
            pam: false,
        });
    }
}

fn outsiders(book: &Book<'_>, estate: &Estate, random: &mut Random, accounts: &mut Vec<Account>) {
    for i in 0..420 {
        let partner = i >= 60;
        let system =
            if partner { "AGENT" } else { *random.pick(&["CALL", "CRM", "PREMIUM", "HR", "PAYMENT"]) };
        let name =
            if partner { format!("bk{:05}", 10_000 + i * 7) } else { format!("v{:04}", 1_000 + i * 3) };
        accounts.push(Account {
            system: estate.system(system),
            name,
            host: None,
            holder: None,
            sort: if partner { Sort::Partner } else { Sort::Vendor },
            privilege: "normal",
            from: workday(plus(book.start, if i % 4 == 0 { random.between(5, 400) } else { 0 })),
            disabled: None,
            again: None,
            pam: false,
        });
    }
}

/// Writes the accounts and what is done about them.
pub(crate) fn write(book: &mut Book<'_>, people: &People, estate: &Estate, accounts: &[Account]) {
    inventory(book, people, estate, accounts);
    requests(book, people, estate, accounts);
    passwords(book, people, estate, accounts);
    reviews(book, people, estate, accounts);
    system_reviews(book, people, estate, accounts);
}

fn inventory(book: &mut Book<'_>, people: &People, estate: &Estate, accounts: &[Account]) {
    let mut random = book.random("account inventory");
    let it = people.no(people.operator(2)).to_owned();
    let mut batches = Batches::default();
    for (i, account) in accounts.iter().enumerate() {
        let system = &estate.systems[account.system];
        let human = matches!(account.sort, Sort::Person | Sort::Administrator | Sort::Vendor | Sort::Partner);
        let own_password = human && (system.has('t') || matches!(account.sort, Sort::Vendor | Sort::Partner));
        let fixed = own_password || !human;
        let created = if account.from == book.start {
            plus(book.start, -random.between(30, 2_400))
        } else {
            account.from
        };
        let draft = book
            .state("account", &account.key(estate), account.from)
            .maybe("host", account.host.map(|host| estate.hosts[host].name.as_str()))
            .maybe("holder", account.holder.map(|holder| people.no(holder)))
            .set("relation", relation(account.sort))
            .maybe("vendor", (account.sort == Sort::Vendor).then(|| crate::suppliers::vendor(i)))
            .maybe("partner", (account.sort == Sort::Partner).then(|| crate::suppliers::partner(i)))
            .set("type", kind_of(account.sort))
            .set("privilege", account.privilege)
            // Firewalls and AIX hosts are run under their root accounts from day to day.
            .flag("daily_use", account.sort == Sort::BuiltIn && i % 3 == 0 && daily(account, estate))
            .yes("enabled")
            .date("created_on", created)
            .when(account.privileged(), |draft| {
                // Two built-in accounts turned up in a system export and are in no register.
                let registered = !(account.sort == Sort::BuiltIn && i % 97 == 0);
                let exposed = system.internet() || system.has('d');
                let draft = draft
                    .flag("registered", registered)
                    .flag("origin_restriction_required", exposed)
                    .flag("restricted_origin", !exposed || i % 59 != 8);
                draft.when(registered, |draft| draft.date("registered_on", created))
            })
            .when(!account.privileged(), |draft| draft.yes("registered").date("registered_on", created))
            .date(
                "last_used_on",
                plus(
                    book.start.max(account.from),
                    -i32::from(account.from == book.start) * random.between(1, 20),
                ),
            )
            .date(
                "password_changed_on",
                plus(account.from, -i32::from(account.from == book.start) * random.between(1, 40)),
            )
            .flag("static_password", fixed)
            .flag(
                "password_rotatable",
                account.sort != Sort::BuiltIn || !matches!(system.id, "MAILGATE" | "LIFE-CORE"),
            )
            .flag("monitored", account.sort != Sort::Service || !random.permille(180))
            .yes("attributable operation_log")
            // The learning platform's operator has not confirmed how sales representatives are identified.
            .when(
                !(system.id == "LEARN" && account.holder.is_some_and(|i| people.work(i) == Work::Sales)),
                |draft| draft.flag("identity_verified", system.id != "DOOR"),
            )
            .flag(
                "mfa",
                human && (account.privileged() || matches!(account.sort, Sort::Vendor | Sort::Partner)),
            )
            .flag("pam", account.pam)
            .set("authentication_method", if own_password { "password" } else { "two_factor" })
            .when(!BASELESS.contains(&system.id) && !random.permille(30), |draft| {
                draft.set("basis", &format!("權限申請-{i:05}"))
            })
            .flag("least_privilege", !TOO_WIDE.contains(&system.id))
            .when(account.sort == Sort::Shared, |draft| shared(draft, i))
            .when(account.sort == Sort::BuiltIn, |draft| {
                draft.yes("shared_approved").set("shared_control", "proxy")
            })
            .flag("interactive_login", account.sort != Sort::Service || random.permille(150))
            .when(account.sort == Sort::Service && !random.permille(30), |draft| {
                draft.set("system_control", &format!("資維-服-{i:05}"))
            })
            .when(!random.permille(15), |draft| draft.set("record", &format!("設定-{i:05}")));
        let recorded = if account.from == book.start {
            at(workday(book.start), 13, 0)
        } else {
            at(workday(account.from), 17, random.between(0, 50))
        };
        let open = || book.act(recorded, &it, "import", "帳號清冊匯入").measured("帳號清冊.csv");
        batches.of(recorded, &it, open).add(draft);
        if let Some(disabled) = account.disabled {
            let draft = book
                .revise("account", &account.key(estate), disabled)
                .no("enabled")
                .date("disabled_on", disabled);
            let recorded = at(workday(disabled), 18, random.between(41, 58));
            let open = || book.act(recorded, &it, "import", "停用帳號匯入").measured("停用帳號.csv");
            batches.of(recorded, &it, open).add(draft);
        }
        if let Some(again) = account.again {
            let draft = book.revise("account", &account.key(estate), again).yes("enabled");
            let recorded = at(workday(again), 9, 30);
            let open = || book.act(recorded, &it, "import", "復職帳號匯入").measured("復職帳號.csv");
            batches.of(recorded, &it, open).add(draft);
        }
    }
    batches.enter(book);
}

fn shared<'a>(draft: crate::book::Draft<'a>, i: usize) -> crate::book::Draft<'a> {
    // One of the shared accounts was approved with a measure, the month-end one was not.
    if i % 6 == 5 {
        draft.no("shared_approved").set("shared_control", "none")
    } else {
        draft.yes("shared_approved").set("shared_control", "rotation")
    }
}

fn daily(account: &Account, estate: &Estate) -> bool {
    let system = &estate.systems[account.system];
    system.id == crate::systems::DEVICES || system.platform.contains("AIX")
}

fn relation(sort: Sort) -> &'static str {
    match sort {
        Sort::Vendor => "vendor",
        Sort::Partner => "partner",
        _ => "internal",
    }
}

fn kind_of(sort: Sort) -> &'static str {
    match sort {
        Sort::Service => "system",
        Sort::Shared | Sort::BuiltIn => "shared",
        _ => "human",
    }
}

/// Forms for what was created or disabled during the story.
fn requests(book: &mut Book<'_>, people: &People, estate: &Estate, accounts: &[Account]) {
    let mut random = book.random("account requests");
    let it = people.no(people.operator(2)).to_owned();
    let mut serial = 0;
    for account in accounts {
        let created = (account.from > book.start).then_some((account.from, "create", "新增帳號"));
        let disabled = account.disabled.map(|day| (day, "disable", "停用帳號"));
        for (day, action, reason) in created.into_iter().chain(disabled) {
            if random.permille(35) {
                continue; // done without a form
            }
            serial += 1;
            let owner = estate.systems[account.system].owner;
            let requester = account.holder.map_or(owner, |holder| people.all[holder].supervisor);
            let draft = book
                .event("account_request", &format!("AR-{serial:05}"), day)
                .set("account", &account.key(estate))
                .set("type", action)
                .set("requester", people.no(requester))
                .set("approver", people.no(owner))
                .set("performer", &it)
                .set("record", &format!("帳申-{serial:05}"));
            let act = book.act(at(workday(day), 19, 0), &it, "record", reason).with(draft);
            book.enter(act);
        }
    }
}

/// Static passwords of our own people change every two months or so; the directory's log is read twice a month.
fn passwords(book: &mut Book<'_>, people: &People, estate: &Estate, accounts: &[Account]) {
    let mut random = book.random("passwords");
    let it = people.no(people.operator(2)).to_owned();
    let mut batches = Batches::default();
    let mut serial = 0;
    for account in accounts {
        let own = matches!(account.sort, Sort::Person | Sort::Administrator);
        if !own || !estate.systems[account.system].has('t') {
            continue;
        }
        let key = account.key(estate);
        // A few people let it slide from time to time.
        let careless = random.permille(220);
        let mut day = plus(account.from, random.between(12, 40));
        let mut latest = None;
        while book.past(day) && account.enabled_on(day) {
            let (year, month, of_month) = day.ymd();
            let read =
                if of_month < 15 { Day::from_ymd(year, month, 15) } else { crate::book::next_month(day) };
            let recorded = at(workday(read), 7, 30);
            serial += 1;
            let draft = book
                .moment(
                    "password_change",
                    &format!("PW-{serial:06}"),
                    at(day, random.between(8, 18), random.between(0, 59)),
                )
                .set("account", &key)
                .set("method", "person");
            let open = || book.act(recorded, &it, "import", "密碼變更紀錄").measured("密碼變更紀錄.csv");
            batches.of(recorded, &it, open).add(draft);
            if book.past(Day::of_instant(recorded)) {
                latest = Some((day, recorded));
            }
            let moved = people.department_name(account.holder.unwrap_or_default()) == MOVED;
            if moved && day > plus(book.today, -150) {
                break;
            }
            let slips = careless && random.permille(350);
            day = plus(day, if slips { random.between(95, 150) } else { random.between(58, 72) });
        }
        // Of the account itself only the last change is restated: the changes have records of their own.
        if let Some((day, recorded)) = latest {
            let draft =
                book.revise("account", &key, day).date("password_changed_on", day).date("last_used_on", day);
            let open = || book.act(recorded, &it, "import", "密碼變更紀錄").measured("密碼變更紀錄.csv");
            batches.of(recorded, &it, open).add(draft);
        }
    }
    batches.enter(book);
}

/// Half-yearly review of the accounts of class 1 and 2 systems, in a campaign per system.
fn reviews(book: &mut Book<'_>, people: &People, estate: &Estate, accounts: &[Account]) {
    let mut random = book.random("account reviews");
    let mut serial = 0;
    for (first, last) in book.periods(6) {
        let campaign = format!("AR-{}", label(first, 6));
        // The last campaign that is over.
        let finished = last < book.today && last > plus(book.today, -184);
        for (number, system) in estate.systems.iter().enumerate() {
            if system.class == 3 || !system.used_on(first.max(system.since)) || system.since > last {
                continue;
            }
            let begin = first.max(system.since);
            // One owner let the last finished campaign pass.
            if SKIPPED.contains(&system.id) && finished {
                continue;
            }
            // One owner is late in every campaign but the first.
            let late = system.id == "COMMISSION" && first > book.start;
            let day = if late {
                plus(last, 21)
            } else {
                plus(begin, 95 + random.between(0, 50).min(last.0 - begin.0 - 100).max(0))
            };
            let day = workday(day);
            let owner = people.no(system.owner);
            let recorded = at(working(day, 2), 11, random.between(0, 59));
            let mut orders = Vec::new();
            let mut act = book
                .act(recorded, owner, "import", format!("{}帳號清查 {campaign}", system.name))
                .from_file(format!("{campaign}-{}.xlsx", system.id));
            for account in accounts.iter().filter(|a| a.system == number && a.enabled_on(day)) {
                if account.sort == Sort::Partner {
                    continue; // brokers are asked by their own form
                }
                serial += 1;
                if random.permille(48) {
                    continue; // a line left blank
                }
                let result = match random.below(1_000) {
                    0..955 => "keep",
                    955..980 => "change",
                    _ => "disable",
                };
                let draft = book
                    .event("account_review", &format!("RV-{serial:06}"), day)
                    .set("account", &account.key(estate))
                    .set("campaign", &campaign)
                    .set("result", result)
                    .flag("rights_reasonable", result == "keep")
                    .yes("access_reviewed")
                    .set("reviewer", owner)
                    .set("checker", people.no(people.all[system.owner].supervisor))
                    .when(result != "keep", |draft| draft.set("reason", "職務已調整"))
                    .when(!random.permille(8) && !(REPORTLESS.contains(&system.id) && finished), |draft| {
                        draft.set("record", &format!("{campaign}-{}", system.id))
                    });
                act.add(draft);
                if result != "keep" && !random.permille(190) {
                    let done = working(day, random.between(3, 9));
                    let (key, review) = (account.key(estate), format!("RV-{serial:06}"));
                    orders.push(order(book, people, &key, owner, &review, result, done));
                }
            }
            book.enter(act);
            for act in orders {
                book.enter(act);
            }
        }
    }
}

/// What a review decided is carried out by a form.
fn order(
    book: &Book<'_>,
    people: &People,
    account: &str,
    owner: &str,
    review: &str,
    action: &str,
    day: Day,
) -> crate::Act {
    let it = people.no(people.operator(2));
    let id = format!("AQ-{}", &review[3..]);
    let draft = book
        .event("account_request", &id, day)
        .set("account", account)
        .set("type", action)
        .set("review", review)
        .set("requester", owner)
        .set("approver", owner)
        .set("performer", it)
        .set("record", &format!("帳申-{id}"));
    let done = book.revise("account_review", review, day).date("executed_on", day);
    book.act(at(day, 18, 20), it, "record", "依清查結果處理").with(draft).with(done)
}

/// Per system: lifecycle review, reconciliation of the register, password settings.
fn system_reviews(book: &mut Book<'_>, people: &People, estate: &Estate, accounts: &[Account]) {
    let mut random = book.random("account system reviews");
    for (first, last) in book.periods(6) {
        let half = label(first, 6);
        for (number, system) in estate.systems.iter().enumerate() {
            let begin = first.max(system.since);
            if begin > last || !system.used_on(begin) {
                continue;
            }
            let day = match random.below(100) {
                0..95 => workday(plus(begin, 60 + random.between(0, (last.0 - begin.0 - 75).max(0)))),
                95..98 => workday(plus(last, random.between(4, 30))),
                _ => continue,
            };
            let owner = people.no(system.owner);
            let created =
                accounts.iter().filter(|a| a.system == number && a.from > first && a.from <= day).count();
            let deleted = accounts
                .iter()
                .filter(|a| a.system == number && a.disabled.is_some_and(|d| d > first && d <= day))
                .count();
            let performer = people.no(people.operator(2));
            let review = book
                .event("account_lifecycle_review", &format!("LR-{half}-{}", system.id), day)
                .set("system", system.id)
                .date("from", plus(day, -182))
                .date("until", day)
                .yes("complete")
                .number("created", created as i64)
                .number("changed", random.between(0, 6).into())
                .number("deleted", deleted as i64)
                .number("without_request", i64::from(random.permille(100)))
                .set("reviewer", owner)
                .set("performer", performer)
                .when(!random.permille(25), |draft| {
                    draft.set("record", &format!("帳審-{half}-{}", system.id))
                });
            let act =
                book.act(at(day, 14, random.between(0, 59)), owner, "record", "帳號增修刪審核").with(review);
            book.enter(act);
        }
    }
    reconciliations(book, people, estate);
    password_policies(book, people, estate);
}

/// Each quarter the register is compared with what the systems say.
fn reconciliations(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let mut random = book.random("account reconciliations");
    let performer = people.no(people.operator(2)).to_owned();
    for (first, last) in book.periods(3) {
        for system in &estate.systems {
            let begin = first.max(system.since);
            let day = workday(plus(begin, 25 + random.between(0, 40)));
            if day > last || !system.used_on(day) || random.permille(20) {
                continue;
            }
            let id = format!("RC-{}-{}", label(first, 3), system.id);
            let draft = book
                .event("account_reconciliation", &id, day)
                .set("system", system.id)
                .yes("complete")
                .number("unregistered", i64::from(random.permille(30)))
                .set("performer", &performer)
                .set("report", &format!("帳核-{id}"));
            let act = book
                .act(at(day, 16, random.between(0, 59)), &performer, "record", "帳號清冊核對")
                .with(draft);
            book.enter(act);
        }
    }
}

fn password_policies(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let infosec = people.no(people.officer(4)).to_owned();
    let mut first = book
        .act(at(workday(plus(book.start, 5)), 9, 50), &infosec, "import", "密碼原則檢查")
        .measured("密碼原則.csv");
    for system in estate.systems.iter().filter(|system| system.has('t') || system.class != 3) {
        let strong = system.id != "AGENT" || !system.has('t');
        let draft = book
            .state("password_policy", system.id, system.since)
            .yes("defined mixed")
            .number("min_length", if strong { 12 } else { 10 })
            .number("history", 5)
            .number("max_age_days", 75)
            .number("lockout_failures", 5)
            .date("checked_on", workday(plus(book.start, 5)).max(system.since))
            .when(system.id != "CALL", |draft| draft.set("record", &format!("資安-密-{}", system.id)));
        if system.since == book.start {
            first.add(draft);
        } else {
            let act =
                book.act(at(working(system.since, 3), 9, 50), &infosec, "record", "密碼原則檢查").with(draft);
            book.enter(act);
        }
    }
    book.enter(first);
    for (period, _) in book.periods(6).into_iter().skip(1) {
        let day = workday(plus(period, 40));
        let mut act = book.act(at(day, 9, 50), &infosec, "import", "密碼原則檢查").measured("密碼原則.csv");
        for system in estate
            .systems
            .iter()
            .filter(|system| system.class != 3 && system.used_on(day) && day > system.since)
        {
            act.add(book.revise("password_policy", system.id, day).date("checked_on", day));
        }
        book.enter(act);
    }
}
