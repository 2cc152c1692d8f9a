"""Made by tools/api_stubs.py from temporal/sdk/core/workflow_completion/workflow_completion.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.bridge.proto.workflow_completion import (
    Failure as Failure,
    Success as Success,
    WorkflowActivationCompletion as WorkflowActivationCompletion,
)

DESCRIPTOR: FileDescriptor
