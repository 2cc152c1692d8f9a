//! What the history holds beside what the workflow produced, around the place where the two differ: for people who
//! changed code, and only made when they do differ.

use everloop_proto::history::v1::HistoryEvent;

use crate::{core::Core, describe};

/// Rows shown before and after the one that differs.
const AROUND: usize = 3;

/// One event, the command beside it, or both.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    pub event_id: Option<i64>,
    /// The event, in words.
    pub recorded: Option<String>,
    /// The command, in words.
    pub produced: Option<String>,
    /// Where the language runtime says that the command was made, see [`crate::completion::Done::places`].
    pub place: u64,
    pub differs: bool,
}

impl Core {
    /// The rows around a difference: what the task recorded as it was produced, the difference itself, and what would
    /// have been compared next.
    pub(crate) fn comparison<'a>(&self, differing: Row, next: impl Iterator<Item = &'a HistoryEvent>) -> Vec<Row> {
        let matched = self.outbox.matched();
        let mut rows: Vec<Row> = matched
            .iter()
            .skip(matched.len().saturating_sub(AROUND))
            .map(|(event_id, issued)| Row {
                event_id: Some(*event_id),
                recorded: Some(describe::recorded(self, &issued.0)),
                produced: Some(describe::command(self, &issued.0)),
                place: issued.1,
                differs: false,
            })
            .collect();
        rows.push(differing);
        let mut events = next.take(AROUND);
        let mut commands = self.outbox.awaited().take(AROUND);
        loop {
            let (event, command) = (events.next(), commands.next());
            if event.is_none() && command.is_none() {
                return rows;
            }
            rows.push(Row {
                event_id: event.map(|event| event.event_id),
                recorded: event.map(describe::event),
                produced: command.map(|(expected, _)| describe::command(self, expected)),
                place: command.map_or(0, |(_, place)| *place),
                differs: true,
            });
        }
    }
}
