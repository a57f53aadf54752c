//! What the words, dates and keys mean.

use crate::asked::Asked;
use crate::html::layout::{Page, Section};
use crate::status;
use crate::web::Web;
use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use zilu_catalogue::Status;

pub(crate) async fn page(State(web): State<Web>, asked: Asked) -> Response {
    web.page(asked, |_, asked| {
        let title = asked.t("說明", "Help");
        Ok(Page {
            title: title.to_owned(),
            section: Section::Help,
            crumbs: Vec::new(),
            chapter: None,
            main: html! {
                h1 { (title) }
                (statuses(asked))
                (dates(asked))
                (basis(asked))
                section { h2 { (asked.t("鍵盤操作", "Keyboard")) } (keys(asked)) }
                (programs(asked))
            },
        })
    })
    .await
}

fn statuses(asked: &Asked) -> Markup {
    html! {
        section {
            h2 { (asked.t("狀態的意思", "What the statuses mean")) }
            p { (asked.t("狀態由事實計算得出，沒有人能夠設定。由嚴重到輕微：", "A status is computed from facts; nobody can set one. From the most severe:")) }
            dl.meanings {
                @for status in status::ORDER {
                    dt { span.cell.(status::class(status)) aria-hidden="true" { (status::letter(status, asked.lang)) } (status::badge(status, asked.lang)) }
                    dd { (meaning(asked, status)) }
                }
            }
        }
    }
}

fn meaning(asked: &Asked, status: Status) -> &'static str {
    match status {
        Status::Late => asked.t("期限已過，還沒有做。", "Past its due date and not done."),
        Status::Breached => asked.t(
            "應隨時成立或應先完成的要求不成立。",
            "What must hold at all times, or must have come first, does not.",
        ),
        Status::Unproven => asked
            .t("缺少事實或佐證：不明不等於符合。", "A fact or its proof is missing: unknown is never met."),
        Status::Due => asked.t("還沒有做，期限未到。", "Not done yet, still in time."),
        Status::Exempt => asked.t(
            "核准且未到期的豁免所及；不會顯示為符合。",
            "Covered by an approved exemption that has not ended; never shown as met.",
        ),
        Status::MetLate => {
            asked.t("期限之後才完成；永遠看得到。", "Done after its due date; that stays visible for ever.")
        }
        Status::Met => {
            asked.t("如期完成，或現在成立，且有佐證。", "Done in time, or so now, with its proof.")
        }
    }
}

fn dates(asked: &Asked) -> Markup {
    html! {
        section {
            h2 { (asked.t("兩個日期：基準日 D 與知悉至 K", "Two dates: as of (D) and known by (K)")) }
            p { (asked.t(
                "「基準日」是問哪一天的狀態；「知悉至」是只採計那一天以前登錄的資料。補登的舊資料會改變過去某日的狀態，但不會改變當時所知的狀態：兩個日期一起用，就能回答「當時我們知道什麼」。",
                "“As of” asks how it stood on a day; “known by” only counts what had been recorded by a day. Records made later change how a past day stands, but not what was known then: both together answer “what did we know at the time”.",
            )) }
            p { (asked.t("可輸入民國或西元：", "Either calendar can be typed: ")) code { "114/06/30" } " " code lang="zh-Hant-TW" { "民國114年6月30日" } " " code { "1140630" } " " code { "2025-06-30" } " " code { "20250630" }
                (asked.t("。K 也可加時間，例如 ", ". K also takes a time: ")) code { "2025-06-30T17:30" } (asked.t("。時區為臺北。", ". The time zone is Taipei.")) }
        }
    }
}

fn basis(asked: &Asked) -> Markup {
    html! {
        section {
            h2 { (asked.t("機器量測與人員陳述", "Measured and attested")) }
            p {
                span.chip.measured { (asked.t("機器量測", "measured")) }
                (asked.t(" 由機器的輸出讀入，例如掃描報告；", " was read from a machine’s output, such as a scan report; "))
                span.chip.attested { (asked.t("人員陳述", "attested")) }
                (asked.t(" 由人登錄。只要有一個決定性的事實出自人的陳述，整個狀態就標示為人員陳述。", " was stated by a person. One attested fact among those that decide makes the whole standing attested."))
            }
        }
    }
}

/// The keys, here and in the dialog that `?` opens.
pub(crate) fn keys(asked: &Asked) -> Markup {
    let keys = [
        (&["/"][..], asked.t("到搜尋欄", "to the search box")),
        (&["j", "k"][..], asked.t("下一列、上一列", "next row, previous row")),
        (&["Enter"][..], asked.t("說明這一列為何如此", "why this row stands so")),
        (&["o"][..], asked.t("開啟這一列的對象", "open the row’s subject")),
        (&["g", "h"][..], asked.t("先按 g 再按 h：回總覽", "g then h: the overview")),
        (&["←", "→", "↑", "↓"][..], asked.t("在條文圖中移動", "move in the map of clauses")),
        (&["Esc"][..], asked.t("關閉側欄", "close the panel")),
        (&["?"][..], asked.t("這份說明", "this list")),
    ];
    html! {
        dl.keys { @for (keys, what) in keys { dt { @for key in keys { kbd { (key) } " " } } dd { (what) } } }
    }
}

fn programs(asked: &Asked) -> Markup {
    let addresses = [
        "/api/overview",
        "/api/clauses",
        "/api/clauses/a14.1.1",
        "/api/standings?status=late",
        "/api/standings?about=KIND/KEY",
        "/api/subjects/KIND/KEY",
        "/api/registers",
        "/api/registers/KIND",
        "/api/firewalls",
        "/api/reconciliation",
        "/api/explain?duty=NAME&subject=KEY",
        "/api/texts",
        "/api/texts/EDITION",
        "/api/texts/compare?old=EDITION&new=EDITION",
        "/api/book/art-14",
        "/api/book/appendices",
    ];
    html! {
        section {
            h2 { (asked.t("給程式使用", "For programs")) }
            p { (asked.t("同樣的內容以 JSON 提供，參數與網頁相同（on、known、page、size、篩選條件）；錯誤依 RFC 9457。", "The same as JSON, with the same parameters as the pages (on, known, page, size, filters); errors after RFC 9457.")) }
            ul { @for address in addresses { li { code { (address) } } } }
        }
    }
}
