//! Metrics in the text format that Prometheus reads.

use std::fmt::Write as _;

use crate::{
    Attributes, Kind, Registry, TimeUnit,
    registry::{After, Family, Reading},
};

/// How names are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Names {
    /// Whether the names of counters end in `_total`.
    pub total_suffix: bool,
    /// Whether the names of histograms end in their unit.
    pub unit_suffix: bool,
    pub time_unit: TimeUnit,
}

/// Everything in the registry that was ever recorded.
#[must_use]
pub fn text(registry: &Registry, names: Names) -> String {
    let mut out = String::new();
    for family in registry.families() {
        // Writing to a string cannot fail.
        let _ = write_family(&mut out, &family, names);
    }
    out
}

fn write_family(out: &mut String, family: &Family, names: Names) -> std::fmt::Result {
    let cells = family.read(After::Keep);
    if cells.is_empty() {
        return Ok(());
    }
    let name = full_name(family, names);
    let description = family.metric.description.as_deref().unwrap_or(&name);
    let description = description.replace('\\', r"\\").replace('\n', r"\n");
    let kind = match family.metric.kind {
        Kind::Counter => "counter",
        Kind::Gauge => "gauge",
        Kind::Histogram | Kind::Durations => "histogram",
    };
    writeln!(out, "# HELP {name} {description}")?;
    writeln!(out, "# TYPE {name} {kind}")?;
    for (attributes, reading) in cells {
        let labels = labels(&attributes);
        let braced = if labels.is_empty() {
            String::new()
        } else {
            format!("{{{labels}}}")
        };
        match reading {
            Reading::Counter(total) => writeln!(out, "{name}{braced} {total}")?,
            Reading::Gauge(value) => writeln!(out, "{name}{braced} {value}")?,
            Reading::Histogram { counts, sum } => {
                let comma = if labels.is_empty() { "" } else { "," };
                let mut up_to = 0;
                let bounds = family.bounds.iter().map(f64::to_string);
                for (bound, count) in bounds.chain(["+Inf".to_owned()]).zip(counts) {
                    up_to += count;
                    writeln!(out, "{name}_bucket{{{labels}{comma}le=\"{bound}\"}} {up_to}")?;
                }
                writeln!(out, "{name}_sum{braced} {sum}")?;
                writeln!(out, "{name}_count{braced} {up_to}")?;
            }
        }
    }
    Ok(())
}

fn full_name(family: &Family, names: Names) -> String {
    let metric = &family.metric;
    let mut name = legal(&metric.name);
    match metric.kind {
        Kind::Counter if names.total_suffix => name.push_str("_total"),
        Kind::Durations if names.unit_suffix => {
            name.push('_');
            name.push_str(names.time_unit.word());
        }
        Kind::Histogram if names.unit_suffix => {
            if let Some(unit) = metric.unit.as_deref().filter(|unit| !unit.is_empty()) {
                name.push('_');
                name.push_str(&legal(unit));
            }
        }
        Kind::Counter | Kind::Gauge | Kind::Histogram | Kind::Durations => {}
    }
    name
}

fn labels(attributes: &Attributes) -> String {
    let mut out = String::new();
    for (name, value) in attributes.iter() {
        let value = value
            .to_string()
            .replace('\\', r"\\")
            .replace('"', "\\\"")
            .replace('\n', r"\n");
        let comma = if out.is_empty() { "" } else { "," };
        // Writing to a string cannot fail.
        let _ = write!(out, "{comma}{}=\"{value}\"", legal(name).replace(':', "_"));
    }
    out
}

/// The name with what Prometheus does not take replaced.
fn legal(name: &str) -> String {
    let legal = |(index, letter): (usize, char)| {
        let is_digit = letter.is_ascii_digit() && index > 0;
        if letter.is_ascii_alphabetic() || is_digit || letter == '_' || letter == ':' {
            letter
        } else {
            '_'
        }
    };
    name.chars().enumerate().map(legal).collect()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::{Metric, Metrics, Number, Options, Sink};

    fn metric(name: &str, kind: Kind, unit: &str) -> Metric {
        Metric {
            name: name.to_owned(),
            description: None,
            unit: Some(unit.to_owned()),
            kind,
        }
    }

    #[test]
    fn the_format_is_that_of_prometheus() {
        let registry = Registry::default();
        let metrics = Metrics::new(Options::default(), Sink::Registry(registry.clone()));
        let quoted = Attributes::default().with([("q", "a\"\\\n")]);
        metrics
            .instrument(metric("my-counter.x", Kind::Counter, "calls"))
            .bind(&quoted)
            .add(2);
        let gauge = metrics.instrument(metric("g", Kind::Gauge, ""));
        gauge.bind(&Attributes::default()).record(Number::Float(1.25));
        let names = Names {
            total_suffix: true,
            ..Names::default()
        };
        assert_eq!(
            text(&registry, names),
            "# HELP g g\n# TYPE g gauge\ng 1.25\n\
             # HELP my_counter_x_total my_counter_x_total\n# TYPE my_counter_x_total counter\n\
             my_counter_x_total{q=\"a\\\"\\\\\\n\"} 2\n"
        );
    }

    #[test]
    fn buckets_add_up_and_units_are_named() {
        let registry = Registry::default();
        let options = Options {
            time_unit: TimeUnit::Seconds,
            bounds: [("d".to_owned(), vec![1.0, 2.5])].into(),
            ..Options::default()
        };
        let metrics = Metrics::new(options, Sink::Registry(registry.clone()));
        let durations = metrics.instrument(metric("d", Kind::Durations, ""));
        durations
            .bind(&Attributes::default())
            .duration(Duration::from_millis(1500));
        let names = Names {
            unit_suffix: true,
            time_unit: TimeUnit::Seconds,
            ..Names::default()
        };
        assert_eq!(
            text(&registry, names),
            "# HELP d_seconds d_seconds\n# TYPE d_seconds histogram\n\
             d_seconds_bucket{le=\"1\"} 0\nd_seconds_bucket{le=\"2.5\"} 1\nd_seconds_bucket{le=\"+Inf\"} 1\n\
             d_seconds_sum 1.5\nd_seconds_count 1\n"
        );
    }
}
