//! One suite for every store: what a caller may rely on, whichever it holds.

mod deadlines;
mod documents;
mod executions;
mod lists;
mod tasks;

use bytes::Bytes;
use everloop_store::{
    Batch, Current, Error, History, Item, Key, Name, NewExecution, State, Store,
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
