//! Durations as texts such as `1h30m` or `1.5s`: the form in which cron strings have them.

use std::time::Duration;

/// Whether `d` is a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Days {
    Known,
    Unknown,
}

/// Reads a duration. Negative ones are read as zero; the error says what is wrong.
pub(crate) fn parse(text: &str, days: Days) -> Result<Duration, String> {
    let invalid = || format!("time: invalid duration \"{text}\"");
    let (sign, mut rest) = match text.trim().strip_prefix('-') {
        Some(rest) => (0.0, rest),
        None => (1.0, text.trim()),
    };
    if rest.is_empty() {
        return Err(invalid());
    }
    let mut nanos = 0.0;
    while !rest.is_empty() {
        let end = rest
            .find(|letter: char| !letter.is_ascii_digit() && letter != '.')
            .ok_or_else(|| format!("time: missing unit in duration \"{text}\""))?;
        let number: f64 = rest[..end].parse().map_err(|_| invalid())?;
        let unit_end = rest[end..]
            .find(|letter: char| letter.is_ascii_digit() || letter == '.')
            .map_or(rest.len(), |at| end + at);
        let unit = &rest[end..unit_end];
        let size =
            nanos_of(unit, days).ok_or_else(|| format!("time: unknown unit \"{unit}\" in duration \"{text}\""))?;
        nanos += number * size;
        rest = &rest[unit_end..];
    }
    Duration::try_from_secs_f64(sign * nanos / 1e9).map_err(|_| invalid())
}

fn nanos_of(unit: &str, days: Days) -> Option<f64> {
    Some(match unit {
        "d" if days == Days::Known => 86_400e9,
        "h" => 3_600e9,
        "m" => 60e9,
        "s" => 1e9,
        "ms" => 1e6,
        "us" | "µs" => 1e3,
        "ns" => 1.0,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_sums_of_numbers_with_units() {
        let millis = |text| parse(text, Days::Unknown).map(|duration| duration.as_millis());
        assert_eq!(millis("1h30m"), Ok(5_400_000));
        assert_eq!(millis("1.5s20ms"), Ok(1_520));
        assert_eq!(millis("-5s"), Ok(0));
        for (text, error) in [
            ("", "time: invalid duration \"\""),
            ("5", "time: missing unit in duration \"5\""),
            ("1d", "time: unknown unit \"d\" in duration \"1d\""),
            ("s", "time: invalid duration \"s\""),
            ("1.2.3s", "time: invalid duration \"1.2.3s\""),
            ("1e9h", "time: unknown unit \"e\" in duration \"1e9h\""),
        ] {
            assert_eq!(millis(text).unwrap_err(), error, "{text}");
        }
        assert!(parse("99999999999999999999h", Days::Unknown).is_err());
        assert_eq!(parse("1d", Days::Known), Ok(Duration::from_secs(86_400)));
    }
}
