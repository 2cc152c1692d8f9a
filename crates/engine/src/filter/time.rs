//! Moments and durations as filters and attributes write them.

const SECOND: i64 = 1_000_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;

/// A moment of RFC 3339 (`2020-01-02T03:04:05.6+07:00`) in nanoseconds since the epoch.
pub(crate) fn moment(text: &str) -> Option<i64> {
    let (date, rest) = text.split_once('T')?;
    let [year, month, day] = parts(date, '-', [4, 2, 2])?;
    let zone_at = rest.find(['Z', '+', '-'])?;
    let (clock, zone) = rest.split_at(zone_at);
    let (clock, fraction) = match clock.find(['.', ',']) {
        Some(at) => (&clock[..at], Some(&clock[at + 1..])),
        None => (clock, None),
    };
    let [hour, minute, second] = parts(clock, ':', [2, 2, 2])?;
    if hour > 23 || minute > 59 || second > 59 || !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) {
        return None;
    }
    let nanos = fraction.map_or(Some(0), nanos_of)?;
    let seconds = days(year, month, day) * 86_400 + hour * 3_600 + minute * 60 + second - offset(zone)?;
    seconds.checked_mul(SECOND)?.checked_add(nanos)
}

fn parts(text: &str, separator: char, widths: [usize; 3]) -> Option<[i64; 3]> {
    let mut pieces = text.split(separator);
    let mut numbers = [0; 3];
    for (number, width) in numbers.iter_mut().zip(widths) {
        let piece = pieces.next().filter(|piece| piece.len() == width)?;
        *number = digits(piece)?;
    }
    pieces.next().is_none().then_some(numbers)
}

fn digits(text: &str) -> Option<i64> {
    let all = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    all.then(|| text.parse().ok())?
}

fn nanos_of(fraction: &str) -> Option<i64> {
    digits(fraction.get(..fraction.len().min(18))?)?;
    let kept: String = fraction.chars().chain("000000000".chars()).take(9).collect();
    digits(&kept)
}

/// The seconds that a zone is ahead of UTC.
fn offset(zone: &str) -> Option<i64> {
    if zone == "Z" {
        return Some(0);
    }
    let sign = if zone.starts_with('-') { -1 } else { 1 };
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    if hours.len() != 2 || minutes.len() != 2 {
        return None;
    }
    let (hours, minutes) = (digits(hours)?, digits(minutes)?);
    (hours < 24 && minutes < 60).then_some(sign * (hours * 3_600 + minutes * 60))
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since the epoch. Years are taken to begin in March, so that the leap day is the last of its year.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month > 2 { year } else { year - 1 };
    let era = year.div_euclid(400);
    let year_of_era = year.rem_euclid(400);
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year - 719_468
}

/// A duration in nanoseconds: whole nanoseconds, `1h2m3.5s` with days allowed, or `01:02:03`.
pub(crate) fn duration(text: &str) -> Option<i64> {
    text.parse().ok().or_else(|| clock(text)).or_else(|| units(text))
}

fn clock(text: &str) -> Option<i64> {
    let mut pieces = text.split(':');
    let (hours, minutes, seconds) = (pieces.next()?, pieces.next()?, pieces.next()?);
    if pieces.next().is_some() {
        return None;
    }
    let (hours, minutes, seconds) = (digits(hours)?, digits(minutes)?, digits(seconds)?);
    if minutes > 59 || seconds > 59 {
        return None;
    }
    hours
        .checked_mul(HOUR)?
        .checked_add(minutes * MINUTE + seconds * SECOND)
}

fn units(text: &str) -> Option<i64> {
    let (negative, mut rest) = match text.as_bytes().first()? {
        b'-' => (true, &text[1..]),
        b'+' => (false, &text[1..]),
        _ => (false, text),
    };
    if rest.is_empty() {
        return None;
    }
    let mut total: i64 = 0;
    while !rest.is_empty() {
        let number_end = rest.find(|letter: char| !letter.is_ascii_digit() && letter != '.')?;
        let (number, after) = rest.split_at(number_end);
        let unit_end = after
            .find(|letter: char| letter.is_ascii_digit() || letter == '.')
            .unwrap_or(after.len());
        let (unit, after) = after.split_at(unit_end);
        total = total.checked_add(amount(number, unit_nanos(unit)?)?)?;
        rest = after;
    }
    Some(if negative { -total } else { total })
}

fn unit_nanos(unit: &str) -> Option<i64> {
    Some(match unit {
        "ns" => 1,
        "us" | "µs" | "μs" => 1_000,
        "ms" => 1_000_000,
        "s" => SECOND,
        "m" => MINUTE,
        "h" => HOUR,
        "d" => 24 * HOUR,
        _ => return None,
    })
}

/// `number` (digits with at most one point) times `unit`.
fn amount(number: &str, unit: i64) -> Option<i64> {
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let whole = if whole.is_empty() { 0 } else { digits(whole)? };
    let mut nanos = i128::from(whole) * i128::from(unit);
    if !fraction.is_empty() {
        let kept = fraction.get(..fraction.len().min(18))?;
        let scale = 10_i128.pow(u32::try_from(kept.len()).ok()?);
        nanos += i128::from(digits(kept)?) * i128::from(unit) / scale;
    }
    i64::try_from(nanos).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_strict_rfc_3339() {
        assert_eq!(moment("1970-01-01T00:00:00Z"), Some(0));
        assert_eq!(moment("2020-01-02T00:00:00Z"), Some(1_577_923_200 * SECOND));
        assert_eq!(
            moment("2020-01-02T01:00:00.5+01:00"),
            Some(1_577_923_200 * SECOND + SECOND / 2)
        );
        assert_eq!(
            moment("2020-01-02T00:00:00,123456789Z"),
            Some(1_577_923_200_123_456_789)
        );
        assert_eq!(moment("2000-02-29T00:00:00-00:30"), Some(951_784_200 * SECOND));
        for wrong in [
            "",
            "x",
            "2020-01-02",
            "2020-01-02 00:00:00",
            "2020-01-02T00:00:00",
            "2020-1-1T00:00:00Z",
            "2020-01-02t00:00:00z",
            "2020-01-02T24:00:00Z",
            "2020-01-02T00:00:60Z",
            "2020-02-30T00:00:00Z",
            "2021-02-29T00:00:00Z",
            "2020-01-02T00:00:00+0100",
            "2020-01-02T00:00:00.Z",
            "9999-01-01T00:00:00Z",
        ] {
            assert_eq!(moment(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn durations_have_three_forms() {
        for (text, nanos) in [
            ("1s", SECOND),
            ("1d2h", 26 * HOUR),
            ("1.5h", 90 * MINUTE),
            (".5s", SECOND / 2),
            ("-1d", -24 * HOUR),
            ("+1us", 1_000),
            ("1000000000000", 1_000 * SECOND),
            ("01:00:00", HOUR),
            ("100:00:01", 100 * HOUR + SECOND),
        ] {
            assert_eq!(duration(text), Some(nanos), "{text}");
        }
        for wrong in [
            "", "x", "1w", "10 s", "1h 2m", "2m30", "25:61:61", "-", ".s", "1:2", "1:2:3:4",
        ] {
            assert_eq!(duration(wrong), None, "{wrong}");
        }
    }
}
