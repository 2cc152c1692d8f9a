"""Made by tools/api_stubs.py from temporal/api/cloud/region/v1/message.proto."""

from typing import TypeAlias

from everloop.api._enum import EnumWrapper as _EnumWrapper
from google.protobuf.message import Message as _Message

class Region(_Message):
    class _CloudProvider(_EnumWrapper):
        CLOUD_PROVIDER_UNSPECIFIED: int
        CLOUD_PROVIDER_AWS: int
        CLOUD_PROVIDER_GCP: int
    class CloudProvider(metaclass=_CloudProvider):
        ValueType: TypeAlias = int
    CLOUD_PROVIDER_UNSPECIFIED: int
    CLOUD_PROVIDER_AWS: int
    CLOUD_PROVIDER_GCP: int

    id: str
    cloud_provider_deprecated: str
    cloud_provider: Region.CloudProvider.ValueType
    cloud_provider_region: str
    location: str
    def __init__(self, *, id: str | None = ..., cloud_provider_deprecated: str | None = ..., cloud_provider: Region.CloudProvider.ValueType | None = ..., cloud_provider_region: str | None = ..., location: str | None = ...) -> None: ...

