//! What an operator wants to know of the engine, as metrics: how workflows end, how long tasks wait, what the store does.
//!
//! Without metrics nothing is kept and nothing is looked at. With them the owner adds to a counter where something happens;
//! what is a state rather than an event (`standing.rs`) is looked up only when somebody asks for it.
//!
//! Wire: names and labels are those of an official server where they mean the same, `service_name` included, which there tells
//! processes apart; what only this engine has begins with `everloop_`.

mod commits;
mod outcomes;
mod schedules;
mod standing;
mod tasks;

use std::{borrow::Borrow, collections::BTreeMap, time::Instant};

use everloop_metrics::{Attributes, Instrument, Kind, Metrics, Recorder};
use everloop_store::Store;

use super::{kinds::Kinds, namespaces::Namespaces};

use self::{commits::Commits, outcomes::Outcomes, schedules::Schedules, standing::Standing, tasks::Tasks};

pub(super) use outcomes::{Failed, Named};
pub(super) use tasks::Found;

/// How many sets of labels a metric has at most that users' names go into. All further ones share one.
const SETS_MAX: usize = 1_000;

/// What stands for the names of the sets beyond.
const OTHERS: &str = "_other_";

/// The metrics of an owner, if any are wanted.
#[derive(Default)]
pub(super) struct Meters(Option<Box<On>>);

struct On {
    outcomes: Outcomes,
    tasks: Tasks,
    commits: Commits,
    standing: Standing,
    schedules: Schedules,
    turns: Recorder,
    /// Open executions by namespace.
    open: BTreeMap<u32, i64>,
}

/// The metrics of an owner that opens a store. To count what is open in it takes half a second per million.
pub(super) fn open(
    metrics: Option<&Metrics>,
    store: &dyn Store,
    namespaces: &Namespaces,
    kinds: &Kinds,
) -> Result<Meters, everloop_store::Error> {
    let mut open = BTreeMap::new();
    if metrics.is_some() {
        for namespace in namespaces.names().into_keys() {
            let mut count = 0;
            for kind in kinds.of(namespace) {
                count += store.open_count(kind.number)?;
            }
            open.insert(namespace, i64::try_from(count).unwrap_or(i64::MAX));
        }
    }
    Ok(Meters::new(metrics, open))
}

impl Meters {
    fn new(metrics: Option<&Metrics>, open: BTreeMap<u32, i64>) -> Self {
        let on = metrics.map(|metrics| {
            let none = Attributes::default();
            Box::new(On {
                outcomes: Outcomes::new(metrics),
                tasks: Tasks::new(metrics),
                commits: Commits::new(metrics),
                standing: Standing::new(metrics),
                schedules: Schedules::new(metrics),
                turns: durations(
                    metrics,
                    "everloop_turn_latency",
                    "How long turns of the engine's thread took",
                )
                .bind(&none),
                open,
            })
        });
        Self(on)
    }

    /// The time, if anybody wants to know how long something takes.
    pub(super) fn start(&self) -> Option<Instant> {
        self.0.as_ref().map(|_| Instant::now())
    }

    /// A turn is over that began then.
    pub(super) fn turned(&self, began: Option<Instant>) {
        if let (Some(on), Some(began)) = (&self.0, began) {
            on.turns.duration(began.elapsed());
        }
    }
}

fn counter(metrics: &Metrics, name: &str, description: &str) -> Instrument {
    metrics.own(Kind::Counter, name, description)
}

fn gauge(metrics: &Metrics, name: &str, description: &str) -> Instrument {
    metrics.own(Kind::Gauge, name, description)
}

fn durations(metrics: &Metrics, name: &str, description: &str) -> Instrument {
    metrics.own(Kind::Durations, name, description)
}

/// Recorders by what tells them apart, as many as there may be.
struct Bound<K, V> {
    known: BTreeMap<K, V>,
    others: Option<V>,
}

impl<K, V> Default for Bound<K, V> {
    fn default() -> Self {
        Self {
            known: BTreeMap::new(),
            others: None,
        }
    }
}

impl<K: Ord, V> Bound<K, V> {
    /// The recorders under a key; `make` is told whether they are for it alone.
    fn of<Q>(&mut self, key: &Q, make: impl FnOnce(bool) -> V) -> &V
    where
        K: Borrow<Q>,
        Q: Ord + ToOwned<Owned = K> + ?Sized,
    {
        if !self.known.contains_key(key) {
            if self.known.len() >= SETS_MAX {
                return self.others.get_or_insert_with(|| make(false));
            }
            self.known.insert(key.to_owned(), make(true));
        }
        &self.known[key]
    }
}
