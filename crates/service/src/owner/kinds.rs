//! Workflow types by number: lists are kept per namespace and type, and a number is all that a row has of both.

use std::collections::{BTreeMap, HashMap};

use bytes::Bytes;
use everloop_store::{Document, Store};

use crate::OpenError;

use super::Owner;

/// The kind of the documents. Their ids are the namespace's number and the type, their values the number.
const DOCUMENTS: u8 = 2;

#[derive(Default)]
pub(super) struct Kinds {
    namespaces: HashMap<u32, BTreeMap<String, u32>>,
    last: u32,
}

impl Kinds {
    pub(super) fn load(store: &dyn Store) -> Result<Self, OpenError> {
        let mut kinds = Self::default();
        for document in store.documents(DOCUMENTS, "", usize::MAX)? {
            let (namespace, number, name) = parse(&document).ok_or_else(|| OpenError::Content {
                what: "workflow types",
                detail: format!("{:?} is not one", document.id),
            })?;
            kinds.last = kinds.last.max(number);
            kinds.namespaces.entry(namespace).or_default().insert(name, number);
        }
        Ok(kinds)
    }

    /// The types of a namespace with their numbers.
    pub(super) fn of(&self, namespace: u32) -> impl Iterator<Item = (&str, u32)> {
        let names = self.namespaces.get(&namespace).into_iter().flatten();
        names.map(|(name, number)| (name.as_str(), *number))
    }

    fn forget(&mut self, namespace: u32) -> BTreeMap<String, u32> {
        self.namespaces.remove(&namespace).unwrap_or_default()
    }

    fn find(&self, namespace: u32, name: &str) -> Option<u32> {
        self.namespaces.get(&namespace)?.get(name).copied()
    }

    fn add(&mut self, namespace: u32, name: &str) -> (u32, Document) {
        self.last += 1;
        let names = self.namespaces.entry(namespace).or_default();
        names.insert(name.to_owned(), self.last);
        let document = Document {
            kind: DOCUMENTS,
            id: format!("{namespace}/{name}"),
            value: Some(Bytes::copy_from_slice(&self.last.to_le_bytes())),
        };
        (self.last, document)
    }
}

fn parse(document: &Document) -> Option<(u32, u32, String)> {
    let (namespace, name) = document.id.split_once('/')?;
    let number = u32::from_le_bytes(document.value.as_deref()?.try_into().ok()?);
    Some((namespace.parse().ok()?, number, name.to_owned()))
}

impl Owner {
    /// The number of a workflow type, which is new or known.
    pub(super) fn kind(&mut self, namespace: u32, name: &str) -> u32 {
        if let Some(number) = self.kinds.find(namespace, name) {
            return number;
        }
        let (number, document) = self.kinds.add(namespace, name);
        self.save_document(document);
        number
    }

    /// Forgets the workflow types of a namespace that is gone.
    pub(super) fn forget_kinds(&mut self, namespace: u32) {
        for name in self.kinds.forget(namespace).into_keys() {
            self.save_document(Document {
                kind: DOCUMENTS,
                id: format!("{namespace}/{name}"),
                value: None,
            });
        }
    }
}
