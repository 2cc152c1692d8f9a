//! A crash at every commit of some simulations; `make torture` tries more of them.

use everloop_sim::{Met, matrix};

const SEEDS: u64 = 1;

#[test]
fn the_engine_may_die_at_every_commit() {
    let (mut count, mut met) = (0, Met::default());
    for seed in 0..SEEDS {
        match matrix::run(seed) {
            Ok(cells) => {
                count += cells.count;
                met.add(&cells.met);
            }
            Err(violation) => panic!("{violation}"),
        }
    }
    println!("{count} cells: {met:?}");
    assert!(count > SEEDS * 200, "{count} cells");
    // Each cell is one death, but for those that come after the last commit of a course that took fewer.
    assert!(met.crashes + met.failed_commits > count * 9 / 10, "{met:?}");
}
