"""Made by tools/api_stubs.py from temporal/api/worker/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.worker.v1 import (
    CancelActivityCommand as CancelActivityCommand,
    CancelActivityResult as CancelActivityResult,
    EnvironmentInfo as EnvironmentInfo,
    PluginInfo as PluginInfo,
    StorageDriverInfo as StorageDriverInfo,
    WorkerCommand as WorkerCommand,
    WorkerCommandResult as WorkerCommandResult,
    WorkerHeartbeat as WorkerHeartbeat,
    WorkerHostInfo as WorkerHostInfo,
    WorkerInfo as WorkerInfo,
    WorkerListInfo as WorkerListInfo,
    WorkerPollerInfo as WorkerPollerInfo,
    WorkerSlotsInfo as WorkerSlotsInfo,
)

DESCRIPTOR: FileDescriptor
