//! A timer.
//!
//! | State      | Cancel                   | Started | Fired      | Canceled |
//! |------------|--------------------------|---------|------------|----------|
//! | `Issued`   | `Gone`, takes it back    | `Running` |          |          |
//! | `Running`  | `Canceling`, cancels it  |         | `Gone`, fires |       |
//! | `Canceling`| `Canceling`              |         |            | `Gone`   |
//!
//! A runtime that cancels a timer expects no answer. A timer that fires while its cancellation is on
//! the way cannot show: the server forgets the firing.

use everloop_proto::{
    command::v1::{CancelTimerCommandAttributes, StartTimerCommandAttributes, command::Attributes},
    enums::v1::CommandType,
};

use crate::{
    activation::Job,
    completion::StartTimer,
    core::Core,
    error::Error,
    outbox::Expected,
    trimmings::{Kept, Trimmings},
    wire,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Issued,
    Running,
    Canceling,
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    Cancel,
    Started,
    Fired,
    Canceled,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Nothing,
    TakeBack,
    IssueCancel,
    Fire,
}

pub(crate) fn transition(state: State, input: Input) -> Option<(State, Effect)> {
    match (state, input) {
        (State::Issued, Input::Cancel) => Some((State::Gone, Effect::TakeBack)),
        (State::Issued, Input::Started) => Some((State::Running, Effect::Nothing)),
        (State::Running, Input::Cancel) => Some((State::Canceling, Effect::IssueCancel)),
        (State::Running, Input::Fired) => Some((State::Gone, Effect::Fire)),
        (State::Canceling, Input::Cancel) => Some((State::Canceling, Effect::Nothing)),
        (State::Canceling, Input::Canceled) => Some((State::Gone, Effect::Nothing)),
        (State::Issued, Input::Fired | Input::Canceled)
        | (State::Running, Input::Started | Input::Canceled)
        | (State::Canceling, Input::Started | Input::Fired)
        | (State::Gone, Input::Cancel | Input::Started | Input::Fired | Input::Canceled) => None,
    }
}

/// One timer that is not gone.
#[derive(Debug)]
pub(crate) struct Timer {
    state: State,
    /// Its command's place in the outbox, while it is `Issued`.
    place: u32,
    /// For its cancellation.
    kept: Kept,
}

impl Core {
    pub(crate) fn start_timer(&mut self, timer: StartTimer) -> Result<(), Error> {
        let StartTimer {
            seq,
            duration,
            user_metadata,
        } = timer;
        if self.timers.contains_key(&seq) {
            return Err(self.malformed_completion(format!("timer {seq} is started twice")));
        }
        let trimmings = self.trimmings(user_metadata);
        let kept = trimmings.kept();
        let place = self.issue_trimmed(Expected::StartTimer(seq), trimmings, |_| {
            let attributes = StartTimerCommandAttributes {
                timer_id: seq.to_string(),
                start_to_fire_timeout: Some(wire::duration(duration)),
            };
            (
                CommandType::StartTimer,
                Attributes::StartTimerCommandAttributes(attributes),
            )
        });
        self.timers.insert(
            seq,
            Timer {
                state: State::Issued,
                place: wire::place(place),
                kept,
            },
        );
        Ok(())
    }

    /// Cancels a timer. One that is gone already is left alone.
    pub(crate) fn cancel_timer(&mut self, seq: u32) {
        // A timer is only ever told what its table has an entry for here.
        let _known = self.tell_timer(seq, Input::Cancel);
    }

    /// Passes an input to a timer; false if it has no use for it.
    pub(crate) fn tell_timer(&mut self, seq: u32, input: Input) -> bool {
        let Some(timer) = self.timers.get_mut(&seq) else {
            return false;
        };
        let Some((state, effect)) = transition(timer.state, input) else {
            return false;
        };
        timer.state = state;
        let place = timer.place;
        let trimmings = match effect {
            Effect::IssueCancel => timer.kept.again(),
            Effect::Nothing | Effect::TakeBack | Effect::Fire => Trimmings::default(),
        };
        if state == State::Gone {
            self.timers.remove(&seq);
        }
        match effect {
            Effect::Nothing => {}
            Effect::TakeBack => self.outbox.retract(place as usize),
            Effect::IssueCancel => {
                self.issue_trimmed(Expected::CancelTimer(seq), trimmings, |_| {
                    let attributes = CancelTimerCommandAttributes {
                        timer_id: seq.to_string(),
                    };
                    (
                        CommandType::CancelTimer,
                        Attributes::CancelTimerCommandAttributes(attributes),
                    )
                });
            }
            Effect::Fire => self.jobs.push(Job::FireTimer { seq }),
        }
        true
    }
}
