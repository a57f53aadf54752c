//! Accounts of people, services, vendors and partners: the register.

use crate::book::{Batches, Book, at, plus, workday};
use crate::organisation::{People, Turn, Work};
use crate::random::Random;
use crate::systems::{Estate, System};
use zilu_engine::Day;

/// Systems whose accounts lack the paper that grants their rights, and have more rights than needed.
const BASELESS: [&str; 2] = ["IMAGE", "CALL"];
const TOO_WIDE: [&str; 4] = ["CRM", "COMMISSION", "BI", "FRAUD"];

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
                holder: (!random.permille(25)).then(|| random.pick(&people.operations)),
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
                    host: Some(random.pick(&hosts)),
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
            if partner { "AGENT" } else { random.pick(&["CALL", "CRM", "PREMIUM", "HR", "PAYMENT"]) };
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

/// Who answers for an account: its holder, and for the account of a service its system's owner; of a few nobody knows.
fn keeper(account: &Account, system: &System, i: usize) -> Option<usize> {
    let of_service = account.sort == Sort::Service && i % 17 != 3;
    account.holder.or(of_service.then_some(system.owner))
}

/// Writes the register of accounts, with what was disabled and enabled again.
pub(crate) fn write(book: &mut Book<'_>, people: &People, estate: &Estate, accounts: &[Account]) {
    let mut random = book.random("account inventory");
    let it = people.no(people.operator(2)).to_owned();
    let mut batches = Batches::default();
    for (i, account) in accounts.iter().enumerate() {
        let system = &estate.systems[account.system];
        let human = matches!(account.sort, Sort::Person | Sort::Administrator | Sort::Vendor | Sort::Partner);
        let own_password = human && (system.has('t') || matches!(account.sort, Sort::Vendor | Sort::Partner));
        let fixed = own_password || !human;
        // The call centre's operator logs in from anywhere, with a password.
        let loose = account.sort == Sort::Vendor && system.id == "CALL" && i % 3 == 0;
        let certificate =
            account.sort == Sort::Partner && crate::partners::partner(i) == crate::partners::CERTIFICATES;
        let created = if account.from == book.start {
            plus(book.start, -random.between(30, 2_400))
        } else {
            account.from
        };
        let draft = book
            .state("account", &account.key(estate), account.from)
            .maybe("host", account.host.map(|host| estate.hosts[host].name.as_str()))
            .maybe("holder", keeper(account, system, i).map(|holder| people.no(holder)))
            .set("relation", relation(account.sort))
            .maybe("vendor", (account.sort == Sort::Vendor).then(|| crate::suppliers::vendor(i)))
            .maybe("partner", (account.sort == Sort::Partner).then(|| crate::partners::partner(i)))
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
                human
                    && !certificate
                    && !loose
                    && (account.privileged() || matches!(account.sort, Sort::Vendor | Sort::Partner)),
            )
            .when(loose, |draft| draft.no("restricted_origin other_control"))
            .flag("pam", account.pam)
            .set(
                "authentication_method",
                match (certificate, own_password) {
                    (true, _) => "certificate",
                    (_, true) => "password",
                    _ => "two_factor",
                },
            )
            .when(certificate && i % 4 != 0, |draft| draft.set("risk_decision", "合作夥伴憑證登入風險決定"))
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
            at(workday(account.from), 17, 20)
        };
        let open = || book.act(recorded, &it, "import", "帳號清冊匯入").measured("帳號清冊.csv");
        batches.of(recorded, &it, open).add(draft);
        if let Some(disabled) = account.disabled {
            let draft = book
                .revise("account", &account.key(estate), disabled)
                .no("enabled")
                .date("disabled_on", disabled);
            let recorded = at(workday(disabled), 18, 45);
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
