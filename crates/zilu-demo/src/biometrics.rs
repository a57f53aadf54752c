//! Biometrics: mechanisms, what of them is held, enrolments with their consents, measurements, reviews, changes.
//!
//! Plots: identifiers and auxiliary data of the voices lie on one medium; two customers were enrolled without a record;
//! a consent is dated after the collection; a measurement failed and was compensated late; a change of the provider was
//! called minor; nobody has judged whether the newest algorithm is a major change.

use crate::book::{Book, Draft, at, plus, roc_year, workday, working};
use crate::organisation::People;
use zilu_engine::Day;

/// A mechanism: id, name, of customers, days from the story's start to its first use.
const MECHANISMS: [(&str, &str, bool, i32); 4] = [
    ("BM-FACE", "臉部辨識登入", true, -300),
    ("BM-VOICE", "客服聲紋辨識", true, -250),
    ("BM-KIOSK", "櫃檯自助機臉部比對", true, 260),
    ("BM-PALM", "機房掌靜脈門禁", false, -900),
];

const ENROLLED: usize = 24;

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    mechanisms(book, people);
    data(book, people);
    enrolments(book, people);
    measurements(book, people);
    failure(book, people);
    reviews(book, people);
    changes(book, people);
    refreshes(book, people);
}

fn first_used(book: &Book<'_>, days: i32) -> Day {
    workday(plus(book.start, days))
}

fn mechanisms(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(1)).to_owned();
    for (id, name, customer, days) in MECHANISMS {
        let used = first_used(book, days);
        let from = used.max(book.start);
        let draft = book
            .state("biometric_mechanism", id, from)
            .set("name", name)
            .yes("in_use stored_internally deidentified encrypted limits_set transmitted collected data_managed")
            .flag("customer", customer)
            .flag("split_media", id != "BM-VOICE")
            .date("first_used_on", used)
            .set("far_limit", "0.01")
            .set("frr_limit", "3")
            .yes("transit_confidential transit_integrity transit_replay_safe transit_origin")
            .set("transit_record", &format!("生傳-{id}"))
            .date("transit_tested_on", from)
            .set("storage_record", &format!("生儲-{id}"))
            .when(customer, |draft| {
                draft
                    .yes("collection_managed processing_managed reenrolment_offered")
                    // What the voices are used for besides, the inventory has not said yet.
                    .when(id != "BM-VOICE", |draft| draft.yes("use_managed"))
                    .set("data_inventory", "法遵-個盤-007 生物特徵")
                    .set("reenrolment", "臨櫃或視訊重新蒐集")
                    .date("reenrolment_checked_on", from)
                    .number("enrolled", ENROLLED as i64 + if id == "BM-VOICE" { 2 } else { 0 })
            });
        let recorded = at(working(from, 5), 14, 0);
        let act = book.act(recorded, &officer, "import", "生物特徵機制").out_of("生物特徵.xlsx").with(draft);
        book.enter(act);
    }
    // Transit and the way to enrol anew are tried every ten months or so.
    let mut day = workday(plus(book.start, 210));
    while book.past(day) {
        let mut act = book.act(at(day, 15, 50), &officer, "record", "生物特徵傳輸與重新蒐集測試");
        for (id, _, customer, _) in MECHANISMS {
            let draft = book
                .revise("biometric_mechanism", id, day)
                .date("transit_tested_on", day)
                .when(customer, |draft| draft.date("reenrolment_checked_on", day));
            act.add(draft);
        }
        book.enter(act);
        day = workday(plus(day, 300));
    }
}

fn data(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(1)).to_owned();
    for (id, _, _, days) in MECHANISMS {
        let from = first_used(book, days).max(book.start);
        let recorded = at(working(from, 5), 14, 30);
        let mut act = book.act(recorded, &officer, "import", "生物特徵資料清冊").out_of("生物特徵.xlsx");
        for kind in ["raw", "pseudonym", "auxiliary"] {
            // Pictures are thrown away once the identifier is made; voices are kept to be enrolled anew.
            let held = kind != "raw" || id == "BM-VOICE";
            let medium = match (id, kind) {
                ("BM-VOICE", "raw") => "物件儲存 V-RAW",
                ("BM-VOICE", _) => "資料庫 VOICE",
                (_, "pseudonym") => "加密資料庫 BIO-1",
                _ => "硬體安全模組 BIO-2",
            };
            let draft = book.state("biometric_data", &format!("{id}|{kind}"), from).flag("held", held).when(
                held,
                |draft| {
                    draft
                        .yes("deidentified apart_from_identity")
                        // Whether the kept voices are encrypted, the vendor has not answered.
                        .when((id, kind) != ("BM-VOICE", "raw"), |draft| draft.yes("encrypted"))
                        .set("medium", medium)
                        .set("record", &format!("生儲-{id}-{kind}"))
                },
            );
            act.add(draft);
        }
        book.enter(act);
    }
}

fn enrolments(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(1)).to_owned();
    for (id, _, _, days) in MECHANISMS.into_iter().filter(|mechanism| mechanism.2) {
        let from = first_used(book, days).max(book.start);
        let step = ((book.today.0 - from.0 - 30) / ENROLLED as i32).max(1);
        for n in 0..ENROLLED {
            let day = workday(plus(from, n as i32 * step));
            let key = format!("BE-{id}-{n:03}");
            let draft = book
                .event("biometric_enrolment", &key, day)
                .set("mechanism", id)
                .date("consent_on", if n == 13 && id == "BM-FACE" { plus(day, 4) } else { day })
                .yes("purpose_told active")
                // One form said nothing of the manner, another was never filed.
                .flag("method_told", n != 7 || id == "BM-FACE")
                .when(n != 18 || id == "BM-VOICE", |draft| draft.set("consent", &format!("生物同意-{key}")));
            // Consents that came afterwards are read in with the next file.
            let act = book
                .act(
                    at(plus(day, if n == 13 { 4 } else { 0 }), 16, n as i32),
                    &officer,
                    "import",
                    "生物特徵蒐集",
                )
                .measured("biometric.csv")
                .with(draft);
            book.enter(act);
        }
    }
}

fn measurement<'a>(
    book: &Book<'a>,
    key: &str,
    mechanism: &str,
    day: Day,
    frr: &str,
    within: bool,
) -> Draft<'a> {
    book.event("biometric_review", key, day)
        .set("mechanism", mechanism)
        .set("type", "error_rate")
        .set("reason", "periodic")
        .set("far", "0.004")
        .set("frr", frr)
        .flag("within_limits", within)
        .set("record", key)
}

/// Once a year each mechanism's errors are measured.
fn measurements(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(1)).to_owned();
    for (first, last) in book.periods(12) {
        for (n, (id, _, _, days)) in MECHANISMS.into_iter().enumerate() {
            let from = first_used(book, days);
            if last < from {
                continue;
            }
            let begin = first.max(book.start).max(from);
            // In its first year the door to the machine room was measured only when somebody remembered it.
            let forgotten = id == "BM-PALM" && first <= book.start;
            let day = workday(if forgotten { plus(last, 33) } else { plus(begin, 60 + n as i32 * 14) });
            let key = format!("BV-{}-{id}-E", roc_year(first));
            let draft = measurement(book, &key, id, day, "1.8", true);
            let act = book.act(at(day, 15, 40), &officer, "record", "錯誤率量測").with(draft);
            book.enter(act);
        }
    }
}

/// Two measurements between the years fail: the first is compensated late, the second waits for its answer.
fn failure(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(1)).to_owned();
    for (n, (id, days, after)) in
        [("BM-VOICE", 150, Some(48)), ("BM-FACE", 310, Some(11)), ("BM-VOICE", 17, None)]
            .into_iter()
            .enumerate()
    {
        let day = workday(plus(book.today, -days));
        let key = format!("BV-X{}-{id}-E", n + 1);
        let draft = measurement(book, &key, id, day, "4.2", false);
        let act = book.act(at(day, 15, 45), &officer, "record", "錯誤率量測未達標準").with(draft);
        book.enter(act);
        let Some(after) = after else { continue };
        let done = workday(plus(day, after));
        let draft = book
            .event("biometric_compensation", &format!("BC-{:03}", n + 1), done)
            .set("review", &key)
            .set("measure", "另以一次性密碼確認")
            .set("requester", &officer)
            .set("approver", people.no(people.security_head))
            .set("record", &format!("生補-{key}"));
        let act = book.act(at(done, 16, 30), &officer, "record", "生物辨識補償措施").with(draft);
        book.enter(act);
    }
}

fn technical<'a>(
    book: &Book<'a>,
    people: &People,
    key: &str,
    mechanism: &str,
    day: Day,
    reason: &str,
) -> Draft<'a> {
    book.event("biometric_review", key, day)
        .set("mechanism", mechanism)
        .set("type", "technical")
        .set("reason", reason)
        .yes("by_it_unit effective scope_complete spoof_test legal_check mechanism_check process_check")
        .set("reviewer", people.no(people.operator(2)))
        .set("record", key)
}

/// IT looks at the techniques before the first use and once a year.
fn reviews(book: &mut Book<'_>, people: &People) {
    let lead = people.no(people.operations_head).to_owned();
    for (id, _, _, days) in MECHANISMS.into_iter().filter(|mechanism| mechanism.2) {
        let used = first_used(book, days);
        let day = workday(plus(used, -20));
        let draft =
            technical(book, people, &format!("BV-0-{id}-T"), id, day, "first_use").yes("compensation_check");
        let act =
            book.act(at(working(day.max(book.start), 2), 10, 0), &lead, "record", "生物辨識首次使用檢視");
        book.enter(act.with(draft));
        for (first, last) in book.periods(12) {
            if last < used {
                continue;
            }
            let day = workday(plus(first.max(book.start).max(used), 95));
            let key = format!("BV-{}-{id}-T", roc_year(first));
            let draft = technical(book, people, &key, id, day, "periodic");
            // Nobody tried to deceive the voices, and of the faces' compensating measures nothing was said this year.
            let draft = draft
                .flag("spoof_test", id != "BM-VOICE")
                .when(id == "BM-VOICE" || last < book.today, |draft| draft.yes("compensation_check"));
            let act = book.act(at(day, 15, 55), &lead, "record", "生物辨識年度檢視").with(draft);
            book.enter(act);
        }
    }
}

fn changes(book: &mut Book<'_>, people: &People) {
    let lead = people.no(people.operations_head).to_owned();
    for (n, (id, kind, days, major)) in [
        ("BM-FACE", "provider", 240, Some(true)),
        ("BM-FACE", "algorithm", 150, Some(true)),
        ("BM-VOICE", "provider", 96, Some(false)),
        ("BM-VOICE", "sensor", 70, Some(false)),
        ("BM-FACE", "algorithm", 22, None),
    ]
    .into_iter()
    .enumerate()
    {
        let day = workday(plus(book.today, -days));
        let key = format!("BG-{:03}", n + 1);
        let draft = book
            .event("biometric_change", &key, day)
            .set("mechanism", id)
            .set("type", kind)
            .when(major.is_some(), |draft| draft.flag("major", major == Some(true)))
            .set("record", &format!("生變-{key}"));
        let act = book.act(at(day, 21, 0), &lead, "record", "生物辨識技術變更").with(draft);
        book.enter(act);
        if major == Some(true) {
            // The second was looked at a week after it went into use.
            let reviewed = working(plus(day, if n == 0 { -16 } else { 7 }), 1);
            let draft = technical(book, people, &format!("BV-{key}"), id, reviewed, "major_change")
                .set("change", &key)
                .yes("compensation_check");
            let act = book.act(at(working(reviewed, 1), 11, 0), &lead, "record", "重大變更檢視").with(draft);
            book.enter(act);
        }
    }
}

/// Every year somebody asks whether the data are too old; once they were.
fn refreshes(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(1)).to_owned();
    for (first, last) in book.periods(12) {
        for (id, _, _, days) in MECHANISMS.into_iter().filter(|mechanism| mechanism.2) {
            let used = first_used(book, days);
            if last < used {
                continue;
            }
            let needed = id == "BM-FACE" && first <= book.start;
            let day = workday(plus(first.max(book.start).max(used), 108));
            let key = format!("BV-{}-{id}-R", roc_year(first));
            let draft = book
                .event("biometric_review", &key, day)
                .set("mechanism", id)
                .set("type", "refresh")
                .flag("refresh_needed", needed)
                .set("record", &key);
            let act = book.act(at(day, 16, 15), &officer, "record", "生物特徵時效檢視").with(draft);
            book.enter(act);
            if needed {
                let done = workday(plus(day, 170));
                let draft = book
                    .event("biometric_review", &format!("{key}-D"), done)
                    .set("mechanism", id)
                    .set("type", "refresh_done")
                    .set("record", &format!("{key}-D"));
                let act = book.act(at(done, 16, 40), &officer, "record", "生物特徵更新完成").with(draft);
                book.enter(act);
            }
        }
    }
}
