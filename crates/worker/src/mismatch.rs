//! What people are told when a workflow's code does not fit its history, beyond what differs: what was recorded beside
//! what the code did, line by line of code, and where the code is.
//!
//! Nothing of it is made while all goes well. When something differs, the run still stands where it produced what the
//! history does not hold, and is asked.

use everloop_machines::{
    Error,
    comparison::Row,
    task::{TaskCompleted, TaskFailure},
};
use everloop_proto::{
    command::v1::{Command, FailWorkflowExecutionCommandAttributes, command::Attributes},
    enums::v1::CommandType,
    failure::v1::Failure,
};

use crate::runtime::WorkflowRuntime;

const NOTHING: &str = "nothing";

/// Adds the events and commands around the difference, with the lines of code that made the commands, and those at which
/// the run waits. To be called before it is evicted.
pub(crate) fn explain(runtime: &dyn WorkflowRuntime, run_id: &str, failure: &mut TaskFailure) {
    let Some(Error::Nondeterminism { rows, .. }) = &failure.error else {
        return;
    };
    let message = &mut failure.failure.message;
    if !rows.is_empty() {
        let place = |row: &Row| {
            (row.place != 0)
                .then(|| runtime.place(run_id, row.place))
                .flatten()
                .unwrap_or_default()
        };
        message.push('\n');
        message.push_str(&table(rows, place));
    }
    if let Some(place) = runtime.whereabouts(run_id) {
        message.push('\n');
        message.push_str(&place);
    }
}

/// The answer to a task that fails the workflow with what was found, and does nothing else.
pub(crate) fn closing(failure: Failure) -> TaskCompleted {
    let attributes = FailWorkflowExecutionCommandAttributes { failure: Some(failure) };
    TaskCompleted {
        commands: vec![Command {
            command_type: CommandType::FailWorkflowExecution.into(),
            attributes: Some(Attributes::FailWorkflowExecutionCommandAttributes(attributes)),
            ..Command::default()
        }],
        closes_run: true,
        ..TaskCompleted::default()
    }
}

/// The rows in columns; a `>` leads those that differ.
fn table(rows: &[Row], place: impl Fn(&Row) -> String) -> String {
    let mut lines = vec![[
        "event".to_owned(),
        "the history holds".to_owned(),
        "the workflow produced".to_owned(),
        "at".to_owned(),
    ]];
    lines.extend(rows.iter().map(|row| {
        [
            row.event_id.map(|id| id.to_string()).unwrap_or_default(),
            row.recorded.clone().unwrap_or_else(|| NOTHING.to_owned()),
            row.produced.clone().unwrap_or_else(|| NOTHING.to_owned()),
            place(row),
        ]
    }));
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let (first, second, third) = (width(0), width(1), width(2));
    let shown = lines
        .iter()
        .enumerate()
        .map(|(number, [event, recorded, produced, at])| {
            let differs = number > 0 && rows[number - 1].differs;
            let mark = if differs { '>' } else { ' ' };
            let line = format!("{mark} {event:>first$}  {recorded:<second$}  {produced:<third$}  {at}");
            line.trim_end().to_owned()
        });
    shown.collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(event_id: Option<i64>, recorded: Option<&str>, produced: Option<&str>, place: u64, differs: bool) -> Row {
        Row {
            event_id,
            recorded: recorded.map(str::to_owned),
            produced: produced.map(str::to_owned),
            place,
            differs,
        }
    }

    #[test]
    fn columns_stand_below_each_other() {
        let rows = [
            row(Some(9), Some("TIMER_STARTED"), Some("START_TIMER"), 1, false),
            row(Some(10), Some("ACTIVITY_TASK_SCHEDULED"), None, 0, true),
            row(None, None, Some("START_TIMER"), 2, true),
        ];
        let lines = [
            "  event  the history holds        the workflow produced  at",
            "      9  TIMER_STARTED            START_TIMER            line 1",
            ">    10  ACTIVITY_TASK_SCHEDULED  nothing",
            ">        nothing                  START_TIMER            line 2",
        ];
        let place = |row: &Row| {
            if row.place == 0 {
                String::new()
            } else {
                format!("line {}", row.place)
            }
        };
        assert_eq!(table(&rows, place), lines.join("\n"));
    }
}
