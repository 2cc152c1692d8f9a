"""Values to payloads and back: the interface, and the converter that tries one encoding after another."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar, TypeVar, overload

import everloop
from everloop._typing import Self
from everloop.common import RawValue
from everloop.converter._encodings import (
    BinaryNullPayloadConverter,
    BinaryPlainPayloadConverter,
    BinaryProtoPayloadConverter,
    EncodingPayloadConverter,
    JSONProtoPayloadConverter,
)
from everloop.converter._json import JSONPlainPayloadConverter
from everloop.converter._serialization_context import SerializationContext, WithSerializationContext

if TYPE_CHECKING:
    import everloop.api.common.v1

__all__ = ["CompositePayloadConverter", "DefaultPayloadConverter", "PayloadConverter"]

_T = TypeVar("_T")


class PayloadConverter(ABC):
    """Converts values to payloads and payloads to values."""

    default: ClassVar[PayloadConverter]
    """The default converter."""

    @abstractmethod
    def to_payloads(self, values: Sequence[Any]) -> list[everloop.api.common.v1.Payload]:
        """Converts values.

        The payload of a `RawValue` must be passed on as it is.

        Args:
            values: The values.

        Returns:
            The payloads: at least one, and no more than there are values.
        """

    @abstractmethod
    def from_payloads(
        self, payloads: Sequence[everloop.api.common.v1.Payload], type_hints: list[type] | None = None
    ) -> list[Any]:
        """Converts payloads.

        A payload for which `RawValue` is expected must be wrapped in one as it is.

        Args:
            payloads: The payloads.
            type_hints: The types expected, one per payload, if they are known.

        Returns:
            The values.
        """

    def to_payloads_wrapper(self, values: Sequence[Any]) -> everloop.api.common.v1.Payloads:
        """Converts values into one message that holds their payloads."""
        from everloop.api.common.v1 import Payloads

        return Payloads(payloads=self.to_payloads(values))

    def from_payloads_wrapper(self, payloads: everloop.api.common.v1.Payloads | None) -> list[Any]:
        """Converts the payloads that a message holds; none for no message."""
        if payloads is None or not payloads.payloads:
            return []
        return self.from_payloads(payloads.payloads)

    def to_payload(self, value: Any) -> everloop.api.common.v1.Payload:
        """Converts one value."""
        return self.to_payloads([value])[0]

    @overload
    def from_payload(self, payload: everloop.api.common.v1.Payload) -> Any: ...

    @overload
    def from_payload(self, payload: everloop.api.common.v1.Payload, type_hint: type[_T]) -> _T: ...

    def from_payload(self, payload: everloop.api.common.v1.Payload, type_hint: type | None = None) -> Any:
        """Converts one payload.

        Args:
            payload: The payload.
            type_hint: The type expected, if it is known.
        """
        return self.from_payloads([payload], [type_hint] if type_hint else None)[0]


class CompositePayloadConverter(PayloadConverter, WithSerializationContext):
    """Converts a value by the first of several encodings that takes it, and a payload by the encoding it names.

    A subclass takes part in serialization contexts only if it can be constructed without arguments.

    Attributes:
        converters: The converters by the names of their encodings, in the order in which they are tried.
    """

    converters: Mapping[bytes, EncodingPayloadConverter]

    def __init__(self, *converters: EncodingPayloadConverter) -> None:
        """Makes a converter.

        Args:
            converters: Converters of single encodings, in the order in which they are tried.
        """
        self.converters = {converter.encoding.encode(): converter for converter in converters}

    def to_payloads(self, values: Sequence[Any]) -> list[everloop.api.common.v1.Payload]:
        """Converts values, each to one payload.

        Raises:
            RuntimeError: If no encoding takes a value.
        """
        return [self._to_payload(index, value) for index, value in enumerate(values)]

    def _to_payload(self, index: int, value: Any) -> everloop.api.common.v1.Payload:
        if isinstance(value, RawValue):
            return value.payload
        for converter in self.converters.values():
            payload = converter.to_payload(value)
            if payload is not None:
                return payload
        raise RuntimeError(f"Value at index {index} of type {type(value)} has no known converter")

    def from_payloads(
        self, payloads: Sequence[everloop.api.common.v1.Payload], type_hints: list[type] | None = None
    ) -> list[Any]:
        """Converts payloads, each to one value.

        Raises:
            KeyError: If a payload names an unknown encoding.
            RuntimeError: If a payload does not hold what its encoding promises.
        """
        hints: list[type | None] = [*(type_hints or ())]
        hints.extend([None] * (len(payloads) - len(hints)))
        return [
            self._from_payload(index, payload, hint)
            for index, (payload, hint) in enumerate(zip(payloads, hints, strict=False))
        ]

    def _from_payload(self, index: int, payload: everloop.api.common.v1.Payload, hint: type | None) -> Any:
        if hint == RawValue:
            return RawValue(payload)
        encoding = payload.metadata.get("encoding", b"<unknown>")
        converter = self.converters.get(encoding)
        if converter is None:
            raise KeyError(f"Unknown payload encoding {encoding.decode()}")
        try:
            return converter.from_payload(payload, hint)
        except RuntimeError as error:
            raise RuntimeError(
                f"Payload at index {index} with encoding {encoding.decode()} could not be converted"
            ) from error

    def with_context(self, context: SerializationContext) -> Self:
        """This converter with the encodings' converters adapted to a context; itself, if none adapts."""
        converters = self.get_converters_with_context(context)
        if converters is None:
            return self
        adapted = type(self)()
        CompositePayloadConverter.__init__(adapted, *converters)
        return adapted

    def get_converters_with_context(self, context: SerializationContext) -> list[EncodingPayloadConverter] | None:
        """The encodings' converters adapted to a context; None, if none adapts."""
        adapted = [
            converter.with_context(context) if isinstance(converter, WithSerializationContext) else converter
            for converter in self.converters.values()
        ]
        changed = any(new is not old for new, old in zip(adapted, self.converters.values(), strict=True))
        return adapted if changed else None


class DefaultPayloadConverter(CompositePayloadConverter):
    """The converter for None, bytes, protobuf messages, and all else as JSON, in that order.

    What it writes and reads is the same in all SDKs.
    """

    default_encoding_payload_converters: tuple[EncodingPayloadConverter, ...] = (
        BinaryNullPayloadConverter(),
        BinaryPlainPayloadConverter(),
        JSONProtoPayloadConverter(),
        BinaryProtoPayloadConverter(),
        # The last one: it takes every value, or raises.
        JSONPlainPayloadConverter(),
    )
    """The encodings' converters, in the order in which they are tried."""

    def __init__(self) -> None:
        super().__init__(*DefaultPayloadConverter.default_encoding_payload_converters)
