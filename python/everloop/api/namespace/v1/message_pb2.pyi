"""Made by tools/api_stubs.py from temporal/api/namespace/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.namespace.v1 import (
    BadBinaries as BadBinaries,
    BadBinaryInfo as BadBinaryInfo,
    NamespaceConfig as NamespaceConfig,
    NamespaceFilter as NamespaceFilter,
    NamespaceInfo as NamespaceInfo,
    UpdateNamespaceInfo as UpdateNamespaceInfo,
)

DESCRIPTOR: FileDescriptor
