//! What the store knows of schedules: documents whose ids say in which order they are read.
//!
//! | kind | id | value |
//! |---|---|---|
//! | [`DEFINITION`], [`PROGRESS`] | namespace, schedule | the records of the engine |
//! | [`DUE`] | deadline, namespace, schedule | |
//! | [`LISTED`] | namespace, time of creation downwards, schedule | |
//! | [`RUNNING`] | first run of a workflow that was started | namespace, schedule |
//! | [`INDEXED`] | | the version of everloop that made the three kinds before |
//!
//! Deadlines follow from rules and from the time zones of a version: another version makes the index anew when it opens the
//! database first.

use bytes::Bytes;
use everloop_engine::{Timestamp, schedule::Schedule};
use everloop_store::{Batch, Document, Store};

use crate::OpenError;

use super::{super::deadlines::Place, Id};

pub(super) const DEFINITION: u8 = 16;
pub(super) const PROGRESS: u8 = 17;
pub(super) const DUE: u8 = 18;
pub(super) const LISTED: u8 = 19;
const RUNNING: u8 = 20;
const INDEXED: u8 = 21;

const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Documents that are written or removed at once when the index is made.
const CHUNK: usize = 500;

pub(super) fn id((namespace, schedule_id): &Id) -> String {
    format!("{namespace}/{schedule_id}")
}

fn parse_id(text: &str) -> Option<Id> {
    let (namespace, schedule_id) = text.split_once('/')?;
    Some((namespace.parse().ok()?, schedule_id.into()))
}

/// Digits that are in the order of times.
fn digits(time: Timestamp) -> String {
    format!("{:016x}", time.nanos().cast_unsigned() ^ (1 << 63))
}

fn parse_digits(text: &str) -> Option<Timestamp> {
    let number = u64::from_str_radix(text, 16).ok()?;
    Some(Timestamp::from_nanos((number ^ (1 << 63)).cast_signed()))
}

pub(super) fn record(kind: u8, of: &Id, value: Option<Bytes>) -> Document {
    Document {
        kind,
        id: id(of),
        value,
    }
}

pub(super) fn due(deadline: Timestamp, id: &Id, is_due: bool) -> Document {
    Document {
        kind: DUE,
        id: due_place(&(deadline, Some(id.clone()))),
        value: is_due.then(Bytes::new),
    }
}

/// The id of a document of that place; the empty one is before all others.
pub(super) fn due_place((deadline, id): &Place<Id>) -> String {
    let deadline = digits(*deadline);
    match id {
        Some((namespace, schedule_id)) => format!("{deadline}/{namespace:08x}/{schedule_id}"),
        None => deadline,
    }
}

pub(super) fn parse_due(text: &str) -> Option<(Timestamp, Id)> {
    let (deadline, rest) = text.split_once('/')?;
    let (namespace, schedule_id) = rest.split_once('/')?;
    let namespace = u32::from_str_radix(namespace, 16).ok()?;
    Some((parse_digits(deadline)?, (namespace, schedule_id.into())))
}

pub(super) fn listed(created: Timestamp, id: &Id, is_listed: bool) -> Document {
    Document {
        kind: LISTED,
        id: format!("{}{}", list_of(id.0), place(created, &id.1)),
        value: is_listed.then(Bytes::new),
    }
}

/// What the ids of a namespace's list begin with.
pub(super) fn list_of(namespace: u32) -> String {
    format!("{namespace}/")
}

/// The place in a list: the latest first, and by id those of one moment.
fn place(created: Timestamp, schedule_id: &str) -> String {
    let age = Timestamp::from_nanos(i64::MAX - created.nanos());
    format!("{}/{schedule_id}", digits(age))
}

/// The schedule's id of a place in a list.
pub(super) fn parse_place(place: &str) -> Option<&str> {
    let (age, schedule_id) = place.split_once('/')?;
    parse_digits(age).map(|_| schedule_id)
}

pub(super) fn running(run_id: &str, of: Option<&Id>) -> Document {
    Document {
        kind: RUNNING,
        id: run_id.to_owned(),
        value: of.map(|of| id(of).into()),
    }
}

pub(super) fn version() -> Document {
    Document {
        kind: INDEXED,
        id: String::new(),
        value: Some(Bytes::from_static(VERSION.as_bytes())),
    }
}

/// Whose workflow it is, by its first run.
pub(super) fn owner_of(store: &dyn Store, run_id: &str) -> Result<Option<Id>, everloop_store::Error> {
    let found = store.document(RUNNING, run_id)?;
    Ok(found.and_then(|value| parse_id(std::str::from_utf8(&value).ok()?)))
}

pub(super) fn has_running(store: &dyn Store) -> Result<bool, everloop_store::Error> {
    Ok(!store.documents(RUNNING, "", 1)?.is_empty())
}

/// Makes the index if there is none of this version.
pub(super) fn ensure(store: &mut dyn Store, now: Timestamp) -> Result<(), OpenError> {
    if store.documents(DEFINITION, "", 1)?.is_empty()
        || store.document(INDEXED, "")?.as_deref() == Some(VERSION.as_bytes())
    {
        return Ok(());
    }
    for kind in [DUE, LISTED, RUNNING] {
        while remove_some(store, kind)? {}
    }
    let mut after = String::new();
    while let Some(last) = add_some(store, &after, now)? {
        after = last;
    }
    commit(store, vec![version()])
}

fn commit(store: &mut dyn Store, documents: Vec<Document>) -> Result<(), OpenError> {
    Ok(store.commit(&Batch {
        documents,
        ..Batch::default()
    })?)
}

/// Whether there were any.
fn remove_some(store: &mut dyn Store, kind: u8) -> Result<bool, OpenError> {
    let mut documents = store.documents(kind, "", CHUNK)?;
    for document in &mut documents {
        document.value = None;
    }
    let is_some = !documents.is_empty();
    commit(store, documents)?;
    Ok(is_some)
}

/// Adds what follows from the definitions after that one; returns the last of them.
fn add_some(store: &mut dyn Store, after: &str, now: Timestamp) -> Result<Option<String>, OpenError> {
    let definitions = store.documents(DEFINITION, after, CHUNK)?;
    let mut added = Vec::new();
    for document in &definitions {
        let unreadable = |detail: String| OpenError::Content {
            what: "schedules",
            detail,
        };
        let id = parse_id(&document.id).ok_or_else(|| unreadable(format!("id {:?}", document.id)))?;
        let definition = document.value.clone().unwrap_or_default();
        let progress = store.document(PROGRESS, &document.id)?.unwrap_or_default();
        let schedule = Schedule::from_records(definition, progress).map_err(|error| unreadable(error.to_string()))?;
        added.push(listed(schedule.created(), &id, true));
        added.extend(schedule.next_deadline(now).map(|deadline| due(deadline, &id, true)));
        added.extend(
            schedule
                .running()
                .map(|execution| running(&execution.run_id, Some(&id))),
        );
    }
    commit(store, added)?;
    Ok(definitions.into_iter().next_back().map(|document| document.id))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_documents_are_in_the_order_of_what_they_stand_for() {
        let id = |namespace: u32, text: &str| (namespace, text.into());
        let at = Timestamp::from_nanos;
        let places = [
            (at(i64::MIN), None),
            (at(-1), Some(id(1, "z"))),
            (at(5), None),
            (at(5), Some(id(2, "a/b"))),
            (at(5), Some(id(10, "a"))),
            (at(300), None),
        ];
        let texts: Vec<String> = places.iter().map(due_place).collect();
        assert!(texts.is_sorted(), "{texts:?}");
        let (deadline, of) = parse_due(&texts[3]).unwrap();
        assert_eq!((deadline, Some(of)), places[3]);
        assert_eq!(parse_due(&texts[2]), None);

        let (new, old) = (listed(at(9), &id(1, "a"), true), listed(at(8), &id(1, "b"), true));
        assert!(new.id < old.id, "the latest first");
        assert_eq!(new.id.strip_prefix("1/").and_then(parse_place), Some("a"));
    }
}
