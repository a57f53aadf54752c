//! Taking the official text in: read, split, held against the catalogue, recorded whole or not at all.

use super::{Fields, cut, published};
use crate::app::App;
use crate::error::Error;
use crate::text;
use jiff::civil::Date;
use serde::Serialize;
use std::sync::Arc;
use zilu_catalogue::{Catalogue, FieldId, Value};
use zilu_engine::{Day, Origin};
use zilu_intake::{Source, read_document};
use zilu_store::{ActBody, EvidenceBody};
use zilu_text::{Split, normalise};

/// Faults and clauses named in a refusal; the rest are counted.
const NAMED: usize = 5;

/// How to attach a text.
#[derive(Debug, Clone, Default)]
pub struct AttachOptions {
    /// Who brings it.
    pub actor: String,
    /// Name of the edition; read off the text's own history when left out.
    pub edition: Option<Date>,
    /// When it was announced to the company.
    pub announced: Option<Date>,
    /// From when it is in force; the edition's day when left out.
    pub effective: Option<Date>,
    /// When, in milliseconds since 1970.
    pub recorded_ms: i64,
    /// Record it although phrases are missing, or the edition has another file already.
    pub replace: bool,
    /// Only say what was found.
    pub dry_run: bool,
}

/// What was found in a text.
#[derive(Debug, Clone, Serialize)]
pub struct AttachReport {
    /// File name.
    pub file: String,
    /// Format word.
    pub format: &'static str,
    /// Encoding of a plain text.
    pub encoding: Option<&'static str>,
    /// SHA-256 of the file.
    pub sha256: String,
    /// The edition, ISO.
    pub edition: String,
    /// From when it is in force, ISO.
    pub effective: String,
    /// Clauses found.
    pub clauses: usize,
    /// Clauses of the catalogue that it does not have.
    pub missing: Vec<String>,
    /// Clauses that the catalogue does not have.
    pub extra: Vec<String>,
    /// Places that look wrong.
    pub faults: Vec<TextFault>,
    /// Phrases that were looked for.
    pub phrases: usize,
    /// Phrases of duties that do not stand in their clause.
    pub unmatched: Vec<UnmatchedPhrase>,
    /// The catalogue encodes this edition.
    pub encoded: bool,
    /// It was attached like this before.
    pub same: bool,
    /// The edition has another file, which this one would stand in for: its SHA-256.
    pub replaces: Option<String>,
    /// The entry of the act; `None` when nothing was recorded.
    pub act: Option<u64>,
}

/// A place in the text that looks wrong.
#[derive(Debug, Clone, Serialize)]
pub struct TextFault {
    /// Line, from 1.
    pub line: usize,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

/// A duty whose phrase does not stand in its clause.
#[derive(Debug, Clone, Serialize)]
pub struct UnmatchedPhrase {
    /// Duty.
    pub duty: String,
    /// Clause.
    pub clause: String,
    /// Phrase.
    pub phrase: String,
}

impl App {
    /// Attaches the official text of an edition. Refused, so that an altered copy cannot quietly stand in for the good one,
    /// where a phrase that a duty cites is missing from the edition that the catalogue encodes, or where the edition has
    /// another file already; [`AttachOptions::replace`] overrules both.
    pub fn attach_text(
        &self,
        name: &str,
        bytes: &[u8],
        options: &AttachOptions,
    ) -> Result<AttachReport, Error> {
        let newest = self.catalogue();
        let fields = Fields::of(newest).ok_or_else(|| {
            Error::new("這份規範目錄沒有宣告規範文本", "this catalogue declares no texts of the rules")
        })?;
        let sha256 = zilu_store::ledger::Hash(
            sha2::Digest::finalize(sha2::Digest::chain_update(<sha2::Sha256 as sha2::Digest>::new(), bytes))
                .into(),
        );
        let document = read_document(bytes, &Source::new(name)).map_err(|fault| {
            let error = Error::new(format!("{name}：{}", fault.zh), format!("{name}: {}", fault.en));
            match fault.hint {
                Some((zh, en)) => error.hint(zh, en),
                None => error,
            }
        })?;
        let mut found = cut(newest, &document.text);
        is_these_rules(name, newest, &found)?;
        let edition = edition(name, options, &found)?;
        // An earlier edition is held against its own duties, where they are loaded.
        let own = |catalogue: &&Arc<Catalogue>| catalogue.edition.effective_date == Some(edition);
        let catalogue = self.rules().editions().iter().find(own).unwrap_or(newest);
        if !Arc::ptr_eq(catalogue, newest) {
            found = cut(catalogue, &document.text);
        }
        let effective = options.effective.unwrap_or(edition);
        let encoded = catalogue.edition.effective_date == Some(edition);
        if encoded {
            fits_exactly(name, &found)?;
        }
        let (phrases, unmatched) = phrases(catalogue, &found);
        let mut report = AttachReport {
            file: name.to_owned(),
            format: document.format.word(),
            encoding: document.encoding,
            sha256: sha256.to_string(),
            edition: edition.to_string(),
            effective: effective.to_string(),
            clauses: found.clauses().count(),
            missing: found.missing.clone(),
            extra: found.extra.clone(),
            faults: found
                .faults
                .iter()
                .map(|fault| TextFault { line: fault.line, zh: fault.zh.clone(), en: fault.en.clone() })
                .collect(),
            phrases,
            unmatched,
            encoded,
            same: false,
            replaces: None,
            act: None,
        };
        let mut stated = vec![
            (fields.text, Value::Text(report.sha256.clone())),
            (fields.effective_on, Value::Date(effective)),
        ];
        stated.extend(found.preamble.first().map(|title| (fields.title, Value::Text(title.clone()))));
        stated.extend(options.announced.map(|day| (fields.announced_on, Value::Date(day))));
        let key = edition.to_string();
        // Nobody else may attach between the look and the record.
        let mut lock = (!options.dry_run).then(|| self.store());
        let stated = self.not_yet_stated(&fields, &key, stated);
        report.same = stated.is_empty();
        report.replaces = self.other_file(&fields, &key, &report.sha256);
        if !options.dry_run && !options.replace && !report.same {
            not_doubtful(&report)?;
        }
        let Some(lock) = lock.as_mut().filter(|_| !report.same) else { return Ok(report) };
        let mut stated_all = vec![(newest.kinds[fields.kind.index()].key[0], Value::Text(key.clone()))];
        stated_all.extend(stated);
        let since = options.announced.unwrap_or(edition).min(edition);
        let store = self.writable(lock, options.recorded_ms)?;
        let (hash, size) = store.evidence().put(bytes, bytes.len() as u64)?;
        let mut writer = self.begin(store, options.recorded_ms)?;
        let mut act = ActBody::new(options.actor.clone(), crate::acts::ATTACH);
        act.source = Some(zilu_store::Source { name: name.to_owned(), sha256 });
        writer.act(&act)?;
        writer.evidence(&EvidenceBody { sha256: hash, size, name: name.to_owned(), media: None })?;
        writer.revision(&text::body(
            newest,
            fields.kind,
            &key,
            since,
            &stated_all,
            Origin::Attested,
            false,
        ))?;
        report.act = writer.current_act();
        writer.commit()?;
        self.catch_up(store)?;
        Ok(report)
    }

    /// The SHA-256 of the file that an edition has, when it is another.
    fn other_file(&self, fields: &Fields, key: &str, sha256: &str) -> Option<String> {
        let state = self.read();
        let record = state.facts().find(fields.kind, key)?;
        match state.facts().value_at(self.catalogue(), record, fields.text, Day::NEVER, i64::MAX)? {
            Value::Text(known) if known != sha256 => Some(known),
            _ => None,
        }
    }

    /// What of these statements is not known like this.
    fn not_yet_stated(
        &self,
        fields: &Fields,
        key: &str,
        mut stated: Vec<(FieldId, Value)>,
    ) -> Vec<(FieldId, Value)> {
        let state = self.read();
        let Some(record) = state.facts().find(fields.kind, key) else { return stated };
        stated.retain(|(field, value)| {
            state.facts().value_at(self.catalogue(), record, *field, Day::NEVER, i64::MAX).as_ref()
                != Some(value)
        });
        stated
    }
}

/// Refuses a text that may be an altered copy.
fn not_doubtful(report: &AttachReport) -> Result<(), Error> {
    let (file, edition) = (&report.file, &report.edition);
    if report.encoded && !report.unmatched.is_empty() {
        let list = |join: &str| {
            let named = report.unmatched.iter().take(NAMED);
            named
                .map(|phrase| format!("{}「{}」", phrase.clause, phrase.phrase))
                .collect::<Vec<_>>()
                .join(join)
        };
        let count = report.unmatched.len();
        return Err(Error::new(
            format!("{file} 缺少義務所引的條文用字，共 {count} 處，未登錄：{}", list("、")),
            format!("{file} lacks words that duties cite, {count} in all; nothing was recorded: {}", list(", ")),
        )
        .hint(
            "檔案可能被改過，請與公布的全文核對；確認無誤要照樣登錄時，加上 --replace",
            "the file may be altered: compare it with the text as published; --replace records it all the same",
        ));
    }
    match &report.replaces {
        Some(other) => Err(Error::new(
            format!("{edition} 版已附上另一個檔案（SHA-256 {}…），未登錄", other.get(..12).unwrap_or(other)),
            format!(
                "edition {edition} has another file already (SHA-256 {}…); nothing was recorded",
                other.get(..12).unwrap_or(other)
            ),
        )
        .hint(
            "要以此檔取代時，加上 --replace；若是另一版，以 --edition 指明其備查日",
            "--replace puts this file in its place; if it is another edition, name its day of filing with --edition",
        )),
        None => Ok(()),
    }
}

fn is_these_rules(name: &str, catalogue: &Catalogue, found: &Split) -> Result<(), Error> {
    let title = normalise(&catalogue.edition.title.zh);
    let titled = found.preamble.iter().any(|line| normalise(line).contains(&title));
    let expected = published(catalogue).len();
    let present = expected - found.missing.len();
    if titled && present * 2 >= expected {
        return Ok(());
    }
    let zh_title = &catalogue.edition.title.zh;
    Err(if titled {
        Error::new(
            format!("{name} 只找到 {expected} 個條款中的 {present} 個，檔案可能不完整"),
            format!("{name} has only {present} of the {expected} clauses: it may be incomplete"),
        )
        .hint("請附上公布的全文，含附件一至六", "attach the whole text as published, with its annexes")
    } else {
        Error::new(
            format!("{name} 不是「{zh_title}」：開頭沒有規範名稱"),
            format!(
                "{name} is not the text of these rules: it does not begin with their title 「{zh_title}」"
            ),
        )
        .hint(
            "請附上公布的全文（TXT、ODT、DOCX 或 PDF）",
            "attach the text as published (TXT, ODT, DOCX or PDF)",
        )
    })
}

/// The text of the encoded edition has exactly the clauses of the catalogue; anything else is damage.
fn fits_exactly(name: &str, found: &Split) -> Result<(), Error> {
    let Split { missing, extra, faults, .. } = found;
    if missing.is_empty() && extra.is_empty() && faults.is_empty() {
        return Ok(());
    }
    let list = |ids: &[String]| {
        let more = ids.len().saturating_sub(NAMED);
        let named = ids[..ids.len().min(NAMED)].join(", ");
        if more > 0 { format!("{named} (+{more})") } else { named }
    };
    let (mut zh, mut en) = (Vec::new(), Vec::new());
    if !missing.is_empty() {
        zh.push(format!("缺 {}", list(missing)));
        en.push(format!("missing {}", list(missing)));
    }
    if !extra.is_empty() {
        zh.push(format!("多出 {}", list(extra)));
        en.push(format!("unexpected {}", list(extra)));
    }
    for fault in faults.iter().take(NAMED) {
        zh.push(format!("第 {} 行：{}", fault.line, fault.zh));
        en.push(format!("line {}: {}", fault.line, fault.en));
    }
    Err(Error::new(
        format!("{name} 與本版規範的條款不符：{}", zh.join("；")),
        format!("{name} does not have the clauses of this edition: {}", en.join("; ")),
    )
    .hint(
        "檔案可能被截斷或改過；若是另一版，請以 --edition 指明其備查日",
        "the file may be cut or altered; if it is another edition, name its day of filing with --edition",
    ))
}

/// The day that names the edition: given, or the last one in the history at the head of the text.
fn edition(name: &str, options: &AttachOptions, found: &Split) -> Result<Date, Error> {
    if let Some(day) = options.edition {
        return Ok(day);
    }
    found.preamble.iter().filter_map(|line| history_day(line)).max().ok_or_else(|| {
        Error::new(
            format!("{name} 開頭沒有修正沿革，看不出是哪一版"),
            format!("{name} has no history of amendments at its head: its edition cannot be told"),
        )
        .hint(
            "以 --edition 指明備查日，例如 --edition 113/07/18",
            "name its day of filing, such as --edition 2024-07-18",
        )
    })
}

/// `… 113 年 7 月 18 日 …` → 2024-07-18.
fn history_day(line: &str) -> Option<Date> {
    let (before, rest) = line.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    let (day, _) = rest.split_once('日')?;
    let year: i16 = before.trim_end().rsplit(|c: char| !c.is_ascii_digit()).next()?.parse().ok()?;
    Date::new(year.checked_add(1911)?, month.trim().parse().ok()?, day.trim().parse().ok()?).ok()
}

fn phrases(catalogue: &Catalogue, found: &Split) -> (usize, Vec<UnmatchedPhrase>) {
    let mut unmatched = Vec::new();
    let mut looked = 0;
    let published = published(catalogue);
    for duty in &catalogue.duties {
        let Some(phrase) = &duty.phrase else { continue };
        let home = &catalogue.clauses[duty.clauses[0].index()].id;
        if !published.contains(&home.as_str()) {
            continue;
        }
        looked += 1;
        let clauses = duty.clauses.iter().map(|clause| catalogue.clauses[clause.index()].id.as_str());
        let stands = |id: &str| {
            found.clause(id).is_some_and(|piece| normalise(&piece.text).contains(&normalise(phrase)))
        };
        if !clauses.clone().any(stands) {
            unmatched.push(UnmatchedPhrase {
                duty: duty.name.clone(),
                clause: clauses.clone().next().unwrap_or_default().to_owned(),
                phrase: phrase.clone(),
            });
        }
    }
    (looked, unmatched)
}

#[cfg(test)]
mod tests {
    use super::history_day;

    #[test]
    fn the_day_of_an_amendment_is_read_in_roc_years() {
        let day = history_day("某委員會 113 年 7 月 18 日綜字第 1130138369 號函同意備查修正");
        assert_eq!(day.unwrap().to_string(), "2024-07-18");
        assert_eq!(history_day("民國113年2月30日"), None);
        assert_eq!(history_day("自律規範"), None);
    }
}
