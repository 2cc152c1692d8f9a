//! Some inputs of each kind that nobody would send, on every change; `make torture` tries them for as long as wanted.

use everloop_sim::fuzz::Target;

#[track_caller]
fn check(target: Target, seeds: u64) {
    for seed in 0..seeds {
        if let Err(what) = target.run(seed) {
            panic!("{what}");
        }
    }
}

#[test]
fn every_rpc_bears_any_request() {
    check(Target::Rpc, 100);
}

#[test]
fn filters_are_read_or_refused() {
    check(Target::Filter, 60);
}

#[test]
fn times_of_schedules_go_forward() {
    check(Target::Schedule, 15);
}

#[test]
fn replays_end_whatever_the_history() {
    check(Target::History, 8);
}
