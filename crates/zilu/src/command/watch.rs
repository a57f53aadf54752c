//! `zilu watch`: takes in what is put into a folder; and the same inside a running server.

use super::{actor, clock_of, open, path};
use crate::clock;
use crate::language::Language;
use crate::output;
use crate::rules;
use crate::watched::{Round, Watched};
use clap::ArgMatches;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use zilu_app::{App, Error};

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let folder = path(matches, "folder").cloned().unwrap_or_default();
    let interval = interval(matches);
    let once = matches.get_flag("once");
    let mut watched = Watched::open(&folder, &data(matches))?;
    if !once {
        output::say(&language.pick(
            format!("看守 {}，每 {} 秒查看一次（Ctrl-C 結束）", folder.display(), interval.as_secs()),
            format!("watching {}, looking every {} s (Ctrl-C stops)", folder.display(), interval.as_secs()),
        ));
    }
    // A first look, to which the next is compared.
    watched.ready()?;
    let mut not_taken = 0;
    loop {
        std::thread::sleep(interval);
        let files = watched.ready()?;
        if !files.is_empty() {
            // Opened only while there is something to do, so that others can work in between.
            let round = take_in(language, matches, &mut watched, &files);
            match round {
                Ok(round) => not_taken += round.refused + round.left,
                Err(error) if once => return Err(error),
                Err(error) => watched.tell_once(language, &error),
            }
        }
        if once {
            return Ok(ExitCode::from(if not_taken > 0 { 2 } else { 0 }));
        }
    }
}

fn take_in(
    language: Language,
    matches: &ArgMatches,
    watched: &mut Watched,
    files: &[PathBuf],
) -> Result<Round, Error> {
    let directory = data(matches);
    let app = if directory.join("zilu.db").exists() {
        open(matches).map_err(|error| {
            error.hint(
                "若伺服器正在使用這份資料，請改用 zilu serve --watch；檔案留在原處，稍後再試",
                "if a server uses this data, use zilu serve --watch instead; the files stay where they are until then",
            )
        })?
    } else {
        App::create_when_recording(&directory, rules::load_clean(matches)?, "zilu", clock::today())
            .with_clock(clock_of(matches))
    };
    watched.take_in(language, &app, &actor(), files)
}

fn data(matches: &ArgMatches) -> PathBuf {
    path(matches, "data").cloned().unwrap_or_default()
}

/// Watches a folder beside the requests of a server, for as long as it runs. `data` is the server's data directory.
pub(super) fn beside_server(
    language: Language,
    app: Arc<App>,
    folder: &Path,
    data: &Path,
    interval: Duration,
) -> Result<(), Error> {
    let mut watched = Watched::open(folder, data)?;
    watched.ready()?;
    output::say(&language.pick(
        format!("看守 {}，每 {} 秒查看一次", folder.display(), interval.as_secs()),
        format!("watching {}, looking every {} s", folder.display(), interval.as_secs()),
    ));
    // The server owns the data: when it ends, so does this.
    let app = Arc::downgrade(&app);
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(interval);
            let Some(app) = app.upgrade() else { return };
            let done = watched.ready().and_then(|files| watched.take_in(language, &app, &actor(), &files));
            if let Err(error) = done {
                watched.tell_once(language, &error);
            }
        }
    });
    Ok(())
}

/// Time between two looks.
pub(super) fn interval(matches: &ArgMatches) -> Duration {
    Duration::from_secs(matches.get_one::<u64>("interval").copied().unwrap_or(10))
}
