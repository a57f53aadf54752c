//! One truth: the command line, the JSON and the pages give the same standings, and every one of them is derived.
//!
//! Covered, over the demo company: today; a month-end five months ago with everything known now; that month-end as
//! known that day. At each of the three: the total and the counts by status of `standing --json` are those of
//! `/api/standings`, of `/api/overview`, and of the tiles of the overview page in both languages; the two lists hold
//! the same standings, row by row. EVERY standing is derived: the derivation shows the row that
//! the list shows and concludes with its status. `explain` of the binary is asked for some of each status.

use crate::run::{copy_folder, number, zilu};
use axum::Router;
use axum::body::{Body, to_bytes};
use axum::http::{Request, StatusCode};
use jiff::civil::Date;
use serde_json::Value;
use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;
use tower::ServiceExt;
use zilu_app::{App, ExportFormat, Filter, ImportFile, ImportOptions};
use zilu_catalogue::{Catalogue, Status, load};
use zilu_engine::{Day, Standing};
use zilu_web::{WebSettings, router};

/// Rows that the web hands out at once, at most.
const PAGE: usize = 1_000;

/// So many standings of each status are asked of the binary's `explain`.
const EXPLAINED: usize = 2;

/// The demo company: the directory that the binary reads, and a copy, opened here.
struct Demo {
    folder: TempDir,
    app: Arc<App>,
    web: Router,
    today: Date,
}

impl Demo {
    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    fn shared() -> &'static Demo {
        static DEMO: OnceLock<Demo> = OnceLock::new();
        DEMO.get_or_init(|| {
            let folder = tempfile::tempdir().unwrap();
            let (data, copy) = (folder.path().join("data"), folder.path().join("copy"));
            zilu(["demo", "--load-only", "--data", data.to_str().unwrap()]).exits(0);
            copy_folder(&data, &copy);
            let now = now_ms();
            let today = Day::of_instant(now.div_euclid(1_000)).date().unwrap();
            let app = Arc::new(App::open(&copy, Arc::new(catalogue()), today).unwrap());
            let clock = Arc::new(move || now.div_euclid(1_000));
            let web = router(Arc::clone(&app), clock, WebSettings::default());
            Demo { folder, app, web, today }
        })
    }

    /// Asks the web for a page or for JSON.
    fn get(&self, path: &str) -> String {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let request = Request::get(path).header("host", "localhost").body(Body::empty()).unwrap();
            let response = self.web.clone().oneshot(request).await.unwrap();
            let status = response.status();
            let body = to_bytes(response.into_body(), 1 << 26).await.unwrap();
            let body = String::from_utf8(body.to_vec()).unwrap();
            assert_eq!(status, StatusCode::OK, "{path}: {body}");
            body
        })
    }

    fn get_json(&self, path: &str) -> Value {
        serde_json::from_str(&self.get(path)).unwrap()
    }
}

#[test]
fn the_acts_of_the_demo_company_name_the_files_they_came_from() {
    let reader = zilu_store::Reader::open(&Demo::shared().data()).unwrap();
    let acts = reader.acts_before(u64::MAX >> 1, usize::MAX >> 1).unwrap();
    let bodies: Vec<_> = acts.into_iter().filter_map(|act| act.body).collect();
    let told =
        |body: &zilu_store::ActBody| body.details.get("file").and_then(Value::as_str).map(str::to_owned);
    let files: HashSet<String> = bodies.iter().filter_map(told).collect();
    assert!(files.len() > 10 && files.iter().all(|file| file.contains('.')), "{files:?}");
    let imports = bodies.iter().filter(|body| body.command == "import");
    assert!(imports.clone().count() > 10 && imports.clone().all(|body| told(body).is_some()));
}

/// The one clock of the tests: the demo company is told up to today.
#[allow(clippy::disallowed_methods)]
fn now_ms() -> i64 {
    jiff::Timestamp::now().as_millisecond()
}

/// The rules and the pack of own duties that the demo company has beside them.
fn catalogue() -> Catalogue {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../catalogue");
    let mut files = Vec::new();
    for (pack, prefix) in [("insurance-infosec", ""), ("own-rules", "own-rules/")] {
        for entry in std::fs::read_dir(folder.join(pack)).unwrap() {
            let entry = entry.unwrap();
            let name = entry.file_name().into_string().unwrap();
            files.push((format!("{prefix}{name}"), std::fs::read_to_string(entry.path()).unwrap()));
        }
    }
    files.sort();
    let (catalogue, faults) = load(&files);
    assert!(faults.is_empty(), "{faults:?}");
    catalogue
}

/// The last day of the month five months before a day.
fn month_end_before(today: Date) -> Date {
    today.first_of_month().checked_sub(jiff::Span::new().months(5)).unwrap().last_of_month()
}

#[test]
fn every_register_of_the_demo_company_comes_back_unchanged() {
    let demo = Demo::shared();
    let catalogue = demo.app.catalogue();
    let mut rows = 0;
    for (index, kind) in catalogue.kinds.iter().enumerate() {
        let id = zilu_catalogue::KindId(index as u16);
        let table = demo
            .app
            .with_lens(Day::from(demo.today), None, |lens| {
                lens.export(id, ExportFormat::Csv, zilu_catalogue::Language::Zh)
            })
            .unwrap();
        let name = format!("{}.csv", kind.name);
        let open = || -> std::io::Result<Box<dyn std::io::Read>> {
            Ok(Box::new(std::io::Cursor::new(table.clone())))
        };
        let file = ImportFile { name: &name, length: table.len() as u64, open: &open };
        let options = ImportOptions {
            kind: Some(kind.name.clone()),
            format: Some(zilu_intake::Format::Csv),
            dry_run: true,
            ..ImportOptions::default()
        };
        let report = demo.app.import(&file, &options, &mut |_, _| {}).unwrap();
        let changed = report.new + report.changed + report.gone;
        assert_eq!((changed, report.refused), (0, 0), "{}: {:?}", kind.name, report.faults.first());
        rows += report.same;
    }
    assert!(rows > 1_000, "{rows}");
}

#[test]
fn today_everything_known() {
    let demo = Demo::shared();
    agree(demo, demo.today, None);
}

#[test]
fn a_past_month_end_everything_known() {
    let demo = Demo::shared();
    agree(demo, month_end_before(demo.today), None);
}

#[test]
fn a_past_month_end_as_known_that_day() {
    let demo = Demo::shared();
    let on = month_end_before(demo.today);
    agree(demo, on, Some(on));
}

#[test]
fn what_was_recorded_later_makes_a_difference() {
    let demo = Demo::shared();
    let on = month_end_before(demo.today);
    let now = demo.get_json(&format!("/api/overview?on={on}"));
    let then = demo.get_json(&format!("/api/overview?on={on}&known={on}"));
    assert_ne!(now["data"]["counts"], then["data"]["counts"], "the demo company records late, too");
}

fn agree(demo: &Demo, on: Date, known: Option<Date>) {
    // One process at a time may open a data directory.
    let own = tempfile::tempdir().unwrap();
    let data = own.path().join("data");
    copy_folder(&demo.data(), &data);
    let data = data.to_str().unwrap();
    let listing = listed_by_the_binary(data, on, known);
    let rows = listing["standings"].as_array().unwrap();
    assert!(rows.len() > 10_000, "only {} standings", rows.len());
    assert_eq!(number(&listing["total"]), rows.len() as u64);
    let counts = Status::ALL.map(|status| {
        let word = status.word();
        rows.iter().filter(|row| row["status"] == word).count() as u64
    });
    for (status, count) in Status::ALL.into_iter().zip(counts) {
        assert_eq!(number(&listing["counts"][status.word()]), count, "{status:?}");
    }
    the_web_agrees(demo, on, known, rows, &listing["counts"]);
    derivations_agree(demo, on, known, rows);
    explain_agrees(data, on, known, rows);
}

fn listed_by_the_binary(data: &str, on: Date, known: Option<Date>) -> Value {
    let on = on.to_string();
    let mut arguments = vec!["standing", "--json", "--limit", "0", "--data", data, "--on", &on];
    let known = known.map(|known| known.to_string());
    arguments.extend(known.iter().flat_map(|known| ["--known", known.as_str()]));
    zilu(arguments).exits(0).json()
}

fn the_web_agrees(demo: &Demo, on: Date, known: Option<Date>, rows: &[Value], counts: &Value) {
    let known = known.map_or(String::new(), |known| format!("&known={known}"));
    let pages = rows.len().div_ceil(PAGE);
    let mut listed = Vec::with_capacity(rows.len());
    for page in 1..=pages {
        let answer = demo.get_json(&format!("/api/standings?on={on}{known}&size={PAGE}&page={page}"));
        let data = &answer["data"];
        assert_eq!(number(&data["total"]), rows.len() as u64);
        assert_eq!(number(&data["pages"]), pages as u64);
        assert_eq!(data["counts"], *counts);
        listed.extend(data["rows"].as_array().unwrap().iter().cloned());
    }
    // The orders may break ties in different ways; the standings are the same.
    let sorted = |rows: &[Value]| {
        let mut texts: Vec<String> = rows.iter().map(Value::to_string).collect();
        texts.sort_unstable();
        texts
    };
    let (of_binary, of_web) = (sorted(rows), sorted(&listed));
    assert_eq!(of_binary.len(), of_web.len());
    for (binary, web) in of_binary.iter().zip(&of_web) {
        assert_eq!(binary, web);
    }
    assert_eq!(demo.get_json(&format!("/api/overview?on={on}{known}"))["data"]["counts"], *counts);
    for lang in ["zh", "en"] {
        let page = demo.get(&format!("/?on={on}{known}&lang={lang}"));
        for status in Status::ALL {
            assert_eq!(tile(&page, status), number(&counts[status.word()]), "{lang} {status:?}");
        }
    }
}

/// The number on a tile of the overview page.
fn tile(page: &str, status: Status) -> u64 {
    let class = format!("class=\"tile s-{}\"", status.word().replace('_', "-"));
    let tile = &page[page.find(&class).unwrap_or_else(|| panic!("no tile {class}"))..];
    let start = tile.find("<strong>").unwrap() + "<strong>".len();
    let digits = &tile[start..start + tile[start..].find("</strong>").unwrap()];
    digits.replace(',', "").parse().unwrap()
}

/// Derives every standing.
fn derivations_agree(demo: &Demo, on: Date, known: Option<Date>, rows: &[Value]) {
    let listed: HashSet<String> = rows.iter().map(Value::to_string).collect();
    assert_eq!(listed.len(), rows.len(), "a standing is listed twice");
    let known = known.map(|known| Day::from(known).end_instant());
    let derived: HashSet<String> = demo.app.with_lens(Day::from(on), known, |lens| {
        let all = lens.standings(&Filter::default());
        assert_eq!(all.len(), rows.len());
        let derive = |standings: &[Standing]| -> Vec<String> {
            standings.iter().map(|standing| derived_row(lens, standing)).collect()
        };
        let (left, right) = all.split_at(all.len() / 2);
        std::thread::scope(|scope| {
            let first = scope.spawn(|| derive(left));
            let second = derive(right);
            first.join().unwrap().into_iter().chain(second).collect()
        })
    });
    // No two standings share a row, so as many rows as derivations means each its own.
    assert_eq!(derived.len(), rows.len());
    for row in &derived {
        assert!(listed.contains(row), "derived, but not listed: {row}");
    }
}

/// The row of a derivation, which must say what the standing says and conclude with its status.
fn derived_row(lens: &zilu_app::Lens<'_>, standing: &Standing) -> String {
    let view = lens.derive(standing);
    let conclusion = view.lines.last().unwrap_or_else(|| panic!("no line: {view:?}"));
    let (zh, en) = standing.status.label();
    assert_eq!(conclusion.topic.en, "conclusion", "{view:?}");
    assert!(conclusion.text.zh.starts_with(&format!("{zh}：")), "{view:?}");
    assert!(conclusion.text.en.starts_with(&format!("{en}: ")), "{view:?}");
    assert!(view.lines.len() > 1, "a conclusion out of nothing: {view:?}");
    if standing.status == Status::Unproven {
        assert!(!view.missing.is_empty() || view.lines.len() > 2, "unproven for no reason: {view:?}");
    }
    serde_json::to_value(&view.standing).unwrap().to_string()
}

fn explain_agrees(data: &str, on: Date, known: Option<Date>, rows: &[Value]) {
    let on = on.to_string();
    let mut statuses = 0;
    let known = known.map(|known| known.to_string());
    for status in Status::ALL {
        let of_status: Vec<&Value> = rows.iter().filter(|row| row["status"] == status.word()).collect();
        if of_status.is_empty() {
            continue; // Months ago nothing was exempt, say.
        }
        statuses += 1;
        // From over the whole list, so that several duties are asked for.
        for row in of_status.iter().step_by(of_status.len().div_ceil(EXPLAINED)) {
            let text = |name: &str| row[name].as_str().unwrap();
            let item = number(&row["item"]).to_string();
            let mut arguments = vec!["explain", text("duty"), text("subject"), "--json", "--data", data];
            arguments.extend(["--on", &on, "--period", text("period"), "--item", &item]);
            arguments.extend(known.iter().flat_map(|known| ["--known", known.as_str()]));
            let view = zilu(arguments).exits(0).json();
            assert_eq!(view["standing"], **row);
            let conclusion = view["lines"].as_array().unwrap().last().unwrap();
            assert!(conclusion["text"]["en"].as_str().unwrap().starts_with(status.label().1), "{view}");
        }
    }
    assert!(statuses >= 5, "standings of only {statuses} statuses on {on}");
}
