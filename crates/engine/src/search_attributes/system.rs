//! The attributes that exist without being registered. Their numbers are on disk: never change or reuse one.

use super::{Attribute, Kind};

/// The attribute that keeps an execution out of lists that do not ask for it by name.
pub const DIVISION: &str = "TemporalNamespaceDivision";

const fn own(number: u32, kind: Kind) -> Attribute {
    Attribute {
        number,
        kind,
        settable: false,
    }
}

const fn open(number: u32, kind: Kind) -> Attribute {
    Attribute {
        number,
        kind,
        settable: true,
    }
}

/// By name, in the order of names.
pub const SYSTEM: [(&str, Attribute); 33] = [
    ("BatcherNamespace", open(1, Kind::Keyword)),
    ("BatcherUser", open(2, Kind::Keyword)),
    ("BinaryChecksums", open(3, Kind::KeywordList)),
    ("BuildIds", open(4, Kind::KeywordList)),
    ("CloseTime", own(5, Kind::Datetime)),
    ("ExecutionDuration", own(6, Kind::Int)),
    ("ExecutionStatus", own(7, Kind::Keyword)),
    ("ExecutionTime", own(8, Kind::Datetime)),
    ("HistoryLength", own(9, Kind::Int)),
    ("HistorySizeBytes", own(10, Kind::Int)),
    ("ParentRunId", own(11, Kind::Keyword)),
    ("ParentWorkflowId", own(12, Kind::Keyword)),
    ("RootRunId", own(13, Kind::Keyword)),
    ("RootWorkflowId", own(14, Kind::Keyword)),
    ("RunId", own(15, Kind::Keyword)),
    ("StartTime", own(16, Kind::Datetime)),
    ("StateTransitionCount", own(17, Kind::Int)),
    ("TaskQueue", own(18, Kind::Keyword)),
    ("TemporalChangeVersion", open(19, Kind::KeywordList)),
    ("TemporalExternalPayloadCount", own(20, Kind::Int)),
    ("TemporalExternalPayloadSizeBytes", own(21, Kind::Int)),
    (DIVISION, open(22, Kind::Keyword)),
    ("TemporalPauseInfo", open(23, Kind::KeywordList)),
    ("TemporalReportedProblems", open(24, Kind::KeywordList)),
    ("TemporalSchedulePaused", open(25, Kind::Bool)),
    ("TemporalScheduledById", open(26, Kind::Keyword)),
    ("TemporalScheduledStartTime", open(27, Kind::Datetime)),
    ("TemporalUsedWorkerDeploymentVersions", own(28, Kind::KeywordList)),
    ("TemporalWorkerDeployment", own(29, Kind::Keyword)),
    ("TemporalWorkerDeploymentVersion", own(30, Kind::Keyword)),
    ("TemporalWorkflowVersioningBehavior", own(31, Kind::Keyword)),
    ("WorkflowId", own(32, Kind::Keyword)),
    ("WorkflowType", own(33, Kind::Keyword)),
];

pub(super) fn find(name: &str) -> Option<&'static Attribute> {
    let place = SYSTEM.binary_search_by(|(known, _)| (*known).cmp(name)).ok()?;
    Some(&SYSTEM[place].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_in_order_and_numbers_are_unique() {
        assert!(SYSTEM.is_sorted_by(|one, other| one.0 < other.0));
        let numbers: std::collections::BTreeSet<_> = SYSTEM.iter().map(|(_, attribute)| attribute.number).collect();
        assert_eq!(numbers.len(), SYSTEM.len());
        assert_eq!(find("WorkflowId").map(|found| found.number), Some(32));
        assert_eq!(find("workflowid"), None);
    }
}
