//! The namespaces: few, all in memory, each a document in the store.

use std::collections::BTreeMap;

use bytes::Bytes;
use everloop_engine::{IdSource as _, Namespace};
use everloop_proto::{
    Reply, RpcError,
    enums::v1::{ArchivalState, NamespaceState},
    namespace::v1::{
        NamespaceConfig, NamespaceInfo,
        namespace_info::{Capabilities, Limits},
    },
    replication::v1::{ClusterReplicationConfig, NamespaceReplicationConfig},
    workflowservice::v1::{DescribeNamespaceResponse, RegisterNamespaceRequest},
};
use everloop_store::{Document, Store};
use prost::Message;

use crate::{OpenError, errors, ids::Ids, request::NamespaceRequest};

use super::Owner;

/// The kind of the documents.
const KIND: u8 = 1;

/// Present in every store; what is the engine's own belongs to the first.
const ALWAYS: [&str; 2] = ["temporal-system", "default"];

const RETENTION: prost_types::Duration = prost_types::Duration {
    seconds: 24 * 3600,
    nanos: 0,
};

/// A namespace as it is stored.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Record {
    #[prost(uint32, tag = "1")]
    pub(super) number: u32,
    #[prost(string, tag = "2")]
    id: String,
    #[prost(string, tag = "3")]
    name: String,
    #[prost(string, tag = "4")]
    description: String,
    #[prost(string, tag = "5")]
    owner_email: String,
    #[prost(btree_map = "string, string", tag = "6")]
    data: BTreeMap<String, String>,
    #[prost(message, optional, tag = "7")]
    retention: Option<prost_types::Duration>,
}

#[derive(Default)]
pub(super) struct Namespaces {
    by_name: BTreeMap<String, Record>,
}

impl Namespaces {
    /// Reads all namespaces, and adds those that must be there.
    pub(super) fn load(store: &mut dyn Store, wanted: &[String]) -> Result<Self, OpenError> {
        let mut namespaces = Self::default();
        for document in store.documents(KIND, "", usize::MAX)? {
            let record = Record::decode(document.value.unwrap_or_default()).map_err(|error| OpenError::Content {
                what: "namespaces",
                detail: error.to_string(),
            })?;
            namespaces.by_name.insert(record.name.clone(), record);
        }
        let mut documents = Vec::new();
        for name in ALWAYS.into_iter().chain(wanted.iter().map(String::as_str)) {
            if !namespaces.by_name.contains_key(name) {
                let request = RegisterNamespaceRequest {
                    namespace: name.to_owned(),
                    ..Default::default()
                };
                documents.push(namespaces.add(request));
            }
        }
        if !documents.is_empty() {
            store.commit(&everloop_store::Batch {
                documents,
                ..Default::default()
            })?;
        }
        Ok(namespaces)
    }

    /// The namespace of that name, or the error that says it is missing.
    pub(super) fn number(&self, name: &str) -> Result<u32, RpcError> {
        self.by_name
            .get(name)
            .map(|record| record.number)
            .ok_or_else(|| errors::namespace_not_found(name))
    }

    /// Number and names of a namespace.
    pub(super) fn find(&self, name: &str) -> Result<(u32, Namespace), RpcError> {
        let record = self
            .by_name
            .get(name)
            .ok_or_else(|| errors::namespace_not_found(name))?;
        Ok((
            record.number,
            Namespace {
                id: record.id.clone(),
                name: record.name.clone(),
            },
        ))
    }

    /// The name of a namespace.
    pub(super) fn name(&self, number: u32) -> Option<String> {
        let found = self.by_name.values().find(|record| record.number == number);
        found.map(|record| record.name.clone())
    }

    fn add(&mut self, request: RegisterNamespaceRequest) -> Document {
        let record = Record {
            number: self.by_name.values().map(|record| record.number).max().unwrap_or(0) + 1,
            id: Ids::system().random(),
            name: request.namespace,
            description: request.description,
            owner_email: request.owner_email,
            data: request.data,
            retention: Some(request.workflow_execution_retention_period.unwrap_or(RETENTION)),
        };
        let value = Some(Bytes::from(record.encode_to_vec()));
        let document = Document {
            kind: KIND,
            id: record.name.clone(),
            value,
        };
        self.by_name.insert(record.name.clone(), record);
        document
    }

    fn describe(&self, name: &str, id: &str) -> Reply<DescribeNamespaceResponse> {
        let found = if name.is_empty() {
            self.by_name.values().find(|record| record.id == id)
        } else {
            self.by_name.get(name)
        };
        found
            .map(response)
            .ok_or_else(|| errors::namespace_not_found(if name.is_empty() { id } else { name }))
    }
}

impl Owner {
    pub(super) fn namespace_request(&mut self, request: NamespaceRequest) {
        match request {
            NamespaceRequest::Describe { name, id, promise } => {
                self.outbox.put(promise, self.namespaces.describe(&name, &id));
            }
            NamespaceRequest::List { after, limit, promise } => {
                let later = self.namespaces.by_name.values().filter(|record| record.name > after);
                self.outbox.put(promise, Ok(later.take(limit).map(response).collect()));
            }
            NamespaceRequest::Register { request, promise } => {
                let reply = if self.namespaces.by_name.contains_key(&request.namespace) {
                    Err(errors::namespace_exists())
                } else {
                    let document = self.namespaces.add(*request);
                    self.save_document(document);
                    Ok(())
                };
                self.outbox.put(promise, reply);
            }
        }
    }
}

fn response(record: &Record) -> DescribeNamespaceResponse {
    let info = NamespaceInfo {
        name: record.name.clone(),
        state: NamespaceState::Registered.into(),
        description: record.description.clone(),
        owner_email: record.owner_email.clone(),
        data: record.data.clone(),
        id: record.id.clone(),
        capabilities: Some(capabilities()),
        limits: Some(Limits {
            blob_size_limit_error: 2 << 20,
            memo_size_limit_error: 2 << 20,
            workflow_task_completion_size_limit_error: 40 << 20,
        }),
        supports_schedules: true,
    };
    let config = NamespaceConfig {
        workflow_execution_retention_ttl: record.retention,
        history_archival_state: ArchivalState::Disabled.into(),
        visibility_archival_state: ArchivalState::Disabled.into(),
        ..NamespaceConfig::default()
    };
    let replication = NamespaceReplicationConfig {
        active_cluster_name: "active".to_owned(),
        clusters: vec![ClusterReplicationConfig {
            cluster_name: "active".to_owned(),
            ..ClusterReplicationConfig::default()
        }],
        ..NamespaceReplicationConfig::default()
    };
    DescribeNamespaceResponse {
        namespace_info: Some(info),
        config: Some(config),
        replication_config: Some(replication),
        ..DescribeNamespaceResponse::default()
    }
}

/// What is served; workers choose their ways by it.
fn capabilities() -> Capabilities {
    Capabilities {
        eager_workflow_start: true,
        ..Capabilities::default()
    }
}
