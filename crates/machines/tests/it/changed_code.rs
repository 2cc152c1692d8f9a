//! Replay of histories whose workflow's code was changed: what is refused, in which words, and what
//! is let pass.

use everloop_machines::{Error, Response};
use everloop_proto::enums::v1::{EventType, WorkflowTaskFailedCause};
use everloop_proto::history::v1::{UpsertWorkflowSearchAttributesEventAttributes, history_event::Attributes};

use crate::story::{Stage, Story, activity, done, failure, patch, timer};

/// Replays, and returns what is said of the difference.
fn refusal<const N: usize>(story: &Story, script: [Vec<everloop_machines::Command>; N]) -> String {
    let failure = failure(Stage::new().play(story.input(), script));
    assert_eq!(failure.cause, WorkflowTaskFailedCause::NonDeterministicError);
    assert!(
        matches!(failure.error, Some(Error::Nondeterminism { .. })),
        "{failure:?}"
    );
    assert!(
        failure
            .failure
            .message
            .starts_with("[TMPRL1100] Nondeterminism error: "),
        "{failure:?}"
    );
    failure
        .failure
        .message
        .trim_start_matches("[TMPRL1100] Nondeterminism error: ")
        .to_owned()
}

fn passes<const N: usize>(story: &Story, script: [Vec<everloop_machines::Command>; N]) {
    assert_eq!(Stage::new().play(story.replay(), script), Response::Nothing);
}

#[test]
fn another_command() {
    let story = Story::begin()
        .answered()
        .activity_scheduled("1", "greet")
        .activity_completed(5)
        .task();
    assert_eq!(
        refusal(&story, [vec![timer(1)]]),
        "at event 5 the history holds ACTIVITY_TASK_SCHEDULED (activity id \"1\", type \"greet\"), but the workflow \
         produced START_TIMER (timer id \"1\")"
    );
}

#[test]
fn another_activity_type() {
    let story = Story::begin()
        .answered()
        .activity_scheduled("1", "greet")
        .activity_completed(5)
        .task();
    assert_eq!(
        refusal(&story, [vec![activity(1, "meet")]]),
        "at event 5 the history holds ACTIVITY_TASK_SCHEDULED (activity id \"1\", type \"greet\"), but the workflow \
         produced SCHEDULE_ACTIVITY_TASK (activity id \"1\", type \"meet\")"
    );
}

#[test]
fn another_activity_type_in_a_history_of_before_it_was_compared() {
    let story = Story {
        without_flag: Some(1),
        ..Story::default()
    };
    let story = Story {
        events: Story::begin().events,
        ..story
    };
    let story = story
        .answered()
        .activity_scheduled("7", "greet")
        .activity_completed(5)
        .task();
    let mut stage = Stage::new();
    crate::story::answer(stage.play(story.input(), [vec![activity(1, "meet")], vec![]]));
}

#[test]
fn a_command_less() {
    let story = Story::begin().answered().timer_started("1").timer_fired("1").task();
    assert_eq!(
        refusal(&story, [vec![]]),
        "at event 5 the history holds TIMER_STARTED (timer id \"1\"), but the workflow produced no such command"
    );
}

#[test]
fn a_command_more() {
    let story = Story::begin().answered().timer_started("1").timer_fired("1").task();
    assert_eq!(
        refusal(&story, [vec![timer(1), activity(1, "greet")]]),
        "at event 6 the history holds TIMER_FIRED (timer id \"1\"), but the workflow produced SCHEDULE_ACTIVITY_TASK \
         (activity id \"1\", type \"greet\")"
    );
}

#[test]
fn a_command_more_at_the_end() {
    let story = Story::begin().answered().timer_started("1");
    let response = Stage::new().play(story.replay(), [vec![timer(1), done()]]);
    assert_eq!(
        failure(response).failure.message,
        "[TMPRL1100] Nondeterminism error: at event 5 the history holds its last event, but the workflow produced \
         COMPLETE_WORKFLOW_EXECUTION"
    );
}

#[test]
fn a_run_that_was_over_goes_on() {
    let story = Story::begin().answered().completed();
    let response = Stage::new().play(story.replay(), [vec![timer(1)]]);
    assert_eq!(
        failure(response).failure.message,
        "[TMPRL1100] Nondeterminism error: at event 5 the history holds WORKFLOW_EXECUTION_COMPLETED, but the workflow \
         produced START_TIMER (timer id \"1\")"
    );
}

#[test]
fn the_same_code() {
    passes(&Story::begin().answered().completed(), [vec![done()]]);
    passes(&Story::begin().answered().timer_started("1"), [vec![timer(1)]]);
}

#[test]
fn a_patch_is_taken_out_too_early() {
    let story = Story::begin()
        .answered()
        .patch_marked("p", false)
        .timer_started("1")
        .timer_fired("1")
        .task();
    assert_eq!(
        refusal(&story, [vec![timer(1)]]),
        "at event 5 the history holds MARKER_RECORDED (patch id \"p\"), but the workflow produced START_TIMER (timer \
         id \"1\")"
    );
}

#[test]
fn a_deprecated_patch_is_taken_out() {
    let attribute = payload_map();
    let story = Story::begin()
        .answered()
        .patch_marked("p", true)
        .with(EventType::UpsertWorkflowSearchAttributes, attribute)
        .timer_started("1");
    passes(&story, [vec![timer(1)]]);
}

fn payload_map() -> Attributes {
    let indexed_fields = [("TemporalChangeVersion".to_owned(), Default::default())].into();
    Attributes::UpsertWorkflowSearchAttributesEventAttributes(UpsertWorkflowSearchAttributesEventAttributes {
        search_attributes: Some(everloop_proto::common::v1::SearchAttributes { indexed_fields }),
        ..Default::default()
    })
}

#[test]
fn a_patch_is_added_where_the_history_has_none() {
    // `deprecate_patch` in code that ran before it: the command finds no marker and is let go.
    let story = Story::begin()
        .answered()
        .timer_started("1")
        .timer_fired("1")
        .task()
        .answered()
        .completed();
    passes(&story, [vec![patch("p"), timer(1)], vec![patch("q"), done()]]);
}

#[test]
fn a_patch_of_another_name() {
    let story = Story::begin().answered().patch_marked("p", false).task();
    assert_eq!(
        refusal(&story, [vec![patch("q")]]),
        "at event 5 the history holds MARKER_RECORDED (patch id \"p\"), but the workflow produced RECORD_MARKER (patch \
         id \"q\")"
    );
}

#[test]
fn a_patch_of_a_history_of_before_its_search_attribute() {
    let story = Story {
        events: Story::begin().events,
        without_flag: Some(2),
    };
    passes(
        &story.answered().patch_marked("p", false).timer_started("1"),
        [vec![patch("p"), timer(1)]],
    );
}

/// What is shown around a difference: event, recorded, produced, place.
fn rows<const N: usize>(
    story: &Story,
    script: [Vec<everloop_machines::Command>; N],
) -> Vec<(i64, String, String, u64)> {
    let mut stage = Stage::new();
    stage.places = true;
    let failure = failure(stage.play(story.input(), script));
    let Some(Error::Nondeterminism { rows, .. }) = failure.error else {
        panic!("{failure:?}")
    };
    let shown = |row: everloop_machines::comparison::Row| {
        let kind =
            |text: Option<String>| text.map_or("-".to_owned(), |text| text.split(' ').next().unwrap().to_owned());
        (
            row.event_id.unwrap_or_default(),
            kind(row.recorded),
            kind(row.produced),
            row.place,
        )
    };
    rows.into_iter().map(shown).collect()
}

fn row(event_id: i64, recorded: &str, produced: &str, place: u64) -> (i64, String, String, u64) {
    (event_id, recorded.to_owned(), produced.to_owned(), place)
}

#[test]
fn what_was_recorded_stands_beside_what_was_produced() {
    let story = Story::begin()
        .answered()
        .timer_started("1")
        .activity_scheduled("2", "greet")
        .activity_scheduled("3", "greet")
        .timer_fired("1")
        .task();
    assert_eq!(
        rows(&story, [vec![timer(1), timer(2), timer(3), done()]]),
        [
            row(5, "TIMER_STARTED", "START_TIMER", 1),
            row(6, "ACTIVITY_TASK_SCHEDULED", "START_TIMER", 2),
            row(7, "ACTIVITY_TASK_SCHEDULED", "START_TIMER", 3),
            row(0, "-", "COMPLETE_WORKFLOW_EXECUTION", 4),
        ]
    );
    assert_eq!(
        rows(&story, [vec![timer(1)]]),
        [
            row(5, "TIMER_STARTED", "START_TIMER", 1),
            row(6, "ACTIVITY_TASK_SCHEDULED", "-", 0),
            row(7, "ACTIVITY_TASK_SCHEDULED", "-", 0),
        ]
    );
}

#[test]
fn only_rows_near_the_difference_are_shown() {
    let mut story = Story::begin().answered();
    for id in 1..=9 {
        story = story.timer_started(&id.to_string());
    }
    let story = story.timer_fired("1").task();
    let mut commands: Vec<_> = (1..=4).map(timer).collect();
    commands.extend((5..=9).map(|seq| activity(seq, "greet")));
    let shown = rows(&story, [commands]);
    let events: Vec<i64> = shown.iter().map(|row| row.0).collect();
    assert_eq!(events, [6, 7, 8, 9, 10, 11, 12]);
}
