"""Made by tools/api_stubs.py from temporal/api/update/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.update.v1 import (
    Acceptance as Acceptance,
    Input as Input,
    Meta as Meta,
    Outcome as Outcome,
    Rejection as Rejection,
    Request as Request,
    Response as Response,
    UpdateRef as UpdateRef,
    WaitPolicy as WaitPolicy,
)

DESCRIPTOR: FileDescriptor
