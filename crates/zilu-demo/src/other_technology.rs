//! Other new technologies: what the company uses beside cloud services, apps, devices and social media.

use crate::book::{Book, at, plus, workday, workday_before};
use crate::organisation::{People, Work};
use crate::systems::Estate;

/// Id, name, type, purpose, the system behind it.
const TECHNOLOGIES: [(&str, &str, &str, &str, Option<&str>); 7] = [
    ("ET-01", "理賠單據影像辨識", "ai", "辨識診斷書與收據", Some("IMAGE")),
    ("ET-02", "詐欺風險評分模型", "ai", "理賠案件風險評分", Some("FRAUD")),
    ("ET-03", "保全理賠聯盟鏈", "blockchain", "跨公司保全與理賠通報", Some("CHAIN")),
    ("ET-04", "智能客服語言模型", "ai", "回覆保戶常見問題", Some("CHATBOT")),
    // The robot still works on a system that is no longer there.
    ("ET-05", "舊保單查詢機器人", "robotic_process", "批次查詢舊保單", Some("LEGACY")),
    ("ET-06", "保費對帳機器人", "robotic_process", "銀行檔對帳", Some("PREMIUM")),
    // Developers began with it on their own; of its register entry and data nobody knows.
    ("ET-07", "程式開發助手", "ai", "協助撰寫程式", None),
];

pub(crate) fn write(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let lead = people.no(people.developers_head).to_owned();
    let owners = people.standing(Work::Other);
    let mut first = book
        .act(at(workday(plus(book.start, 6)), 15, 0), &lead, "import", "其他新興科技清冊")
        .out_of("新興科技清冊.xlsx");
    for (i, (id, name, kind, purpose, system)) in TECHNOLOGIES.into_iter().enumerate() {
        let of = system.map(|id| &estate.systems[estate.system(id)]);
        let from = match of {
            Some(system) => system.since,
            None => workday_before(plus(book.today, -70)),
        };
        let asset = of.map(|system| format!("A-SYS-{}", system.id));
        let draft = book
            .state("emerging_technology", id, from)
            .set("name", name)
            .set("type", kind)
            .yes("in_use")
            .set("purpose", purpose)
            .set("owner", people.no(owners[i * 3]))
            .maybe("asset", asset.as_deref())
            .when(id != "ET-07", |draft| {
                draft
                    .flag("customer_data", id != "ET-06")
                    .date("risk_assessed_on", plus(from, -25))
                    .set("risk_record", &format!("新科風評-{id}"))
                    .set("controls", &format!("新科控管-{id}"))
            });
        if from == book.start {
            first.add(draft);
        } else {
            let act = book.act(at(plus(from, 5), 15, 0), &lead, "record", "新增新興科技").with(draft);
            book.enter(act);
        }
    }
    book.enter(first);
}
