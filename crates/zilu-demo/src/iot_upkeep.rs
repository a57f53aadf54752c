//! What is done about IoT devices: hosts of their network, yearly updates, checks of firmware, weaknesses, retirement.

use crate::book::{Book, Draft, at, plus, roc_year, workday, workday_before, working};
use crate::iot::{Device, id};
use crate::organisation::People;
use zilu_engine::Day;

/// Hosts of the devices' own network, with the device that each belongs to; of one nobody has found it.
pub(crate) const HOSTS: [(&str, Option<usize>); 5] = [
    ("nvr-hq-01", Some(0)),
    ("nvr-branch-01", Some(5)),
    ("door-ctl-01", Some(2)),
    ("print-hub-01", Some(1)),
    ("sensor-gw-01", None),
];

pub(crate) fn write(book: &mut Book<'_>, people: &People, keepers: &[usize], devices: &[Device]) {
    hosts(book, people);
    years(book, people, keepers, devices);
    retirements(book, people);
    weaknesses(book, people);
}

/// Once a year each line of the register is looked at with its controls; twice a year firmware is compared.
fn years(book: &mut Book<'_>, people: &People, keepers: &[usize], devices: &[Device]) {
    let lead = people.no(people.general_affairs).to_owned();
    for (n, (first, last)) in book.periods(12).into_iter().enumerate() {
        let begin = first.max(book.start);
        let day = workday(plus(begin, 88));
        let mut act = book
            .act(at(working(day, 3), 16, 0), &lead, "import", "物聯網清冊年度更新")
            .out_of("物聯網年度更新.xlsx");
        let mut after = book
            .act(at(workday(plus(last, 22)), 16, 0), &lead, "record", "補辦物聯網清冊更新")
            .out_of("物聯網年度更新-補.xlsx");
        for device in devices.iter().filter(|device| device.from <= day) {
            let i = device.number;
            // Two lines were forgotten in the first year, one in every year.
            let late = n == 0 && i % 31 == 5;
            if i == 46 {
                continue;
            }
            let key = format!("IR-{}-{:03}", roc_year(first), i + 1);
            let on = if late { workday(plus(last, 20)) } else { day };
            let draft = book
                .event("iot_review", &key, on)
                .set("device", &id(i))
                .yes("controls_assessed")
                .set("reviewer", people.no(keepers[i % keepers.len()]))
                .set("record", &key);
            if late { &mut after } else { &mut act }.add(draft);
        }
        book.enter(act);
        book.enter(after);
    }
    for (first, _) in book.periods(6) {
        let day = workday(plus(first, 16));
        let mut act =
            book.act(at(day, 17, 30), &lead, "import", "物聯網韌體與服務檢查").measured("iot-scan.csv");
        for device in devices.iter().filter(|device| device.from <= day) {
            let i = device.number;
            if i % 19 != 7 {
                let draft = book.revise("iot_device", &id(i), day).date("services_checked_on", day);
                act.add(draft.when(i % 14 != 6, |draft| draft.date("update_checked_on", day)));
            }
        }
        book.enter(act);
    }
    // What was bought since then is looked at when it is set up.
    let start = book.start;
    for device in devices.iter().filter(|device| device.from > start && device.supplier != "V024") {
        let day = working(device.from, 2);
        let draft = book.revise("iot_device", &id(device.number), day);
        let draft = draft.date("services_checked_on", day).date("update_checked_on", day);
        let act = book.act(at(day, 17, 0), &lead, "record", "新設備設定檢查").with(draft);
        book.enter(act);
    }
}

/// Devices that went: wiped before, wiped afterwards, wiped without a record, not known how.
fn retirements(book: &mut Book<'_>, people: &People) {
    let lead = people.no(people.general_affairs).to_owned();
    for (i, (number, days, wiped, method)) in [
        (50, 260, -3, Some("factory_reset")),
        (51, 205, -6, Some("medium_removed")),
        (55, 150, -1, Some("overwrite")),
        (56, 96, 12, Some("destruction")),
        (35, 62, -2, None),
        (36, 40, -4, Some("factory_reset")),
    ]
    .into_iter()
    .enumerate()
    {
        let retired = workday_before(plus(book.today, -days));
        let draft = book
            .revise("iot_device", &id(number), retired)
            .no("in_use")
            .date("retired_on", retired)
            .when(wiped <= 0, |draft| wipe(draft, i, plus(retired, wiped), method));
        let act = book.act(at(retired, 16, 0), &lead, "record", "物聯網設備汰除").with(draft);
        book.enter(act);
        if wiped > 0 {
            let day = plus(retired, wiped);
            let draft = wipe(book.revise("iot_device", &id(number), day), i, day, method);
            let act = book.act(at(day, 16, 30), &lead, "record", "補辦設備資料清除").with(draft);
            book.enter(act);
        }
    }
}

fn wipe<'a>(draft: Draft<'a>, i: usize, day: Day, method: Option<&str>) -> Draft<'a> {
    draft
        .date("wiped_on", day)
        .maybe("wipe_method", method)
        .when(i != 2, |draft| draft.set("wipe_record", &format!("清除-物聯-{i}")))
}

/// Recorders and controllers in the devices' network, with their lines in the register of assets.
fn hosts(book: &mut Book<'_>, people: &People) {
    let it = people.no(people.operator(1)).to_owned();
    let day = workday(book.start);
    let mut act = book.act(at(day, 11, 20), &it, "import", "物聯網主機匯入").measured("cmdb-iot.csv");
    for (i, (name, _)) in HOSTS.into_iter().enumerate() {
        let draft = book
            .state("host", name, book.start)
            .set("ip", &format!("10.60.9.{}", i + 1))
            .set("mac", &format!("02:10:00:00:09:{i:02X}"))
            .set("os", "embedded Linux 5.15")
            .set("system", "DOOR")
            .set("role", "iot")
            .set("environment", "production")
            .no("internet_facing internet_service domain_controller remote_environment")
            .set("segment", "IOT")
            .yes("in_use")
            .set("owner", people.no(people.operator(9)))
            .date("patched_on", plus(book.start, -30));
        act.add(draft);
        let asset = book
            .state("information_asset", &format!("A-IOT-{:03}", i + 1), book.start)
            .set("name", name)
            .set("type", "hardware")
            .set("host", name)
            .set("owner", people.no(people.operator(9)))
            .set("custodian", people.no(people.operator(9)))
            .set("location", "主機房")
            .set("model", "嵌入式主機")
            .number("confidentiality", 2)
            .number("integrity", 2)
            .number("availability", 3)
            .no("personal_data")
            .yes("in_use")
            .date("support_ends_on", plus(book.today, 700))
            .date("acquired_on", plus(book.start, -700));
        act.add(asset);
    }
    book.enter(act);
    for (first, _) in book.periods(12) {
        let day = workday(plus(first.max(book.start), 92));
        let mut act = book.act(at(day, 16, 50), &it, "record", "物聯網主機清點");
        for i in 0..HOSTS.len() {
            let key = format!("ST-{}-A-IOT-{:03}", roc_year(first), i + 1);
            let draft = book
                .event("asset_check", &key, day)
                .set("asset", &format!("A-IOT-{:03}", i + 1))
                .set("campaign", &format!("ST-{}", roc_year(first)))
                .yes("found")
                .set("checker", people.no(people.operator(2)))
                .set("record", &format!("清點-{key}"));
            act.add(draft);
        }
        book.enter(act);
    }
}

/// Weaknesses of the devices' hosts that the scanner of their network saw. The register admits the recorder's; the print
/// hub's nobody has carried over.
fn weaknesses(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(6)).to_owned();
    let day = workday_before(plus(book.today, -38));
    let mut act =
        book.act(at(day, 19, 10), &officer, "import", "物聯網設備弱點掃描").measured("iot-scan.csv");
    for host in ["nvr-branch-01", "print-hub-01"] {
        let draft = book
            .state("finding", &format!("{host}|IOT-0031|tcp/80"), day)
            .set("title", "管理頁面未加密")
            .set("family", "嵌入式設備")
            .set("tool", "nessus")
            .set("scanner_severity", "medium")
            .set("risk", "medium")
            .set("risk_basis", "assessed")
            .set("risk_assessed_by", &officer)
            .date("risk_assessed_on", day)
            .set("cvss", "5.9")
            .set("solution", "停用明文管理頁面")
            .no("known_exploited")
            .date("first_seen_on", day)
            .date("last_seen_on", day)
            .yes("present tracked")
            .date("planned_fix_on", workday(plus(book.today, 60)))
            .set("plan_approver", people.no(people.security_head))
            .set("responsible", people.no(people.operator(9)));
        act.add(draft);
    }
    book.enter(act);
}
