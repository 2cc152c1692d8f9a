"""Made by tools/api_stubs.py from temporal/api/cloud/billing/v1/message.proto."""

from collections.abc import Iterable
from typing import TypeAlias

import google.protobuf.duration_pb2
import google.protobuf.timestamp_pb2
from google.protobuf.internal.containers import RepeatedCompositeFieldContainer
from everloop.api._enum import EnumWrapper as _EnumWrapper
from google.protobuf.message import Message as _Message

class BillingReportSpec(_Message):
    class _BillingReportGranularity(_EnumWrapper):
        BILLING_REPORT_GRANULARITY_UNSPECIFIED: int
        BILLING_REPORT_GRANULARITY_HOURLY: int
        BILLING_REPORT_GRANULARITY_DAILY: int
        BILLING_REPORT_GRANULARITY_MONTHLY: int
    class BillingReportGranularity(metaclass=_BillingReportGranularity):
        ValueType: TypeAlias = int
    BILLING_REPORT_GRANULARITY_UNSPECIFIED: int
    BILLING_REPORT_GRANULARITY_HOURLY: int
    BILLING_REPORT_GRANULARITY_DAILY: int
    BILLING_REPORT_GRANULARITY_MONTHLY: int

    @property
    def start_time_inclusive(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def end_time_exclusive(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def download_url_expiration_duration(self) -> google.protobuf.duration_pb2.Duration: ...
    description: str
    granularity: BillingReportSpec.BillingReportGranularity.ValueType
    def __init__(self, *, start_time_inclusive: google.protobuf.timestamp_pb2.Timestamp | None = ..., end_time_exclusive: google.protobuf.timestamp_pb2.Timestamp | None = ..., download_url_expiration_duration: google.protobuf.duration_pb2.Duration | None = ..., description: str | None = ..., granularity: BillingReportSpec.BillingReportGranularity.ValueType | None = ...) -> None: ...

class BillingReport(_Message):
    class _BillingReportState(_EnumWrapper):
        BILLING_REPORT_STATE_UNSPECIFIED: int
        BILLING_REPORT_STATE_IN_PROGRESS: int
        BILLING_REPORT_STATE_GENERATED: int
        BILLING_REPORT_STATE_FAILED: int
    class BillingReportState(metaclass=_BillingReportState):
        ValueType: TypeAlias = int
    BILLING_REPORT_STATE_UNSPECIFIED: int
    BILLING_REPORT_STATE_IN_PROGRESS: int
    BILLING_REPORT_STATE_GENERATED: int
    BILLING_REPORT_STATE_FAILED: int

    class Download(_Message):
        class _FileFormat(_EnumWrapper):
            FILE_FORMAT_UNSPECIFIED: int
            FILE_FORMAT_CSV: int
        class FileFormat(metaclass=_FileFormat):
            ValueType: TypeAlias = int
        FILE_FORMAT_UNSPECIFIED: int
        FILE_FORMAT_CSV: int

        url: str
        @property
        def url_expiration_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
        file_format: BillingReport.Download.FileFormat.ValueType
        file_size_bytes: int
        def __init__(self, *, url: str | None = ..., url_expiration_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., file_format: BillingReport.Download.FileFormat.ValueType | None = ..., file_size_bytes: int | None = ...) -> None: ...

    id: str
    state: BillingReport.BillingReportState.ValueType
    @property
    def spec(self) -> BillingReportSpec: ...
    @property
    def download_info(self) -> RepeatedCompositeFieldContainer[BillingReport.Download]: ...
    @property
    def requested_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def generated_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    async_operation_id: str
    def __init__(self, *, id: str | None = ..., state: BillingReport.BillingReportState.ValueType | None = ..., spec: BillingReportSpec | None = ..., download_info: Iterable[BillingReport.Download] | None = ..., requested_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., generated_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., async_operation_id: str | None = ...) -> None: ...

