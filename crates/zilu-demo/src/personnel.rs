//! The records of the company itself and of its people, as the personnel system hands them over.

use crate::book::{Book, at, plus, workday, workday_before};
use crate::names::Names;
use crate::organisation::{People, Turn, Work};
use crate::random::Random;
use zilu_engine::Day;

/// Writes the company and its people.
pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    write_company(book, people);
    write_people(book, people);
}

fn write_company(book: &mut Book<'_>, people: &People) {
    let morning = at(workday(book.start), 9, 0);
    let company = book
        .state("company", "company", book.start)
        .set("name", "示範保險股份有限公司（虛構）")
        .set("association", "both")
        .date("records_since", book.start)
        .no("taiwan_branch")
        .yes("ecommerce mobile_apps_offered outsources_it social_media_used cloud_used byod_allowed biometrics_used")
        .yes("iot_used remote_work_allowed partners_used emerging_technology_used core_ict_outsourced")
        .set("availability_measures", "資安-規-031 電商可用性措施")
        .set("defence_description", "資安-規-012 縱深防禦說明")
        .set("fake_site_detection", "資安-規-019 偽冒網站偵測作業")
        .set("log_failure_procedure", "資安-規-023 日誌失效應處");
    let act = book
        .act(morning, people.no(people.security_head), "record", "建立公司基本資料；本公司為示範用之虛構公司")
        .with(company);
    book.enter(act);
}

fn write_people(book: &mut Book<'_>, people: &People) {
    let mut names = Names::new(book.random("names"));
    let mut random = book.random("people details");
    let hr = people.no(people.personnel).to_owned();
    let first_day = at(workday(book.start), 9, 20);
    let mut import = book.act(first_day, &hr, "import", "人事系統首次匯入").measured("人事主檔-首次匯入.csv");
    let mut later = Vec::new();
    for (i, person) in people.all.iter().enumerate() {
        let work = people.work(i);
        let title = match (person.manager, person.supervisor, work) {
            (true, 0, _) if i == 0 => "總經理",
            (true, 0, _) => "協理",
            (true, ..) => "科長",
            (_, _, Work::Development | Work::Operations | Work::Infosec) => {
                random.pick(&["工程師", "資深工程師", "副理"])
            }
            (_, _, Work::Sales) if person.agent => "業務專員",
            (_, _, Work::Audit) => "稽核",
            _ => random.pick(&["專員", "資深專員", "襄理", "副理"]),
        };
        let joins = matches!(person.turn, Turn::Joins(_));
        let from = if joins { person.joined } else { book.start };
        let draft = book
            .state("person", &person.no, from)
            .set("name", &names.next())
            .set("department", people.department_name(i))
            .set("title", title)
            .set("email", &format!("e{}@demo-insurance.example", person.no))
            .set("employment", "active")
            .date("employment_changed_on", person.joined)
            .date("joined_on", person.joined)
            .flag("manager", person.manager)
            .when(i != 0, |draft| draft.set("supervisor", people.no(person.supervisor)))
            // Two cleaners of the general affairs department have no computer.
            .flag("computer_user", !(work == Work::GeneralAffairs && i % 11 == 3))
            .flag("operations", work == Work::Operations)
            .flag("infosec_staff", work == Work::Infosec)
            .set("iot_role", if work == Work::GeneralAffairs && !person.manager { "keeper" } else { "none" })
            .flag("agent", person.agent);
        if joins {
            let recorded =
                at(workday_before(plus(from, -1)).max(workday(book.start)), 16, random.between(0, 50));
            later.push(
                book.act(recorded, &hr, "import", "新進人員匯入").measured("人事異動檔.csv").with(draft),
            );
        } else {
            import.add(draft);
        }
        later.extend(employment(book, people, i, &mut random));
    }
    book.enter(import);
    for act in later {
        book.enter(act);
    }
}

/// The revisions of a person's employment.
fn employment(book: &Book<'_>, people: &People, i: usize, random: &mut Random) -> Vec<crate::Act> {
    let person = &people.all[i];
    let hr = people.no(people.personnel);
    let revise = |day: Day, word: &str| {
        book.revise("person", &person.no, day).set("employment", word).date("employment_changed_on", day)
    };
    let act = |day: Day, reason: &str, minute: i32| {
        book.act(at(workday(day), 17, minute), hr, "import", reason).measured("人事異動檔.csv")
    };
    let minute = random.between(0, 59);
    match person.turn {
        Turn::Stays | Turn::Joins(_) => Vec::new(),
        Turn::Leaves(day) => {
            vec![act(day, "離職人員匯入", minute).with(revise(day, "left").date("left_on", day))]
        }
        Turn::Suspended(day) => vec![act(day, "停職人員匯入", minute).with(revise(day, "suspended"))],
        Turn::Unpaid(day, until) => {
            let mut acts = vec![act(day, "留職停薪匯入", minute).with(revise(day, "unpaid_leave"))];
            acts.extend(until.map(|until| act(until, "復職匯入", minute).with(revise(until, "active"))));
            acts
        }
        Turn::Transfers(day, to) => {
            let draft = book
                .revise("person", &person.no, day)
                .set("department", People::name_of(to))
                .date("position_changed_on", day);
            vec![act(day, "調職匯入", minute).with(draft)]
        }
    }
}
