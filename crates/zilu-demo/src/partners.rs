//! Partners with their contracts and assessments, and what they do about their accounts on the shared platform.

use crate::account_care::order;
use crate::accounts::{Account, Sort};
use crate::book::{
    Batches, Book, Draft, at, label, next_month, plus, roc_year, workday, workday_before, working,
};
use crate::organisation::People;
use crate::systems::Estate;
use zilu_engine::Day;

const PARTNERS: [(&str, &str, &str); 14] = [
    ("P01", "示範保險經紀人（虛構）", "broker"),
    ("P02", "虛構保險經紀人", "broker"),
    ("P03", "樣本保險經紀人", "broker"),
    ("P04", "範例保險代理人", "agent"),
    ("P05", "示例保險代理人", "agent"),
    ("P06", "虛構商業銀行", "bank"),
    ("P07", "樣本商業銀行", "bank"),
    ("P08", "範例信用合作社", "bank"),
    ("P09", "示例保險代理人二", "agent"),
    ("P10", "虛構保險經紀人二", "broker"),
    ("P11", "樣本旅行社", "other"),
    ("P12", "範例車行聯盟", "other"),
    ("P13", "示例保險經紀人三", "broker"),
    ("P14", "虛構電商平台", "other"),
];

/// A partner whose list of accounts came back late, one that has not answered for the last half-year, and one that was
/// not assessed in the first year.
const LATE_LIST: &str = "P05";
const SILENT: &str = "P12";
const UNASSESSED: &str = "P11";
const ASSESSED_LATE: &str = "P08";

/// The partner whose people come with a certificate; for some of them nobody decided that it will do.
pub(crate) const CERTIFICATES: &str = "P08";

/// The partner of an account, by its number.
pub(crate) fn partner(i: usize) -> &'static str {
    PARTNERS[i % PARTNERS.len()].0
}

pub(crate) fn write(book: &mut Book<'_>, people: &People, estate: &Estate, accounts: &[Account]) {
    register(book, people);
    newcomers(book, people);
    assessments(book, people);
    shared_systems(book, people);
    let of: Vec<(usize, &Account)> =
        accounts.iter().enumerate().filter(|(_, account)| account.sort == Sort::Partner).collect();
    passwords(book, people, estate, &of);
    reviews(book, people, estate, &of);
}

fn register(book: &mut Book<'_>, people: &People) {
    let manager = people.no(people.compliance).to_owned();
    let mut act =
        book.act(at(workday(book.start), 16, 20), &manager, "import", "合作夥伴清冊").out_of("合作夥伴.xlsx");
    for (i, (id, name, sort)) in PARTNERS.iter().enumerate() {
        let draft = book
            .state("partner", id, book.start)
            .set("name", name)
            .set("type", sort)
            .yes("active")
            .flag("uses_systems", *sort != "other")
            // The travel agency has sent no description, the platform promised a firewall that is not there.
            .when(i != 10, |draft| draft.set("measures", &format!("夥伴防護-{id}")))
            .flag("measures_in_place", i != 13);
        act.add(draft);
        act.add(contract(book, i, id, plus(book.start, -300 - i as i32 * 9), book.start));
    }
    book.enter(act);
}

fn contract<'a>(book: &Book<'a>, i: usize, partner: &str, signed: Day, from: Day) -> Draft<'a> {
    book.state("contract", &format!("CP-{partner}"), from)
        .set("type", "partner")
        .set("partner", partner)
        .date("signed_on", signed)
        .date("starts_on", plus(signed, 10))
        .date("ends_on", plus(book.today, 400))
        .yes("in_force personal_data confidentiality security_terms mutual_audit roles_of_both incident_notice")
        .set("confidentiality_clause", "第 8 條")
        // The bank's own form says nothing about policyholders' data.
        .when(i != 6, |draft| draft.yes("data_protection").set("data_protection_clause", "第 9 條"))
        .flag("shared_accounts_banned", i != 3)
        .set("file", &format!("合作契約-{partner}.pdf"))
}

/// Partners of the story: assessed and then signed, signed and then assessed, assessed without a paper.
fn newcomers(book: &mut Book<'_>, people: &People) {
    let manager = people.no(people.compliance).to_owned();
    for (i, (id, name, sort, signed, assessed)) in [
        ("P15", "樣本保險代理人三", "agent", workday(plus(book.start, 120)), -30),
        ("P16", "虛構健檢集團", "other", workday(plus(book.start, 240)), -21),
        // Nobody of the association has an account yet.
        ("P17", "範例經紀人公會平台", "broker", workday_before(plus(book.today, -95)), 12),
        ("P18", "示例長照服務", "other", workday_before(plus(book.today, -60)), -18),
    ]
    .into_iter()
    .enumerate()
    {
        let draft = book
            .state("partner", id, signed)
            .set("name", name)
            .set("type", sort)
            .yes("active measures_in_place")
            .flag("uses_systems", id == "P17")
            .set("measures", &format!("夥伴防護-{id}"));
        let mut act = book.act(at(signed, 16, 0), &manager, "record", "新合作夥伴簽約").with(draft);
        act.add(contract(book, 20 + i, id, signed, signed));
        let day = workday(plus(signed, assessed));
        let draft = book
            .event("partner_assessment", &format!("PA-{id}-first"), day)
            .set("partner", id)
            .set("contract", &format!("CP-{id}"))
            .set("result", "medium")
            .yes("treatment_planned")
            .set("treatment", &format!("風險處理-{id}"))
            .set("assessor", &manager)
            .when(id != "P18", |draft| draft.set("record", &format!("簽約前評估-{id}")));
        if assessed > 0 {
            book.enter(act);
            act = book.act(at(working(day, 1), 10, 0), &manager, "record", "補辦合作夥伴評估");
        }
        act.add(draft);
        book.enter(act);
    }
}

fn assessments(book: &mut Book<'_>, people: &People) {
    let manager = people.no(people.compliance).to_owned();
    for (year, (first, last)) in book.periods(12).into_iter().enumerate() {
        for (i, (id, ..)) in PARTNERS.iter().enumerate() {
            if *id == UNASSESSED && year == 0 || *id == SILENT {
                continue;
            }
            let mut day = workday(plus(first.max(book.start), 80 + i as i32 * 6));
            if *id == ASSESSED_LATE && year == 0 {
                day = workday(plus(last, 26));
            }
            let key = format!("PA-{}-{id}", roc_year(first));
            let draft = book
                .event("partner_assessment", &key, day)
                .set("partner", id)
                .set("contract", &format!("CP-{id}"))
                .set("result", ["low", "medium", "low"][i % 3])
                .yes("treatment_planned")
                .set("treatment", &format!("風險處理-{key}"))
                .set("assessor", &manager)
                .set("record", &key);
            let act = book.act(at(working(day, 1), 14, 30), &manager, "record", "合作夥伴評估").with(draft);
            book.enter(act);
        }
    }
}

/// Systems that partners share: the brokers' platform is checked, the chain's gateway was checked once.
fn shared_systems(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(4)).to_owned();
    let day = workday(plus(book.start, 12));
    let draft = book
        .revise("system", "CHAIN", day)
        .yes("partner_shared")
        .date("sharing_checked_on", day)
        .set("sharing_record", "共用管控-CHAIN");
    let act = book.act(at(day, 15, 0), &officer, "record", "聯盟鏈介接列為共用系統").with(draft);
    book.enter(act);
    for (first, _) in book.periods(6) {
        let day = workday(plus(first, 30));
        let draft = book
            .revise("system", "AGENT", day)
            .date("sharing_checked_on", day)
            .set("sharing_record", &format!("共用管控-AGENT-{}", label(first, 6)));
        let act = book.act(at(day, 15, 10), &officer, "record", "共用系統管控檢查").with(draft);
        book.enter(act);
    }
}

/// The platform asks for a new password every ten weeks; some put it off, a few have stopped logging in.
fn passwords(book: &mut Book<'_>, people: &People, estate: &Estate, accounts: &[(usize, &Account)]) {
    let mut random = book.random("partner passwords");
    let it = people.no(people.operator(2)).to_owned();
    let mut batches = Batches::default();
    let mut serial = 0;
    for (_, account) in accounts {
        let key = account.key(estate);
        let stopped = random.permille(25);
        let mut day = plus(account.from, random.between(20, 75));
        while book.past(day) {
            serial += 1;
            let (hour, minute) = (random.between(8, 20), random.between(0, 59));
            let recorded = at(next_month(day), 8, 10);
            let month = label(day, 1);
            let draft = book
                .moment("password_change", &format!("PB-{serial:06}"), at(day, hour, minute))
                .set("account", &key)
                .set("method", "person")
                .when(!random.permille(6), |draft| draft.set("record", &format!("平台密碼變更-{month}")));
            let open = || book.act(recorded, &it, "import", "保經代密碼變更").measured("保經代密碼變更.csv");
            batches.of(recorded, &it, open).add(draft);
            if stopped && day > plus(book.today, -200) {
                break;
            }
            let slips = random.permille(28);
            day = plus(day, if slips { random.between(95, 130) } else { random.between(62, 84) });
        }
    }
    batches.enter(book);
}

/// Each half-year every partner goes through its list; who is gone is disabled.
fn reviews(book: &mut Book<'_>, people: &People, estate: &Estate, accounts: &[(usize, &Account)]) {
    let mut random = book.random("partner account reviews");
    let owner = estate.systems[estate.system("AGENT")].owner;
    let owner = people.no(owner).to_owned();
    let mut serial = 0;
    for (n, (first, last)) in book.periods(6).into_iter().enumerate() {
        let campaign = format!("PR-{}", label(first, 6));
        for (p, (id, ..)) in PARTNERS.iter().enumerate() {
            let asked = workday(plus(first, 74 + p as i32 * 3));
            if *id == SILENT && last > plus(book.today, -184) {
                continue;
            }
            let day = if *id == LATE_LIST && n == 1 { workday(plus(last, 19)) } else { asked };
            let recorded = at(working(day, 3), 14, 20);
            let mut act = book
                .act(recorded, &owner, "import", format!("合作夥伴帳號清查 {campaign} {id}"))
                .out_of(format!("{campaign}-{id}.xlsx"));
            for (_, account) in accounts.iter().filter(|(i, _)| partner(*i) == *id) {
                serial += 1;
                if account.from > day || random.permille(14) {
                    continue; // not there yet, or a line left blank
                }
                let key = account.key(estate);
                let review = format!("RP-{serial:06}");
                let changed = random.permille(12);
                let draft = book
                    .event("account_review", &review, day)
                    .set("account", &key)
                    .set("campaign", &campaign)
                    .set("result", if changed { "change" } else { "keep" })
                    .flag("rights_reasonable", !changed)
                    .yes("access_reviewed")
                    .set("reviewer", &owner)
                    .when(changed, |draft| draft.set("reason", "夥伴人員職務調整"))
                    .when(!(*id == "P02" && n == 2), |draft| {
                        draft.set("record", &format!("{campaign}-{id}"))
                    });
                act.add(draft);
                if changed {
                    let done = working(day, 5);
                    let filled = order(book, people, &key, &owner, &review, "change", done);
                    book.enter(filled);
                }
            }
            book.enter(act);
        }
    }
}
