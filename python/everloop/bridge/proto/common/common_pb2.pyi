"""Made by tools/api_stubs.py from temporal/sdk/core/common/common.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.bridge.proto.common import (
    COMPATIBLE as COMPATIBLE,
    DEFAULT as DEFAULT,
    ExternalStorageMetrics as ExternalStorageMetrics,
    NamespacedWorkflowExecution as NamespacedWorkflowExecution,
    UNSPECIFIED as UNSPECIFIED,
    VersioningIntent as VersioningIntent,
    WorkerDeploymentVersion as WorkerDeploymentVersion,
)

DESCRIPTOR: FileDescriptor
