//! One suite for every store: what a caller may rely on, whichever it holds.

use bytes::Bytes;
use everloop_store::{
    Batch, Current, Document, Error, History, Item, Key, Name, NewExecution, State, Store,
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

fn state(status: u8, deadline: Option<i64>, ready: bool) -> State {
    State {
        status,
        started: 10,
        closed: None,
        deadline,
        ready,
        core: Bytes::from(format!("core {status}")),
    }
}

fn new(key: Key, workflow_id: &str, state: State) -> NewExecution {
    let name = Name {
        namespace: 1,
        workflow_id: workflow_id.to_owned(),
        run_id: format!("run-{key}"),
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
        assert_eq!(store.due(i64::MIN, i64::MAX, 10).unwrap(), []);
        assert_eq!(store.ready(0, 10).unwrap(), []);
        assert_eq!(store.documents(1, "", 10).unwrap(), []);
    });
}

#[test]
fn an_execution_is_read_back_whole() {
    on_each(|store| {
        let batch = Batch {
            created: vec![new(7, "order", state(1, Some(50), true))],
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
        let created = vec![new(1, "order", state(1, None, true))];
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
            ..state(2, None, false)
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
                created: vec![new(1, "a", state(1, None, false)), new(2, "b", state(1, None, false))],
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
fn deadlines_and_readiness_follow_updates() {
    on_each(|store| {
        store
            .commit(&Batch {
                created: vec![
                    new(1, "a", state(1, Some(300), true)),
                    new(2, "b", state(1, Some(100), false)),
                    new(3, "c", state(1, None, true)),
                    new(4, "d", state(1, Some(200), true)),
                ],
                ..Batch::default()
            })
            .unwrap();
        assert_eq!(
            store.due(i64::MIN, 300, 10).unwrap(),
            [(100, 2), (200, 4)],
            "the end is not included"
        );
        assert_eq!(store.due(200, 301, 10).unwrap(), [(200, 4), (300, 1)]);
        assert_eq!(store.due(i64::MIN, i64::MAX, 1).unwrap(), [(100, 2)]);
        assert_eq!(store.ready(0, 10).unwrap(), [1, 3, 4]);
        assert_eq!(store.ready(1, 1).unwrap(), [3]);
        let updated = vec![(2, state(1, Some(400), true)), (4, state(2, None, false))];
        store
            .commit(&Batch {
                updated,
                ..Batch::default()
            })
            .unwrap();
        assert_eq!(store.due(i64::MIN, i64::MAX, 10).unwrap(), [(300, 1), (400, 2)]);
        assert_eq!(store.ready(0, 10).unwrap(), [1, 2, 3]);
    });
}

#[test]
fn the_latest_run_replaces_the_one_before() {
    on_each(|store| {
        for key in [1, 2] {
            let created = vec![new(key, "order", state(1, None, false))];
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
            created: vec![
                new(1, "order", state(1, Some(5), true)),
                new(2, "other", state(1, Some(6), true)),
            ],
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
        assert_eq!(store.due(i64::MIN, i64::MAX, 10).unwrap(), [(6, 2)]);
        assert_eq!(store.ready(0, 10).unwrap(), [2]);
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
        let created = vec![new(1, "order", state(1, None, false))];
        store
            .commit(&Batch {
                created,
                history: vec![history(1, 1)],
                ..Batch::default()
            })
            .unwrap();
        let bad = Batch {
            created: vec![new(2, "other", state(1, Some(5), true))],
            updated: vec![(9, state(1, None, false))],
            ..Batch::default()
        };
        assert!(matches!(store.commit(&bad), Err(Error::NoExecution { key: 9 })));
        let twice = Batch {
            created: vec![new(2, "other", state(1, Some(5), true))],
            history: vec![history(1, 1)],
            ..Batch::default()
        };
        store.commit(&twice).unwrap_err();
        assert_eq!(store.execution(2).unwrap(), None);
        assert_eq!(store.ready(0, 10).unwrap(), []);
        assert_eq!(store.last_key().unwrap(), 1);
    });
}
