//! The worker against a scripted server and a scripted runtime: what it sends for what it is sent.

mod activities;
mod server;
mod shutdown;
mod workflows;
