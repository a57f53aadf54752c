//! `zilu demo`: a fictitious insurer in one command.

use super::{path, serve};
use crate::language::Language;
use crate::{clock, output, rules};
use clap::ArgMatches;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use zilu_app::app::RecordingRevision;
use zilu_app::{App, Error, Recording};
use zilu_catalogue::Catalogue;
use zilu_store::ActBody;

/// Names the demo company in checkpoints.
const ORIGIN: &str = "demo.zilu.invalid";

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let address = serve::address(matches)?;
    let catalogue = rules::load_clean(path(matches, "catalogue").map(PathBuf::as_path))?;
    let directory = path(matches, "data").cloned().unwrap_or_default();
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
        App::open(&directory, catalogue, clock::today())?
    } else {
        let seed = matches.get_one::<u64>("seed").copied().unwrap_or(7);
        output::say(language.pick("正在建立虛構的示範公司……", "making the fictitious demo company …"));
        make(&directory, catalogue, seed)?
    };
    if matches.get_flag("load-only") {
        return Ok(ExitCode::SUCCESS);
    }
    serve::serve(language, app, address)
}

/// The body of an act. A source of the ledger has the hash of its file; the fictitious company's files do not exist, so that
/// only their names are kept, among the details.
fn body(actor: String, command: String, reason: String, file: Option<String>) -> ActBody {
    let details = file.map(|file| ("file".to_owned(), file.into())).into_iter().collect();
    ActBody { reason: Some(reason), details, ..ActBody::new(actor, command) }
}

fn make(directory: &Path, catalogue: Arc<Catalogue>, seed: u64) -> Result<App, Error> {
    let acts = zilu_demo::company(&catalogue, seed, clock::today());
    let first = acts.first().map_or_else(clock::now_ms, |act| act.recorded * 1_000);
    let app = App::create(directory, catalogue, ORIGIN, first, clock::today())?;
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
