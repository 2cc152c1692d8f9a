//! Events that no command made: what happened to the run, passed on to whom it concerns.

use everloop_proto::{
    enums::v1::WorkflowTaskFailedCause,
    history::v1::{HistoryEvent, history_event::Attributes},
};

use crate::{
    activation::{Job, Signal, headers},
    core::{Core, Subject},
    error::Error,
    initialize::initialize,
    machines::{external, nexus, timer},
    news::{News, news},
    seed::random_seed,
    wire,
};

impl Core {
    /// Takes one event. Those that concern nobody here pass without a trace.
    pub(crate) fn apply(&mut self, event: HistoryEvent) -> Result<(), Error> {
        let (event_id, event_type) = (event.event_id, event.event_type());
        let Some(attributes) = event.attributes else {
            let what = || format!("an event of type {} has no attributes", event_type.as_str_name());
            return if event.worker_may_ignore {
                Ok(())
            } else {
                Err(self.malformed(event_id, what()))
            };
        };
        match attributes {
            Attributes::WorkflowExecutionStartedEventAttributes(of) => {
                let start_time = event.event_time.map_or(self.now, wire::from_timestamp);
                self.start_time = Some(start_time);
                let first = initialize(*of, start_time, &self.options.namespace, &self.run_id);
                self.initialize(first);
            }
            Attributes::WorkflowExecutionSignaledEventAttributes(of) => {
                self.jobs.push(Job::Signal(Box::new(Signal {
                    name: of.signal_name,
                    input: wire::from_payloads(of.input),
                    identity: of.identity,
                    headers: headers(of.header),
                    event_id,
                })));
            }
            Attributes::WorkflowExecutionCancelRequestedEventAttributes(of) => {
                self.jobs.push(Job::Cancel { reason: of.cause });
            }
            Attributes::WorkflowExecutionUpdateAdmittedEventAttributes(of) => {
                of.request.into_iter().for_each(|request| self.update_admitted(request));
            }
            Attributes::WorkflowTaskFailedEventAttributes(of) => {
                if of.cause() == WorkflowTaskFailedCause::ResetWorkflow {
                    self.jobs.push(Job::UpdateRandomSeed {
                        seed: random_seed(&of.new_run_id),
                    });
                }
            }
            Attributes::TimerFiredEventAttributes(of) => self.fire_timer(event_id, &of.timer_id)?,
            about => {
                if let Some((subject_event_id, news)) = news(event_id, about) {
                    self.tell(event_id, subject_event_id, news)?;
                }
            }
        }
        Ok(())
    }

    fn fire_timer(&mut self, event_id: i64, timer_id: &str) -> Result<(), Error> {
        let seq = timer_id.parse().ok().filter(|seq| self.timers.contains_key(seq));
        let Some(seq) = seq else {
            return Err(Error::Nondeterminism {
                event_id,
                expected: format!("TIMER_FIRED (timer id {timer_id:?})"),
                produced: "no such timer".to_owned(),
                rows: Vec::new(),
            });
        };
        let in_time = self.tell_timer(seq, timer::Input::Fired);
        self.require(in_time, event_id, "timer")
    }

    /// Passes on what an event says of the subject of an earlier one.
    fn tell(&mut self, event_id: i64, subject_event_id: i64, news: News) -> Result<(), Error> {
        let what = news.subject();
        let in_time = match (news, self.subjects.get(&subject_event_id).copied()) {
            (News::Activity(input, closing), Some(Subject::Activity(seq))) => self.tell_activity(seq, input, closing),
            (News::Child(input, told), Some(Subject::Child(seq))) => self.tell_child(seq, input, told),
            (News::Signal(input, cause), Some(Subject::SignalExternal(seq))) => {
                self.subjects.remove(&subject_event_id);
                self.tell_signal_external(seq, input, cause.map(external::signal_failure))
            }
            (News::Cancel(input, cause), Some(Subject::CancelExternal(seq))) => {
                self.subjects.remove(&subject_event_id);
                self.tell_cancel_external(seq, input, cause.map(external::cancel_failure))
            }
            // Whether the request reached the child shows in how the child ends.
            (News::Cancel(..), Some(Subject::ChildCancel(_))) => {
                self.subjects.remove(&subject_event_id);
                true
            }
            (News::Nexus(input, told), Some(Subject::Nexus(seq))) => self.tell_nexus(seq, input, told),
            // The operation closed before its cancellation was heard of.
            (News::Nexus(nexus::Input::CancelHeard, _), None) => true,
            (News::Activity(..) | News::Child(..) | News::Signal(..) | News::Cancel(..) | News::Nexus(..), _) => {
                return Err(Error::Nondeterminism {
                    event_id,
                    expected: format!("news of the {what} of event {subject_event_id}"),
                    produced: format!("no such {what}"),
                    rows: Vec::new(),
                });
            }
        };
        self.require(in_time, event_id, what)
    }

    fn require(&self, in_time: bool, event_id: i64, what: &str) -> Result<(), Error> {
        if in_time {
            Ok(())
        } else {
            Err(self.malformed(event_id, format!("news of the {what} came at a wrong time")))
        }
    }
}
