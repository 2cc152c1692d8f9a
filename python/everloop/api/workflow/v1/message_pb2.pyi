"""Made by tools/api_stubs.py from temporal/api/workflow/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.workflow.v1 import (
    CallbackInfo as CallbackInfo,
    DeploymentTransition as DeploymentTransition,
    DeploymentVersionTransition as DeploymentVersionTransition,
    NewWorkflowExecutionInfo as NewWorkflowExecutionInfo,
    NexusOperationCancellationInfo as NexusOperationCancellationInfo,
    OnConflictOptions as OnConflictOptions,
    PendingActivityInfo as PendingActivityInfo,
    PendingChildExecutionInfo as PendingChildExecutionInfo,
    PendingNexusOperationInfo as PendingNexusOperationInfo,
    PendingWorkflowTaskInfo as PendingWorkflowTaskInfo,
    PostResetOperation as PostResetOperation,
    RequestIdInfo as RequestIdInfo,
    ResetPointInfo as ResetPointInfo,
    ResetPoints as ResetPoints,
    VersioningOverride as VersioningOverride,
    WorkflowExecutionConfig as WorkflowExecutionConfig,
    WorkflowExecutionExtendedInfo as WorkflowExecutionExtendedInfo,
    WorkflowExecutionInfo as WorkflowExecutionInfo,
    WorkflowExecutionOptions as WorkflowExecutionOptions,
    WorkflowExecutionPauseInfo as WorkflowExecutionPauseInfo,
    WorkflowExecutionVersioningInfo as WorkflowExecutionVersioningInfo,
)

DESCRIPTOR: FileDescriptor
