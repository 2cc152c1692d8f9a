"""Made by tools/api_stubs.py from protoc-gen-openapiv2/options/annotations.proto."""

from google.protobuf.descriptor import FileDescriptor

DESCRIPTOR: FileDescriptor
