//! The descriptors of the Temporal API, trimmed to what everloop speaks.
//!
//! A crate of its own, used only as a *build* dependency, because cargo hands the path of the
//! published descriptors to direct dependents of `temporalio-protos` alone: a crate that were
//! such a dependent would drag tonic and tokio into the pure crates behind it.

/// An encoded `google.protobuf.FileDescriptorSet`.
pub const DESCRIPTORS: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/descriptors.bin"));

/// Those of the cloud operations API that are not among [`DESCRIPTORS`], encoded likewise.
pub const CLOUD: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/cloud.bin"));

/// Those of the messages between the official SDK's core and its languages, encoded likewise. Their files import those of
/// [`DESCRIPTORS`].
pub const CORE: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/core.bin"));
