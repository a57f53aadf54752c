//! What people and files write into fields, and the canonical form.

use insta::assert_snapshot;
use zilu_catalogue::{EnumValue, KindId, Label, Type, format_value, parse_value};

fn check(ty: &Type, texts: &[&str]) -> String {
    texts
        .iter()
        .map(|text| match parse_value(ty, text) {
            Ok(value) => {
                let written = format_value(ty, &value);
                assert_eq!(parse_value(ty, &written).as_ref(), Ok(&value), "the canonical form reads back");
                format!("{text} → {written}")
            }
            Err(fault) => {
                assert!(!fault.expected_zh.is_empty() && !fault.expected_en.is_empty());
                format!("{text} ✗ {}", fault.en)
            }
        })
        .collect::<Vec<_>>()
        .join("\n")
}

#[test]
fn dates() {
    assert_snapshot!(check(&Type::Date, &[
        "113年7月18日", "民國113年7月18日", "中華民國 113 年 07 月 18 日", "民國99年1月2日", "99年1月2日", "113/07/18", "113/7/8",
        "113.07.18", "113-07-18", "1130718", "１１３／０７／１８", "2024-07-18", "2024/7/18", "2024.7.18", "20240718",
        "2024年7月18日", "西元2024年7月18日", " 2024-07-18\u{3000}", "2024-07-18 00:00:00", "2024-02-29", "0990718",
        "99/7/18", "18/07/2024", "07-18", "2024-02-30", "113/13/01", "1899-12-31", "2201-01-01", "289/12/31", "290/01/01",
        "2024-07-18 08:30", "990718", "2024-7", "today", "", "2024-07-18x", "113年7月", "１１３年７月１８日",
    ]), @"
    113年7月18日 → 2024-07-18
    民國113年7月18日 → 2024-07-18
    中華民國 113 年 07 月 18 日 → 2024-07-18
    民國99年1月2日 → 2010-01-02
    99年1月2日 → 2010-01-02
    113/07/18 → 2024-07-18
    113/7/8 → 2024-07-08
    113.07.18 → 2024-07-18
    113-07-18 → 2024-07-18
    1130718 → 2024-07-18
    １１３／０７／１８ → 2024-07-18
    2024-07-18 → 2024-07-18
    2024/7/18 → 2024-07-18
    2024.7.18 → 2024-07-18
    20240718 → 2024-07-18
    2024年7月18日 → 2024-07-18
    西元2024年7月18日 → 2024-07-18
     2024-07-18　 → 2024-07-18
    2024-07-18 00:00:00 → 2024-07-18
    2024-02-29 → 2024-02-29
    0990718 → 2010-07-18
    99/7/18 ✗ `99/7/18`: a year of two digits is ambiguous
    18/07/2024 ✗ `18/07/2024`: not a date
    07-18 ✗ `07-18`: not a date
    2024-02-30 ✗ `2024-02-30`: there is no such day
    113/13/01 ✗ `113/13/01`: there is no such day
    1899-12-31 ✗ `1899-12-31`: the year is not between 1900 and 2200
    2201-01-01 ✗ `2201-01-01`: the year is not between 1900 and 2200
    289/12/31 → 2200-12-31
    290/01/01 ✗ `290/01/01`: the year is not between 1900 and 2200
    2024-07-18 08:30 ✗ `2024-07-18 08:30`: has a time of day; only a day fits here
    990718 ✗ `990718`: not a date
    2024-7 ✗ `2024-7`: not a date
    today ✗ `today`: has a time of day; only a day fits here
     ✗ ``: not a date
    2024-07-18x ✗ `2024-07-18x`: not a date
    113年7月 ✗ `113年7月`: not a date
    １１３年７月１８日 → 2024-07-18
    ");
}

#[test]
fn instants() {
    assert_snapshot!(check(&Type::Instant, &[
        "2025-03-01 08:30", "2025-03-01T08:30:15+08:00", "2025-03-01T08:30:15Z", "2025-03-01T00:30:15.999Z",
        "2025-03-01T08:30-0500", "114/03/01 08:30:15", "114年3月1日 8時30分", "民國114年3月1日 下午2點05分", "1140301 0830",
        "2025/3/1 上午 08:30:00", "2025/3/1 12:00 AM", "2025/3/1 12:00 PM", "2025-02-28 24:00", "2025-12-31T24:00:00+08:00",
        "2025-03-01 24:01", "2025-03-01 25:00", "2025-03-01", "08:30", "2025-03-01 08:60", "2025-03-01T08:30+15:00",
        "2025-03-01 13:00 PM", "２０２５－０３－０１\u{3000}０８：３０",
    ]), @"
    2025-03-01 08:30 → 2025-03-01T08:30:00+08:00
    2025-03-01T08:30:15+08:00 → 2025-03-01T08:30:15+08:00
    2025-03-01T08:30:15Z → 2025-03-01T16:30:15+08:00
    2025-03-01T00:30:15.999Z → 2025-03-01T08:30:15+08:00
    2025-03-01T08:30-0500 → 2025-03-01T21:30:00+08:00
    114/03/01 08:30:15 → 2025-03-01T08:30:15+08:00
    114年3月1日 8時30分 → 2025-03-01T08:30:00+08:00
    民國114年3月1日 下午2點05分 → 2025-03-01T14:05:00+08:00
    1140301 0830 ✗ `1140301 0830`: not a date and a time
    2025/3/1 上午 08:30:00 → 2025-03-01T08:30:00+08:00
    2025/3/1 12:00 AM → 2025-03-01T00:00:00+08:00
    2025/3/1 12:00 PM → 2025-03-01T12:00:00+08:00
    2025-02-28 24:00 → 2025-03-01T00:00:00+08:00
    2025-12-31T24:00:00+08:00 → 2026-01-01T00:00:00+08:00
    2025-03-01 24:01 ✗ `2025-03-01 24:01`: not a date and a time
    2025-03-01 25:00 ✗ `2025-03-01 25:00`: not a date and a time
    2025-03-01 ✗ `2025-03-01`: not a date and a time
    08:30 ✗ `08:30`: not a date and a time
    2025-03-01 08:60 ✗ `2025-03-01 08:60`: not a date and a time
    2025-03-01T08:30+15:00 ✗ `2025-03-01T08:30+15:00`: not a date and a time
    2025-03-01 13:00 PM ✗ `2025-03-01 13:00 PM`: not a date and a time
    ２０２５－０３－０１　０８：３０ → 2025-03-01T08:30:00+08:00
    ");
}

#[test]
fn numbers() {
    assert_snapshot!(check(&Type::Integer, &["12", "-3", "+4", "1,200", "1,234,567", "１２", "12.0", "12.5", "1,20", "", "12人", "99999999999999999999"]), @"
    12 → 12
    -3 → -3
    +4 → 4
    1,200 → 1200
    1,234,567 → 1234567
    １２ → 12
    12.0 → 12
    12.5 ✗ `12.5`: not a whole number
    1,20 ✗ `1,20`: not a whole number
     ✗ ``: not a whole number
    12人 ✗ `12人`: not a whole number
    99999999999999999999 ✗ `99999999999999999999`: not a whole number
    ");
    assert_snapshot!(check(&Type::Decimal, &["7", "7.5", "7.125", "-0.5", "1,200.50", "0.1000", "7.1234", ".5", "7.", "1e3", "7,5", "9223372036854775.807", "9223372036854775.808"]), @"
    7 → 7
    7.5 → 7.5
    7.125 → 7.125
    -0.5 → -0.5
    1,200.50 → 1200.5
    0.1000 → 0.1
    7.1234 ✗ `7.1234`: more than three decimals
    .5 ✗ `.5`: not a number
    7. ✗ `7.`: not a number
    1e3 ✗ `1e3`: not a number
    7,5 ✗ `7,5`: not a number
    9223372036854775.807 → 9223372036854775.807
    9223372036854775.808 ✗ `9223372036854775.808`: not a number
    ");
}

#[test]
fn flags() {
    assert_snapshot!(check(&Type::YesNo, &[
        "yes", "Y", "TRUE", "是", "有", "1", "V", "v", "Ｙ", "no", "n", "False", "否", "無", "0", " 否 ", "", "?", "也許", "yes no",
    ]), @"
    yes → yes
    Y → yes
    TRUE → yes
    是 → yes
    有 → yes
    1 → yes
    V → yes
    v → yes
    Ｙ → yes
    no → no
    n → no
    False → no
    否 → no
    無 → no
    0 → no
     否  → no
     ✗ ``: neither yes nor no
    ? ✗ `?`: neither yes nor no
    也許 ✗ `也許`: neither yes nor no
    yes no ✗ `yes no`: neither yes nor no
    ");
}

#[test]
fn vocabularies_texts_and_keys() {
    let value = |name: &str, zh: &str, en: &str| EnumValue {
        name: name.into(),
        label: Label { zh: zh.into(), en: en.into() },
    };
    let place = Type::Enum(vec![
        value("taipei", "臺北", "Taipei"),
        value("central_office", "總公司", "head office"),
        value("other", "其他", "head office"),
    ]);
    assert_snapshot!(check(&place, &["taipei", "TAIPEI", "台北", "臺北 ", "ｔａｉｐｅｉ", "總公司", "central_office", "Head Office", "taipeh", ""]), @"
    taipei → taipei
    TAIPEI → taipei
    台北 → taipei
    臺北  → taipei
    ｔａｉｐｅｉ → taipei
    總公司 → central_office
    central_office → central_office
    Head Office ✗ `Head Office`: fits more than one value
    taipeh ✗ `taipeh`: not in the vocabulary
     ✗ ``: not in the vocabulary
    ");
    assert_snapshot!(check(&Type::Text, &["  王 小明　", "ＡＢＣ", ""]), @"
      王 小明　 → 王 小明
    ＡＢＣ → ＡＢＣ
     ✗ ``: empty
    ");
    assert_snapshot!(check(&Type::Ref(KindId(0)), &["web|root"]), @"web|root → web|root");
    assert_snapshot!(check(&Type::File, &["R-2025/01"]), @"R-2025/01 → R-2025/01");
}

#[test]
fn a_fault_names_what_is_expected() {
    assert_snapshot!(parse_value(&Type::YesNo, "maybe").map_err(|fault| fault.to_string()).unwrap_err(), @"「maybe」：看不懂的是非值（應為是／否、有／無、yes／no、y／n、true／false、1／0 或 V） · `maybe`: neither yes nor no (expected: yes/no, y/n, true/false, 是/否, 有/無, 1/0 or V)");
    let long = "長".repeat(500);
    assert!(parse_value(&Type::Integer, &long).is_err_and(|fault| fault.zh.chars().count() < 100));
}
