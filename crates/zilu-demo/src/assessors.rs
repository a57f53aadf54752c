//! Who assesses: the units, their people, certificates, undertakings and declarations; letters that assessments look at.
//!
//! Plots: a certificate of the second unit ran out before its work; it signed its undertaking only after it had been given
//! the papers; one member of the auditors' own team has declared nothing.

use crate::book::{Book, at, plus, roc_year, workday, working};
use crate::organisation::People;

pub(crate) const ASSESSOR: &str = "AU-01";
pub(crate) const INTERNAL: &str = "AU-02";
/// Called in after incidents.
pub(crate) const SECOND: &str = "AU-03";

/// A member: id, unit, name, the auditor that it is; its certificate: sort, kind, name, end in days from the day of reading.
type Member =
    (&'static str, &'static str, &'static str, Option<usize>, &'static str, &'static str, &'static str, i32);

const MEMBERS: [Member; 8] = [
    ("AM-1", ASSESSOR, "甲評估員", None, "management", "cism", "CISM", 700),
    ("AM-2", ASSESSOR, "乙評估員", None, "technical", "cissp", "CISSP", 420),
    ("AM-3", ASSESSOR, "丙評估員", None, "attack", "ceh", "CEH", 75),
    ("AM-4", ASSESSOR, "丁評估員", None, "financial", "experience", "三年金融查核經歷", 900),
    ("AM-5", INTERNAL, "稽核甲", Some(4), "management", "iso27001_la", "ISO 27001 LA", 300),
    ("AM-6", INTERNAL, "稽核乙", Some(5), "financial", "experience", "五年金融稽核經歷", 900),
    ("AM-7", SECOND, "戊評估員", None, "management", "cism", "CISM", 600),
    ("AM-8", SECOND, "己評估員", None, "attack", "cih", "CIH", -200),
];

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    units(book, people);
    members(book, people);
    letters(book, people);
}

/// The members of a unit, the first of whom leads, with the department that they belong to.
pub(crate) fn team(unit: &str) -> impl Iterator<Item = (&'static str, &'static str)> + use<'_> {
    MEMBERS.iter().filter(move |member| member.1 == unit).map(|member| {
        let department = if member.3.is_some() { "稽核室" } else { "顧問公司" };
        (member.0, department)
    })
}

fn units(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(0)).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 9)), 10, 0), &officer, "import", "評估單位資料")
        .out_of("評估單位.xlsx");
    for (id, name, vendor, unit) in [
        (ASSESSOR, "示範資安評估顧問（虛構）", Some("V012"), "評估顧問部"),
        (INTERNAL, "稽核室資安評估小組", None, "稽核室"),
        (SECOND, "示範事故鑑識（虛構）", None, "鑑識部"),
    ] {
        let signed = workday(plus(book.start, -2_100));
        let draft = book
            .state("assessor", id, book.start)
            .set("name", name)
            .flag("external", id != INTERNAL)
            .maybe("vendor", vendor)
            .set("unit", unit)
            .yes("independent")
            .set("independence_declaration", &format!("獨立聲明-{id}"))
            .date("nda_signed_on", signed)
            .set("nda", &format!("保密協議-{id}"))
            .set("data_measures", &format!("資料保護-{id}"))
            .date("first_data_on", working(signed, 6))
            .set("conduct_declaration", &format!("行為聲明-{id}"))
            .no("breach_reported");
        act.add(draft);
        if id != SECOND {
            let draft = book
                .event("assessor_undertaking", &format!("UT-{id}"), signed)
                .set("assessor", id)
                .set("signatory", "unit")
                .set("file", &format!("保密切結-{id}.pdf"));
            act.add(draft);
        }
    }
    book.enter(act);
    // The second unit had begun long before it signed.
    let signed = workday(plus(book.today, -170));
    let draft = book
        .event("assessor_undertaking", &format!("UT-{SECOND}"), signed)
        .set("assessor", SECOND)
        .set("signatory", "unit")
        .set("file", &format!("保密切結-{SECOND}.pdf"));
    let act = book.act(at(working(signed, 1), 10, 0), &officer, "record", "評估單位簽署保密切結");
    book.enter(act.with(draft));
}

fn members(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(0)).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 9)), 10, 20), &officer, "import", "評估人員與證照")
        .out_of("評估人員.xlsx");
    for (i, (id, unit, name, auditor, sort, kind, certificate, ends)) in MEMBERS.into_iter().enumerate() {
        let signed = workday(plus(book.start, -2_090));
        let draft = book
            .state("assessor_member", id, book.start)
            .set("assessor", unit)
            .set("name", name)
            .maybe("person", auditor.map(|i| people.no(people.auditor(i))))
            .date("nda_signed_on", signed)
            .set("nda", &format!("個人切結-{id}"))
            .date("first_data_on", working(signed, 8))
            .when(id != "AM-6", |draft| draft.set("conduct_declaration", &format!("行為聲明-{id}")))
            .no("breach_reported");
        act.add(draft);
        let draft = book
            .event("assessor_undertaking", &format!("UT-{id}"), signed)
            .set("assessor", unit)
            .set("signatory", "member")
            .set("member", id)
            .set("file", &format!("個人切結-{id}.pdf"));
        act.add(draft);
        for (n, (sort, kind, certificate)) in [
            (sort, kind, certificate),
            ("technical", "cissp", "CISSP"),
            ("financial", "experience", "金融查核經歷"),
        ]
        .into_iter()
        .enumerate()
        {
            // Those of the second unit hold what the others share out among more people.
            if n > 0 && unit != SECOND {
                continue;
            }
            let until = plus(book.today, if n == 0 { ends } else { 500 });
            let draft = book
                .state("qualification", &format!("QF-{:02}-{}", i + 1, n + 1), book.start)
                .set("assessor", unit)
                .set("member", name)
                .set("holder", id)
                .set("type", sort)
                .set("certificate", certificate)
                .set("certificate_type", kind)
                .set("number", &format!("C-{:05}", 20_417 + i * 311 + n))
                .date("valid_from", plus(book.start, -2_000))
                .date("valid_until", until)
                .yes("recognised")
                .set("file", &format!("證照-{:02}-{}.pdf", i + 1, n + 1));
            act.add(draft);
        }
    }
    book.enter(act);
}

/// Letters on the security of computer systems, each compared with the practice within weeks.
fn letters(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.compliance).to_owned();
    let mut letters = vec![
        (
            "金管函-108-001".to_owned(),
            plus(book.start, -2_050),
            "authority",
            "保險業資訊安全自律規範備查",
            false,
        ),
        (
            "公會函-109-004".to_owned(),
            plus(book.start, -1_900),
            "association",
            "SWIFT 客戶安全計畫宣導",
            true,
        ),
    ];
    for (first, _) in book.periods(12) {
        let year = roc_year(first);
        let begin = first.max(book.start);
        letters.push((
            format!("金管函-{year}-011"),
            plus(begin, 12),
            "authority",
            "強化帳號與遠端連線管理",
            false,
        ));
        letters.push((
            format!("公會函-{year}-021"),
            plus(begin, 18),
            "association",
            "SWIFT 環境年度自評",
            true,
        ));
    }
    // The newest lies on the desk.
    letters.push((
        "金管函-新-001".to_owned(),
        plus(book.today, -13),
        "authority",
        "生成式人工智慧使用提醒",
        false,
    ));
    for (id, day, source, title, swift) in letters {
        let day = workday(day);
        let draft = book
            .event("authority_letter", &id, day)
            .set("source", source)
            .set("title", title)
            .yes("applicable")
            .flag("swift", swift)
            .set("file", &format!("{id}.pdf"));
        let recorded = at(working(day.max(book.start), 1), 9, 40);
        book.enter(book.act(recorded, &officer, "record", "登錄主管機關與公會函文").with(draft));
        check(book, people, &id, working(day, 14));
    }
    check(book, people, crate::identity::LETTER, working(plus(book.start, -210), 14));
}

fn check(book: &mut Book<'_>, people: &People, letter: &str, day: zilu_engine::Day) {
    let officer = people.no(people.compliance).to_owned();
    let draft = book
        .event("letter_check", &format!("LC-{letter}"), day)
        .set("authority_letter", letter)
        .yes("conform")
        .set("performer", &officer)
        .set("record", &format!("函檢-{letter}"));
    let recorded = at(working(day.max(book.start), 9), 9, 50);
    book.enter(book.act(recorded, &officer, "record", "函文遵循檢查").with(draft));
}
