//! Bodies: one spelling, read back as written, never a panic.
#![allow(clippy::unwrap_used)]

use insta::assert_snapshot;
use jiff::civil::{Date, date};
use proptest::prelude::*;
use std::borrow::Cow;
use zilu_store::*;

fn json(body: &RevisionBody<'_>) -> String {
    let mut out = Vec::new();
    body.write(&mut out);
    String::from_utf8(out).unwrap()
}

#[test]
fn a_revision_has_one_spelling() {
    let body = RevisionBody::new("finding", "web|r1|tcp/443", date(2025, 2, 10))
        .field("risk", "high")
        .unknown("place");
    assert_snapshot!(json(&body), @r#"{"kind":"finding","key":"web|r1|tcp/443","effective":"2025-02-10","fields":{"risk":"high","place":null},"origin":"measured"}"#);
    let spot = Spot { sheet: Some("帳號".into()), row: Some(12), ..Spot::default() };
    let placed = RevisionBody { fields: Vec::new(), spot: Some(spot), restores: Some(7), ..body.clone() };
    assert_snapshot!(json(&placed), @r#"{"kind":"finding","key":"web|r1|tcp/443","effective":"2025-02-10","fields":{},"origin":"measured","spot":{"sheet":"帳號","row":12},"restores":7}"#);
    let voided = RevisionBody { origin: Origin::Attested, void: true, fields: Vec::new(), ..body };
    assert_snapshot!(json(&voided), @r#"{"kind":"finding","key":"web|r1|tcp/443","effective":"2025-02-10","fields":{},"origin":"attested","void":true}"#);
}

#[test]
fn texts_are_borrowed_where_they_can_be() {
    let text = json(&RevisionBody::new("k", "a\"b", date(2025, 2, 10)).field("堃", "𤧥"));
    let body = RevisionBody::parse(&text).unwrap();
    assert!(matches!(&body.kind, Cow::Borrowed("k")));
    assert!(matches!(&body.key, Cow::Owned(key) if key == "a\"b"));
    assert!(matches!(&body.fields[0], (Cow::Borrowed("堃"), Some(Cow::Borrowed("𤧥")))));
}

#[test]
fn what_is_not_a_revision_is_refused() {
    let say = |text: &str| RevisionBody::parse(text).unwrap_err().to_string();
    let with = |effective: &str| {
        format!(r#"{{"kind":"k","key":"a","effective":"{effective}","fields":{{}},"origin":"measured"}}"#)
    };
    assert!(RevisionBody::parse(&with("2024-02-29")).is_ok());
    for wrong in ["2025-02-29", "2025-2-10", "2025-02-10T00:00", "+025-02-10", "2025/02/10", ""] {
        assert!(say(&with(wrong)).contains("expected a day as YYYY-MM-DD"), "{wrong}");
    }
    assert!(say("[]").contains("invalid length"));
    assert!(say(r#"{"kind":"k"}"#).contains("missing field"));
    assert!(say(&with("2025-01-01").replace("{}", r#"{"a":1}"#)).contains("invalid type"));
    assert!(say(&with("2025-01-01").replace("measured", "guessed")).contains("unknown variant"));
    let later = with("2025-01-01").replace("\"origin\"", r#""new":{"x":[1]},"origin""#);
    assert!(RevisionBody::parse(&later).is_ok(), "a later version may add names");
}

proptest! {
    #[test]
    fn a_revision_survives(
        kind in "[a-z_]{1,8}", key in any::<String>(), day in 0..3_000_000_i32,
        fields in prop::collection::vec((any::<String>(), prop::option::of(any::<String>())), 0..6),
        attested: bool, void: bool,
        spot in prop::option::of((prop::option::of(any::<String>()), any::<[Option<u64>; 3]>())),
        restores: Option<u64>,
    ) {
        let effective = Date::new(1, 1, 1).unwrap().checked_add(jiff::Span::new().days(day)).unwrap();
        let fields = fields.into_iter().map(|(n, v)| (n.into(), v.map(Cow::from))).collect();
        let origin = if attested { Origin::Attested } else { Origin::Measured };
        let spot = spot.map(|(sheet, [row, line, byte])| {
            Spot { sheet: sheet.map(Cow::from), row, line, byte }
        });
        let (kind, key) = (kind.into(), key.into());
        let body = RevisionBody { kind, key, effective, fields, origin, void, spot, restores };
        let text = json(&body);
        prop_assert!(text.bytes().all(|b| b >= 0x20));
        prop_assert_eq!(&RevisionBody::parse(&text).unwrap(), &body);
        prop_assert_eq!(body.clone().into_owned(), body);
    }

    #[test]
    fn no_input_panics(bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0_usize..100, byte: u8) {
        let _ = RevisionBody::parse(&String::from_utf8_lossy(&bytes));
        let mut text = json(&RevisionBody::new("k", "a", date(2025, 2, 10)).field("risk", "high")).into_bytes();
        if let Some(place) = text.get_mut(at) {
            *place = byte;
        }
        let _ = RevisionBody::parse(&String::from_utf8_lossy(&text));
    }
}
