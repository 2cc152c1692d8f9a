//! DescribeNamespace, ListNamespaces, RegisterNamespace, UpdateNamespace, DeprecateNamespace, DeleteNamespace.

use std::time::Duration;

use bytes::Bytes;
use everloop_proto::{
    Call, Reply, RpcError,
    enums::v1::NamespaceState,
    namespace::v1::UpdateNamespaceInfo,
    operatorservice::v1::{DeleteNamespaceRequest, DeleteNamespaceResponse},
    workflowservice::v1::{
        DeprecateNamespaceRequest, DeprecateNamespaceResponse, DescribeNamespaceRequest, DescribeNamespaceResponse,
        ListNamespacesRequest, ListNamespacesResponse, RegisterNamespaceRequest, RegisterNamespaceResponse,
        UpdateNamespaceRequest, UpdateNamespaceResponse,
    },
};

use crate::{
    Handle,
    request::{NamespaceRequest, Request},
};

const RETENTION_MIN: Duration = Duration::from_secs(3600);

const PAGE: usize = 100;

pub(crate) async fn describe(
    handle: &Handle,
    request: DescribeNamespaceRequest,
    _call: Call,
) -> Reply<DescribeNamespaceResponse> {
    let (name, id) = (request.namespace, request.id);
    if name.is_empty() && id.is_empty() {
        return Err(RpcError::invalid_argument("Namespace not set on request."));
    }
    if !name.is_empty() && !id.is_empty() {
        return Err(RpcError::invalid_argument(
            "GetNamespace operation failed.  Both ID and Name specified in request.",
        ));
    }
    handle
        .ask(|promise| Request::Namespace(NamespaceRequest::Describe { name, id, promise }))
        .await
}

pub(crate) async fn list(
    handle: &Handle,
    request: ListNamespacesRequest,
    _call: Call,
) -> Reply<ListNamespacesResponse> {
    // The token is the name that was last on the page before.
    let after = String::from_utf8(request.next_page_token.into())
        .map_err(|_| RpcError::invalid_argument("Invalid NextPageToken."))?;
    let include_deleted = request.namespace_filter.is_some_and(|filter| filter.include_deleted);
    let limit = usize::try_from(request.page_size)
        .ok()
        .filter(|size| *size > 0)
        .unwrap_or(PAGE);
    let namespaces = handle
        .ask(|promise| {
            Request::Namespace(NamespaceRequest::List {
                after,
                include_deleted,
                limit,
                promise,
            })
        })
        .await?;
    let last = namespaces
        .last()
        .filter(|_| namespaces.len() == limit)
        .and_then(|last| last.namespace_info.as_ref());
    let next_page_token = last.map(|info| Bytes::from(info.name.clone())).unwrap_or_default();
    Ok(ListNamespacesResponse {
        namespaces,
        next_page_token,
    })
}

pub(crate) async fn register(
    handle: &Handle,
    request: RegisterNamespaceRequest,
    _call: Call,
) -> Reply<RegisterNamespaceResponse> {
    if request.namespace.is_empty() {
        return Err(RpcError::invalid_argument("Namespace not set on request."));
    }
    let retention = request
        .workflow_execution_retention_period
        .and_then(|period| Duration::try_from(period).ok());
    if retention.is_none_or(|period| period < RETENTION_MIN) {
        return Err(RpcError::invalid_argument(
            "A valid retention period is not set on request.",
        ));
    }
    let request = Box::new(request);
    handle
        .ask(|promise| Request::Namespace(NamespaceRequest::Register { request, promise }))
        .await?;
    Ok(RegisterNamespaceResponse {})
}

pub(crate) async fn update(
    handle: &Handle,
    request: UpdateNamespaceRequest,
    _call: Call,
) -> Reply<UpdateNamespaceResponse> {
    if request.namespace.is_empty() {
        return Err(RpcError::invalid_argument("Namespace not set on request."));
    }
    let period = request
        .config
        .as_ref()
        .and_then(|config| config.workflow_execution_retention_ttl);
    if period.is_some_and(|period| Duration::try_from(period).map_or(true, |period| period < RETENTION_MIN)) {
        return Err(RpcError::invalid_argument(
            "A valid retention period is not set on request.",
        ));
    }
    let request = Box::new(request);
    let described = handle
        .ask(|promise| Request::Namespace(NamespaceRequest::Update { request, promise }))
        .await?;
    Ok(UpdateNamespaceResponse {
        namespace_info: described.namespace_info,
        config: described.config,
        replication_config: described.replication_config,
        failover_version: described.failover_version,
        is_global_namespace: described.is_global_namespace,
    })
}

pub(crate) async fn deprecate(
    handle: &Handle,
    request: DeprecateNamespaceRequest,
    call: Call,
) -> Reply<DeprecateNamespaceResponse> {
    let request = UpdateNamespaceRequest {
        namespace: request.namespace,
        update_info: Some(UpdateNamespaceInfo {
            state: NamespaceState::Deprecated.into(),
            ..UpdateNamespaceInfo::default()
        }),
        ..UpdateNamespaceRequest::default()
    };
    update(handle, request, call).await?;
    Ok(DeprecateNamespaceResponse {})
}

pub(crate) async fn delete(
    handle: &Handle,
    request: DeleteNamespaceRequest,
    _call: Call,
) -> Reply<DeleteNamespaceResponse> {
    let (name, id) = (request.namespace, request.namespace_id);
    if name.is_empty() && id.is_empty() {
        return Err(RpcError::invalid_argument("Namespace not set on request."));
    }
    if !name.is_empty() && !id.is_empty() {
        return Err(RpcError::invalid_argument(
            "Only one of namespace name or Id should be set on request.",
        ));
    }
    let deleted_namespace = handle
        .ask(|promise| Request::Namespace(NamespaceRequest::Delete { name, id, promise }))
        .await?;
    Ok(DeleteNamespaceResponse { deleted_namespace })
}
