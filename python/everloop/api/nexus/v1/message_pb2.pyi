"""Made by tools/api_stubs.py from temporal/api/nexus/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.nexus.v1 import (
    CancelOperationRequest as CancelOperationRequest,
    CancelOperationResponse as CancelOperationResponse,
    Endpoint as Endpoint,
    EndpointSpec as EndpointSpec,
    EndpointTarget as EndpointTarget,
    Failure as Failure,
    HandlerError as HandlerError,
    Link as Link,
    NexusOperationExecutionCancellationInfo as NexusOperationExecutionCancellationInfo,
    NexusOperationExecutionInfo as NexusOperationExecutionInfo,
    NexusOperationExecutionListInfo as NexusOperationExecutionListInfo,
    PropagatedSerializationContext as PropagatedSerializationContext,
    Request as Request,
    Response as Response,
    StartOperationRequest as StartOperationRequest,
    StartOperationResponse as StartOperationResponse,
    UnsuccessfulOperationError as UnsuccessfulOperationError,
)

DESCRIPTOR: FileDescriptor
