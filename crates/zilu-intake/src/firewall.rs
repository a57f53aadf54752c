//! Configurations of firewalls: one `firewall`, one `firewall_config`, and a `firewall_rule` for each rule.
//!
//! The reading and the analysis are `zilu-firewall`'s. The firewall is called as the file calls itself, else as the bringer says.
//! What people decide (whether it is in use, whether a rule is temporary) is only a default; what the file says is stated. Lines
//! that were not understood make the configuration incomplete and are listed in it, without secrets; from an incomplete
//! configuration, or a part of one, nothing is concluded about rules that are not in it.
//!
//! A configuration is held in memory, since objects may be defined behind their use; [`FIREWALL_BYTES`] is the limit.

mod shape;

use crate::csv::encoding_of;
use crate::fault::{Fault, GIVE_DATE};
use crate::item::{Feed, Incoming, Item, Place, Scope, Source, Summary, Tested};
use crate::plural::counted;
use crate::recognise::Format;
use crate::shape::state;
use crate::text::{TextError, TextReader};
use jiff::civil::Date;
use shape::Shape;
use std::io::{Cursor, Read, Seek, SeekFrom};
use zilu_catalogue::{Catalogue, FieldId, Value};
use zilu_firewall::analysis::RiskyPorts;
use zilu_firewall::{Action, Configuration, Kind, Parameters, Rule};

/// Largest configuration, in bytes. The largest known (100,000 rules) have about 40 MiB.
pub const FIREWALL_BYTES: u64 = 128 << 20;
/// Characters of a text field.
const TEXT: usize = 500;
/// Characters of the list of lines that were not understood.
const LISTED: usize = 4_000;

/// Reads a configuration of a firewall.
///
/// # Errors
/// Only what the sink returns. Faults of the file go to the sink as [`Item::Fault`].
pub fn read_firewall<R: Read, E>(
    input: R,
    kind: Kind,
    catalogue: &Catalogue,
    source: &Source,
    sink: &mut dyn FnMut(Item) -> Result<(), E>,
) -> Result<Summary, E> {
    let mut feed = Feed::new(Format::Firewall(kind), sink);
    let (shape, faults) = Shape::new(catalogue, source.place());
    if !faults.is_empty() {
        for fault in faults {
            feed.fault(fault)?;
        }
        return Ok(feed.summary);
    }
    let configuration = match open(input, kind, source, &mut feed.summary) {
        Ok(configuration) => configuration,
        Err(fault) => {
            feed.fault(*fault)?;
            return Ok(feed.summary);
        }
    };
    let name = firewall_name(&configuration, source, &mut feed)?;
    let on = configuration.written_on.or(source.date);
    if on.is_none() {
        let fault = Fault::new(
            source.place(),
            "no-date",
            "設定檔沒有寫匯出日期",
            "the configuration does not say when it was exported",
        )
        .hint(GIVE_DATE.0, GIVE_DATE.1);
        feed.fault(fault)?;
    }
    let (Some(name), Some(on)) = (name, on) else { return Ok(feed.summary) };
    let writer = Writer { shape: &shape, source, name: &name, on, configuration: &configuration };
    writer.hand_out(&mut feed)?;
    Ok(feed.summary)
}

/// Reads a configuration without a catalogue, for whoever only wants to look at it: text in any encoding, bounded.
///
/// # Errors
/// A fault that names the place: no text, not of this kind, or broken off. Lines that are not understood are listed in it.
pub fn read_configuration<R: Read>(
    input: R,
    kind: Kind,
    source: &Source,
) -> Result<Configuration, Box<Fault>> {
    open(input, kind, source, &mut Summary::new(Format::Firewall(kind)))
}

/// The text of the file, read.
fn open<R: Read>(
    input: R,
    kind: Kind,
    source: &Source,
    summary: &mut Summary,
) -> Result<Configuration, Box<Fault>> {
    let mut bytes = Vec::new();
    let read = input.take(FIREWALL_BYTES + 1).read_to_end(&mut bytes);
    if let Err(error) = read {
        return Err(Box::new(Fault::new(
            source.place(),
            "unreadable",
            format!("檔案讀取失敗（{error}）"),
            format!("the file cannot be read: {error}"),
        )));
    }
    if bytes.len() as u64 > FIREWALL_BYTES {
        return Err(Box::new(Fault::new(
            source.place(),
            "too-large",
            format!("設定檔超過 {} MiB", FIREWALL_BYTES >> 20),
            format!("the configuration is larger than {} MiB", FIREWALL_BYTES >> 20),
        )));
    }
    summary.bytes = bytes.len() as u64;
    let mut cursor = Cursor::new(bytes);
    let encoding = encoding_of(&mut cursor, source)?;
    summary.encoding = Some(encoding.name());
    let damaged = |error: std::io::Error| match TextError::of(&error) {
        Some(problem) => Box::new(problem.fault(source.place())),
        None => Box::new(Fault::new(
            source.place(),
            "unreadable",
            format!("檔案讀取失敗（{error}）"),
            format!("the file cannot be read: {error}"),
        )),
    };
    cursor.seek(SeekFrom::Start(0)).map_err(damaged)?;
    let mut text = String::new();
    TextReader::new(cursor, encoding, u64::MAX).read_to_string(&mut text).map_err(damaged)?;
    zilu_firewall::read(kind, &text).map_err(|error| {
        let place = Place { line: Some(error.line.into()), ..source.place() };
        let fault = Fault::new(place, error.code, error.words.zh, error.words.en);
        Box::new(fault.hint("請重新匯出完整的設定", "export the whole configuration again"))
    })
}

/// What the firewall is called; a fault when nobody says.
fn firewall_name<E>(
    configuration: &Configuration,
    source: &Source,
    feed: &mut Feed<'_, E>,
) -> Result<Option<String>, E> {
    let own = configuration.name.as_deref().and_then(|name| line(name, 100));
    let told = source.subject.as_deref().and_then(|name| line(name, 100));
    if let (Some(own), Some(told)) = (&own, &told)
        && own != told
    {
        feed.note(
            format!("設定檔自稱「{own}」，以此為準，未採用 --subject 的「{told}」"),
            format!(
                "the configuration calls itself '{own}', which counts; '{told}' of --subject is not used"
            ),
        );
    }
    let Some(name) = own.or(told) else {
        let fault = Fault::new(
            source.place(),
            "no-subject",
            "設定檔沒有寫防火牆的名稱",
            "the configuration does not say which firewall it is of",
        )
        .hint("請以 --subject 指定防火牆名稱", "name the firewall with --subject NAME");
        feed.fault(fault)?;
        return Ok(None);
    };
    if name.contains('|') {
        feed.note(
            "名稱含有鍵值的分隔符號「|」，改寫為「｜」".to_owned(),
            "the name contains '|', which separates the parts of a key, and got '｜' instead".to_owned(),
        );
    }
    Ok(Some(name.replace('|', "｜")))
}

struct Writer<'a> {
    shape: &'a Shape,
    source: &'a Source,
    name: &'a str,
    on: Date,
    configuration: &'a Configuration,
}

impl Writer<'_> {
    fn incoming(
        &self,
        kind: zilu_catalogue::KindId,
        key: String,
        fields: Vec<(FieldId, Value)>,
        line: u32,
    ) -> Incoming {
        let line = Some(u64::from(line)).filter(|line| *line > 0);
        Incoming {
            kind,
            key,
            fields,
            defaults: Vec::new(),
            earliest: Vec::new(),
            effective: self.on,
            place: Place { line, ..self.source.place() },
            void: false,
        }
    }

    fn hand_out<E>(&self, feed: &mut Feed<'_, E>) -> Result<(), E> {
        let configuration = self.configuration;
        let parameters = Parameters::new(self.on);
        let analysis = zilu_firewall::analyse(configuration, &parameters);
        feed.summary.items = configuration.rules.len() as u64;

        let f = &self.shape.firewall;
        let mut record = self.incoming(f.kind, self.name.to_owned(), vec![(f.name, text(self.name))], 0);
        state(&mut record.defaults, f.in_use, Some(Value::YesNo(true)));
        state(&mut record.defaults, f.vendor_model, line(&configuration.system, TEXT).map(Value::Text));
        feed.record(record)?;

        self.configuration(analysis.unused_not_evaluable.is_none(), feed)?;
        for (index, rule) in configuration.rules.iter().enumerate() {
            let record = self.rule(rule, analysis.covered_by[index], &parameters.risky);
            feed.record(record)?;
        }
        let r = &self.shape.rule;
        let mut also = Vec::new();
        state(&mut also, r.enabled, Some(Value::YesNo(false)));
        for scope in &configuration.scopes {
            feed.tested(Tested {
                kind: r.kind,
                subject: self.name.to_owned(),
                tool: scope.clone(),
                rules: Scope::All,
                places: Scope::All,
                on: self.on,
                complete: configuration.is_complete(),
                also: also.clone(),
            })?;
        }
        self.notes(feed);
        Ok(())
    }

    fn configuration<E>(&self, unused_evaluable: bool, feed: &mut Feed<'_, E>) -> Result<(), E> {
        let c = &self.shape.config;
        let configuration = self.configuration;
        let report = self.source.sha256.clone().unwrap_or_else(|| self.on.to_string());
        let mut fields = vec![(c.firewall, text(self.name)), (c.report, Value::Text(report.clone()))];
        let number = |n: u64| i64::try_from(n).ok().map(Value::Number);
        let incomplete = configuration.rules.iter().filter(|rule| !rule.is_complete()).count() as u64;
        state(&mut fields, c.on, Some(Value::Date(self.on)));
        state(&mut fields, c.system, line(&configuration.system, TEXT).map(Value::Text));
        state(&mut fields, c.rules, number(configuration.rules.len() as u64));
        state(&mut fields, c.lines, number(configuration.counts.get("lines").copied().unwrap_or_default()));
        state(&mut fields, c.lines_not_understood, number(configuration.unread_lines()));
        state(&mut fields, c.incomplete_rules, number(incomplete));
        state(&mut fields, c.complete, Some(Value::YesNo(configuration.is_complete())));
        state(&mut fields, c.not_understood, unread(configuration).map(Value::Text));
        state(&mut fields, c.unused_evaluable, Some(Value::YesNo(unused_evaluable)));
        feed.record(self.incoming(c.kind, format!("{}|{report}", self.name), fields, 0))
    }

    fn rule(&self, rule: &Rule, covered_by: Option<usize>, risky: &RiskyPorts) -> Incoming {
        let r = &self.shape.rule;
        let configuration = self.configuration;
        let mut fields = vec![(r.firewall, text(self.name)), (r.rule_id, text(&rule.id))];
        let words = |words: &str| line(words, TEXT).map(Value::Text);
        let yes = |yes: bool| Some(Value::YesNo(yes));
        state(&mut fields, r.enabled, yes(rule.enabled));
        // A rule that only rewrites, counts or goes on elsewhere neither allows nor denies.
        if let Some((id, [allow, deny])) = &r.action {
            match rule.action {
                Action::Allow => fields.push((*id, allow.clone())),
                Action::Deny => fields.push((*id, deny.clone())),
                _ => {}
            }
        }
        state(&mut fields, r.source, words(&rule.source.words));
        state(&mut fields, r.destination, words(&rule.destination.words));
        state(&mut fields, r.service, words(&service(rule)));
        state(&mut fields, r.contains_any, yes(rule.contains_any()));
        let opens = rule.action == Action::Allow && !risky.of(rule).is_empty();
        state(&mut fields, r.risky_port, yes(opens));
        state(&mut fields, r.hits, rule.hits.and_then(|hits| i64::try_from(hits).ok()).map(Value::Number));
        state(&mut fields, r.last_hit_on, rule.last_hit.map(Value::Date));
        state(&mut fields, r.name, rule.name.as_deref().and_then(words));
        state(&mut fields, r.rule_set, words(&configuration.sets[rule.set].name));
        state(&mut fields, r.position, Some(Value::Number(rule.position.into())));
        state(&mut fields, r.from_zone, words(&rule.from.words()));
        state(&mut fields, r.to_zone, words(&rule.to.words()));
        let mut conditions = rule.conditions.join("; ");
        if !matches!(rule.action, Action::Allow | Action::Deny) {
            conditions = format!("-> {} {conditions}", rule.action.word());
        }
        state(&mut fields, r.conditions, words(&conditions));
        state(&mut fields, r.log, rule.log.map(Value::YesNo));
        state(&mut fields, r.comment, rule.comment.as_deref().and_then(words));
        let by = covered_by.map(|by| &configuration.rules[by]);
        if let Some((id, [none, redundant, shadowed])) = &r.overlap {
            let word = match by {
                None => none,
                Some(by) if by.action == rule.action => redundant,
                Some(_) => shadowed,
            };
            fields.push((*id, word.clone()));
        }
        // Not covered any more: what it was covered by is no longer known.
        state(&mut fields, r.shadowed_by, Some(by.map_or(Value::Unknown, |by| text(&by.id))));
        state(&mut fields, r.fingerprint, Some(text(&rule.fingerprint)));
        state(&mut fields, r.complete, yes(rule.is_complete()));
        let words_of = |p: &zilu_firewall::Problem| format!("{} · {}", p.words().zh, p.words().en);
        let problems: Vec<String> = rule.problems.iter().take(5).map(words_of).collect();
        let problems = line(&problems.join("; "), TEXT).map_or(Value::Unknown, Value::Text);
        state(&mut fields, r.not_understood, Some(problems));
        state(&mut fields, r.present, yes(true));
        state(&mut fields, r.last_seen_on, Some(Value::Date(self.on)));
        let mut defaults = Vec::new();
        match rule.expires {
            Some(end) => {
                state(&mut fields, r.temporary, yes(true));
                state(&mut fields, r.valid_until, Some(Value::Date(end)));
            }
            // People may know that it is; the firewall does not.
            None => state(&mut defaults, r.temporary, yes(false)),
        }
        let key = format!("{}|{}", self.name, rule.id);
        Incoming { defaults, ..self.incoming(r.kind, key, fields, rule.line) }
    }

    fn notes<E>(&self, feed: &mut Feed<'_, E>) {
        let configuration = self.configuration;
        let unread = configuration.unread_lines();
        if unread > 0 {
            let first: Vec<String> = configuration
                .unread
                .iter()
                .take(3)
                .map(|line| format!("{}: {}", line.line, line.text))
                .collect();
            feed.note(
                format!("{unread} 行看不懂，這份設定不完整：{}", first.join("；")),
                format!(
                    "{} not understood, so the configuration is incomplete: {}",
                    counted(unread, "line was", "lines were"),
                    first.join("; ")
                ),
            );
        }
        let incomplete = configuration.rules.iter().filter(|rule| !rule.is_complete());
        let (count, names) = incomplete.fold((0u64, Vec::new()), |(count, mut names), rule| {
            if names.len() < 3
                && let Some(problem) = rule.problems.first()
            {
                names.push((rule.line, problem.words()));
            }
            (count + 1, names)
        });
        if count > 0 {
            let zh: Vec<String> =
                names.iter().map(|(line, words)| format!("第 {line} 行{}", words.zh)).collect();
            let en: Vec<String> =
                names.iter().map(|(line, words)| format!("line {line}: {}", words.en)).collect();
            feed.note(
                format!("{count} 條規則讀不完整：{}", zh.join("；")),
                format!("{} incomplete: {}", counted(count, "rule is", "rules are"), en.join("; ")),
            );
        }
    }
}

/// Services and applications.
fn service(rule: &Rule) -> String {
    let applications = rule.applications.words();
    if applications.is_empty() {
        return rule.service.words.clone();
    }
    format!("{} app:{applications}", rule.service.words)
}

/// The lines that were not understood, as one text.
fn unread(configuration: &Configuration) -> Option<String> {
    let mut listed = String::new();
    for unread in &configuration.unread {
        let more = format!("{}: {}", unread.line, unread.text);
        if listed.chars().count() + more.chars().count() > LISTED {
            listed.push_str(" ⏎ …");
            return Some(listed);
        }
        if !listed.is_empty() {
            listed.push_str(" ⏎ ");
        }
        listed.push_str(&more);
    }
    (!listed.is_empty()).then_some(listed)
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

/// One line of text without control characters, shortened.
fn line(text: &str, length: usize) -> Option<String> {
    let words: Vec<&str> =
        text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    let joined = words.join(" ");
    if joined.chars().count() <= length {
        return (!joined.is_empty()).then_some(joined);
    }
    Some(joined.chars().take(length - 1).chain(['…']).collect())
}
