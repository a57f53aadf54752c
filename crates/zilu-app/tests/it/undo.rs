//! Undoing an import: everything stands as it stood before, at every D; as known before, nothing moves.

use crate::support::{Company, TODAY, catalogue, everything, nessus};
use proptest::prelude::*;
use std::collections::BTreeMap;
use zilu_app::app::RecordingRevision;
use zilu_app::{App, ChangeSort, ImportReport, Recording, UndoOptions};
use zilu_catalogue::Value;
use zilu_engine::{Day, Origin};
use zilu_store::{ActBody, Store, VerifyOptions, verify};

#[test]
fn an_undone_scan_leaves_everything_as_it_stood() {
    let company = Company::new();
    company.import("a.nessus", &nessus("Wed Mar 4", true, true, &[(100, 3), (200, 3)]));
    let (before, then) = (everything(&company.app, None), company.now());
    // One finding is gone, one is worse, one is new.
    let wrong = company.import("b.nessus", &nessus("Fri Apr 3", true, true, &[(100, 4), (300, 4)]));
    assert_eq!((wrong.gone, wrong.changed, wrong.new > 0), (1, 1, true));
    let (after, later) = (everything(&company.app, None), company.now());
    assert_ne!(before, after);
    let report = company.undo(wrong.act.unwrap()).unwrap();
    // The scan, the scan of the host, the new finding; the worse one and the one that was gone; the host is as it was.
    assert_eq!((report.records, report.voided, report.restored, report.in_the_way), (5, 3, 2, 0));
    assert_eq!(everything(&company.app, None), before);
    assert_eq!(everything(&company.app, Some(then)), before);
    assert_eq!(everything(&company.app, Some(later)), after, "as known then, it had happened");
    // Undoing the undoing brings it back, and it can be undone again.
    let undoing = report.act.unwrap();
    let again = company.undo(undoing).unwrap();
    assert_eq!(everything(&company.app, None), after);
    let listed = |act: u64| {
        let (acts, _) = company.app.imports(0, 100).unwrap();
        acts.into_iter().find(|listed| listed.act == act).unwrap()
    };
    assert_eq!(listed(wrong.act.unwrap()).undone_by, None);
    assert_eq!(listed(undoing).undone_by, again.act);
    assert_eq!((listed(undoing).undoes, listed(undoing).reason.as_deref()), (wrong.act, Some("wrong file")));
    let third = company.undo(wrong.act.unwrap()).unwrap();
    assert_eq!(listed(wrong.act.unwrap()).undone_by, third.act);
    assert_eq!(everything(&company.app, None), before);
    assert!(verify(company.folder.path(), VerifyOptions::default()).unwrap().faults.is_empty());
    company.reopened(|app| assert_eq!(everything(app, None), before));
}

#[test]
fn a_restored_fact_names_the_file_that_first_stated_it() {
    let company = Company::new();
    let wrong = company.csv("system.csv", "id,reach,生效日\nweb,internal,2025-01-01\n");
    let undone = company.undo(wrong.act.unwrap()).unwrap();
    company.app.with_lens(Day::from(TODAY), None, |lens| {
        let view = lens.subject("system", "web").unwrap();
        let reach = view.fields.iter().find(|field| field.name == "reach").unwrap();
        let source = reach.stated.as_ref().unwrap().source.as_ref().unwrap();
        assert_eq!((source.row, source.restored_by), (Some(2), undone.act));
        assert_ne!(Some(source.act), wrong.act);
    });
}

#[test]
fn what_a_later_import_changed_stands_in_the_way() {
    let company = Company::new();
    let first = company.csv("system.csv", "id,reach,生效日\nweb,internal,2025-02-01\n").act.unwrap();
    let second = company.csv("system.csv", "id,reach,生效日\nweb,isolated,2025-03-01\n").act.unwrap();
    company.csv("system.csv", "id,in_use,生效日\nweb,no,2025-04-01\n");
    let head = company.app.ledger_head();
    let report = company.undo(first).unwrap();
    assert_eq!((report.act, report.in_the_way), (None, 1));
    assert_eq!(report.undo_first, [(second, true)]);
    let conflict = &report.conflicts[0];
    assert_eq!(
        (conflict.key.as_str(), conflict.fields[0].en.as_str(), conflict.by),
        ("web", "reach", second)
    );
    assert_eq!(company.app.ledger_head(), head, "nothing was recorded");
    // The later one first: then it goes.
    company.undo(second).unwrap();
    assert_eq!(company.undo(first).unwrap().restored, 1);
}

#[test]
fn what_a_later_file_says_too_stands_in_the_way() {
    let company = Company::new();
    let first = company.csv("person.csv", "employee_no,name,生效日\n001,Ada,2025-01-01\n").act.unwrap();
    let both = "employee_no,name,生效日\n001,Ada,2025-01-01\n002,Bo,2025-01-01\n";
    let second = company.csv("persons.csv", both);
    assert_eq!((second.new, second.same, second.confirmed), (1, 1, 0));
    let (second, head) = (second.act.unwrap(), company.app.ledger_head());
    let report = company.undo(first).unwrap();
    assert_eq!((report.act, report.in_the_way), (None, 1));
    assert_eq!(report.undo_first, [(second, true)]);
    assert_eq!(
        (report.conflicts[0].key.as_str(), report.conflicts[0].file.as_deref()),
        ("001", Some("persons.csv"))
    );
    assert_eq!(company.app.ledger_head(), head, "nothing was recorded");
    // A file that says nothing of the fields is no reason: neither is one that was undone.
    company.undo(second).unwrap();
    assert_eq!(company.undo(first).unwrap().voided, 1);
    // A changed field that a later file has too.
    let third = company.csv("system.csv", "id,reach,生效日\nweb,internal,2025-02-01\n").act.unwrap();
    company.csv("system.csv", "id,in_use,生效日\nweb,yes,2025-01-01\napi,yes,2025-01-01\n");
    assert_eq!(company.undo(third).unwrap().in_the_way, 0, "of another field");
    let fourth = company.csv("system.csv", "id,reach,生效日\nweb,internal,2025-02-01\n").act.unwrap();
    company.csv("system.csv", "id,reach,生效日\nweb,internal,2025-02-01\nb2b,internet,2025-02-01\n");
    let report = company.undo(fourth).unwrap();
    assert_eq!((report.in_the_way, report.conflicts[0].fields[0].en.as_str()), (1, "reach"));
}

#[test]
fn a_begin_moved_back_is_moved_forward_again() {
    let company = Company::new();
    let before = everything(&company.app, None);
    let earlier = company.csv("system.csv", "id,reach,生效日\nweb,internet,2024-03-01\n");
    assert_eq!(earlier.changed, 1);
    assert_ne!(everything(&company.app, None), before);
    company.undo(earlier.act.unwrap()).unwrap();
    assert_eq!(everything(&company.app, None), before);
}

#[test]
fn what_cannot_be_undone_is_said() {
    let company = Company::new();
    let say = |act: u64| company.undo(act).unwrap_err().to_string();
    insta::assert_snapshot!(say(0), @"entry 0 is neither an import nor an undoing");
    insta::assert_snapshot!(say(2), @"entry 2 is neither an import nor an undoing");
    insta::assert_snapshot!(say(99), @"entry 99 is neither an import nor an undoing");
    let act = company.csv("system.csv", "id,reach,生效日\nnew,internet,2025-01-01\n").act.unwrap();
    let by = company.undo(act).unwrap().act.unwrap();
    assert_eq!(say(act), format!("entry {act} was undone by entry {by}"));
    let reason = UndoOptions { reason: " ".into(), ..UndoOptions::default() };
    insta::assert_snapshot!(company.app.undo(by, &reason).unwrap_err().to_string(), @"an undoing needs a reason");
    let dry = UndoOptions { reason: "r".into(), dry_run: true, ..UndoOptions::default() };
    let report = company.app.undo(by, &dry).unwrap();
    assert_eq!((report.act, report.restored), (None, 1));
    // After the undoing the same file is new again, and begins anew.
    let again = company.csv("system.csv", "id,in_use,生效日\nnew,yes,2025-06-01\n");
    assert_eq!((again.new, again.changed), (1, 0));
    company.app.with_lens(Day::from(TODAY), None, |lens| {
        let view = lens.subject("system", "new").unwrap();
        let reach = view.fields.iter().find(|field| field.name == "reach").unwrap();
        assert!(reach.value.is_none(), "what was undone does not come back: {:?}", reach.value);
    });
}

#[test]
fn a_dry_run_tells_each_change() {
    let company = Company::new();
    company.csv("host.csv", "name,system,in_use,生效日\nh2,web,yes,2025-01-01\n");
    let told = |report: &ImportReport| -> Vec<String> {
        let words =
            |words: &Option<zilu_app::words::Words>| words.as_ref().map_or("?".to_owned(), |w| w.en.clone());
        report
            .changes
            .iter()
            .map(|change| {
                let fields: Vec<String> = change
                    .fields
                    .iter()
                    .map(|field| {
                        format!(
                            "{} {} → {} from {}",
                            field.field,
                            words(&field.old),
                            words(&field.new),
                            field.effective
                        )
                    })
                    .collect();
                format!(
                    "{:?} {}/{} {}: {}",
                    change.sort,
                    change.kind,
                    change.key,
                    change.place.en,
                    fields.join(", ")
                )
            })
            .collect()
    };
    let table =
        "name,system,in_use,生效日,作廢\nh3,web,yes,2025-02-01,\nh1,web,no,2025-03-01,\nh2,,,2025-03-01,是\n";
    let report = company.preview("host.csv", table, 10);
    assert_eq!(report.act, None);
    insta::assert_snapshot!(told(&report).join("\n"), @"
    New host/h3 row 2: name ? → h3 from 2025-02-01, system ? → web from 2025-02-01, in_use ? → yes from 2025-02-01
    Changed host/h1 row 3: in_use yes → no from 2025-03-01
    Void host/h2 row 4:
    ");
    company.import("a.nessus", &nessus("Wed Mar 4", true, true, &[(100, 3)]));
    let gone = company.preview("b.nessus", &nessus("Fri Apr 3", true, true, &[]), 10);
    assert!(gone.changes.iter().any(|change| change.sort == ChangeSort::Gone && change.line == Some(1)));
    assert_eq!(company.preview("host.csv", table, 0).changes.len(), 0, "only as many as were asked for");
    let report = company.preview(
        "host.csv",
        "name,in_use,生效日\na,yes,2025-01-01\nb,yes,2025-01-01\nh1,no,2025-02-01\n",
        1,
    );
    assert_eq!((report.new, report.changes.len()), (2, 2), "of each sort the first");
}

/// A row of a table: key, reach, in use, month of 2025, void.
type TableRow = (u8, Option<u8>, Option<bool>, u8, bool);

fn table(rows: &[TableRow]) -> String {
    let mut text = "id,reach,in_use,生效日,作廢\n".to_owned();
    let mut seen = std::collections::BTreeSet::new();
    for (key, reach, used, month, void) in rows.iter().filter(|row| seen.insert(row.0)) {
        let reach = reach.map_or("", |reach| ["internet", "internal", "isolated"][usize::from(reach)]);
        let used = used.map_or("", |used| if used { "yes" } else { "no" });
        let void = if *void { "是" } else { "" };
        text += &format!("s{key},{reach},{used},2025-{month:02}-01,{void}\n");
    }
    text
}

/// A company that recorded only what the acts in force stated.
fn without(folder: &std::path::Path, idle: &[u64]) -> (tempfile::TempDir, App) {
    let reader = Store::open_read_only(folder).unwrap();
    let catalogue = catalogue();
    let mut acts: BTreeMap<u64, Recording> = BTreeMap::new();
    let mut bodies = Vec::new();
    reader
        .for_each_revision(0, |revision| {
            bodies.push((revision.act, revision.recorded, revision.body.into_owned()));
            Ok(())
        })
        .unwrap();
    for (act, recorded_ms, body) in bodies.into_iter().filter(|(act, ..)| !idle.contains(act)) {
        let kind = catalogue.kind(&body.kind).unwrap();
        let fields = body.fields.iter().map(|(name, value)| {
            let field = catalogue.field(kind, name).unwrap();
            let ty = &catalogue.kinds[kind.index()].fields[field.index()].ty;
            let value =
                value.as_ref().map_or(Value::Unknown, |text| zilu_catalogue::parse_value(ty, text).unwrap());
            (field, value)
        });
        let revision = RecordingRevision {
            kind,
            key: body.key.to_string(),
            effective: body.effective,
            fields: fields.collect(),
            void: body.void,
        };
        let recording = acts.entry(act).or_insert_with(|| Recording {
            act: ActBody::new("e1", "form"),
            recorded_ms,
            origin: Origin::Attested,
            revisions: Vec::new(),
        });
        recording.revisions.push(revision);
    }
    let folder = tempfile::tempdir().unwrap();
    let app = App::create(folder.path(), catalogue, "test.zilu.invalid", 0, TODAY).unwrap();
    app.record_all(&acts.into_values().collect::<Vec<_>>()).unwrap();
    (folder, app)
}

fn step() -> impl Strategy<Value = Result<Vec<TableRow>, prop::sample::Index>> {
    let row = (
        0..3_u8,
        prop::option::of(0..3_u8),
        prop::option::of(any::<bool>()),
        1..7_u8,
        prop::bool::weighted(0.15),
    );
    prop_oneof![prop::collection::vec(row, 1..4).prop_map(Ok), any::<prop::sample::Index>().prop_map(Err),]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    /// Imports and undoings in any order: what stands is what the imports in force say, and the past stays as it was known.
    #[test]
    fn what_stands_is_what_the_acts_in_force_say(steps in prop::collection::vec(step(), 2..9)) {
        let company = Company::new();
        let mut past = vec![(company.now(), everything(&company.app, None))];
        for step in steps {
            match step {
                Ok(rows) => {
                    company.import("system.csv", &table(&rows));
                }
                Err(index) => {
                    let (acts, _) = company.app.imports(0, 100).unwrap();
                    let open: Vec<u64> =
                        acts.iter().filter(|act| act.undone_by.is_none()).map(|act| act.act).collect();
                    let head = company.app.ledger_head();
                    let report = company.undo(open[index.index(open.len())]).unwrap();
                    prop_assert_eq!(report.act.is_none(), report.in_the_way > 0);
                    if report.act.is_none() {
                        prop_assert!(!report.undo_first.is_empty());
                        prop_assert_eq!(company.app.ledger_head(), head);
                    }
                }
            }
            let (acts, _) = company.app.imports(0, 100).unwrap();
            let idle: Vec<u64> = acts
                .iter()
                .filter(|act| act.undone_by.is_some() || act.undoes.is_some())
                .map(|act| act.act)
                .collect();
            let now = everything(&company.app, None);
            let (_folder, reference) = without(company.folder.path(), &idle);
            prop_assert_eq!(&now, &everything(&reference, None), "{:?}", acts);
            past.push((company.now(), now));
        }
        for (known, then) in past {
            prop_assert_eq!(everything(&company.app, Some(known)), then);
        }
    }
}
