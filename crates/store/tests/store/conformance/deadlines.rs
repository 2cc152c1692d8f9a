//! Which executions must be looked at, and when.

use everloop_store::Batch;

use super::{new, on_each, state};

#[test]
fn executions_of_one_deadline_are_in_the_order_of_keys() {
    on_each(|store| {
        let created = (1..=6).map(|key| {
            let deadline = if key == 3 { 50 } else { 100 };
            new(key, &key.to_string(), state(1, Some(deadline)))
        });
        store
            .commit(&Batch {
                created: created.collect(),
                ..Batch::default()
            })
            .unwrap();
        assert_eq!(store.due((i64::MIN, 0), 101, 3).unwrap(), [(50, 3), (100, 1), (100, 2)]);
        assert_eq!(store.due((100, 2), 101, 2).unwrap(), [(100, 4), (100, 5)]);
        assert_eq!(store.due((100, 5), 101, 9).unwrap(), [(100, 6)]);
        assert_eq!(store.due((100, 6), 101, 9).unwrap(), []);
        assert_eq!(store.due((50, 3), 100, 9).unwrap(), []);
    });
}

#[test]
fn deadlines_follow_updates() {
    on_each(|store| {
        store
            .commit(&Batch {
                created: vec![
                    new(1, "a", state(1, Some(300))),
                    new(2, "b", state(1, Some(100))),
                    new(3, "c", state(1, None)),
                    new(4, "d", state(1, Some(200))),
                ],
                ..Batch::default()
            })
            .unwrap();
        assert_eq!(
            store.due((i64::MIN, 0), 300, 10).unwrap(),
            [(100, 2), (200, 4)],
            "the end is not included"
        );
        assert_eq!(store.due((200, 0), 301, 10).unwrap(), [(200, 4), (300, 1)]);
        assert_eq!(store.due((i64::MIN, 0), i64::MAX, 1).unwrap(), [(100, 2)]);
        assert_eq!(store.due((200, 4), 301, 10).unwrap(), [(300, 1)]);
        let updated = vec![(2, state(1, Some(400))), (4, state(2, None))];
        store
            .commit(&Batch {
                updated,
                ..Batch::default()
            })
            .unwrap();
        assert_eq!(store.due((i64::MIN, 0), i64::MAX, 10).unwrap(), [(300, 1), (400, 2)]);
    });
}
