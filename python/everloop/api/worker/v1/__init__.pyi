"""Made by tools/api_stubs.py from temporal/api/worker/v1/message.proto."""

from collections.abc import Iterable
from typing import Literal, TypeAlias, overload

import everloop.api.deployment.v1
import everloop.api.enums.v1
import google.protobuf.duration_pb2
import google.protobuf.timestamp_pb2
from google.protobuf.internal.containers import RepeatedCompositeFieldContainer
from everloop.api._enum import EnumWrapper as _EnumWrapper
from google.protobuf.message import Message as _Message

class WorkerPollerInfo(_Message):
    current_pollers: int
    @property
    def last_successful_poll_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    is_autoscaling: bool
    def __init__(self, *, current_pollers: int | None = ..., last_successful_poll_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., is_autoscaling: bool | None = ...) -> None: ...

class WorkerSlotsInfo(_Message):
    current_available_slots: int
    current_used_slots: int
    slot_supplier_kind: str
    total_processed_tasks: int
    total_failed_tasks: int
    last_interval_processed_tasks: int
    last_interval_failure_tasks: int
    def __init__(self, *, current_available_slots: int | None = ..., current_used_slots: int | None = ..., slot_supplier_kind: str | None = ..., total_processed_tasks: int | None = ..., total_failed_tasks: int | None = ..., last_interval_processed_tasks: int | None = ..., last_interval_failure_tasks: int | None = ...) -> None: ...

class WorkerHostInfo(_Message):
    host_name: str
    worker_grouping_key: str
    process_id: str
    current_host_cpu_usage: float
    current_host_mem_usage: float
    def __init__(self, *, host_name: str | None = ..., worker_grouping_key: str | None = ..., process_id: str | None = ..., current_host_cpu_usage: float | None = ..., current_host_mem_usage: float | None = ...) -> None: ...

class WorkerHeartbeat(_Message):
    worker_instance_key: str
    worker_identity: str
    @property
    def host_info(self) -> WorkerHostInfo: ...
    task_queue: str
    @property
    def deployment_version(self) -> everloop.api.deployment.v1.WorkerDeploymentVersion: ...
    sdk_name: str
    sdk_version: str
    status: everloop.api.enums.v1.WorkerStatus.ValueType
    @property
    def start_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def heartbeat_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def elapsed_since_last_heartbeat(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def workflow_task_slots_info(self) -> WorkerSlotsInfo: ...
    @property
    def activity_task_slots_info(self) -> WorkerSlotsInfo: ...
    @property
    def nexus_task_slots_info(self) -> WorkerSlotsInfo: ...
    @property
    def local_activity_slots_info(self) -> WorkerSlotsInfo: ...
    @property
    def workflow_poller_info(self) -> WorkerPollerInfo: ...
    @property
    def workflow_sticky_poller_info(self) -> WorkerPollerInfo: ...
    @property
    def activity_poller_info(self) -> WorkerPollerInfo: ...
    @property
    def nexus_poller_info(self) -> WorkerPollerInfo: ...
    total_sticky_cache_hit: int
    total_sticky_cache_miss: int
    current_sticky_cache_size: int
    @property
    def plugins(self) -> RepeatedCompositeFieldContainer[PluginInfo]: ...
    @property
    def drivers(self) -> RepeatedCompositeFieldContainer[StorageDriverInfo]: ...
    @property
    def environment(self) -> EnvironmentInfo: ...
    def __init__(self, *, worker_instance_key: str | None = ..., worker_identity: str | None = ..., host_info: WorkerHostInfo | None = ..., task_queue: str | None = ..., deployment_version: everloop.api.deployment.v1.WorkerDeploymentVersion | None = ..., sdk_name: str | None = ..., sdk_version: str | None = ..., status: everloop.api.enums.v1.WorkerStatus.ValueType | None = ..., start_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., heartbeat_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., elapsed_since_last_heartbeat: google.protobuf.duration_pb2.Duration | None = ..., workflow_task_slots_info: WorkerSlotsInfo | None = ..., activity_task_slots_info: WorkerSlotsInfo | None = ..., nexus_task_slots_info: WorkerSlotsInfo | None = ..., local_activity_slots_info: WorkerSlotsInfo | None = ..., workflow_poller_info: WorkerPollerInfo | None = ..., workflow_sticky_poller_info: WorkerPollerInfo | None = ..., activity_poller_info: WorkerPollerInfo | None = ..., nexus_poller_info: WorkerPollerInfo | None = ..., total_sticky_cache_hit: int | None = ..., total_sticky_cache_miss: int | None = ..., current_sticky_cache_size: int | None = ..., plugins: Iterable[PluginInfo] | None = ..., drivers: Iterable[StorageDriverInfo] | None = ..., environment: EnvironmentInfo | None = ...) -> None: ...

class WorkerInfo(_Message):
    @property
    def worker_heartbeat(self) -> WorkerHeartbeat: ...
    def __init__(self, *, worker_heartbeat: WorkerHeartbeat | None = ...) -> None: ...

class WorkerListInfo(_Message):
    worker_instance_key: str
    worker_identity: str
    task_queue: str
    @property
    def deployment_version(self) -> everloop.api.deployment.v1.WorkerDeploymentVersion: ...
    sdk_name: str
    sdk_version: str
    status: everloop.api.enums.v1.WorkerStatus.ValueType
    @property
    def start_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    host_name: str
    worker_grouping_key: str
    process_id: str
    @property
    def plugins(self) -> RepeatedCompositeFieldContainer[PluginInfo]: ...
    @property
    def drivers(self) -> RepeatedCompositeFieldContainer[StorageDriverInfo]: ...
    def __init__(self, *, worker_instance_key: str | None = ..., worker_identity: str | None = ..., task_queue: str | None = ..., deployment_version: everloop.api.deployment.v1.WorkerDeploymentVersion | None = ..., sdk_name: str | None = ..., sdk_version: str | None = ..., status: everloop.api.enums.v1.WorkerStatus.ValueType | None = ..., start_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., host_name: str | None = ..., worker_grouping_key: str | None = ..., process_id: str | None = ..., plugins: Iterable[PluginInfo] | None = ..., drivers: Iterable[StorageDriverInfo] | None = ...) -> None: ...

class PluginInfo(_Message):
    name: str
    version: str
    def __init__(self, *, name: str | None = ..., version: str | None = ...) -> None: ...

class StorageDriverInfo(_Message):
    type: str
    def __init__(self, *, type: str | None = ...) -> None: ...

class EnvironmentInfo(_Message):
    class _Architecture(_EnumWrapper):
        ARCHITECTURE_UNSPECIFIED: int
        ARCHITECTURE_AMD64: int
        ARCHITECTURE_ARM64: int
    class Architecture(metaclass=_Architecture):
        ValueType: TypeAlias = int
    ARCHITECTURE_UNSPECIFIED: int
    ARCHITECTURE_AMD64: int
    ARCHITECTURE_ARM64: int

    class Runtime(_Message):
        class _RuntimeType(_EnumWrapper):
            RUNTIME_TYPE_UNSPECIFIED: int
            RUNTIME_TYPE_JVM: int
            RUNTIME_TYPE_CPYTHON: int
            RUNTIME_TYPE_NODE: int
            RUNTIME_TYPE_BUN: int
            RUNTIME_TYPE_CRUBY: int
            RUNTIME_TYPE_GO: int
            RUNTIME_TYPE_DOTNET_FRAMEWORK: int
            RUNTIME_TYPE_DOTNET_CORE: int
            RUNTIME_TYPE_NATIVE: int
            RUNTIME_TYPE_ROADRUNNER: int
        class RuntimeType(metaclass=_RuntimeType):
            ValueType: TypeAlias = int
        RUNTIME_TYPE_UNSPECIFIED: int
        RUNTIME_TYPE_JVM: int
        RUNTIME_TYPE_CPYTHON: int
        RUNTIME_TYPE_NODE: int
        RUNTIME_TYPE_BUN: int
        RUNTIME_TYPE_CRUBY: int
        RUNTIME_TYPE_GO: int
        RUNTIME_TYPE_DOTNET_FRAMEWORK: int
        RUNTIME_TYPE_DOTNET_CORE: int
        RUNTIME_TYPE_NATIVE: int
        RUNTIME_TYPE_ROADRUNNER: int

        type: EnvironmentInfo.Runtime.RuntimeType.ValueType
        version: str
        def __init__(self, *, type: EnvironmentInfo.Runtime.RuntimeType.ValueType | None = ..., version: str | None = ...) -> None: ...

    class HostingEnvironment(_Message):
        class _HostingEnvironmentType(_EnumWrapper):
            HOSTING_ENVIRONMENT_TYPE_UNSPECIFIED: int
            HOSTING_ENVIRONMENT_TYPE_DOCKER: int
            HOSTING_ENVIRONMENT_TYPE_K8S: int
            HOSTING_ENVIRONMENT_TYPE_AWS_LAMBDA: int
            HOSTING_ENVIRONMENT_TYPE_AWS_ECS: int
            HOSTING_ENVIRONMENT_TYPE_GOOGLE_CLOUD_RUN: int
            HOSTING_ENVIRONMENT_TYPE_GOOGLE_APP_ENGINE: int
            HOSTING_ENVIRONMENT_TYPE_AZURE_APP_SERVICE: int
            HOSTING_ENVIRONMENT_TYPE_AZURE_FUNCTIONS: int
            HOSTING_ENVIRONMENT_TYPE_AZURE_CONTAINER_APPS: int
        class HostingEnvironmentType(metaclass=_HostingEnvironmentType):
            ValueType: TypeAlias = int
        HOSTING_ENVIRONMENT_TYPE_UNSPECIFIED: int
        HOSTING_ENVIRONMENT_TYPE_DOCKER: int
        HOSTING_ENVIRONMENT_TYPE_K8S: int
        HOSTING_ENVIRONMENT_TYPE_AWS_LAMBDA: int
        HOSTING_ENVIRONMENT_TYPE_AWS_ECS: int
        HOSTING_ENVIRONMENT_TYPE_GOOGLE_CLOUD_RUN: int
        HOSTING_ENVIRONMENT_TYPE_GOOGLE_APP_ENGINE: int
        HOSTING_ENVIRONMENT_TYPE_AZURE_APP_SERVICE: int
        HOSTING_ENVIRONMENT_TYPE_AZURE_FUNCTIONS: int
        HOSTING_ENVIRONMENT_TYPE_AZURE_CONTAINER_APPS: int

        type: EnvironmentInfo.HostingEnvironment.HostingEnvironmentType.ValueType
        version: str
        def __init__(self, *, type: EnvironmentInfo.HostingEnvironment.HostingEnvironmentType.ValueType | None = ..., version: str | None = ...) -> None: ...

    class Platform(_Message):
        @property
        def linux(self) -> EnvironmentInfo.LinuxPlatform: ...
        @property
        def macos(self) -> EnvironmentInfo.MacOSPlatform: ...
        @property
        def windows(self) -> EnvironmentInfo.WindowsPlatform: ...
        def __init__(self, *, linux: EnvironmentInfo.LinuxPlatform | None = ..., macos: EnvironmentInfo.MacOSPlatform | None = ..., windows: EnvironmentInfo.WindowsPlatform | None = ...) -> None: ...
        @overload
        def WhichOneof(self, oneof_group: Literal["variant", b"variant"]) -> Literal["linux", "macos", "windows"] | None: ...
        @overload
        def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

    class LinuxPlatform(_Message):
        class _Libc(_EnumWrapper):
            LIBC_UNSPECIFIED: int
            LIBC_GLIBC: int
            LIBC_MUSL: int
        class Libc(metaclass=_Libc):
            ValueType: TypeAlias = int
        LIBC_UNSPECIFIED: int
        LIBC_GLIBC: int
        LIBC_MUSL: int

        version: str
        architecture: EnvironmentInfo.Architecture.ValueType
        libc: EnvironmentInfo.LinuxPlatform.Libc.ValueType
        def __init__(self, *, version: str | None = ..., architecture: EnvironmentInfo.Architecture.ValueType | None = ..., libc: EnvironmentInfo.LinuxPlatform.Libc.ValueType | None = ...) -> None: ...

    class MacOSPlatform(_Message):
        version: str
        architecture: EnvironmentInfo.Architecture.ValueType
        def __init__(self, *, version: str | None = ..., architecture: EnvironmentInfo.Architecture.ValueType | None = ...) -> None: ...

    class WindowsPlatform(_Message):
        class _Crt(_EnumWrapper):
            CRT_UNSPECIFIED: int
            CRT_UCRT: int
            CRT_MSVCRT: int
            CRT_MINGW: int
            CRT_CYGWIN: int
        class Crt(metaclass=_Crt):
            ValueType: TypeAlias = int
        CRT_UNSPECIFIED: int
        CRT_UCRT: int
        CRT_MSVCRT: int
        CRT_MINGW: int
        CRT_CYGWIN: int

        version: str
        architecture: EnvironmentInfo.Architecture.ValueType
        crt: EnvironmentInfo.WindowsPlatform.Crt.ValueType
        def __init__(self, *, version: str | None = ..., architecture: EnvironmentInfo.Architecture.ValueType | None = ..., crt: EnvironmentInfo.WindowsPlatform.Crt.ValueType | None = ...) -> None: ...

    @property
    def runtimes(self) -> RepeatedCompositeFieldContainer[EnvironmentInfo.Runtime]: ...
    @property
    def hosting_environments(self) -> RepeatedCompositeFieldContainer[EnvironmentInfo.HostingEnvironment]: ...
    @property
    def platform(self) -> EnvironmentInfo.Platform: ...
    def __init__(self, *, runtimes: Iterable[EnvironmentInfo.Runtime] | None = ..., hosting_environments: Iterable[EnvironmentInfo.HostingEnvironment] | None = ..., platform: EnvironmentInfo.Platform | None = ...) -> None: ...

class WorkerCommand(_Message):
    @property
    def cancel_activity(self) -> CancelActivityCommand: ...
    def __init__(self, *, cancel_activity: CancelActivityCommand | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["type", b"type"]) -> Literal["cancel_activity"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class CancelActivityCommand(_Message):
    task_token: bytes
    def __init__(self, *, task_token: bytes | None = ...) -> None: ...

class WorkerCommandResult(_Message):
    @property
    def cancel_activity(self) -> CancelActivityResult: ...
    def __init__(self, *, cancel_activity: CancelActivityResult | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["type", b"type"]) -> Literal["cancel_activity"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class CancelActivityResult(_Message):
    def __init__(self) -> None: ...

