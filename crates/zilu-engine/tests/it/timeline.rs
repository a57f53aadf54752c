//! Timelines agree with looking at each day by itself.

use proptest::prelude::*;
use zilu_engine::timeline::Timeline;
use zilu_engine::{Day, Known};

fn known() -> impl Strategy<Value = Known> {
    prop_oneof![Just(Known::No), Just(Known::Unknown), Just(Known::Yes)]
}

fn timeline() -> impl Strategy<Value = Timeline<Known>> {
    (known(), prop::collection::btree_map(0..40_i32, known(), 0..6)).prop_map(|(first, steps)| {
        let mut timeline = Timeline::constant(first);
        for (day, value) in steps {
            timeline.push(Day(day), value);
        }
        timeline
    })
}

proptest! {
    #[test]
    fn combining_is_pointwise(a in timeline(), b in timeline()) {
        let (and, or, not) = (a.and(&b), a.or(&b), a.map(|known| !known));
        for day in (-2..45).map(Day) {
            prop_assert_eq!(and.at(day), a.at(day).and(b.at(day)));
            prop_assert_eq!(or.at(day), a.at(day).or(b.at(day)));
            prop_assert_eq!(not.at(day), !a.at(day));
        }
    }

    #[test]
    fn replacing_runs_is_pointwise(a in timeline(), b in timeline(), c in timeline()) {
        let chosen = a.and_then(|known, _| if known == Known::Yes { b.clone() } else { c.clone() });
        for day in (-2..45).map(Day) {
            let expected = if a.at(day) == Known::Yes { b.at(day) } else { c.at(day) };
            prop_assert_eq!(chosen.at(day), expected);
        }
    }
}
