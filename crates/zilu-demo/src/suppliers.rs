//! Vendors. How they are watched stands in `supervision`.

use crate::book::{Book, at, plus, workday};
use crate::organisation::People;
use crate::outsourcing::CASES;

/// Vendors: number, name, what they do: m maintenance, i IT, t IoT supplier, c certified, k core work, d development,
/// l cloud.
const VENDORS: [(&str, &str, &str); 26] = [
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
    ("V013", "示範程式設計（虛構）", "mid"),
    ("V014", "示範人力派遣（虛構）", "mi"),
    ("V015", "示範備份方案（虛構）", "mi"),
    ("V016", "示範語音系統（虛構）", "mi"),
    ("V017", "示範郵件安全（虛構）", "icl"),
    ("V018", "示範支付閘道（虛構）", "mick"),
    ("V019", "示範人資系統（虛構）", "micl"),
    ("V020", "示範視訊會議（虛構）", "mil"),
    ("V021", "示範資料銷毀（虛構）", ""),
    ("V022", "示範門禁系統（虛構）", "tm"),
    ("V023", "示範核保引擎（虛構）", "ickd"),
    ("V024", "示範影像辨識（虛構）", "id"),
    ("V025", "示範問卷平台（虛構）", "il"),
    ("V026", "示範電子簽章（虛構）", "icl"),
];

/// A vendor for a number.
pub(crate) fn vendor(i: usize) -> &'static str {
    VENDORS[i % 7].0
}

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    vendors(book, people);
}

fn vendors(book: &mut Book<'_>, people: &People) {
    let manager = people.no(people.general_affairs).to_owned();
    let mut act =
        book.act(at(workday(book.start), 9, 30), &manager, "import", "廠商清冊").out_of("委外廠商清冊.xlsx");
    for (i, (id, name, does)) in VENDORS.iter().enumerate() {
        let has = |flag: char| does.contains(flag);
        let cases = || CASES.iter().filter(|case| case.vendor == *id);
        // The staffing agency has nothing to show but its people.
        let measures = *id != "V014";
        let draft = book
            .state("vendor", id, book.start)
            .set("name", name)
            .yes("active")
            .flag("outsourcing_vendor", cases().next().is_some())
            .flag("maintenance", has('m'))
            .flag("it_vendor", has('i'))
            .flag("iot_supplier", has('t'))
            .flag("core_work", cases().any(|case| case.core()))
            .flag("certified", has('c'))
            .when(has('c'), |draft| {
                let ends = if *id == "V003" { -25 } else { 200 + i as i32 * 20 };
                draft
                    .set("certificate", &format!("ISO 27001 {id}"))
                    .date("certificate_until", plus(book.today, ends))
                    .yes("certificate_covers_service")
            })
            .flag("measures_in_place", measures)
            .when(measures && *id != "V016", |draft| {
                draft.set("security_measures", &format!("廠商防護說明-{id}"))
            })
            .date("measures_checked_on", plus(book.start, -30))
            .set("supervision_level", level(id))
            .set("supervision_record", &format!("廠商分級-{id}"))
            .when(*id != "V020", |draft| draft.set("supervision_basis", "作業特性與經手資料"))
            .date("supervision_decided_on", plus(book.start, -25))
            // The testers say that they send nobody; the list knows two of them.
            .flag("staff_on_site", *id != "V012")
            .flag("uses_tsp", has('l'))
            .when(has('l'), |draft| draft.date("tsp_since", plus(book.start, -700)))
            .number("insurers_served", (i as i64 * 7) % 23 + 1);
        act.add(draft);
    }
    book.enter(act);
}

/// How closely a vendor is watched. The voice vendor was small once, and has been rated low ever since.
pub(crate) fn level(vendor: &str) -> &'static str {
    match vendor {
        "V001" | "V002" | "V003" | "V004" | "V018" => "high",
        "V009" | "V014" | "V016" | "V020" => "low",
        _ => "medium",
    }
}

/// The vendors with a case, and whether they maintain something here.
pub(crate) fn outsourced() -> impl Iterator<Item = (usize, &'static str, bool)> {
    VENDORS
        .iter()
        .enumerate()
        .filter(|(_, vendor)| CASES.iter().any(|case| case.vendor == vendor.0))
        .map(|(i, vendor)| (i, vendor.0, vendor.2.contains('m')))
}

/// All vendors: number, what they do.
pub(crate) fn all() -> impl Iterator<Item = (usize, &'static str, &'static str)> {
    VENDORS.iter().enumerate().map(|(i, vendor)| (i, vendor.0, vendor.2))
}
