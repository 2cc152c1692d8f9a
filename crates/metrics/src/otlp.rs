//! Metrics as the OpenTelemetry protocol writes them: `ExportMetricsServiceRequest`.
//!
//! The few messages are declared here, with the field numbers of the protocol. The libraries that have them bring an
//! SDK of their own, which would aggregate a second time and be several times the size of this file's code.

use prost::{Message, Oneof};

use crate::{
    Attributes, Kind, Registry, Value,
    registry::{After, Family, Reading},
};

/// What exported counters count from.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Temporality {
    /// The start of the program.
    #[default]
    Cumulative,
    /// The export before.
    Delta,
}

/// The span of time that an export tells of, in nanoseconds since 1970.
#[derive(Clone, Copy, Debug)]
pub struct Interval {
    pub start: u64,
    pub now: u64,
}

/// The encoded request with everything in the registry that was ever recorded. With delta temporality, what was
/// written is gone from the registry.
#[must_use]
pub fn request(registry: &Registry, resource: &Attributes, temporality: Temporality, interval: Interval) -> Vec<u8> {
    let after = match temporality {
        Temporality::Cumulative => After::Keep,
        Temporality::Delta => After::Reset,
    };
    let families = registry.families();
    let metrics = families
        .iter()
        .filter_map(|family| metric(family, after, temporality, interval))
        .collect();
    let request = ExportRequest {
        resource_metrics: vec![ResourceMetrics {
            resource: Some(Resource {
                attributes: key_values(resource),
            }),
            scope_metrics: vec![ScopeMetrics {
                scope: Some(Scope {
                    name: "temporal-core-sdk".to_owned(),
                }),
                metrics,
            }],
        }],
    };
    request.encode_to_vec()
}

fn metric(family: &Family, after: After, temporality: Temporality, interval: Interval) -> Option<MetricMessage> {
    let after = match family.metric.kind {
        // A gauge is what it is, however long ago it was set.
        Kind::Gauge => After::Keep,
        Kind::Counter | Kind::Histogram | Kind::Durations => after,
    };
    let cells = family.read(after);
    if cells.is_empty() {
        return None;
    }
    let aggregation_temporality = match temporality {
        Temporality::Delta => 1,
        Temporality::Cumulative => 2,
    };
    let (mut numbers, mut histograms) = (Vec::new(), Vec::new());
    for (attributes, reading) in cells {
        let number = |value| NumberPoint {
            attributes: key_values(&attributes),
            start_time_unix_nano: interval.start,
            time_unix_nano: interval.now,
            value: Some(value),
        };
        match reading {
            Reading::Counter(total) => numbers.push(number(NumberValue::Int(i64::try_from(total).unwrap_or(i64::MAX)))),
            Reading::Gauge(value) => numbers.push(number(NumberValue::Double(value))),
            Reading::Histogram { counts, sum } => histograms.push(HistogramPoint {
                attributes: key_values(&attributes),
                start_time_unix_nano: interval.start,
                time_unix_nano: interval.now,
                count: counts.iter().sum(),
                sum: Some(sum),
                bucket_counts: counts,
                explicit_bounds: family.bounds.to_vec(),
            }),
        }
    }
    let data = match family.metric.kind {
        Kind::Counter => Data::Sum(Sum {
            data_points: numbers,
            aggregation_temporality,
            is_monotonic: true,
        }),
        Kind::Gauge => Data::Gauge(Gauge { data_points: numbers }),
        Kind::Histogram | Kind::Durations => Data::Histogram(Histogram {
            data_points: histograms,
            aggregation_temporality,
        }),
    };
    Some(MetricMessage {
        name: family.metric.name.clone(),
        description: family.metric.description.clone().unwrap_or_default(),
        unit: family.metric.unit.clone().unwrap_or_else(|| match family.metric.kind {
            Kind::Durations => family.time_unit.sign().to_owned(),
            Kind::Counter | Kind::Gauge | Kind::Histogram => String::new(),
        }),
        data: Some(data),
    })
}

fn key_values(attributes: &Attributes) -> Vec<KeyValue> {
    let one = |(name, value): (&str, &Value)| KeyValue {
        key: name.to_owned(),
        value: Some(AnyValue {
            value: Some(match value {
                Value::Text(text) => AnyKind::Text(text.to_string()),
                Value::Bool(flag) => AnyKind::Bool(*flag),
                Value::Int(int) => AnyKind::Int(*int),
                Value::Float(float) => AnyKind::Double(*float),
            }),
        }),
    };
    attributes.iter().map(one).collect()
}

#[derive(Clone, PartialEq, Message)]
struct ExportRequest {
    #[prost(message, repeated, tag = "1")]
    resource_metrics: Vec<ResourceMetrics>,
}

#[derive(Clone, PartialEq, Message)]
struct ResourceMetrics {
    #[prost(message, optional, tag = "1")]
    resource: Option<Resource>,
    #[prost(message, repeated, tag = "2")]
    scope_metrics: Vec<ScopeMetrics>,
}

#[derive(Clone, PartialEq, Message)]
struct Resource {
    #[prost(message, repeated, tag = "1")]
    attributes: Vec<KeyValue>,
}

#[derive(Clone, PartialEq, Message)]
struct ScopeMetrics {
    #[prost(message, optional, tag = "1")]
    scope: Option<Scope>,
    #[prost(message, repeated, tag = "2")]
    metrics: Vec<MetricMessage>,
}

#[derive(Clone, PartialEq, Message)]
struct Scope {
    #[prost(string, tag = "1")]
    name: String,
}

#[derive(Clone, PartialEq, Message)]
struct MetricMessage {
    #[prost(string, tag = "1")]
    name: String,
    #[prost(string, tag = "2")]
    description: String,
    #[prost(string, tag = "3")]
    unit: String,
    #[prost(oneof = "Data", tags = "5, 7, 9")]
    data: Option<Data>,
}

#[derive(Clone, PartialEq, Oneof)]
enum Data {
    #[prost(message, tag = "5")]
    Gauge(Gauge),
    #[prost(message, tag = "7")]
    Sum(Sum),
    #[prost(message, tag = "9")]
    Histogram(Histogram),
}

#[derive(Clone, PartialEq, Message)]
struct Gauge {
    #[prost(message, repeated, tag = "1")]
    data_points: Vec<NumberPoint>,
}

#[derive(Clone, PartialEq, Message)]
struct Sum {
    #[prost(message, repeated, tag = "1")]
    data_points: Vec<NumberPoint>,
    #[prost(int32, tag = "2")]
    aggregation_temporality: i32,
    #[prost(bool, tag = "3")]
    is_monotonic: bool,
}

#[derive(Clone, PartialEq, Message)]
struct Histogram {
    #[prost(message, repeated, tag = "1")]
    data_points: Vec<HistogramPoint>,
    #[prost(int32, tag = "2")]
    aggregation_temporality: i32,
}

#[derive(Clone, PartialEq, Message)]
struct NumberPoint {
    #[prost(fixed64, tag = "2")]
    start_time_unix_nano: u64,
    #[prost(fixed64, tag = "3")]
    time_unix_nano: u64,
    #[prost(oneof = "NumberValue", tags = "4, 6")]
    value: Option<NumberValue>,
    #[prost(message, repeated, tag = "7")]
    attributes: Vec<KeyValue>,
}

#[derive(Clone, Copy, PartialEq, Oneof)]
enum NumberValue {
    #[prost(double, tag = "4")]
    Double(f64),
    #[prost(sfixed64, tag = "6")]
    Int(i64),
}

#[derive(Clone, PartialEq, Message)]
struct HistogramPoint {
    #[prost(fixed64, tag = "2")]
    start_time_unix_nano: u64,
    #[prost(fixed64, tag = "3")]
    time_unix_nano: u64,
    #[prost(fixed64, tag = "4")]
    count: u64,
    #[prost(double, optional, tag = "5")]
    sum: Option<f64>,
    #[prost(fixed64, repeated, tag = "6")]
    bucket_counts: Vec<u64>,
    #[prost(double, repeated, tag = "7")]
    explicit_bounds: Vec<f64>,
    #[prost(message, repeated, tag = "9")]
    attributes: Vec<KeyValue>,
}

#[derive(Clone, PartialEq, Message)]
struct KeyValue {
    #[prost(string, tag = "1")]
    key: String,
    #[prost(message, optional, tag = "2")]
    value: Option<AnyValue>,
}

#[derive(Clone, PartialEq, Message)]
struct AnyValue {
    #[prost(oneof = "AnyKind", tags = "1, 2, 3, 4")]
    value: Option<AnyKind>,
}

#[derive(Clone, PartialEq, Oneof)]
enum AnyKind {
    #[prost(string, tag = "1")]
    Text(String),
    #[prost(bool, tag = "2")]
    Bool(bool),
    #[prost(int64, tag = "3")]
    Int(i64),
    #[prost(double, tag = "4")]
    Double(f64),
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Metrics, Options, Sink};

    #[test]
    fn a_delta_is_told_once() {
        let registry = Registry::default();
        let metrics = Metrics::new(Options::default(), Sink::Registry(registry.clone()));
        let counter = metrics.own(Kind::Counter, "c", "counts").bind(&Attributes::default());
        counter.add(3);
        let interval = Interval { start: 1, now: 2 };
        let mut totals = Vec::new();
        for _ in 0..2 {
            let bytes = request(&registry, &Attributes::default(), Temporality::Delta, interval);
            let decoded = ExportRequest::decode(&*bytes).unwrap();
            let metric = &decoded.resource_metrics[0].scope_metrics[0].metrics[0];
            let Some(Data::Sum(sum)) = &metric.data else {
                panic!("not a sum: {metric:?}");
            };
            assert!(sum.is_monotonic && sum.aggregation_temporality == 1);
            totals.push(sum.data_points[0].value);
        }
        assert_eq!(totals, [Some(NumberValue::Int(3)), Some(NumberValue::Int(0))]);
    }
}
