//! What a task hashes by: the same in each replay, and another in each run.
//!
//! asyncio keeps all tasks of the process in one set, which becomes a list to search if the first tasks of all runs have
//! the same hash.

/// The seed's low bits that count.
const RUN: u64 = (1 << 46) - 1;
/// The low bits, which are the task's number alone: so small sets go through tasks in the order in which they were made.
const TASK_BITS: u32 = 12;

/// The hash of a run's task, by the seed that the run began with and the task's number there.
pub(crate) fn hash_of(seed: u64, number: i64) -> i64 {
    i64::try_from((seed & RUN) << TASK_BITS).map_or(number, |run| run + number)
}
