//! What templates and exports write, the importers read back.

mod common;

use common::{Got, catalogue};
use insta::assert_snapshot;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::io::Cursor;
use zilu_catalogue::{Catalogue, FieldId, KindId, Language, Type, Value};
use zilu_intake::{
    Format, Incoming, Outgoing, Source, export_csv, export_xlsx, read_csv, read_workbook, template_csv,
    template_xlsx,
};

const LANGUAGES: [Language; 2] = [Language::Zh, Language::En];

fn csv_of(catalogue: &Catalogue, kind: KindId, language: Language, records: &[Incoming]) -> Vec<u8> {
    let mut bytes = Vec::new();
    export_csv(&mut bytes, catalogue, kind, language, records.iter().map(outgoing)).expect("written");
    bytes
}

fn outgoing(record: &Incoming) -> Outgoing<'_> {
    Outgoing { fields: &record.fields, effective: Some(record.effective), void: record.void }
}

fn back_from_csv(catalogue: &Catalogue, bytes: &[u8]) -> Got {
    Got::from(|sink| read_csv(Cursor::new(bytes), catalogue, None, &Source::new("person.csv"), sink))
}

fn back_from_xlsx(catalogue: &Catalogue, bytes: &[u8]) -> Got {
    Got::from(|sink| read_workbook(bytes, Format::Xlsx, catalogue, None, &Source::new("x.xlsx"), sink))
}

/// What a record says, without where it stood.
type Said = (String, Vec<(FieldId, Value)>, Date, bool);

fn said(records: &[Incoming]) -> Vec<Said> {
    records.iter().map(|r| (r.key.clone(), r.fields.clone(), r.effective, r.void)).collect()
}

#[test]
fn a_template_comes_back_empty_and_takes_rows() {
    let catalogue = catalogue();
    for (index, kind) in catalogue.kinds.iter().enumerate() {
        let id = KindId(index as u16);
        for language in LANGUAGES {
            let csv = template_csv(&catalogue, id, language);
            let got = back_from_csv_named(&catalogue, &kind.name, &csv);
            assert_eq!((got.fault_lines().as_str(), got.records.len()), ("", 0), "{}", kind.name);
            let xlsx = template_xlsx(&catalogue, id, language).expect("template");
            let got = back_from_xlsx(&catalogue, &xlsx);
            assert_eq!((got.fault_lines().as_str(), got.records.len()), ("", 0), "{}", kind.name);
        }
    }
}

fn back_from_csv_named(catalogue: &Catalogue, name: &str, bytes: &[u8]) -> Got {
    let source = Source { date: Some(date(2025, 3, 1)), ..Source::new(&format!("{name}.csv")) };
    Got::from(|sink| read_csv(Cursor::new(bytes), catalogue, None, &source, sink))
}

#[test]
fn templates_say_what_a_cell_may_hold() {
    let catalogue = catalogue();
    let person = catalogue.kind("person").expect("person");
    let text = |language| String::from_utf8(template_csv(&catalogue, person, language)).expect("UTF-8");
    assert_snapshot!(text(Language::Zh).trim_start_matches('\u{feff}'), @r##"
員工編號*,姓名,臺北單位,電話,到職日,在職,職等,受訓時數,等級,最後登入,主管,生效日,作廢
"#說明：必填；文字",文字,文字,文字,日期，例如 113/07/18 或 2024-07-18,是／否,整數,數字，至多三位小數,高／中／低,日期與時間，例如 113/07/18 08:30,人員的鍵值（員工編號）,事實成立之日，例如 113/07/18；空白時依事件日或匯入時指定之日,整筆登錄錯誤時填「是」
"##);
    assert_snapshot!(text(Language::En).trim_start_matches('\u{feff}'), @r##"
staff number*,name,unit,phone,joined on,active,grade,hours,level,last login,manager,effective on,void
"#help: needed; text",text,text,text,"a date, for example 2024-07-18 or 113/07/18 (ROC)",yes / no,a whole number,a number with at most three decimals,high / medium / low,"a date and time, for example 2024-07-18 08:30",key of the person (staff number),"the day from which the row is true, for example 2024-07-18; when empty, the date of the event or the one given when importing",yes when the whole record was made in error
"##);
}

#[test]
fn workbooks_do_not_depend_on_the_clock() {
    let catalogue = catalogue();
    let make = || template_xlsx(&catalogue, KindId(4), Language::Zh).expect("template");
    assert_eq!(make(), make());
}

#[test]
fn an_export_is_fit_for_excel() {
    let catalogue = catalogue();
    let got = Got::csv(
        "id,name,joined_on,level,active\n0012,=cmd|' /C calc'!A0,113/07/18,高,是\n1,\"a,\"\"b\"\"\",,?,\n"
            .as_bytes(),
    );
    let zh = csv_of(&catalogue, KindId(4), Language::Zh, &got.records);
    assert!(zh.starts_with(b"\xEF\xBB\xBF"));
    assert_snapshot!(String::from_utf8_lossy(&zh[3..]).replace('\r', ""), @r#"
員工編號,姓名,臺北單位,電話,到職日,在職,職等,受訓時數,等級,最後登入,主管,生效日,作廢
0012,'=cmd|' /C calc'!A0,,,2024-07-18,是,,,高,,,2025-03-01,
1,"a,""b""",,,,,,,?,,,2025-03-01,
"#);
}

#[test]
fn a_text_too_long_for_a_cell_is_an_error() {
    let catalogue = catalogue();
    let fields = [(FieldId(0), Value::Text("x".repeat(40_000)))];
    let record = Outgoing { fields: &fields, effective: None, void: false };
    let error = export_xlsx(&catalogue, KindId(4), Language::Zh, [record]).expect_err("too long");
    assert!(error.to_string().contains("無法產生活頁簿"), "{error}");
}

/// Any value that a field of this type can hold.
fn value(ty: &Type) -> BoxedStrategy<Value> {
    let known = match ty {
        // A key is kept without blanks at its ends and with narrow letters.
        Type::Ref(_) => prop_oneof![
            "[!-~](([ -~\u{4e00}-\u{4e10}\n\r\t]{0,9})[!-~\u{4e00}-\u{4e10}])?".prop_map(Value::Text),
            "(#說明|#help|_x0041_|0012|113/07/18|TRUE|1e5|'未知|a b|\"|,|;)".prop_map(Value::Text),
        ]
        .boxed(),
        Type::Text | Type::File => prop_oneof![
            "[ -~\u{3000}-\u{303f}\u{4e00}-\u{4e10}\u{ff00}-\u{ff5e}\n\r\t]{1,12}".prop_map(Value::Text),
            "['?=+@未知 -]{1,4}".prop_map(Value::Text),
            "(#說明|#help|_x0041_|0012|113/07/18|TRUE|1e5|\\?|？|未知|'未知| a |\"|,|;)"
                .prop_map(Value::Text),
        ]
        .boxed(),
        Type::YesNo => any::<bool>().prop_map(Value::YesNo).boxed(),
        Type::Integer => {
            (-1_000_000_000_000_000_000_i64..1_000_000_000_000_000_000).prop_map(Value::Number).boxed()
        }
        Type::Decimal => (-1_000_000_000_000_i64..1_000_000_000_000).prop_map(Value::Number).boxed(),
        Type::Date => (0..100_000_i32)
            .prop_map(|n| Value::Date(date(1900, 1, 1).saturating_add(jiff::Span::new().days(n))))
            .boxed(),
        Type::Instant => (-2_000_000_000_i64..7_000_000_000).prop_map(Value::Instant).boxed(),
        Type::Enum(words) => (0..words.len() as u16).prop_map(Value::Enum).boxed(),
    };
    prop_oneof![9 => known, 1 => Just(Value::Unknown)].boxed()
}

fn record(catalogue: &Catalogue) -> impl Strategy<Value = Incoming> + use<> {
    let kind = catalogue.kind("person").expect("person");
    let fields: Vec<_> = catalogue.kinds[kind.index()].fields[1..]
        .iter()
        .map(|field| proptest::option::of(value(&field.ty)))
        .collect();
    (any::<u32>(), fields, 0..50_000_i32, any::<bool>()).prop_map(move |(key, values, day, void)| {
        let mut fields = vec![(FieldId(0), Value::Text(format!("{key:08}")))];
        let rest = values.into_iter().enumerate();
        fields.extend(rest.filter_map(|(i, value)| Some((FieldId(i as u16 + 1), value?))));
        Incoming {
            kind,
            key: format!("{key:08}"),
            fields,
            defaults: Vec::new(),
            earliest: Vec::new(),
            effective: date(1950, 1, 1).saturating_add(jiff::Span::new().days(day)),
            place: Default::default(),
            void,
        }
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn facts_survive_the_way_out_and_back(records in proptest::collection::vec(record(&catalogue()), 1..6)) {
        let mut records = records;
        records.dedup_by(|a, b| a.key == b.key && a.effective == b.effective);
        let catalogue = catalogue();
        let person = catalogue.kind("person").expect("person");
        for language in LANGUAGES {
            let got = back_from_csv(&catalogue, &csv_of(&catalogue, person, language, &records));
            prop_assert_eq!(got.fault_lines(), "");
            prop_assert_eq!(said(&got.records), said(&records));
            let xlsx = export_xlsx(&catalogue, person, language, records.iter().map(outgoing)).expect("written");
            let got = back_from_xlsx(&catalogue, &xlsx);
            prop_assert_eq!(got.fault_lines(), "");
            prop_assert_eq!(said(&got.records), said(&records));
        }
    }
}
