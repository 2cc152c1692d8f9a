//! What a simulation came to: its counts, or the promise that was broken.

use std::{collections::BTreeSet, fmt};

/// How often things happened, so that a simulation is known to reach what it is for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Met {
    pub acknowledged: u64,
    pub refused: u64,
    pub crashes: u64,
    pub failed_commits: u64,
    pub worker_crashes: u64,
    pub mishaps: u64,
    pub activations: u64,
    pub activities: u64,
    pub commits: u64,
    pub runs: u64,
    pub events: u64,
    /// The kinds of events in the histories.
    pub kinds: BTreeSet<&'static str>,
}

impl Met {
    /// Adds another simulation's counts.
    pub fn add(&mut self, other: &Self) {
        self.acknowledged += other.acknowledged;
        self.refused += other.refused;
        self.crashes += other.crashes;
        self.failed_commits += other.failed_commits;
        self.worker_crashes += other.worker_crashes;
        self.mishaps += other.mishaps;
        self.activations += other.activations;
        self.activities += other.activities;
        self.commits += other.commits;
        self.runs += other.runs;
        self.events += other.events;
        self.kinds.extend(&other.kinds);
    }
}

/// What a simulation came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    pub met: Met,
    /// The same for the same seed, or the simulation is not deterministic.
    pub fingerprint: u64,
}

/// A promise that was broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    pub seed: u64,
    pub what: String,
    /// The histories on the disk, one event a line.
    pub story: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "seed {}: {}", self.seed, self.what)
    }
}
