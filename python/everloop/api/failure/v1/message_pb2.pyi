"""Made by tools/api_stubs.py from temporal/api/failure/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.failure.v1 import (
    ActivityFailureInfo as ActivityFailureInfo,
    ApplicationFailureInfo as ApplicationFailureInfo,
    CanceledFailureInfo as CanceledFailureInfo,
    ChildWorkflowExecutionFailureInfo as ChildWorkflowExecutionFailureInfo,
    Failure as Failure,
    MultiOperationExecutionAborted as MultiOperationExecutionAborted,
    NexusHandlerFailureInfo as NexusHandlerFailureInfo,
    NexusOperationFailureInfo as NexusOperationFailureInfo,
    ResetWorkflowFailureInfo as ResetWorkflowFailureInfo,
    ServerFailureInfo as ServerFailureInfo,
    TerminatedFailureInfo as TerminatedFailureInfo,
    TimeoutFailureInfo as TimeoutFailureInfo,
)

DESCRIPTOR: FileDescriptor
