"""Made by tools/api_stubs.py from temporal/sdk/core/activity_result/activity_result.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.bridge.proto.activity_result import (
    ACTIVITY_TASK_FAILED_CAUSE_ACTIVITY_WORKER_UNHANDLED_FAILURE as ACTIVITY_TASK_FAILED_CAUSE_ACTIVITY_WORKER_UNHANDLED_FAILURE,
    ACTIVITY_TASK_FAILED_CAUSE_EXTERNAL_STORAGE_FAILURE as ACTIVITY_TASK_FAILED_CAUSE_EXTERNAL_STORAGE_FAILURE,
    ACTIVITY_TASK_FAILED_CAUSE_PAYLOADS_TOO_LARGE as ACTIVITY_TASK_FAILED_CAUSE_PAYLOADS_TOO_LARGE,
    ACTIVITY_TASK_FAILED_CAUSE_UNSPECIFIED as ACTIVITY_TASK_FAILED_CAUSE_UNSPECIFIED,
    ActivityExecutionResult as ActivityExecutionResult,
    ActivityResolution as ActivityResolution,
    ActivityTaskFailedCause as ActivityTaskFailedCause,
    Cancellation as Cancellation,
    DoBackoff as DoBackoff,
    Failure as Failure,
    Success as Success,
    WillCompleteAsync as WillCompleteAsync,
)

DESCRIPTOR: FileDescriptor
