//! The process's log lines: shown on standard error, or handed to the program.
//!
//! There is one subscriber per process, because there is one set of threads; what it does can be replaced.

use std::{
    fmt,
    io::IsTerminal,
    sync::{Arc, OnceLock},
    time::SystemTime,
};

use tracing::{
    Event, Level, Subscriber,
    field::{Field, Visit},
};
use tracing_subscriber::{
    EnvFilter, Layer, Registry,
    layer::{Context, Layered, SubscriberExt as _},
    reload,
    util::SubscriberInitExt as _,
};

/// A line of the log.
#[derive(Clone, Debug)]
pub struct Line {
    pub level: Level,
    pub target: &'static str,
    pub message: String,
    pub fields: Vec<(&'static str, Value)>,
    pub time: SystemTime,
}

/// The value of a field.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    Int(i64),
    Float(f64),
    Bool(bool),
    Text(String),
}

/// How lines look on standard error.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    #[default]
    Compact,
    Pretty,
    Json,
}

/// Takes lines, on the thread that logs them: it must not block.
pub type Forward = Arc<dyn Fn(Line) + Send + Sync>;

/// Where lines go.
#[derive(Clone)]
pub enum Output {
    Console(Format),
    Forward(Forward),
}

/// Why lines cannot be shown.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("log filter {filter:?} cannot be read: {reason}")]
    Filter { filter: String, reason: String },
    #[error("this process logs by another tracing subscriber")]
    Taken,
}

type Filtered = Layered<reload::Layer<EnvFilter, Registry>, Registry>;
type Shown = Box<dyn Layer<Filtered> + Send + Sync>;

struct Switches {
    filter: reload::Handle<EnvFilter, Registry>,
    output: reload::Handle<Shown, Filtered>,
}

static SWITCHES: OnceLock<Option<Switches>> = OnceLock::new();

/// Shows the lines that pass `filter`, from now on and instead of what was shown before.
///
/// # Errors
/// When the filter cannot be read, or when the process has another subscriber.
pub fn show(filter: &str, output: &Output) -> Result<(), Error> {
    let read = || {
        EnvFilter::try_new(filter).map_err(|error| Error::Filter {
            filter: filter.to_owned(),
            reason: error.to_string(),
        })
    };
    let (first_filter, next_filter) = (read()?, read()?);
    let switches = SWITCHES.get_or_init(|| {
        let (filter, filter_switch) = reload::Layer::new(first_filter);
        let (shown, output_switch) = reload::Layer::new(shown(output));
        let subscriber = tracing_subscriber::registry().with(filter).with(shown);
        subscriber.try_init().ok().map(|()| Switches {
            filter: filter_switch,
            output: output_switch,
        })
    });
    let switches = switches.as_ref().ok_or(Error::Taken)?;
    // Reloading fails only when the subscriber is gone, and it never goes.
    let _ = switches.output.reload(shown(output));
    let _ = switches.filter.reload(next_filter);
    Ok(())
}

fn shown(output: &Output) -> Shown {
    let console = || {
        let errors = std::io::stderr;
        tracing_subscriber::fmt::layer()
            .with_ansi(errors().is_terminal() && std::env::var_os("NO_COLOR").is_none())
            .with_writer(errors)
    };
    match output {
        Output::Console(Format::Compact) => Box::new(console().compact()),
        Output::Console(Format::Pretty) => Box::new(console().pretty()),
        Output::Console(Format::Json) => Box::new(console().json()),
        Output::Forward(forward) => Box::new(Forwarding(Arc::clone(forward))),
    }
}

struct Forwarding(Forward);

impl<S: Subscriber> Layer<S> for Forwarding {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        let metadata = event.metadata();
        let mut reading = Reading::default();
        event.record(&mut reading);
        (self.0)(Line {
            level: *metadata.level(),
            target: metadata.target(),
            message: reading.message,
            fields: reading.fields,
            time: SystemTime::now(),
        });
    }
}

#[derive(Default)]
struct Reading {
    message: String,
    fields: Vec<(&'static str, Value)>,
}

impl Visit for Reading {
    fn record_f64(&mut self, field: &Field, value: f64) {
        self.fields.push((field.name(), Value::Float(value)));
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.fields.push((field.name(), Value::Int(value)));
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        let value = i64::try_from(value).unwrap_or(i64::MAX);
        self.fields.push((field.name(), Value::Int(value)));
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.fields.push((field.name(), Value::Bool(value)));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.push((field.name(), Value::Text(value.to_owned())));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        if field.name() == "message" {
            self.message = format!("{value:?}");
        } else {
            self.fields.push((field.name(), Value::Text(format!("{value:?}"))));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;

    use super::*;

    #[test]
    fn lines_that_pass_the_filter_are_forwarded_with_their_fields() {
        let lines = Arc::new(Mutex::new(Vec::new()));
        let forward: Forward = {
            let lines = Arc::clone(&lines);
            Arc::new(move |line| lines.lock().unwrap().push(line))
        };
        show("error,everloop=warn", &Output::Console(Format::Json)).unwrap();
        show("error,everloop=warn", &Output::Forward(forward)).unwrap();
        tracing::warn!(target: "everloop_worker::x", number = 3, text = "t", "it {}", "happened");
        tracing::info!(target: "everloop_worker::x", "not wanted");
        tracing::warn!(target: "other", "not wanted either");
        let lines = lines.lock().unwrap();
        assert_eq!(lines.len(), 1);
        assert_eq!(
            (lines[0].target, &*lines[0].message),
            ("everloop_worker::x", "it happened")
        );
        assert_eq!(
            lines[0].fields,
            [("number", Value::Int(3)), ("text", Value::Text("t".to_owned()))]
        );
        assert!(matches!(
            show("a=b=c", &Output::Console(Format::Compact)),
            Err(Error::Filter { .. })
        ));
    }
}
