"""Made by tools/api_stubs.py from temporal/api/activity/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.activity.v1 import (
    ActivityExecutionInfo as ActivityExecutionInfo,
    ActivityExecutionListInfo as ActivityExecutionListInfo,
    ActivityExecutionOutcome as ActivityExecutionOutcome,
    ActivityOptions as ActivityOptions,
    CallbackInfo as CallbackInfo,
)

DESCRIPTOR: FileDescriptor
