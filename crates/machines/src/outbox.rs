//! Commands on their way: issued by the open task, then, once it is answered, awaited in the history.
//!
//! The history must show one event per command, in the same order, right behind the task's
//! WORKFLOW_TASK_COMPLETED. That holds for a task just answered as well as for one replayed, so both
//! are checked by the same matching.

use std::collections::VecDeque;

use everloop_proto::{command::v1 as wire, protocol::v1::Message};

/// A command as the matching knows it: its kind, and which machine issued it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Expected {
    StartTimer(u32),
    CancelTimer(u32),
    ScheduleActivity(u32),
    CancelActivity(u32),
    /// It is gone by the time it is recorded, so its names are kept here.
    LocalActivity {
        seq: u32,
        id: Box<str>,
        kind: Box<str>,
    },
    StartChild(u32),
    CancelChild(u32),
    SignalExternal(u32),
    ScheduleNexus(u32),
    CancelNexus(u32),
    CancelExternal(u32),
    Patch {
        patch_id: Box<str>,
    },
    /// The search attribute that goes with a patch.
    PatchAttribute,
    UpsertSearchAttributes,
    ModifyProperties,
    AcceptUpdate(Box<str>),
    CompleteUpdate(Box<str>),
    CompleteWorkflow,
    FailWorkflow,
    CancelWorkflow,
    ContinueAsNew,
}

#[derive(Debug)]
struct Issued {
    expected: Expected,
    /// Not built when replaying: nobody would see it.
    wire: Option<wire::Command>,
    place: u64,
}

/// A command that the history must show, and where the runtime made it.
pub(crate) type Awaited = (Expected, u64);

/// See the module.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    /// An entry becomes empty when its command is taken back.
    issued: Vec<Option<Issued>>,
    awaited: VecDeque<Awaited>,
    /// The commands of the task being replayed that the history has shown, by the events that record them.
    matched: Vec<(i64, Awaited)>,
    /// Where the runtime made the commands that are issued now; zero if it does not say.
    pub(crate) place: u64,
    messages: Vec<Message>,
}

impl Outbox {
    /// Appends a command and returns its place, for [`Self::retract`].
    pub(crate) fn issue(&mut self, expected: Expected, wire: Option<wire::Command>) -> usize {
        let place = self.place;
        self.issued.push(Some(Issued { expected, wire, place }));
        self.issued.len() - 1
    }

    /// Takes back a command issued by the open task.
    pub(crate) fn retract(&mut self, place: usize) {
        self.issued[place] = None;
    }

    pub(crate) fn send(&mut self, message: Message) {
        self.messages.push(message);
    }

    /// How many commands were issued, those taken back included.
    pub(crate) fn issued_count(&self) -> usize {
        self.issued.len()
    }

    /// Closes the task: what was issued is now awaited. Returns what to send.
    pub(crate) fn flush(&mut self) -> (Vec<wire::Command>, Vec<Message>) {
        let mut commands = Vec::new();
        for issued in std::mem::take(&mut self.issued).into_iter().flatten() {
            commands.extend(issued.wire);
            self.awaited.push_back((issued.expected, issued.place));
        }
        self.matched = Vec::new();
        (commands, std::mem::take(&mut self.messages))
    }

    pub(crate) fn next_awaited(&self) -> Option<&Expected> {
        self.awaited.front().map(|(expected, _)| expected)
    }

    /// All that are awaited, and where each was made.
    pub(crate) fn awaited(&self) -> impl Iterator<Item = &Awaited> {
        self.awaited.iter()
    }

    /// Remembers what was found in the history, for the words about what will not be found; only if the runtime says
    /// where commands are made, which it does while it replays.
    pub(crate) fn found(&mut self, event_id: i64, awaited: Awaited) {
        if awaited.1 != 0 {
            self.matched.push((event_id, awaited));
        }
    }

    pub(crate) fn matched(&self) -> &[(i64, Awaited)] {
        &self.matched
    }

    pub(crate) fn pop_awaited(&mut self) -> Option<Awaited> {
        let expected = self.awaited.pop_front();
        if self.awaited.is_empty() && self.awaited.capacity() > 64 {
            // A wide task is seldom followed by another one; an idle run should not keep its room.
            self.awaited = VecDeque::new();
        }
        expected
    }
}
