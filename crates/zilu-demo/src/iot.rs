//! IoT devices: the register with its controls, purchases and agreements with suppliers.

use crate::book::{Book, Draft, at, plus, workday, workday_before};
use crate::iot_upkeep::{self, HOSTS};
use crate::organisation::{People, Turn, Work};
use zilu_engine::Day;

/// Devices that were there when the story began.
const OLD: usize = 60;

/// What, group of the definition, supplier, whether people log in with a password.
const KINDS: [(&str, &str, &str, bool); 5] = [
    ("監視攝影機", "access", "V010", true),
    ("多功能事務機", "office", "V011", true),
    ("門禁讀卡機", "access", "V022", false),
    ("溫溼度感測器", "environment", "V010", false),
    ("會議室顯示器", "office", "V011", true),
];

/// Purchases before the story: number, days from its start.
const OLD_PURCHASES: [(&str, i32); 3] = [("IB-101", -1_500), ("IB-102", -800), ("IB-103", -260)];

/// A device, with its number from 0.
pub(crate) struct Device {
    pub(crate) number: usize,
    kind: usize,
    pub(crate) supplier: &'static str,
    purchase: &'static str,
    pub(crate) from: Day,
    acquired: Day,
}

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    let keepers: Vec<usize> =
        people.standing(Work::GeneralAffairs).into_iter().filter(|i| !people.all[*i].manager).collect();
    purchases(book, people, &keepers);
    let devices = devices(book);
    register(book, people, &keepers, &devices);
    agreements(book, people);
    iot_upkeep::write(book, people, &keepers, &devices);
}

/// The key of a device.
pub(crate) fn id(number: usize) -> String {
    format!("IOT-{:03}", number + 1)
}

fn devices(book: &Book<'_>) -> Vec<Device> {
    let mut devices: Vec<Device> = (0..OLD)
        .map(|number| {
            let (purchase, days) = OLD_PURCHASES[number % 3];
            Device {
                number,
                kind: number % KINDS.len(),
                supplier: KINDS[number % KINDS.len()].2,
                purchase,
                from: book.start,
                acquired: plus(book.start, days + 20),
            }
        })
        .collect();
    for (purchase, bought, kind, supplier, count) in new_purchases(book) {
        for _ in 0..count {
            let number = devices.len();
            let acquired = workday(plus(bought, 9));
            devices.push(Device { number, kind, supplier, purchase, from: acquired, acquired });
        }
    }
    devices
}

/// Purchases of the story: number, day, kind, supplier, how many devices.
fn new_purchases(book: &Book<'_>) -> [(&'static str, Day, usize, &'static str, usize); 5] {
    [
        ("IB-201", workday(plus(book.start, 70)), 0, "V010", 3),
        ("IB-202", workday(plus(book.start, 190)), 2, "V022", 2),
        // A branch bought cameras that count its visitors on its own.
        ("IB-203", workday_before(plus(book.today, -160)), 0, "V024", 3),
        ("IB-204", workday_before(plus(book.today, -70)), 4, "V011", 2),
        ("IB-205", workday_before(plus(book.today, -27)), 1, "V011", 1),
    ]
}

fn purchases(book: &mut Book<'_>, people: &People, keepers: &[usize]) {
    let lead = people.no(people.general_affairs).to_owned();
    let buyer = people.no(keepers[0]).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 7)), 13, 40), &lead, "import", "物聯網設備歷次採購")
        .out_of("物聯網採購.xlsx");
    for (id, days) in OLD_PURCHASES {
        let draft = book
            .event("iot_purchase", id, plus(book.start, days))
            .set("vendor", "V010")
            .yes("label_checked")
            .no("sensor_only labelled")
            .set("reason", "採購時尚無標章產品")
            .set("record", &format!("採購-{id}"));
        act.add(draft);
    }
    book.enter(act);
    for (id, day, _, vendor, _) in new_purchases(book) {
        let labelled = matches!(id, "IB-201" | "IB-204" | "IB-205");
        let alone = id == "IB-203";
        let draft = book
            .event("iot_purchase", id, day)
            .set("vendor", vendor)
            .no("sensor_only")
            .flag("label_checked", !alone)
            .flag("labelled", labelled)
            // The certificate of the label is still with the supplier.
            .when(labelled && id != "IB-204", |draft| draft.set("label_record", &format!("資安標章-{id}")))
            .when(!labelled && !alone, |draft| draft.set("reason", "該類設備尚無標章產品"))
            .set("requester", &buyer)
            .when(!alone, |draft| draft.set("approver", &lead))
            .set("record", &format!("採購-{id}"));
        let act = book.act(at(day, 15, 0), &lead, "record", "物聯網設備採購").with(draft);
        book.enter(act);
    }
    let day = workday_before(plus(book.today, -210));
    let sensors = book
        .event("iot_purchase", "IB-206", day)
        .set("vendor", "V010")
        .yes("sensor_only")
        .set("requester", &buyer)
        .set("approver", &lead)
        .set("record", "採購-IB-206");
    let act = book.act(at(day, 15, 20), &lead, "record", "感測器採購").with(sensors);
    book.enter(act);
}

fn register(book: &mut Book<'_>, people: &People, keepers: &[usize], devices: &[Device]) {
    let lead = people.no(people.general_affairs).to_owned();
    let gone = people
        .all
        .iter()
        .find(|person| {
            matches!(person.turn, Turn::Leaves(_)) && person.joined < book.start && person.removed.is_some()
        })
        .map(|person| person.no.clone());
    let mut first = book
        .act(at(workday(plus(book.start, 7)), 14, 0), &lead, "import", "物聯網設備管理清冊")
        .out_of("物聯網設備.xlsx");
    for device in devices {
        let i = device.number;
        let keeper = match (i, &gone) {
            // One keeper has left; another is a technician who was never filed as one.
            (48, Some(gone)) => gone.as_str(),
            (20, _) => people.no(people.operator(3)),
            _ => people.no(keepers[i % keepers.len()]),
        };
        let draft = draft(book, people, device, keeper);
        if device.from == book.start {
            first.add(draft);
        } else {
            let act = book.act(at(device.from, 16, 0), &lead, "record", "新增物聯網設備").with(draft);
            book.enter(act);
        }
    }
    book.enter(first);
}

fn draft<'a>(book: &Book<'a>, people: &People, device: &Device, keeper: &str) -> Draft<'a> {
    let i = device.number;
    let (name, category, _, password) = KINDS[device.kind];
    let sensor = device.kind == 3;
    let fixable = i % 14 != 6;
    let counter = device.supplier == "V024";
    // Two devices still have the password they came with; a few take six characters only.
    let unchanged = matches!(i, 11 | 40);
    let short = password && i % 23 == 4;
    let wireless = i % 6 == 1;
    let host = HOSTS.iter().find(|(_, of)| *of == Some(i)).map(|(host, _)| *host);
    book.state("iot_device", &id(i), device.from)
        .set("type", if counter { "來客計數攝影機" } else { name })
        .when(i != 37, |draft| draft.set("category", category))
        .set("model", &format!("示範型 {}", 100 + i % 5))
        .set("purpose", if counter { "來客計數" } else { name })
        .set("ip", &format!("10.60.{}.{}", i / 200, 10 + i))
        .set("mac", &format!("02:10:00:00:00:{i:02X}"))
        .maybe("host", host)
        .set("location", if i.is_multiple_of(2) { "總公司" } else { "分公司" })
        .set("keeper", keeper)
        .set("supplier", device.supplier)
        .yes("in_use authenticated least_privilege needless_services_off internet_limited monitored")
        .yes("password_mixed physical_control")
        .flag("access_strengthened", i.is_multiple_of(2))
        .flag("access_restricted", i % 33 != 9)
        .flag("sensor_only", sensor)
        // Whether one of the sensors can be steered from afar, its data sheet does not say.
        .when(i != 33, |draft| draft.flag("remote_interface", !sensor))
        .flag("wireless", wireless)
        .when(wireless, |draft| draft.yes("wireless_encrypted").flag("wireless_bound", i != 31))
        .flag("update_mechanism", fixable)
        .set("firmware", &format!("{}.{}", 2 + i % 3, i % 10))
        .flag("fixable", fixable)
        .flag("known_vulnerability", !fixable || i == 5)
        .flag("password_login", password)
        .when(password, |draft| {
            draft
                .flag("initial_password_changed", !unchanged)
                .number("password_length", if short { 6 } else { 12 })
        })
        .flag("needless_internet_blocked", i % 37 != 20)
        .when(!fixable || short || i == 40, |draft| compensation(draft, people, i, keeper))
        .when(!fixable, |draft| match i {
            // One replacement is overdue, one camera stays for a reason.
            20 => draft.date("replacement_on", plus(book.today, -45)).no("replacement_waived"),
            34 => draft.yes("replacement_waived").set("replacement_reason", "隔離網段且無客戶資料"),
            _ => draft.date("replacement_on", plus(book.today, 150)),
        })
        .when(short || i == 40, |draft| draft.date("replacement_on", plus(book.today, 240)))
        .flag("public_address", counter || i == 25)
        .when(counter || i == 25, |draft| public(draft, people, i, counter))
        .flag("stores_data", matches!(device.kind, 0 | 1))
        .date("acquired_on", device.acquired)
        .when(i != 44, |draft| draft.set("purchase", device.purchase))
        .when(i % 31 != 13, |draft| draft.set("record", &format!("物聯-{:03}", i + 1)))
}

/// What cannot be mended is limited and watched, and somebody else agrees to it; once it was the keeper himself.
fn compensation<'a>(draft: Draft<'a>, people: &People, i: usize, keeper: &str) -> Draft<'a> {
    let approver = if i == 48 { keeper } else { people.no(people.security_head) };
    draft
        .set("compensation_requester", keeper)
        .set("compensation_approver", approver)
        .when(i != 6, |draft| draft.set("compensation_record", &format!("替代控管-{:03}", i + 1)))
}

/// The camera at the gate was approved; those of the branch are simply reachable.
fn public<'a>(draft: Draft<'a>, people: &People, i: usize, counter: bool) -> Draft<'a> {
    draft
        .flag("internal_link", counter && i.is_multiple_of(2))
        .flag("firewall_front", !counter)
        .flag("allow_list", !counter)
        .when(!counter, |draft| {
            draft
                .set("public_address_reason", "保全公司遠端巡查")
                .set("public_address_approver", people.no(people.security_head))
        })
}

/// Agreements with the suppliers; the youngest supplier has none, and one agreement is silent about incidents.
fn agreements(book: &mut Book<'_>, people: &People) {
    let lead = people.no(people.general_affairs).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 7)), 15, 0), &lead, "import", "物聯網設備商資安協議")
        .out_of("設備商協議.xlsx");
    for (vendor, days) in [("V010", -420), ("V011", -380), ("V022", -610)] {
        let draft = book
            .state("contract", &format!("CI-{vendor}"), book.start)
            .set("type", "iot_supplier")
            .set("vendor", vendor)
            .date("signed_on", plus(book.start, days))
            .date("starts_on", plus(book.start, days + 10))
            .date("ends_on", plus(book.today, 300))
            .yes("in_force security_agreement security_responsibility")
            .no("personal_data core")
            .flag("incident_notice", vendor != "V022")
            // Who mends the multifunction printers is being asked.
            .when(vendor != "V011", |draft| draft.yes("test_and_fix"))
            .set("file", &format!("設備商協議-{vendor}.pdf"));
        act.add(draft);
    }
    book.enter(act);
}
