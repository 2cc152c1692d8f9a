"""Made by tools/api_stubs.py from temporal/api/cloud/namespace/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.cloud.namespace.v1 import (
    AWSPrivateLinkInfo as AWSPrivateLinkInfo,
    ApiKeyAuthSpec as ApiKeyAuthSpec,
    Capacity as Capacity,
    CapacitySpec as CapacitySpec,
    CertificateFilterSpec as CertificateFilterSpec,
    CodecServerSpec as CodecServerSpec,
    Endpoints as Endpoints,
    ExportSink as ExportSink,
    ExportSinkSpec as ExportSinkSpec,
    FairnessSpec as FairnessSpec,
    HighAvailabilitySpec as HighAvailabilitySpec,
    LifecycleSpec as LifecycleSpec,
    Limits as Limits,
    MtlsAuthSpec as MtlsAuthSpec,
    Namespace as Namespace,
    NamespaceCapacityInfo as NamespaceCapacityInfo,
    NamespaceRegionStatus as NamespaceRegionStatus,
    NamespaceSpec as NamespaceSpec,
    PrivateConnectivity as PrivateConnectivity,
    Replica as Replica,
    ReplicaSpec as ReplicaSpec,
)

DESCRIPTOR: FileDescriptor
