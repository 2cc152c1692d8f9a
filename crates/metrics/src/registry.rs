//! Values added up, per metric and set of attributes.
//!
//! A cell is written by many threads and read by an exporter now and then: atomics suffice, and a reader may see a
//! value's count before its sum. Cells are found once, when a recorder is bound, and stay.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering::Relaxed},
    },
};

use parking_lot::RwLock;

use crate::{Attributes, Kind, Metric, Number, TimeUnit};

/// All metrics that were made. Cheap to clone.
#[derive(Clone, Default)]
pub struct Registry(Arc<RwLock<BTreeMap<String, Arc<Family>>>>);

/// A metric with all its cells.
pub(crate) struct Family {
    pub(crate) metric: Metric,
    pub(crate) bounds: Arc<[f64]>,
    pub(crate) time_unit: TimeUnit,
    cells: RwLock<BTreeMap<Attributes, Arc<Cell>>>,
}

/// The values of one metric for one set of attributes.
pub(crate) enum Cell {
    Counter(AtomicU64),
    /// The bits of a float, and whether it is one: whole numbers are written without a fraction anyway.
    Gauge(AtomicU64),
    Histogram {
        bounds: Arc<[f64]>,
        /// One more than there are bounds.
        counts: Box<[AtomicU64]>,
        /// The bits of a float.
        sum: AtomicU64,
        was_used: AtomicBool,
    },
}

/// What a cell holds.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reading {
    Counter(u64),
    Gauge(f64),
    /// Counts per bucket, not added up, and the sum of all values.
    Histogram {
        counts: Vec<u64>,
        sum: f64,
    },
}

/// Whether what was read stays.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum After {
    Keep,
    Reset,
}

impl Registry {
    /// The family of that name; `None` if the name is taken by a metric of another kind.
    pub(crate) fn family(
        &self,
        metric: &Metric,
        time_unit: TimeUnit,
        bounds: impl FnOnce() -> Vec<f64>,
    ) -> Option<Arc<Family>> {
        let mut families = self.0.write();
        if let Some(known) = families.get(&metric.name) {
            return (known.metric.kind == metric.kind).then(|| Arc::clone(known));
        }
        let family = Arc::new(Family {
            metric: metric.clone(),
            time_unit,
            bounds: match metric.kind {
                Kind::Counter | Kind::Gauge => Arc::new([]),
                Kind::Histogram | Kind::Durations => bounds().into(),
            },
            cells: RwLock::default(),
        });
        families.insert(metric.name.clone(), Arc::clone(&family));
        Some(family)
    }

    /// All families, by name.
    pub(crate) fn families(&self) -> Vec<Arc<Family>> {
        self.0.read().values().cloned().collect()
    }
}

impl Family {
    pub(crate) fn cell(&self, attributes: &Attributes) -> Arc<Cell> {
        if let Some(known) = self.cells.read().get(attributes) {
            return Arc::clone(known);
        }
        let mut cells = self.cells.write();
        let cell = cells
            .entry(attributes.clone())
            .or_insert_with(|| Arc::new(Cell::new(self)));
        Arc::clone(cell)
    }

    pub(crate) fn clear(&self) {
        self.cells.write().clear();
    }

    /// What the cells that were ever used hold.
    pub(crate) fn read(&self, after: After) -> Vec<(Attributes, Reading)> {
        let cells = self.cells.read();
        cells
            .iter()
            .filter_map(|(attributes, cell)| Some((attributes.clone(), cell.read(after)?)))
            .collect()
    }
}

/// A counter or gauge that nobody wrote to yet: no number that anyone counts to, and no float that anyone sets.
const UNUSED: u64 = u64::MAX;

impl Cell {
    fn new(family: &Family) -> Self {
        match family.metric.kind {
            Kind::Counter => Self::Counter(AtomicU64::new(UNUSED)),
            Kind::Gauge => Self::Gauge(AtomicU64::new(UNUSED)),
            Kind::Histogram | Kind::Durations => Self::Histogram {
                bounds: Arc::clone(&family.bounds),
                counts: (0..=family.bounds.len()).map(|_| AtomicU64::new(0)).collect(),
                sum: AtomicU64::new(0.0_f64.to_bits()),
                was_used: AtomicBool::new(false),
            },
        }
    }

    pub(crate) fn put(&self, value: Number) {
        match self {
            Self::Counter(total) => {
                let more = match value {
                    Number::Int(more) => more,
                    Number::Float(_) => return,
                };
                // Wrapping around is what makes the first addition start from nothing.
                if total.load(Relaxed) == UNUSED {
                    let _ = total.compare_exchange(UNUSED, 0, Relaxed, Relaxed);
                }
                total.fetch_add(more, Relaxed);
            }
            Self::Gauge(bits) => bits.store(float(value).to_bits(), Relaxed),
            Self::Histogram {
                bounds,
                counts,
                sum,
                was_used,
            } => {
                let value = float(value);
                let bucket = bounds.iter().position(|bound| value <= *bound).unwrap_or(bounds.len());
                counts[bucket].fetch_add(1, Relaxed);
                let _ = sum.fetch_update(Relaxed, Relaxed, |bits| Some((f64::from_bits(bits) + value).to_bits()));
                if !was_used.load(Relaxed) {
                    was_used.store(true, Relaxed);
                }
            }
        }
    }

    fn read(&self, after: After) -> Option<Reading> {
        let take = |cell: &AtomicU64, zero: u64| match after {
            After::Keep => cell.load(Relaxed),
            After::Reset => cell.swap(zero, Relaxed),
        };
        match self {
            Self::Counter(total) => {
                let is_used = total.load(Relaxed) != UNUSED;
                is_used.then(|| Reading::Counter(take(total, 0)))
            }
            Self::Gauge(bits) => {
                let bits = bits.load(Relaxed);
                (bits != UNUSED).then(|| Reading::Gauge(f64::from_bits(bits)))
            }
            Self::Histogram {
                counts, sum, was_used, ..
            } => was_used.load(Relaxed).then(|| Reading::Histogram {
                counts: counts.iter().map(|count| take(count, 0)).collect(),
                sum: f64::from_bits(take(sum, 0.0_f64.to_bits())),
            }),
        }
    }
}

#[allow(clippy::cast_precision_loss, reason = "exporters write floats")]
fn float(value: Number) -> f64 {
    match value {
        Number::Int(int) => int as f64,
        Number::Float(float) => float,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn metric(name: &str, kind: Kind) -> Metric {
        Metric {
            name: name.to_owned(),
            description: None,
            unit: None,
            kind,
        }
    }

    #[test]
    fn values_add_up_per_attributes() {
        let registry = Registry::default();
        let family = registry
            .family(&metric("c", Kind::Counter), TimeUnit::default(), Vec::new)
            .unwrap();
        let blue = Attributes::default().with([("colour", "blue")]);
        family.cell(&Attributes::default());
        family.cell(&blue).put(Number::Int(2));
        family.cell(&blue).put(Number::Int(3));
        assert_eq!(family.read(After::Reset), [(blue.clone(), Reading::Counter(5))]);
        assert_eq!(family.read(After::Keep), [(blue, Reading::Counter(0))]);
        assert!(
            registry
                .family(&metric("c", Kind::Gauge), TimeUnit::default(), Vec::new)
                .is_none()
        );
    }

    #[test]
    fn a_value_falls_into_the_first_bucket_that_holds_it() {
        let registry = Registry::default();
        let family = registry
            .family(&metric("h", Kind::Histogram), TimeUnit::default(), || vec![1.0, 2.5])
            .unwrap();
        let cell = family.cell(&Attributes::default());
        for value in [1.0, 1.5, 9.0] {
            cell.put(Number::Float(value));
        }
        let expected = Reading::Histogram {
            counts: vec![1, 1, 1],
            sum: 11.5,
        };
        assert_eq!(family.read(After::Keep)[0].1, expected);
    }
}
