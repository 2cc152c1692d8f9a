"""Made by tools/api_stubs.py from temporal/sdk/core/core_interface.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.bridge.proto import (
    ActivityHeartbeat as ActivityHeartbeat,
    ActivitySlotInfo as ActivitySlotInfo,
    ActivityTaskCompletion as ActivityTaskCompletion,
    LocalActivitySlotInfo as LocalActivitySlotInfo,
    NamespaceInfo as NamespaceInfo,
    NexusSlotInfo as NexusSlotInfo,
    WorkflowSlotInfo as WorkflowSlotInfo,
)

DESCRIPTOR: FileDescriptor
