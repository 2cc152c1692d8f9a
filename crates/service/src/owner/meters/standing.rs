//! What is a state: looked up when somebody asks for it, and set anew as a whole.

use std::collections::BTreeMap;

use everloop_engine::matching::{Kind, Standing as Queue};
use everloop_metrics::{Attributes, Instrument, Metrics, Number};
use everloop_proto::Reply;

use crate::errors;

use super::{OTHERS, SETS_MAX, gauge, tasks::word};
use crate::owner::Owner;

pub(super) struct Standing {
    polls: Instrument,
    backlog: Instrument,
    backlog_age: Instrument,
    open: Instrument,
    cached: Instrument,
    cached_max: Instrument,
    namespaces: Instrument,
    data: Instrument,
    log: Instrument,
}

/// What is told of a task queue.
#[derive(Clone, Copy, Debug, Default)]
struct Load {
    polls: usize,
    backlog: usize,
    age: f64,
}

/// Namespace, kind and name of a task queue; all sticky ones of a namespace are one.
type Name = (u32, Kind, Option<String>);

impl Standing {
    pub(super) fn new(metrics: &Metrics) -> Self {
        let gauge = |name, description| gauge(metrics, name, description);
        Self {
            polls: gauge("pending_polls", "Polls that wait for a task"),
            backlog: gauge("approximate_backlog_count", "Tasks that wait for a worker"),
            backlog_age: gauge(
                "approximate_backlog_age_seconds",
                "How long the oldest of them has waited",
            ),
            open: gauge("everloop_open_executions", "Runs that are open"),
            cached: gauge("cache_usage", "Executions in memory"),
            cached_max: gauge("cache_size", "Idle executions that are kept in memory"),
            namespaces: gauge("total_namespaces", "Namespaces"),
            data: gauge("everloop_database_bytes", "The size of the database file"),
            log: gauge("everloop_wal_bytes", "The size of its write-ahead log"),
        }
    }

    fn clear(&self) {
        for instrument in [&self.polls, &self.backlog, &self.backlog_age, &self.open] {
            instrument.clear();
        }
    }
}

impl Owner {
    /// Brings the gauges up to date, if there are any.
    pub(in crate::owner) fn measure(&mut self) -> Reply<()> {
        if self.meters.0.is_none() {
            return Ok(());
        }
        let loads = self.loads()?;
        let names = self.namespaces.names();
        let Some(on) = &self.meters.0 else { return Ok(()) };
        let standing = &on.standing;
        standing.clear();
        let label = |service: &str, namespace: &u32| {
            let name = names.get(namespace).map_or("", String::as_str);
            Attributes::default().with([("service_name", service), ("namespace", name)])
        };
        for ((namespace, kind, name), load) in &loads {
            let (queue, partition) = match name {
                Some(name) => (name.as_str(), "__normal__"),
                None => ("__sticky__", "__sticky__"),
            };
            let attributes = label("matching", namespace).with([
                ("task_type", word(*kind)),
                ("taskqueue", queue),
                ("partition", partition),
            ]);
            standing.polls.bind(&attributes).set(load.polls);
            standing.backlog.bind(&attributes).set(load.backlog);
            standing.backlog_age.bind(&attributes).record(Number::Float(load.age));
        }
        for (namespace, count) in &on.open {
            let count = usize::try_from(*count).unwrap_or(0);
            standing.open.bind(&label("history", namespace)).set(count);
        }
        let none = Attributes::default();
        let cache = none.with([("service_name", "history"), ("cache_type", "mutablestate")]);
        standing.cached.bind(&cache).set(self.executions.len());
        standing.cached_max.bind(&cache).set(self.executions.cached_max());
        standing
            .namespaces
            .bind(&none.with([("service_name", "frontend")]))
            .set(names.len());
        let size = self.store.size();
        standing.data.bind(&none).record(Number::Int(size.data));
        standing.log.bind(&none).record(Number::Int(size.log));
        Ok(())
    }

    fn loads(&mut self) -> Reply<BTreeMap<Name, Load>> {
        let mut loads = BTreeMap::<Name, Load>::new();
        let queues: Vec<Queue> = self.matching.standings(self.patience).collect();
        for mut queue in queues {
            let mut age = queue.age;
            if let Some(after) = queue.rest {
                if !queue.is_counted {
                    queue.backlog += self
                        .count_rest(&queue.id, after)
                        .map_err(|error| errors::unreadable(&error))?;
                }
                let oldest = self.oldest_of_rest(&queue.id, after);
                let oldest = oldest.map_err(|error| errors::unreadable(&error))?;
                age = age.max(oldest.map(|oldest| self.patience.since(oldest)).unwrap_or_default());
            }
            let is_sticky = self.hands.is_sticky(&queue.id);
            let id = queue.id;
            let mut name = (id.namespace, id.kind, (!is_sticky).then(|| id.name.as_ref().to_owned()));
            if loads.len() >= SETS_MAX && !loads.contains_key(&name) {
                name.2 = Some(OTHERS.to_owned());
            }
            let load = loads.entry(name).or_default();
            load.polls += queue.polls;
            load.backlog += queue.backlog;
            load.age = load.age.max(age.as_secs_f64());
        }
        Ok(loads)
    }
}
