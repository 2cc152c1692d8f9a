//! Where metrics and log lines leave the process.
//!
//! [`endpoint`] answers Prometheus, [`push`] sends to an OpenTelemetry collector. What is written is the matter of
//! `everloop-metrics`; here are sockets alone. [`log`] shows lines, or hands them over.

pub mod endpoint;
pub mod log;
mod post;
pub mod push;
