//! How fast tables are written and read back.
//!
//! `cargo run --release -p zilu-intake --example table_throughput [ROWS]`

#[path = "../tests/common/mod.rs"]
mod common;

use std::io::Cursor;
use std::time::Instant;
use zilu_catalogue::{FieldId, KindId, Language, Value};
use zilu_intake::{Format, Item, Outgoing, Source, export_csv, export_xlsx, read};

fn main() {
    let rows: usize = std::env::args().nth(1).map_or(100_000, |n| n.parse().expect("a number"));
    let catalogue = common::catalogue();
    let person = KindId(4);
    let day = jiff::civil::date(2024, 7, 18);
    let records: Vec<Vec<(FieldId, Value)>> = (0..rows)
        .map(|n| {
            vec![
                (FieldId(0), Value::Text(format!("{n:08}"))),
                (FieldId(1), Value::Text(format!("王小明{n}"))),
                (FieldId(2), Value::Text("資訊部".into())),
                (FieldId(4), Value::Date(day)),
                (FieldId(5), Value::YesNo(true)),
                (FieldId(6), Value::Number(7)),
                (FieldId(8), Value::Enum(1)),
            ]
        })
        .collect();
    let outgoing = || records.iter().map(|fields| Outgoing { fields, effective: Some(day), void: false });
    for format in [Format::Csv, Format::Xlsx] {
        let start = Instant::now();
        let bytes = if format == Format::Csv {
            let mut bytes = Vec::new();
            export_csv(&mut bytes, &catalogue, person, Language::Zh, outgoing()).expect("written");
            bytes
        } else {
            export_xlsx(&catalogue, person, Language::Zh, outgoing()).expect("written")
        };
        let written = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let mut records = 0;
        let summary =
            read(Cursor::new(&bytes), format, Some("person"), &catalogue, &Source::new("x"), &mut |item| {
                records += usize::from(matches!(item, Item::Record(_)));
                Ok::<(), ()>(())
            })
            .expect("the sink never fails");
        let seconds = start.elapsed().as_secs_f64();
        assert!(summary.is_clean() && records == rows);
        println!(
            "{format}: {rows} rows, {:.1} MB; written in {written:.2} s, read in {seconds:.2} s ({:.0} rows/s)",
            bytes.len() as f64 / 1e6,
            rows as f64 / seconds
        );
    }
}
