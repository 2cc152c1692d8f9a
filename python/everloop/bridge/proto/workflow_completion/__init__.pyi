"""Made by tools/api_stubs.py from temporal/sdk/core/workflow_completion/workflow_completion.proto."""

from collections.abc import Iterable
from typing import Literal, overload

import everloop.api.enums.v1
import everloop.api.failure.v1
import everloop.bridge.proto.common
import everloop.bridge.proto.workflow_commands
from google.protobuf.internal.containers import RepeatedCompositeFieldContainer, RepeatedScalarFieldContainer
from google.protobuf.message import Message as _Message

class WorkflowActivationCompletion(_Message):
    run_id: str
    @property
    def successful(self) -> Success: ...
    @property
    def failed(self) -> Failure: ...
    @property
    def payload_download_metrics(self) -> everloop.bridge.proto.common.ExternalStorageMetrics: ...
    @property
    def payload_upload_metrics(self) -> everloop.bridge.proto.common.ExternalStorageMetrics: ...
    def __init__(self, *, run_id: str | None = ..., successful: Success | None = ..., failed: Failure | None = ..., payload_download_metrics: everloop.bridge.proto.common.ExternalStorageMetrics | None = ..., payload_upload_metrics: everloop.bridge.proto.common.ExternalStorageMetrics | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["status", b"status"]) -> Literal["successful", "failed"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class Success(_Message):
    @property
    def commands(self) -> RepeatedCompositeFieldContainer[everloop.bridge.proto.workflow_commands.WorkflowCommand]: ...
    @property
    def used_internal_flags(self) -> RepeatedScalarFieldContainer[int]: ...
    versioning_behavior: everloop.api.enums.v1.VersioningBehavior.ValueType
    def __init__(self, *, commands: Iterable[everloop.bridge.proto.workflow_commands.WorkflowCommand] | None = ..., used_internal_flags: Iterable[int] | None = ..., versioning_behavior: everloop.api.enums.v1.VersioningBehavior.ValueType | None = ...) -> None: ...

class Failure(_Message):
    @property
    def failure(self) -> everloop.api.failure.v1.Failure: ...
    force_cause: everloop.api.enums.v1.WorkflowTaskFailedCause.ValueType
    def __init__(self, *, failure: everloop.api.failure.v1.Failure | None = ..., force_cause: everloop.api.enums.v1.WorkflowTaskFailedCause.ValueType | None = ...) -> None: ...

