"""Made by tools/api_stubs.py from temporal/api/operatorservice/v1/request_response.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.operatorservice.v1 import (
    AddOrUpdateRemoteClusterRequest as AddOrUpdateRemoteClusterRequest,
    AddOrUpdateRemoteClusterResponse as AddOrUpdateRemoteClusterResponse,
    AddSearchAttributesRequest as AddSearchAttributesRequest,
    AddSearchAttributesResponse as AddSearchAttributesResponse,
    ClusterMetadata as ClusterMetadata,
    CreateNexusEndpointRequest as CreateNexusEndpointRequest,
    CreateNexusEndpointResponse as CreateNexusEndpointResponse,
    DeleteNamespaceRequest as DeleteNamespaceRequest,
    DeleteNamespaceResponse as DeleteNamespaceResponse,
    DeleteNexusEndpointRequest as DeleteNexusEndpointRequest,
    DeleteNexusEndpointResponse as DeleteNexusEndpointResponse,
    GetNexusEndpointRequest as GetNexusEndpointRequest,
    GetNexusEndpointResponse as GetNexusEndpointResponse,
    ListClustersRequest as ListClustersRequest,
    ListClustersResponse as ListClustersResponse,
    ListNexusEndpointsRequest as ListNexusEndpointsRequest,
    ListNexusEndpointsResponse as ListNexusEndpointsResponse,
    ListSearchAttributesRequest as ListSearchAttributesRequest,
    ListSearchAttributesResponse as ListSearchAttributesResponse,
    RemoveRemoteClusterRequest as RemoveRemoteClusterRequest,
    RemoveRemoteClusterResponse as RemoveRemoteClusterResponse,
    RemoveSearchAttributesRequest as RemoveSearchAttributesRequest,
    RemoveSearchAttributesResponse as RemoveSearchAttributesResponse,
    UpdateNexusEndpointRequest as UpdateNexusEndpointRequest,
    UpdateNexusEndpointResponse as UpdateNexusEndpointResponse,
)

DESCRIPTOR: FileDescriptor
