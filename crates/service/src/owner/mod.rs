//! The owner: the only thread that reads and writes the store, and the only place where executions change.
//!
//! It never waits for anything but its queue and the disk, takes no lock, and works in turns (`turn.rs`): all
//! requests that have come are decided, tasks are matched, one commit is made, answers leave.

mod admin;
mod apply;
mod backlog;
mod batch;
mod batch_item;
mod batch_rate;
mod deadlines;
mod dispatch;
mod executions;
mod fill;
mod hands;
mod history;
mod inputs;
mod key_mark;
mod kinds;
mod list_row;
mod lists;
mod load;
mod messages;
mod meters;
mod namespace_rules;
pub(crate) mod namespaces;
mod outbox;
mod queries;
mod queue_configs;
mod recent;
mod removal;
mod reset;
mod save;
mod schedules;
mod search_attributes;
mod skipping;
mod slot;
mod stale_tasks;
mod start;
mod turn;
mod update_with_start;
mod updates;
mod waits;
mod workers;

use std::{
    collections::{BTreeSet, VecDeque},
    sync::Arc,
};

use crossbeam_channel::Receiver;
use everloop_engine::{Limits, Message, Timestamp, matching::Matching};
use everloop_store::{Batch, Document, Key, Store};

use crate::{Clock, OpenError, Options, handle::Shared, ids::Ids, request::Request};

use self::{
    backlog::Backlog,
    batch::Batches,
    deadlines::Deadlines,
    dispatch::{Caller, Task},
    executions::Executions,
    hands::Hands,
    kinds::Kinds,
    lists::Job,
    meters::Meters,
    namespaces::Namespaces,
    outbox::Outbox,
    queries::Queries,
    queue_configs::QueueConfigs,
    removal::Removal,
    schedules::Schedules,
    skipping::Skipping,
    stale_tasks::StaleTasks,
    updates::Updates,
    waits::Waits,
    workers::Workers,
};

pub(crate) struct Owner {
    requests: Receiver<Request>,
    shared: Arc<Shared>,
    store: Box<dyn Store>,
    clock: Arc<dyn Clock>,
    limits: Limits,
    ids: Ids,
    namespaces: Namespaces,
    /// The numbers of workflow types.
    kinds: Kinds,
    executions: Executions,
    /// Lists that are being read, after commits and a part in each turn.
    lists: VecDeque<Job>,
    removal: Removal,
    stale_tasks: StaleTasks,
    matching: Matching<Caller, Task>,
    queue_configs: QueueConfigs,
    backlog: Backlog,
    hands: Hands,
    queries: Queries,
    updates: Updates,
    deadlines: Deadlines<Key>,
    schedules: Schedules,
    waits: Waits,
    /// Present where the clock can skip.
    skipping: Option<Skipping>,
    batches: Batches,
    meters: Meters,
    workers: Workers,
    /// Tasks that decisions of this turn made ready.
    tasks: VecDeque<Task>,
    /// What decisions of this turn say to other executions.
    messages: VecDeque<Box<Message>>,
    /// Executions with watchers whose history grew in this turn.
    watched: BTreeSet<Key>,
    outbox: Outbox,
    documents: Vec<Document>,
    attributes_dropped: Vec<u32>,
    batch: Batch,
    /// Both clocks as they were when the turn began.
    now: Timestamp,
    patience: Timestamp,
    /// Whether something of this turn must be on disk before its answers leave.
    must_save: bool,
    /// When what need not be on disk at once has to be.
    save_by: Option<Timestamp>,
    /// A read that the owner itself depends on has failed.
    broken: Option<String>,
}

impl Owner {
    pub(crate) fn new(
        requests: Receiver<Request>,
        shared: Arc<Shared>,
        mut store: Box<dyn Store>,
        mut ids: Ids,
        options: &Options,
    ) -> Result<Self, OpenError> {
        let namespaces = Namespaces::load(store.as_mut(), &mut ids, &options.namespaces)?;
        let kinds = Kinds::load(store.as_ref())?;
        let mut limits = options.limits.clone();
        limits.search_attributes = search_attributes::load(store.as_ref(), &namespaces)?;
        let batches = Batches::load(store.as_ref())?;
        let meters = meters::open(options.metrics.as_ref(), store.as_ref(), &namespaces, &kinds)?;
        let backlog = Backlog::open(store.as_ref())?;
        let last_key = key_mark::last_key(store.as_ref())?;
        // What time may skip to has to be known whole; such a service begins with an empty store.
        let skipping = options.clock.skipping().map(|_| Skipping::default());
        let schedules = Schedules::open(store.as_mut(), skipping.is_some(), options.clock.now())?;
        let deadlines = match skipping {
            Some(_) => Deadlines::in_memory(),
            None => Deadlines::new(),
        };
        let patience = options.clock.patience();
        let queue_configs = QueueConfigs::load(store.as_ref())?;
        let mut matching = Matching::default();
        for (queue, rate) in queue_configs.rates() {
            matching.configure(&queue, Some(rate), patience);
        }
        let mut waits = Waits::default();
        let hands = Hands::open(last_key, patience, &mut waits);
        let executions = Executions::new(last_key, options.executions_cached_max.max(1));
        Ok(Self {
            requests,
            shared,
            store,
            clock: Arc::clone(&options.clock),
            ids,
            limits,
            namespaces,
            kinds,
            executions,
            lists: VecDeque::new(),
            removal: Removal::default(),
            stale_tasks: StaleTasks::default(),
            matching,
            queue_configs,
            backlog,
            hands,
            queries: Queries::default(),
            updates: Updates::default(),
            deadlines,
            schedules,
            waits,
            skipping,
            batches,
            meters,
            workers: Workers::default(),
            tasks: VecDeque::new(),
            messages: VecDeque::new(),
            watched: BTreeSet::new(),
            outbox: Outbox::default(),
            documents: Vec::new(),
            attributes_dropped: Vec::new(),
            batch: Batch::default(),
            now: options.clock.now(),
            patience,
            must_save: false,
            save_by: None,
            broken: None,
        })
    }
}
