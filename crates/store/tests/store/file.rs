//! What is particular to the file: it survives, it is private, it is ours alone, and bad files are named.

use std::{fs, os::unix::fs::PermissionsExt as _, path::Path};

use bytes::Bytes;
use everloop_store::{
    Batch, Error, History, Name, NewExecution, Queue, State, Store as _, Waiting,
    sqlite::{Durability, Options, Sqlite},
};

fn options(path: &Path) -> Options {
    Options {
        path: path.to_owned(),
        durability: Durability::Full,
    }
}

fn refusal(path: &Path) -> Error {
    match Sqlite::open(&options(path)) {
        Ok(_) => panic!("{} was opened", path.display()),
        Err(error) => error,
    }
}

#[test]
fn commits_survive_reopening() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let name = Name {
        namespace: 1,
        workflow_id: "order".to_owned(),
        run_id: "r".to_owned(),
        kind: 1,
    };
    let state = State {
        status: 1,
        core: Bytes::from_static(b"core"),
        ..State::default()
    };
    let batch = Batch {
        created: vec![NewExecution {
            key: 1,
            name,
            state: state.clone(),
        }],
        history: vec![History {
            key: 1,
            first_event_id: 1,
            events: Bytes::from(vec![7; 100_000]),
        }],
        ..Batch::default()
    };
    Sqlite::open(&options(&path)).unwrap().commit(&batch).unwrap();
    let store = Sqlite::open(&options(&path)).unwrap();
    assert_eq!(store.execution(1).unwrap().unwrap().state, state);
    assert_eq!(store.history(1, 1, 1).unwrap(), batch.history);
}

#[test]
fn a_file_of_format_1_is_brought_to_ours_with_what_waits() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let old = rusqlite::Connection::open(&path).unwrap();
    old.execute_batch(include_str!("../../src/sqlite/schema.sql")).unwrap();
    old.execute_batch("PRAGMA application_id = 1702259824; PRAGMA user_version = 1;")
        .unwrap();
    for (key, ready) in [(1, 1), (2, 0), (3, 1)] {
        old.execute(
            "INSERT INTO executions VALUES (?1, 1, 'order', 'run-' || ?1, 1, 1, 10, 9, 0, NULL, ?2, x'07')",
            [key, ready],
        )
        .unwrap();
    }
    drop(old);
    for _ in 0..2 {
        let store = Sqlite::open(&options(&path)).unwrap();
        let state = store.execution(2).unwrap().unwrap().state;
        assert_eq!((state.started, state.core), (10, Bytes::from_static(&[7])));
        let adrift = Queue {
            namespace: 0,
            kind: 2,
            name: "".into(),
        };
        let waiting = |key| Waiting {
            key,
            since: 0,
            id: 0,
            attempt: 0,
            stamp: 0,
        };
        let all = [(1, waiting(1)), (3, waiting(3))];
        assert_eq!(store.tasks(&adrift, i64::MIN, 9).unwrap(), all);
    }
}

/// The size of the pages of a file that nobody has open.
fn page_bytes(path: &Path) -> i64 {
    let file = rusqlite::Connection::open(path).unwrap();
    file.query_row("PRAGMA page_size", [], |row| row.get(0)).unwrap()
}

#[test]
fn a_file_with_larger_pages_keeps_them() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let events = |first: i64| Batch {
        history: vec![History {
            key: 1,
            first_event_id: first,
            events: Bytes::from(vec![7; 10_000]),
        }],
        ..Batch::default()
    };
    Sqlite::open(&options(&path)).unwrap().commit(&events(1)).unwrap();
    assert_eq!(page_bytes(&path), 2048);
    // As files were made before.
    let file = rusqlite::Connection::open(&path).unwrap();
    file.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA page_size = 4096; VACUUM;")
        .unwrap();
    drop(file);
    assert_eq!(page_bytes(&path), 4096);
    Sqlite::open(&options(&path)).unwrap().commit(&events(2)).unwrap();
    let store = Sqlite::open(&options(&path)).unwrap();
    let found: Vec<i64> = store
        .history(1, 1, 2)
        .unwrap()
        .iter()
        .map(|it| it.first_event_id)
        .collect();
    assert_eq!(found, [1, 2]);
    drop(store);
    assert_eq!(page_bytes(&path), 4096);
}

#[test]
fn only_the_owner_may_read_it() {
    let directory = tempfile::tempdir().unwrap();
    let _store = Sqlite::open(&options(&directory.path().join("app.db"))).unwrap();
    for entry in fs::read_dir(directory.path()).unwrap() {
        let entry = entry.unwrap();
        let mode = entry.metadata().unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, 0o600, "{}", entry.path().display());
    }
}

#[test]
fn a_second_opening_names_the_holder() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    let held = Sqlite::open(&options(&path)).unwrap();
    let message = refusal(&path).to_string();
    assert_eq!(
        message,
        format!("{} is held by process {}", path.display(), std::process::id())
    );
    drop(held);
    Sqlite::open(&options(&path)).unwrap();
}

#[test]
fn a_text_is_not_a_database() {
    let directory = tempfile::tempdir().unwrap();
    for (name, content) in [
        ("short", "hello".to_owned()),
        ("long", "all work and no play ".repeat(1000)),
    ] {
        let path = directory.path().join(name);
        fs::write(&path, &content).unwrap();
        assert_eq!(
            refusal(&path).to_string(),
            format!("{} is not a database", path.display())
        );
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            content,
            "the file is left as it was"
        );
    }
}

#[test]
fn another_applications_database_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    for (name, sql) in [
        ("tables", "CREATE TABLE t (a)"),
        ("id", "PRAGMA application_id = 4660; CREATE TABLE t (a)"),
    ] {
        let path = directory.path().join(name);
        rusqlite::Connection::open(&path).unwrap().execute_batch(sql).unwrap();
        assert!(matches!(refusal(&path), Error::OtherApplication { .. }));
    }
}

#[test]
fn a_newer_format_is_refused() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    drop(Sqlite::open(&options(&path)).unwrap());
    rusqlite::Connection::open(&path)
        .unwrap()
        .execute_batch("PRAGMA user_version = 999")
        .unwrap();
    let message = refusal(&path).to_string();
    assert!(
        message.contains("has format version 999, but this version of everloop knows formats up to"),
        "{message}"
    );
}

#[test]
fn a_damaged_file_is_reported() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("app.db");
    drop(Sqlite::open(&options(&path)).unwrap());
    let mut bytes = fs::read(&path).unwrap();
    bytes[2048..].fill(0xee);
    bytes[100..200].fill(0xee);
    fs::write(&path, bytes).unwrap();
    assert!(matches!(refusal(&path), Error::Corrupted { .. }));
}

#[test]
fn a_missing_directory_is_named() {
    let path = Path::new("/nonexistent/here/app.db");
    assert_eq!(
        refusal(path).to_string(),
        "the directory /nonexistent/here does not exist"
    );
}

#[test]
fn a_directory_is_not_a_database() {
    let directory = tempfile::tempdir().unwrap();
    assert!(matches!(refusal(directory.path()), Error::Open { .. }));
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    // Not even the superuser can create files here.
    let message = refusal(Path::new("/proc/app.db")).to_string();
    assert!(message.starts_with("cannot open /proc/app.db.lock: "), "{message}");
}
