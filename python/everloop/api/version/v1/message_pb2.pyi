"""Made by tools/api_stubs.py from temporal/api/version/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.version.v1 import (
    Alert as Alert,
    ReleaseInfo as ReleaseInfo,
    VersionInfo as VersionInfo,
)

DESCRIPTOR: FileDescriptor
