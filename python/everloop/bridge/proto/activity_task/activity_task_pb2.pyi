"""Made by tools/api_stubs.py from temporal/sdk/core/activity_task/activity_task.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.bridge.proto.activity_task import (
    ActivityCancelReason as ActivityCancelReason,
    ActivityCancellationDetails as ActivityCancellationDetails,
    ActivityTask as ActivityTask,
    CANCELLED as CANCELLED,
    Cancel as Cancel,
    NOT_FOUND as NOT_FOUND,
    PAUSED as PAUSED,
    RESET as RESET,
    Start as Start,
    TIMED_OUT as TIMED_OUT,
    WORKER_SHUTDOWN as WORKER_SHUTDOWN,
)

DESCRIPTOR: FileDescriptor
