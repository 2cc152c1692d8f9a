//! Slots given out while the machine has room: a minimum always, more only while memory and processors are below their
//! targets, and never faster than a pause between two of them, so that what begins can show in the figures.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use everloop_metrics::{Attributes, Kind, Metrics, Number};
use parking_lot::{Mutex, MutexGuard};
use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};
use tokio::sync::Notify;

use super::{Reservation, Slot, SlotInfo, SlotSupplier, SlotUse};

/// Figures are not read again sooner.
const SAMPLE_AGE: Duration = Duration::from_millis(100);
/// How often a waiting poller looks whether there is room now.
const LOOK_AGAIN: Duration = Duration::from_millis(50);

/// What the machine's use may come to, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ResourceTargets {
    pub memory: f64,
    pub cpu: f64,
}

/// The figures of the machine, shared by all suppliers of a worker.
pub struct Machine {
    targets: ResourceTargets,
    sample: Mutex<Sample>,
}

struct Sample {
    system: System,
    taken: Option<Instant>,
    memory: f64,
    cpu: f64,
}

impl Machine {
    #[must_use]
    pub fn new(targets: ResourceTargets) -> Self {
        Self {
            targets,
            sample: Mutex::new(Sample::new()),
        }
    }

    fn sample(&self) -> MutexGuard<'_, Sample> {
        let mut sample = self.sample.lock();
        if sample.taken.is_none_or(|taken| taken.elapsed() >= SAMPLE_AGE) {
            sample.take();
        }
        sample
    }

    /// Wire: in percent, and of the machine, so that no label names a worker.
    fn show(&self, metrics: &Metrics) {
        let (memory, cpu) = {
            let sample = self.sample();
            (sample.memory, sample.cpu)
        };
        for (name, text, part) in [
            ("resource_slots_mem_usage", "memory in use, in percent", memory),
            ("resource_slots_cpu_usage", "processors in use, in percent", cpu),
        ] {
            let gauge = metrics.own(Kind::Gauge, name, text).bind(&Attributes::default());
            gauge.record(Number::Float(part * 100.0));
        }
    }

    fn has_room(&self) -> bool {
        let sample = self.sample();
        sample.memory < self.targets.memory && sample.cpu < self.targets.cpu
    }
}

/// The use of the machine, for people.
pub(crate) struct HostUse(Box<Sample>);

impl HostUse {
    pub(crate) fn new() -> Self {
        Self(Box::new(Sample::new()))
    }

    /// Memory and processors, from 0 to 1; the latter since the last call.
    #[allow(clippy::cast_possible_truncation, reason = "the message has single precision")]
    pub(crate) fn now(&mut self) -> (f32, f32) {
        self.0.take();
        (self.0.memory as f32, self.0.cpu as f32)
    }
}

impl Sample {
    fn new() -> Self {
        let kinds = RefreshKind::nothing()
            .with_memory(MemoryRefreshKind::nothing().with_ram())
            .with_cpu(CpuRefreshKind::nothing().with_cpu_usage());
        Self {
            system: System::new_with_specifics(kinds),
            taken: None,
            memory: 0.0,
            cpu: 0.0,
        }
    }

    fn take(&mut self) {
        self.system
            .refresh_memory_specifics(MemoryRefreshKind::nothing().with_ram());
        self.system.refresh_cpu_usage();
        // A container's limits are what counts inside it. What it holds of files is given back when memory is wanted.
        let total = self.system.total_memory();
        let (used, total) = match self.system.cgroup_limits() {
            Some(limits) if (1..total).contains(&limits.total_memory) => (limits.rss, limits.total_memory),
            _ => (self.system.used_memory(), total),
        };
        #[allow(clippy::cast_precision_loss, reason = "a part of the memory needs no 53 bits")]
        {
            self.memory = if total == 0 { 0.0 } else { used as f64 / total as f64 };
        }
        self.cpu = f64::from(self.system.global_cpu_usage()) / 100.0;
        self.taken = Some(Instant::now());
    }
}

/// Slots of one kind by the machine's figures.
pub struct ResourceSlots {
    machine: Arc<Machine>,
    minimum: usize,
    maximum: usize,
    ramp: Duration,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    state: Mutex<State>,
    freed: Notify,
}

#[derive(Default)]
struct State {
    used: usize,
    last_given: Option<Instant>,
}

impl ResourceSlots {
    /// `minimum` slots in any case, and at most `maximum`, with a pause of `ramp` between two beyond the minimum.
    #[must_use]
    pub fn new(machine: Arc<Machine>, minimum: usize, maximum: usize, ramp: Duration) -> Self {
        Self {
            machine,
            minimum,
            maximum,
            ramp,
            shared: Arc::default(),
        }
    }

    fn give(&self, now: Instant, has_room: impl FnOnce() -> bool) -> Option<Box<dyn Slot>> {
        let mut state = self.shared.state.lock();
        let is_paced = state
            .last_given
            .is_none_or(|last| now.saturating_duration_since(last) >= self.ramp);
        let more = || state.used < self.maximum && is_paced && has_room();
        if state.used >= self.minimum && !more() {
            return None;
        }
        state.used += 1;
        state.last_given = Some(now);
        Some(Box::new(Held(Arc::clone(&self.shared))))
    }
}

impl SlotSupplier for ResourceSlots {
    fn show(&self, metrics: &Metrics) {
        self.machine.show(metrics);
    }

    fn kind(&self) -> &'static str {
        "ResourceBased"
    }

    fn reserve(&self, usage: SlotUse) -> Reservation<'_> {
        Box::pin(async move {
            loop {
                let freed = self.shared.freed.notified();
                if let Some(slot) = self.try_reserve(usage) {
                    return slot;
                }
                tokio::select! {
                    () = freed => {}
                    () = tokio::time::sleep(LOOK_AGAIN.max(self.ramp)) => {}
                }
            }
        })
    }

    fn try_reserve(&self, _usage: SlotUse) -> Option<Box<dyn Slot>> {
        self.give(Instant::now(), || self.machine.has_room())
    }
}

struct Held(Arc<Shared>);

impl Slot for Held {
    fn mark_used(&self, _info: SlotInfo<'_>) {}
}

impl Drop for Held {
    fn drop(&mut self) {
        self.0.state.lock().used -= 1;
        self.0.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn slots(minimum: usize, maximum: usize, ramp_ms: u64) -> ResourceSlots {
        let machine = Arc::new(Machine::new(ResourceTargets { memory: 1.0, cpu: 1.0 }));
        ResourceSlots::new(machine, minimum, maximum, Duration::from_millis(ramp_ms))
    }

    #[test]
    fn the_minimum_is_given_without_room_and_the_maximum_never_passed() {
        let (slots, now) = (slots(1, 2, 0), Instant::now());
        let first = slots.give(now, || false);
        assert!(first.is_some());
        assert!(slots.give(now, || false).is_none());
        let second = slots.give(now, || true);
        assert!(second.is_some());
        assert!(slots.give(now, || true).is_none());
        drop(first);
        assert!(slots.give(now, || true).is_some());
    }

    #[test]
    fn slots_beyond_the_minimum_wait_for_their_pause() {
        let (slots, now) = (slots(1, 9, 50), Instant::now());
        let _first = slots.give(now, || true).unwrap();
        assert!(slots.give(now + Duration::from_millis(49), || true).is_none());
        assert!(slots.give(now + Duration::from_millis(50), || true).is_some());
    }

    #[test]
    fn the_figures_of_this_machine_can_be_read() {
        let machine = Machine::new(ResourceTargets { memory: 0.0, cpu: 1.0 });
        assert!(!machine.has_room());
        let sample = machine.sample.lock();
        assert!(sample.memory > 0.0 && sample.memory <= 1.0, "{}", sample.memory);
    }
}
