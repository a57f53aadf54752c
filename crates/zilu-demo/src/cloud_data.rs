//! What lies in the cloud: data with its keys, its retention and its trails; deletions, requests of customers, exits.
//!
//! Plots: the survey service keeps its key beside the data, for ever; a job that deletes transcripts broke; a sample for
//! analysis outlived its retention; a claims list turned up in the staff's knowledge base; the exit from the cloud drive
//! was closed although nobody has shown that the backups are gone.

use crate::book::{Batches, Book, Draft, at, next_month, plus, workday, working};
use crate::cloud;
use crate::organisation::People;
use zilu_engine::Day;

/// Data in the cloud.
struct Data {
    id: &'static str,
    service: &'static str,
    name: &'static str,
    sort: &'static str,
    keys: &'static str,
    retention: Retention,
}

/// How the retention ends.
#[derive(Clone, Copy, PartialEq)]
enum Retention {
    /// Record by record, after so many months.
    Rolling(i64),
    /// All of it, so many days from the day of reading.
    Until(i32),
    Unset,
    /// Nobody said.
    Unsaid,
}

const fn data(
    id: &'static str,
    service: &'static str,
    name: &'static str,
    sort: &'static str,
    keys: &'static str,
    retention: Retention,
) -> Data {
    Data { id, service, name, sort, keys, retention }
}

const CHAT_TRANSCRIPTS: &str = "CD-02";
const FORGOTTEN_SAMPLE: &str = "CD-10";
const CLAIMS_LIST: &str = "CD-08";

const DATA: [Data; 15] = [
    data("CD-01", "CL-CHAT", "客服對話紀錄", "customer", "company", Retention::Rolling(24)),
    data(CHAT_TRANSCRIPTS, "CL-CHAT", "語音轉寫暫存", "sensitive", "company", Retention::Rolling(3)),
    data("CD-03", "CL-VAULT", "每日備份映像", "customer", "hsm", Retention::Rolling(12)),
    data("CD-04", "CL-VAULT", "舊年度備份", "customer", "hsm", Retention::Until(-200)),
    data("CD-05", "CL-SIGN", "電子簽署要保文件", "customer", "hsm", Retention::Until(1_400)),
    data("CD-06", "CL-SURVEY", "問卷回覆與聯絡方式", "customer", "with_data", Retention::Unset),
    data("CD-07", "CL-HR", "員工主檔", "sensitive", "company", Retention::Unset),
    data(CLAIMS_LIST, "CL-KB", "理賠案例名單", "customer", "", Retention::Unsaid),
    data("CD-09", "CL-MAIL", "隔離區郵件", "sensitive", "provider", Retention::Rolling(2)),
    data(FORGOTTEN_SAMPLE, "CL-LAKE", "保單行為樣本第一批", "customer", "provider", Retention::Until(-65)),
    data("CD-11", "CL-LAKE", "保單行為樣本第二批", "customer", "provider", Retention::Until(160)),
    data("CD-12", "CL-WEB", "公開網頁快取", "other", "", Retention::Unset),
    data("CD-13", "CL-TRIAL", "理賠影像樣本", "customer", "company", Retention::Until(-255)),
    data("CD-14", "CL-DRIVE", "業務名單與簡報", "customer", "company", Retention::Until(-120)),
    data("CD-15", "CL-LAKE", "活動名單", "customer", "provider", Retention::Until(-45)),
];

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    register(book, people);
    runs(book, people);
    retention_ends(book, people);
    requests(book, people);
    exits(book, people);
}

fn register(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.officer(0)).to_owned();
    let mut batches = Batches::default();
    for data in &DATA {
        let adopted = cloud::of(data.service).adopted(book);
        let from = match data.id {
            // Somebody put the list there to show colleagues how it is done.
            CLAIMS_LIST => workday(plus(book.today, -33)),
            _ => adopted.max(book.start),
        };
        let recorded = at(working(from, 6), 11, 30);
        let draft = record(book, data, from);
        batches
            .of(recorded, &officer, || {
                book.act(recorded, &officer, "import", "雲端資料清冊").out_of("雲端資料清冊.xlsx")
            })
            .add(draft);
    }
    batches.enter(book);
}

fn record<'a>(book: &Book<'a>, data: &Data, from: Day) -> Draft<'a> {
    let id = data.id;
    let customer = data.sort == "customer";
    let draft = book
        .state("cloud_data", id, from)
        .set("cloud_service", data.service)
        .set("name", data.name)
        .set("type", data.sort)
        .yes("present transit_protected access_control")
        .flag("storage_protected", id != CLAIMS_LIST)
        .set("protection_record", &format!("雲資防-{id}"))
        .flag("encrypted", !data.keys.is_empty())
        .when(!data.keys.is_empty(), |draft| {
            draft.set("key_custody", data.keys).set("key_record", &format!("雲資鑰-{id}"))
        })
        .when(data.retention != Retention::Unsaid, |draft| {
            draft.set("retention_document", "資安-政-003 附表二 雲端資料保存期限")
        })
        .when(customer && id != CLAIMS_LIST, |draft| {
            draft
                .yes("trail_set")
                .set("trail_list", "資安-政-003 附表三 應留軌跡")
                .date("trail_begun_on", from)
                // The survey service itself clears its logs after a quarter.
                .date("trail_oldest_on", if id == "CD-06" { plus(from, 92) } else { from })
                // The platform's trails are said to be there; nobody has exported one yet.
                .when(id != "CD-11", |draft| draft.set("trail_record", &format!("雲軌-{id}")))
        });
    match data.retention {
        Retention::Rolling(months) => draft
            .set("retention", "rolling")
            .number("retention_months", months)
            .yes("rolling_deletion")
            .date("rolling_run_on", from)
            .set("rolling_record", &format!("雲資刪-{id}")),
        Retention::Until(days) => {
            draft.set("retention", "until").date("delete_due_on", plus(book.today, days))
        }
        Retention::Unset => draft.set("retention", "unset"),
        Retention::Unsaid => draft,
    }
}

/// Jobs that delete record by record report once a month that they ran.
fn runs(book: &mut Book<'_>, people: &People) {
    let it = people.no(people.operator(4)).to_owned();
    for (first, last) in book.periods(1) {
        let recorded = at(next_month(first), 7, 10);
        let mut act = book.act(recorded, &it, "import", "雲端排程執行結果").measured("cloud-jobs.csv");
        for data in &DATA {
            let broken = data.id == CHAT_TRANSCRIPTS && last > plus(book.today, -75);
            let begun = first > cloud::of(data.service).adopted(book);
            if matches!(data.retention, Retention::Rolling(_)) && begun && !broken {
                act.add(book.revise("cloud_data", data.id, last).date("rolling_run_on", last));
            }
        }
        book.enter(act);
    }
}

/// A deletion with everything that a thorough one shows.
fn deletion<'a>(
    book: &Book<'a>,
    people: &People,
    id: &str,
    service: &str,
    reason: &str,
    on: Day,
) -> Draft<'a> {
    book.event("data_deletion", id, on)
        .set("cloud_service", service)
        .set("reason", reason)
        .yes("complete irreversible record_kept storage cache backups")
        .set("verifier", people.no(people.officer(2)))
        .set("record", &format!("刪除-{id}"))
}

fn retention_ends(book: &mut Book<'_>, people: &People) {
    let it = people.no(people.operator(4)).to_owned();
    for data in &DATA {
        let (Retention::Until(days), false) = (data.retention, data.id == FORGOTTEN_SAMPLE) else { continue };
        let service = cloud::of(data.service);
        if days > 0 || service.ended(book).is_some() {
            continue;
        }
        let day = workday(plus(book.today, days + 9));
        let id = format!("DD-E{}", &data.id[3..]);
        let draft =
            deletion(book, people, &id, data.service, "retention_end", day).set("cloud_data", data.id);
        let gone = book.revise("cloud_data", data.id, day).no("present");
        let act = book.act(at(day, 18, 0), &it, "record", "保存屆滿刪除").with(draft).with(gone);
        book.enter(act);
    }
}

/// What became of a customer's request.
#[derive(Clone, Copy, PartialEq)]
enum Answer {
    Deleted,
    Late,
    Extended,
    /// The law says that it stays: evidence of that instead.
    Evidenced,
    /// Deleted, but nobody checked.
    Unchecked,
    Open,
    /// Nothing of that customer is in the cloud.
    Elsewhere,
}

const REQUESTS: [(i32, &str, Answer); 11] = [
    (12, "CL-CHAT", Answer::Open),
    (41, "CL-SIGN", Answer::Deleted),
    (58, "CL-CHAT", Answer::Unchecked),
    (83, "CL-LAKE", Answer::Deleted),
    (122, "CL-CHAT", Answer::Late),
    (161, "CL-VAULT", Answer::Extended),
    (188, "CL-CHAT", Answer::Elsewhere),
    (230, "CL-SIGN", Answer::Evidenced),
    (281, "CL-CHAT", Answer::Deleted),
    (333, "CL-SURVEY", Answer::Deleted),
    (395, "CL-CHAT", Answer::Deleted),
];

fn requests(book: &mut Book<'_>, people: &People) {
    let officer = people.no(people.compliance).to_owned();
    for (i, (days, service, answer)) in REQUESTS.into_iter().enumerate() {
        let day = workday(plus(book.today, -days));
        let id = format!("DSR-{:03}", i + 1);
        let cloud = answer != Answer::Elsewhere;
        let request = book
            .event("data_subject_request", &id, day)
            .flag("cloud", cloud)
            .when(cloud, |draft| draft.set("cloud_service", service));
        let act = book.act(at(day, 14, 0), &officer, "record", "當事人請求").with(request);
        book.enter(act);
        if matches!(answer, Answer::Open | Answer::Elsewhere) {
            continue;
        }
        if answer == Answer::Extended {
            let told = working(day, 15);
            let extension = book
                .event("request_extension", &format!("RE-{:03}", i + 1), told)
                .set("request", &id)
                .set("reason", "備份映像須待輪替")
                .set("notice", &format!("延長通知-{id}"));
            let until = book.revise("data_subject_request", &id, told).date("extended_until", plus(day, 58));
            let act =
                book.act(at(told, 15, 20), &officer, "record", "請求延長處理").with(extension).with(until);
            book.enter(act);
        }
        let done = match answer {
            Answer::Late => working(day, 27),
            Answer::Extended => working(day, 36),
            _ => working(day, 9),
        };
        let key = format!("DD-{:03}", i + 1);
        let draft = match answer {
            Answer::Evidenced => book
                .event("data_deletion", &key, done)
                .set("cloud_service", service)
                .set("reason", "request")
                .no("complete irreversible")
                .yes("evidenced record_kept")
                .set("verifier", people.no(people.officer(2)))
                .set("record", &format!("依法保存佐證-{id}")),
            Answer::Unchecked => book
                .event("data_deletion", &key, done)
                .set("cloud_service", service)
                .set("reason", "request")
                .yes("complete irreversible backups record_kept")
                .set("record", &format!("刪除-{id}")),
            _ => deletion(book, people, &key, service, "request", done),
        };
        let act = book.act(at(done, 16, 0), &officer, "record", "資料刪除").with(draft.set("request", &id));
        book.enter(act);
    }
}

/// Two services were given up: the trial left nothing behind; of the drive nobody has shown that the backups are gone.
fn exits(book: &mut Book<'_>, people: &People) {
    let it = people.no(people.operator(4)).to_owned();
    let head = people.no(people.security_head).to_owned();
    for (n, (id, data)) in [("CL-TRIAL", "CD-13"), ("CL-DRIVE", "CD-14")].into_iter().enumerate() {
        let Some(ended) = cloud::of(id).ended(book) else { continue };
        let day = working(ended, 9);
        let draft = book
            .event("data_deletion", &format!("DD-X{n}"), day)
            .set("cloud_service", id)
            .set("cloud_data", data)
            .set("reason", "termination")
            .yes("complete irreversible record_kept os_images storage cache customer_data sensitive_data")
            .when(id == "CL-TRIAL", |draft| draft.yes("backups"))
            .set("verifier", people.no(people.officer(2)))
            .set("record", &format!("雲端終止刪除-{id}"));
        let gone = book.revise("cloud_data", data, day).no("present");
        let act = book.act(at(day, 17, 30), &it, "record", "雲端終止刪除").with(draft).with(gone);
        book.enter(act);
        let closed = working(day, 11);
        let closing = book
            .event("closing", &format!("CL-X{n}"), closed)
            .set("matter", "cloud_exit")
            .set("cloud_service", id)
            .set("closer", &head)
            .set("record", &format!("雲端終止結案-{id}"));
        let act = book.act(at(closed, 10, 20), &head, "record", "雲端終止結案").with(closing);
        book.enter(act);
    }
}
