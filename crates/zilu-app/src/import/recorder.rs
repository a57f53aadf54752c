//! Turns incoming records into revisions, against what was known before the file and what its rows before state.

use super::changes::{ChangeSort, Changes};
use super::gone::{FindingFields, Retested, Untold};
use super::handed::Outgoing;
use super::package::PackageChange;
use super::rows::Together;
use super::unrecorded::Unrecorded;
use super::{ImportReport, Outcome};
use crate::difference::{Brought, Draft, Drafts};
use crate::error::Error;
use crate::stated::Stated;
use jiff::civil::Date;
use std::collections::BTreeMap;
use zilu_catalogue::{Catalogue, FieldId, KindId, Type, Value};
use zilu_engine::{Day, Facts, RecordId};
use zilu_intake::{Covered, Item, Listed, Place, Tested, counted};

/// Takes what a file states, compared with what is known, and hands on what is to be written.
pub(super) struct Recorder<'a> {
    catalogue: &'a Catalogue,
    facts: &'a Facts,
    out: Outgoing<'a>,
    stated: &'a Stated<'a>,
    covered: Vec<Covered>,
    listed: Vec<Listed>,
    tested: Vec<Tested>,
    came: Came<'a>,
}

/// What came of a file.
pub(super) struct Came<'a> {
    /// What is recorded, in its order, where somebody wants to know.
    pub(super) kept: Option<Drafts>,
    changes: Changes<'a>,
    package: PackageChange,
    counts: [u64; 3],
    confirmed: u64,
    gone: u64,
    not_retested: u64,
}

/// What comparing and recording work with.
#[derive(Clone, Copy)]
pub(super) struct Ground<'a> {
    pub(super) catalogue: &'a Catalogue,
    /// What is known before the file.
    pub(super) facts: &'a Facts,
    /// What the file states.
    pub(super) stated: &'a Stated<'a>,
    pub(super) brought: Brought,
    /// Number of the ledger's next entry.
    pub(super) next: u64,
    /// How many changes of each sort are listed.
    pub(super) changes_listed: usize,
}

impl<'a> Recorder<'a> {
    pub(super) fn new(ground: Ground<'a>, out: Outgoing<'a>, keep: bool) -> Self {
        let Ground { catalogue, facts, stated, changes_listed, .. } = ground;
        Recorder {
            catalogue,
            facts,
            out,
            stated,
            covered: Vec::new(),
            listed: Vec::new(),
            tested: Vec::new(),
            came: Came {
                kept: keep.then(Vec::new),
                changes: Changes::new(catalogue, facts, changes_listed),
                package: PackageChange::default(),
                counts: [0; 3],
                confirmed: 0,
                gone: 0,
                not_retested: 0,
            },
        }
    }

    /// What is no record: what a scan covered, a list that is complete, a test, which are looked at when all records are
    /// through; and progress.
    pub(super) fn take(&mut self, item: Item) -> Result<(), Error> {
        match item {
            Item::Progress(bytes) => return self.out.progress(bytes),
            Item::Covered(covered) => self.covered.push(covered),
            Item::Listed(listed) => self.listed.push(listed),
            Item::Tested(tested) => self.tested.push(tested),
            Item::Record(_) | Item::Unresolved(_) | Item::Fault(_) => {}
        }
        Ok(())
    }

    /// What a file says by not having it; then nothing more is handed on.
    pub(super) fn finish(mut self) -> Result<Came<'a>, Error> {
        self.close_gone()?;
        self.close_unlisted()?;
        self.close_untold()?;
        self.out.send()?;
        Ok(self.came)
    }

    /// All rows of a record.
    pub(super) fn settle(&mut self, together: Together) -> Result<(), Error> {
        self.came.counts[together.outcome as usize] += 1;
        let drafts = together.rows.iter().any(|(_, drafts)| !drafts.is_empty());
        self.came.confirmed += u64::from(together.outcome == crate::difference::Outcome::Same && drafts);
        self.came.changes.note(&together);
        for (incoming, drafts) in together.rows {
            self.came.package.look_at(self.catalogue, self.facts, &incoming, &drafts);
            for draft in drafts {
                self.add(incoming.kind, &incoming.key, draft, &incoming.place)?;
            }
        }
        Ok(())
    }

    fn add(&mut self, kind: KindId, key: &str, draft: Draft, place: &Place) -> Result<(), Error> {
        self.out.draft(kind, key, &draft, place)?;
        if let Some(kept) = &mut self.came.kept {
            kept.push((kind, key.to_owned(), draft));
        }
        Ok(())
    }

    /// States as gone what the scan looked for and did not find. A finding that a later scan saw, or that only a scan
    /// with a log-in could see, was not re-tested by this one.
    fn close_gone(&mut self) -> Result<(), Error> {
        let Some(fields) = FindingFields::of(self.catalogue) else { return Ok(()) };
        let mut hosts: BTreeMap<String, Vec<Covered>> = BTreeMap::new();
        for covered in std::mem::take(&mut self.covered) {
            hosts.entry(covered.host.clone()).or_default().push(covered);
        }
        for (host, covered) in hosts {
            let place = covered.first().map(|covered| covered.place.clone()).unwrap_or_default();
            for finding in fields.findings_of(self.facts, &host) {
                let key = self.facts.key(finding).to_owned();
                if self.stated.has(finding.kind, &key) {
                    continue;
                }
                match fields.retested(self.catalogue, self.facts, finding, &covered) {
                    Retested::Gone(on) => {
                        let present = vec![(fields.present, Value::YesNo(false))];
                        self.state_gone(finding.kind, &key, on, present, &place)?;
                    }
                    Retested::No => self.came.not_retested += 1,
                    Retested::OutOfScope => {}
                }
            }
        }
        Ok(())
    }

    /// States as gone what a complete list lacks, unless it was known to be gone or something newer says otherwise.
    fn close_unlisted(&mut self) -> Result<(), Error> {
        let (catalogue, facts) = (self.catalogue, self.facts);
        for listed in std::mem::take(&mut self.listed) {
            let Type::Ref(target) = catalogue.kinds[listed.kind.index()].fields[listed.field.index()].ty
            else {
                continue;
            };
            let Some(of) = facts.find(target, &listed.key) else { continue };
            let on = Day::from(listed.on);
            for row in facts.backward(listed.kind, listed.field, of.row) {
                let record = RecordId { kind: listed.kind, row: *row };
                let key = facts.key(record).to_owned();
                if self.stated.has(record.kind, &key) || facts.begin(record, i64::MAX) > on {
                    continue;
                }
                let newer = |field| {
                    let deciding = facts.deciding(record, field, i64::MAX, Day::NEVER);
                    deciding.is_some_and(|head| head.effective > on)
                };
                let fields: Vec<_> = listed
                    .gone
                    .iter()
                    .filter(|(field, value)| {
                        !newer(*field)
                            && facts.value_at(catalogue, record, *field, on, i64::MAX).as_ref() != Some(value)
                    })
                    .cloned()
                    .collect();
                if fields.is_empty() {
                    continue;
                }
                self.came.package.removed(catalogue, record.kind, &key);
                self.came.counts[crate::difference::Outcome::Changed as usize] += 1;
                let draft = Draft { effective: listed.on, fields, void: false };
                self.came.changes.add(ChangeSort::Changed, record.kind, &key, &Place::default(), &[&draft]);
                self.add(record.kind, &key, draft, &Place::default())?;
            }
        }
        Ok(())
    }

    /// States as not present what a complete test of a system, or a complete list of its parts, no longer has.
    fn close_untold(&mut self) -> Result<(), Error> {
        for tested in std::mem::take(&mut self.tested) {
            let Some(untold) = Untold::of(self.catalogue, self.facts, &tested) else { continue };
            for record in untold.records() {
                let key = self.facts.key(record);
                if self.stated.has(record.kind, key) {
                    continue;
                }
                match untold.retested(record) {
                    Retested::Gone(on) => {
                        let mut fields = vec![(untold.present, Value::YesNo(false))];
                        fields.extend(tested.also.iter().cloned());
                        self.state_gone(record.kind, key, on, fields, &Place::default())?;
                    }
                    Retested::No => self.came.not_retested += 1,
                    Retested::OutOfScope => {}
                }
            }
        }
        Ok(())
    }

    fn state_gone(
        &mut self,
        kind: KindId,
        key: &str,
        effective: Date,
        fields: Vec<(FieldId, Value)>,
        place: &Place,
    ) -> Result<(), Error> {
        self.came.gone += 1;
        let draft = Draft { effective, fields, void: false };
        self.came.changes.add(ChangeSort::Gone, kind, key, place, &[&draft]);
        self.add(kind, key, draft, place)
    }
}

impl Came<'_> {
    /// Puts it into the report.
    pub(super) fn tell(self, unrecorded: Vec<Unrecorded>, report: &mut ImportReport) {
        [report.new, report.changed, report.same] = self.counts;
        report.confirmed = self.confirmed;
        report.gone = self.gone;
        report.not_retested = self.not_retested;
        report.notes.extend(self.package.told());
        if self.confirmed > 0 {
            let records = counted(self.confirmed, "record is", "records are");
            report.notes.push((
                format!("{} 筆與已知相同，記下至檔案所載之日仍然如此", self.confirmed),
                format!(
                    "{records} known like this already; that it is still so on the day of the file is noted"
                ),
            ));
        }
        if report.new + report.changed + report.gone + report.confirmed > 0 {
            report.outcome = Outcome::Taken;
        }
        report.changes = self.changes.told();
        report.unrecorded = unrecorded;
        report
            .notes
            .extend(report.unrecorded.iter().map(|field| (field.words.zh.clone(), field.words.en.clone())));
    }
}
