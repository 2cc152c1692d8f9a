//! The hashes of tasks, without Python.

#[path = "../src/workflow/task_hash.rs"]
mod task_hash;

use task_hash::hash_of;

#[test]
fn the_first_tasks_of_many_runs_have_as_many_hashes() {
    let seeds = (0..1000_u64).map(|run| run.wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let hashes: std::collections::BTreeSet<i64> = seeds.map(|seed| hash_of(seed, 0)).collect();
    assert_eq!(hashes.len(), 1000);
}

#[test]
fn small_sets_have_a_run_s_tasks_in_the_order_of_their_numbers() {
    for seed in [0, 7, u64::MAX] {
        let places: Vec<i64> = (0..8).map(|number| hash_of(seed, number) & 7).collect();
        assert_eq!(places, [0, 1, 2, 3, 4, 5, 6, 7]);
    }
}
