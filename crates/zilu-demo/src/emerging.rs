//! Other emerging technologies, mostly artificial intelligence: what they are for, whose they are, which asset they are.
//!
//! Plots: the assistant for programmers stands in no asset register; the owner of the robots left.

use crate::book::{Book, at, plus, workday, working};
use crate::organisation::{People, Turn, Work};

/// Id, name, sort, purpose, line in the asset register, touches customer data, months since its adoption: 0 before.
const TECHNOLOGIES: [(&str, &str, &str, &str, &str, bool, i32); 6] = [
    ("ET-CHAT", "客服生成式回覆", "ai", "客服回覆草稿", "A-SYS-CALL", true, 0),
    ("ET-UW", "核保風險評分模型", "ai", "核保輔助", "A-SYS-UW", true, 0),
    ("ET-IMAGE", "理賠影像辨識", "ai", "單據辨識", "A-SYS-IMAGE", true, 0),
    ("ET-RPA", "對帳流程機器人", "robotic_process", "保費對帳", "A-SYS-PREMIUM", false, 0),
    ("ET-CHAIN", "理賠聯盟鏈", "blockchain", "理賠資料交換", "A-SYS-CHAIN", true, 0),
    ("ET-CODE", "程式撰寫助手", "ai", "", "", false, 5),
];

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(5)).to_owned();
    let owners = people.standing(Work::Other);
    let gone = (0..people.all.len()).find(|i| {
        let person = &people.all[*i];
        person.joined < book.start && matches!(person.turn, Turn::Leaves(day) if day < plus(book.today, -50))
    });
    let mut act = book
        .act(at(workday(plus(book.start, 11)), 10, 0), &officer, "import", "其他新興科技清冊")
        .out_of("新興科技.xlsx");
    for (i, (id, name, sort, purpose, asset, customers, months)) in TECHNOLOGIES.into_iter().enumerate() {
        let new = months > 0;
        let from = if new { workday(plus(book.today, -30 * months)) } else { book.start };
        let owner = match (id, gone) {
            ("ET-RPA", Some(gone)) => gone,
            _ => owners[i * 11 % owners.len()],
        };
        let assessed = plus(from, -25);
        let draft = book
            .state("emerging_technology", id, from)
            .set("name", name)
            .set("type", sort)
            .yes("in_use")
            .when(!purpose.is_empty(), |draft| draft.set("purpose", purpose))
            .set("owner", people.no(owner))
            .when(!asset.is_empty(), |draft| draft.set("asset", asset))
            .flag("customer_data", customers)
            .when(!new, |draft| {
                draft
                    .date("risk_assessed_on", assessed)
                    .set("risk_record", &format!("新科風-{id}"))
                    .set("controls", &format!("新科控-{id}"))
            });
        if new {
            let act = book.act(at(working(from, 8), 14, 0), &officer, "record", "登錄新興科技").with(draft);
            book.enter(act);
        } else {
            act.add(draft);
        }
    }
    book.enter(act);
}
