//! Slots: how many tasks of one kind are worked on at once.
//!
//! A poll is made only with a permit in hand, so that a task handed over is begun at once. The permit goes
//! with the task and returns when the task is answered. A fixed number of slots is a semaphore; anything else is a
//! [`SlotSupplier`], which may look at the machine or ask the program.

mod cover;
mod resource;

use std::{
    fmt,
    future::Future,
    num::NonZeroUsize,
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

pub(crate) use cover::{Cover, Side};
use everloop_metrics::Metrics;
pub(crate) use resource::HostUse;
pub use resource::{Machine, ResourceSlots, ResourceTargets};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::{
    metrics::{SlotGauge, WorkerMetrics},
    vitals::Supply,
};

/// Whose task a slot is wanted for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotUse {
    /// Tasks of the shared queue.
    Shared,
    /// Tasks of runs that this worker has in memory.
    Sticky,
}

/// What kind of tasks slots are for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SlotKind {
    Workflow,
    Activity,
    LocalActivity,
}

impl SlotKind {
    /// The kind as metrics name it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Workflow => "WorkflowWorker",
            Self::Activity => "ActivityWorker",
            Self::LocalActivity => "LocalActivityWorker",
        }
    }
}

/// What a slot is used for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SlotInfo<'a> {
    Workflow { workflow_type: &'a str, usage: SlotUse },
    Activity { activity_type: &'a str },
    LocalActivity { activity_type: &'a str },
}

/// The right to use one slot of a supplier; dropping it gives the slot back.
pub trait Slot: Send + Sync {
    /// Called once, when work begins in the slot.
    fn mark_used(&self, info: SlotInfo<'_>);
}

/// A slot that comes later.
pub type Reservation<'a> = Pin<Box<dyn Future<Output = Box<dyn Slot>> + Send + 'a>>;

/// Who decides when there is a slot.
pub trait SlotSupplier: Send + Sync + 'static {
    /// Waits for a slot. Dropping the future gives the wish up.
    fn reserve(&self, usage: SlotUse) -> Reservation<'_>;

    /// A slot if one is free now.
    fn try_reserve(&self, usage: SlotUse) -> Option<Box<dyn Slot>>;

    /// Shows what its decisions rest on, if it has figures. Called again and again while a worker with metrics runs.
    fn show(&self, _metrics: &Metrics) {}

    /// What kind of supplier the server is told of.
    fn kind(&self) -> &'static str {
        "Custom"
    }
}

/// Suppliers to use instead of the fixed numbers in the options.
#[derive(Clone, Default)]
pub struct Suppliers {
    pub workflow: Option<Arc<dyn SlotSupplier>>,
    pub activity: Option<Arc<dyn SlotSupplier>>,
    pub local_activity: Option<Arc<dyn SlotSupplier>>,
}

impl Suppliers {
    pub(crate) fn show(&self, metrics: &Metrics) {
        for supplier in [&self.workflow, &self.activity, &self.local_activity]
            .into_iter()
            .flatten()
        {
            supplier.show(metrics);
        }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.workflow.is_none() && self.activity.is_none() && self.local_activity.is_none()
    }
}

/// The right to work on one task; dropping it gives the slot back.
pub struct Permit {
    inner: Inner,
    gauge: SlotGauge,
    is_used: AtomicBool,
}

enum Inner {
    Fixed { _permit: OwnedSemaphorePermit },
    Supplied(Box<dyn Slot>),
}

impl Permit {
    /// Tells the slot's supplier what it is used for.
    pub(crate) fn mark_used(&self, info: SlotInfo<'_>) {
        if !self.is_used.swap(true, Ordering::Relaxed) {
            self.gauge.take();
        }
        match &self.inner {
            Inner::Fixed { .. } => {}
            Inner::Supplied(slot) => slot.mark_used(info),
        }
    }
}

impl Drop for Permit {
    fn drop(&mut self) {
        if *self.is_used.get_mut() {
            self.gauge.give_back();
        }
    }
}

impl fmt::Debug for Permit {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("Permit")
    }
}

/// The slots of one kind.
#[derive(Clone)]
pub struct Slots {
    source: Source,
    gauge: SlotGauge,
}

#[derive(Clone)]
enum Source {
    Fixed(Arc<Semaphore>),
    Supplied(Arc<dyn SlotSupplier>),
}

impl Slots {
    /// The supplier's slots, or a fixed number without one.
    #[must_use]
    pub(crate) fn of(
        supplier: Option<&Arc<dyn SlotSupplier>>,
        total: NonZeroUsize,
        metrics: &WorkerMetrics,
        kind: SlotKind,
    ) -> Self {
        let total = total.get().min(Semaphore::MAX_PERMITS);
        match supplier {
            Some(supplier) => Self {
                source: Source::Supplied(Arc::clone(supplier)),
                gauge: metrics.slots(
                    kind,
                    Supply {
                        kind: supplier.kind(),
                        total: None,
                    },
                ),
            },
            None => Self {
                source: Source::Fixed(Arc::new(Semaphore::new(total))),
                gauge: metrics.slots(
                    kind,
                    Supply {
                        kind: "Fixed",
                        total: Some(total),
                    },
                ),
            },
        }
    }

    fn permit(&self, inner: Inner) -> Permit {
        Permit {
            inner,
            gauge: self.gauge.clone(),
            is_used: AtomicBool::new(false),
        }
    }

    /// Waits for a slot.
    pub async fn reserve(&self, usage: SlotUse) -> Permit {
        self.permit(match &self.source {
            Source::Fixed(free) => Inner::Fixed {
                _permit: Arc::clone(free)
                    .acquire_owned()
                    .await
                    .expect("the semaphore is never closed"),
            },
            Source::Supplied(supplier) => Inner::Supplied(supplier.reserve(usage).await),
        })
    }

    /// A slot if one is free now.
    #[must_use]
    pub fn try_reserve(&self, usage: SlotUse) -> Option<Permit> {
        let inner = match &self.source {
            Source::Fixed(free) => Inner::Fixed {
                _permit: Arc::clone(free).try_acquire_owned().ok()?,
            },
            Source::Supplied(supplier) => Inner::Supplied(supplier.try_reserve(usage)?),
        };
        Some(self.permit(inner))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dropped_permit_frees_its_slot() {
        let slots = Slots::of(None, NonZeroUsize::MIN, &WorkerMetrics::default(), SlotKind::Workflow);
        let permit = slots.try_reserve(SlotUse::Shared);
        assert!(permit.is_some());
        assert!(slots.try_reserve(SlotUse::Shared).is_none());
        drop(permit);
        assert!(slots.try_reserve(SlotUse::Shared).is_some());
    }
}
