//! Sizes that the server refuses, checked before anything is sent.
//!
//! A server answers a message with a payload that is too large by an error that says little, and a workflow task would
//! be tried again for ever without a trace in its history. So the worker fails the task, or the activity, itself.

use everloop_proto::{
    command::v1::{Command, command::Attributes},
    common::v1::{Memo, Payloads},
    failure::v1::{ApplicationFailureInfo, Failure, failure::FailureInfo},
    namespace::v1::namespace_info::Limits,
    protocol::v1::Message,
};
use prost::Message as _;

/// How large the server lets things be, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PayloadLimits {
    blob_max: usize,
    memo_max: usize,
    warnings: SizeWarnings,
}

/// Above which sizes, in bytes, outgoing data is worth a line in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SizeWarnings {
    pub payloads: usize,
    pub memo: usize,
}

impl SizeWarnings {
    pub const NONE: Self = Self {
        payloads: usize::MAX,
        memo: usize::MAX,
    };

    /// Warns above these sizes; zero never warns.
    #[must_use]
    pub const fn above(payloads: usize, memo: usize) -> Self {
        const fn or_never(size: usize) -> usize {
            if size == 0 { usize::MAX } else { size }
        }
        Self {
            payloads: or_never(payloads),
            memo: or_never(memo),
        }
    }

    /// Warns of payloads that go out together.
    pub fn of_payloads(&self, size: usize) {
        warn("payloads", size, self.payloads);
    }

    /// Warns of a memo.
    pub fn of_memo(&self, size: usize) {
        warn("memo", size, self.memo);
    }
}

/// The code in the text is the protocol's own, which people search for.
fn warn(what: &str, size: usize, limit: usize) {
    if size > limit {
        tracing::warn!(
            size,
            limit,
            "[TMPRL1103] Attempted to upload {what} with size that exceeded the warning limit."
        );
    }
}

/// Something too large.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct TooLarge {
    /// Where it is in the message.
    place: String,
    size: usize,
    limit: usize,
}

impl PayloadLimits {
    /// What a namespace says of itself. Zero means that it says nothing.
    pub(crate) fn of(limits: &Limits, warnings: SizeWarnings) -> Self {
        let or_none = |limit| {
            usize::try_from(limit)
                .ok()
                .filter(|limit| *limit > 0)
                .unwrap_or(usize::MAX)
        };
        Self {
            blob_max: or_none(limits.blob_size_limit_error),
            memo_max: or_none(limits.memo_size_limit_error),
            warnings,
        }
    }

    /// Nothing is too large.
    pub(crate) fn none(warnings: SizeWarnings) -> Self {
        Self::of(&Limits::default(), warnings)
    }

    /// Finds what is too large in the answer to a workflow task.
    pub(crate) fn check_task(&self, commands: &[Command], messages: &[Message]) -> Result<(), TooLarge> {
        for (index, command) in commands.iter().enumerate() {
            self.check_command(index, command)?;
        }
        for (index, message) in messages.iter().enumerate() {
            let size = message.body.as_ref().map_or(0, |body| body.value.len());
            self.blob(|| format!("messages[{index}]"), size)?;
        }
        Ok(())
    }

    /// Checks the result of an activity.
    pub(crate) fn check_result(&self, result: &Payloads) -> Result<(), TooLarge> {
        self.blob(|| "the result".to_owned(), result.encoded_len())
    }

    fn check_command(&self, index: usize, command: &Command) -> Result<(), TooLarge> {
        use Attributes as A;
        let Some(attributes) = &command.attributes else {
            return Ok(());
        };
        let payloads = |what: &str, payloads: Option<&Payloads>| {
            let size = payloads.map_or(0, Payloads::encoded_len);
            self.blob(|| format!("commands[{index}].{what}"), size)
        };
        let memo = |memo: Option<&Memo>| self.memo(index, memo);
        match attributes {
            A::ScheduleActivityTaskCommandAttributes(it) => payloads("schedule_activity.input", it.input.as_ref()),
            A::CompleteWorkflowExecutionCommandAttributes(it) => {
                payloads("complete_workflow.result", it.result.as_ref())
            }
            A::FailWorkflowExecutionCommandAttributes(it) => {
                let size = it.failure.as_ref().map_or(0, Failure::encoded_len);
                self.blob(|| format!("commands[{index}].fail_workflow.failure"), size)
            }
            A::CancelWorkflowExecutionCommandAttributes(it) => payloads("cancel_workflow.details", it.details.as_ref()),
            A::SignalExternalWorkflowExecutionCommandAttributes(it) => {
                payloads("signal_workflow.input", it.input.as_ref())
            }
            A::RecordMarkerCommandAttributes(it) => {
                let size = it.details.values().map(Payloads::encoded_len).sum();
                self.blob(|| format!("commands[{index}].record_marker.details"), size)
            }
            A::StartChildWorkflowExecutionCommandAttributes(it) => {
                memo(it.memo.as_ref())?;
                payloads("start_child_workflow.input", it.input.as_ref())
            }
            A::ContinueAsNewWorkflowExecutionCommandAttributes(it) => {
                memo(it.memo.as_ref())?;
                payloads("continue_as_new.input", it.input.as_ref())
            }
            A::ModifyWorkflowPropertiesCommandAttributes(it) => memo(it.upserted_memo.as_ref()),
            A::ScheduleNexusOperationCommandAttributes(it) => {
                let size = it.input.as_ref().map_or(0, prost::Message::encoded_len);
                self.blob(|| format!("commands[{index}].schedule_nexus_operation.input"), size)
            }
            _ => Ok(()),
        }
    }

    /// Wire: the size of a memo is that of its names and data alone.
    fn memo(&self, index: usize, memo: Option<&Memo>) -> Result<(), TooLarge> {
        let fields = memo.iter().flat_map(|memo| &memo.fields);
        let size = fields.map(|(name, payload)| name.len() + payload.data.len()).sum();
        self.warnings.of_memo(size);
        within(|| format!("commands[{index}].memo"), size, self.memo_max)
    }

    fn blob(&self, place: impl FnOnce() -> String, size: usize) -> Result<(), TooLarge> {
        self.warnings.of_payloads(size);
        within(place, size, self.blob_max)
    }
}

fn within(place: impl FnOnce() -> String, size: usize, limit: usize) -> Result<(), TooLarge> {
    if size <= limit {
        return Ok(());
    }
    Err(TooLarge {
        place: place(),
        size,
        limit,
    })
}

impl TooLarge {
    /// The failure that people find in histories, and a log entry with the numbers.
    pub(crate) fn failure(&self, whose: &str) -> Failure {
        const MESSAGE: &str = "[TMPRL1103] Attempted to upload payloads with size that exceeded the error limit.";
        let Self { place, size, limit } = self;
        tracing::error!(whose, place, size, limit, "{MESSAGE}");
        Failure {
            message: MESSAGE.to_owned(),
            failure_info: Some(FailureInfo::ApplicationFailureInfo(ApplicationFailureInfo {
                r#type: "PayloadsTooLarge".to_owned(),
                ..ApplicationFailureInfo::default()
            })),
            ..Failure::default()
        }
    }
}

#[cfg(test)]
mod tests {
    use everloop_proto::{
        command::v1::{CompleteWorkflowExecutionCommandAttributes, ModifyWorkflowPropertiesCommandAttributes},
        common::v1::Payload,
    };

    use super::*;

    const LIMITS: PayloadLimits = PayloadLimits {
        blob_max: 100,
        memo_max: 50,
        warnings: SizeWarnings::NONE,
    };

    fn payload(size: usize) -> Payload {
        Payload {
            data: vec![0; size].into(),
            ..Payload::default()
        }
    }

    fn completing(size: usize) -> Command {
        Command {
            attributes: Some(Attributes::CompleteWorkflowExecutionCommandAttributes(
                CompleteWorkflowExecutionCommandAttributes {
                    result: Some(Payloads {
                        payloads: vec![payload(size)],
                    }),
                },
            )),
            ..Command::default()
        }
    }

    fn memo(size: usize) -> Command {
        let fields = [("name".to_owned(), payload(size))].into();
        Command {
            attributes: Some(Attributes::ModifyWorkflowPropertiesCommandAttributes(
                ModifyWorkflowPropertiesCommandAttributes {
                    upserted_memo: Some(Memo { fields }),
                },
            )),
            ..Command::default()
        }
    }

    #[test]
    fn the_place_and_the_sizes_are_named() {
        // The lengths of payload and list take four bytes.
        assert_eq!(LIMITS.check_task(&[memo(46), completing(96)], &[]), Ok(()));
        let too_large = |place: &str, size, limit| {
            Err(TooLarge {
                place: place.to_owned(),
                size,
                limit,
            })
        };
        assert_eq!(
            LIMITS.check_task(&[memo(46), completing(97)], &[]),
            too_large("commands[1].complete_workflow.result", 101, 100)
        );
        assert_eq!(
            LIMITS.check_task(&[memo(47)], &[]),
            too_large("commands[0].memo", 51, 50)
        );
    }

    #[test]
    fn zero_never_warns() {
        assert_eq!(SizeWarnings::above(0, 0), SizeWarnings::NONE);
        assert_eq!(SizeWarnings::above(5, 0).payloads, 5);
    }

    #[test]
    fn a_namespace_without_limits_has_none() {
        let limits = PayloadLimits::none(SizeWarnings::NONE);
        assert_eq!(limits.check_task(&[completing(1000)], &[]), Ok(()));
    }
}
