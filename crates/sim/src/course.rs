//! What breaks in a simulation, and when: as the seed decides, or as it was planned.

use crate::{disk::Fault, file_disk::Loss};

/// What breaks, and when.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Course {
    /// Anything may, as the seed decides.
    Rough,
    /// Nothing but what is planned.
    Calm(Option<Cell>),
}

/// One thing that breaks in a simulation where nothing else does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cell {
    /// The number of the commit, the first being 0.
    pub(crate) commit: u64,
    pub(crate) crash: Crash,
}

/// How everything dies, seen from a commit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Crash {
    /// Nothing of the commit is on the disk.
    Before,
    /// All of it is, but nobody learns so.
    BeforeAnswers,
    /// All of it is, and the answers have left.
    AfterAnswers,
    /// The process is killed after one of the operations on its files that make the commit.
    KilledWithin,
    /// The power goes after one of them.
    PowerWithin,
    /// The power goes when the answers have left.
    PowerAfterAnswers,
}

impl Crash {
    /// Those that are about answers, on a disk in memory.
    pub(crate) const IN_MEMORY: [Self; 3] = [Self::Before, Self::BeforeAnswers, Self::AfterAnswers];
    /// Those that are about files.
    pub(crate) const IN_FILE: [Self; 3] = [Self::KilledWithin, Self::PowerWithin, Self::PowerAfterAnswers];

    /// What the disk is to be told beforehand; nothing if the crash comes after the commit.
    pub(crate) fn fault(self) -> Option<Fault> {
        match self {
            Self::Before => Some(Fault::Lost),
            Self::BeforeAnswers => Some(Fault::Unconfirmed),
            Self::KilledWithin => Some(Fault::Within(Loss::Nothing)),
            Self::PowerWithin => Some(Fault::Within(Loss::Unsynced)),
            Self::AfterAnswers | Self::PowerAfterAnswers => None,
        }
    }
}

/// On what a calm course keeps its things.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kept {
    InMemory,
    InFile,
}
