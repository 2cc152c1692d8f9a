//! Behaviours that change what history looks like, by number. A run's first completed task records
//! all of them; a history without one was written before it existed, and replays without it.
//!
//! Wire: the numbers are the official SDK's, so that either SDK can go on with the other's runs.
//! A number is never reused.

use std::{collections::BTreeSet, sync::Arc};

use everloop_proto::sdk::v1::WorkflowTaskCompletedMetadata;

/// One behaviour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Flag {
    /// Replay compares the ids and types of activities and children, not only the kinds of commands.
    IdAndTypeChecks = 1,
    /// A patch is also recorded in the search attribute `TemporalChangeVersion`.
    PatchSearchAttribute = 2,
    /// Commands issued after the one that closes the run are kept, before it.
    ClosingCommandLast = 3,
    /// Markers of local activities hold the number of the activation that saw the result.
    LocalActivityOrder = 4,
}

const ALL: [Flag; 4] = [
    Flag::IdAndTypeChecks,
    Flag::PatchSearchAttribute,
    Flag::ClosingCommandLast,
    Flag::LocalActivityOrder,
];

/// The flags recorded in one run's history.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flags {
    core: u8,
    lang: BTreeSet<u32>,
    /// Whether the last SDK recorded is this one.
    sdk_recorded: bool,
    sdk_version: Option<Arc<str>>,
    lang_unrecorded: Vec<u32>,
}

impl Flags {
    /// Learns from a completed task's metadata.
    pub(crate) fn absorb(&mut self, metadata: &WorkflowTaskCompletedMetadata, sdk: (&str, &Arc<str>)) {
        for flag in ALL {
            if metadata.core_used_flags.contains(&(flag as u32)) {
                self.core |= 1 << flag as u8;
            }
        }
        self.lang.extend(&metadata.lang_used_flags);
        if !metadata.sdk_name.is_empty() || !metadata.sdk_version.is_empty() {
            self.sdk_recorded = (metadata.sdk_name.as_str(), metadata.sdk_version.as_str()) == (sdk.0, &**sdk.1);
        }
        if !metadata.sdk_version.is_empty() {
            let is_own = metadata.sdk_version == **sdk.1;
            // All runs of a worker share its own.
            self.sdk_version = Some(if is_own {
                Arc::clone(sdk.1)
            } else {
                metadata.sdk_version.as_str().into()
            });
        }
    }

    /// Whether to behave so. What is new always does; what is replayed does if it was recorded.
    pub(crate) fn on(&self, flag: Flag, replaying: bool) -> bool {
        !replaying || self.core & 1 << flag as u8 != 0
    }

    /// The version of the last SDK recorded.
    pub(crate) fn sdk_version(&self) -> Option<Arc<str>> {
        self.sdk_version.clone()
    }

    pub(crate) fn lang(&self) -> Vec<u32> {
        self.lang.iter().copied().collect()
    }

    /// Remembers language flags to be recorded with the open task.
    pub(crate) fn use_lang(&mut self, flags: Vec<u32>, replaying: bool) {
        for flag in flags {
            if self.lang.insert(flag) && !replaying {
                self.lang_unrecorded.push(flag);
            }
        }
    }

    /// What to record with the task about to be answered.
    pub(crate) fn unrecorded(&mut self, sdk: (&str, &str)) -> WorkflowTaskCompletedMetadata {
        let missing: Vec<u32> = ALL
            .into_iter()
            .filter(|&flag| self.core & 1 << flag as u8 == 0)
            .map(|flag| flag as u32)
            .collect();
        for flag in ALL {
            self.core |= 1 << flag as u8;
        }
        let (name, version) = if self.sdk_recorded { ("", "") } else { sdk };
        self.sdk_recorded = true;
        WorkflowTaskCompletedMetadata {
            core_used_flags: missing,
            lang_used_flags: std::mem::take(&mut self.lang_unrecorded),
            sdk_name: name.to_owned(),
            sdk_version: version.to_owned(),
        }
    }
}
