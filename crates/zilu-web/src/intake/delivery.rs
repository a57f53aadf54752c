//! A delivery: files that were brought, what they would change, and, when confirmed, that they were recorded.
//!
//! The work runs beside the requests; they look at how far it is. What is recorded is what was shown: the hash of each file is
//! compared, and a preview that other commands have overtaken is made again first.

use super::session::{Session, hexadecimal};
use super::upload::Upload;
use crate::web::Web;
use sha2::{Digest, Sha256};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tempfile::TempDir;
use zilu_app::words::Words;
use zilu_app::{Bundle, Error, ImportOptions, ImportReport, Outcome, Preview};
use zilu_catalogue::{Type, Value, parse_value};
use zilu_engine::Day;

/// Changes of each sort that are kept of a file.
const CHANGES_KEPT: usize = 1_000;
/// Of all files of a delivery together.
const CHANGES_KEPT_IN_ALL: usize = 20_000;

/// Files on their way in.
pub(crate) struct Delivery {
    pub(crate) id: String,
    pub(crate) session: Session,
    /// Where its files lie; removed with it.
    folder: TempDir,
    state: Mutex<State>,
}

/// How far it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Phase {
    Checking,
    Checked,
    Recording,
    Recorded,
    Failed(Words),
}

/// What the bringer says of a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Said {
    pub(crate) date: String,
    pub(crate) kind: String,
    pub(crate) subject: String,
    pub(crate) left_out: bool,
}

pub(crate) struct State {
    pub(crate) phase: Phase,
    /// As uploaded, until they are sorted out.
    uploaded: Vec<(String, PathBuf)>,
    pub(crate) bundle: Option<Arc<Bundle>>,
    /// One for each file of the bundle; before that, one for all.
    pub(crate) said: Vec<Said>,
    pub(crate) reason: String,
    pub(crate) reports: Vec<ImportReport>,
    /// Entries of the ledger that the preview was made against.
    ledger: u64,
    /// The files that the preview left out.
    aside: Vec<bool>,
    /// Other commands, or another choice of files, have overtaken the last preview: this one was made anew.
    pub(crate) overtaken: bool,
    /// Bytes read and bytes to read.
    pub(crate) done: u64,
    pub(crate) total: u64,
    /// When the work began, in seconds since 1970.
    pub(crate) began: i64,
}

impl Delivery {
    pub(crate) fn new(id: String, session: Session, upload: Upload) -> Delivery {
        let field = |name: &str| {
            let found = upload.fields.iter().find(|(known, _)| known == name);
            found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
        };
        let said =
            Said { date: field("date"), kind: field("kind"), subject: field("subject"), left_out: false };
        let state = State {
            phase: Phase::Checking,
            reason: field("reason"),
            said: vec![said],
            uploaded: upload.files,
            bundle: None,
            reports: Vec::new(),
            ledger: 0,
            aside: Vec::new(),
            overtaken: false,
            done: 0,
            total: 0,
            began: 0,
        };
        Delivery { id, session, folder: upload.folder, state: Mutex::new(state) }
    }

    pub(crate) fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn is_running(&self) -> bool {
        matches!(self.state().phase, Phase::Checking | Phase::Recording)
    }

    /// Finds out what the files would change, beside the requests.
    pub(crate) fn check(self: &Arc<Self>, web: &Web) {
        self.begin(web, Phase::Checking);
        let (delivery, web) = (Arc::clone(self), web.clone());
        tokio::task::spawn_blocking(move || {
            let done = delivery.find_out(&web).map(|()| Phase::Checked);
            delivery.end(done);
        });
    }

    /// Records what was shown, beside the requests.
    pub(crate) fn record(self: &Arc<Self>, web: &Web) {
        self.begin(web, Phase::Recording);
        let (delivery, web) = (Arc::clone(self), web.clone());
        tokio::task::spawn_blocking(move || {
            let done = delivery.still_shown(&web).and_then(|shown| match shown {
                true => delivery.put_on_record(&web).map(|()| Phase::Recorded),
                false => Ok(Phase::Checked),
            });
            delivery.end(done);
        });
    }

    fn begin(&self, web: &Web, phase: Phase) {
        let mut state = self.state();
        state.phase = phase;
        state.done = 0;
        state.began = web.now();
    }

    fn end(&self, done: Result<Phase, Error>) {
        let mut state = self.state();
        state.phase = match done {
            Ok(phase) => phase,
            Err(error) => Phase::Failed(Words::new(error.zh(), error.en())),
        };
    }

    /// Whether the files that are taken still change what was shown, without those that are left out now.
    fn still_shown(&self, web: &Web) -> Result<bool, Error> {
        let (shown, taken) = {
            let state = self.state();
            let left_out: Vec<bool> = state.said.iter().map(|said| said.left_out).collect();
            if left_out == state.aside || left_out.len() < 2 {
                return Ok(true);
            }
            (state.taken_reports(), left_out.iter().filter(|left_out| !**left_out).count())
        };
        self.find_out(web)?;
        let mut state = self.state();
        let now = state.taken_reports();
        let same = now.len() == taken && shown == now;
        state.overtaken = !same;
        Ok(same)
    }

    fn find_out(&self, web: &Web) -> Result<(), Error> {
        let app = web.app();
        let ledger = app.ledger_head().size;
        let (bundle, said) = self.sorted(web)?;
        let files = bundle.files();
        self.state().total = files.iter().map(|file| file.length * 2).sum();
        let listed = (CHANGES_KEPT_IN_ALL / files.len().max(1)).clamp(10, CHANGES_KEPT);
        let preview = (files.len() > 1).then(|| Arc::new(Preview::default()));
        let mut reports = Vec::with_capacity(files.len());
        let mut before = 0;
        for (file, said) in files.iter().zip(&said) {
            let options = ImportOptions {
                dry_run: true,
                changes_listed: listed,
                preview: preview.clone(),
                aside: said.left_out,
                ..self.options(web, said)?
            };
            let mut progress = |done: u64, _| self.state().done = before + done;
            reports.push(app.import_from(file, &options, &mut progress)?);
            before += file.length * 2;
        }
        let mut state = self.state();
        state.reports = reports;
        state.aside = said.iter().map(|said| said.left_out).collect();
        state.ledger = ledger;
        Ok(())
    }

    /// The files in the order in which they are taken in.
    fn sorted(&self, web: &Web) -> Result<(Arc<Bundle>, Vec<Said>), Error> {
        let (uploaded, said) = {
            let state = self.state();
            if let Some(bundle) = &state.bundle {
                return Ok((Arc::clone(bundle), state.said.clone()));
            }
            (state.uploaded.clone(), state.said[0].clone())
        };
        let mut bundle = Bundle::of(uploaded, self.folder.path())?;
        web.app().sort_out(&mut bundle, &self.options(web, &said)?);
        let bundle = Arc::new(bundle);
        let mut state = self.state();
        state.said = vec![said; bundle.files().len()];
        state.bundle = Some(Arc::clone(&bundle));
        Ok((bundle, state.said.clone()))
    }

    fn put_on_record(&self, web: &Web) -> Result<(), Error> {
        let (bundle, said, shown) = {
            let state = self.state();
            let Some(bundle) = &state.bundle else { return Ok(()) };
            let shown: Vec<(String, Outcome)> =
                state.reports.iter().map(|report| (report.sha256.clone(), report.outcome)).collect();
            (Arc::clone(bundle), state.said.clone(), shown)
        };
        let taken = |index: usize| {
            !said[index].left_out && shown.get(index).is_some_and(|(_, outcome)| *outcome == Outcome::Taken)
        };
        let files = bundle.files();
        self.state().total = (0..files.len()).filter(|at| taken(*at)).map(|at| files[at].length * 2).sum();
        let mut before = 0;
        for index in (0..files.len()).filter(|at| taken(*at)) {
            let options = ImportOptions {
                expected_sha256: Some(shown[index].0.clone()),
                // The next second has not come yet: whatever was recorded in this one lies before.
                recorded_ms: web.now() * 1_000 + 999,
                ..self.options(web, &said[index])?
            };
            let mut progress = |done: u64, _| self.state().done = before + done;
            let report = web.app().import_from(&files[index], &options, &mut progress)?;
            before += files[index].length * 2;
            self.state().reports[index] = report;
        }
        Ok(())
    }

    fn options(&self, web: &Web, said: &Said) -> Result<ImportOptions, Error> {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let date = match some(&said.date).map(|text| parse_value(&Type::Date, &text)) {
            None => None,
            Some(Ok(Value::Date(date))) => Some(date),
            Some(_) => {
                return Err(Error::new(
                    format!("日期看不懂：{}", said.date),
                    format!("not a date: {}", said.date),
                ));
            }
        };
        Ok(ImportOptions {
            actor: web.actor(),
            today: Day::of_instant(web.now()).date(),
            reason: some(&self.state().reason),
            kind: some(&said.kind),
            subject: some(&said.subject),
            date,
            ..ImportOptions::default()
        })
    }
}

impl State {
    /// What the files that are not left out would change, to be compared.
    fn taken_reports(&self) -> Vec<serde_json::Value> {
        let taken = self.reports.iter().zip(&self.said).filter(|(_, said)| !said.left_out);
        taken.filter_map(|(report, _)| serde_json::to_value(report).ok()).collect()
    }

    /// Names what was shown: the files, what was said of them, and what was known then.
    pub(crate) fn preview(&self) -> String {
        let mut hasher = Sha256::new();
        hasher.update(self.ledger.to_be_bytes());
        for (report, said) in self.reports.iter().zip(&self.said) {
            for part in [&report.file, &report.sha256, &said.date, &said.kind, &said.subject] {
                hasher.update((part.len() as u64).to_be_bytes());
                hasher.update(part);
            }
        }
        hexadecimal(&hasher.finalize()[..16])
    }

    /// Whether something was recorded since the preview was made.
    pub(crate) fn is_overtaken(&self, web: &Web) -> bool {
        self.ledger != web.app().ledger_head().size
    }

    /// Seconds that the work will still take, going by what it took so far.
    pub(crate) fn seconds_left(&self, now: i64) -> Option<u64> {
        let elapsed = u64::try_from(now - self.began).ok().filter(|elapsed| *elapsed > 0)?;
        let left = self.total.checked_sub(self.done)?;
        (self.done > 0).then(|| (elapsed as f64 * left as f64 / self.done as f64).ceil() as u64)
    }

    /// Files that would be recorded.
    pub(crate) fn takeable(&self) -> usize {
        let taken = self.reports.iter().zip(&self.said);
        taken.filter(|(report, said)| report.outcome == Outcome::Taken && !said.left_out).count()
    }
}
