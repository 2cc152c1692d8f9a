//! What a namespace may be registered with and changed to. There is one cluster, without replication between clusters.

use everloop_engine::Limits;
use everloop_proto::{
    Code, RpcError,
    enums::v1::{NamespaceState, ReplicationState},
    replication::v1::ClusterReplicationConfig,
    workflowservice::v1::{RegisterNamespaceRequest, UpdateNamespaceRequest},
};

use super::namespaces::CLUSTER;

/// What is wrong with a name, before anything else is looked at.
pub(super) fn check_name(name: &str, limits: &Limits) -> Result<(), RpcError> {
    if name.len() > limits.id_bytes_max {
        return Err(RpcError::invalid_argument("Namespace length exceeds limit."));
    }
    Ok(())
}

/// Whether a namespace of a free name can be made.
pub(super) fn check_registration(request: &RegisterNamespaceRequest) -> Result<(), RpcError> {
    if request.is_global_namespace {
        return Err(RpcError::invalid_argument(
            "Cannot register global namespace when not enabled",
        ));
    }
    check_clusters(&request.active_cluster_name, &request.clusters)
}

/// Whether a namespace in a state can be changed so.
pub(super) fn check_update(state: NamespaceState, request: &UpdateNamespaceRequest) -> Result<(), RpcError> {
    if let Some(info) = &request.update_info {
        check_state(state, info.state)?;
    }
    if let Some(config) = &request.config {
        if config.bad_binaries.is_some() {
            return Err(unserved("bad binaries"));
        }
        // Wire: aliases are how the official server keeps custom attributes; its tools add and remove attributes instead.
        if !config.custom_search_attribute_aliases.is_empty() {
            return Err(unserved("custom search attribute aliases"));
        }
    }
    if !request.delete_bad_binary.is_empty() {
        let checksum = &request.delete_bad_binary;
        let message = format!("Bad binary checksum {checksum} doesn't exists.");
        return Err(RpcError::invalid_argument(message));
    }
    if request.promote_namespace {
        return Err(RpcError::invalid_argument(format!(
            "global namespace is not enabled on this cluster, cannot update global namespace or promote local namespace: {}",
            request.namespace
        )));
    }
    let Some(replication) = &request.replication_config else {
        return Ok(());
    };
    check_clusters(&replication.active_cluster_name, &replication.clusters)?;
    if replication.state() == ReplicationState::Handover {
        return Err(RpcError::invalid_argument(match state {
            NamespaceState::Deprecated => handover_refused("Deprecated"),
            NamespaceState::Deleted => handover_refused("Deleted"),
            NamespaceState::Unspecified | NamespaceState::Registered => {
                "Handover can only be set for global namespace".to_owned()
            }
        }));
    }
    Ok(())
}

fn handover_refused(state: &str) -> String {
    format!("update ReplicationState is only supported when namespace is in Registered state, current state: {state}")
}

fn unserved(what: &str) -> RpcError {
    RpcError::new(Code::Unimplemented, format!("{what} of namespaces are not served"))
}

/// A namespace goes one way: registered, deprecated, deleted.
fn check_state(from: NamespaceState, to: i32) -> Result<(), RpcError> {
    let is_known = NamespaceState::try_from(to).is_ok();
    let is_asked = to != NamespaceState::Unspecified as i32;
    if is_asked && (!is_known || to < from as i32) {
        return Err(RpcError::invalid_argument("Invalid namespace state update."));
    }
    Ok(())
}

fn check_clusters(active: &str, clusters: &[ClusterReplicationConfig]) -> Result<(), RpcError> {
    let active = Some(active).filter(|name| !name.is_empty());
    let named = clusters.iter().map(|cluster| cluster.cluster_name.as_str());
    match active.into_iter().chain(named).find(|name| *name != CLUSTER) {
        Some(other) => Err(RpcError::invalid_argument(format!("Invalid cluster name: {other}"))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use everloop_proto::namespace::v1::{NamespaceConfig, UpdateNamespaceInfo};
    use everloop_proto::replication::v1::NamespaceReplicationConfig;

    use super::*;

    #[test]
    fn states_go_one_way() {
        use NamespaceState as S;
        for from in [S::Registered, S::Deprecated, S::Deleted] {
            for to in [S::Unspecified, S::Registered, S::Deprecated, S::Deleted] {
                let is_fine = to == S::Unspecified || to as i32 >= from as i32;
                assert_eq!(check_state(from, to as i32).is_ok(), is_fine, "{from:?} to {to:?}");
            }
            assert!(check_state(from, 77).is_err());
        }
    }

    fn refusal(request: &UpdateNamespaceRequest) -> String {
        check_update(NamespaceState::Registered, request).unwrap_err().message
    }

    #[test]
    fn what_one_cluster_cannot_be_is_refused() {
        let replicated = |active: &str, state: ReplicationState| UpdateNamespaceRequest {
            replication_config: Some(NamespaceReplicationConfig {
                active_cluster_name: active.to_owned(),
                state: state.into(),
                ..NamespaceReplicationConfig::default()
            }),
            ..UpdateNamespaceRequest::default()
        };
        assert_eq!(
            refusal(&replicated("other", ReplicationState::Normal)),
            "Invalid cluster name: other"
        );
        assert_eq!(
            refusal(&replicated("active", ReplicationState::Handover)),
            "Handover can only be set for global namespace"
        );
        let normal = replicated("active", ReplicationState::Normal);
        assert_eq!(check_update(NamespaceState::Registered, &normal), Ok(()));
        let request = RegisterNamespaceRequest {
            clusters: vec![ClusterReplicationConfig::default()],
            ..RegisterNamespaceRequest::default()
        };
        let message = check_registration(&request).unwrap_err().message;
        assert_eq!(message, "Invalid cluster name: ");
    }

    #[test]
    fn what_would_have_no_effect_is_refused() {
        let request = UpdateNamespaceRequest {
            config: Some(NamespaceConfig {
                custom_search_attribute_aliases: [("Keyword01".to_owned(), "Name".to_owned())].into(),
                ..NamespaceConfig::default()
            }),
            ..UpdateNamespaceRequest::default()
        };
        assert!(refusal(&request).contains("aliases"));
        let described = UpdateNamespaceRequest {
            update_info: Some(UpdateNamespaceInfo {
                description: "new".to_owned(),
                ..UpdateNamespaceInfo::default()
            }),
            ..UpdateNamespaceRequest::default()
        };
        assert_eq!(check_update(NamespaceState::Registered, &described), Ok(()));
    }
}
