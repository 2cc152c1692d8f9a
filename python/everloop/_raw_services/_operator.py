"""The calls of the OperatorService: search attributes, Nexus endpoints, clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ._call import RawService

if TYPE_CHECKING:
    from everloop.api.operatorservice import v1

    from ._call import RawCall

__all__ = ["OperatorService"]


class OperatorService(RawService):
    """Raw calls of the OperatorService."""

    _name: ClassVar[str] = "operator"
    _package: ClassVar[str] = "operatorservice"

    add_or_update_remote_cluster: RawCall[v1.AddOrUpdateRemoteClusterRequest, v1.AddOrUpdateRemoteClusterResponse]
    add_search_attributes: RawCall[v1.AddSearchAttributesRequest, v1.AddSearchAttributesResponse]
    create_nexus_endpoint: RawCall[v1.CreateNexusEndpointRequest, v1.CreateNexusEndpointResponse]
    delete_namespace: RawCall[v1.DeleteNamespaceRequest, v1.DeleteNamespaceResponse]
    delete_nexus_endpoint: RawCall[v1.DeleteNexusEndpointRequest, v1.DeleteNexusEndpointResponse]
    get_nexus_endpoint: RawCall[v1.GetNexusEndpointRequest, v1.GetNexusEndpointResponse]
    list_clusters: RawCall[v1.ListClustersRequest, v1.ListClustersResponse]
    list_nexus_endpoints: RawCall[v1.ListNexusEndpointsRequest, v1.ListNexusEndpointsResponse]
    list_search_attributes: RawCall[v1.ListSearchAttributesRequest, v1.ListSearchAttributesResponse]
    remove_remote_cluster: RawCall[v1.RemoveRemoteClusterRequest, v1.RemoveRemoteClusterResponse]
    remove_search_attributes: RawCall[v1.RemoveSearchAttributesRequest, v1.RemoveSearchAttributesResponse]
    update_nexus_endpoint: RawCall[v1.UpdateNexusEndpointRequest, v1.UpdateNexusEndpointResponse]
