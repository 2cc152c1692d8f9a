//! The crash matrix: a simulation in which nothing breaks is run again for each of its commits and each way to die there, and
//! must come to a good end every time.
//!
//! One run of the clients, workers and the operator makes some dozens of commits, with requests of all kinds and commands of all kinds
//! in them; the rows of the matrix are these commits, its columns are [`Crash`]: some on a disk in memory, where a commit is there
//! or not, and some on a database file, where the death falls into any of the operations that make a commit. After the crash
//! another engine opens what is left, who had no answer asks again, and the checks of every simulation hold: the fold of
//! each history is the recorded state, what was acknowledged is there once, all runs end, what is to go goes without a trace,
//! and every history replays.

use std::{
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use crate::{
    course::{Cell, Crash, Kept},
    report::{Met, Violation},
    world::run_calm,
};

/// Few, so that a matrix has few rows, and many matrices can be made.
const REQUESTS_PER_CLIENT: u32 = 2;

/// How much of a matrix was tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    pub count: u64,
    pub met: Met,
}

/// Tries all cells of the matrix of a seed, on all processors; each cell is a simulation of its own.
///
/// # Errors
/// A cell that broke a promise; it is named.
pub fn run(seed: u64) -> Result<Cells, Violation> {
    let mut all = Cells::default();
    let mut cells = Vec::new();
    for (kept, crashes) in [(Kept::InMemory, Crash::IN_MEMORY), (Kept::InFile, Crash::IN_FILE)] {
        let calm = run_calm(seed, REQUESTS_PER_CLIENT, kept, None)?;
        for commit in 0..calm.met.commits {
            cells.extend(crashes.map(|crash| (kept, Cell { commit, crash })));
        }
        all.met.add(&calm.met);
    }
    let next = AtomicUsize::new(0);
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let parts = thread::scope(|scope| {
        let threads: Vec<_> = (0..processors)
            .map(|_| scope.spawn(|| try_cells(seed, &cells, &next)))
            .collect();
        let joined = threads.into_iter().map(|thread| {
            // A panic is the cell's, and goes on as the test's.
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        });
        joined.collect::<Vec<_>>()
    });
    for part in parts {
        let part = part?;
        all.count += part.count;
        all.met.add(&part.met);
    }
    Ok(all)
}

/// Tries the cells of a commit alone: `--seed` with `--commit` shows a violation again without the rest of the matrix.
///
/// # Errors
/// A cell that broke a promise; it is named.
pub fn run_commit(seed: u64, commit: u64) -> Result<Cells, Violation> {
    let cells: Vec<_> = [(Kept::InMemory, Crash::IN_MEMORY), (Kept::InFile, Crash::IN_FILE)]
        .into_iter()
        .flat_map(|(kept, crashes)| crashes.map(|crash| (kept, Cell { commit, crash })))
        .collect();
    try_cells(seed, &cells, &AtomicUsize::new(0))
}

/// Tries one cell after the other of those that nobody has tried.
fn try_cells(seed: u64, cells: &[(Kept, Cell)], next: &AtomicUsize) -> Result<Cells, Violation> {
    let mut tried = Cells::default();
    while let Some((kept, cell)) = cells.get(next.fetch_add(1, Ordering::Relaxed)) {
        let named = |violation: Violation| Violation {
            what: format!("{cell:?}: {}", violation.what),
            ..violation
        };
        let report = run_calm(seed, REQUESTS_PER_CLIENT, *kept, Some(*cell)).map_err(named)?;
        tried.met.add(&report.met);
        tried.count += 1;
    }
    Ok(tried)
}
