//! Workflow types with their task queues, by number: lists are kept per namespace, type and task queue, and a number is all
//! that a row has of them.
//!
//! A type that is run in very many task queues, one per customer for example, has one number for all further ones: a list
//! is merged from all numbers that it may concern, and these should be few.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use everloop_store::{Document, Store};

use crate::OpenError;

use super::Owner;

/// The kinds of the documents. Their values are the numbers, and their ids the namespace's number and the type, or these and
/// a task queue.
const TYPES: u8 = 2;
const QUEUES: u8 = 4;

/// Task queues of one type that have numbers of their own.
const QUEUES_MAX: usize = 20;

/// A type, and the task queue if the number is of one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Kind<'a> {
    pub(super) number: u32,
    pub(super) workflow_type: &'a str,
    pub(super) task_queue: Option<&'a str>,
}

#[derive(Default)]
pub(super) struct Kinds {
    namespaces: HashMap<u32, BTreeMap<String, Numbers>>,
    last: u32,
}

/// The numbers of one type.
#[derive(Default)]
struct Numbers {
    queues: BTreeMap<String, u32>,
    /// Of all other task queues.
    others: Option<u32>,
}

impl Numbers {
    fn find(&self, task_queue: &str) -> Option<u32> {
        let is_full = self.queues.len() >= QUEUES_MAX;
        let others = self.others.filter(|_| is_full);
        self.queues.get(task_queue).copied().or(others)
    }
}

impl Kinds {
    pub(super) fn load(store: &dyn Store) -> Result<Self, OpenError> {
        let mut kinds = Self::default();
        for document in store.documents(TYPES, "", usize::MAX)? {
            let (namespace, name) = parse_type(&document.id).ok_or_else(|| unreadable(&document))?;
            kinds.of_type(namespace, name).others = Some(kinds.take_number(&document)?);
        }
        for document in store.documents(QUEUES, "", usize::MAX)? {
            let (namespace, name, queue) = parse_queue(&document.id).ok_or_else(|| unreadable(&document))?;
            let number = kinds.take_number(&document)?;
            kinds.of_type(namespace, name).queues.insert(queue.to_owned(), number);
        }
        Ok(kinds)
    }

    fn take_number(&mut self, document: &Document) -> Result<u32, OpenError> {
        let bytes = document.value.as_deref().unwrap_or_default();
        let number = u32::from_le_bytes(bytes.try_into().map_err(|_| unreadable(document))?);
        self.last = self.last.max(number);
        Ok(number)
    }

    fn of_type(&mut self, namespace: u32, name: &str) -> &mut Numbers {
        self.namespaces
            .entry(namespace)
            .or_default()
            .entry(name.to_owned())
            .or_default()
    }

    /// The types and task queues of a namespace with their numbers.
    pub(super) fn of(&self, namespace: u32) -> impl Iterator<Item = Kind<'_>> {
        let types = self.namespaces.get(&namespace).into_iter().flatten();
        types.flat_map(|(workflow_type, numbers)| {
            let of = |number: &u32, task_queue| Kind {
                number: *number,
                workflow_type,
                task_queue,
            };
            let queues = numbers.queues.iter();
            let queues = queues.map(move |(queue, number)| of(number, Some(queue.as_str())));
            queues.chain(numbers.others.iter().map(move |number| of(number, None)))
        })
    }

    /// Whether the number of an execution is that of its type in its task queue alone.
    pub(super) fn is_of_queue(&self, namespace: u32, name: &str, task_queue: &str) -> bool {
        let numbers = self.namespaces.get(&namespace).and_then(|types| types.get(name));
        numbers.is_some_and(|numbers| numbers.queues.contains_key(task_queue))
    }

    fn find(&self, namespace: u32, name: &str, task_queue: &str) -> Option<u32> {
        self.namespaces.get(&namespace)?.get(name)?.find(task_queue)
    }

    fn add(&mut self, namespace: u32, name: &str, task_queue: &str) -> (u32, Document) {
        self.last += 1;
        let number = self.last;
        let numbers = self.of_type(namespace, name);
        let document = if numbers.queues.len() < QUEUES_MAX {
            numbers.queues.insert(task_queue.to_owned(), number);
            queue_document(namespace, name, task_queue, Some(number))
        } else {
            numbers.others = Some(number);
            type_document(namespace, name, Some(number))
        };
        (number, document)
    }
}

fn unreadable(document: &Document) -> OpenError {
    OpenError::Content {
        what: "workflow types",
        detail: format!("{:?} is not one", document.id),
    }
}

fn type_document(namespace: u32, name: &str, number: Option<u32>) -> Document {
    Document {
        kind: TYPES,
        id: format!("{namespace}/{name}"),
        value: number.map(value),
    }
}

fn parse_type(id: &str) -> Option<(u32, &str)> {
    let (namespace, name) = id.split_once('/')?;
    Some((namespace.parse().ok()?, name))
}

/// Names may hold any character: the length says where the first ends.
fn queue_document(namespace: u32, name: &str, task_queue: &str, number: Option<u32>) -> Document {
    Document {
        kind: QUEUES,
        id: format!("{namespace}/{}/{name}{task_queue}", name.len()),
        value: number.map(value),
    }
}

fn parse_queue(id: &str) -> Option<(u32, &str, &str)> {
    let (namespace, rest) = id.split_once('/')?;
    let (length, names) = rest.split_once('/')?;
    let (name, task_queue) = names.split_at_checked(length.parse().ok()?)?;
    Some((namespace.parse().ok()?, name, task_queue))
}

fn value(number: u32) -> Bytes {
    Bytes::copy_from_slice(&number.to_le_bytes())
}

impl Owner {
    /// The number of a workflow type and its task queue, which is new or known.
    pub(super) fn kind(&mut self, namespace: u32, name: &str, task_queue: &str) -> u32 {
        if let Some(number) = self.kinds.find(namespace, name, task_queue) {
            return number;
        }
        let (number, document) = self.kinds.add(namespace, name, task_queue);
        self.save_document(document);
        number
    }

    /// Forgets the workflow types of a namespace that is gone.
    pub(super) fn forget_kinds(&mut self, namespace: u32) {
        for (name, numbers) in self.kinds.namespaces.remove(&namespace).unwrap_or_default() {
            for queue in numbers.queues.keys() {
                self.save_document(queue_document(namespace, &name, queue, None));
            }
            self.save_document(type_document(namespace, &name, None));
        }
    }
}

#[cfg(test)]
mod tests {
    use everloop_store::{Batch, memory::Memory};

    use super::*;

    #[test]
    fn each_task_queue_has_a_number_up_to_a_limit_and_all_are_read_back() {
        let (mut kinds, mut store) = (Kinds::default(), Memory::default());
        let mut documents = Vec::new();
        let mut number = |kinds: &mut Kinds, name: &str, queue: &str| {
            kinds.find(1, name, queue).unwrap_or_else(|| {
                let (number, document) = kinds.add(1, name, queue);
                documents.push(document);
                number
            })
        };
        assert_eq!(number(&mut kinds, "a/b", "c"), 1);
        assert_eq!(number(&mut kinds, "a", "/bc"), 2);
        assert_eq!(number(&mut kinds, "a/b", "c"), 1);
        for queue in 1..QUEUES_MAX + 5 {
            number(&mut kinds, "many", &queue.to_string());
        }
        let others = number(&mut kinds, "many", "200");
        assert_eq!(number(&mut kinds, "many", "300"), others);
        store
            .commit(&Batch {
                documents,
                ..Batch::default()
            })
            .unwrap();
        let read = Kinds::load(&store).unwrap();
        assert!(read.of(1).eq(kinds.of(1)));
        assert_eq!(read.of(1).count(), 2 + QUEUES_MAX + 1);
        assert_eq!(read.of(1).filter(|kind| kind.task_queue.is_none()).count(), 1);
        assert_eq!(read.last, kinds.last);
        assert_eq!(read.of(2).count(), 0);
    }

    /// Before, a type had one number for all task queues. Its rows keep it, and new ones get others.
    #[test]
    fn numbers_of_an_earlier_version_are_kept() {
        let mut store = Memory::default();
        store
            .commit(&Batch {
                documents: vec![type_document(1, "Order", Some(7))],
                ..Batch::default()
            })
            .unwrap();
        let mut kinds = Kinds::load(&store).unwrap();
        assert_eq!(kinds.find(1, "Order", "work"), None);
        assert_eq!(kinds.add(1, "Order", "work").0, 8);
        let numbers: Vec<_> = kinds.of(1).map(|kind| (kind.number, kind.task_queue)).collect();
        assert_eq!(numbers, [(8, Some("work")), (7, None)]);
    }
}
