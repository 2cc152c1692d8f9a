"""Made by tools/api_stubs.py from temporal/api/sdk/v1/enhanced_stack_trace.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.sdk.v1 import (
    EnhancedStackTrace as EnhancedStackTrace,
    StackTrace as StackTrace,
    StackTraceFileLocation as StackTraceFileLocation,
    StackTraceFileSlice as StackTraceFileSlice,
    StackTraceSDKInfo as StackTraceSDKInfo,
)

DESCRIPTOR: FileDescriptor
