"""Made by tools/api_stubs.py from temporal/sdk/core/nexus/nexus.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.bridge.proto.nexus import (
    ABANDON as ABANDON,
    CancelNexusTask as CancelNexusTask,
    NexusOperationCancellationType as NexusOperationCancellationType,
    NexusOperationResult as NexusOperationResult,
    NexusTask as NexusTask,
    NexusTaskCancelReason as NexusTaskCancelReason,
    NexusTaskCompletion as NexusTaskCompletion,
    TIMED_OUT as TIMED_OUT,
    TRY_CANCEL as TRY_CANCEL,
    WAIT_CANCELLATION_COMPLETED as WAIT_CANCELLATION_COMPLETED,
    WAIT_CANCELLATION_REQUESTED as WAIT_CANCELLATION_REQUESTED,
    WORKER_SHUTDOWN as WORKER_SHUTDOWN,
)

DESCRIPTOR: FileDescriptor
