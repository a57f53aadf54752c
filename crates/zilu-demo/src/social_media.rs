//! Social media: the platforms, who may speak on them, improper posts and what was done about them.
//!
//! Plots: the account for single customers, said to be excluded, has somebody who posts for the company; the keeper of
//! the video channel left; a page to find recruits was opened without a line in the rules; an editor who left may still
//! post, another approved herself; a post was answered after three days and its record is gone.

use crate::book::{Book, at, plus, workday, working};
use crate::organisation::{People, Turn, Work};

/// A platform: id, name, our own people only, single customers only, what it may be used for.
const PLATFORMS: [(&str, &str, bool, bool, &str); 5] = [
    ("SM-FAN", "粉絲專頁", false, false, "公告、活動、留言回覆"),
    ("SM-CHAN", "影音頻道", false, false, "影片、直播"),
    ("SM-CHAT", "官方帳號", false, true, "一對一客服"),
    ("SM-TEAM", "內部社群", true, false, "內部公告"),
    ("SM-JOB", "徵才專頁", false, false, ""),
];

/// An authorisation to speak: platform, role, who: a number of marketing, or what is odd about it.
const SPEAKERS: [(&str, &str, Holder); 10] = [
    ("SM-FAN", "spokesperson", Holder::Marketing(1)),
    ("SM-FAN", "editor", Holder::Marketing(2)),
    ("SM-FAN", "editor", Holder::Gone),
    ("SM-FAN", "responder", Holder::Marketing(3)),
    ("SM-FAN", "responder", Holder::Marketing(4)),
    ("SM-CHAN", "spokesperson", Holder::Marketing(1)),
    ("SM-CHAN", "editor", Holder::Herself(5)),
    ("SM-CHAN", "responder", Holder::Marketing(6)),
    ("SM-CHAT", "editor", Holder::Marketing(7)),
    ("SM-JOB", "", Holder::Marketing(8)),
];

#[derive(Clone, Copy, PartialEq)]
enum Holder {
    Marketing(usize),
    /// Left months ago.
    Gone,
    /// Approved by the one who holds it.
    Herself(usize),
}

/// An improper post: days before the day of reading, days until the answer and until the notice, the record still there.
type Post = (i32, &'static str, Option<i32>, Option<i32>, bool);

const POSTS: [Post; 6] = [
    (468, "SM-FAN", Some(0), Some(0), true),
    (377, "SM-CHAN", Some(3), Some(1), false),
    (210, "SM-FAN", Some(1), Some(1), true),
    (146, "SM-FAN", Some(0), Some(4), true),
    (71, "SM-CHAN", Some(1), None, true),
    (26, "SM-FAN", Some(0), Some(0), true),
];

pub(crate) fn write(book: &mut Book<'_>, people: &People) {
    let marketing: Vec<usize> = people
        .standing(Work::Other)
        .into_iter()
        .filter(|person| people.department_name(*person) == "行銷企劃部")
        .collect();
    platforms(book, people, &marketing);
    speakers(book, people, &marketing);
    posts(book, people, &marketing);
}

/// Somebody who left in the course of the story, long before the day of reading if there is such a one.
fn leaver(book: &Book<'_>, people: &People, skip: usize) -> usize {
    let gone: Vec<usize> = (0..people.all.len())
        .filter(|i| {
            let person = &people.all[*i];
            person.joined < book.start
                && matches!(person.turn, Turn::Leaves(day) if day < plus(book.today, -40))
        })
        .collect();
    gone.get(skip).or(gone.first()).copied().unwrap_or(people.general_affairs)
}

fn platforms(book: &mut Book<'_>, people: &People, marketing: &[usize]) {
    let head = people.no(people.compliance).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 6)), 10, 0), &head, "import", "社群媒體清冊")
        .out_of("社群媒體.xlsx");
    for (i, (id, name, internal, single, functions)) in PLATFORMS.iter().enumerate() {
        let new = *id == "SM-JOB";
        let from = if new { workday(plus(book.today, -64)) } else { book.start };
        let owner = if *id == "SM-CHAN" { leaver(book, people, 0) } else { marketing[i % marketing.len()] };
        let reason = if *internal { "僅內部使用" } else { "僅與個別客戶往來" };
        let draft = book
            .state("social_media", id, from)
            .set("name", name)
            .yes("in_use")
            .flag("internal", *internal)
            .flag("one_to_one", *single)
            .when(*internal || *single, |draft| draft.set("exclusion_reason", reason))
            .set("owner", people.no(owner))
            .flag("listed", !new)
            .when(!functions.is_empty(), |draft| draft.set("functions", functions));
        if new {
            let act = book.act(at(working(from, 2), 11, 0), &head, "record", "開設徵才專頁").with(draft);
            book.enter(act);
        } else {
            act.add(draft);
        }
    }
    book.enter(act);
}

fn speakers(book: &mut Book<'_>, people: &People, marketing: &[usize]) {
    let head = people.no(people.compliance).to_owned();
    let mut act = book
        .act(at(workday(plus(book.start, 7)), 10, 0), &head, "import", "對外發言授權清冊")
        .out_of("發言授權.xlsx");
    for (i, (platform, role, holder)) in SPEAKERS.into_iter().enumerate() {
        let new = platform == "SM-JOB";
        let from = if new { workday(plus(book.today, -60)) } else { book.start };
        let person = match holder {
            Holder::Marketing(n) | Holder::Herself(n) => marketing[n % marketing.len()],
            Holder::Gone => leaver(book, people, 1),
        };
        let approver = if matches!(holder, Holder::Herself(_)) { person } else { people.general_manager };
        let id = format!("SP-{:03}", i + 1);
        let draft = book
            .state("social_media_speaker", &id, from)
            .set("social_media", platform)
            .set("person", people.no(person))
            // What the new page's keeper may say was left open on the form.
            .when(!role.is_empty(), |draft| draft.set("role", role))
            .yes("active")
            .date("granted_on", plus(from, -9))
            .set("approver", people.no(approver))
            .set("record", &format!("發言授權-{id}"));
        if new {
            let act = book.act(at(working(from, 1), 11, 20), &head, "record", "發言授權").with(draft);
            book.enter(act);
        } else {
            act.add(draft);
        }
    }
    book.enter(act);
}

fn posts(book: &mut Book<'_>, people: &People, marketing: &[usize]) {
    let head = people.no(people.compliance).to_owned();
    let performer = people.no(marketing[3 % marketing.len()]).to_owned();
    for (i, (days, platform, answered, notified, kept)) in POSTS.into_iter().enumerate() {
        let day = plus(book.today, -days);
        let id = format!("IP-{:03}", i + 1);
        let draft = book
            .event("improper_post", &id, day)
            .set("social_media", platform)
            .yes("record_kept")
            .set("record", &format!("失言-{id} 溝通紀錄"));
        let act = book.act(at(workday(day), 18, 0), &head, "record", "不當貼文登錄").with(draft);
        book.enter(act);
        for (kind, after) in [("response", answered), ("notification", notified)] {
            let Some(after) = after else { continue };
            let done = plus(day, after);
            let draft = book
                .event("improper_post_answer", &format!("{id}-{kind}"), done)
                .set("post", &id)
                .set("type", kind)
                .set("performer", &performer)
                .set("record", &format!("失言-{id}-{kind}"));
            let act = book.act(at(done, 20, 30), &performer, "record", "不當貼文處理").with(draft);
            book.enter(act);
        }
        if !kept {
            // The agency's contract ended, and its archive with it.
            let gone = workday(plus(day, 190));
            let draft = book.revise("improper_post", &id, gone).no("record_kept");
            let act = book.act(at(gone, 11, 40), &head, "record", "溝通紀錄清點").with(draft);
            book.enter(act);
        }
    }
}
