"""Made by tools/api_stubs.py from temporal/sdk/core/workflow_commands/workflow_commands.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.bridge.proto.workflow_commands import (
    ABANDON as ABANDON,
    ActivityCancellationType as ActivityCancellationType,
    CancelChildWorkflowExecution as CancelChildWorkflowExecution,
    CancelSignalWorkflow as CancelSignalWorkflow,
    CancelTimer as CancelTimer,
    CancelWorkflowExecution as CancelWorkflowExecution,
    CompleteWorkflowExecution as CompleteWorkflowExecution,
    ContinueAsNewWorkflowExecution as ContinueAsNewWorkflowExecution,
    FailWorkflowExecution as FailWorkflowExecution,
    ModifyWorkflowProperties as ModifyWorkflowProperties,
    QueryResult as QueryResult,
    QuerySuccess as QuerySuccess,
    RequestCancelActivity as RequestCancelActivity,
    RequestCancelExternalWorkflowExecution as RequestCancelExternalWorkflowExecution,
    RequestCancelLocalActivity as RequestCancelLocalActivity,
    RequestCancelNexusOperation as RequestCancelNexusOperation,
    ScheduleActivity as ScheduleActivity,
    ScheduleLocalActivity as ScheduleLocalActivity,
    ScheduleNexusOperation as ScheduleNexusOperation,
    SetPatchMarker as SetPatchMarker,
    SignalExternalWorkflowExecution as SignalExternalWorkflowExecution,
    StartChildWorkflowExecution as StartChildWorkflowExecution,
    StartTimer as StartTimer,
    TRY_CANCEL as TRY_CANCEL,
    UpdateResponse as UpdateResponse,
    UpsertWorkflowSearchAttributes as UpsertWorkflowSearchAttributes,
    WAIT_CANCELLATION_COMPLETED as WAIT_CANCELLATION_COMPLETED,
    WorkflowCommand as WorkflowCommand,
)

DESCRIPTOR: FileDescriptor
