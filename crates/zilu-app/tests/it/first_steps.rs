//! What a company that begins is told.

use crate::support::{Company, TODAY};
use zilu_engine::Day;

#[test]
fn a_company_without_the_day_its_records_begin_is_told_what_to_state_first() {
    let company = Company::new();
    let steps =
        |company: &Company| company.app.with_lens(Day::from(TODAY), None, |lens| lens.overview().first_steps);
    let first = steps(&company).unwrap();
    assert!(!first.company && !first.text);
    let counts: Vec<_> = first.registers.iter().map(|(kind, _, n)| (kind.as_str(), *n)).collect();
    assert_eq!(counts, [("system", 1), ("host", 1), ("person", 0), ("account", 0)]);
    company.csv("company.csv", "name,生效日\n測試保險,2025-01-01\n");
    assert!(steps(&company).unwrap().company);
    company.csv("company.csv", "records_since,生效日\n2025-01-01,2025-01-01\n");
    assert_eq!(steps(&company), None);
}
