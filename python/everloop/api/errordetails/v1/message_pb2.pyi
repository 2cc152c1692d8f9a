"""Made by tools/api_stubs.py from temporal/api/errordetails/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.errordetails.v1 import (
    ActivityExecutionAlreadyStartedFailure as ActivityExecutionAlreadyStartedFailure,
    CancellationAlreadyRequestedFailure as CancellationAlreadyRequestedFailure,
    ClientVersionNotSupportedFailure as ClientVersionNotSupportedFailure,
    MultiOperationExecutionFailure as MultiOperationExecutionFailure,
    NamespaceAlreadyExistsFailure as NamespaceAlreadyExistsFailure,
    NamespaceInvalidStateFailure as NamespaceInvalidStateFailure,
    NamespaceNotActiveFailure as NamespaceNotActiveFailure,
    NamespaceNotFoundFailure as NamespaceNotFoundFailure,
    NamespaceUnavailableFailure as NamespaceUnavailableFailure,
    NewerBuildExistsFailure as NewerBuildExistsFailure,
    NexusOperationExecutionAlreadyStartedFailure as NexusOperationExecutionAlreadyStartedFailure,
    NotFoundFailure as NotFoundFailure,
    PermissionDeniedFailure as PermissionDeniedFailure,
    QueryFailedFailure as QueryFailedFailure,
    ResourceExhaustedFailure as ResourceExhaustedFailure,
    ServerVersionNotSupportedFailure as ServerVersionNotSupportedFailure,
    SystemWorkflowFailure as SystemWorkflowFailure,
    WorkflowExecutionAlreadyStartedFailure as WorkflowExecutionAlreadyStartedFailure,
    WorkflowNotReadyFailure as WorkflowNotReadyFailure,
    WorkflowTaskCompletionBufferLostFailure as WorkflowTaskCompletionBufferLostFailure,
)

DESCRIPTOR: FileDescriptor
