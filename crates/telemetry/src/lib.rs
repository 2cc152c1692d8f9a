//! Where metrics leave the process.
//!
//! [`endpoint`] answers Prometheus, [`push`] sends to an OpenTelemetry collector. What is written is the matter of
//! `everloop-metrics`; here are sockets alone.

pub mod endpoint;
mod post;
pub mod push;
