//! Runs simulations: one seed, or as many as fit into a time.

use std::{
    fs,
    path::{Path, PathBuf},
    process::ExitCode,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

use clap::Parser;
use everloop_sim::{Met, Violation, fuzz::Target, matrix, run};

/// A crash matrix takes as long as so many simulations.
const MATRIX_EVERY: u64 = 100;

/// Simulate everloop under faults, and try inputs that nobody would send. A failing seed is printed and can be run again alone.
#[derive(Parser)]
struct Arguments {
    /// Run this seed alone.
    #[arg(long)]
    seed: Option<u64>,
    /// Run only the cells of this commit, of the crash matrix of the seed.
    #[arg(long, requires = "seed")]
    commit: Option<u64>,
    /// Run seeds for this long; the first is taken from the clock.
    #[arg(long, default_value_t = 60)]
    seconds: u64,
    /// Write inputs for fuzzers to begin with into this directory, and do nothing else.
    #[arg(long)]
    examples: Option<PathBuf>,
}

impl Arguments {
    /// Says what went wrong; with all histories if it was one seed that was wanted.
    fn failed(&self, violation: &Violation) -> ExitCode {
        if self.seed.is_some() {
            eprintln!("{}", violation.story);
        }
        eprintln!(
            "{violation}\nagain: cargo run -p everloop-sim -- --seed {}",
            violation.seed
        );
        ExitCode::FAILURE
    }
}

/// Few, for they are kept in the repository; a fuzzer makes more of them.
const EXAMPLES: u64 = 12;

fn write_examples(place: &Path) -> Result<(), String> {
    for target in Target::ALL {
        let folder = place.join(target.name());
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        for seed in 0..EXAMPLES {
            let input = target.example(seed)?;
            fs::write(folder.join(seed.to_string()), input).map_err(|error| error.to_string())?;
        }
    }
    Ok(())
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    if let Some(place) = &arguments.examples {
        return match write_examples(place) {
            Ok(()) => ExitCode::SUCCESS,
            Err(what) => {
                eprintln!("{what}");
                ExitCode::FAILURE
            }
        };
    }
    let begun = Instant::now();
    let clock = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let first = arguments.seed.unwrap_or(clock.as_secs() << 20);
    let (mut met, mut count) = (Met::default(), 0u64);
    println!("first seed: {first}");
    if let Some(commit) = arguments.commit {
        return match matrix::run_commit(first, commit) {
            Ok(_) => ExitCode::SUCCESS,
            Err(violation) => arguments.failed(&violation),
        };
    }
    loop {
        match run(first + count) {
            Ok(report) => met.add(&report.met),
            Err(violation) => return arguments.failed(&violation),
        }
        for target in Target::ALL {
            if let Err(what) = target.run(first + count) {
                eprintln!("{what}\nagain: cargo run -p everloop-sim -- --seed {}", first + count);
                return ExitCode::FAILURE;
            }
        }
        if count.is_multiple_of(MATRIX_EVERY)
            && let Err(violation) = matrix::run(first + count)
        {
            return arguments.failed(&violation);
        }
        count += 1;
        if arguments.seed.is_some() || begun.elapsed() >= Duration::from_secs(arguments.seconds) {
            println!("{count} simulations and as many inputs of each kind without a violation: {met:?}");
            return ExitCode::SUCCESS;
        }
    }
}
