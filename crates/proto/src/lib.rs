//! The wire: message types generated from the published descriptors, the [`Api`] trait over every
//! RPC, typed [`RpcError`]s, and the proto-JSON form of messages.
//!
//! There is no logic here, and no transport: gRPC is the matter of `client` and `server`.
//!
//! Message modules mirror the protobuf packages: `temporal.api.common.v1.Payload` is
//! [`temporal::api::common::v1::Payload`], or shorter [`common::v1::Payload`].

// Its macro must be known to the modules below.
#[macro_use]
#[rustfmt::skip]
mod api {
    include!(concat!(env!("OUT_DIR"), "/api.rs"));
}
mod call;
mod error;
mod invoke;
pub mod json;

pub use call::{Call, Connection, Reply};
pub use error::{Code, RpcError};
pub use invoke::{invoke, paths};

#[allow(
    clippy::all,
    clippy::pedantic,
    dead_code,
    missing_docs,
    unreachable_pub,
    unused_qualifications,
    rustdoc::all
)]
mod generated {
    include!(concat!(env!("OUT_DIR"), "/packages.rs"));
}

pub use api::{Api, Scoped};
pub use generated::{google, temporal};
pub use temporal::api::{
    activity, batch, callback, command, common, deployment, enums, errordetails, failure, filter, history, namespace,
    nexus, operatorservice, protocol, query, replication, rules, schedule, sdk, taskqueue, testservice, update,
    version, worker, workflow, workflowservice,
};

/// The encoded `FileDescriptorSet` that every type here was generated from.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

/// The encoded `FileDescriptorSet` of the cloud operations API, whose files import those of [`DESCRIPTORS`]. There are no
/// types for it here.
pub const CLOUD_DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/cloud.bin"));
