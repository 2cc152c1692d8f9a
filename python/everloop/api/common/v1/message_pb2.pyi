"""Made by tools/api_stubs.py from temporal/api/common/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.common.v1 import (
    ActivityType as ActivityType,
    Callback as Callback,
    DataBlob as DataBlob,
    Execution as Execution,
    FastForwardConfig as FastForwardConfig,
    Header as Header,
    Link as Link,
    Memo as Memo,
    MeteringMetadata as MeteringMetadata,
    OnConflictOptions as OnConflictOptions,
    Payload as Payload,
    Payloads as Payloads,
    Principal as Principal,
    Priority as Priority,
    ResetOptions as ResetOptions,
    RetryPolicy as RetryPolicy,
    SearchAttributes as SearchAttributes,
    TimeSkippingConfig as TimeSkippingConfig,
    TimeSkippingFastForwardInfo as TimeSkippingFastForwardInfo,
    TimeSkippingInfo as TimeSkippingInfo,
    TimeSkippingStatePropagation as TimeSkippingStatePropagation,
    WorkerSelector as WorkerSelector,
    WorkerVersionCapabilities as WorkerVersionCapabilities,
    WorkerVersionStamp as WorkerVersionStamp,
    WorkflowExecution as WorkflowExecution,
    WorkflowType as WorkflowType,
)

DESCRIPTOR: FileDescriptor
