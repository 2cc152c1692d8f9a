//! The crash matrix: a simulation in which nothing breaks is run again for each of its commits and each way to die there, and
//! must come to a good end every time.
//!
//! One run of the clients and workers makes a few dozen commits, with requests of all kinds and commands of all kinds in
//! them; the rows of the matrix are these commits, its columns are [`Crash`]. After the crash another engine opens what is on the
//! disk, who had no answer asks again, and the checks of every simulation hold: the fold of each history is the recorded state,
//! what was acknowledged is there once, all runs end, and every history replays.

use crate::world::{Cell, Crash, Met, Violation, run_calm};

/// Few, so that a matrix has few rows, and many matrices can be made.
const REQUESTS_PER_CLIENT: u32 = 2;

/// How much of a matrix was tried.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cells {
    pub count: u64,
    pub met: Met,
}

/// Tries all cells of the matrix of a seed.
///
/// # Errors
/// The first cell that broke a promise; it is named.
pub fn run(seed: u64) -> Result<Cells, Violation> {
    let calm = run_calm(seed, REQUESTS_PER_CLIENT, None)?;
    let mut cells = Cells {
        count: 0,
        met: calm.met.clone(),
    };
    for commit in 0..calm.met.commits {
        for crash in [Crash::Before, Crash::BeforeAnswers, Crash::AfterAnswers] {
            let cell = Cell { commit, crash };
            let named = |violation: Violation| Violation {
                what: format!("{cell:?}: {}", violation.what),
                ..violation
            };
            let report = run_calm(seed, REQUESTS_PER_CLIENT, Some(cell)).map_err(named)?;
            cells.met.add(&report.met);
            cells.count += 1;
        }
    }
    Ok(cells)
}
