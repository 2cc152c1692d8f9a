//! The namespaces: few, all in memory, each a document in the store.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use bytes::Bytes;
use everloop_engine::{IdSource as _, Namespace, search_attributes::Registry};
use everloop_proto::{
    Code, Reply, RpcError,
    enums::v1::{ArchivalState, NamespaceState, ReplicationState},
    namespace::v1::{
        BadBinaries, NamespaceConfig, NamespaceInfo,
        namespace_info::{Capabilities, Limits},
    },
    replication::v1::{ClusterReplicationConfig, NamespaceReplicationConfig},
    workflowservice::v1::{DescribeNamespaceResponse, RegisterNamespaceRequest, UpdateNamespaceRequest},
};
use everloop_store::{Document, Store};
use prost::Message;

use crate::{OpenError, errors, ids::Ids, request::NamespaceRequest};

use super::{Owner, namespace_rules};

/// The kind of the documents.
const KIND: u8 = 1;

/// The only cluster there is.
pub(crate) const CLUSTER: &str = "active";

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
    /// A `NamespaceState`; none is registered.
    #[prost(int32, tag = "8")]
    state: i32,
}

impl Record {
    fn document(&self) -> Document {
        Document {
            kind: KIND,
            id: self.name.clone(),
            value: Some(Bytes::from(self.encode_to_vec())),
        }
    }

    fn state(&self) -> NamespaceState {
        match NamespaceState::try_from(self.state) {
            Ok(NamespaceState::Unspecified) | Err(_) => NamespaceState::Registered,
            Ok(state) => state,
        }
    }

    fn is_deleted(&self) -> bool {
        self.state == NamespaceState::Deleted as i32
    }
}

#[derive(Default)]
pub(super) struct Namespaces {
    by_name: BTreeMap<String, Record>,
}

impl Namespaces {
    /// Reads all namespaces, and adds those that must be there.
    pub(super) fn load(store: &mut dyn Store, ids: &mut Ids, wanted: &[String]) -> Result<Self, OpenError> {
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
                documents.push(namespaces.add(brought_along(name), ids));
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

    /// All names by number.
    pub(super) fn names(&self) -> BTreeMap<u32, String> {
        let records = self.by_name.values();
        records.map(|record| (record.number, record.name.clone())).collect()
    }

    fn add(&mut self, request: RegisterNamespaceRequest, ids: &mut Ids) -> Document {
        let record = Record {
            number: self.by_name.values().map(|record| record.number).max().unwrap_or(0) + 1,
            id: ids.random(),
            name: request.namespace,
            description: request.description,
            owner_email: request.owner_email,
            data: request.data,
            retention: Some(request.workflow_execution_retention_period.unwrap_or(RETENTION)),
            state: NamespaceState::Registered.into(),
        };
        let document = record.document();
        self.by_name.insert(record.name.clone(), record);
        document
    }

    fn describe(&self, name: &str, id: &str, registry: &Registry) -> Reply<DescribeNamespaceResponse> {
        self.record(name, id).map(|record| response(record, registry))
    }

    /// The record of a namespace by its name, or by its id if no name is given.
    fn record(&self, name: &str, id: &str) -> Reply<&Record> {
        let found = if name.is_empty() {
            self.by_name.values().find(|record| record.id == id)
        } else {
            self.by_name.get(name)
        };
        found.ok_or_else(|| errors::namespace_not_found(if name.is_empty() { id } else { name }))
    }

    /// The number of each namespace, how long it keeps closed executions, and whether it is deleted.
    pub(super) fn retentions(&self) -> Vec<(u32, Duration, bool)> {
        let retention = |record: &Record| record.retention.and_then(|period| Duration::try_from(period).ok());
        let rows = self.by_name.values().map(|record| {
            let kept = retention(record).unwrap_or(Duration::MAX);
            (record.number, kept, record.is_deleted())
        });
        rows.collect()
    }
}

/// What a namespace that nobody registered is like.
fn brought_along(name: &str) -> RegisterNamespaceRequest {
    let request = RegisterNamespaceRequest {
        namespace: name.to_owned(),
        ..RegisterNamespaceRequest::default()
    };
    if name != ALWAYS[0] {
        return request;
    }
    RegisterNamespaceRequest {
        description: "Temporal internal system namespace".to_owned(),
        owner_email: "temporal-core@temporal.io".to_owned(),
        workflow_execution_retention_period: Some(prost_types::Duration {
            seconds: 7 * 24 * 3600,
            nanos: 0,
        }),
        ..request
    }
}

impl Owner {
    pub(super) fn namespace_request(&mut self, request: NamespaceRequest) {
        match request {
            NamespaceRequest::Describe { name, id, promise } => {
                self.outbox.put(
                    promise,
                    self.namespaces.describe(&name, &id, &self.limits.search_attributes),
                );
            }
            NamespaceRequest::List {
                after,
                include_deleted,
                limit,
                promise,
            } => {
                let registry = &self.limits.search_attributes;
                let later = self.namespaces.by_name.values().filter(|record| record.name > after);
                let shown = later.filter(|record| include_deleted || !record.is_deleted());
                let page = shown.take(limit).map(|record| response(record, registry)).collect();
                self.outbox.put(promise, Ok(page));
            }
            NamespaceRequest::Register { request, promise } => {
                let reply = self.register_namespace(*request);
                self.outbox.put(promise, reply);
            }
            NamespaceRequest::Update { request, promise } => {
                let reply = self.update_namespace(*request);
                self.outbox.put(promise, reply);
            }
            NamespaceRequest::Delete { name, id, promise } => {
                let reply = self.delete_namespace(&name, &id);
                self.outbox.put(promise, reply);
            }
        }
    }

    fn register_namespace(&mut self, request: RegisterNamespaceRequest) -> Reply<()> {
        namespace_rules::check_name(&request.namespace, &self.limits)?;
        if self.namespaces.by_name.contains_key(&request.namespace) {
            return Err(errors::namespace_exists(&request.namespace));
        }
        namespace_rules::check_registration(&request)?;
        let document = self.namespaces.add(request, &mut self.ids);
        self.save_document(document);
        Ok(())
    }

    fn update_namespace(&mut self, request: UpdateNamespaceRequest) -> Reply<DescribeNamespaceResponse> {
        let mut record = self.namespaces.record(&request.namespace, "")?.clone();
        namespace_rules::check_update(record.state(), &request)?;
        if let Some(info) = request.update_info {
            let or = |new: String, old: String| if new.is_empty() { old } else { new };
            record.description = or(info.description, record.description);
            record.owner_email = or(info.owner_email, record.owner_email);
            record.data.extend(info.data);
            if info.state != NamespaceState::Unspecified as i32 {
                record.state = info.state;
            }
        }
        if let Some(period) = request
            .config
            .and_then(|config| config.workflow_execution_retention_ttl)
        {
            record.retention = Some(period);
        }
        let described = response(&record, &self.limits.search_attributes);
        self.save_document(record.document());
        self.namespaces.by_name.insert(record.name.clone(), record);
        Ok(described)
    }

    /// Gives a namespace another name at once; what is in it is removed by and by.
    fn delete_namespace(&mut self, name: &str, id: &str) -> Reply<String> {
        let mut record = self.namespaces.record(name, id)?.clone();
        if record.name == ALWAYS[0] {
            let message = "unable to delete system namespace";
            return Err(RpcError::new(Code::FailedPrecondition, message));
        }
        let old = std::mem::take(&mut record.name);
        record.name = format!(
            "{old}-deleted-{}",
            record.id.get(record.id.len() - 5..).unwrap_or_default()
        );
        record.state = NamespaceState::Deleted.into();
        let deleted = record.name.clone();
        let mut registry = Registry::clone(&self.limits.search_attributes);
        registry.rename(&old, &deleted);
        self.limits.search_attributes = Arc::new(registry);
        self.namespaces.by_name.remove(&old);
        self.save_document(Document {
            kind: KIND,
            id: old,
            value: None,
        });
        self.save_document(record.document());
        // Who polls there learns of it by the next poll.
        for poll in self.matching.take_polls_in(record.number) {
            self.expire_poll(poll);
        }
        self.namespaces.by_name.insert(deleted.clone(), record);
        Ok(deleted)
    }

    /// Forgets a deleted namespace of which nothing is left.
    pub(super) fn forget_namespace(&mut self, number: u32) {
        let Some(name) = self.namespaces.name(number) else {
            return;
        };
        let registry = Registry::clone(&self.limits.search_attributes);
        let custom: Vec<String> = registry.custom(&name).map(|(name, _)| name.to_owned()).collect();
        if let Err(error) = self.remove_search_attributes(&name, &custom) {
            tracing::error!(%error, "search attributes of a deleted namespace cannot be removed");
        }
        self.forget_kinds(number);
        self.forget_queue_configs(number);
        self.namespaces.by_name.remove(&name);
        self.save_document(Document {
            kind: KIND,
            id: name,
            value: None,
        });
    }
}

fn response(record: &Record, registry: &Registry) -> DescribeNamespaceResponse {
    let info = NamespaceInfo {
        name: record.name.clone(),
        state: record.state().into(),
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
        bad_binaries: Some(BadBinaries::default()),
        custom_search_attribute_aliases: aliases(&record.name, registry),
        ..NamespaceConfig::default()
    };
    // Wire: those that the server brings along are in no state.
    let state = if ALWAYS.contains(&record.name.as_str()) {
        ReplicationState::Unspecified
    } else {
        ReplicationState::Normal
    };
    let replication = NamespaceReplicationConfig {
        state: state.into(),
        active_cluster_name: CLUSTER.to_owned(),
        clusters: vec![ClusterReplicationConfig {
            cluster_name: CLUSTER.to_owned(),
            ..ClusterReplicationConfig::default()
        }],
    };
    DescribeNamespaceResponse {
        namespace_info: Some(info),
        config: Some(config),
        replication_config: Some(replication),
        ..DescribeNamespaceResponse::default()
    }
}

/// Wire: the official server keeps custom attributes in columns, and names the column of each.
fn aliases(namespace: &str, registry: &Registry) -> BTreeMap<String, String> {
    let mut used: BTreeMap<&str, u32> = BTreeMap::new();
    let columns = registry.custom(namespace).map(|(name, attribute)| {
        let kind = attribute.kind.name();
        let place = used.entry(kind).and_modify(|place| *place += 1).or_insert(1);
        (format!("{kind}{place:02}"), name.to_owned())
    });
    columns.collect()
}

/// What is served; workers choose their ways by it.
fn capabilities() -> Capabilities {
    Capabilities {
        eager_workflow_start: true,
        sync_update: true,
        async_update: true,
        worker_heartbeats: true,
        reported_problems_search_attribute: true,
        poller_autoscaling: true,
        worker_poll_complete_on_shutdown: true,
        ..Capabilities::default()
    }
}
