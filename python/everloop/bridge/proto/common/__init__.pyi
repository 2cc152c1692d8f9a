"""Made by tools/api_stubs.py from temporal/sdk/core/common/common.proto."""

from collections.abc import Iterable
from typing import TypeAlias

import google.protobuf.duration_pb2
from google.protobuf.internal.containers import RepeatedScalarFieldContainer
from everloop.api._enum import EnumWrapper as _EnumWrapper
from google.protobuf.message import Message as _Message

class _VersioningIntent(_EnumWrapper):
    UNSPECIFIED: int
    COMPATIBLE: int
    DEFAULT: int
class VersioningIntent(metaclass=_VersioningIntent):
    ValueType: TypeAlias = int
UNSPECIFIED: int
COMPATIBLE: int
DEFAULT: int

class NamespacedWorkflowExecution(_Message):
    namespace: str
    workflow_id: str
    run_id: str
    def __init__(self, *, namespace: str | None = ..., workflow_id: str | None = ..., run_id: str | None = ...) -> None: ...

class WorkerDeploymentVersion(_Message):
    deployment_name: str
    build_id: str
    def __init__(self, *, deployment_name: str | None = ..., build_id: str | None = ...) -> None: ...

class ExternalStorageMetrics(_Message):
    payload_count: int
    total_size_bytes: int
    @property
    def total_duration(self) -> google.protobuf.duration_pb2.Duration: ...
    @property
    def driver_names(self) -> RepeatedScalarFieldContainer[str]: ...
    def __init__(self, *, payload_count: int | None = ..., total_size_bytes: int | None = ..., total_duration: google.protobuf.duration_pb2.Duration | None = ..., driver_names: Iterable[str] | None = ...) -> None: ...

