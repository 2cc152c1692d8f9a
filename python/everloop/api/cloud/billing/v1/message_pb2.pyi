"""Made by tools/api_stubs.py from temporal/api/cloud/billing/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.cloud.billing.v1 import (
    BillingReport as BillingReport,
    BillingReportSpec as BillingReportSpec,
)

DESCRIPTOR: FileDescriptor
