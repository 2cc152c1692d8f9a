//! What a service is opened with.

use std::{path::PathBuf, sync::Arc};

use everloop_engine::Limits;
use everloop_metrics::Metrics;
use everloop_store::sqlite::Durability;

use crate::{Clock, SystemClock};

/// Where executions are kept.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Location {
    /// Nowhere: they end with the service.
    #[default]
    Memory,
    /// In this file, which is made if it is missing. One process at a time holds it.
    File(PathBuf),
}

#[derive(Clone)]
pub struct Options {
    pub location: Location,
    pub durability: Durability,
    pub clock: Arc<dyn Clock>,
    pub limits: Limits,
    /// Where to record what an operator wants to know.
    pub metrics: Option<Metrics>,
    /// Namespaces to register if they are missing, besides `default`.
    pub namespaces: Vec<String>,
    /// How many executions are kept in memory at least for speed; idle ones beyond that live on disk only.
    pub executions_cached_max: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            location: Location::default(),
            durability: Durability::default(),
            clock: Arc::new(SystemClock::new()),
            limits: Limits::default(),
            metrics: None,
            namespaces: Vec::new(),
            executions_cached_max: 2_000,
        }
    }
}
