"""Made by tools/api_stubs.py from temporal/api/deployment/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.deployment.v1 import (
    ComputeStatus as ComputeStatus,
    Deployment as Deployment,
    DeploymentInfo as DeploymentInfo,
    DeploymentListInfo as DeploymentListInfo,
    InheritedAutoUpgradeInfo as InheritedAutoUpgradeInfo,
    RoutingConfig as RoutingConfig,
    UpdateDeploymentMetadata as UpdateDeploymentMetadata,
    VersionDrainageInfo as VersionDrainageInfo,
    VersionMetadata as VersionMetadata,
    WorkerDeploymentInfo as WorkerDeploymentInfo,
    WorkerDeploymentOptions as WorkerDeploymentOptions,
    WorkerDeploymentVersion as WorkerDeploymentVersion,
    WorkerDeploymentVersionInfo as WorkerDeploymentVersionInfo,
)

DESCRIPTOR: FileDescriptor
