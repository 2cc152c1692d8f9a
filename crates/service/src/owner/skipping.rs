//! When time may be skipped, and by how much.
//!
//! Time is skipped while nobody holds it: to the next deadline of an execution or the next end of a sleep. Holders
//! are the locks of callers, at first one, and each piece of work that is in somebody's hands: a workflow task or an
//! activity that waits for a worker or is with one, and a query. An activity between two attempts holds nothing.
//!
//! Callers that wait for several results at once unlock once for each of them, so the count of locks may fall below
//! zero; work holds all the same. A sleep that unlocks is different: it takes a lock for its time, or where there is
//! none and a worker has an activity outweighs a piece of work, so that an activity can let its own timeouts come by
//! asking for a sleep. Who sleeps beside a caller that waits for a result, or beside another sleep, does not skip over
//! workflow tasks by that.
//!
//! Who was just told a result is given a moment, in real time, to lock before time goes on, or what a test sees
//! after `await handle.result()` would depend on who is faster.

use std::{
    collections::{BTreeMap, BTreeSet},
    time::Duration,
};

use everloop_engine::{Timestamp, Work};
use everloop_proto::RpcError;
use everloop_store::Key;

use crate::{
    promise::Promise,
    request::{TimeSkipping, Until, WhileAsleep},
};

use super::Owner;

/// How long callers who were told a result have to lock; long, for a busy machine may not let them run at once. It only
/// passes where somebody waits for results and never locks.
const COURTESY: Duration = Duration::from_millis(500);

pub(super) struct Skipping {
    /// Locks of callers less their unlocks.
    locks: i64,
    /// Sleeps that outweigh a piece of work each.
    offsets: usize,
    /// The work in hand, by execution; those without any are left out.
    work: BTreeMap<Key, Work>,
    /// Its sum.
    work_sum: Work,
    /// Executions whose work has to be counted again.
    changed: BTreeSet<Key>,
    sleepers: BTreeMap<(Timestamp, u64), Sleeper>,
    serial: u64,
    /// Until when, by the callers' clock, time is not skipped for courtesy.
    courtesy: Option<Timestamp>,
    /// How many callers are expected to lock until then.
    told: usize,
}

struct Sleeper {
    hold: Hold,
    promise: Promise<()>,
}

/// What a sleep changes of the holding of time, for as long as it lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Hold {
    AsItIs,
    LockTaken,
    WorkOutweighed,
}

impl Default for Skipping {
    fn default() -> Self {
        Self {
            locks: 1,
            offsets: 0,
            work: BTreeMap::new(),
            work_sum: Work::default(),
            changed: BTreeSet::new(),
            sleepers: BTreeMap::new(),
            serial: 0,
            courtesy: None,
            told: 0,
        }
    }
}

impl Skipping {
    /// When the owner must wake next, by the callers' clock and by that of executions.
    pub(super) fn next(&self) -> (Option<Timestamp>, Option<Timestamp>) {
        let sleeper = self.sleepers.first_key_value().map(|((end, _), _)| *end);
        (self.courtesy, sleeper)
    }

    fn sleep(&mut self, end: Timestamp, skipping: WhileAsleep, promise: Promise<()>) {
        let is_beside_activity = self.work_sum.activities_running > self.offsets;
        let hold = match skipping {
            WhileAsleep::AsItIs => Hold::AsItIs,
            WhileAsleep::Unlocked if self.locks <= 0 && is_beside_activity => Hold::WorkOutweighed,
            WhileAsleep::Unlocked => Hold::LockTaken,
        };
        match hold {
            Hold::AsItIs => {}
            Hold::LockTaken => self.locks -= 1,
            Hold::WorkOutweighed => self.offsets += 1,
        }
        self.serial += 1;
        self.sleepers.insert((end, self.serial), Sleeper { hold, promise });
    }

    /// Takes a sleeper whose time has come; what it changed is undone then.
    fn take_woken(&mut self, now: Timestamp) -> Option<Promise<()>> {
        let first = self.sleepers.first_entry()?;
        if first.key().0 > now {
            return None;
        }
        let sleeper = first.remove();
        match sleeper.hold {
            Hold::AsItIs => {}
            Hold::LockTaken => self.locks += 1,
            Hold::WorkOutweighed => self.offsets -= 1,
        }
        Some(sleeper.promise)
    }

    /// One of those who were told has come back, or will not.
    fn hear(&mut self) {
        self.told = self.told.saturating_sub(1);
        if self.told == 0 {
            self.courtesy = None;
        }
    }

    fn set_work(&mut self, key: Key, work: Work) {
        let before = if work == Work::default() {
            self.work.remove(&key)
        } else {
            self.work.insert(key, work)
        }
        .unwrap_or_default();
        let sum = &mut self.work_sum;
        sum.total = sum.total + work.total - before.total;
        sum.activities_running = sum.activities_running + work.activities_running - before.activities_running;
    }

    /// Whether time is held, with that many queries under way.
    fn is_held(&self, queries: usize) -> bool {
        let locks = usize::try_from(self.locks).unwrap_or(0);
        locks + self.work_sum.total + queries > self.offsets
    }
}

impl Owner {
    pub(super) fn time_skipping(&mut self, request: TimeSkipping) {
        let now = self.now;
        match request {
            TimeSkipping::CurrentTime { promise } => {
                let reply = if self.skipping.is_some() {
                    Ok(now)
                } else {
                    Err(unserved())
                };
                self.outbox.put(promise, reply);
            }
            TimeSkipping::Lock { promise } => {
                let reply = self.skipping.as_mut().ok_or_else(unserved).map(|skipping| {
                    skipping.locks += 1;
                    skipping.hear();
                });
                self.outbox.put(promise, reply);
            }
            TimeSkipping::Unlock { promise } => {
                let reply = self
                    .skipping
                    .as_mut()
                    .ok_or_else(unserved)
                    .map(|skipping| skipping.locks -= 1);
                self.outbox.put(promise, reply);
            }
            TimeSkipping::Sleep {
                until,
                skipping: while_asleep,
                promise,
            } => self.sleep_until(until, while_asleep, promise),
        }
    }

    fn sleep_until(&mut self, until: Until, while_asleep: WhileAsleep, promise: Promise<()>) {
        self.count_work();
        let Some(skipping) = &mut self.skipping else {
            return self.outbox.put(promise, Err(unserved()));
        };
        let end = match until {
            Until::In(duration) => self.now + duration,
            Until::At(moment) => moment,
        };
        // Sums of times end there. Time that had been skipped to it could not go on.
        if end == Timestamp::MAX {
            let refused = RpcError::invalid_argument("the sleep would end after the year 2262, where the clock ends");
            return self.outbox.put(promise, Err(refused));
        }
        skipping.sleep(end, while_asleep, promise);
    }

    /// Ends the sleeps whose time has come.
    pub(super) fn wake_sleepers(&mut self) {
        let Some(skipping) = &mut self.skipping else { return };
        if skipping.courtesy.is_some_and(|end| end <= self.patience) {
            skipping.courtesy = None;
            skipping.told = 0;
        }
        while let Some(promise) = skipping.take_woken(self.now) {
            self.outbox.put(promise, Ok(()));
        }
    }

    /// An execution has changed, and perhaps what of it is in somebody's hands.
    pub(super) fn note_work(&mut self, key: Key) {
        if let Some(skipping) = &mut self.skipping {
            skipping.changed.insert(key);
        }
    }

    /// Somebody is told the result that they waited for, and may want to lock time.
    pub(super) fn note_told(&mut self) {
        if let Some(skipping) = &mut self.skipping {
            skipping.courtesy = Some(self.patience + COURTESY);
            skipping.told += 1;
        }
    }

    /// A caller waits for a result, perhaps that of the next run, and so does not lock yet.
    pub(super) fn note_waiting(&mut self) {
        if let Some(skipping) = &mut self.skipping {
            skipping.hear();
        }
    }

    /// Sets the clock to the next moment at which something is due, if nobody holds time and nothing else is to do.
    pub(super) fn skip_time(&mut self) {
        if self.skipping.is_none() || self.backlog.has_work() || !self.requests.is_empty() {
            return;
        }
        self.count_work();
        let (Some(skipping), Some(clock)) = (&self.skipping, self.clock.skipping()) else {
            return;
        };
        if skipping.courtesy.is_some() || skipping.is_held(self.queries.under_way()) {
            return;
        }
        let (_, sleeper) = skipping.next();
        if let Some(next) = [self.deadlines.first(), self.schedules.first_deadline(), sleeper]
            .into_iter()
            .flatten()
            .min()
        {
            clock.skip_to(next);
        }
    }

    fn count_work(&mut self) {
        while let Some(key) = self.skipping.as_mut().and_then(|skipping| skipping.changed.pop_first()) {
            // One that is gone has nothing in hand.
            let work = match self.load(key) {
                Ok(()) => self
                    .executions
                    .get(key)
                    .map(|slot| slot.execution.work_in_hand())
                    .unwrap_or_default(),
                Err(_) => Work::default(),
            };
            if let Some(skipping) = &mut self.skipping {
                skipping.set_work(key, work);
            }
        }
    }
}

fn unserved() -> RpcError {
    RpcError::unimplemented("TestService over a clock that cannot skip")
}
