//! Vendors with their people, evaluations and audits.

use crate::book::{Book, at, plus, roc_year, workday, working};
use crate::organisation::People;
use crate::outsourcing::CASES;
use zilu_engine::Day;

/// Vendors: number, name, what they do: m maintenance, i IT, t IoT supplier, c certified, k core work, d development,
/// l cloud.
const VENDORS: [(&str, &str, &str); 24] = [
    ("V001", "示範系統整合（虛構）", "mickd"),
    ("V002", "示範資料庫服務（虛構）", "mick"),
    ("V003", "示範網路工程（虛構）", "mic"),
    ("V004", "示範資安監控（虛構）", "mic"),
    ("V005", "示範雲端科技（虛構）", "icl"),
    ("V006", "示範行動開發（虛構）", "icd"),
    ("V007", "示範客服外包（虛構）", "mi"),
    ("V008", "示範印務（虛構）", ""),
    ("V009", "示範機房管理（虛構）", "mick"),
    ("V010", "示範監視設備（虛構）", "t"),
    ("V011", "示範事務機器（虛構）", "tm"),
    ("V012", "示範弱點檢測（虛構）", "ic"),
    ("V013", "示範程式設計（虛構）", "id"),
    ("V014", "示範人力派遣（虛構）", "i"),
    ("V015", "示範備份方案（虛構）", "mi"),
    ("V016", "示範語音系統（虛構）", "mi"),
    ("V017", "示範郵件安全（虛構）", "icl"),
    ("V018", "示範支付閘道（虛構）", "mick"),
    ("V019", "示範人資系統（虛構）", "micl"),
    ("V020", "示範視訊會議（虛構）", "il"),
    ("V021", "示範資料銷毀（虛構）", ""),
    ("V022", "示範門禁系統（虛構）", "tm"),
    ("V023", "示範核保引擎（虛構）", "ickd"),
    ("V024", "示範影像辨識（虛構）", "id"),
];

/// A vendor for a number.
pub(crate) fn vendor(i: usize) -> &'static str {
    VENDORS[i % 7].0
}

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    vendors(book, people);
    vendor_years(book, people);
}

fn vendors(book: &mut Book<'_>, people: &People) {
    let manager = people.no(people.general_affairs).to_owned();
    let mut act =
        book.act(at(workday(book.start), 9, 30), &manager, "import", "廠商清冊").out_of("委外廠商清冊.xlsx");
    for (i, (id, name, does)) in VENDORS.iter().enumerate() {
        let has = |flag: char| does.contains(flag);
        let draft = book
            .state("vendor", id, book.start)
            .set("name", name)
            .yes("active")
            .flag("outsourcing_vendor", CASES.iter().any(|case| case.2 == *id))
            .flag("maintenance", has('m'))
            .flag("it_vendor", has('i'))
            .flag("iot_supplier", has('t'))
            .flag("certified", has('c'))
            .when(has('c'), |draft| {
                let ends = if *id == "V003" { -25 } else { 200 + i as i32 * 20 };
                draft
                    .set("certificate", &format!("ISO 27001 {id}"))
                    .date("certificate_until", plus(book.today, ends))
            })
            .when(*id != "V016", |draft| draft.set("security_measures", &format!("廠商防護說明-{id}")))
            .set("supervision_level", if has('k') { "high" } else { "medium" })
            .set("supervision_record", &format!("廠商分級-{id}"))
            .flag("uses_tsp", has('l'))
            .number("insurers_served", (i as i64 * 7) % 23 + 1);
        act.add(draft);
        for n in 0..if has('m') { 4 } else { 2 } {
            let signed = n != 3 || *id != "V002";
            let draft = book
                .state("vendor_staff", &format!("{id}-{n}"), book.start)
                .set("vendor", id)
                .set(
                    "name",
                    &format!("{}○{}", ["陳", "林", "黃", "張"][n], ["明", "華", "玲", "宏"][(n + i) % 4]),
                )
                .yes("active")
                .flag("core_work", has('k'))
                .when(signed, |draft| draft.date("nda_signed_on", plus(book.start, -200 - n as i32 * 31)));
            act.add(draft);
        }
    }
    book.enter(act);
}

fn vendor_years(book: &mut Book<'_>, people: &People) {
    let manager = people.no(people.general_affairs).to_owned();
    let auditor = people.no(people.auditor(2)).to_owned();
    for (first, _) in book.periods(12) {
        let year = roc_year(first);
        for (i, (id, _, does)) in VENDORS.iter().enumerate() {
            let begin = first.max(book.start);
            let day = workday(plus(begin, 60 + i as i32 * 4));
            let key = format!("{year}-{id}");
            let evaluation = book
                .event("vendor_evaluation", &format!("VE-{key}"), day)
                .set("vendor", id)
                .yes("security_items certification_item qualification capacity")
                .flag("tsp_risk", does.contains('l'))
                .set("result", if i == 13 { "conditional" } else { "pass" })
                .set("evaluator", &manager)
                .set("record", &format!("廠評-{key}"));
            let mut act = book.act(at(day, 14, 0), &manager, "record", "廠商年度評估").with(evaluation);
            if does.contains('m') && i != 15 {
                let inspection = book
                    .event("vendor_inspection", &format!("VI-{key}"), day)
                    .set("vendor", id)
                    .yes("staff premises subcontracting")
                    .set("result", "pass")
                    .set("inspector", &manager)
                    .set("record", &format!("廠檢-{key}"));
                act.add(inspection);
            }
            book.enter(act);
            if does.contains('k') {
                audit(book, people, &auditor, id, &key, workday(plus(begin, 150 + i as i32 * 3)));
            }
            for n in 0..if does.contains('m') { 4 } else { 0 } {
                let day = workday(plus(begin, 90 + i as i32 * 2));
                let draft = book
                    .event("vendor_training", &format!("VT-{key}-{n}"), day)
                    .set("vendor_staff", &format!("{id}-{n}"))
                    .set("record", &format!("廠訓-{key}"));
                let act = book.act(at(day, 17, 0), &manager, "record", "廠商人員資安訓練").with(draft);
                book.enter(act);
            }
        }
    }
}

fn audit(book: &mut Book<'_>, people: &People, auditor: &str, vendor: &str, key: &str, day: Day) {
    let second = working(day, 12);
    let case = CASES.iter().find(|case| case.2 == vendor);
    let draft = book
        .event("vendor_audit", &format!("VA-{key}"), day)
        .set("vendor", vendor)
        .maybe("outsourcing", case.map(|case| case.0))
        .no("external")
        .set("lead", auditor)
        .yes("complete record_kept")
        .number("findings", (key.len() as i64) % 3)
        .set("record", &format!("廠核-{key}"))
        .set("second_reviewer", people.no(people.auditor(3)))
        .date("second_reviewed_on", second)
        .date("filed_on", working(second, 3))
        .set("filed_by", "稽核室");
    let act = book.act(at(working(second, 4), 10, 0), auditor, "record", "委外查核").with(draft);
    book.enter(act);
}
