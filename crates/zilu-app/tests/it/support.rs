//! A company in a temporary folder, and files for it.

use jiff::civil::{Date, date};
use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use zilu_app::{App, Error, ImportFile, ImportOptions, ImportReport, UndoOptions, UndoReport};
use zilu_catalogue::{Catalogue, FieldId, KindId, Value, load};
use zilu_engine::{Day, RecordId};

pub(crate) const TODAY: Date = date(2026, 6, 30);

pub(crate) fn catalogue() -> Arc<Catalogue> {
    static CATALOGUE: OnceLock<Arc<Catalogue>> = OnceLock::new();
    Arc::clone(CATALOGUE.get_or_init(|| {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../catalogue/insurance-infosec");
        let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| {
                (path.file_name().unwrap().to_str().unwrap().into(), std::fs::read_to_string(&path).unwrap())
            })
            .collect();
        files.sort();
        Arc::new(load(&files).0)
    }))
}

pub(crate) struct Company {
    pub(crate) app: App,
    pub(crate) folder: tempfile::TempDir,
    clock: std::cell::Cell<i64>,
}

impl Company {
    pub(crate) fn new() -> Company {
        let folder = tempfile::tempdir().unwrap();
        let app = App::create(folder.path(), catalogue(), "test.zilu.invalid", 0, TODAY).unwrap();
        let company = Company { app, folder, clock: std::cell::Cell::new(1) };
        company.csv("system.csv", "id,reach,in_use,生效日\nweb,internet,yes,2025-01-01\n");
        company.csv("host.csv", "name,system,in_use,生效日\nh1,web,yes,2025-01-01\n");
        company
    }

    pub(crate) fn import(&self, name: &str, content: &str) -> ImportReport {
        self.clock.set(self.clock.get() + 1_000);
        take_at(&self.app, name, content, self.clock.get(), false)
    }

    /// Brings a file whose rows are true from a day on unless they say another one.
    pub(crate) fn import_on(&self, name: &str, content: &str, day: Date) -> ImportReport {
        self.clock.set(self.clock.get() + 1_000);
        let bytes = content.as_bytes().to_vec();
        let open = || -> std::io::Result<Box<dyn Read>> { Ok(Box::new(Cursor::new(bytes.clone()))) };
        let file = ImportFile { name, length: content.len() as u64, open: &open };
        let options = ImportOptions {
            actor: "e1".into(),
            recorded_ms: self.clock.get(),
            date: Some(day),
            ..ImportOptions::default()
        };
        self.app.import(&file, &options, &mut |_, _| {}).unwrap()
    }

    /// What a file would change, with so many changes of each sort.
    pub(crate) fn preview(&self, name: &str, content: &str, changes_listed: usize) -> ImportReport {
        let options = ImportOptions { dry_run: true, changes_listed, ..ImportOptions::default() };
        bring(&self.app, name, content.as_bytes(), &options)
    }

    /// Undoes an act.
    pub(crate) fn undo(&self, act: u64) -> Result<UndoReport, Error> {
        self.clock.set(self.clock.get() + 1_000);
        let options = UndoOptions {
            actor: "e2".into(),
            reason: "wrong file".into(),
            recorded_ms: self.clock.get(),
            dry_run: false,
        };
        self.app.undo(act, &options)
    }

    /// The instant of the last command, in seconds.
    pub(crate) fn now(&self) -> i64 {
        self.clock.get().div_euclid(1_000)
    }

    /// Imports a table that must be free of faults.
    pub(crate) fn csv(&self, name: &str, content: &str) -> ImportReport {
        let report = self.import(name, content);
        let faults: Vec<String> = report.faults.iter().map(zilu_intake::Fault::line_en).collect();
        assert!(faults.is_empty(), "{faults:?}");
        report
    }

    /// A field of a finding on the latest day, as the ledger writes it; `?` is unknown.
    pub(crate) fn finding(&self, key: &str, field: &str) -> String {
        value_of(&self.app, key, field)
    }

    /// Standings of a duty today, written `subject status due`.
    pub(crate) fn standings(&self, duty: &str) -> Vec<String> {
        listed(&self.app, duty)
    }

    /// The mirror that followed every command is the one that a start reads from the ledger.
    pub(crate) fn assert_followed(&self) {
        let opened = App::open_read_only(self.folder.path(), catalogue(), TODAY).unwrap();
        let (followed, read) = (facts_of(&self.app), facts_of(&opened));
        let other = followed.iter().zip(&read).find(|(one, other)| one != other);
        assert_eq!(other, None);
        assert_eq!(followed.len(), read.len());
        assert_eq!(self.app.imports(0, 1_000).unwrap(), opened.imports(0, 1_000).unwrap());
        assert_eq!(everything(&self.app, None), everything(&opened, None));
    }

    pub(crate) fn reopened(self, look: impl FnOnce(&App)) {
        let Company { app, folder, .. } = self;
        drop(app);
        look(&App::open(folder.path(), catalogue(), TODAY).unwrap());
    }
}

/// Brings a file to a company.
pub(crate) fn take(app: &App, name: &str, content: &str, dry_run: bool) -> ImportReport {
    take_at(app, name, content, 1_000, dry_run)
}

/// Brings a file to a company at an instant.
pub(crate) fn take_at(app: &App, name: &str, content: &str, recorded_ms: i64, dry_run: bool) -> ImportReport {
    let options = ImportOptions { actor: "e1".into(), recorded_ms, dry_run, ..ImportOptions::default() };
    bring(app, name, content.as_bytes(), &options)
}

/// Brings a file to a company with these options.
pub(crate) fn bring(app: &App, name: &str, bytes: &[u8], options: &ImportOptions) -> ImportReport {
    let bytes: Arc<[u8]> = bytes.into();
    let open = || -> std::io::Result<Box<dyn Read>> { Ok(Box::new(Cursor::new(Arc::clone(&bytes)))) };
    let file = ImportFile { name, length: bytes.len() as u64, open: &open };
    app.import(&file, options, &mut |_, _| {}).unwrap()
}

pub(crate) fn value_of(app: &App, key: &str, field: &str) -> String {
    let catalogue = catalogue();
    let kind = catalogue.kind("finding").unwrap();
    let field = catalogue.field(kind, field).unwrap();
    app.with_lens(Day::from(TODAY), None, |lens| {
        let record = lens.facts.find(kind, key).unwrap();
        match lens.facts.value_at(&catalogue, record, field, lens.on, lens.known) {
            None | Some(Value::Unknown) => "?".to_owned(),
            Some(value) => {
                zilu_catalogue::format_value(&catalogue.kinds[kind.index()].fields[field.index()].ty, &value)
            }
        }
    })
}

pub(crate) fn listed(app: &App, duty: &str) -> Vec<String> {
    app.with_lens(Day::from(TODAY), None, |lens| {
        let filter = zilu_app::Filter { duty: Some(duty.to_owned()), ..zilu_app::Filter::default() };
        let rows = lens.standings(&filter).into_iter().map(|standing| lens.row(&standing));
        rows.map(|row| format!("{} {} {}", row.subject, row.status, row.due.unwrap_or_default())).collect()
    })
}

/// A Nessus report of host `h1`: the day, whether the scanner could log in, whether it finished, plugins with severity.
pub(crate) fn nessus(day: &str, credentialed: bool, finished: bool, items: &[(u32, u8)]) -> String {
    let items: String = items
        .iter()
        .map(|(plugin, severity)| {
            format!(
                "<ReportItem port=\"22\" svc_name=\"ssh\" protocol=\"tcp\" severity=\"{severity}\" pluginID=\"{plugin}\" pluginName=\"Plugin {plugin}\" pluginFamily=\"General\"><solution>Update.</solution></ReportItem>"
            )
        })
        .collect();
    let end =
        if finished { format!("<tag name=\"HOST_END\">{day} 03:00:00 2026</tag>") } else { String::new() };
    format!(
        "<?xml version=\"1.0\" ?><NessusClientData_v2><Report name=\"quarterly\"><ReportHost name=\"h1\"><HostProperties><tag name=\"HOST_START\">{day} 02:00:00 2026</tag>{end}<tag name=\"Credentialed_Scan\">{credentialed}</tag></HostProperties>{items}</ReportHost></Report></NessusClientData_v2>"
    )
}

/// Every standing on some days of three years, as known at an instant.
pub(crate) fn everything(app: &App, known: Option<i64>) -> Vec<String> {
    let mut lines = Vec::new();
    for month in (0..30_u32).step_by(2) {
        let on = Day::from_ymd(2024 + (month / 12) as i32, 1 + month % 12, 28);
        app.with_lens(on, known, |lens| {
            for standing in lens.standings(&zilu_app::Filter::default()) {
                let row = lens.row(&standing);
                lines.push(format!(
                    "{on} {} {} {} {} {} {} {}",
                    row.duty,
                    row.subject,
                    row.period,
                    row.item,
                    row.status,
                    row.due.unwrap_or_default(),
                    row.since
                ));
            }
        });
    }
    lines.sort();
    lines
}

/// All that a company's mirror knows: each record with its revisions and what they state.
fn facts_of(app: &App) -> Vec<String> {
    let catalogue = catalogue();
    app.with_lens(Day::from(TODAY), None, |lens| {
        let kinds = (0..catalogue.kinds.len()).map(|kind| KindId(kind as u16));
        let records =
            kinds.flat_map(|kind| (0..lens.facts.rows(kind)).map(move |row| RecordId { kind, row }));
        let line = |record: RecordId| {
            let fields = 0..catalogue.kinds[record.kind.index()].fields.len() as u16;
            let statements: Vec<_> = fields
                .map(FieldId)
                .flat_map(|field| {
                    lens.facts.statements(record, field).into_iter().map(move |one| (field, one))
                })
                .map(|(field, one)| (field, one, lens.facts.value(&catalogue, record.kind, field, one.value)))
                .collect();
            let revisions = lens.facts.revisions(record, i64::MAX);
            format!("{record:?} {} {revisions:?} {statements:?}", lens.facts.key(record))
        };
        records.map(line).collect()
    })
}
