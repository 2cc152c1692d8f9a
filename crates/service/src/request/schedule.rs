//! What callers ask of the owner about schedules.

use everloop_proto::{
    schedule::v1::ScheduleListEntry,
    workflowservice::v1::{
        CreateScheduleRequest, DeleteScheduleRequest, DescribeScheduleRequest, DescribeScheduleResponse,
        ListScheduleMatchingTimesRequest, PatchScheduleRequest, UpdateScheduleRequest,
    },
};

use crate::promise::Promise;

pub(crate) enum ScheduleRequest {
    Create {
        request: Box<CreateScheduleRequest>,
        /// Promises the conflict token.
        promise: Promise<bytes::Bytes>,
    },
    Describe {
        request: DescribeScheduleRequest,
        promise: Promise<DescribeScheduleResponse>,
    },
    Update {
        request: Box<UpdateScheduleRequest>,
        promise: Promise<()>,
    },
    Patch {
        request: Box<PatchScheduleRequest>,
        promise: Promise<()>,
    },
    Delete {
        request: DeleteScheduleRequest,
        promise: Promise<()>,
    },
    List {
        list: ListSchedules,
        promise: Promise<ScheduleList>,
    },
    Count {
        namespace: String,
        query: String,
        promise: Promise<i64>,
    },
    MatchingTimes {
        request: ListScheduleMatchingTimesRequest,
        promise: Promise<Vec<prost_types::Timestamp>>,
    },
}

pub(crate) struct ListSchedules {
    pub(crate) namespace: String,
    pub(crate) query: String,
    pub(crate) limit: usize,
    pub(crate) token: bytes::Bytes,
}

#[derive(Debug, Default)]
pub(crate) struct ScheduleList {
    pub(crate) entries: Vec<ScheduleListEntry>,
    pub(crate) next_page_token: bytes::Bytes,
}
