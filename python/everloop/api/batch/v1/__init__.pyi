"""Made by tools/api_stubs.py from temporal/api/batch/v1/message.proto."""

from collections.abc import Iterable
from typing import Literal, overload

import everloop.api.activity.v1
import everloop.api.common.v1
import everloop.api.enums.v1
import everloop.api.rules.v1
import everloop.api.workflow.v1
import google.protobuf.duration_pb2
import google.protobuf.field_mask_pb2
import google.protobuf.timestamp_pb2
from google.protobuf.internal.containers import RepeatedCompositeFieldContainer
from google.protobuf.message import Message as _Message

class BatchOperationInfo(_Message):
    job_id: str
    state: everloop.api.enums.v1.BatchOperationState.ValueType
    @property
    def start_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def close_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    operation_type: everloop.api.enums.v1.BatchOperationType.ValueType
    def __init__(self, *, job_id: str | None = ..., state: everloop.api.enums.v1.BatchOperationState.ValueType | None = ..., start_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., close_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., operation_type: everloop.api.enums.v1.BatchOperationType.ValueType | None = ...) -> None: ...

class BatchOperationTermination(_Message):
    @property
    def details(self) -> everloop.api.common.v1.Payloads: ...
    identity: str
    def __init__(self, *, details: everloop.api.common.v1.Payloads | None = ..., identity: str | None = ...) -> None: ...

class BatchOperationTerminateActivities(_Message):
    identity: str
    reason: str
    def __init__(self, *, identity: str | None = ..., reason: str | None = ...) -> None: ...

class BatchOperationSignal(_Message):
    signal: str
    @property
    def input(self) -> everloop.api.common.v1.Payloads: ...
    @property
    def header(self) -> everloop.api.common.v1.Header: ...
    identity: str
    def __init__(self, *, signal: str | None = ..., input: everloop.api.common.v1.Payloads | None = ..., header: everloop.api.common.v1.Header | None = ..., identity: str | None = ...) -> None: ...

class BatchOperationCancellation(_Message):
    identity: str
    def __init__(self, *, identity: str | None = ...) -> None: ...

class BatchOperationCancelActivities(_Message):
    identity: str
    reason: str
    def __init__(self, *, identity: str | None = ..., reason: str | None = ...) -> None: ...

class BatchOperationDeletion(_Message):
    identity: str
    def __init__(self, *, identity: str | None = ...) -> None: ...

class BatchOperationDeleteActivities(_Message):
    def __init__(self) -> None: ...

class BatchOperationReset(_Message):
    identity: str
    @property
    def options(self) -> everloop.api.common.v1.ResetOptions: ...
    reset_type: everloop.api.enums.v1.ResetType.ValueType
    reset_reapply_type: everloop.api.enums.v1.ResetReapplyType.ValueType
    @property
    def post_reset_operations(self) -> RepeatedCompositeFieldContainer[everloop.api.workflow.v1.PostResetOperation]: ...
    def __init__(self, *, identity: str | None = ..., options: everloop.api.common.v1.ResetOptions | None = ..., reset_type: everloop.api.enums.v1.ResetType.ValueType | None = ..., reset_reapply_type: everloop.api.enums.v1.ResetReapplyType.ValueType | None = ..., post_reset_operations: Iterable[everloop.api.workflow.v1.PostResetOperation] | None = ...) -> None: ...

class BatchOperationUpdateWorkflowExecutionOptions(_Message):
    identity: str
    @property
    def workflow_execution_options(self) -> everloop.api.workflow.v1.WorkflowExecutionOptions: ...
    @property
    def update_mask(self) -> google.protobuf.field_mask_pb2.FieldMask: ...
    def __init__(self, *, identity: str | None = ..., workflow_execution_options: everloop.api.workflow.v1.WorkflowExecutionOptions | None = ..., update_mask: google.protobuf.field_mask_pb2.FieldMask | None = ...) -> None: ...

class BatchOperationUnpauseActivities(_Message):
    identity: str
    type: str
    match_all: bool
    reset_attempts: bool
    reset_heartbeat: bool
    @property
    def jitter(self) -> google.protobuf.duration_pb2.Duration: ...
    def __init__(self, *, identity: str | None = ..., type: str | None = ..., match_all: bool | None = ..., reset_attempts: bool | None = ..., reset_heartbeat: bool | None = ..., jitter: google.protobuf.duration_pb2.Duration | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["activity", b"activity"]) -> Literal["type", "match_all"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class BatchOperationTriggerWorkflowRule(_Message):
    identity: str
    id: str
    @property
    def spec(self) -> everloop.api.rules.v1.WorkflowRuleSpec: ...
    def __init__(self, *, identity: str | None = ..., id: str | None = ..., spec: everloop.api.rules.v1.WorkflowRuleSpec | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["rule", b"rule"]) -> Literal["id", "spec"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class BatchOperationResetActivities(_Message):
    identity: str
    type: str
    match_all: bool
    reset_attempts: bool
    reset_heartbeat: bool
    keep_paused: bool
    @property
    def jitter(self) -> google.protobuf.duration_pb2.Duration: ...
    restore_original_options: bool
    def __init__(self, *, identity: str | None = ..., type: str | None = ..., match_all: bool | None = ..., reset_attempts: bool | None = ..., reset_heartbeat: bool | None = ..., keep_paused: bool | None = ..., jitter: google.protobuf.duration_pb2.Duration | None = ..., restore_original_options: bool | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["activity", b"activity"]) -> Literal["type", "match_all"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class BatchOperationUpdateActivityOptions(_Message):
    identity: str
    type: str
    match_all: bool
    @property
    def activity_options(self) -> everloop.api.activity.v1.ActivityOptions: ...
    @property
    def update_mask(self) -> google.protobuf.field_mask_pb2.FieldMask: ...
    restore_original: bool
    def __init__(self, *, identity: str | None = ..., type: str | None = ..., match_all: bool | None = ..., activity_options: everloop.api.activity.v1.ActivityOptions | None = ..., update_mask: google.protobuf.field_mask_pb2.FieldMask | None = ..., restore_original: bool | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["activity", b"activity"]) -> Literal["type", "match_all"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

