//! What requests leave in a schedule: requests that come twice, null attributes, ranges without ends.

use everloop_proto::common::v1::{Memo, Payload, SearchAttributes};
use everloop_proto::schedule::v1::{
    BackfillRequest, Range, Schedule as Wire, SchedulePatch, ScheduleState, StructuredCalendarSpec,
};
use everloop_proto::workflowservice::v1::{CreateScheduleRequest, PatchScheduleRequest, UpdateScheduleRequest};

use super::flow::{Ids, World, at, by_the_minute, try_create};
use crate::schedule::{Created, Schedule};
use crate::search_attributes::Registry;
use crate::{Context, Limits};

fn update(schedule: &mut Schedule, request_id: &str, notes: &str) {
    let state = ScheduleState {
        notes: notes.to_owned(),
        ..ScheduleState::default()
    };
    let request = UpdateScheduleRequest {
        schedule: Some(Wire {
            state: Some(state),
            ..by_the_minute()
        }),
        request_id: request_id.to_owned(),
        ..UpdateScheduleRequest::default()
    };
    let ctx = Context {
        now: at(2),
        ids: &mut Ids,
        limits: &Limits::default(),
    };
    schedule.update(request, &ctx).unwrap();
}

fn notes(schedule: &Schedule) -> String {
    let described = schedule.describe(at(2), &Registry::default());
    described.schedule.unwrap().state.unwrap().notes
}

fn new(request: CreateScheduleRequest) -> Schedule {
    match try_create(request, None).unwrap() {
        Created::New(schedule) => *schedule,
        Created::Known => panic!("it is new"),
    }
}

fn request(wire: Wire) -> CreateScheduleRequest {
    CreateScheduleRequest {
        schedule_id: "daily".to_owned(),
        request_id: "create".to_owned(),
        schedule: Some(wire),
        ..CreateScheduleRequest::default()
    }
}

#[test]
fn updates_and_patches_with_one_request_id_are_one_request() {
    let mut schedule = World::new(by_the_minute()).schedule;
    update(&mut schedule, "one", "first");
    update(&mut schedule, "one", "again");
    assert_eq!(notes(&schedule), "first");
    let patch = PatchScheduleRequest {
        patch: Some(SchedulePatch {
            pause: "patched".to_owned(),
            ..SchedulePatch::default()
        }),
        request_id: "one".to_owned(),
        ..PatchScheduleRequest::default()
    };
    schedule.patch(patch, at(2)).unwrap();
    assert_eq!(notes(&schedule), "first");
    update(&mut schedule, "", "without an id");
    update(&mut schedule, "", "each counts");
    assert_eq!(notes(&schedule), "each counts");
}

#[test]
fn a_backfill_without_a_range_starts_nothing() {
    let mut world = World::new(by_the_minute());
    let patch = SchedulePatch {
        backfill_request: vec![BackfillRequest::default()],
        ..SchedulePatch::default()
    };
    world.patch(2, patch);
    assert!(world.advance(3).is_empty());
}

#[test]
fn null_attributes_and_empty_memos_are_none() {
    let payload = |encoding: &'static str, data: &'static str| Payload {
        metadata: [("encoding".to_owned(), encoding.into())].into(),
        data: data.into(),
        ..Payload::default()
    };
    let fields = [
        ("BatcherUser".to_owned(), payload("json/plain", "\"ann\"")),
        ("BatcherNamespace".to_owned(), payload("binary/null", "")),
    ];
    let schedule = new(CreateScheduleRequest {
        search_attributes: Some(SearchAttributes {
            indexed_fields: fields.into(),
        }),
        memo: Some(Memo::default()),
        ..request(by_the_minute())
    });
    let described = schedule.describe(at(2), &Registry::default());
    let shown = described.search_attributes.unwrap().indexed_fields;
    assert_eq!(shown.keys().collect::<Vec<_>>(), ["BatcherUser"]);
    assert_eq!(
        shown["BatcherUser"].metadata["type"], "Keyword",
        "readers are told the type"
    );
    assert_eq!(described.memo, None);
}

#[test]
fn an_initial_patch_may_say_as_much_as_it_likes() {
    let patch = SchedulePatch {
        pause: "p".repeat(3000),
        ..SchedulePatch::default()
    };
    let schedule = new(CreateScheduleRequest {
        initial_patch: Some(patch),
        ..request(by_the_minute())
    });
    assert_eq!(notes(&schedule).len(), 3000);
}

#[test]
fn memos_that_are_too_large_are_refused() {
    let memo = Memo {
        fields: [(
            "large".to_owned(),
            Payload {
                data: vec![0; 3 << 20].into(),
                ..Payload::default()
            },
        )]
        .into(),
    };
    let large = CreateScheduleRequest {
        memo: Some(memo),
        ..request(by_the_minute())
    };
    let refused = try_create(large, None).unwrap_err();
    assert_eq!(refused.to_string(), "Memo size exceeds limit.");
}

#[test]
fn exclusions_are_shown_whole_and_nothing_as_an_action() {
    let range = |start, end, step| Range { start, end, step };
    let mut wire = by_the_minute();
    wire.action = None;
    wire.spec
        .as_mut()
        .unwrap()
        .exclude_structured_calendar
        .push(StructuredCalendarSpec {
            minute: vec![range(1, 0, 0), range(5, 9, 2)],
            ..StructuredCalendarSpec::default()
        });
    let shown = new(request(wire))
        .describe(at(2), &Registry::default())
        .schedule
        .unwrap();
    let excluded = &shown.spec.unwrap().exclude_structured_calendar[0];
    assert_eq!(excluded.minute, [range(1, 1, 1), range(5, 9, 2)]);
    assert!(excluded.hour.is_empty());
    assert_eq!(
        shown.action,
        Some(everloop_proto::schedule::v1::ScheduleAction::default())
    );
}
