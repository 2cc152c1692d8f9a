//! From a metric's name to the cell that its values go to.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use parking_lot::Mutex;

use crate::{
    Attributes, Buffer, Metric, Number, Registry, Update, buckets,
    registry::{Cell, Family},
};

/// What values of a metric mean together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// They add up.
    Counter,
    /// The last one counts.
    Gauge,
    /// Their distribution counts.
    Histogram,
    /// The same, of durations.
    Durations,
}

/// What a duration is counted in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum TimeUnit {
    #[default]
    Milliseconds,
    Seconds,
}

impl TimeUnit {
    /// Its usual sign.
    #[must_use]
    pub const fn sign(self) -> &'static str {
        match self {
            Self::Milliseconds => "ms",
            Self::Seconds => "s",
        }
    }

    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Milliseconds => "milliseconds",
            Self::Seconds => "seconds",
        }
    }

    /// Wire: milliseconds are whole.
    fn number(self, duration: Duration) -> Number {
        match self {
            Self::Milliseconds => Number::Int(u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)),
            Self::Seconds => Number::Float(duration.as_secs_f64()),
        }
    }

    fn bound(self, bound: f64) -> f64 {
        match self {
            Self::Milliseconds => bound,
            Self::Seconds => bound / 1000.0,
        }
    }
}

/// How metrics are named and counted.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Before the names of the worker's own metrics.
    pub prefix: String,
    /// Attributes of everything that is recorded.
    pub attributes: Attributes,
    pub time_unit: TimeUnit,
    /// Upper bounds of histograms, by name with or without the prefix, or by a part of the names of several.
    pub bounds: BTreeMap<String, Vec<f64>>,
    /// Those of all other histograms, in place of the usual ones.
    pub bounds_default: Option<Vec<f64>>,
}

impl Options {
    /// The bounds for all histograms whose names have a part in common with this one: those of the longest such part.
    fn bounds_of_part(&self, name: &str) -> Option<&Vec<f64>> {
        let parts = self.bounds.iter().filter(|(part, _)| name.contains(part.as_str()));
        parts.max_by_key(|(part, _)| part.len()).map(|(_, bounds)| bounds)
    }
}

/// Where values go.
pub enum Sink {
    Registry(Registry),
    Buffer(Buffer),
}

/// What metrics are made with. Cheap to clone.
#[derive(Clone)]
pub struct Metrics(Arc<Inner>);

struct Inner {
    options: Options,
    sink: Sink,
    /// So that the same metric is the same object in all updates of a buffer.
    buffered: Mutex<BTreeMap<Metric, Arc<Metric>>>,
}

impl std::fmt::Debug for Metrics {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Metrics")
    }
}

impl Metrics {
    #[must_use]
    pub fn new(options: Options, sink: Sink) -> Self {
        Self(Arc::new(Inner {
            options,
            sink,
            buffered: Mutex::default(),
        }))
    }

    /// A metric of this worker or client: its name gets the prefix.
    #[must_use]
    pub fn own(&self, kind: Kind, name: &str, description: &str) -> Instrument {
        let unit = (kind == Kind::Durations).then(|| self.0.options.time_unit.sign().to_owned());
        let metric = Metric {
            name: format!("{}{name}", self.0.options.prefix),
            description: Some(description.to_owned()),
            unit,
            kind,
        };
        self.instrument(metric)
    }

    /// A metric of the program. Of several with one name, the first one's kind and texts count.
    #[must_use]
    pub fn instrument(&self, mut metric: Metric) -> Instrument {
        let options = &self.0.options;
        if metric.kind == Kind::Durations && metric.unit.as_deref() == Some("duration") {
            metric.unit = Some(options.time_unit.sign().to_owned());
        }
        let target = match &self.0.sink {
            Sink::Registry(registry) => {
                let bounds = || self.bounds(&metric.name);
                Source::Family(registry.family(&metric, options.time_unit, bounds))
            }
            Sink::Buffer(_) => {
                let mut known = self.0.buffered.lock();
                let shared = known.entry(metric.clone()).or_insert_with(|| Arc::new(metric)).clone();
                Source::Metric(shared)
            }
        };
        Instrument {
            metrics: self.clone(),
            source: target,
        }
    }

    fn bounds(&self, name: &str) -> Vec<f64> {
        let options = &self.0.options;
        let bare = name.strip_prefix(&options.prefix).unwrap_or(name);
        let exact = options.bounds.get(name).or_else(|| options.bounds.get(bare));
        exact
            .or_else(|| options.bounds_of_part(name))
            .or(options.bounds_default.as_ref())
            .cloned()
            .unwrap_or_else(|| {
                let usual = buckets::of(bare).iter();
                usual.map(|bound| options.time_unit.bound(*bound)).collect()
            })
    }
}

/// A metric. Cheap to clone.
#[derive(Clone)]
pub struct Instrument {
    metrics: Metrics,
    source: Source,
}

#[derive(Clone)]
enum Source {
    Family(Option<Arc<Family>>),
    Metric(Arc<Metric>),
}

impl Instrument {
    /// The metric for these attributes, beside those of everything.
    #[must_use]
    pub fn bind(&self, attributes: &Attributes) -> Recorder {
        let inner = &self.metrics.0;
        let attributes = inner.options.attributes.and(attributes);
        let unit = inner.options.time_unit;
        match (&self.source, &inner.sink) {
            (Source::Family(family), _) => Recorder(family.as_ref().map(|family| Target::Cell {
                cell: family.cell(&attributes),
                unit,
            })),
            (Source::Metric(metric), Sink::Buffer(buffer)) => Recorder(Some(Target::Buffer {
                buffer: buffer.clone(),
                metric: Arc::clone(metric),
                attributes,
                unit,
            })),
            (Source::Metric(_), Sink::Registry(_)) => Recorder(None),
        }
    }
}

impl Instrument {
    /// Forgets the values of all attributes, so that those which do not come again are not shown for ever. Recorders that are
    /// bound go on into nothing.
    pub fn clear(&self) {
        if let Source::Family(Some(family)) = &self.source {
            family.clear();
        }
    }
}

/// A metric with its attributes, to be recorded often. By default it records nothing.
#[derive(Clone, Default)]
pub struct Recorder(Option<Target>);

#[derive(Clone)]
enum Target {
    Cell {
        cell: Arc<Cell>,
        unit: TimeUnit,
    },
    Buffer {
        buffer: Buffer,
        metric: Arc<Metric>,
        attributes: Attributes,
        unit: TimeUnit,
    },
}

impl Recorder {
    /// Adds to a counter.
    pub fn add(&self, count: u64) {
        self.put(Number::Int(count));
    }

    /// Sets a gauge, or puts a value into a histogram.
    pub fn record(&self, value: Number) {
        self.put(value);
    }

    /// Sets a gauge to a whole number.
    pub fn set(&self, value: usize) {
        self.put(Number::Int(value as u64));
    }

    /// Puts a duration into a histogram.
    pub fn duration(&self, duration: Duration) {
        if let Some(Target::Cell { unit, .. } | Target::Buffer { unit, .. }) = &self.0 {
            self.put(unit.number(duration));
        }
    }

    fn put(&self, value: Number) {
        match &self.0 {
            None => {}
            Some(Target::Cell { cell, .. }) => cell.put(value),
            Some(Target::Buffer {
                buffer,
                metric,
                attributes,
                ..
            }) => buffer.push(Update {
                metric: Arc::clone(metric),
                value,
                attributes: attributes.clone(),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_gets_values_with_their_units() {
        let buffer = Buffer::new(9);
        let options = Options {
            prefix: "p_".to_owned(),
            attributes: Attributes::default().with([("tag", "1")]),
            ..Options::default()
        };
        let metrics = Metrics::new(options, Sink::Buffer(buffer.clone()));
        let latency = metrics.own(Kind::Durations, "latency", "how long");
        latency
            .bind(&Attributes::default())
            .duration(Duration::from_micros(2900));
        latency.bind(&Attributes::default()).duration(Duration::ZERO);
        let updates = buffer.take();
        assert_eq!(updates[0].metric.name, "p_latency");
        assert_eq!(updates[0].metric.unit.as_deref(), Some("ms"));
        assert_eq!(updates[0].value, Number::Int(2));
        assert_eq!(updates[0].attributes.iter().count(), 1);
        assert!(Arc::ptr_eq(&updates[0].metric, &updates[1].metric));
    }

    #[test]
    fn bounds_are_given_by_name_or_by_a_part_of_several_names() {
        let bounds = [
            ("latency", 1.0),
            ("task_latency", 2.0),
            ("p_latency", 3.0),
            ("exact_task_latency", 4.0),
        ];
        let options = Options {
            prefix: "p_".to_owned(),
            bounds: bounds.map(|(name, bound)| (name.to_owned(), vec![bound])).into(),
            ..Options::default()
        };
        let metrics = Metrics::new(options, Sink::Buffer(Buffer::new(1)));
        assert_eq!(metrics.bounds("p_request_latency"), [1.0]);
        assert_eq!(metrics.bounds("p_activity_task_latency"), [2.0]);
        assert_eq!(metrics.bounds("p_latency"), [3.0]);
        assert_eq!(metrics.bounds("p_exact_task_latency"), [4.0]);
        assert!(metrics.bounds("p_size").len() > 1);
    }

    #[test]
    fn nothing_is_recorded_by_default() {
        Recorder::default().add(1);
        Recorder::default().duration(Duration::ZERO);
    }
}
