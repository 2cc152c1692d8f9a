"""Made by tools/api_stubs.py from temporal/api/cloud/usage/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.cloud.usage.v1 import (
    GROUP_BY_KEY_NAMESPACE as GROUP_BY_KEY_NAMESPACE,
    GROUP_BY_KEY_UNSPECIFIED as GROUP_BY_KEY_UNSPECIFIED,
    GroupBy as GroupBy,
    GroupByKey as GroupByKey,
    RECORD_TYPE_ACTIONS as RECORD_TYPE_ACTIONS,
    RECORD_TYPE_ACTIVE_STORAGE as RECORD_TYPE_ACTIVE_STORAGE,
    RECORD_TYPE_RETAINED_STORAGE as RECORD_TYPE_RETAINED_STORAGE,
    RECORD_TYPE_UNSPECIFIED as RECORD_TYPE_UNSPECIFIED,
    RECORD_UNIT_BYTE_SECONDS as RECORD_UNIT_BYTE_SECONDS,
    RECORD_UNIT_NUMBER as RECORD_UNIT_NUMBER,
    RECORD_UNIT_UNSPECIFIED as RECORD_UNIT_UNSPECIFIED,
    Record as Record,
    RecordGroup as RecordGroup,
    RecordType as RecordType,
    RecordUnit as RecordUnit,
    Summary as Summary,
)

DESCRIPTOR: FileDescriptor
