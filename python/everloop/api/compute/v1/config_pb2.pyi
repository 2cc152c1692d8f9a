"""Made by tools/api_stubs.py from temporal/api/compute/v1/config.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.compute.v1 import (
    ComputeConfig as ComputeConfig,
    ComputeConfigScalingGroup as ComputeConfigScalingGroup,
    ComputeConfigScalingGroupSummary as ComputeConfigScalingGroupSummary,
    ComputeConfigScalingGroupUpdate as ComputeConfigScalingGroupUpdate,
    ComputeConfigSummary as ComputeConfigSummary,
)

DESCRIPTOR: FileDescriptor
