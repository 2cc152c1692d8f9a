//! The local limit on activity starts per second.

use std::time::Duration;

use tokio::{sync::Mutex, time::Instant};

/// Spaces starts evenly: each takes the next moment that the rate allows.
pub(super) struct Rate {
    interval: Duration,
    next: Mutex<Instant>,
}

impl Rate {
    pub(super) fn per_second(maximum: f64) -> Self {
        Self {
            interval: Duration::from_secs_f64(1.0 / maximum),
            next: Mutex::new(Instant::now()),
        }
    }

    /// Waits for the next start.
    pub(super) async fn wait(&self) {
        let moment = {
            let mut next = self.next.lock().await;
            let moment = (*next).max(Instant::now());
            *next = moment + self.interval;
            moment
        };
        tokio::time::sleep_until(moment).await;
    }
}
