//! The registered search attributes: in memory among the limits that decisions obey, and each a document in the store.

use std::{collections::BTreeMap, sync::Arc};

use everloop_engine::search_attributes::{Attribute, Kind, Registry, Value, index_values};
use everloop_proto::{Reply, RpcError, common::v1::Payload};
use everloop_store::{Document, Key, Store};

use crate::{OpenError, request::SearchAttributesRequest};

use super::{Owner, namespaces::Namespaces};

/// The kind of the documents. Their ids are the namespace's number and the name, their values number and type.
const DOCUMENTS: u8 = 3;

/// How many attributes of a type one namespace may have; the official server has this many columns.
fn most(kind: Kind) -> usize {
    match kind {
        Kind::Keyword => 10,
        Kind::Text | Kind::Int | Kind::Double | Kind::Bool | Kind::Datetime | Kind::KeywordList => 3,
    }
}

pub(super) fn load(store: &dyn Store, namespaces: &Namespaces) -> Result<Arc<Registry>, OpenError> {
    let mut registry = Registry::default();
    for document in store.documents(DOCUMENTS, "", usize::MAX)? {
        let (namespace, name, number, kind) = parse(&document).ok_or_else(|| OpenError::Content {
            what: "search attributes",
            detail: format!("{:?} is not one", document.id),
        })?;
        if let Some(namespace) = namespaces.name(namespace) {
            registry.insert(&namespace, name, number, kind);
        }
    }
    Ok(Arc::new(registry))
}

fn parse(document: &Document) -> Option<(u32, &str, u32, Kind)> {
    let (namespace, name) = document.id.split_once('/')?;
    let (number, kind) = document.value.as_deref()?.split_first_chunk::<4>()?;
    let kind = Kind::from_wire(i32::from(*kind.first()?))?;
    Some((namespace.parse().ok()?, name, u32::from_le_bytes(*number), kind))
}

fn document(namespace: u32, name: &str, attribute: Option<&Attribute>) -> Document {
    let value = attribute.map(|attribute| {
        let kind = u8::try_from(attribute.kind.to_wire() as i32).unwrap_or(0);
        let number = attribute.number.to_le_bytes();
        number.into_iter().chain([kind]).collect::<Vec<_>>().into()
    });
    Document {
        kind: DOCUMENTS,
        id: format!("{namespace}/{name}"),
        value,
    }
}

/// What the store is to find an execution by.
pub(super) fn attributes<'a>(
    key: Key,
    registry: &Registry,
    namespace: &str,
    fields: &'a BTreeMap<String, Payload>,
    present: bool,
) -> impl Iterator<Item = everloop_store::Attribute> + use<'a> {
    let values = index_values(registry, namespace, fields).into_iter();
    values.map(move |(number, value)| everloop_store::Attribute {
        key,
        number,
        value: stored(&value),
        present,
    })
}

/// A value as the store knows it.
pub(super) fn stored(value: &Value) -> everloop_store::Value {
    match value {
        Value::Int(number) => everloop_store::Value::Int(*number),
        Value::Double(number) => everloop_store::Value::Double(*number),
        Value::Text(text) => everloop_store::Value::Text(text.clone()),
    }
}

impl Owner {
    pub(super) fn search_attributes_request(&mut self, request: SearchAttributesRequest) {
        match request {
            SearchAttributesRequest::Add {
                namespace,
                wanted,
                promise,
            } => {
                let reply = self.add_search_attributes(&namespace, &wanted);
                self.outbox.put(promise, reply);
            }
            SearchAttributesRequest::Remove {
                namespace,
                names,
                promise,
            } => {
                let reply = self.remove_search_attributes(&namespace, &names);
                self.outbox.put(promise, reply);
            }
            SearchAttributesRequest::List { namespace, promise } => {
                let registry = &self.limits.search_attributes;
                let reply = self.namespaces.number(&namespace).map(|_| {
                    let custom = registry.custom(&namespace);
                    custom
                        .map(|(name, attribute)| (name.to_owned(), attribute.kind.to_wire() as i32))
                        .collect()
                });
                self.outbox.put(promise, reply);
            }
        }
    }

    fn add_search_attributes(&mut self, namespace: &str, wanted: &BTreeMap<String, Kind>) -> Reply<()> {
        let number = self.namespaces.number(namespace)?;
        let mut registry = Registry::clone(&self.limits.search_attributes);
        let mut documents = Vec::new();
        for (name, kind) in wanted {
            // Wire: a name that is taken is left as it is, whatever its type.
            if registry.custom(namespace).any(|(known, _)| known == name) {
                continue;
            }
            let same = registry
                .custom(namespace)
                .filter(|(_, attribute)| attribute.kind == *kind);
            if same.count() >= most(*kind) {
                return Err(RpcError::invalid_argument(format!(
                    "Unable to create search attributes: cannot have more than {} search attribute of type {}.",
                    most(*kind),
                    kind.name()
                )));
            }
            let attribute = registry.add(namespace, name, *kind);
            documents.push(document(number, name, Some(&attribute)));
        }
        self.limits.search_attributes = Arc::new(registry);
        for document in documents {
            self.save_document(document);
        }
        Ok(())
    }

    pub(super) fn remove_search_attributes(&mut self, namespace: &str, names: &[String]) -> Reply<()> {
        let number = self.namespaces.number(namespace)?;
        let mut registry = Registry::clone(&self.limits.search_attributes);
        for name in names {
            if let Some(removed) = registry.remove(namespace, name) {
                // A later attribute of this number must not be found by values of this one.
                self.attributes_dropped.push(removed.number);
                self.save_document(document(number, name, None));
            }
        }
        self.limits.search_attributes = Arc::new(registry);
        Ok(())
    }
}
