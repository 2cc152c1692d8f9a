//! Failures that are too large to be kept: what remains of them.
//!
//! Wire: the bytes that there may be are given out from the outside in, to the type first, then to source, message and stack
//! trace, and what is left to the cause. What a program put in besides (details, encoded attributes, a delay) is left out.

use everloop_proto::failure::v1::failure::FailureInfo;
use everloop_proto::failure::v1::{ApplicationFailureInfo, Failure};
use prost::Message as _;

use crate::failure;

pub(crate) const TOO_LARGE: &str = "Failure exceeds size limit.";
/// What keeping a text, an application failure, a server failure or a cause counts besides the bytes of texts.
const TEXT_COST: usize = 4;
const APPLICATION_COST: usize = 8;
const SERVER_COST: usize = 4;
const CAUSE_COST: usize = 8;
/// Causes below this depth are left out.
const DEPTH_MAX: usize = 20;

/// A failure as it is kept while its activity is retried: as it is, or as the cause of one that says that it was too large.
pub(crate) fn kept(failure: &Failure, bytes_max: usize) -> Failure {
    if failure.encoded_len() <= bytes_max {
        return failure.clone();
    }
    Failure {
        cause: Some(Box::new(shortened(failure, bytes_max))),
        ..failure::server(TOO_LARGE)
    }
}

/// The beginning of a failure and of its causes, in about so many bytes.
pub(crate) fn shortened(failure: &Failure, bytes_max: usize) -> Failure {
    Budget(bytes_max).failure(failure, DEPTH_MAX)
}

/// Bytes that may still be kept.
struct Budget(usize);

impl Budget {
    fn failure(&mut self, failure: &Failure, depth: usize) -> Failure {
        let failure_info = self.info(failure.failure_info.as_ref());
        let source = self.text(&failure.source);
        let message = self.text(&failure.message);
        let stack_trace = self.text(&failure.stack_trace);
        let has_room = depth > 0 && self.0 > 0;
        let cause = failure.cause.as_deref().filter(|_| has_room).map(|cause| {
            self.spend(CAUSE_COST);
            Box::new(self.failure(cause, depth - 1))
        });
        Failure {
            message,
            source,
            stack_trace,
            cause,
            failure_info,
            encoded_attributes: None,
        }
    }

    /// What decides whether there is another attempt is kept, and of the rest only what kind it was.
    fn info(&mut self, info: Option<&FailureInfo>) -> Option<FailureInfo> {
        match info? {
            FailureInfo::ApplicationFailureInfo(info) => {
                let r#type = self.cut(&info.r#type);
                self.spend(APPLICATION_COST);
                Some(FailureInfo::ApplicationFailureInfo(ApplicationFailureInfo {
                    r#type,
                    non_retryable: info.non_retryable,
                    ..ApplicationFailureInfo::default()
                }))
            }
            FailureInfo::ServerFailureInfo(info) => {
                self.spend(SERVER_COST);
                Some(FailureInfo::ServerFailureInfo(*info))
            }
            _ => None,
        }
    }

    fn text(&mut self, text: &str) -> String {
        if text.is_empty() {
            return String::new();
        }
        self.spend(TEXT_COST);
        self.cut(text)
    }

    /// As many whole characters as there is room for.
    fn cut(&mut self, text: &str) -> String {
        let most = text.len().min(self.0);
        let end = (0..=most)
            .rev()
            .find(|end| text.is_char_boundary(*end))
            .unwrap_or_default();
        self.spend(end);
        text[..end].to_owned()
    }

    fn spend(&mut self, bytes: usize) {
        self.0 = self.0.saturating_sub(bytes);
    }
}

#[cfg(test)]
mod tests {
    use everloop_proto::common::v1::Payloads;

    use super::*;

    fn failure(kind: &str, message: usize, stack_trace: usize, cause: Option<Failure>) -> Failure {
        Failure {
            message: "m".repeat(message),
            stack_trace: "s".repeat(stack_trace),
            cause: cause.map(Box::new),
            failure_info: Some(FailureInfo::ApplicationFailureInfo(ApplicationFailureInfo {
                r#type: kind.to_owned(),
                details: Some(Payloads {
                    payloads: vec![crate::payload::json_text(kind)],
                }),
                ..ApplicationFailureInfo::default()
            })),
            ..Failure::default()
        }
    }

    /// The lengths of type, message and stack trace, of a failure and its causes.
    fn lengths(failure: &Failure) -> Vec<[usize; 3]> {
        let kind = match &failure.failure_info {
            Some(FailureInfo::ApplicationFailureInfo(info)) => {
                assert_eq!(info.details, None);
                info.r#type.len()
            }
            _ => 0,
        };
        let own = [kind, failure.message.len(), failure.stack_trace.len()];
        let causes = failure.cause.as_deref().map(lengths).unwrap_or_default();
        std::iter::once(own).chain(causes).collect()
    }

    #[test]
    fn what_is_small_enough_is_kept_as_it_is() {
        let small = failure("T", 100, 100, None);
        assert_eq!(kept(&small, 4096), small);
    }

    #[test]
    fn what_is_too_large_is_the_cause_of_a_failure_that_says_so() {
        let kept = kept(&failure("T", 3000, 3000, None), 4096);
        assert_eq!(kept.message, TOO_LARGE);
        assert_eq!(lengths(&kept), [[0, 27, 0], [1, 3000, 1079]]);
    }

    #[test]
    fn bytes_are_given_out_from_the_outside_in() {
        let cut = |failure: Failure| lengths(&shortened(&failure, 4096));
        assert_eq!(cut(failure("T", 5000, 5000, None)), [[1, 4083, 0]]);
        let cause = failure("T", 1500, 1500, None);
        assert_eq!(
            cut(failure("T", 1500, 1500, Some(cause))),
            [[1, 1500, 1500], [1, 1058, 0]]
        );
        let cause = failure("T", 2200, 0, None);
        assert_eq!(cut(failure("T", 4070, 0, Some(cause))), [[1, 4070, 0], [1, 0, 0]]);
        let cause = failure("T", 1, 0, None);
        assert_eq!(cut(failure("T", 5000, 0, Some(cause))), [[1, 4083, 0]]);
        assert_eq!(cut(failure(&"T".repeat(5000), 1, 0, None))[0][1], 0);
    }

    #[test]
    fn characters_are_not_cut_apart() {
        let mut long = failure("T", 0, 0, None);
        long.message = "é".repeat(3000);
        assert_eq!(shortened(&long, 4096).message, "é".repeat(2041));
    }

    #[test]
    fn causes_without_end_are_cut_off() {
        let deep = (0..100).fold(failure("T", 1, 1, None), |cause, _| failure("T", 1, 1, Some(cause)));
        assert_eq!(lengths(&shortened(&deep, 1 << 20)).len(), DEPTH_MAX + 1);
    }
}
