//! Disks that fail, at every operation: what was acknowledged is there, and a batch is there whole or not at all.
//!
//! EVERLOOP_FAULT_SEED repeats the run of a seed, and EVERLOOP_FAULT_SEEDS runs so many; failures print theirs.

mod work;

use std::path::Path;

use everloop_faults::{Failure, Image, Random, Watch, acknowledged};
use everloop_store::{
    Store as _,
    sqlite::{Durability, Options, Sqlite},
};
use rusqlite::ffi::{SQLITE_FULL, SQLITE_IOERR};

use work::Work;

const COMMITS: usize = 6;
/// Images that are made of each moment.
const CUTS: u64 = 2;

fn seeds() -> Vec<u64> {
    match std::env::var("EVERLOOP_FAULT_SEED") {
        Ok(seed) => vec![seed.parse().unwrap()],
        Err(_) => {
            let count = std::env::var("EVERLOOP_FAULT_SEEDS").map_or(1, |count| count.parse().unwrap());
            (1..=count).collect()
        }
    }
}

fn options(directory: &Path, durability: Durability) -> Options {
    Options {
        path: directory.join("app.db"),
        durability,
    }
}

/// Cuts the power after every operation of some commits; returns how many images were opened.
fn cut_everywhere(seed: u64, durability: Durability) -> usize {
    let work = Work::new(seed, COMMITS);
    let log = {
        let directory = tempfile::tempdir().unwrap();
        let watch = Watch::begin(directory.path(), None);
        let mut store = Sqlite::open(&options(directory.path(), durability)).unwrap();
        watch.acknowledge(0);
        for (number, batch) in work.batches.iter().enumerate() {
            store.commit(batch).unwrap();
            watch.acknowledge(number + 1);
        }
        drop(store);
        watch.log()
    };
    let mut images = 0;
    for end in 0..=log.len() {
        for cut in 0..CUTS {
            let directory = tempfile::tempdir().unwrap();
            let mut random = Random::new(seed * 1_000_000 + u64::try_from(end).unwrap() * CUTS + cut);
            let image = Image::default().cut(&log[..end], &mut random);
            image.write(directory.path()).unwrap();
            let acknowledged = acknowledged(&log[..end]);
            let at = format!("seed {seed}, cut {cut} after operation {end} of {}", log.len());
            let store = match Sqlite::open(&options(directory.path(), durability)) {
                Ok(store) => store,
                Err(error) => panic!("{at}: {error}"),
            };
            let place = work
                .place(&store)
                .unwrap_or_else(|error| panic!("{at}: {error}"))
                .unwrap_or_else(|| panic!("{at}: not the state after any commit"));
            if durability == Durability::Full {
                assert!(
                    place >= acknowledged,
                    "{at}: {acknowledged} commits were acknowledged, {place} are there"
                );
            }
            images += 1;
        }
    }
    images
}

#[test]
fn a_power_cut_loses_nothing_that_was_acknowledged() {
    let images: usize = seeds()
        .into_iter()
        .map(|seed| cut_everywhere(seed, Durability::Full))
        .sum();
    println!("{images} images");
    assert!(images > 300, "{images}");
}

#[test]
fn a_power_cut_leaves_a_prefix_when_the_system_keeps_the_writes() {
    for seed in seeds() {
        cut_everywhere(seed, Durability::Os);
    }
}

/// Lets every operation from the n-th on fail, for each n; returns how many there are.
fn fail_everywhere(seed: u64, code: Option<i32>) -> usize {
    let work = Work::new(seed, COMMITS);
    let mut at = 0;
    loop {
        let directory = tempfile::tempdir().unwrap();
        let options = options(directory.path(), Durability::Full);
        let watch = Watch::begin(directory.path(), Some(Failure { at, code }));
        let mut acknowledged = 0;
        if let Ok(mut store) = Sqlite::open(&options) {
            for batch in &work.batches {
                if store.commit(batch).is_err() {
                    break;
                }
                acknowledged += 1;
            }
        }
        let is_done = watch.count() <= at;
        drop(watch);
        let context = format!("seed {seed}, operation {at} fails with {code:?}");
        let store = match Sqlite::open(&options) {
            Ok(store) => store,
            Err(error) => panic!("{context}: {error}"),
        };
        let place = work
            .place(&store)
            .unwrap_or_else(|error| panic!("{context}: {error}"))
            .unwrap_or_else(|| panic!("{context}: not the state after any commit"));
        assert!(
            place == acknowledged || place == acknowledged + 1,
            "{context}: {acknowledged} commits were acknowledged, {place} are there"
        );
        if is_done {
            return at;
        }
        at += 1;
    }
}

#[test]
fn an_error_of_the_disk_is_no_acknowledgement() {
    for code in [None, Some(SQLITE_FULL), Some(SQLITE_IOERR)] {
        for seed in seeds() {
            let operations = fail_everywhere(seed, code);
            assert!(operations > 50, "{operations}");
        }
    }
}

#[test]
fn a_full_disk_is_named() {
    let directory = tempfile::tempdir().unwrap();
    let options = options(directory.path(), Durability::Full);
    let watch = Watch::begin(directory.path(), None);
    let mut store = Sqlite::open(&options).unwrap();
    watch.fail(Failure {
        at: 0,
        code: Some(SQLITE_FULL),
    });
    let text = match store.commit(&Work::new(1, 1).batches[0]) {
        Ok(()) => panic!("nothing was written"),
        Err(error) => error.to_string(),
    };
    assert_eq!(text, format!("the disk that holds {} is full", options.path.display()));
}
