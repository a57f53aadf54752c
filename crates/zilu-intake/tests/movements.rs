//! Lists of people who joined, moved or left: what they say of those named, and that they say nothing of others.

mod common;

use common::{Got, line, own_catalogue};
use zilu_intake::{Format, Source, read, recognise};

fn list(text: &str) -> Got {
    let name = "人事異動清單.csv";
    assert_eq!(recognise(name, text.as_bytes()).expect("a table"), Format::Csv);
    Got::from(|sink| read(text.as_bytes(), Format::Csv, None, &own_catalogue(), &Source::new(name), sink))
}

fn lines(got: &Got) -> Vec<String> {
    let catalogue = own_catalogue();
    got.records.iter().map(|record| line(&catalogue, record)).collect()
}

#[test]
fn joiners_and_leavers_are_named_and_nobody_else() {
    let got = list(
        "員工編號,姓名,單位,異動別,生效日期,備考欄\nE1,王小明,理賠部,離職,114/03/01,x\nE2,李四,核保部,新進,114/03/03,\nE3,林五,,育嬰留停,2025-03-05,\nE4,陳六,法遵部,調職,2025-03-06,\n",
    );
    assert_eq!(got.fault_lines(), "");
    let expected = [
        "role_change E1-leave-2025-03-01 person=E1 on=2025-03-01 type=leave id=E1-leave-2025-03-01 since=2025-03-01",
        "person E1 employee_no=E1 name=王小明 department=理賠部 employment=left employment_changed_on=2025-03-01 left_on=2025-03-01 since=2025-03-01",
        "role_change E2-join-2025-03-03 person=E2 on=2025-03-03 type=join id=E2-join-2025-03-03 since=2025-03-03",
        "person E2 employee_no=E2 name=李四 department=核保部 employment=active employment_changed_on=2025-03-03 joined_on=2025-03-03 since=2025-03-03",
        "role_change E3-unpaid_leave-2025-03-05 person=E3 on=2025-03-05 type=unpaid_leave id=E3-unpaid_leave-2025-03-05 since=2025-03-05",
        "person E3 employee_no=E3 name=林五 employment=unpaid_leave employment_changed_on=2025-03-05 since=2025-03-05",
        "role_change E4-transfer-2025-03-06 person=E4 on=2025-03-06 type=transfer id=E4-transfer-2025-03-06 since=2025-03-06",
        "person E4 employee_no=E4 name=陳六 department=法遵部 position_changed_on=2025-03-06 since=2025-03-06",
    ];
    let ours: Vec<String> = lines(&got).iter().map(|line| sorted(line)).collect();
    assert_eq!(ours, expected.map(sorted));
    assert!(got.covered.is_empty() && got.listed.is_empty(), "who is not named has not left");
    assert!(got.summary.is_some_and(|summary| summary.notes.iter().any(|note| note.en.contains("1 column"))));
}

/// The words of a line in any order.
fn sorted(text: &str) -> String {
    let mut words: Vec<&str> = text.split(' ').collect();
    words.sort_unstable();
    words.join(" ")
}

#[test]
fn the_same_list_or_a_longer_one_gives_the_same_keys() {
    let head = "Employee ID,Change Type,Effective Date\n";
    let short = list(&format!("{head}E1,Leaver,2025-03-01\n"));
    let long = list(&format!("{head}E2,Joiner,2025-02-01\nE1,Leaver,2025-03-01\nE1,Leaver,2025-03-01\n"));
    assert_eq!(lines(&short)[..], lines(&long)[2..]);
    assert_eq!(long.fault_lines(), "");
}

#[test]
fn what_cannot_be_told_is_a_fault_and_nothing_is_guessed() {
    let head = "員編,異動別,異動日期\n";
    for (row, field) in
        [("E1,出差,114/03/01", "異動別"), ("E1,離職,明天", "異動日期"), (",離職,114/03/01", "person")]
    {
        let got = list(&format!("{head}{row}\n"));
        assert!(got.records.is_empty() && !got.faults.is_empty(), "{row} {field}");
    }
    // Without a day, or with numbers of events, it is no such list.
    let numbered = list("異動編號,人員,生效日,異動類別\nHR-1,E1,114/03/01,離職\n");
    assert_eq!(numbered.fault_lines(), "");
    assert_eq!(lines(&numbered).len(), 1, "a table of events with numbers states the events only");
    let undated = list("員編,異動別\nE1,離職\n");
    assert!(undated.records.is_empty() && !undated.faults.is_empty());
    // A register says who is there; its rows are people.
    let register = list("員工編號,姓名,在職狀態,生效日\nE1,王小明,在職,114/03/01\n");
    assert_eq!(lines(&register).len(), 1);
    assert!(lines(&register)[0].starts_with("person E1"));
}
