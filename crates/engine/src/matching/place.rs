//! Where a task stands in its queue, as a number that a store can order by.

use super::Rank;

/// How many bits of the number tell the order within a rank.
const SERIAL_BITS: u32 = 56;

/// The place of a task in its queue. The least comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    pub rank: Rank,
    pub serial: u64,
}

impl Place {
    /// Before all tasks.
    pub const START: Self = Self {
        rank: Rank::Urgent,
        serial: 0,
    };

    /// The end of a rank.
    #[must_use]
    pub fn end_of(rank: Rank) -> Self {
        Self {
            rank,
            serial: (1 << SERIAL_BITS) - 1,
        }
    }

    /// The place as a number of the same order.
    #[must_use]
    pub fn number(self) -> i64 {
        let rank = match self.rank {
            Rank::Urgent => 0,
            Rank::Priority(level) => i64::from(level),
        };
        let serial = i64::try_from(self.serial).unwrap_or(i64::MAX);
        (rank << SERIAL_BITS) | serial.min((1 << SERIAL_BITS) - 1)
    }

    /// The inverse of [`Place::number`].
    #[must_use]
    pub fn from_number(number: i64) -> Self {
        let rank = match u8::try_from(number >> SERIAL_BITS).unwrap_or(0) {
            0 => Rank::Urgent,
            level => Rank::Priority(level),
        };
        let serial = u64::try_from(number & ((1 << SERIAL_BITS) - 1)).unwrap_or(0);
        Self { rank, serial }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_the_order_of_places_and_are_read_back() {
        let place = |rank, serial| Place { rank, serial };
        let places = [
            Place::START,
            place(Rank::Priority(1), 0),
            place(Rank::Priority(1), 7),
            Place::end_of(Rank::Priority(1)),
            place(Rank::Priority(5), 1),
            Place::end_of(Rank::Priority(5)),
        ];
        assert!(places.is_sorted() && places.map(Place::number).is_sorted());
        assert_eq!(places.map(|place| Place::from_number(place.number())), places);
    }
}
