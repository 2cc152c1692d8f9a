"""JSON payloads by way of pydantic 2.

Give a client `data_converter=pydantic_data_converter`, and arguments and results can be pydantic models or whatever
pydantic knows: dates, durations, paths, dataclasses with validation. Null, bytes and protobuf payloads stay as they
are in the default converter.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter
from pydantic_core import SchemaSerializer, to_json
from pydantic_core.core_schema import any_schema

import everloop
from everloop.converter import (
    CompositePayloadConverter,
    DataConverter,
    DefaultPayloadConverter,
    EncodingPayloadConverter,
    JSONPlainPayloadConverter,
)

if TYPE_CHECKING:
    import everloop.api.common.v1

__all__ = [
    "PydanticJSONPlainPayloadConverter",
    "PydanticPayloadConverter",
    "ToJsonOptions",
    "pydantic_data_converter",
]


@dataclass
class ToJsonOptions:
    """How values are encoded."""

    exclude_unset: bool = False
    """Whether a model's fields that were not set are left out."""


class PydanticJSONPlainPayloadConverter(EncodingPayloadConverter):
    """Converts whatever pydantic takes, as `json/plain`, and validates on the way back."""

    def __init__(
        self, to_json_options: ToJsonOptions | None = None, *, max_cached_type_adapters: int | None = 1024
    ) -> None:
        """Makes a converter.

        Args:
            to_json_options: How values are encoded.
            max_cached_type_adapters: For how many types what validation needs is kept; None for all.
        """
        self._serializer = SchemaSerializer(any_schema())
        self._options = to_json_options
        self._adapters: OrderedDict[Any, TypeAdapter[Any]] = OrderedDict()
        self._adapters_max = max_cached_type_adapters

    @property
    def encoding(self) -> str:
        """The encoding's name."""
        return "json/plain"

    def to_payload(self, value: Any) -> everloop.api.common.v1.Payload | None:
        """Converts a value.

        Raises:
            pydantic_core.PydanticSerializationError: If pydantic does not know its type.
        """
        from everloop.api.common.v1 import Payload

        if self._options is not None and self._options.exclude_unset:
            data = self._serializer.to_json(value, exclude_unset=True)
        else:
            data = to_json(value)
        return Payload(metadata={"encoding": b"json/plain"}, data=data)

    def from_payload(self, payload: everloop.api.common.v1.Payload, type_hint: type | None = None) -> Any:
        """Converts to the type expected, or to what JSON gives.

        Raises:
            pydantic.ValidationError: If the payload is not valid.
        """
        return self._adapter(Any if type_hint is None else type_hint).validate_json(payload.data)

    def _adapter(self, hint: Any) -> TypeAdapter[Any]:
        try:
            adapter = self._adapters.get(hint)
        except TypeError:
            # A hint that cannot be hashed cannot be remembered.
            return TypeAdapter(hint)
        if adapter is None:
            adapter = TypeAdapter(hint)
            self._adapters[hint] = adapter
            if self._adapters_max is not None and len(self._adapters) > self._adapters_max:
                self._adapters.popitem(last=False)
        return adapter


class PydanticPayloadConverter(CompositePayloadConverter):
    """The default converter with pydantic in place of its JSON."""

    def __init__(
        self, to_json_options: ToJsonOptions | None = None, *, max_cached_type_adapters: int | None = 1024
    ) -> None:
        """Makes a converter.

        Args:
            to_json_options: How values are encoded.
            max_cached_type_adapters: For how many types what validation needs is kept; None for all.
        """
        json = PydanticJSONPlainPayloadConverter(to_json_options, max_cached_type_adapters=max_cached_type_adapters)
        super().__init__(
            *(
                json if isinstance(converter, JSONPlainPayloadConverter) else converter
                for converter in DefaultPayloadConverter.default_encoding_payload_converters
            )
        )


pydantic_data_converter = DataConverter(payload_converter_class=PydanticPayloadConverter)
"""The default data converter with pydantic in place of its JSON."""
