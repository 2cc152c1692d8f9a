"""Made by tools/api_stubs.py from temporal/api/operatorservice/v1/request_response.proto, temporal/api/operatorservice/v1/service.proto."""

from collections.abc import Iterable, Mapping
import everloop.api.enums.v1
import everloop.api.nexus.v1
import google.protobuf.duration_pb2
from google.protobuf.internal.containers import RepeatedCompositeFieldContainer, RepeatedScalarFieldContainer, ScalarMap
from google.protobuf.message import Message as _Message
from .service_pb2_grpc import OperatorServiceStub as OperatorServiceStub, OperatorServiceServicer as OperatorServiceServicer, add_OperatorServiceServicer_to_server as add_OperatorServiceServicer_to_server

class AddSearchAttributesRequest(_Message):
    @property
    def search_attributes(self) -> ScalarMap[str, everloop.api.enums.v1.IndexedValueType.ValueType]: ...
    namespace: str
    def __init__(self, *, search_attributes: Mapping[str, everloop.api.enums.v1.IndexedValueType.ValueType] | None = ..., namespace: str | None = ...) -> None: ...

class AddSearchAttributesResponse(_Message):
    def __init__(self) -> None: ...

class RemoveSearchAttributesRequest(_Message):
    @property
    def search_attributes(self) -> RepeatedScalarFieldContainer[str]: ...
    namespace: str
    def __init__(self, *, search_attributes: Iterable[str] | None = ..., namespace: str | None = ...) -> None: ...

class RemoveSearchAttributesResponse(_Message):
    def __init__(self) -> None: ...

class ListSearchAttributesRequest(_Message):
    namespace: str
    def __init__(self, *, namespace: str | None = ...) -> None: ...

class ListSearchAttributesResponse(_Message):
    @property
    def custom_attributes(self) -> ScalarMap[str, everloop.api.enums.v1.IndexedValueType.ValueType]: ...
    @property
    def system_attributes(self) -> ScalarMap[str, everloop.api.enums.v1.IndexedValueType.ValueType]: ...
    @property
    def storage_schema(self) -> ScalarMap[str, str]: ...
    def __init__(self, *, custom_attributes: Mapping[str, everloop.api.enums.v1.IndexedValueType.ValueType] | None = ..., system_attributes: Mapping[str, everloop.api.enums.v1.IndexedValueType.ValueType] | None = ..., storage_schema: Mapping[str, str] | None = ...) -> None: ...

class DeleteNamespaceRequest(_Message):
    namespace: str
    namespace_id: str
    @property
    def namespace_delete_delay(self) -> google.protobuf.duration_pb2.Duration: ...
    def __init__(self, *, namespace: str | None = ..., namespace_id: str | None = ..., namespace_delete_delay: google.protobuf.duration_pb2.Duration | None = ...) -> None: ...

class DeleteNamespaceResponse(_Message):
    deleted_namespace: str
    def __init__(self, *, deleted_namespace: str | None = ...) -> None: ...

class AddOrUpdateRemoteClusterRequest(_Message):
    frontend_address: str
    enable_remote_cluster_connection: bool
    frontend_http_address: str
    enable_replication: bool
    def __init__(self, *, frontend_address: str | None = ..., enable_remote_cluster_connection: bool | None = ..., frontend_http_address: str | None = ..., enable_replication: bool | None = ...) -> None: ...

class AddOrUpdateRemoteClusterResponse(_Message):
    def __init__(self) -> None: ...

class RemoveRemoteClusterRequest(_Message):
    cluster_name: str
    def __init__(self, *, cluster_name: str | None = ...) -> None: ...

class RemoveRemoteClusterResponse(_Message):
    def __init__(self) -> None: ...

class ListClustersRequest(_Message):
    page_size: int
    next_page_token: bytes
    def __init__(self, *, page_size: int | None = ..., next_page_token: bytes | None = ...) -> None: ...

class ListClustersResponse(_Message):
    @property
    def clusters(self) -> RepeatedCompositeFieldContainer[ClusterMetadata]: ...
    next_page_token: bytes
    def __init__(self, *, clusters: Iterable[ClusterMetadata] | None = ..., next_page_token: bytes | None = ...) -> None: ...

class ClusterMetadata(_Message):
    cluster_name: str
    cluster_id: str
    address: str
    http_address: str
    initial_failover_version: int
    history_shard_count: int
    is_connection_enabled: bool
    is_replication_enabled: bool
    def __init__(self, *, cluster_name: str | None = ..., cluster_id: str | None = ..., address: str | None = ..., http_address: str | None = ..., initial_failover_version: int | None = ..., history_shard_count: int | None = ..., is_connection_enabled: bool | None = ..., is_replication_enabled: bool | None = ...) -> None: ...

class GetNexusEndpointRequest(_Message):
    id: str
    def __init__(self, *, id: str | None = ...) -> None: ...

class GetNexusEndpointResponse(_Message):
    @property
    def endpoint(self) -> everloop.api.nexus.v1.Endpoint: ...
    def __init__(self, *, endpoint: everloop.api.nexus.v1.Endpoint | None = ...) -> None: ...

class CreateNexusEndpointRequest(_Message):
    @property
    def spec(self) -> everloop.api.nexus.v1.EndpointSpec: ...
    def __init__(self, *, spec: everloop.api.nexus.v1.EndpointSpec | None = ...) -> None: ...

class CreateNexusEndpointResponse(_Message):
    @property
    def endpoint(self) -> everloop.api.nexus.v1.Endpoint: ...
    def __init__(self, *, endpoint: everloop.api.nexus.v1.Endpoint | None = ...) -> None: ...

class UpdateNexusEndpointRequest(_Message):
    id: str
    version: int
    @property
    def spec(self) -> everloop.api.nexus.v1.EndpointSpec: ...
    def __init__(self, *, id: str | None = ..., version: int | None = ..., spec: everloop.api.nexus.v1.EndpointSpec | None = ...) -> None: ...

class UpdateNexusEndpointResponse(_Message):
    @property
    def endpoint(self) -> everloop.api.nexus.v1.Endpoint: ...
    def __init__(self, *, endpoint: everloop.api.nexus.v1.Endpoint | None = ...) -> None: ...

class DeleteNexusEndpointRequest(_Message):
    id: str
    version: int
    def __init__(self, *, id: str | None = ..., version: int | None = ...) -> None: ...

class DeleteNexusEndpointResponse(_Message):
    def __init__(self) -> None: ...

class ListNexusEndpointsRequest(_Message):
    page_size: int
    next_page_token: bytes
    name: str
    def __init__(self, *, page_size: int | None = ..., next_page_token: bytes | None = ..., name: str | None = ...) -> None: ...

class ListNexusEndpointsResponse(_Message):
    next_page_token: bytes
    @property
    def endpoints(self) -> RepeatedCompositeFieldContainer[everloop.api.nexus.v1.Endpoint]: ...
    def __init__(self, *, next_page_token: bytes | None = ..., endpoints: Iterable[everloop.api.nexus.v1.Endpoint] | None = ...) -> None: ...

