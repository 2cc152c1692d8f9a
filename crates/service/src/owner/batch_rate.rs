//! How fast a batch operation goes: a few items, then a rest, so that the rate that was asked for holds on average.

use std::time::Duration;

/// How many items are done between two rests, and how long a rest is; `None` where no rate was asked for.
pub(super) fn pace(operations_per_second: f32, items_max: usize) -> Option<(usize, Duration)> {
    if !operations_per_second.is_finite() || operations_per_second <= 0.0 {
        return None;
    }
    let mut items = 1;
    // Ten times a second is often enough.
    while items < items_max && items as f32 * 10.0 < operations_per_second {
        items += 1;
    }
    let rest = Duration::try_from_secs_f64(items as f64 / f64::from(operations_per_second)).unwrap_or(Duration::MAX);
    Some((items, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_holds_on_average() {
        assert_eq!(pace(0.0, 64), None);
        assert_eq!(pace(-1.0, 64), None);
        assert_eq!(pace(f32::NAN, 64), None);
        assert_eq!(pace(0.5, 64), Some((1, Duration::from_secs(2))));
        assert_eq!(pace(10.0, 64), Some((1, Duration::from_millis(100))));
        for rate in [1.0, 25.0, 300.0, 640.0, 10_000.0] {
            let (items, rest) = pace(rate, 64).unwrap();
            assert!(
                (items as f32 / rest.as_secs_f32() - rate).abs() < rate / 1_000.0,
                "{rate}"
            );
            assert!((1..=64).contains(&items));
        }
    }
}
