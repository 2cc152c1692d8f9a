//! One suite for every store: what a caller may rely on, whichever it holds.

use std::ops::Bound;

use bytes::Bytes;
use everloop_store::{
    Attribute, Batch, Current, Document, Error, History, Item, Key, Name, NewExecution, Place, Queue, Range, State,
    Store, Task, Value, Waiting,
    memory::Memory,
    sqlite::{Durability, Options, Sqlite},
};

/// Runs a case on every store.
fn on_each(case: impl Fn(&mut dyn Store)) {
    case(&mut Memory::new());
    let directory = tempfile::tempdir().unwrap();
    let options = Options {
        path: directory.path().join("app.db"),
        durability: Durability::Os,
    };
    case(&mut Sqlite::open(&options).unwrap());
}

fn state(status: u8, deadline: Option<i64>) -> State {
    State {
        status,
        started: 10,
        closed: None,
        hidden: false,
        deadline,
        core: Bytes::from(format!("core {status}")),
    }
}

fn new(key: Key, workflow_id: &str, state: State) -> NewExecution {
    let name = Name {
        namespace: 1,
        workflow_id: workflow_id.to_owned(),
        run_id: format!("run-{key}"),
        kind: 1,
    };
    NewExecution { key, name, state }
}

fn current(key: Key, workflow_id: &str) -> Current {
    Current {
        namespace: 1,
        workflow_id: workflow_id.to_owned(),
        key,
    }
}

fn item(key: Key, kind: u8, id: i64, value: Option<&'static str>) -> Item {
    Item {
        key,
        kind,
        id,
        value: value.map(|text| Bytes::from_static(text.as_bytes())),
    }
}

fn history(key: Key, first_event_id: i64) -> History {
    History {
        key,
        first_event_id,
        events: Bytes::from(format!("{key}/{first_event_id}")),
    }
}

fn ids(batches: Vec<History>) -> Vec<i64> {
    batches.into_iter().map(|batch| batch.first_event_id).collect()
}

#[test]
fn an_empty_store_has_nothing() {
    on_each(|store| {
        assert_eq!(store.last_key().unwrap(), 0);
        assert_eq!(store.execution(1).unwrap(), None);
        assert_eq!(store.run("run-1").unwrap(), None);
        assert_eq!(store.current(1, "order").unwrap(), None);
        assert_eq!(store.history(1, 1, 10).unwrap(), []);
        assert_eq!(store.due((i64::MIN, 0), i64::MAX, 10).unwrap(), []);
        assert_eq!(store.documents(1, "", 10).unwrap(), []);
    });
}

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

#[test]
fn documents_are_listed_by_kind() {
    on_each(|store| {
        let document = |kind, id: &str, value: Option<&'static str>| Document {
            kind,
            id: id.to_owned(),
            value: value.map(Bytes::from_static_str),
        };
        let documents = vec![
            document(1, "b", Some("2")),
            document(1, "a", Some("1")),
            document(2, "c", Some("3")),
            document(1, "d", Some("4")),
        ];
        store
            .commit(&Batch {
                documents,
                ..Batch::default()
            })
            .unwrap();
        store
            .commit(&Batch {
                documents: vec![document(1, "d", None)],
                ..Batch::default()
            })
            .unwrap();
        assert_eq!(
            store.documents(1, "", 10).unwrap(),
            [document(1, "a", Some("1")), document(1, "b", Some("2"))]
        );
        assert_eq!(store.documents(1, "a", 10).unwrap(), [document(1, "b", Some("2"))]);
        assert_eq!(store.documents(1, "", 1).unwrap(), [document(1, "a", Some("1"))]);
        assert_eq!(store.documents(3, "", 10).unwrap(), []);
        assert_eq!(store.document(1, "b").unwrap().as_deref(), Some(&b"2"[..]));
        assert_eq!(store.document(1, "c").unwrap(), None, "it is of another kind");
    });
}

/// Short for a static text as bytes.
trait FromStaticStr {
    fn from_static_str(text: &'static str) -> Self;
}

impl FromStaticStr for Bytes {
    fn from_static_str(text: &'static str) -> Self {
        Self::from_static(text.as_bytes())
    }
}

#[test]
fn a_batch_is_all_or_nothing() {
    on_each(|store| {
        let created = vec![new(1, "order", state(1, None))];
        store
            .commit(&Batch {
                created,
                history: vec![history(1, 1)],
                ..Batch::default()
            })
            .unwrap();
        let bad = Batch {
            created: vec![new(2, "other", state(1, Some(5)))],
            updated: vec![(9, state(1, None))],
            ..Batch::default()
        };
        assert!(matches!(store.commit(&bad), Err(Error::NoExecution { key: 9 })));
        let twice = Batch {
            created: vec![new(2, "other", state(1, Some(5)))],
            history: vec![history(1, 1)],
            ..Batch::default()
        };
        store.commit(&twice).unwrap_err();
        assert_eq!(store.execution(2).unwrap(), None);
        assert_eq!(store.last_key().unwrap(), 1);
    });
}

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

fn queue(kind: u8, name: &str) -> Queue {
    Queue {
        namespace: 1,
        kind,
        name: name.into(),
    }
}

fn waiting(key: Key) -> Waiting {
    Waiting {
        key,
        since: 1_000 + key,
        id: 5,
        attempt: 2,
        stamp: 3,
    }
}

fn task(queue: &Queue, place: i64, value: Option<Waiting>) -> Batch {
    let queue = queue.clone();
    Batch {
        tasks: vec![Task { queue, place, value }],
        ..Batch::default()
    }
}

#[test]
fn tasks_lie_by_queue_in_the_order_of_their_places() {
    on_each(|store| {
        let (q, other, activities) = (queue(0, "q"), queue(0, "q2"), queue(1, "q"));
        assert_eq!(store.tasks(&q, i64::MIN, 10).unwrap(), []);
        assert_eq!(store.last_task(&q, i64::MAX).unwrap(), None);
        for (queue, place, key) in [
            (&q, 30, 1),
            (&q, 10, 9),
            (&q, 20, 4),
            (&other, 15, 2),
            (&activities, 12, 9),
        ] {
            store.commit(&task(queue, place, Some(waiting(key)))).unwrap();
        }
        let all = [(10, waiting(9)), (20, waiting(4)), (30, waiting(1))];
        assert_eq!(store.tasks(&q, i64::MIN, 10).unwrap(), all);
        assert_eq!(store.tasks(&q, 10, 1).unwrap(), all[1..2]);
        assert_eq!(store.tasks(&q, 30, 10).unwrap(), []);
        assert_eq!(store.tasks_count(&q, 10).unwrap(), 2);
        assert_eq!(store.last_task(&q, i64::MAX).unwrap(), Some(30));
        assert_eq!(store.last_task(&q, 29).unwrap(), Some(20));
        assert_eq!(store.last_task(&q, 9).unwrap(), None);
        store.commit(&task(&q, 20, None)).unwrap();
        store.commit(&task(&q, 21, None)).unwrap();
        store.commit(&task(&q, 10, Some(waiting(8)))).unwrap();
        assert_eq!(
            store.tasks(&q, i64::MIN, 10).unwrap(),
            [(10, waiting(8)), (30, waiting(1))]
        );
        assert_eq!(store.tasks(&other, i64::MIN, 10).unwrap(), [(15, waiting(2))]);
        assert_eq!(store.tasks_count(&activities, i64::MIN).unwrap(), 1);
    });
}
