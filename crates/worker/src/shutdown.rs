//! The stages of a worker's end, as its parts see them.

use std::sync::Arc;

use tokio::sync::watch;

/// How far the end has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    Running,
    /// No new polls. Open ones may still bring a task.
    Begun,
    /// Open polls are dropped.
    PollsAbandoned,
}

/// Watched by the worker's parts and moved on by the worker. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Shutdown {
    stage: Arc<watch::Sender<Stage>>,
}

impl Shutdown {
    pub(crate) fn new() -> Self {
        Self {
            stage: Arc::new(watch::Sender::new(Stage::Running)),
        }
    }

    pub(crate) fn begin(&self) {
        self.advance(Stage::Begun);
    }

    pub(crate) fn abandon_polls(&self) {
        self.advance(Stage::PollsAbandoned);
    }

    pub(crate) fn has_begun(&self) -> bool {
        *self.stage.borrow() >= Stage::Begun
    }

    pub(crate) async fn begun(&self) {
        self.reached(Stage::Begun).await;
    }

    pub(crate) async fn polls_abandoned(&self) {
        self.reached(Stage::PollsAbandoned).await;
    }

    fn advance(&self, to: Stage) {
        self.stage.send_if_modified(|stage| {
            let advances = to > *stage;
            *stage = (*stage).max(to);
            advances
        });
    }

    async fn reached(&self, stage: Stage) {
        let mut watched = self.stage.subscribe();
        watched
            .wait_for(|now| *now >= stage)
            .await
            .expect("the sender is held by this very value");
    }
}
