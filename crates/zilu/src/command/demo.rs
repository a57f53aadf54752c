//! `zilu demo`: a fictitious insurer in one command.

use super::{clock_of, path, serve};
use crate::language::Language;
use crate::{clock, output, rules};
use clap::ArgMatches;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;
use zilu_app::app::RecordingRevision;
use zilu_app::{App, Error, Recording, Rules, io_words};
use zilu_store::ActBody;

/// Names the demo company in checkpoints.
const ORIGIN: &str = "demo.zilu.invalid";

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let address = serve::address(matches)?;
    let directory = path(matches, "data").cloned().unwrap_or_default();
    if !directory.join("zilu.db").exists() {
        own_duties(&directory)?;
    }
    let rules = rules::load_clean(matches)?;
    let app = if directory.join("zilu.db").exists() {
        output::hint(
            language,
            &language.pick(
                format!("{} 已有資料，沿用；刪除該目錄可重建", directory.display()),
                format!(
                    "{} already has data and is used as it is; delete it to start over",
                    directory.display()
                ),
            ),
        );
        App::open(&directory, rules, clock::today())?
    } else {
        let seed = matches.get_one::<u64>("seed").copied().unwrap_or(7);
        output::say(language.pick("正在建立虛構的示範公司……", "making the fictitious demo company …"));
        make(&directory, rules, seed)?
    };
    if matches.get_flag("load-only") {
        return Ok(ExitCode::SUCCESS);
    }
    serve::serve(language, Arc::new(app.with_clock(clock_of(matches))), address, &directory)
}

/// The body of an act. A source of the ledger has the hash of its file; the fictitious company's files do not exist, so that
/// only their names are kept, among the details.
fn body(actor: String, command: String, reason: String, file: Option<String>) -> ActBody {
    let details = file.map(|file| ("file".to_owned(), file.into())).into_iter().collect();
    ActBody { reason: Some(reason), details, ..ActBody::new(actor, command) }
}

/// Duties of the company's own, beside the rules: a small pack to look at and to change.
const OWN_DUTIES: [(&str, &str); 2] = [
    ("edition.toml", include_str!("../../../../catalogue/own-rules/edition.toml")),
    ("own-1.md", include_str!("../../../../catalogue/own-rules/own-1.md")),
];

fn own_duties(directory: &Path) -> Result<(), Error> {
    let folder = directory.join("packs/own-rules");
    let write = || {
        std::fs::create_dir_all(&folder)?;
        OWN_DUTIES.iter().try_for_each(|(name, text)| std::fs::write(folder.join(name), text))
    };
    write().map_err(|error| {
        let (zh, en) = io_words(&error);
        Error::new(
            format!("無法寫入 {}：{zh}", folder.display()),
            format!("cannot write {}: {en}", folder.display()),
        )
    })
}

fn make(directory: &Path, rules: Rules, seed: u64) -> Result<App, Error> {
    let acts = zilu_demo::company(rules.newest(), seed, clock::today());
    let first = acts.first().map_or_else(clock::now_ms, |act| act.recorded * 1_000);
    let app = App::create(directory, rules, ORIGIN, first, clock::today())?;
    let recordings: Vec<Recording> = acts
        .into_iter()
        .map(|act| Recording {
            act: body(act.actor, act.command, act.reason, act.source),
            recorded_ms: act.recorded * 1_000,
            origin: act.origin,
            revisions: act
                .records
                .into_iter()
                .map(|fact| RecordingRevision {
                    kind: fact.kind,
                    key: fact.key,
                    effective: fact.effective,
                    fields: fact.fields,
                    void: fact.void,
                })
                .collect(),
        })
        .collect();
    app.record_all(&recordings)?;
    Ok(app)
}
