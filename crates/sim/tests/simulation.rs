//! Some simulations on every change; `make torture` runs them for as long as wanted.

use everloop_sim::{Met, run};

const SEEDS: u64 = 150;

#[test]
fn whatever_breaks_nothing_that_was_acknowledged_is_lost() {
    let mut met = Met::default();
    for seed in 0..SEEDS {
        match run(seed) {
            Ok(report) => met.add(&report.met),
            Err(violation) => panic!("{violation}"),
        }
    }
    println!("{met:?}");
    assert!(met.acknowledged > SEEDS * 20, "{met:?}");
    assert!(met.crashes > SEEDS / 2 && met.failed_commits > SEEDS / 4, "{met:?}");
    assert!(met.worker_crashes > SEEDS / 2 && met.mishaps > SEEDS * 2, "{met:?}");
    assert!(met.events > SEEDS * 100 && met.activities > SEEDS * 10, "{met:?}");
}

#[test]
fn one_seed_is_one_course_of_events() {
    for seed in [3, 17] {
        assert_eq!(run(seed), run(seed));
    }
}
