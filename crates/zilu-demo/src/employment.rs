//! What the company does about its people: role changes, undertakings, training, drills, supervision, roles.

use crate::Act;
use crate::book::{Batches, Book, at, label, next_month, plus, roc_year, workday, working};
use crate::organisation::{People, Person, Turn, Work};
use crate::random::Random;
use zilu_engine::Day;

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    role_changes(book, people);
    undertakings(book, people);
    training(book, people);
    drills(book, people);
    supervision(book, people);
    roles(book, people);
}

fn role_changes(book: &mut Book<'_>, people: &People) {
    let mut random = book.random("role changes");
    let hr = people.no(people.personnel).to_owned();
    let keeper = people.no(people.general_affairs).to_owned();
    let mut serial = 0;
    for person in &people.all {
        let changes: Vec<(Day, &str, &str)> = match person.turn {
            Turn::Stays => Vec::new(),
            Turn::Joins(day) => vec![(day, "join", "到職")],
            Turn::Transfers(day, _) => vec![(day, "transfer", "調職")],
            Turn::Leaves(day) => vec![(day, "leave", "離職")],
            Turn::Suspended(day) => vec![(day, "suspend", "停職")],
            Turn::Unpaid(day, until) => {
                let mut changes = vec![(day, "unpaid_leave", "留職停薪")];
                changes.extend(until.map(|until| (until, "return", "復職")));
                changes
            }
        };
        for (day, word, reason) in changes {
            serial += 1;
            let id = format!("HR-{}-{serial:04}", roc_year(day));
            let draft = book
                .event("role_change", &id, day)
                .set("person", &person.no)
                .set("type", word)
                .set("order", &format!("人令-{serial:04}"));
            let recorded = at(workday(day), 9, random.between(5, 55));
            let act = book.act(recorded, &hr, "import", format!("{reason}人事令")).measured("人事異動檔.csv");
            book.enter(act.with(draft));
            if matches!(word, "transfer" | "leave" | "unpaid_leave" | "suspend") {
                hand_over(book, people, person, &id, day, &keeper, &mut random);
            }
        }
    }
}

/// Assets back and access adjusted: mostly in time and on record.
fn hand_over(
    book: &mut Book<'_>,
    people: &People,
    person: &Person,
    change: &str,
    day: Day,
    keeper: &str,
    random: &mut Random,
) {
    let it = people.no(random.pick(&people.operations)).to_owned();
    let returned = match random.below(100) {
        0..64 => day,
        64..95 => working(day, 1),
        _ => working(day, random.between(2, 9)),
    };
    let draft = book
        .event("asset_return", &format!("AR-{}", &change[3..]), returned)
        .set("role_change", change)
        .yes("complete")
        .set("receiver", keeper)
        .when(!random.permille(25), |draft| draft.set("record", &format!("總務-退-{}", &change[3..])));
    let act = book.act(at(workday(returned), 17, random.between(0, 50)), keeper, "record", "點收公司資產");
    book.enter(act.with(draft));
    let changed = match person.turn {
        Turn::Leaves(_) | Turn::Suspended(_) | Turn::Unpaid(..) => person.removed,
        _ if random.permille(950) => Some(working(day, random.between(0, 1))),
        _ => Some(working(day, random.between(2, 12))),
    };
    if let Some(changed) = changed {
        let draft = book
            .event("access_change", &format!("AC-{}", &change[3..]), changed)
            .set("role_change", change)
            .yes("complete")
            .set("performer", &it)
            .when(!random.permille(30), |draft| draft.set("record", &format!("工單-{}", &change[3..])));
        let act = book.act(at(workday(changed), 18, random.between(0, 40)), &it, "record", "權限異動完成");
        book.enter(act.with(draft));
        closing(book, people, change, changed.max(returned));
    }
}

fn closing(book: &mut Book<'_>, people: &People, change: &str, done: Day) {
    let day = working(done, 2);
    let draft = book
        .event("closing", &format!("CL-{}", &change[3..]), day)
        .set("matter", "role_change")
        .set("role_change", change)
        .set("closer", people.no(people.personnel))
        .set("record", &format!("人資-結-{}", &change[3..]));
    let act = book.act(at(day, 11, 15), people.no(people.personnel), "record", "職務異動結案").with(draft);
    book.enter(act);
}

fn undertakings(book: &mut Book<'_>, people: &People) {
    let mut random = book.random("undertakings");
    let hr = people.no(people.personnel).to_owned();
    let mut first = book
        .act(at(workday(book.start), 11, 0), &hr, "import", "保密切結書存檔清冊匯入")
        .out_of("保密切結書清冊.xlsx");
    for person in &people.all {
        let joins = matches!(person.turn, Turn::Joins(_));
        if random.permille(if joins { 60 } else { 12 }) {
            continue; // nobody can find one
        }
        let signed = if joins { working(person.joined, random.between(0, 2)) } else { person.joined };
        let draft = book
            .event("undertaking", &format!("NDA-{}", person.no), signed)
            .set("person", &person.no)
            .set("instrument", if random.permille(850) { "undertaking" } else { "contract" })
            .yes("confidentiality_terms")
            .set("version", if joins { "5.0" } else { "4.2" })
            .when(!random.permille(70), |draft| draft.set("file", &format!("人資-密-{}", person.no)));
        if joins {
            // Some papers wait in a drawer: signed on one day, on record weeks later.
            let later = if random.permille(120) { random.between(12, 40) } else { random.between(0, 3) };
            let act =
                book.act(at(working(signed, later), 16, 10), &hr, "record", "新進人員保密切結書").with(draft);
            book.enter(act);
        } else {
            first.add(draft);
        }
    }
    book.enter(first);
}

/// Every year a course of information security for everybody; a shorter one about IoT devices for their keepers.
fn training(book: &mut Book<'_>, people: &People) {
    let mut random = book.random("training");
    let officer = people.no(people.officer(1)).to_owned();
    let mut batches = Batches::default();
    for (first, last) in book.periods(12) {
        let year = roc_year(first);
        for (i, person) in people.all.iter().enumerate() {
            let begin = first.max(book.start).max(person.joined);
            if begin > last {
                continue;
            }
            let on = match random.below(100) {
                // New people do it in their first weeks, the others between spring and autumn.
                _ if person.joined > first => workday(plus(begin, random.between(1, 20))),
                0..95 => {
                    let spring = begin.max(plus(first, 45));
                    workday(plus(spring, random.between(0, (last.0 - spring.0 - 40).max(0))))
                }
                95..98 => workday(plus(last, random.between(5, 70))),
                _ => continue,
            };
            if !person.active_on(on) {
                continue;
            }
            let mut courses = vec![(format!("INFOSEC-{year}"), "infosec", "3")];
            if people.work(i) == Work::GeneralAffairs && !person.manager {
                courses.push((format!("IOT-{year}"), "iot", "1"));
            }
            // Of one department the list of signatures of last year cannot be found.
            let lost =
                people.department_name(i) == "契約部" && last < book.today && last > plus(book.today, -366);
            let record = !lost && !random.permille(40);
            for (course, topic, hours) in courses {
                let draft = book
                    .event("training", &format!("{course}|{}", person.no), on)
                    .set("topic", topic)
                    .set("form", if i % 7 == 0 { "awareness" } else { "course" })
                    .set("hours", hours)
                    .yes("passed")
                    .when(record, |draft| draft.set("record", &format!("學習紀錄-{year}-{}", person.no)));
                let recorded = at(next_month(on), 10, 10);
                let open = || {
                    book.act(recorded, &officer, "import", "數位學習平台完訓紀錄").measured("完訓紀錄.csv")
                };
                batches.of(recorded, &officer, open).add(draft);
            }
        }
    }
    batches.enter(book);
}

/// Two drills a year, each to half of the computer users; some people are on no list.
fn drills(book: &mut Book<'_>, people: &People) {
    let mut random = book.random("drills");
    let officer = people.no(people.officer(2)).to_owned();
    for (first, _) in book.periods(6) {
        let day = workday(plus(first, 96));
        let campaign = format!("SE-{}", label(first, 6));
        let half = usize::from(first.ymd().1 == 1);
        let recorded = at(working(day, 10), 14, 0);
        let mut act = book
            .act(recorded, &officer, "import", format!("社交工程演練 {campaign} 結果"))
            .measured(format!("{campaign}-結果.csv"));
        for (i, person) in people.all.iter().enumerate() {
            if i % 2 != half || !person.active_on(day) || random.permille(45) {
                continue;
            }
            let clicked = random.permille(58);
            let opened = clicked || random.permille(150);
            let submitted = clicked && random.permille(240);
            let draft = book
                .event("drill_mail", &format!("{campaign}|{}", person.no), day)
                .yes("sent monitored")
                .flag("opened", opened)
                .flag("clicked", clicked)
                .flag("submitted", submitted)
                .flag("attachment_opened", clicked && random.permille(300))
                .flag("reported", !clicked && random.permille(210))
                .no("automated")
                .set("report", &format!("資安-演-{campaign}"))
                .when(clicked && random.permille(850), |draft| {
                    draft.date("retrained_on", working(day, random.between(3, 9)))
                });
            act.add(draft);
        }
        book.enter(act);
    }
}

fn supervision(book: &mut Book<'_>, people: &People) {
    let mut random = book.random("supervision");
    for (first, last) in book.periods(12) {
        let year = roc_year(first);
        for (i, person) in people.all.iter().enumerate().filter(|(_, person)| person.manager) {
            let begin = first.max(book.start).max(person.joined);
            let on = match random.below(100) {
                0..93 => workday(plus(begin, random.between(40, (last.0 - begin.0 - 15).clamp(41, 320)))),
                93..97 => workday(plus(last, random.between(6, 40))),
                _ => continue,
            };
            if !person.active_on(on) || begin > last {
                continue;
            }
            let draft = book
                .event("supervision", &format!("SV-{year}-{}", person.no), on)
                .set("manager", &person.no)
                .set("form", random.pick(&["attestation", "self_inspection", "meeting"]))
                .number("findings", i64::from(random.between(0, 2)))
                .when(!random.permille(40), |draft| {
                    draft.set("record", &format!("督導-{year}-{}", person.no))
                });
            // Every tenth attestation is handed in weeks after the day written on it.
            let recorded = if i % 10 == 0 { working(on, random.between(18, 45)) } else { working(on, 1) };
            let act = book.act(at(recorded, 15, random.between(0, 59)), &person.no, "record", "主管督導紀錄");
            book.enter(act.with(draft));
        }
    }
}

const ROLES: [(&str, &str, Work); 12] = [
    ("資安長", "統籌資訊安全政策與資源", Work::Infosec),
    ("資安管理人員", "弱點管理、稽核軌跡與事件處理", Work::Infosec),
    ("系統管理員", "作業系統與主機維運", Work::Operations),
    ("資料庫管理員", "資料庫維運與權限", Work::Operations),
    ("網路管理員", "網路與防火牆維運", Work::Operations),
    ("應用程式開發", "程式設計與修改", Work::Development),
    ("程式上線", "正式環境過版", Work::Operations),
    ("帳號管理員", "帳號申請之建立與停用", Work::Operations),
    ("系統擁有者", "核定系統權限與需求", Work::Servicing),
    ("內部稽核", "獨立查核", Work::Audit),
    ("個資管理", "個人資料保護", Work::Compliance),
    ("委外管理", "廠商與契約管理", Work::GeneralAffairs),
];

fn roles(book: &mut Book<'_>, people: &People) {
    let mut random = book.random("roles");
    let officer = people.no(people.security_head).to_owned();
    let day = workday(plus(book.start, 8));
    let mut act = book.act(at(day, 14, 0), &officer, "import", "角色權責矩陣").out_of("角色權責矩陣.xlsx");
    for (name, responsibilities, work) in ROLES {
        let holders = people.standing(work);
        let draft = book
            .state("role", name, day)
            .set("responsibilities", responsibilities)
            .yes("defined")
            .set("owner", people.department_name(holders[0]))
            .set("file", "資安-規-008 角色權責矩陣");
        act.add(draft);
        let count = if name.ends_with('長') { 1 } else { holders.len().min(6) };
        for i in random.sample(holders.len(), count) {
            let draft = book
                .state("role_assignment", &format!("{}|{name}", people.no(holders[i])), day)
                .yes("active")
                .set("approved_by", &officer)
                .date("approved_on", day);
            act.add(draft);
        }
    }
    leavers_with_roles(book, people, day, &mut act);
    book.enter(act);
    segregation(book, people);
}

/// Some of those who left held a role; it ended with their accounts.
fn leavers_with_roles(book: &mut Book<'_>, people: &People, day: Day, act: &mut Act) {
    let head = people.no(people.security_head).to_owned();
    let gone = people.all.iter().filter(|person| person.gone_from().is_some() && person.joined < day);
    for (i, person) in gone.enumerate().filter(|(i, _)| i % 6 == 0) {
        let name = ROLES[4 + i / 6 % 5].0;
        let key = format!("{}|{name}", person.no);
        let draft = book
            .state("role_assignment", &key, day)
            .yes("active")
            .set("approved_by", &head)
            .date("approved_on", day);
        act.add(draft);
        if let Some(removed) = person.removed.filter(|removed| *removed > day) {
            let ended = book.revise("role_assignment", &key, removed).no("active");
            let act = book.act(at(workday(removed), 18, 45), &head, "record", "解除角色").with(ended);
            book.enter(act);
        }
    }
}

fn segregation(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(3)).to_owned();
    let found = workday(plus(book.start, 70));
    // One developer also releases; compensated since. One account keeper is open and not compensated yet.
    let developer = people.no(people.developer(2));
    let conflict = |id: &str, person: &str, a: &str, b: &str, day: Day| {
        book.state("role_conflict", id, day)
            .set("person", person)
            .set("role_a", a)
            .set("role_b", b)
            .date("found_on", day)
            .yes("open")
    };
    let first = conflict("SOD-001", developer, "應用程式開發", "程式上線", found)
        .yes("compensated")
        .set("measure", "資安-衝-001 過版須雙人覆核");
    let recent = workday(plus(book.today, -33));
    let second = conflict("SOD-002", people.no(people.operator(3)), "系統管理員", "帳號管理員", recent)
        .no("compensated");
    for (day, draft) in [(found, first), (recent, second)] {
        let act = book.act(at(day, 16, 20), &officer, "record", "發現權責衝突").with(draft);
        book.enter(act);
    }
    for (first, last) in book.periods(12) {
        let day = workday(plus(first.max(book.start), 70).min(plus(last, -10)));
        let draft = book
            .event("segregation_check", &format!("SOD-{}", roc_year(first)), day)
            .yes("complete")
            .number("conflicts", 1)
            .set("checker", &officer)
            .set("report", &format!("資安-職-{}", roc_year(first)));
        let act = book.act(at(day, 17, 0), &officer, "record", "年度職務分離檢核").with(draft);
        book.enter(act);
    }
}
