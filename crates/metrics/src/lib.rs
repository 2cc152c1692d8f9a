//! Metrics: counters, gauges and histograms with attributes, and what becomes of them.
//!
//! An [`Instrument`] is a metric's name and meaning; bound to attributes it is a [`Recorder`], which is what code that
//! runs often keeps: recording is then a few atomic operations, without a look-up and without memory. A `Recorder` made
//! by `default()` records nothing, so code need not ask whether metrics are wanted.
//!
//! Values are either added up in a [`Registry`], which [`prometheus::text`] and [`otlp::request`] write down, or
//! kept one by one in a [`Buffer`] that the program empties. Nothing here opens a socket.

mod attributes;
mod buckets;
mod buffer;
mod meter;
pub mod otlp;
pub mod prometheus;
mod registry;

pub use attributes::{Attributes, Value};
pub use buffer::{Buffer, Metric, Number, Update};
pub use meter::{Instrument, Kind, Metrics, Options, Recorder, Sink, TimeUnit};
pub use registry::Registry;
