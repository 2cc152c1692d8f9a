"""Made by tools/api_stubs.py from temporal/sdk/core/workflow_activation/workflow_activation.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.bridge.proto.workflow_activation import (
    CancelWorkflow as CancelWorkflow,
    DoUpdate as DoUpdate,
    FireTimer as FireTimer,
    InitializeWorkflow as InitializeWorkflow,
    NotifyHasPatch as NotifyHasPatch,
    QueryWorkflow as QueryWorkflow,
    RemoveFromCache as RemoveFromCache,
    ResolveActivity as ResolveActivity,
    ResolveChildWorkflowExecution as ResolveChildWorkflowExecution,
    ResolveChildWorkflowExecutionStart as ResolveChildWorkflowExecutionStart,
    ResolveChildWorkflowExecutionStartCancelled as ResolveChildWorkflowExecutionStartCancelled,
    ResolveChildWorkflowExecutionStartFailure as ResolveChildWorkflowExecutionStartFailure,
    ResolveChildWorkflowExecutionStartSuccess as ResolveChildWorkflowExecutionStartSuccess,
    ResolveNexusOperation as ResolveNexusOperation,
    ResolveNexusOperationStart as ResolveNexusOperationStart,
    ResolveRequestCancelExternalWorkflow as ResolveRequestCancelExternalWorkflow,
    ResolveSignalExternalWorkflow as ResolveSignalExternalWorkflow,
    SignalWorkflow as SignalWorkflow,
    UpdateRandomSeed as UpdateRandomSeed,
    WorkflowActivation as WorkflowActivation,
    WorkflowActivationJob as WorkflowActivationJob,
)

DESCRIPTOR: FileDescriptor
