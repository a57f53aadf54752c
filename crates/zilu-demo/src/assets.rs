//! The register of information assets, its stock-takes, disposals, backups and drills.

use crate::book::{Book, at, plus, roc_year, workday, working};
use crate::organisation::{People, Turn, Work};
use crate::systems::Estate;
use zilu_engine::Day;

/// An asset: id, name, type, system or host behind it.
struct Asset {
    id: String,
    name: String,
    sort: &'static str,
    system: Option<&'static str>,
    host: Option<String>,
    since: zilu_engine::Day,
    retired: Option<zilu_engine::Day>,
}

const OTHERS: [(&str, &str); 14] = [
    ("資訊部門人員", "person"),
    ("資安部門人員", "person"),
    ("資安制度文件", "document"),
    ("系統操作手冊", "document"),
    ("委外契約正本", "document"),
    ("資料庫管理系統授權", "software"),
    ("作業系統授權", "software"),
    ("端點防護授權", "software"),
    ("保單資料", "data"),
    ("客戶個人資料", "data"),
    ("異地備份專線", "communication"),
    ("分公司專線", "communication"),
    ("主機房空調與電力", "environment"),
    ("異地機房", "environment"),
];

pub(crate) fn write(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let assets = assets(book, estate);
    register(book, people, &assets);
    stock_takes(book, people, &assets);
    disposals(book, people, &assets);
    backups(book, people, estate);
    drills(book, people);
}

fn assets(book: &Book<'_>, estate: &Estate) -> Vec<Asset> {
    let mut assets = Vec::new();
    for system in &estate.systems {
        // The laboratory never went through the register.
        if system.id == "LAB" {
            continue;
        }
        assets.push(Asset {
            id: format!("A-SYS-{}", system.id),
            name: system.name.to_owned(),
            sort: "system",
            system: Some(system.id),
            host: None,
            since: system.since,
            retired: system.retired,
        });
        for host in &system.hosts {
            let name = &estate.hosts[*host].name;
            assets.push(Asset {
                id: format!("A-HW-{:04}", host + 1),
                name: name.clone(),
                sort: "hardware",
                system: None,
                host: Some(name.clone()),
                since: system.since,
                retired: system.retired,
            });
        }
    }
    for (i, (name, sort)) in OTHERS.iter().enumerate() {
        assets.push(Asset {
            id: format!("A-OT-{:03}", i + 1),
            name: (*name).to_owned(),
            sort,
            system: None,
            host: None,
            since: book.start,
            retired: None,
        });
    }
    assets
}

fn register(book: &mut Book<'_>, people: &People, assets: &[Asset]) {
    let mut random = book.random("assets");
    let keeper = people.no(people.general_affairs).to_owned();
    let mut first = book
        .act(at(workday(book.start), 15, 0), &keeper, "import", "資訊資產清冊")
        .out_of("資訊資產清冊.xlsx");
    let mut later = Vec::new();
    let gone: Vec<usize> = (0..people.all.len())
        .filter(|i| matches!(people.all[*i].turn, Turn::Leaves(_)) && people.all[*i].joined < book.start)
        .collect();
    for (i, asset) in assets.iter().enumerate() {
        // Some lines still name somebody who has left.
        let owner = if random.permille(110) { random.pick(&gone) } else { random.pick(&people.operations) };
        let owner = people.no(owner);
        let draft = book
            .state("information_asset", &asset.id, asset.since)
            .set("name", &asset.name)
            .set("type", asset.sort)
            .maybe("system", asset.system)
            .maybe("host", asset.host.as_deref())
            .set("owner", owner)
            .when(i % 61 != 17, |draft| draft.set("custodian", people.no(people.operator(9))))
            .set("location", if i % 5 == 0 { "異地機房" } else { "主機房" })
            .set("model", if asset.sort == "hardware" { "機架式伺服器" } else { "—" })
            .number("confidentiality", random.between(2, 4).into())
            .number("integrity", random.between(2, 4).into())
            .number("availability", random.between(2, 4).into())
            .flag("personal_data", asset.sort == "data")
            .yes("in_use")
            .date("support_ends_on", plus(book.today, random.between(-60, 1_400)))
            .date("acquired_on", plus(book.start, -random.between(100, 2_000)));
        if asset.since == book.start {
            first.add(draft);
        } else {
            let act = book.act(at(working(asset.since, 4), 11, 0), &keeper, "record", "新增資產").with(draft);
            later.push(act);
        }
        if let Some(retired) = asset.retired {
            let draft = book.revise("information_asset", &asset.id, retired).no("in_use");
            later.push(book.act(at(working(retired, 3), 16, 0), &keeper, "record", "資產除帳").with(draft));
        }
    }
    book.enter(first);
    for act in later {
        book.enter(act);
    }
}

/// Each asset is counted once a year; what does not fit is put right within days, or not.
fn stock_takes(book: &mut Book<'_>, people: &People, assets: &[Asset]) {
    let mut random = book.random("stock-takes");
    let checker = people.standing(Work::GeneralAffairs);
    let checker = people.no(checker[2]).to_owned();
    for (first, last) in book.periods(12) {
        let year = roc_year(first);
        let begin = first.max(book.start);
        let day = workday(plus(begin, (last.0 - begin.0) / 2 - 20));
        let campaign = format!("ST-{year}");
        let mut act = book
            .act(at(working(day, 6), 16, 30), &checker, "import", format!("資產清點 {campaign}"))
            .out_of(format!("{campaign}.xlsx"));
        let mut corrections = Vec::new();
        for (i, asset) in assets.iter().enumerate() {
            let on = workday(plus(day, (i % 5) as i32));
            let gone = asset.retired.is_some_and(|retired| on >= retired);
            if on < asset.since || gone || random.permille(14) {
                continue;
            }
            let fits = !random.permille(25);
            let id = format!("{campaign}-{}", asset.id);
            let check = |id: &str, on| {
                book.event("asset_check", id, on)
                    .set("asset", &asset.id)
                    .set("campaign", &campaign)
                    .set("checker", &checker)
            };
            act.add(
                check(&id, on)
                    .flag("found", fits)
                    .when(!random.permille(40), |d| d.set("record", &format!("清點-{id}"))),
            );
            if !fits && !random.permille(120) {
                let fixed = working(on, random.between(3, 14));
                let draft =
                    check(&format!("{id}-R"), fixed).yes("found").set("record", &format!("更正-{id}"));
                corrections.push(book.act(at(fixed, 17, 0), &checker, "record", "清點不符更正").with(draft));
            }
        }
        book.enter(act);
        for act in corrections {
            book.enter(act);
        }
    }
}

/// What is thrown away: the machines of a system that was retired, and old computers by the pallet.
fn disposals(book: &mut Book<'_>, people: &People, assets: &[Asset]) {
    let retired = assets.iter().filter(|asset| asset.sort == "hardware");
    let machines: Vec<(Option<&str>, Day)> =
        retired.filter_map(|asset| asset.retired.map(|day| (Some(asset.id.as_str()), day))).collect();
    // One of the machines stands in the store room and nobody remembers why.
    let kept = machines.len().saturating_sub(1);
    for (i, (asset, day)) in machines.iter().enumerate().take(kept) {
        disposal(book, people, *asset, *day, i);
    }
    for i in 0..12 {
        let day = workday(plus(book.start, 25 + i as i32 * 43));
        if book.past(working(day, 20)) {
            disposal(book, people, None, day, machines.len() + i);
        }
    }
}

fn disposal(book: &mut Book<'_>, people: &People, asset: Option<&str>, retired: Day, i: usize) {
    let keeper = people.no(people.general_affairs).to_owned();
    let performer = people.no(people.operator(8)).to_owned();
    let on = working(retired, 12);
    let third = i % 3 != 2;
    // A pallet was wiped after it had left; the vendor of another signed a month later; one man watched himself.
    let wiped = working(retired, if i == 6 { 15 } else { 8 });
    let signed = if i == 9 { working(on, 20) } else { plus(book.start, -90) };
    let witness = if i == 11 { &performer } else { &keeper };
    let draft = book
        .event("disposal", &format!("DP-{:03}", i + 1), on)
        .maybe("asset", asset)
        .yes("holds_data wiped record_kept")
        .flag("third_party", third)
        .date("wiped_on", wiped)
        .set("method", ["destruction", "overwrite", "degauss"][i % 3])
        .yes("unrecoverable")
        .flag("holds_licences", i % 2 == 1)
        .when(i % 2 == 1, |draft| {
            draft.yes("licences_removed").date("licences_removed_on", working(retired, 5))
        })
        .set("performer", &performer)
        .set("witness", witness)
        .when(third, |draft| {
            draft
                .set("vendor", "V021")
                .yes("nda_signed")
                .date("nda_signed_on", signed)
                .when(i != 4, |draft| draft.set("nda", "報廢商保密切結"))
        })
        .set("record", &format!("報廢-{:03}", i + 1));
    let recorded = at(wiped.max(signed).max(on), 15, 30);
    let act = book.act(recorded, &keeper, "record", "設備報廢").with(draft);
    book.enter(act);
}

fn backups(book: &mut Book<'_>, people: &People, estate: &Estate) {
    let it = people.no(people.operator(9)).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 3)), 16, 0), &it, "import", "備份媒體清冊")
        .out_of("備份媒體.xlsx");
    let guarded: Vec<_> = estate.systems.iter().filter(|system| system.guarded()).collect();
    for system in &guarded {
        let draft = book
            .state("backup_media", &format!("BK-{}", system.id), book.start.max(system.since))
            .set("system", system.id)
            .yes("in_use offsite")
            .set("verification_plan", "資維-計-001 備份媒體驗證計畫");
        act.add(draft);
    }
    book.enter(act);
    for (first, _) in book.periods(12) {
        for (i, system) in guarded.iter().enumerate().filter(|(_, system)| system.retired.is_none()) {
            let day = workday(plus(first.max(book.start), 40 + i as i32 * 5));
            if i % 17 == 9 {
                continue;
            }
            let id = format!("RT-{}-{}", roc_year(first), system.id);
            let draft = book
                .event("restore_test", &id, day)
                .set("backup_media", &format!("BK-{}", system.id))
                .yes("restored integrity")
                .set("record", &id);
            let act = book.act(at(day, 18, 0), &it, "record", "備份回存測試").with(draft);
            book.enter(act);
        }
    }
}

fn drills(book: &mut Book<'_>, people: &People) {
    let it = people.no(people.operator(0)).to_owned();
    for (first, _) in book.periods(12) {
        let begin = first.max(book.start);
        for (sort, system, days) in [("continuity", "LIFE-CORE", 110), ("incident", "MEMBER", 130)] {
            let day = workday(plus(begin, days));
            let id = format!("DR-{}-{sort}", roc_year(first));
            let draft = book
                .event("drill", &id, day)
                .set("type", sort)
                .set("system", system)
                .yes("actual")
                .set("result", "pass")
                .set("report", &id);
            let act = book.act(at(working(day, 5), 14, 0), &it, "record", "年度演練").with(draft);
            book.enter(act);
        }
    }
}
