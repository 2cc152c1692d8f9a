"""Made by tools/api_stubs.py from temporal/api/cloud/namespace/v1/message.proto."""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias, overload

import everloop.api.cloud.connectivityrule.v1
import everloop.api.cloud.resource.v1
import everloop.api.cloud.sink.v1
import google.protobuf.timestamp_pb2
from google.protobuf.internal.containers import MessageMap, RepeatedCompositeFieldContainer, RepeatedScalarFieldContainer, ScalarMap
from everloop.api._enum import EnumWrapper as _EnumWrapper
from google.protobuf.message import Message as _Message

class CertificateFilterSpec(_Message):
    common_name: str
    organization: str
    organizational_unit: str
    subject_alternative_name: str
    def __init__(self, *, common_name: str | None = ..., organization: str | None = ..., organizational_unit: str | None = ..., subject_alternative_name: str | None = ...) -> None: ...

class MtlsAuthSpec(_Message):
    accepted_client_ca_deprecated: str
    accepted_client_ca: bytes
    @property
    def certificate_filters(self) -> RepeatedCompositeFieldContainer[CertificateFilterSpec]: ...
    enabled: bool
    def __init__(self, *, accepted_client_ca_deprecated: str | None = ..., accepted_client_ca: bytes | None = ..., certificate_filters: Iterable[CertificateFilterSpec] | None = ..., enabled: bool | None = ...) -> None: ...

class ApiKeyAuthSpec(_Message):
    enabled: bool
    def __init__(self, *, enabled: bool | None = ...) -> None: ...

class LifecycleSpec(_Message):
    enable_delete_protection: bool
    def __init__(self, *, enable_delete_protection: bool | None = ...) -> None: ...

class CodecServerSpec(_Message):
    class CustomErrorMessage(_Message):
        class ErrorMessage(_Message):
            message: str
            link: str
            def __init__(self, *, message: str | None = ..., link: str | None = ...) -> None: ...

        @property
        def default(self) -> CodecServerSpec.CustomErrorMessage.ErrorMessage: ...
        def __init__(self, *, default: CodecServerSpec.CustomErrorMessage.ErrorMessage | None = ...) -> None: ...

    endpoint: str
    pass_access_token: bool
    include_cross_origin_credentials: bool
    @property
    def custom_error_message(self) -> CodecServerSpec.CustomErrorMessage: ...
    def __init__(self, *, endpoint: str | None = ..., pass_access_token: bool | None = ..., include_cross_origin_credentials: bool | None = ..., custom_error_message: CodecServerSpec.CustomErrorMessage | None = ...) -> None: ...

class HighAvailabilitySpec(_Message):
    disable_managed_failover: bool
    disable_passive_poller_forwarding: bool
    def __init__(self, *, disable_managed_failover: bool | None = ..., disable_passive_poller_forwarding: bool | None = ...) -> None: ...

class ReplicaSpec(_Message):
    region: str
    def __init__(self, *, region: str | None = ...) -> None: ...

class Replica(_Message):
    class _ReplicaState(_EnumWrapper):
        REPLICA_STATE_UNSPECIFIED: int
        REPLICA_STATE_ADDING: int
        REPLICA_STATE_ACTIVE: int
        REPLICA_STATE_REMOVING: int
        REPLICA_STATE_FAILED: int
    class ReplicaState(metaclass=_ReplicaState):
        ValueType: TypeAlias = int
    REPLICA_STATE_UNSPECIFIED: int
    REPLICA_STATE_ADDING: int
    REPLICA_STATE_ACTIVE: int
    REPLICA_STATE_REMOVING: int
    REPLICA_STATE_FAILED: int

    id: str
    is_primary: bool
    state: Replica.ReplicaState.ValueType
    region: str
    def __init__(self, *, id: str | None = ..., is_primary: bool | None = ..., state: Replica.ReplicaState.ValueType | None = ..., region: str | None = ...) -> None: ...

class CapacitySpec(_Message):
    class OnDemand(_Message):
        def __init__(self) -> None: ...

    class Provisioned(_Message):
        value: float
        def __init__(self, *, value: float | None = ...) -> None: ...

    @property
    def on_demand(self) -> CapacitySpec.OnDemand: ...
    @property
    def provisioned(self) -> CapacitySpec.Provisioned: ...
    def __init__(self, *, on_demand: CapacitySpec.OnDemand | None = ..., provisioned: CapacitySpec.Provisioned | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["spec", b"spec"]) -> Literal["on_demand", "provisioned"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class Capacity(_Message):
    class OnDemand(_Message):
        def __init__(self) -> None: ...

    class Provisioned(_Message):
        current_value: float
        def __init__(self, *, current_value: float | None = ...) -> None: ...

    class Request(_Message):
        class _State(_EnumWrapper):
            STATE_CAPACITY_REQUEST_UNSPECIFIED: int
            STATE_CAPACITY_REQUEST_COMPLETED: int
            STATE_CAPACITY_REQUEST_IN_PROGRESS: int
            STATE_CAPACITY_REQUEST_FAILED: int
        class State(metaclass=_State):
            ValueType: TypeAlias = int
        STATE_CAPACITY_REQUEST_UNSPECIFIED: int
        STATE_CAPACITY_REQUEST_COMPLETED: int
        STATE_CAPACITY_REQUEST_IN_PROGRESS: int
        STATE_CAPACITY_REQUEST_FAILED: int

        state: Capacity.Request.State.ValueType
        @property
        def start_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
        @property
        def end_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
        async_operation_id: str
        @property
        def spec(self) -> CapacitySpec: ...
        def __init__(self, *, state: Capacity.Request.State.ValueType | None = ..., start_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., end_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., async_operation_id: str | None = ..., spec: CapacitySpec | None = ...) -> None: ...

    @property
    def on_demand(self) -> Capacity.OnDemand: ...
    @property
    def provisioned(self) -> Capacity.Provisioned: ...
    @property
    def latest_request(self) -> Capacity.Request: ...
    def __init__(self, *, on_demand: Capacity.OnDemand | None = ..., provisioned: Capacity.Provisioned | None = ..., latest_request: Capacity.Request | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["current_mode", b"current_mode"]) -> Literal["on_demand", "provisioned"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class FairnessSpec(_Message):
    task_queue_fairness_enabled: bool
    def __init__(self, *, task_queue_fairness_enabled: bool | None = ...) -> None: ...

class NamespaceSpec(_Message):
    class _SearchAttributeType(_EnumWrapper):
        SEARCH_ATTRIBUTE_TYPE_UNSPECIFIED: int
        SEARCH_ATTRIBUTE_TYPE_TEXT: int
        SEARCH_ATTRIBUTE_TYPE_KEYWORD: int
        SEARCH_ATTRIBUTE_TYPE_INT: int
        SEARCH_ATTRIBUTE_TYPE_DOUBLE: int
        SEARCH_ATTRIBUTE_TYPE_BOOL: int
        SEARCH_ATTRIBUTE_TYPE_DATETIME: int
        SEARCH_ATTRIBUTE_TYPE_KEYWORD_LIST: int
    class SearchAttributeType(metaclass=_SearchAttributeType):
        ValueType: TypeAlias = int
    SEARCH_ATTRIBUTE_TYPE_UNSPECIFIED: int
    SEARCH_ATTRIBUTE_TYPE_TEXT: int
    SEARCH_ATTRIBUTE_TYPE_KEYWORD: int
    SEARCH_ATTRIBUTE_TYPE_INT: int
    SEARCH_ATTRIBUTE_TYPE_DOUBLE: int
    SEARCH_ATTRIBUTE_TYPE_BOOL: int
    SEARCH_ATTRIBUTE_TYPE_DATETIME: int
    SEARCH_ATTRIBUTE_TYPE_KEYWORD_LIST: int

    name: str
    @property
    def regions(self) -> RepeatedScalarFieldContainer[str]: ...
    retention_days: int
    @property
    def mtls_auth(self) -> MtlsAuthSpec: ...
    @property
    def api_key_auth(self) -> ApiKeyAuthSpec: ...
    @property
    def custom_search_attributes(self) -> ScalarMap[str, str]: ...
    @property
    def search_attributes(self) -> ScalarMap[str, NamespaceSpec.SearchAttributeType.ValueType]: ...
    @property
    def codec_server(self) -> CodecServerSpec: ...
    @property
    def lifecycle(self) -> LifecycleSpec: ...
    @property
    def high_availability(self) -> HighAvailabilitySpec: ...
    @property
    def connectivity_rule_ids(self) -> RepeatedScalarFieldContainer[str]: ...
    @property
    def capacity_spec(self) -> CapacitySpec: ...
    @property
    def replicas(self) -> RepeatedCompositeFieldContainer[ReplicaSpec]: ...
    @property
    def fairness(self) -> FairnessSpec: ...
    def __init__(self, *, name: str | None = ..., regions: Iterable[str] | None = ..., retention_days: int | None = ..., mtls_auth: MtlsAuthSpec | None = ..., api_key_auth: ApiKeyAuthSpec | None = ..., custom_search_attributes: Mapping[str, str] | None = ..., search_attributes: Mapping[str, NamespaceSpec.SearchAttributeType.ValueType] | None = ..., codec_server: CodecServerSpec | None = ..., lifecycle: LifecycleSpec | None = ..., high_availability: HighAvailabilitySpec | None = ..., connectivity_rule_ids: Iterable[str] | None = ..., capacity_spec: CapacitySpec | None = ..., replicas: Iterable[ReplicaSpec] | None = ..., fairness: FairnessSpec | None = ...) -> None: ...

class Endpoints(_Message):
    web_address: str
    mtls_grpc_address: str
    grpc_address: str
    def __init__(self, *, web_address: str | None = ..., mtls_grpc_address: str | None = ..., grpc_address: str | None = ...) -> None: ...

class Limits(_Message):
    actions_per_second_limit: int
    def __init__(self, *, actions_per_second_limit: int | None = ...) -> None: ...

class AWSPrivateLinkInfo(_Message):
    @property
    def allowed_principal_arns(self) -> RepeatedScalarFieldContainer[str]: ...
    @property
    def vpc_endpoint_service_names(self) -> RepeatedScalarFieldContainer[str]: ...
    def __init__(self, *, allowed_principal_arns: Iterable[str] | None = ..., vpc_endpoint_service_names: Iterable[str] | None = ...) -> None: ...

class PrivateConnectivity(_Message):
    region: str
    @property
    def aws_private_link(self) -> AWSPrivateLinkInfo: ...
    def __init__(self, *, region: str | None = ..., aws_private_link: AWSPrivateLinkInfo | None = ...) -> None: ...

class Namespace(_Message):
    namespace: str
    resource_version: str
    @property
    def spec(self) -> NamespaceSpec: ...
    state_deprecated: str
    state: everloop.api.cloud.resource.v1.ResourceState.ValueType
    async_operation_id: str
    @property
    def endpoints(self) -> Endpoints: ...
    active_region: str
    @property
    def limits(self) -> Limits: ...
    @property
    def private_connectivities(self) -> RepeatedCompositeFieldContainer[PrivateConnectivity]: ...
    @property
    def created_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def last_modified_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def region_status(self) -> MessageMap[str, NamespaceRegionStatus]: ...
    @property
    def connectivity_rules(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.connectivityrule.v1.ConnectivityRule]: ...
    @property
    def tags(self) -> ScalarMap[str, str]: ...
    @property
    def capacity(self) -> Capacity: ...
    @property
    def replicas(self) -> RepeatedCompositeFieldContainer[Replica]: ...
    def __init__(self, *, namespace: str | None = ..., resource_version: str | None = ..., spec: NamespaceSpec | None = ..., state_deprecated: str | None = ..., state: everloop.api.cloud.resource.v1.ResourceState.ValueType | None = ..., async_operation_id: str | None = ..., endpoints: Endpoints | None = ..., active_region: str | None = ..., limits: Limits | None = ..., private_connectivities: Iterable[PrivateConnectivity] | None = ..., created_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., last_modified_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., region_status: Mapping[str, NamespaceRegionStatus] | None = ..., connectivity_rules: Iterable[everloop.api.cloud.connectivityrule.v1.ConnectivityRule] | None = ..., tags: Mapping[str, str] | None = ..., capacity: Capacity | None = ..., replicas: Iterable[Replica] | None = ...) -> None: ...

class NamespaceRegionStatus(_Message):
    class _State(_EnumWrapper):
        STATE_UNSPECIFIED: int
        STATE_ADDING: int
        STATE_ACTIVE: int
        STATE_PASSIVE: int
        STATE_REMOVING: int
        STATE_FAILED: int
    class State(metaclass=_State):
        ValueType: TypeAlias = int
    STATE_UNSPECIFIED: int
    STATE_ADDING: int
    STATE_ACTIVE: int
    STATE_PASSIVE: int
    STATE_REMOVING: int
    STATE_FAILED: int

    state_deprecated: str
    state: NamespaceRegionStatus.State.ValueType
    async_operation_id: str
    def __init__(self, *, state_deprecated: str | None = ..., state: NamespaceRegionStatus.State.ValueType | None = ..., async_operation_id: str | None = ...) -> None: ...

class ExportSinkSpec(_Message):
    name: str
    enabled: bool
    @property
    def s3(self) -> everloop.api.cloud.sink.v1.S3Spec: ...
    @property
    def gcs(self) -> everloop.api.cloud.sink.v1.GCSSpec: ...
    def __init__(self, *, name: str | None = ..., enabled: bool | None = ..., s3: everloop.api.cloud.sink.v1.S3Spec | None = ..., gcs: everloop.api.cloud.sink.v1.GCSSpec | None = ...) -> None: ...

class ExportSink(_Message):
    class _Health(_EnumWrapper):
        HEALTH_UNSPECIFIED: int
        HEALTH_OK: int
        HEALTH_ERROR_INTERNAL: int
        HEALTH_ERROR_USER_CONFIGURATION: int
    class Health(metaclass=_Health):
        ValueType: TypeAlias = int
    HEALTH_UNSPECIFIED: int
    HEALTH_OK: int
    HEALTH_ERROR_INTERNAL: int
    HEALTH_ERROR_USER_CONFIGURATION: int

    name: str
    resource_version: str
    state: everloop.api.cloud.resource.v1.ResourceState.ValueType
    @property
    def spec(self) -> ExportSinkSpec: ...
    health: ExportSink.Health.ValueType
    error_message: str
    @property
    def latest_data_export_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def last_health_check_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, name: str | None = ..., resource_version: str | None = ..., state: everloop.api.cloud.resource.v1.ResourceState.ValueType | None = ..., spec: ExportSinkSpec | None = ..., health: ExportSink.Health.ValueType | None = ..., error_message: str | None = ..., latest_data_export_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., last_health_check_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

class NamespaceCapacityInfo(_Message):
    class CapacityModeOptions(_Message):
        class Provisioned(_Message):
            @property
            def valid_tru_values(self) -> RepeatedScalarFieldContainer[float]: ...
            max_available_tru_value: float
            def __init__(self, *, valid_tru_values: Iterable[float] | None = ..., max_available_tru_value: float | None = ...) -> None: ...

        class OnDemand(_Message):
            aps_limit: float
            def __init__(self, *, aps_limit: float | None = ...) -> None: ...

        @property
        def provisioned(self) -> NamespaceCapacityInfo.CapacityModeOptions.Provisioned: ...
        @property
        def on_demand(self) -> NamespaceCapacityInfo.CapacityModeOptions.OnDemand: ...
        def __init__(self, *, provisioned: NamespaceCapacityInfo.CapacityModeOptions.Provisioned | None = ..., on_demand: NamespaceCapacityInfo.CapacityModeOptions.OnDemand | None = ...) -> None: ...

    class Stats(_Message):
        class Summary(_Message):
            mean: float
            p90: float
            p99: float
            def __init__(self, *, mean: float | None = ..., p90: float | None = ..., p99: float | None = ...) -> None: ...

        @property
        def aps(self) -> NamespaceCapacityInfo.Stats.Summary: ...
        def __init__(self, *, aps: NamespaceCapacityInfo.Stats.Summary | None = ...) -> None: ...

    namespace: str
    has_legacy_limits: bool
    @property
    def current_capacity(self) -> Capacity: ...
    @property
    def mode_options(self) -> NamespaceCapacityInfo.CapacityModeOptions: ...
    @property
    def stats(self) -> NamespaceCapacityInfo.Stats: ...
    def __init__(self, *, namespace: str | None = ..., has_legacy_limits: bool | None = ..., current_capacity: Capacity | None = ..., mode_options: NamespaceCapacityInfo.CapacityModeOptions | None = ..., stats: NamespaceCapacityInfo.Stats | None = ...) -> None: ...

