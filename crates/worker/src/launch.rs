//! Futures begun on the thread that makes them.
//!
//! Whoever completes an activity must not wait, and a task of the runtime would put the request behind a thread
//! switch. So the first poll happens at once, which sends the request; the runtime takes over only when there
//! is something to go on with, most often the reply.

use std::{
    future::Future,
    pin::Pin,
    sync::Arc,
    task::{Context, Wake, Waker},
};

use parking_lot::Mutex;
use tokio::runtime::Handle;

type Work = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Polls `work` now and leaves the rest to the runtime.
pub(crate) fn launch(runtime: &Handle, work: impl Future<Output = ()> + Send + 'static) {
    let mut work: Work = Box::pin(work);
    let launched = Arc::new(Launched {
        runtime: runtime.clone(),
        stage: Mutex::new(Stage::Polling),
    });
    let _entered = runtime.enter();
    let waker = Waker::from(Arc::clone(&launched));
    if work.as_mut().poll(&mut Context::from_waker(&waker)).is_ready() {
        return;
    }
    let mut stage = launched.stage.lock();
    match *stage {
        Stage::Polling => *stage = Stage::Waiting(work),
        // Woken during the poll.
        Stage::Waiting(_) | Stage::Woken => {
            runtime.spawn(work);
        }
    }
}

struct Launched {
    runtime: Handle,
    stage: Mutex<Stage>,
}

enum Stage {
    Polling,
    Waiting(Work),
    /// The runtime has the work, or gets it when the poll returns.
    Woken,
}

impl Wake for Launched {
    fn wake(self: Arc<Self>) {
        let before = std::mem::replace(&mut *self.stage.lock(), Stage::Woken);
        if let Stage::Waiting(work) = before {
            self.runtime.spawn(work);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering};

    use tokio::sync::oneshot;

    use super::*;

    #[tokio::test]
    async fn work_begins_at_once_and_ends_when_it_is_woken() {
        let begun = Arc::new(AtomicBool::new(false));
        let (reply, replied) = oneshot::channel::<()>();
        let (end, ended) = oneshot::channel::<()>();
        launch(&Handle::current(), {
            let begun = Arc::clone(&begun);
            async move {
                begun.store(true, Ordering::Release);
                replied.await.unwrap();
                end.send(()).unwrap();
            }
        });
        assert!(begun.load(Ordering::Acquire));
        reply.send(()).unwrap();
        ended.await.unwrap();
    }

    #[tokio::test]
    async fn a_wake_during_the_first_poll_is_not_lost() {
        let (end, ended) = oneshot::channel::<()>();
        launch(&Handle::current(), async move {
            tokio::task::yield_now().await;
            end.send(()).unwrap();
        });
        ended.await.unwrap();
    }
}
