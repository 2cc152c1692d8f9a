"""JSON payloads: the encoder that knows more types, the hook for decoding to custom types, and the converter."""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, ClassVar, NewType

import everloop
from everloop._advice import advised
from everloop._bridge.convert import json_dumps, json_loads
from everloop.converter._encodings import EncodingPayloadConverter, payload_of

if TYPE_CHECKING:
    import everloop.api.common.v1

__all__ = [
    "AdvancedJSONEncoder",
    "JSONPlainPayloadConverter",
    "JSONTypeConverter",
    "JSONTypeConverterUnhandled",
]


class AdvancedJSONEncoder(json.JSONEncoder):
    """Encodes datetimes, dataclasses, objects with a `dict` method, iterables and UUIDs too.

    A datetime becomes its ISO form, a dataclass an object, an iterable a list, a UUID its usual string.
    """

    def default(self, o: Any) -> Any:
        """What stands for an object that JSON itself has no form for."""
        import dataclasses
        from collections.abc import Iterable
        from datetime import datetime
        from uuid import UUID

        if isinstance(o, datetime):
            return o.isoformat()
        if dataclasses.is_dataclass(o) and not isinstance(o, type):
            return dataclasses.asdict(o)
        as_dict = getattr(o, "dict", None)
        if callable(as_dict):
            return as_dict()
        if isinstance(o, Iterable):
            return list(o)  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
        if isinstance(o, UUID):
            return str(o)
        raise advised(
            TypeError(f"Object of type {type(o).__name__} is not JSON serializable"),
            "Pass dataclasses, lists, dictionaries, texts and numbers, or use a data converter that knows the type,"
            " such as the one of everloop.contrib.pydantic.",
        )


JSONTypeConverterUnhandled = NewType("JSONTypeConverterUnhandled", object)
_Unhandled = JSONTypeConverterUnhandled


class JSONTypeConverter(ABC):
    """Turns what JSON gives into values of custom types."""

    Unhandled: ClassVar[JSONTypeConverterUnhandled] = _Unhandled(object())
    """What `to_typed_value` answers for a type that is not its business."""

    @abstractmethod
    def to_typed_value(self, hint: type, value: Any) -> Any | None | JSONTypeConverterUnhandled:
        """Converts a value.

        Args:
            hint: The type expected.
            value: What JSON gave: a scalar, a list or a dict.

        Returns:
            The value as the type expected, or `Unhandled`.
        """


class JSONPlainPayloadConverter(EncodingPayloadConverter):
    """Converts whatever the encoder takes, as `json/plain`, and back to what the type hint asks for."""

    def __init__(
        self,
        *,
        encoder: type[json.JSONEncoder] | None = AdvancedJSONEncoder,
        decoder: type[json.JSONDecoder] | None = None,
        encoding: str = "json/plain",
        custom_type_converters: Sequence[JSONTypeConverter] = [],
    ) -> None:
        """Makes a converter.

        Args:
            encoder: The class that encodes.
            decoder: The class that decodes.
            encoding: The encoding's name.
            custom_type_converters: Tried, in this order, before the rules for known types.
        """
        self._encoder = encoder
        self._decoder = decoder
        self._encoding = encoding
        self._custom_type_converters = custom_type_converters

    @property
    def encoding(self) -> str:
        """The encoding's name."""
        return self._encoding

    def to_payload(self, value: Any) -> everloop.api.common.v1.Payload | None:
        """Converts a value.

        Raises:
            TypeError: If JSON has no form for it.
        """
        if hasattr(value, "parse_obj"):
            _warn_of_pydantic()
        if self._encoder is AdvancedJSONEncoder:
            return payload_of(self._encoding, json_dumps(value))
        text = json.dumps(value, cls=self._encoder, separators=(",", ":"), sort_keys=True)
        return payload_of(self._encoding, text.encode())

    def from_payload(self, payload: everloop.api.common.v1.Payload, type_hint: type | None = None) -> Any:
        """Converts to the type expected.

        Raises:
            RuntimeError: If the payload is no JSON.
            TypeError: If it is not of the type expected.
        """
        if self._decoder is None and not self._custom_type_converters:
            return json_loads(payload.data, type_hint)
        try:
            value: Any = json.loads(payload.data, cls=self._decoder)
        except json.JSONDecodeError as error:
            raise RuntimeError("Failed parsing") from error
        if not type_hint:
            return value
        from everloop.converter._typed_values import value_to_type

        return value_to_type(type_hint, value, self._custom_type_converters)


def _warn_of_pydantic() -> None:
    import warnings

    warnings.warn(
        "The default converter handles pydantic models by their `dict` and `parse_obj` methods alone; "
        "use everloop.contrib.pydantic.pydantic_data_converter for pydantic 2.",
        stacklevel=3,
    )
