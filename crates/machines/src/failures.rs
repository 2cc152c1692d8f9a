//! Failures that are made here, or wrapped here around those of others.

use everloop_proto::{
    common::v1::Payloads,
    failure::v1::{ApplicationFailureInfo, CanceledFailureInfo, Failure, failure::FailureInfo},
};

/// A failure around its cause.
pub(crate) fn around(message: &str, cause: Option<Failure>, info: FailureInfo) -> Failure {
    Failure {
        message: message.to_owned(),
        cause: cause.map(Box::new),
        failure_info: Some(info),
        ..Failure::default()
    }
}

pub(crate) fn canceled(message: &str, details: Option<Payloads>) -> Failure {
    let info = CanceledFailureInfo {
        details,
        ..CanceledFailureInfo::default()
    };
    around(message, None, FailureInfo::CanceledFailureInfo(info))
}

pub(crate) fn application(message: &str, kind: &str) -> Failure {
    let info = ApplicationFailureInfo {
        r#type: kind.to_owned(),
        ..ApplicationFailureInfo::default()
    };
    around(message, None, FailureInfo::ApplicationFailureInfo(info))
}
