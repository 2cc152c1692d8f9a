"""Made by tools/api_stubs.py from temporal/api/cloud/usage/v1/message.proto."""

from collections.abc import Iterable
from typing import TypeAlias

import google.protobuf.timestamp_pb2
from google.protobuf.internal.containers import RepeatedCompositeFieldContainer
from everloop.api._enum import EnumWrapper as _EnumWrapper
from google.protobuf.message import Message as _Message

class _RecordType(_EnumWrapper):
    RECORD_TYPE_UNSPECIFIED: int
    RECORD_TYPE_ACTIONS: int
    RECORD_TYPE_ACTIVE_STORAGE: int
    RECORD_TYPE_RETAINED_STORAGE: int
class RecordType(metaclass=_RecordType):
    ValueType: TypeAlias = int
RECORD_TYPE_UNSPECIFIED: int
RECORD_TYPE_ACTIONS: int
RECORD_TYPE_ACTIVE_STORAGE: int
RECORD_TYPE_RETAINED_STORAGE: int

class _RecordUnit(_EnumWrapper):
    RECORD_UNIT_UNSPECIFIED: int
    RECORD_UNIT_NUMBER: int
    RECORD_UNIT_BYTE_SECONDS: int
class RecordUnit(metaclass=_RecordUnit):
    ValueType: TypeAlias = int
RECORD_UNIT_UNSPECIFIED: int
RECORD_UNIT_NUMBER: int
RECORD_UNIT_BYTE_SECONDS: int

class _GroupByKey(_EnumWrapper):
    GROUP_BY_KEY_UNSPECIFIED: int
    GROUP_BY_KEY_NAMESPACE: int
class GroupByKey(metaclass=_GroupByKey):
    ValueType: TypeAlias = int
GROUP_BY_KEY_UNSPECIFIED: int
GROUP_BY_KEY_NAMESPACE: int

class Summary(_Message):
    @property
    def start_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def end_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def record_groups(self) -> RepeatedCompositeFieldContainer[RecordGroup]: ...
    incomplete: bool
    def __init__(self, *, start_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., end_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., record_groups: Iterable[RecordGroup] | None = ..., incomplete: bool | None = ...) -> None: ...

class RecordGroup(_Message):
    @property
    def group_bys(self) -> RepeatedCompositeFieldContainer[GroupBy]: ...
    @property
    def records(self) -> RepeatedCompositeFieldContainer[Record]: ...
    def __init__(self, *, group_bys: Iterable[GroupBy] | None = ..., records: Iterable[Record] | None = ...) -> None: ...

class GroupBy(_Message):
    key: GroupByKey.ValueType
    value: str
    def __init__(self, *, key: GroupByKey.ValueType | None = ..., value: str | None = ...) -> None: ...

class Record(_Message):
    type: RecordType.ValueType
    unit: RecordUnit.ValueType
    value: float
    def __init__(self, *, type: RecordType.ValueType | None = ..., unit: RecordUnit.ValueType | None = ..., value: float | None = ...) -> None: ...

