//! GetSearchAttributes, and AddSearchAttributes, RemoveSearchAttributes and ListSearchAttributes of the operator service.

use std::collections::BTreeMap;

use everloop_engine::search_attributes::{Kind, SYSTEM};
use everloop_proto::{
    Call, Code, Reply, RpcError,
    operatorservice::v1::{
        AddSearchAttributesRequest, AddSearchAttributesResponse, ListSearchAttributesRequest,
        ListSearchAttributesResponse, RemoveSearchAttributesRequest, RemoveSearchAttributesResponse,
    },
    workflowservice::v1::{GetSearchAttributesRequest, GetSearchAttributesResponse},
};

use super::check_namespace_exists;
use crate::{
    Handle,
    request::{Request, SearchAttributesRequest},
};

pub(crate) async fn get(
    _handle: &Handle,
    _request: GetSearchAttributesRequest,
    _call: Call,
) -> Reply<GetSearchAttributesResponse> {
    Ok(GetSearchAttributesResponse { keys: system() })
}

pub(crate) async fn add(
    handle: &Handle,
    request: AddSearchAttributesRequest,
    _call: Call,
) -> Reply<AddSearchAttributesResponse> {
    if !request.namespace.is_empty() {
        check_namespace_exists(handle, &request.namespace).await?;
    }
    if request.search_attributes.is_empty() {
        return Err(RpcError::invalid_argument("SearchAttributes are not set on request."));
    }
    let mut wanted = BTreeMap::new();
    for (name, number) in request.search_attributes {
        if is_reserved(&name) {
            return Err(RpcError::invalid_argument(format!(
                "Search attribute {name} is reserved by system."
            )));
        }
        if number == 0 {
            return Err(RpcError::invalid_argument(
                "Unable to create search attributes: cannot have more than 0 search attribute of type Unspecified.",
            ));
        }
        let kind = Kind::from_wire(number)
            .ok_or_else(|| RpcError::invalid_argument(format!("Unknown search attribute type: {number}.")))?;
        // Wire: an attribute without a name is no attribute, and no error.
        if !name.is_empty() {
            wanted.insert(name, kind);
        }
    }
    check_given(&request.namespace)?;
    let namespace = request.namespace;
    handle
        .ask(|promise| {
            Request::SearchAttributes(SearchAttributesRequest::Add {
                namespace,
                wanted,
                promise,
            })
        })
        .await?;
    Ok(AddSearchAttributesResponse {})
}

pub(crate) async fn remove(
    handle: &Handle,
    request: RemoveSearchAttributesRequest,
    _call: Call,
) -> Reply<RemoveSearchAttributesResponse> {
    let (namespace, names) = (request.namespace, request.search_attributes);
    if names.is_empty() {
        return Err(RpcError::invalid_argument("SearchAttributes are not set on request."));
    }
    if let Some(own) = names.iter().find(|name| is_reserved(name)) {
        let message = format!("Unable to remove non-custom search attributes: {own}.");
        return Err(RpcError::new(Code::InvalidArgument, message));
    }
    check_given(&namespace)?;
    handle
        .ask(|promise| {
            Request::SearchAttributes(SearchAttributesRequest::Remove {
                namespace,
                names,
                promise,
            })
        })
        .await?;
    Ok(RemoveSearchAttributesResponse {})
}

pub(crate) async fn list(
    handle: &Handle,
    request: ListSearchAttributesRequest,
    _call: Call,
) -> Reply<ListSearchAttributesResponse> {
    check_given(&request.namespace)?;
    let namespace = request.namespace;
    let custom_attributes = handle
        .ask(|promise| Request::SearchAttributes(SearchAttributesRequest::List { namespace, promise }))
        .await?;
    Ok(ListSearchAttributesResponse {
        custom_attributes,
        system_attributes: system(),
        ..ListSearchAttributesResponse::default()
    })
}

fn check_given(namespace: &str) -> Result<(), RpcError> {
    if namespace.is_empty() {
        return Err(RpcError::invalid_argument("Namespace is not set on request."));
    }
    Ok(())
}

fn system() -> BTreeMap<String, i32> {
    SYSTEM
        .iter()
        .map(|(name, attribute)| ((*name).to_owned(), attribute.kind.to_wire() as i32))
        .collect()
}

fn is_reserved(name: &str) -> bool {
    name.starts_with("Temporal") || SYSTEM.iter().any(|(known, _)| *known == name)
}
