//! What surrounds every page: head, header with D and K, navigation by article, footer.

use crate::asked::Asked;
use crate::date;
use crate::lang::Lang;
use crate::link::Link;
use crate::plain;
use crate::status;
use crate::web::Web;
use maud::{DOCTYPE, Markup, html};
use std::sync::Arc;
use zilu_app::words::Words;
use zilu_app::{App, LedgerHead, Lens};
use zilu_catalogue::{Catalogue, Status};
use zilu_engine::{Counts, Day};

/// A page to be put into its surroundings.
pub(crate) struct Page {
    pub(crate) title: String,
    pub(crate) section: Section,
    /// Words and where they lead, from the outermost in; the page itself is not among them.
    pub(crate) crumbs: Vec<(String, Option<Link>)>,
    /// The chapter to show open in the navigation, and the clause in it.
    pub(crate) chapter: Option<(String, Option<String>)>,
    pub(crate) main: Markup,
}

/// Which entry of the main menu a page belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Section {
    Overview,
    Clauses,
    Standings,
    Registers,
    Intake,
    Help,
    None,
}

/// What surrounds a page and does not depend on D and K.
pub(crate) struct Frame {
    company: Option<String>,
    ledger: Option<LedgerHead>,
    catalogue: Arc<Catalogue>,
}

/// A chapter in the navigation.
pub(crate) struct NavigationChapter {
    id: String,
    title: Words,
    worst: Option<Status>,
    clauses: Vec<(String, Words)>,
}

impl Frame {
    /// Must be read before a lens is opened: both lock the facts.
    pub(crate) fn of(web: &Web, on: Day) -> Frame {
        let app: &App = web.app();
        let ledger = Some(app.ledger_head());
        Frame { company: app.company_name(), ledger, catalogue: Arc::clone(app.rules().on(on)) }
    }

    /// For problem pages, which must not wait for anything.
    pub(crate) fn without_company(web: &Web) -> Frame {
        Frame { company: None, ledger: None, catalogue: Arc::clone(web.app().catalogue()) }
    }
}

/// The navigation with how each chapter stands.
pub(crate) fn chapters(lens: &Lens<'_>) -> Vec<NavigationChapter> {
    let counts = lens.evaluation.counts(lens.on);
    let chapters = lens.catalogue.chapters.iter();
    chapters
        .map(|chapter| {
            let clauses = &lens.catalogue.clauses[chapter.clauses.clone()];
            let mut sum = Counts::default();
            clauses.iter().for_each(|clause| sum.add(&lens.clause_counts(clause, &counts)));
            NavigationChapter {
                id: chapter.id.clone(),
                title: Words::from(&chapter.title),
                worst: sum.worst(),
                clauses: clauses
                    .iter()
                    .map(|clause| (clause.id.clone(), Words::from(&clause.title)))
                    .collect(),
            }
        })
        .collect()
}

/// The whole document.
pub(crate) fn document(
    web: &Web,
    asked: &Asked,
    frame: &Frame,
    chapters: &[NavigationChapter],
    page: Page,
) -> Markup {
    let assets = web.assets();
    html! {
        (DOCTYPE)
        html lang=(asked.lang.tag()) {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="color-scheme" content="light dark";
                title { (plain::visible(&page.title)) " · zilu" }
                link rel="icon" type="image/svg+xml" href=(assets.address("zilu.svg"));
                link rel="stylesheet" href=(assets.address("zilu.css"));
                script type="module" src=(assets.address("main.js")) {}
            }
            body {
                a.skip href="#main" { (asked.t("跳到主要內容", "Skip to the content")) }
                (header(asked, frame, &page))
                (notice(asked))
                div.columns.alone[chapters.is_empty()] {
                    (navigation(asked, chapters, page.chapter.as_ref()))
                    main #main tabindex="-1" {
                        (print_head(web, asked, frame, &page))
                        (crumbs(asked, &page))
                        (page.main)
                    }
                }
                (footer(asked, frame))
                (dialogs(asked))
            }
        }
    }
}

fn header(asked: &Asked, frame: &Frame, page: &Page) -> Markup {
    let menu = [
        (Section::Overview, "/", asked.t("總覽", "Overview")),
        (Section::Clauses, "/clauses", asked.t("條文", "Clauses")),
        (Section::Standings, "/standings", asked.t("狀態", "Standings")),
        (Section::Registers, "/registers", asked.t("清冊", "Registers")),
        (Section::Intake, "/intake", asked.t("匯入", "Intake")),
        (Section::Help, "/help", asked.t("說明", "Help")),
    ];
    html! {
        header.top {
            a.brand href=(asked.keep(Link::to("/"))) {
                svg.seal viewBox="0 0 32 32" aria-hidden="true" {
                    rect x="1" y="1" width="30" height="30" rx="5" {}
                    path d="M8 9h16M8 23h16M22 9 10 23" {}
                }
                span.brand-name { "zilu" }
                @if let Some(company) = &frame.company { span.company { (plain::short(company)) } }
            }
            nav.menu aria-label=(asked.t("主選單", "Main menu")) {
                @for (section, path, label) in menu {
                    a href=(asked.keep(Link::to(path))) aria-current=[(page.section == section).then_some("page")] { (label) }
                }
            }
            (look_form(asked))
            (language(asked))
        }
    }
}

/// The choice of D and K.
fn look_form(asked: &Asked) -> Markup {
    let dates = |name: &str, days: Vec<(String, Day)>, first: Option<(&str, Link)>| {
        html! {
            details.quick {
                summary aria-label=(asked.t("常用日期", "Usual dates")) { "▾" }
                ul {
                    @if let Some((label, link)) = first { li { a href=(link) { (label) } } }
                    @for (label, day) in days { li { a href=(choose(asked, name, day)) { (label) } } }
                }
            }
        }
    };
    let quick = date::quick(asked.today, asked.lang);
    let everything = Link::to(asked.path.clone())
        .with_all(asked.query.without(&["known", "on", "page", "lang"]))
        .with_some("on", (asked.on != asked.today).then_some(asked.on));
    let known_value = match (asked.mistyped("known"), asked.known, asked.known_text()) {
        (Some(text), _, _) => Some(text.to_owned()),
        (_, _, Some(text)) if text.len() > 10 => Some(text),
        (_, Some(known), _) => Some(date::short(Day::of_instant(known), asked.lang)),
        _ => None,
    };
    html! {
        form.look method="get" action=(asked.path) aria-label=(asked.t("檢視日期", "Dates of the view")) {
            @for (name, value) in asked.query.without(&["on", "known", "page", "lang"]) {
                input type="hidden" name=(name) value=(value);
            }
            label.date {
                span { (asked.t("基準日", "As of")) abbr title="D" { "D" } }
                input name="on" value=(asked.mistyped("on").map_or_else(|| date::short(asked.on, asked.lang), str::to_owned)) aria-invalid=[asked.mistyped("on").map(|_| "true")] size="10" maxlength="40" autocomplete="off"
                    spellcheck="false" title=(date::both(asked.on, asked.lang));
                small { (asked.lang.pick(asked.on.to_string(), format!("ROC {}", date::short(asked.on, Lang::Zh)))) }
            }
            (dates("on", quick.clone(), None))
            label.date {
                span { (asked.t("知悉至", "Known by")) abbr title="K" { "K" } }
                input name="known" value=[known_value] aria-invalid=[asked.mistyped("known").map(|_| "true")] size="10" maxlength="40" autocomplete="off" spellcheck="false"
                    placeholder=(asked.t("全部已知", "all known"));
                @if let Some(known) = asked.known {
                    small { (date::both(Day::of_instant(known), asked.lang.other()).split(['（', ' ']).next().unwrap_or_default()) }
                }
            }
            (dates("known", quick, Some((asked.t("目前已知的一切", "Everything known"), everything))))
            button type="submit" { (asked.t("檢視", "Go")) }
        }
    }
}

fn choose(asked: &Asked, name: &str, day: Day) -> Link {
    let here = Link::to(asked.path.clone()).with_all(asked.query.without(&["known", "on", "page", "lang"]));
    if name == "on" {
        here.with_some("on", (day != asked.today).then_some(day)).with_some("known", asked.known_text())
    } else {
        here.with_some("on", (asked.on != asked.today).then_some(asked.on)).with("known", day)
    }
}

fn language(asked: &Asked) -> Markup {
    let other = asked.lang.other();
    let here =
        asked.keep(asked.here(&[])).with_some("page", asked.query.get("page")).with("lang", other.word());
    html! { a.language href=(here) hreflang=(other.tag()) lang=(other.tag()) { (asked.lang.pick("English", "中文")) } }
}

/// Says that this is not today's view, as loudly as needed.
fn notice(asked: &Asked) -> Markup {
    let other_day = asked.on != asked.today;
    if !other_day && asked.known.is_none() {
        return html! {};
    }
    let back = Link::to(asked.path.clone()).with_all(asked.query.without(&["on", "known", "page", "lang"]));
    html! {
        div.notice role="status" {
            span {
                @if other_day {
                    (asked.t("您看到的是 ", "You are looking at ")) strong { (date::both(asked.on, asked.lang)) }
                    @if asked.on > asked.today { (asked.t(" 的預估狀態（尚未發生的事以未完成計）", ", a forecast: what has not happened counts as not done")) }
                    @else { (asked.t(" 的狀態", "")) }
                }
                @if let Some(known) = asked.known {
                    @if other_day { (asked.t("，", ", ")) } @else { (asked.t("您看到的是", "You are looking at ")) }
                    (asked.t("只依 ", "what was known by "))
                    strong { (date::both(Day::of_instant(known), asked.lang)) }
                    @if Day::of_instant(known).end_instant() != known { " " (date::moment(known, asked.lang)) }
                    (asked.t(" 以前登錄的資料", ""))
                }
                (asked.t("。", "."))
            }
            a href=(back) { (asked.t("回到今天", "Back to today")) }
        }
    }
}

fn navigation(
    asked: &Asked,
    chapters: &[NavigationChapter],
    open: Option<&(String, Option<String>)>,
) -> Markup {
    if chapters.is_empty() {
        return html! {};
    }
    html! {
        nav.side aria-label=(asked.t("條文目錄", "Articles and annexes")) {
            details.side-fold open {
                summary { (asked.t("條文目錄", "Articles and annexes")) }
                ul {
                    @for chapter in chapters {
                        @let open = open.filter(|(id, _)| *id == chapter.id);
                        li.open[open.is_some()] {
                            a href=(asked.keep(Link::to("/clauses").with("chapter", &chapter.id)))
                                aria-current=[open.filter(|(_, clause)| clause.is_none()).map(|_| "page")] {
                                @match chapter.worst {
                                    Some(worst) => span.dot.(status::class(worst)) title=(status::label(worst, asked.lang)) {
                                        (status::letter(worst, asked.lang))
                                    },
                                    None => span.dot.s-none title=(asked.t("無應辦事項", "nothing owed")) { "–" },
                                }
                                span { (asked.of_words(&chapter.title)) }
                            }
                            @if let Some((_, current)) = open {
                                ul {
                                    @for (id, title) in &chapter.clauses {
                                        li { a href=(asked.keep(Link::clause(id))) aria-current=[(current.as_ref() == Some(id)).then_some("page")] {
                                            code { (id) } " " (asked.of_words(title))
                                        } }
                                    }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn crumbs(asked: &Asked, page: &Page) -> Markup {
    if page.crumbs.is_empty() {
        return html! {};
    }
    html! {
        nav.crumbs aria-label=(asked.t("路徑", "Breadcrumbs")) {
            ol {
                @for (label, link) in &page.crumbs {
                    li { @match link { Some(link) => a href=(asked.keep(link.clone())) { (plain::short(label)) }, None => (plain::short(label)) } }
                }
            }
        }
    }
}

/// Only on paper: whose page this is, of which day, and where it came from.
fn print_head(web: &Web, asked: &Asked, frame: &Frame, page: &Page) -> Markup {
    let scheme = if web.settings().https { "https" } else { "http" };
    let address = format!("{scheme}://{}{}", asked.host, asked.keep(asked.here(&[])));
    html! {
        div.print-head {
            div { strong { (frame.company.as_deref().map_or_else(|| plain::shown("zilu"), plain::shown)) } span { (plain::visible(&page.title)) } }
            div {
                span { (asked.t("基準日：", "As of: ")) (date::both(asked.on, asked.lang)) }
                span {
                    (asked.t("知悉至：", "Known by: "))
                    @match asked.known { Some(known) => (date::both(Day::of_instant(known), asked.lang)), None => (asked.t("列印時已知的一切", "everything known when printed")) }
                }
                span { (asked.t("列印：", "Printed: ")) (date::moment(asked.now, asked.lang)) }
                span { (plain::visible(&address)) }
            }
        }
    }
}

fn footer(asked: &Asked, frame: &Frame) -> Markup {
    let edition = &frame.catalogue.edition;
    let digest: String = frame.catalogue.digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    html! {
        footer.bottom {
            p {
                (asked.lang.pick(edition.title.zh.as_str(), edition.title.en.as_str()))
                @if !edition.filing.is_empty() { span lang="zh-Hant-TW" { (edition.filing) } }
                @if let Some(from) = edition.effective_date { span { (asked.t("施行 ", "in force from ")) (date::time(Day::from(from), asked.lang)) } }
                span title=(asked.t("規則檔的 SHA-256 前 12 碼", "first 12 digits of the SHA-256 of the catalogue")) { (asked.t("規則檔 ", "catalogue ")) code { (digest) } }
            }
            @if let Some(ledger) = &frame.ledger {
                p {
                    (asked.t("帳本 ", "Ledger: ")) (super::number(ledger.size)) (asked.t(" 筆，根雜湊 ", " entries, root "))
                    code.root title=(ledger.root) { (ledger.root.get(..16).unwrap_or(&ledger.root)) "…" }
                }
            }
        }
    }
}

/// Filled and opened by scripts.
fn dialogs(asked: &Asked) -> Markup {
    html! {
        dialog #panel aria-label=(asked.t("為何如此", "Why it stands so")) {
            div.panel-bar {
                a.panel-page href="" { (asked.t("開成整頁", "Open as a page")) }
                button.panel-close type="button" { (asked.t("關閉", "Close")) " " kbd { "Esc" } }
            }
            div.panel-body aria-live="polite" { p.loading { (asked.t("載入中…", "Loading…")) } }
            p.panel-failed hidden { (asked.t("載入失敗，請改以整頁開啟。", "Loading failed: please open it as a page.")) }
        }
        dialog #keys aria-label=(asked.t("鍵盤操作", "Keyboard")) {
            h2 { (asked.t("鍵盤操作", "Keyboard")) }
            (super::help::keys(asked))
            form method="dialog" { button { (asked.t("關閉", "Close")) } }
        }
        div #tip role="tooltip" hidden {}
    }
}
