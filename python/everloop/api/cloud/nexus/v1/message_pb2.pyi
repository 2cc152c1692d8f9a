"""Made by tools/api_stubs.py from temporal/api/cloud/nexus/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.cloud.nexus.v1 import (
    AllowedCloudNamespacePolicySpec as AllowedCloudNamespacePolicySpec,
    Endpoint as Endpoint,
    EndpointPolicySpec as EndpointPolicySpec,
    EndpointSpec as EndpointSpec,
    EndpointTargetSpec as EndpointTargetSpec,
    WorkerTargetSpec as WorkerTargetSpec,
)

DESCRIPTOR: FileDescriptor
