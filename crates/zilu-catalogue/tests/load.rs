//! The pack loads, and what was loaded is what was written.

mod common;

use zilu_catalogue::*;

#[test]
fn the_pack_has_no_fault() {
    let (_, faults) = load(&common::pack());
    assert_eq!(common::lines(&faults), "no fault\n");
}
