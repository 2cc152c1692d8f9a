//! The numbers that rows of history and items have as their keys: execution, kind and id in one.

use std::ops::Range;

use crate::Key;

/// Event ids and item ids stay below this: a history is closed long before.
const IDS: i64 = 1 << 20;
const KINDS: i64 = 1 << 5;
pub(super) const KINDS_END: u8 = 1 << 5;
/// What remains of 63 bits.
const KEYS: i64 = 1 << 38;

fn checked(number: i64, end: i64, what: &str) -> i64 {
    assert!(
        (0..end).contains(&number),
        "{what} {number} does not fit into a position"
    );
    number
}

/// Where a history batch lies.
pub(super) fn of_event(key: Key, first_event_id: i64) -> i64 {
    checked(key, KEYS, "execution key") * IDS + checked(first_event_id, IDS, "event id")
}

/// The inverse of [`of_event`].
pub(super) fn to_event(position: i64) -> (Key, i64) {
    (position / IDS, position % IDS)
}

/// Where all history of an execution lies.
pub(super) fn of_history(key: Key) -> Range<i64> {
    of_event(key, 0)..of_event(key + 1, 0)
}

/// The last place at or before which the batch that holds an event lies; any number is an event here.
pub(super) fn up_to_event(key: Key, event_id: i64) -> i64 {
    of_event(key, event_id.clamp(0, IDS - 1))
}

/// Where an item lies.
pub(super) fn of_item(key: Key, kind: u8, id: i64) -> i64 {
    let kind = checked(i64::from(kind), KINDS, "item kind");
    (checked(key, KEYS, "execution key") * KINDS + kind) * IDS + checked(id, IDS, "item id")
}

/// Kind and id of the item at a place.
pub(super) fn to_item(position: i64) -> (u8, i64) {
    let kind = u8::try_from(position / IDS % KINDS).expect("there are fewer than 32 kinds");
    (kind, position % IDS)
}

/// Where the items of an execution lie whose kinds are below that one.
pub(super) fn of_items_below(key: Key, kinds_end: u8) -> Range<i64> {
    let all = of_items(key);
    let end = all.start + i64::from(kinds_end.min(KINDS_END)) * IDS;
    all.start..end
}

/// Where all items of an execution lie.
pub(super) fn of_items(key: Key) -> Range<i64> {
    of_item(key, 0, 0)..of_item(key + 1, 0, 0)
}

#[cfg(test)]
mod tests {
    use super::{KEYS, of_event, of_history, of_item, of_items, to_event, to_item};

    #[test]
    fn positions_are_read_back() {
        let (key, id) = (KEYS - 2, (1 << 20) - 1);
        assert_eq!(to_event(of_event(key, id)), (key, id));
        assert!(of_history(key).contains(&of_event(key, id)));
        assert_eq!(to_item(of_item(key, 31, id)), (31, id));
        assert!(of_items(key).contains(&of_item(key, 31, id)));
    }
}
