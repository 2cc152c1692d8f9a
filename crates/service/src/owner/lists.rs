//! Reading lists: after the commit, so that they hold everything that was acknowledged, and a part in each turn, so
//! that a long one holds nobody up.
//!
//! A filter's plan says where to look. Either an index gives few enough candidates (`Source::Candidates`), or the lists
//! of all workflow types that the filter admits are merged (`Source::Merge`), within the times of closing that it allows.

use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};
use std::ops::Bound;

use everloop_engine::{
    filter::{Access, Filter, OPEN, Plan, Span, Workflows, status_name},
    search_attributes::{DIVISION, SYSTEM, Value},
};
use everloop_proto::{
    Reply, RpcError,
    common::v1::Payload,
    workflowservice::v1::{CountWorkflowExecutionsResponse, count_workflow_executions_response::AggregationGroup},
};
use everloop_store::{Key, Listed, Place, Range, Store};

use crate::{
    errors,
    request::{List, ListPage, Wanted},
};

use super::{Owner, kinds::Kind, list_row::ListRow, search_attributes::stored};

/// What one turn spends on lists, in rows that only the index is read for; a row that is read whole costs more.
const BUDGET: usize = 5_000;
const READ_COST: usize = 25;

/// With more candidates than this, the lists themselves are read.
const CANDIDATES_MAX: usize = 20_000;

/// How many rows of one type's list are taken at a time.
const CHUNK: usize = 256;

/// A list that is being read.
pub(super) struct Job {
    filter: Filter,
    shows_hidden: bool,
    namespace: u32,
    kinds: Vec<Admitted>,
    plan: Plan,
    source: Source,
    after: Option<Place>,
    output: Output,
}

/// A type, with its task queue if that is known, that the filter admits, as filters see it.
pub(super) struct Admitted {
    number: u32,
    pub(super) workflow_type: [Value; 1],
    pub(super) task_queue: Option<[Value; 1]>,
}

impl Admitted {
    fn new(kind: Kind<'_>) -> Self {
        let value = |text: &str| [Value::Text(text.to_owned())];
        Self {
            number: kind.number,
            workflow_type: value(kind.workflow_type),
            task_queue: kind.task_queue.map(value),
        }
    }
}

enum Source {
    Candidates(BinaryHeap<Row>),
    /// Keys that an index gave, of which the places are still to be found.
    Keys(VecDeque<Key>, BinaryHeap<Row>),
    Merge {
        heads: BinaryHeap<Row>,
        /// By the place of the type: what was taken of its list, and whether there may be more.
        lists: Vec<(VecDeque<Listed>, bool)>,
        is_begun: bool,
    },
}

/// A row with the place of its type in [`Job::kinds`]; the greatest comes first in lists.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Row {
    listed: Listed,
    kind: usize,
}

impl PartialOrd for Row {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Row {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.listed.place.cmp(&other.listed.place)
    }
}

enum Output {
    Page {
        size: usize,
        page: ListPage,
        /// What is on the page: a row that moves while a list is read may be met twice.
        keys: BTreeSet<Key>,
        promise: crate::promise::Promise<ListPage>,
    },
    Count {
        by_status: BTreeMap<u8, i64>,
        is_grouped: bool,
        promise: crate::promise::Promise<CountWorkflowExecutionsResponse>,
    },
}

impl Owner {
    /// Takes up a request; it is served after the commit of this turn.
    pub(super) fn list(&mut self, list: List) {
        let prepared = self.prepare(&list);
        let job = |(filter, namespace, plan, kinds, source), after, output| Job {
            shows_hidden: shows_hidden(&filter),
            filter,
            namespace,
            kinds,
            plan,
            source,
            after,
            output,
        };
        match (list.what, prepared) {
            (Wanted::Page { promise, .. }, Err(error)) => self.outbox.put(promise, Err(error)),
            (Wanted::Count { promise }, Err(error)) => self.outbox.put(promise, Err(error)),
            (Wanted::Page { after, size, promise }, Ok(prepared)) => {
                let output = Output::Page {
                    size,
                    page: ListPage {
                        executions: Vec::new(),
                        last: None,
                    },
                    keys: BTreeSet::new(),
                    promise,
                };
                self.lists.push_back(job(prepared, after, output));
            }
            (Wanted::Count { promise }, Ok(prepared)) => match prepared.0.groups() {
                Err(error) => self
                    .outbox
                    .put(promise, Err(RpcError::invalid_argument(error.to_string()))),
                Ok(group) => {
                    let output = Output::Count {
                        by_status: BTreeMap::new(),
                        is_grouped: group.is_some(),
                        promise,
                    };
                    self.lists.push_back(job(prepared, None, output));
                }
            },
        }
    }

    fn prepare(&self, list: &List) -> Reply<(Filter, u32, Plan, Vec<Admitted>, Source)> {
        let namespace = self.namespaces.number(&list.namespace)?;
        let schema = Workflows {
            namespace: &list.namespace,
            registry: &self.limits.search_attributes,
        };
        let refused = |error: everloop_engine::filter::Error| RpcError::invalid_argument(error.to_string());
        let filter = Filter::parse(&list.query, &schema).map_err(refused)?;
        // Wire: pages are not grouped, and yet what cannot be grouped by is refused.
        filter.groups().map_err(refused)?;
        let plan = filter.plan();
        let admitted = self.kinds.of(namespace).filter(|kind| {
            let queue = kind.task_queue;
            filter.admits_type(kind.workflow_type) && queue.is_none_or(|queue| filter.admits_task_queue(queue))
        });
        let kinds: Vec<_> = admitted.map(Admitted::new).collect();
        let candidates = candidates(self.store.as_ref(), namespace, &plan.access)?;
        let source = match candidates {
            Some(keys) => Source::Keys(keys, BinaryHeap::new()),
            None => Source::Merge {
                heads: BinaryHeap::new(),
                lists: kinds.iter().map(|_| (VecDeque::new(), true)).collect(),
                is_begun: false,
            },
        };
        Ok((filter, namespace, plan, kinds, source))
    }

    /// Reads on in the list whose turn it is.
    pub(super) fn serve_lists(&mut self) {
        let Some(mut job) = self.lists.pop_front() else { return };
        match self.read_on(&mut job) {
            Ok(true) => job.output.keep(),
            Ok(false) => self.lists.push_back(job),
            Err(error) => job.output.fail(error),
        }
    }

    /// Reads a part of a list; whether it is done.
    fn read_on(&self, job: &mut Job) -> Reply<bool> {
        let mut budget = BUDGET;
        while budget > 0 {
            let Some(row) = job.next(self.store.as_ref(), &mut budget)? else {
                return Ok(true);
            };
            if row.listed.hidden && !job.shows_hidden {
                continue;
            }
            let registry = &self.limits.search_attributes;
            let mut seen = ListRow::new(self.store.as_ref(), registry, &row.listed, &job.kinds[row.kind]);
            let holds = job.filter.holds(&mut seen);
            if let Some(error) = seen.failed.take() {
                return Err(error);
            }
            if !holds {
                if seen.was_read() {
                    budget = budget.saturating_sub(READ_COST);
                }
                continue;
            }
            match &mut job.output {
                Output::Count { by_status, .. } => *by_status.entry(row.listed.status).or_default() += 1,
                Output::Page { size, page, keys, .. } => {
                    budget = budget.saturating_sub(READ_COST);
                    if !keys.insert(row.listed.place.key) {
                        continue;
                    }
                    let entry = seen.execution().map(|execution| execution.list_entry(registry));
                    if let Some(error) = seen.failed.take() {
                        return Err(error);
                    }
                    page.executions.extend(entry);
                    if page.executions.len() == *size {
                        page.last = Some(row.listed.place);
                        return Ok(true);
                    }
                }
            }
        }
        Ok(false)
    }
}

impl Job {
    /// The next row that may meet the filter, in the order of lists.
    fn next(&mut self, store: &dyn Store, budget: &mut usize) -> Reply<Option<Row>> {
        loop {
            *budget = budget.saturating_sub(1);
            match &mut self.source {
                Source::Candidates(rows) => return Ok(rows.pop()),
                Source::Keys(keys, rows) => match keys.pop_front() {
                    None => self.source = Source::Candidates(std::mem::take(rows)),
                    Some(key) => {
                        let rows = std::mem::take(rows);
                        let row = self.candidate(store, key)?;
                        if let Source::Keys(_, kept) = &mut self.source {
                            *kept = rows;
                            kept.extend(row);
                        }
                    }
                },
                Source::Merge { .. } => return self.merge(store),
            }
        }
    }

    /// The row of a candidate, if it is within the plan and after the page before.
    fn candidate(&self, store: &dyn Store, key: Key) -> Reply<Option<Row>> {
        let Some(head) = store.head(key, 0).map_err(|error| errors::unreadable(&error))? else {
            return Ok(None);
        };
        let kind = self.kinds.iter().position(|kind| kind.number == head.name.kind);
        let place = Place {
            closed: head.state.closed.unwrap_or(OPEN),
            started: head.state.started,
            key,
        };
        let is_after = self.after.is_none_or(|after| place < after);
        let is_within = place.closed >= self.plan.closed.0 && place.closed <= self.plan.closed.1;
        let listed = Listed {
            place,
            status: head.state.status,
            hidden: head.state.hidden,
        };
        let wanted = head.name.namespace == self.namespace && is_after && is_within;
        Ok(kind.filter(|_| wanted).map(|kind| Row { listed, kind }))
    }

    fn merge(&mut self, store: &dyn Store) -> Reply<Option<Row>> {
        let Plan { closed, started, .. } = self.plan;
        // Open ones are in the order of their starts: those that started too late are passed over.
        let first = Place {
            closed: OPEN,
            started: started.1,
            key: Key::MAX,
        };
        let within = Within {
            range: Range {
                after: Some(self.after.map_or(first, |after| after.min(first))),
                closed_from: closed.0,
                closed_to: closed.1,
            },
            open_from: started.0,
        };
        let Source::Merge { heads, lists, is_begun } = &mut self.source else {
            return Ok(None);
        };
        if !*is_begun {
            *is_begun = true;
            for (kind, admitted) in self.kinds.iter().enumerate() {
                heads.extend(within.advance(store, admitted.number, kind, &mut lists[kind])?);
            }
        }
        let Some(row) = heads.pop() else { return Ok(None) };
        let after = within.after(row.listed.place);
        heads.extend(after.advance(store, self.kinds[row.kind].number, row.kind, &mut lists[row.kind])?);
        Ok(Some(row))
    }
}

/// The part of one type's list that a plan allows.
#[derive(Clone, Copy)]
struct Within {
    range: Range,
    /// Open ones that started earlier are passed over.
    open_from: i64,
}

impl Within {
    fn after(self, place: Place) -> Self {
        let range = Range {
            after: Some(place),
            ..self.range
        };
        Self { range, ..self }
    }

    /// The next row, of a list of which a part is in memory.
    fn advance(
        self,
        store: &dyn Store,
        number: u32,
        kind: usize,
        list: &mut (VecDeque<Listed>, bool),
    ) -> Reply<Option<Row>> {
        self.refill(store, number, list)?;
        let is_early = |row: &Listed| row.place.closed == OPEN && row.place.started < self.open_from;
        if list.0.front().is_some_and(is_early) {
            // All open ones from here on: the closed ones come after them.
            list.0.retain(|row| !is_early(row));
            let last_open = Place {
                closed: OPEN,
                started: i64::MIN,
                key: Key::MIN,
            };
            self.after(last_open).refill(store, number, list)?;
        }
        Ok(list.0.pop_front().map(|listed| Row { listed, kind }))
    }

    fn refill(self, store: &dyn Store, number: u32, (taken, may_be_more): &mut (VecDeque<Listed>, bool)) -> Reply<()> {
        if taken.is_empty() && *may_be_more {
            let rows = store
                .listed(number, &self.range, CHUNK)
                .map_err(|error| errors::unreadable(&error))?;
            *may_be_more = rows.len() == CHUNK;
            taken.extend(rows);
        }
        Ok(())
    }
}

/// The keys that an index gives, if there is one and they are few.
fn candidates(store: &dyn Store, namespace: u32, access: &Access) -> Reply<Option<VecDeque<Key>>> {
    let mut keys = BTreeSet::new();
    let mut take = |found: Result<Vec<Key>, everloop_store::Error>| -> Reply<bool> {
        keys.extend(found.map_err(|error| errors::unreadable(&error))?);
        Ok(keys.len() <= CANDIDATES_MAX)
    };
    const LIMIT: usize = CANDIDATES_MAX + 1;
    let few = match access {
        Access::All => false,
        Access::Runs(runs) => {
            for run in runs {
                take(store.run(run).map(|key| key.into_iter().collect()))?;
            }
            true
        }
        Access::WorkflowIds(spans) => every(spans, |(from, to)| {
            take(store.runs(namespace, text(from), text(to), LIMIT))
        })?,
        Access::Attribute { number, spans } => every(spans, |(from, to)| {
            let (from, to) = (from.as_ref().map(stored), to.as_ref().map(stored));
            take(store.attributed(*number, from.as_ref(), to.as_ref(), LIMIT))
        })?,
    };
    Ok(few.then(|| keys.into_iter().collect()))
}

fn every(spans: &[Span], mut take: impl FnMut(&Span) -> Reply<bool>) -> Reply<bool> {
    for span in spans {
        if !take(span)? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn text(bound: &Bound<Value>) -> Bound<&str> {
    bound.as_ref().map(|value| match value {
        Value::Text(text) => text.as_str(),
        Value::Int(_) | Value::Double(_) => "",
    })
}

/// Whether a filter asks for what is else left out of lists.
fn shows_hidden(filter: &Filter) -> bool {
    let division = SYSTEM.iter().find(|(name, _)| *name == DIVISION);
    division.is_some_and(|(_, attribute)| filter.names(attribute.number))
}

impl Output {
    fn keep(self) {
        match self {
            Self::Page { page, promise, .. } => promise.keep(Ok(page)),
            Self::Count {
                by_status,
                is_grouped,
                promise,
            } => promise.keep(Ok(count(&by_status, is_grouped))),
        }
    }

    fn fail(self, error: RpcError) {
        match self {
            Self::Page { promise, .. } => promise.keep(Err(error)),
            Self::Count { promise, .. } => promise.keep(Err(error)),
        }
    }
}

fn count(by_status: &BTreeMap<u8, i64>, is_grouped: bool) -> CountWorkflowExecutionsResponse {
    let mut groups = Vec::new();
    if is_grouped {
        groups = by_status
            .iter()
            .map(|(status, count)| AggregationGroup {
                group_values: vec![keyword(status_name(*status))],
                count: *count,
            })
            .collect();
    }
    CountWorkflowExecutionsResponse {
        count: by_status.values().sum(),
        groups,
    }
}

fn keyword(text: &str) -> Payload {
    Payload {
        metadata: BTreeMap::from([
            ("encoding".to_owned(), "json/plain".into()),
            ("type".to_owned(), "Keyword".into()),
        ]),
        data: format!("\"{text}\"").into(),
        ..Payload::default()
    }
}
