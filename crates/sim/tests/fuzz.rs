//! Some inputs of each kind that nobody would send, on every change; `make torture` tries them for as long as wanted.

use std::{fs, path::Path};

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

/// Tries the files of a folder beside the fuzz targets; how many there were.
fn check_files(folder: &str, target: Target) -> usize {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fuzz").join(folder);
    let Ok(files) = fs::read_dir(folder.join(target.name())) else {
        return 0;
    };
    let paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    for path in &paths {
        let input = fs::read(path).unwrap();
        if let Err(what) = target.run_on(&input) {
            panic!("{}: {what}", path.display());
        }
    }
    paths.len()
}

#[test]
fn inputs_that_fuzzers_begin_with_are_well() {
    for target in Target::ALL {
        assert!(check_files("corpus", target) > 5, "{target:?}");
    }
}

#[test]
fn inputs_that_once_went_wrong_are_well() {
    for target in Target::ALL {
        check_files("found", target);
    }
}
