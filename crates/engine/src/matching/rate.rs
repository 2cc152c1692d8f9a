//! How often something has happened of late, without remembering each time.

use crate::Timestamp;

/// Over how many seconds rates are averaged.
const WINDOW: usize = 30;

const NANOS_PER_SECOND: i64 = 1_000_000_000;

/// Counts by second, for the last seconds.
#[derive(Clone, Debug, Default)]
pub(super) struct Rate {
    counts: [u32; WINDOW],
    /// The second of the latest count.
    second: i64,
}

impl Rate {
    pub(super) fn count(&mut self, now: Timestamp) {
        let second = now.nanos().div_euclid(NANOS_PER_SECOND);
        if second > self.second {
            self.clear_until(second);
        }
        let count = &mut self.counts[place(second)];
        *count = count.saturating_add(1);
    }

    /// Empties the seconds that have passed without a count, whose places hold what is older than the window.
    fn clear_until(&mut self, second: i64) {
        let first = (self.second + 1).max(second - WINDOW as i64 + 1);
        for passed in first..=second {
            self.counts[place(passed)] = 0;
        }
        self.second = second;
    }

    /// How often in a second, on average over the window.
    pub(super) fn per_second(&self, now: Timestamp) -> f32 {
        let second = now.nanos().div_euclid(NANOS_PER_SECOND);
        let mut rate = self.clone();
        if second > rate.second {
            rate.clear_until(second);
        }
        let total: f32 = rate.counts.iter().map(|count| *count as f32).sum();
        total / WINDOW as f32
    }
}

fn place(second: i64) -> usize {
    usize::try_from(second.rem_euclid(WINDOW as i64)).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000)
    }

    #[test]
    fn what_is_older_than_the_window_no_longer_counts() {
        let mut rate = Rate::default();
        assert_eq!(rate.per_second(at(1000)), 0.0);
        for second in 1000..1030 {
            rate.count(at(second));
            rate.count(at(second));
        }
        assert_eq!(rate.per_second(at(1029)), 2.0);
        assert_eq!(rate.per_second(at(1044)), 1.0);
        assert_eq!(rate.per_second(at(1059)), 0.0);
        rate.count(at(5000));
        assert_eq!(rate.per_second(at(5000)), 1.0 / 30.0);
    }
}
