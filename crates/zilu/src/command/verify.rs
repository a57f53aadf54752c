//! `zilu verify`: the ledger proves itself, from a copy of the data file, without the server.

use super::path;
use crate::language::Language;
use crate::output;
use clap::ArgMatches;
use serde::Serialize;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use zilu_app::{Error, counted, io_words};
use zilu_store::ledger::VerifierKey;
use zilu_store::{VerifyOptions, VerifyReport, verify};

/// Faults printed; the rest are counted.
const FAULTS_PRINTED: usize = 50;
/// Largest checkpoint or key file, in bytes; they have a few hundred.
const KEPT_BYTES: u64 = 64 << 10;

#[derive(Serialize)]
struct Report {
    sound: bool,
    entries: u64,
    acts: u64,
    revisions: u64,
    redactions: u64,
    evidence_entries: u64,
    root: Option<String>,
    checkpoints: u64,
    kept_checkpoints: u64,
    evidence_files: u64,
    key: Option<String>,
    /// Nobody gave it: it lay beside the data, or in it.
    key_from_data: bool,
    faults: Vec<FaultWords>,
    more_faults: u64,
}

#[derive(Serialize)]
struct FaultWords {
    zh: String,
    en: String,
}

pub(super) fn run(language: Language, matches: &ArgMatches) -> Result<ExitCode, Error> {
    let target = path(matches, "file").or_else(|| path(matches, "data")).cloned().unwrap_or_default();
    let kept: Vec<Vec<u8>> = matches
        .get_many::<PathBuf>("checkpoint")
        .into_iter()
        .flatten()
        .map(|file| read(file))
        .collect::<Result<_, _>>()?;
    let beside = |name: &str| if target.is_dir() { target.join(name) } else { target.with_file_name(name) };
    let given = path(matches, "key").map(|file| verifier_key(file)).transpose()?;
    let key_given = given.is_some();
    let key = match given {
        Some(given) => Some(given),
        None => Some(beside("ledger.vkey"))
            .filter(|file| file.exists())
            .map(|file| verifier_key(&file))
            .transpose()?,
    };
    let folder = beside("evidence");
    let bar = output::progress(language, 1, language.pick("驗證", "verifying"));
    let report = verify(
        &target,
        VerifyOptions {
            key,
            kept,
            evidence: matches.get_flag("evidence").then_some(folder.as_path()),
            progress: Some(&mut |done, expected| {
                bar.set_length(expected);
                bar.set_position(done);
            }),
        },
    )?;
    bar.finish_and_clear();
    if matches.get_flag("json") {
        output::json(&words(&report, key_given))?;
    } else {
        print(language, &report, key_given);
    }
    Ok(ExitCode::from(u8::from(!report.is_sound())))
}

fn read(file: &Path) -> Result<Vec<u8>, Error> {
    let unreadable = |error: std::io::Error| {
        let (zh, en) = io_words(&error);
        Error::new(
            format!("無法讀取檔案 {}：{zh}", file.display()),
            format!("cannot read the file {}: {en}", file.display()),
        )
    };
    let mut bytes = Vec::new();
    File::open(file)
        .and_then(|input| input.take(KEPT_BYTES + 1).read_to_end(&mut bytes))
        .map_err(unreadable)?;
    if bytes.len() as u64 > KEPT_BYTES {
        return Err(Error::new(
            format!("{} 超過 {} KiB，不是查核點或公鑰", file.display(), KEPT_BYTES >> 10),
            format!("{} is larger than {} KiB: no checkpoint and no key", file.display(), KEPT_BYTES >> 10),
        ));
    }
    Ok(bytes)
}

fn verifier_key(file: &Path) -> Result<VerifierKey, Error> {
    let text = String::from_utf8_lossy(&read(file)?).trim().to_owned();
    VerifierKey::parse(&text).map_err(|error| {
        let shown = file.display();
        Error::new(format!("{shown}：{}", error.zh()), format!("{shown}: {}", error.en()))
    })
}

fn words(report: &VerifyReport, key_given: bool) -> Report {
    let [acts, revisions, redactions, evidence_entries] = report.ledger.sorts;
    Report {
        sound: report.is_sound(),
        entries: report.ledger.entries,
        acts,
        revisions,
        redactions,
        evidence_entries,
        root: report.ledger.root.map(|root| root.to_string()),
        checkpoints: report.ledger.checkpoints,
        kept_checkpoints: report.ledger.kept_checkpoints,
        evidence_files: report.evidence_files,
        key: report.key.as_ref().map(ToString::to_string),
        key_from_data: !key_given,
        faults: report.faults.iter().map(|fault| FaultWords { zh: fault.zh(), en: fault.en() }).collect(),
        more_faults: report.more_faults,
    }
}

fn print(language: Language, report: &VerifyReport, key_given: bool) {
    for fault in report.faults.iter().take(FAULTS_PRINTED) {
        output::line(&language.pick(fault.zh(), fault.en()));
    }
    let more = report.faults.len().saturating_sub(FAULTS_PRINTED) as u64 + report.more_faults;
    if more > 0 {
        output::line(&language.pick(format!("……另有 {more} 處"), format!("… and {more} more")));
    }
    let words = words(report, key_given);
    let root = words.root.as_deref().unwrap_or("—");
    output::line(&language.pick(
        format!(
            "{} 筆（行為 {}，修訂 {}，遮蔽 {}，佐證 {}），查核點 {} 個相符，另存查核點 {} 個相符",
            words.entries,
            words.acts,
            words.revisions,
            words.redactions,
            words.evidence_entries,
            words.checkpoints,
            words.kept_checkpoints
        ),
        format!(
            "{} ({}, {}, {}, {} of evidence), {} agree, {} kept elsewhere agree",
            counted(words.entries, "entry", "entries"),
            counted(words.acts, "act", "acts"),
            counted(words.revisions, "revision", "revisions"),
            counted(words.redactions, "redaction", "redactions"),
            words.evidence_entries,
            counted(words.checkpoints, "checkpoint", "checkpoints"),
            words.kept_checkpoints
        ),
    ));
    output::line(&language.pick(format!("根雜湊 {root}"), format!("root {root}")));
    output::line(if report.is_sound() {
        language.pick("帳本完好", "the ledger is sound")
    } else {
        language.pick("帳本有誤", "the ledger is NOT sound")
    });
    if words.key_from_data && words.kept_checkpoints == 0 {
        output::hint(language, language.pick(
            "公鑰取自資料旁或資料本身，且未與另存的查核點比對：只能證明資料前後一致。請以 --key 與 --checkpoint 提供自行保管者",
            "the key lay with the data and no checkpoint kept elsewhere was compared: this shows only that the data fits itself. Give your own with --key and --checkpoint",
        ));
    }
}
