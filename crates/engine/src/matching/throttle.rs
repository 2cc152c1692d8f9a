//! How fast tasks of a queue are handed out, where its workers ask for a bound: evenly, but for a tenth of a second's worth
//! that may go at once, so that a high rate needs no clock of its own.

use std::time::Duration;

use crate::Timestamp;

#[derive(Clone, Copy, Debug)]
pub(super) struct Throttle {
    pub(super) per_second: f64,
    /// The time of one task; `None` if none is to be handed out.
    interval: Option<Duration>,
    /// How much earlier than its turn a task may go.
    tolerance: Duration,
    /// When the turn of the next task comes.
    next: Timestamp,
}

impl Throttle {
    pub(super) fn new(per_second: f64, now: Timestamp) -> Self {
        let is_rate = per_second.is_finite() && per_second > 0.0;
        let interval = is_rate.then(|| Duration::try_from_secs_f64(1.0 / per_second).unwrap_or(Duration::MAX));
        let at_once = (per_second / 10.0).max(1.0) - 1.0;
        Self {
            per_second,
            interval,
            tolerance: interval
                .unwrap_or_default()
                .mul_f64(if is_rate { at_once } else { 0.0 }),
            next: now,
        }
    }

    /// Until when no task may go; `None` if one may now.
    pub(super) fn held_until(&self, now: Timestamp) -> Option<Timestamp> {
        match self.interval {
            None => Some(Timestamp::from_nanos(i64::MAX)),
            Some(_) => Some(self.next - self.tolerance).filter(|until| *until > now),
        }
    }

    /// A task goes.
    pub(super) fn spend(&mut self, now: Timestamp) {
        self.next = self.next.max(now) + self.interval.unwrap_or_default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// When tasks go, in milliseconds, if there are always some.
    fn go(per_second: f64, count: usize) -> Vec<i64> {
        let mut now = Timestamp::from_millis(1_000);
        let mut throttle = Throttle::new(per_second, now);
        let mut gone = Vec::new();
        while gone.len() < count {
            match throttle.held_until(now) {
                Some(until) => now = until,
                None => {
                    throttle.spend(now);
                    gone.push(now.nanos() / 1_000_000 - 1_000);
                }
            }
        }
        gone
    }

    #[test]
    fn tasks_go_evenly_but_for_a_few_at_once() {
        assert_eq!(go(2.0, 4), [0, 500, 1_000, 1_500]);
        assert_eq!(go(0.5, 3), [0, 2_000, 4_000]);
        assert_eq!(go(50.0, 8), [0, 0, 0, 0, 0, 20, 40, 60]);
        assert_eq!(go(1_000.0, 1_100).last(), Some(&1_000));
    }

    #[test]
    fn what_was_not_used_is_lost() {
        let at = Timestamp::from_millis;
        let mut throttle = Throttle::new(2.0, at(0));
        throttle.spend(at(10_000));
        assert_eq!(throttle.held_until(at(10_000)), Some(at(10_500)));
        assert_eq!(throttle.held_until(at(10_500)), None);
    }

    #[test]
    fn a_rate_of_zero_lets_nothing_go() {
        assert!(
            Throttle::new(0.0, Timestamp::from_millis(0))
                .held_until(Timestamp::from_millis(5))
                .is_some()
        );
    }
}
