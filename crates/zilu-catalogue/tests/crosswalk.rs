//! The crosswalk: what is read, and each fault planted once.

mod common;

use common::{lines, pack};
use insta::assert_snapshot;
use zilu_catalogue::{Framework, MappingRelation, load};

const PAGE: &str = "# 對照 · Crosswalk

只列編號。

## 第一條 · Article 1

| clause | framework | control | relation |
|---|---|---|---|
| a1.1 | iso27001 | A.8.8 | intersects |
| a1.1 | csf2 | ID.RA-01 | equal |
| a1.1 | csf2 | PR.PS-02 | superset |
| a1.2 | iso27001 | A.5.18 | subset |

none: a1.3
";

fn with(page: &str) -> Vec<(String, String)> {
    let mut files = pack();
    files.push(("crosswalk.md".to_owned(), page.to_owned()));
    files
}

/// Every planting with its faults, one line each.
fn check(plantings: &[(&str, &str)]) -> String {
    let mut out = String::new();
    for (old, new) in plantings {
        assert!(PAGE.contains(old), "{old:?}");
        let (_, faults) = load(&with(&PAGE.replacen(old, new, 1)));
        let shown = if new.is_empty() { format!("without {old}") } else { (*new).to_owned() };
        out.push_str(&format!("-- {}\n{}", shown.replace('\n', "⏎"), lines(&faults)));
    }
    out
}

#[test]
fn mappings_are_read_in_order() {
    let (catalogue, faults) = load(&with(PAGE));
    assert_eq!(lines(&faults), "no fault\n");
    let crosswalk = catalogue.crosswalk.as_ref().expect("a crosswalk");
    let list: Vec<String> = crosswalk
        .mappings
        .iter()
        .map(|mapping| {
            let clause = &catalogue.clauses[mapping.clause.index()].id;
            let (framework, relation) = (&mapping.framework.short, mapping.relation.word());
            format!("{} {clause} {framework} {} {relation}", mapping.position, mapping.control)
        })
        .collect();
    assert_snapshot!(list.join("\n"), @"
    crosswalk.md:9:3 a1.1 ISO 27001 A.8.8 intersects
    crosswalk.md:10:3 a1.1 NIST CSF 2.0 ID.RA-01 equal
    crosswalk.md:11:3 a1.1 NIST CSF 2.0 PR.PS-02 superset
    crosswalk.md:12:3 a1.2 ISO 27001 A.5.18 subset
    ");
    let none: Vec<&str> = crosswalk.none.iter().map(|id| catalogue.clauses[id.index()].id.as_str()).collect();
    assert_eq!(none, ["a1.3"]);
    let second = catalogue.clause("a1.2").expect("a clause");
    let of: Vec<_> = crosswalk.of(second).map(|mapping| (mapping.control, mapping.relation)).collect();
    assert_eq!(of, [("A.5.18", MappingRelation::Subset)]);
}

#[test]
fn a_pack_without_the_page_has_no_crosswalk() {
    let (catalogue, faults) = load(&pack());
    assert_eq!((catalogue.crosswalk, lines(&faults).as_str()), (None, "no fault\n"));
}

#[test]
fn every_fault_has_its_place_and_hint() {
    assert_snapshot!(check(&[
        ("| a1.2 | iso27001", "| a1.20 | iso27001"),
        ("| a1.2 | iso27001", "| a1.2 | iso27002"),
        ("| a1.2 | iso27001", "| a1.2 | cobit"),
        ("A.5.18", "A.5.38"),
        ("A.5.18", "PR.AA-01"),
        ("ID.RA-01", "ID.RA-1"),
        ("ID.RA-01", "ID.AM-06"),
        ("superset", "super-set"),
        ("superset", "⊃"),
        ("| csf2 | PR.PS-02 | superset |", "| csf2 | ID.RA-01 | superset |"),
        ("| a1.1 | iso27001 | A.8.8 | intersects |\n| a1.1 | csf2 | ID.RA-01 | equal |",
         "| a1.1 | csf2 | ID.RA-01 | equal |\n| a1.1 | iso27001 | A.8.8 | intersects |"),
        ("| a1.1 | csf2 | PR.PS-02 | superset |\n", "| a1.1 | csf2 | PR.PS-02 |\n"),
        ("| a1.1 | csf2 | PR.PS-02 | superset |\n", "| a1.1 | csf2 | PR.PS-02 | superset | 註 |\n"),
        ("| a1.1 | csf2 | PR.PS-02 | superset |\n", "| a1.1 | csf2 | | superset |\n"),
        ("| a1.2 | iso27001 | A.5.18 | subset |\n\n", "| a1.2 | iso27001 | A.5.18 | subset |\n"),
        ("| a1.2 | iso27001 | A.5.18 | subset |\n", ""),
        ("| clause | framework |", "| clause | frame |"),
        ("none: a1.3", "none:"),
        ("none: a1.3", "none: a1.3, a1.3"),
        ("none: a1.3", "none: a1.2, a1.3"),
        ("none: a1.3", "none: a1.3,\na1.4"),
        ("none: a1.3", "nothing: a1.3"),
        ("none: a1.3", "```\nnone: a1.3\n```"),
        ("| a1.2 | iso27001 | A.5.18 | subset |\n\nnone: a1.3", "\nnone: a1.3, a1.2"),
        ("只列編號。", "```toml note\nwhy = \"x\"\n```"),
    ]), @r#"
    -- | a1.20 | iso27001
    art-01.md:116:4 clause-not-mapped: crosswalk.md lacks a1.2: it is neither mapped nor listed as none | add a row `| a1.2 | iso27001 | … |` to crosswalk.md, or list it under `none:`
    crosswalk.md:12:3 unknown-clause: there is no clause `a1.20` | did you mean `a1.2`?
    -- | a1.2 | iso27002
    crosswalk.md:12:10 unknown-framework: there is no framework `iso27002` | did you mean `iso27001`?
    -- | a1.2 | cobit
    crosswalk.md:12:10 unknown-framework: there is no framework `cobit` | known: csf2, iso27001
    -- A.5.38
    crosswalk.md:12:21 unknown-control: ISO/IEC 27001:2022 Annex A has no control `A.5.38` | did you mean `A.5.18`?
    -- PR.AA-01
    crosswalk.md:12:21 unknown-control: ISO/IEC 27001:2022 Annex A has no control `PR.AA-01`
    -- ID.RA-1
    crosswalk.md:10:17 unknown-control: NIST Cybersecurity Framework 2.0 has no control `ID.RA-1` | did you mean `ID.RA-01`?
    -- ID.AM-06
    crosswalk.md:10:17 unknown-control: NIST Cybersecurity Framework 2.0 has no control `ID.AM-06` | did you mean `ID.AM-01`?
    -- super-set
    crosswalk.md:11:28 unknown-relation: there is no relation `super-set` | did you mean `superset`?
    -- ⊃
    crosswalk.md:11:28 unknown-relation: there is no relation `⊃` | known: equal, intersects, subset, superset
    -- | csf2 | ID.RA-01 | superset |
    crosswalk.md:11:3 duplicate-mapping: a1.1 on ID.RA-01 already stands on line 10 | remove one of the two rows
    -- | a1.1 | csf2 | ID.RA-01 | equal |⏎| a1.1 | iso27001 | A.8.8 | intersects |
    crosswalk.md:10:3 crosswalk-order: this row belongs before the one above it | sort by clause, then by framework (iso27001, csf2), then as the framework orders its controls
    -- | a1.1 | csf2 | PR.PS-02 |⏎
    crosswalk.md:11:1 crosswalk-row: this row does not have four cells | write `| a4.1 | iso27001 | A.6.2 | subset |`; leave an empty line behind the table
    -- | a1.1 | csf2 | PR.PS-02 | superset | 註 |⏎
    crosswalk.md:11:1 crosswalk-row: this row does not have four cells | write `| a4.1 | iso27001 | A.6.2 | subset |`; leave an empty line behind the table
    -- | a1.1 | csf2 | | superset |⏎
    crosswalk.md:11:1 crosswalk-row: this row does not have four cells | write `| a4.1 | iso27001 | A.6.2 | subset |`; leave an empty line behind the table
    -- | a1.2 | iso27001 | A.5.18 | subset |⏎
    art-01.md:174:4 clause-not-mapped: crosswalk.md lacks a1.3: it is neither mapped nor listed as none | add a row `| a1.3 | iso27001 | … |` to crosswalk.md, or list it under `none:`
    crosswalk.md:13:1 crosswalk-row: this row does not have four cells | write `| a4.1 | iso27001 | A.6.2 | subset |`; leave an empty line behind the table
    -- without | a1.2 | iso27001 | A.5.18 | subset |⏎
    art-01.md:116:4 clause-not-mapped: crosswalk.md lacks a1.2: it is neither mapped nor listed as none | add a row `| a1.2 | iso27001 | … |` to crosswalk.md, or list it under `none:`
    -- | clause | frame |
    art-01.md:3:4 clause-not-mapped: crosswalk.md lacks a1.1: it is neither mapped nor listed as none | add a row `| a1.1 | iso27001 | … |` to crosswalk.md, or list it under `none:`
    art-01.md:116:4 clause-not-mapped: crosswalk.md lacks a1.2: it is neither mapped nor listed as none | add a row `| a1.2 | iso27001 | … |` to crosswalk.md, or list it under `none:`
    crosswalk.md:7:1 crosswalk-head: the columns of this table are not clause, framework, control, relation | head the table with `| clause | framework | control | relation |`
    -- none:
    art-01.md:174:4 clause-not-mapped: crosswalk.md lacks a1.3: it is neither mapped nor listed as none | add a row `| a1.3 | iso27001 | … |` to crosswalk.md, or list it under `none:`
    crosswalk.md:14:6 crosswalk-none: no clause stands behind `none:` | write `none: a1.p1, a2.1` or remove the line
    -- none: a1.3, a1.3
    crosswalk.md:14:13 duplicate-mapping: a1.3 is listed twice as none | remove one of the two
    -- none: a1.2, a1.3
    crosswalk.md:14:7 mapped-and-none: a1.2 is mapped and also listed as none | remove one of the two
    -- none: a1.3,⏎a1.4
    crosswalk.md:15:1 unknown-clause: there is no clause `a1.4` | did you mean `a1.1`?
    -- nothing: a1.3
    art-01.md:174:4 clause-not-mapped: crosswalk.md lacks a1.3: it is neither mapped nor listed as none | add a row `| a1.3 | iso27001 | … |` to crosswalk.md, or list it under `none:`
    -- ```⏎none: a1.3⏎```
    art-01.md:174:4 clause-not-mapped: crosswalk.md lacks a1.3: it is neither mapped nor listed as none | add a row `| a1.3 | iso27001 | … |` to crosswalk.md, or list it under `none:`
    -- ⏎none: a1.3, a1.2
    crosswalk.md:13:13 crosswalk-order: a1.2 belongs before the clause listed ahead of it | list the clauses of `none` in the order of the rules
    -- ```toml note⏎why = "x"⏎```
    crosswalk.md:3:4 fence-in-wrong-file: this fence does not belong into this file | move it to art-*.md, annex-*.md, own-*.md
    "#);
}

/// A page of anything loads, and says where every row of it is wrong.
#[test]
fn hostile_pages_are_refused_row_by_row() {
    let head = "| clause | framework | control | relation |\n|---|---|---|---|\n";
    for row in
        ["| \\| | \u{202e} | <b> | ` |", "||||", "| a1.1 | iso27001 | A.5.1\u{0} | equal |", "|\\|\\|\\|\\|"]
    {
        let (_, faults) = load(&with(&format!("{head}{row}\n")));
        assert!(faults.iter().any(|fault| &*fault.position.file == "crosswalk.md"), "{row:?}: {faults:?}");
    }
    let many = format!("{head}{}", "| a1.1 | iso27001 | A.5.1 | equal |\n".repeat(20_000));
    assert_eq!(load(&with(&many)).1.len(), 19_999 + 2, "duplicates, and two clauses that are not mapped");
}

#[test]
fn our_own_crosswalk_names_every_clause() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../catalogue/insurance-infosec");
    let mut files: Vec<(String, String)> = std::fs::read_dir(folder)
        .expect("the catalogue")
        .map(|entry| entry.expect("a file").path())
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, std::fs::read_to_string(&path).expect("a text"))
        })
        .collect();
    files.sort();
    let (catalogue, faults) = load(&files);
    let faults: Vec<_> = faults.into_iter().filter(|fault| &*fault.position.file == "crosswalk.md").collect();
    assert_eq!(lines(&faults), "no fault\n");
    let crosswalk = catalogue.crosswalk.expect("a crosswalk");
    let mut mapped: Vec<_> = crosswalk.mappings.iter().map(|mapping| mapping.clause).collect();
    mapped.dedup();
    assert_eq!(mapped.len() + crosswalk.none.len(), catalogue.clauses.len());
    // The page says which controls of Annex A no clause falls on; it must stay true.
    let iso = Framework::find("iso27001").expect("a framework");
    let unmet = iso.controls.iter().filter(|control| {
        !crosswalk.mappings.iter().any(|mapping| mapping.framework == iso && mapping.control == **control)
    });
    assert_snapshot!(unmet.map(String::as_str).collect::<Vec<_>>().join(" "), @"A.5.12 A.5.13 A.6.1 A.6.4 A.6.5 A.7.1 A.7.2 A.7.3 A.7.4 A.7.6 A.7.9 A.7.11 A.7.12 A.8.4 A.8.28 A.8.33");
}

/// A pack beside the rules answers for its own clauses, and only when it has a page.
#[test]
fn a_pack_beside_the_rules_has_a_page_of_its_own() {
    let beside = |page: Option<&str>| {
        let mut files = with(PAGE);
        let own = "# 自訂 · Own rules\n\n## o1.1 甲 · A\n自訂第一條 · scope\n";
        files.push(("own-rules/own-1.md".to_owned(), own.to_owned()));
        let edition =
            "pack = \"own-rules\"\nextends = \"example\"\ntitle = \"甲 · A\"\neffective_date = 2025-01-01\n";
        files.push(("own-rules/edition.toml".to_owned(), edition.to_owned()));
        files.extend(page.map(|page| ("own-rules/crosswalk.md".to_owned(), page.to_owned())));
        let (catalogue, faults) = load(&files);
        let own = catalogue.clause("o1.1").expect("a clause");
        (catalogue.crosswalk.expect("a crosswalk").knows(own), lines(&faults))
    };
    assert_eq!(beside(None), (false, "no fault\n".to_owned()));
    let head = "| clause | framework | control | relation |\n|---|---|---|---|\n";
    assert_eq!(
        beside(Some(&format!("{head}| o1.1 | csf2 | GV.PO-01 | equal |\n"))),
        (true, "no fault\n".to_owned())
    );
    assert_eq!(beside(Some("none: o1.1\n")), (true, "no fault\n".to_owned()));
    assert_snapshot!(beside(Some("nothing\n")).1, @"own-rules/own-1.md:3:4 clause-not-mapped: own-rules/crosswalk.md lacks o1.1: it is neither mapped nor listed as none | add a row `| o1.1 | iso27001 | … |` to own-rules/crosswalk.md, or list it under `none:`");
    assert_snapshot!(beside(Some("none: o1.1, a1.3\n")).1, @"own-rules/crosswalk.md:1:13 duplicate-mapping: a1.3 is listed twice as none | remove one of the two");
}
