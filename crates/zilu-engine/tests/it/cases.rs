//! Every case of the catalogue comes out.

use crate::support;

#[test]
fn every_case_of_the_catalogue_comes_out() {
    let catalogue = support::catalogue();
    assert!(!catalogue.cases.is_empty(), "the catalogue has cases");
    let differing: Vec<String> = catalogue
        .cases
        .iter()
        .flat_map(|case| zilu_engine::case::run_case(catalogue, case))
        .map(|diagnostic| format!("{}: {}", diagnostic.position, diagnostic.en))
        .collect();
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}
