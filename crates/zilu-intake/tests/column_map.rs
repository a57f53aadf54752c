//! Maps of columns: read, checked, written, and used on tables.

mod common;

use common::{Got, line, own_catalogue};
use jiff::civil::date;
use std::io::Cursor;
use std::sync::Arc;
use zilu_intake::{ColumnMap, Format, Source, Strictness, read};

const MAP: &str = r#"kind = "person"
date_format = "%d/%m/%Y"
other_columns = "ignore"

[columns]
"Emp#" = "employee_no"
"State" = "employment"
"Since" = "employment_changed_on"
"Secret" = ""

[constants]
agent = "no"

[words.employment]
"W" = "active"
"X" = "left"
"-" = ""
"#;

fn import(map: Option<&str>, subject: Option<&str>, name: &str, table: &str) -> Got {
    let source = Source {
        date: Some(date(2025, 3, 1)),
        map: map.map(|text| Arc::new(ColumnMap::parse(text, "map.toml").expect("a good map"))),
        subject: subject.map(Into::into),
        ..Source::new(name)
    };
    Got::from(|sink| read(Cursor::new(table), Format::Csv, None, &own_catalogue(), &source, sink))
}

fn lines(got: &Got) -> String {
    let catalogue = own_catalogue();
    got.records.iter().map(|record| line(&catalogue, record) + "\n").collect()
}

#[test]
fn a_map_tells_columns_words_days_and_constants() {
    let got = import(
        Some(MAP),
        None,
        "export.csv",
        "HR system,,,,\nEmp#,State,Since,Secret,More\nE1,W,31/01/2025,x,y\nE2,x,2025-02-01,,\nE3,-,,,\n",
    );
    assert_eq!(got.fault_lines(), "");
    insta::assert_snapshot!(lines(&got), @"
    person E1 employee_no=E1 employment=active employment_changed_on=2025-01-31 since=2025-01-31
    person E1 employee_no=E1 employment=active employment_changed_on=2025-01-31 agent=no since=2025-03-01
    person E2 employee_no=E2 employment=left employment_changed_on=2025-02-01 since=2025-02-01
    person E2 employee_no=E2 employment=left employment_changed_on=2025-02-01 agent=no since=2025-03-01
    person E3 employee_no=E3 agent=no since=2025-03-01
    ");
}

#[test]
fn a_column_that_went_missing_is_told() {
    let got = import(Some(MAP), None, "export.csv", "Emp#,State,Secret\nE1,W,\n");
    assert_eq!(got.codes(), ["missing-column"]);
    let strict = MAP.replace("\"ignore\"", "\"refuse\"");
    let got = import(Some(&strict), None, "export.csv", "Emp#,State,Since,Secret,More\nE1,W,,,\n");
    assert_eq!(got.codes(), ["unknown-heading"]);
    let got = import(Some(MAP), None, "export.csv", "Emp#,State,Since,Secret\nE1,Q,,\n");
    assert_eq!(got.codes(), ["not-in-the-vocabulary"]);
}

#[test]
fn a_map_reads_back_and_names_its_faults_by_line() {
    let map = ColumnMap::parse(MAP, "map.toml").expect("good");
    let again = ColumnMap::parse(&map.write(), "map.toml").expect("written by us");
    assert_eq!((&again.columns, &again.words, &again.constants), (&map.columns, &map.words, &map.constants));
    assert_eq!((again.other_columns, again.missing_columns), (Strictness::Ignore, Strictness::Refuse));
    let faults = |text: &str| match ColumnMap::parse(text, "map.toml") {
        Err(fault) => vec![(fault.code, fault.place.line)],
        Ok(map) => map.check(&own_catalogue(), "map.toml").iter().map(|f| (f.code, f.place.line)).collect(),
    };
    assert_eq!(faults(MAP), []);
    assert_eq!(faults("kind = \"nobody\"\n"), [("unknown-kind", None)]);
    assert_eq!(faults("kind = \"person\"\n[columns]\na = \"nothing\"\n"), [("unknown-field", Some(3))]);
    assert_eq!(faults("kind = \"person\"\n[constants]\nagent = \"perhaps\"\n"), [("not-a-value", Some(3))]);
    assert_eq!(faults("kind = \"person\"\n[words.employment]\nx = \"gone\"\n"), [("not-a-value", Some(2))]);
    assert_eq!(faults("kind = \"person\"\ncolumn = 1\n"), [("column-map", Some(2))]);
    assert_eq!(faults("kind = \"person\"\n[columns]\na = 1\n"), [("column-map", Some(3))]);
    assert_eq!(faults("[columns\n"), [("column-map", Some(1))]);
}

#[test]
fn personnel_lists_are_read_in_their_own_words() {
    let got = import(
        None,
        None,
        "人員.csv",
        "工號,員工姓名,所屬部門,職位,到職日期,離職日期,人事狀態,異動日期,主管工號\n\
         E1,王小明,理賠部,專員,109/03/01,,在職中,,E9\n\
         E2,李四,精算部,科長,100/01/02,114/02/28,退休,114/02/28,\n\
         E3,陳五,資訊部,工程師,105/05/05,,育嬰留停,114/02/01,E1\n\
         E4,林六,業務部,業務員,110/05/05,,停職中,114/02/15,E1\n",
    );
    assert_eq!(got.fault_lines(), "");
    insta::assert_snapshot!(lines(&got), @"
    person E1 employee_no=E1 name=王小明 department=理賠部 title=專員 employment=active joined_on=2020-03-01 supervisor=E9 since=2025-03-01
    person E2 employee_no=E2 employment=left left_on=2025-02-28 since=2025-02-28
    person E2 employee_no=E2 name=李四 department=精算部 title=科長 employment=left employment_changed_on=2025-02-28 joined_on=2011-01-02 left_on=2025-02-28 since=2025-03-01
    person E3 employee_no=E3 employment=unpaid_leave employment_changed_on=2025-02-01 since=2025-02-01
    person E3 employee_no=E3 name=陳五 department=資訊部 title=工程師 employment=unpaid_leave employment_changed_on=2025-02-01 joined_on=2016-05-05 supervisor=E1 since=2025-03-01
    person E4 employee_no=E4 employment=suspended employment_changed_on=2025-02-15 since=2025-02-15
    person E4 employee_no=E4 name=林六 department=業務部 title=業務員 employment=suspended employment_changed_on=2025-02-15 joined_on=2021-05-05 supervisor=E1 since=2025-03-01
    ");
}

#[test]
fn exports_of_services_are_known_by_their_headings() {
    let entra = "userPrincipalName,displayName,id,userType,accountEnabled,createdDateTime,city\na@x,A,1-2,Member,True,2024-01-15T22:30:00Z,台北\nb@x,B,1-3,Guest,False,,\n";
    let got = import(None, Some("entra"), "exportUsers.csv", entra);
    assert_eq!(got.fault_lines(), "");
    insta::assert_snapshot!(lines(&got), @"
    account entra|a@x system=entra name=a@x external_id=1-2 enabled=yes created_on=2024-01-16 since=2025-03-01
    account entra|b@x system=entra name=b@x external_id=1-3 enabled=no since=2025-03-01
    ");
    assert_eq!(import(None, None, "exportUsers.csv", entra).codes(), ["no-subject"]);
    let google = "First Name [Required],Email Address [Required],Password [Required],Status [READ ONLY],Last Sign In [READ ONLY],Employee ID,2sv Enrolled [READ ONLY]\nA,a@x,****,Active,2025/02/01 23:30:00,E1,True\nB,b@x,****,Suspended,Never logged in,,False\n";
    let got = import(None, Some("google"), "User_Download.csv", google);
    assert_eq!(got.fault_lines(), "");
    insta::assert_snapshot!(lines(&got), @"
    account google|a@x system=google name=a@x holder=E1 enabled=yes last_used_on=2025-02-01 mfa=yes since=2025-03-01
    account google|b@x system=google name=b@x enabled=no mfa=no since=2025-03-01
    ");
    let okta = "id,status,created,lastLogin,passwordChanged,login,email\n00u1,ACTIVE,2024-01-15T10:00:00.000Z,2025-02-20T18:30:00.000Z,,a@x,a@x\n00u2,DEPROVISIONED,,,,b@x,\n";
    let got = import(None, Some("okta"), "users.csv", okta);
    assert_eq!(got.fault_lines(), "");
    insta::assert_snapshot!(lines(&got), @"
    account okta|a@x system=okta name=a@x external_id=00u1 enabled=yes created_on=2024-01-15 last_used_on=2025-02-21 since=2025-03-01
    account okta|b@x system=okta name=b@x external_id=00u2 enabled=no since=2025-03-01
    ");
}
