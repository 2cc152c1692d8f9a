//! An execution: its state, its items, its history, and which run of a workflow is the current one.

use everloop_store::{Batch, History, State};

use super::{current, history, item, new, on_each, state};

#[test]
fn an_execution_is_read_back_whole() {
    on_each(|store| {
        let batch = Batch {
            created: vec![new(7, "order", state(1, Some(50)))],
            currents: vec![current(7, "order")],
            items: vec![
                item(7, 2, 5, Some("two")),
                item(7, 1, 9, Some("one")),
                item(7, 2, 4, Some("three")),
            ],
            ..Batch::default()
        };
        store.commit(&batch).unwrap();
        let found = store.execution(7).unwrap().unwrap();
        assert_eq!(found.name, batch.created[0].name);
        assert_eq!(found.state, batch.created[0].state);
        let items: Vec<_> = found
            .items
            .iter()
            .map(|(kind, id, value)| (*kind, *id, value.as_ref()))
            .collect();
        assert_eq!(
            items,
            [
                (1, 9, b"one".as_ref()),
                (2, 4, b"three".as_ref()),
                (2, 5, b"two".as_ref()),
            ]
        );
        assert_eq!(store.last_key().unwrap(), 7);
        assert_eq!(store.run("run-7").unwrap(), Some(7));
        assert_eq!(store.current(1, "order").unwrap(), Some(7));
        assert_eq!(
            store.current(2, "order").unwrap(),
            None,
            "workflow ids belong to their namespace"
        );
    });
}

#[test]
fn updates_replace_and_items_come_and_go() {
    on_each(|store| {
        let created = vec![new(1, "order", state(1, None))];
        let items = vec![item(1, 1, 1, Some("old")), item(1, 1, 2, Some("kept"))];
        store
            .commit(&Batch {
                created,
                items,
                ..Batch::default()
            })
            .unwrap();
        let after = State {
            closed: Some(99),
            ..state(2, None)
        };
        let items = vec![
            item(1, 1, 1, Some("new")),
            item(1, 1, 3, Some("gone")),
            item(1, 1, 3, None),
        ];
        store
            .commit(&Batch {
                updated: vec![(1, after.clone())],
                items,
                ..Batch::default()
            })
            .unwrap();
        let found = store.execution(1).unwrap().unwrap();
        assert_eq!(found.state, after);
        let values: Vec<_> = found.items.iter().map(|(_, _, value)| value.as_ref()).collect();
        assert_eq!(values, [b"new".as_ref(), b"kept".as_ref()]);
    });
}

#[test]
fn a_head_has_the_first_kinds_of_items() {
    on_each(|store| {
        store
            .commit(&Batch {
                created: vec![new(1, "order", state(1, None))],
                items: vec![
                    item(1, 1, 0, Some("one")),
                    item(1, 3, 5, Some("three")),
                    item(1, 4, 0, Some("four")),
                ],
                ..Batch::default()
            })
            .unwrap();
        let kinds = |end| -> Vec<u8> {
            let head = store.head(1, end).unwrap().unwrap();
            head.items.iter().map(|(kind, _, _)| *kind).collect()
        };
        assert_eq!(kinds(4), [1, 3]);
        assert_eq!(kinds(0), []);
        assert_eq!(kinds(u8::MAX), [1, 3, 4]);
        assert_eq!(store.head(2, 4).unwrap(), None);
    });
}

fn ids(batches: Vec<History>) -> Vec<i64> {
    batches.into_iter().map(|batch| batch.first_event_id).collect()
}

#[test]
fn history_is_read_from_the_batch_that_holds_the_event() {
    on_each(|store| {
        store
            .commit(&Batch {
                created: vec![new(1, "a", state(1, None)), new(2, "b", state(1, None))],
                history: vec![
                    history(1, 1),
                    history(1, 3),
                    history(1, 8),
                    history(2, 1),
                    history(2, 4),
                ],
                ..Batch::default()
            })
            .unwrap();
        assert_eq!(ids(store.history(1, 1, 10).unwrap()), [1, 3, 8]);
        assert_eq!(
            ids(store.history(1, 5, 10).unwrap()),
            [3, 8],
            "event 5 is in the batch of event 3"
        );
        assert_eq!(ids(store.history(1, 8, 10).unwrap()), [8]);
        assert_eq!(ids(store.history(1, 1, 2).unwrap()), [1, 3]);
        assert_eq!(ids(store.history(2, 0, 10).unwrap()), [1, 4]);
        assert_eq!(ids(store.history_descending(1, 1000, 2).unwrap()), [8, 3]);
        assert_eq!(ids(store.history_descending(1, 7, 10).unwrap()), [3, 1]);
        assert_eq!(store.history(1, 8, 1).unwrap()[0].events, "1/8");
        assert_eq!(store.history(3, 1, 1).unwrap(), []);
    });
}

#[test]
fn the_latest_run_replaces_the_one_before() {
    on_each(|store| {
        for key in [1, 2] {
            let created = vec![new(key, "order", state(1, None))];
            store
                .commit(&Batch {
                    created,
                    currents: vec![current(key, "order")],
                    ..Batch::default()
                })
                .unwrap();
            assert_eq!(store.current(1, "order").unwrap(), Some(key));
        }
        assert_eq!(store.run("run-1").unwrap(), Some(1), "earlier runs stay");
    });
}

#[test]
fn the_run_before_is_current_when_the_latest_is_removed() {
    on_each(|store| {
        let two = [(1, "order"), (2, "order")];
        store
            .commit(&Batch {
                created: two.map(|(key, id)| new(key, id, state(1, None))).into(),
                currents: two.map(|(key, id)| current(key, id)).into(),
                ..Batch::default()
            })
            .unwrap();
        assert_eq!(store.current(1, "order").unwrap(), Some(2));
        let remove = |key| Batch {
            removed: vec![key],
            ..Batch::default()
        };
        store.commit(&remove(2)).unwrap();
        assert_eq!(store.current(1, "order").unwrap(), Some(1));
        store.commit(&remove(1)).unwrap();
        assert_eq!(store.current(1, "order").unwrap(), None);
    });
}

#[test]
fn a_removed_execution_leaves_nothing() {
    on_each(|store| {
        let batch = Batch {
            created: vec![new(1, "order", state(1, Some(5))), new(2, "other", state(1, Some(6)))],
            currents: vec![current(1, "order"), current(2, "other")],
            items: vec![item(1, 1, 1, Some("x")), item(2, 1, 1, Some("y"))],
            history: vec![history(1, 1), history(1, 9), history(2, 1)],
            ..Batch::default()
        };
        store.commit(&batch).unwrap();
        store
            .commit(&Batch {
                removed: vec![1],
                ..Batch::default()
            })
            .unwrap();
        assert_eq!(store.execution(1).unwrap(), None);
        assert_eq!(store.run("run-1").unwrap(), None);
        assert_eq!(store.current(1, "order").unwrap(), None);
        assert_eq!(store.history(1, 1, 10).unwrap(), []);
        assert_eq!(store.due((i64::MIN, 0), i64::MAX, 10).unwrap(), [(6, 2)]);
        assert_eq!(
            store.execution(2).unwrap().unwrap().items.len(),
            1,
            "its neighbour is untouched"
        );
        assert_eq!(ids(store.history(2, 1, 10).unwrap()), [1]);
    });
}
