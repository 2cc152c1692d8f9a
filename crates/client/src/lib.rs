//! A connection to a Temporal server, everloop's own or any other: the [`Api`](everloop_proto::Api) over gRPC.
//!
//! It takes care of the channel, TLS, headers, deadlines and retries. It knows nothing of workflows:
//! what the calls mean is their callers' matter.
//!
//! [`connect`] gives a [`Connection`]; its [`retrying`](Connection::retrying) form is what clients and
//! workers hold, its [`once`](Connection::once) form serves raw calls that must not be repeated.
//! Everything here needs a tokio runtime with I/O and time.

mod api;
mod balance;
mod channel;
pub mod codec;
mod connection;
mod counted;
mod dial;
mod headers;
mod local;
mod metrics;
mod named_tls;
mod options;
mod proxy;
pub mod request;
mod retry;
mod status;
mod stream;

pub use connection::{Connection, connect, connect_lazy};
pub use counted::Counting;
pub use headers::check_header;
pub use local::{Broken, over};
pub use options::{Compression, Error, Identity, KeepAlive, Options, Proxy, Retry, Tls};
