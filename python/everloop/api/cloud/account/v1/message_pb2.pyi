"""Made by tools/api_stubs.py from temporal/api/cloud/account/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.cloud.account.v1 import (
    Account as Account,
    AccountSpec as AccountSpec,
    AuditLogSink as AuditLogSink,
    AuditLogSinkSpec as AuditLogSinkSpec,
    Metrics as Metrics,
    MetricsSpec as MetricsSpec,
)

DESCRIPTOR: FileDescriptor
