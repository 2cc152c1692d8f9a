"""The interface of a converter for one encoding, and those for null, bytes and protobuf messages."""

from __future__ import annotations

import sys
from abc import ABC, abstractmethod
from typing import TYPE_CHECKING, Any

import everloop

if TYPE_CHECKING:
    import everloop.api.common.v1

__all__ = [
    "BinaryNullPayloadConverter",
    "BinaryPlainPayloadConverter",
    "BinaryProtoPayloadConverter",
    "EncodingPayloadConverter",
    "JSONProtoPayloadConverter",
    "payload_of",
]


def payload_of(encoding: str, data: bytes = b"", **metadata: bytes) -> everloop.api.common.v1.Payload:
    """A payload of an encoding.

    Args:
        encoding: The encoding's name.
        data: The encoded value.
        metadata: More metadata.
    """
    from everloop.api.common.v1 import Payload

    return Payload(metadata={"encoding": encoding.encode(), **metadata}, data=data)


class EncodingPayloadConverter(ABC):
    """Converts single values to payloads of one encoding and back, as a part of `CompositePayloadConverter`."""

    @property
    @abstractmethod
    def encoding(self) -> str:
        """The encoding's name, as it stands in a payload's metadata."""

    @abstractmethod
    def to_payload(self, value: Any) -> everloop.api.common.v1.Payload | None:
        """Converts a value.

        Args:
            value: The value.

        Returns:
            The payload, or None if the value is not for this encoding.

        Raises:
            Exception: If the value is for this encoding but something is wrong with it.
        """

    @abstractmethod
    def from_payload(self, payload: everloop.api.common.v1.Payload, type_hint: type | None = None) -> Any:
        """Converts a payload of this encoding.

        Args:
            payload: The payload.
            type_hint: The type expected, if it is known.

        Raises:
            RuntimeError: If the payload does not hold what the encoding promises.
        """


class BinaryNullPayloadConverter(EncodingPayloadConverter):
    """Converts None, as `binary/null`."""

    @property
    def encoding(self) -> str:
        """The encoding's name."""
        return "binary/null"

    def to_payload(self, value: Any) -> everloop.api.common.v1.Payload | None:
        """Converts None."""
        return payload_of(self.encoding) if value is None else None

    def from_payload(self, payload: everloop.api.common.v1.Payload, type_hint: type | None = None) -> Any:
        """Converts to None."""
        if payload.data:
            raise RuntimeError("Expected empty data set for binary/null")
        return None


class BinaryPlainPayloadConverter(EncodingPayloadConverter):
    """Converts bytes, as `binary/plain`."""

    @property
    def encoding(self) -> str:
        """The encoding's name."""
        return "binary/plain"

    def to_payload(self, value: Any) -> everloop.api.common.v1.Payload | None:
        """Converts bytes."""
        return payload_of(self.encoding, value) if isinstance(value, bytes) else None

    def from_payload(self, payload: everloop.api.common.v1.Payload, type_hint: type | None = None) -> Any:
        """Converts to bytes."""
        return payload.data


class JSONProtoPayloadConverter(EncodingPayloadConverter):
    """Converts protobuf messages, as `json/protobuf`."""

    def __init__(self, ignore_unknown_fields: bool = False) -> None:
        """Makes a converter.

        Args:
            ignore_unknown_fields: Whether fields that a message does not have are passed over instead of refused.
        """
        self._ignore_unknown_fields = ignore_unknown_fields

    @property
    def encoding(self) -> str:
        """The encoding's name."""
        return "json/protobuf"

    def to_payload(self, value: Any) -> everloop.api.common.v1.Payload | None:
        """Converts a message."""
        if not _is_message(value):
            return None
        import json

        from google.protobuf import json_format

        text = json.dumps(json_format.MessageToDict(value), separators=(",", ":"), sort_keys=True)
        return payload_of(self.encoding, text.encode(), messageType=value.DESCRIPTOR.full_name.encode())

    def from_payload(self, payload: everloop.api.common.v1.Payload, type_hint: type | None = None) -> Any:
        """Converts to a message of the type that the payload names."""
        from google.protobuf import json_format

        message = _new_message(payload)
        try:
            return json_format.Parse(payload.data, message, ignore_unknown_fields=self._ignore_unknown_fields)
        except json_format.ParseError as error:
            raise RuntimeError("Failed parsing") from error


class BinaryProtoPayloadConverter(EncodingPayloadConverter):
    """Converts protobuf messages, as `binary/protobuf`."""

    @property
    def encoding(self) -> str:
        """The encoding's name."""
        return "binary/protobuf"

    def to_payload(self, value: Any) -> everloop.api.common.v1.Payload | None:
        """Converts a message."""
        if not _is_message(value):
            return None
        full_name: str = value.DESCRIPTOR.full_name
        return payload_of(self.encoding, value.SerializeToString(), messageType=full_name.encode())

    def from_payload(self, payload: everloop.api.common.v1.Payload, type_hint: type | None = None) -> Any:
        """Converts to a message of the type that the payload names."""
        from google.protobuf.message import DecodeError

        message = _new_message(payload)
        try:
            message.ParseFromString(payload.data)
        except DecodeError as error:
            raise RuntimeError("Failed parsing") from error
        return message


def _is_message(value: Any) -> bool:
    """Whether a value is a protobuf message. Without the protobuf package imported there are none."""
    module = sys.modules.get("google.protobuf.message")
    return module is not None and isinstance(value, module.Message) and value.DESCRIPTOR is not None


def _new_message(payload: everloop.api.common.v1.Payload) -> Any:
    """An empty message of the type that a payload names: the program's own, or one of the API's."""
    from everloop.api import _pool

    name = payload.metadata.get("messageType", b"<unknown>").decode()
    # Where the official SDK is loaded too, the database holds its classes for the API's names.
    if name.startswith("temporal.api."):
        try:
            return _pool.symbol(name)()
        except KeyError as error:
            raise RuntimeError(f"Unknown Protobuf type {name}") from error
    from google.protobuf import symbol_database

    try:
        return symbol_database.Default().GetSymbol(name)()
    except KeyError as error:
        raise RuntimeError(f"Unknown Protobuf type {name}") from error
