//! Days since the epoch as dates of the Gregorian calendar, and their weekdays.

/// A date; month and day count from one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Date {
    pub(super) month: i64,
    pub(super) day: i64,
}

/// The date of a day. Years are taken to begin in March, so that the leap day is the last of its year.
pub(super) fn date(day: i64) -> Date {
    let shifted = day + 719_468;
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    Date {
        month: if month < 10 { month + 3 } else { month - 9 },
        day,
    }
}

/// The weekday of a day, Sunday being zero.
pub(super) fn weekday(day: i64) -> i64 {
    (day + 4).rem_euclid(7)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (day, month, of_month, weekday_expected) in [
            (0, 1, 1, 4),
            (59, 3, 1, 0),
            (11_016, 2, 29, 2),
            (20_778, 11, 21, 6),
            (-1, 12, 31, 3),
        ] {
            assert_eq!(date(day), Date { month, day: of_month });
            assert_eq!(weekday(day), weekday_expected);
        }
    }
}
