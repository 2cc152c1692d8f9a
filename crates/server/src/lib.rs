//! The gRPC server: any [`Api`](everloop_proto::Api) on a TCP port.
//!
//! It decodes, routes by path, keeps the limits of the wire and turns errors into statuses. It has no
//! rules and no storage. [`bind`] takes the port, so that a port in use is known before anything else
//! is opened; [`Bound::serve`] serves until told to stop.

mod accepted;
mod adapter;
mod limits;
mod listen;
mod requests;
mod status;
mod streams;

pub use listen::{Bound, Error, Options, bind};
pub use requests::Requests;
pub use streams::serve_streams;
