//! GetSystemInfo and GetClusterInfo: what this engine is and can do.

use everloop_proto::{
    Call, Reply,
    operatorservice::v1::{ClusterMetadata, ListClustersRequest, ListClustersResponse},
    workflowservice::v1::{
        GetClusterInfoRequest, GetClusterInfoResponse, GetSystemInfoRequest, GetSystemInfoResponse,
        get_system_info_response::Capabilities,
    },
};

use crate::{Handle, owner::namespaces::CLUSTER};

/// The version of the server whose behaviour is served; clients decide by it what they may ask for.
const SERVER_VERSION: &str = "1.32.0";

/// One machine is one cluster; clients compare the id at most with itself.
const CLUSTER_ID: &str = "00000000-0000-4000-8000-657665726c70";

/// SDKs that are known to work, with the versions.
const CLIENTS: [(&str, &str); 8] = [
    ("Nexus-go-sdk", "<2.0.0"),
    ("temporal-cli", "<2.0.0"),
    ("temporal-go", "<2.0.0"),
    ("temporal-java", "<2.0.0"),
    ("temporal-php", "<2.0.0"),
    ("temporal-server", "<2.0.0"),
    ("temporal-typescript", "<2.0.0"),
    ("temporal-ui", "<3.0.0"),
];

pub(crate) async fn info(
    _handle: &Handle,
    _request: GetSystemInfoRequest,
    _call: Call,
) -> Reply<GetSystemInfoResponse> {
    // True is what these rules honour: the stamps of build ids are recorded, whereas Nexus and deployments that the
    // server scales are not there.
    let capabilities = Capabilities {
        signal_and_query_header: true,
        internal_error_differentiation: true,
        activity_failure_include_heartbeat: true,
        supports_schedules: true,
        encoded_failure_attributes: true,
        build_id_based_versioning: true,
        upsert_memo: true,
        eager_workflow_start: true,
        sdk_metadata: true,
        count_group_by_execution_status: true,
        ..Capabilities::default()
    };
    Ok(GetSystemInfoResponse {
        server_version: SERVER_VERSION.to_owned(),
        capabilities: Some(capabilities),
    })
}

pub(crate) async fn cluster(
    _handle: &Handle,
    _request: GetClusterInfoRequest,
    _call: Call,
) -> Reply<GetClusterInfoResponse> {
    Ok(GetClusterInfoResponse {
        supported_clients: CLIENTS
            .map(|(name, versions)| (name.to_owned(), versions.to_owned()))
            .into(),
        server_version: SERVER_VERSION.to_owned(),
        cluster_id: CLUSTER_ID.to_owned(),
        version_info: None,
        cluster_name: CLUSTER.to_owned(),
        history_shard_count: 1,
        persistence_store: "sqlite".to_owned(),
        visibility_store: "sqlite".to_owned(),
        initial_failover_version: 1,
        failover_version_increment: 10,
    })
}

pub(crate) async fn clusters(
    _handle: &Handle,
    _request: ListClustersRequest,
    _call: Call,
) -> Reply<ListClustersResponse> {
    let own = ClusterMetadata {
        cluster_name: CLUSTER.to_owned(),
        cluster_id: CLUSTER_ID.to_owned(),
        address: "localhost".to_owned(),
        initial_failover_version: 1,
        history_shard_count: 1,
        is_connection_enabled: true,
        ..ClusterMetadata::default()
    };
    Ok(ListClustersResponse {
        clusters: vec![own],
        ..ListClustersResponse::default()
    })
}
