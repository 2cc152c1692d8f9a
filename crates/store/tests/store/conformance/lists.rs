//! Lists of executions: by the time of their end, by name, by attribute.

use std::ops::Bound;

use everloop_store::{Attribute, Batch, Key, Place, Range, State, Store, Value};

use super::{current, new, on_each, state};

/// Every place of a kind after `after` that closed within the times, in the order of lists.
fn listed(store: &dyn Store, after: Option<Place>, closed_from: i64, closed_to: i64) -> Vec<(Key, u8, bool)> {
    let range = Range {
        after,
        closed_from,
        closed_to,
    };
    let rows = store.listed(1, &range, 100).unwrap();
    rows.iter().map(|row| (row.place.key, row.status, row.hidden)).collect()
}

#[test]
fn lists_have_the_open_first_and_then_the_latest_closed() {
    on_each(|store| {
        let created = (1..=5)
            .map(|key| new(key, &format!("w{key}"), state(1, None)))
            .collect();
        store
            .commit(&Batch {
                created,
                ..Batch::default()
            })
            .unwrap();
        let closed = |status, closed, hidden| State {
            closed: Some(closed),
            hidden,
            ..state(status, None)
        };
        let updated = vec![
            (2, closed(2, 50, false)),
            (3, closed(3, 70, true)),
            (4, closed(2, 50, false)),
            (5, state(1, Some(9))),
        ];
        store
            .commit(&Batch {
                updated,
                ..Batch::default()
            })
            .unwrap();
        let all = [(5, 1, false), (1, 1, false), (3, 3, true), (4, 2, false), (2, 2, false)];
        assert_eq!(listed(store, None, i64::MIN, i64::MAX), all);
        let after = |closed, key| {
            Some(Place {
                closed,
                started: 10,
                key,
            })
        };
        assert_eq!(listed(store, after(i64::MAX, 1), i64::MIN, i64::MAX), all[2..]);
        assert_eq!(listed(store, after(50, 4), i64::MIN, i64::MAX), all[4..]);
        assert_eq!(listed(store, None, i64::MAX, i64::MAX), all[..2]);
        assert_eq!(listed(store, None, 51, i64::MAX - 1), all[2..3]);
        assert_eq!(listed(store, None, 60, 50), []);
        let open = listed(store, None, i64::MAX, i64::MAX);
        assert_eq!(store.open_count(1).unwrap(), open.len());
        assert_eq!(store.open_count(9).unwrap(), 0);
        assert_eq!(store.closed_before(1, 70, 9).unwrap(), [2, 4]);
        assert_eq!(store.closed_before(1, i64::MAX, 2).unwrap(), [2, 4]);
        assert_eq!(store.closed_before(2, i64::MAX, 2).unwrap(), []);
        store
            .commit(&Batch {
                removed: vec![3, 5],
                ..Batch::default()
            })
            .unwrap();
        let left = [(1, 1, false), (4, 2, false), (2, 2, false)];
        assert_eq!(listed(store, None, i64::MIN, i64::MAX), left);
    });
}

#[test]
fn runs_and_attributes_are_found_by_ranges() {
    on_each(|store| {
        let names = [(1, "a"), (2, "ab"), (3, "b"), (4, "ab")];
        let attribute = |key, number, value, present| Attribute {
            key,
            number,
            value,
            present,
        };
        let text = |text: &str| Value::Text(text.to_owned());
        store
            .commit(&Batch {
                created: names.map(|(key, id)| new(key, id, state(1, None))).into(),
                currents: names.map(|(key, id)| current(key, id)).into(),
                attributes: vec![
                    attribute(1, 7, text("x"), true),
                    attribute(2, 7, text("y"), true),
                    attribute(3, 7, text("x"), true),
                    attribute(1, 8, Value::Int(3), true),
                    attribute(2, 8, Value::Double(2.5), true),
                ],
                ..Batch::default()
            })
            .unwrap();
        let runs = |store: &dyn Store, from, to| store.runs(1, from, to, 9).unwrap();
        assert_eq!(runs(store, Bound::Included("ab"), Bound::Included("ab")), [2, 4]);
        assert_eq!(runs(store, Bound::Included("a"), Bound::Excluded("b")), [1, 2, 4]);
        assert_eq!(runs(store, Bound::Excluded("ab"), Bound::Unbounded), [3]);
        assert_eq!(runs(store, Bound::Unbounded, Bound::Unbounded), [1, 2, 4, 3]);
        assert_eq!(runs(store, Bound::Included("b"), Bound::Included("a")), []);
        assert_eq!(store.runs(2, Bound::Unbounded, Bound::Unbounded, 9).unwrap(), []);

        let (x, y) = (text("x"), text("y"));
        let found = |store: &dyn Store, number, from, to| store.attributed(number, from, to, 9).unwrap();
        assert_eq!(found(store, 7, Bound::Included(&x), Bound::Included(&x)), [1, 3]);
        assert_eq!(found(store, 7, Bound::Excluded(&x), Bound::Unbounded), [2]);
        assert_eq!(found(store, 7, Bound::Unbounded, Bound::Excluded(&y)), [1, 3]);
        let (two, three) = (Value::Int(2), Value::Double(3.0));
        assert_eq!(found(store, 8, Bound::Included(&two), Bound::Excluded(&three)), [2]);
        assert_eq!(found(store, 8, Bound::Unbounded, Bound::Unbounded), [2, 1]);
        store
            .commit(&Batch {
                attributes: vec![attribute(1, 7, text("x"), false)],
                attributes_dropped: vec![8],
                ..Batch::default()
            })
            .unwrap();
        assert_eq!(found(store, 7, Bound::Unbounded, Bound::Unbounded), [3, 2]);
        assert_eq!(found(store, 8, Bound::Unbounded, Bound::Unbounded), []);
    });
}
