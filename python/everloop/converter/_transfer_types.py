"""Classes that are carried as values of another type.

A class so decorated is turned into its transfer type before the payload converter sees it, and made from it after the
payload converter is done, whichever payload converter that is.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from everloop.converter._payload_converter import PayloadConverter
from everloop.converter._serialization_context import SerializationContext, WithSerializationContext

if TYPE_CHECKING:
    from typing_extensions import Self

    import everloop.api.common.v1

__all__ = ["TransferTypeConverter", "TransferTypePayloadConverter", "transfer_type_convertible"]

ValueT = TypeVar("ValueT")
TransferTypeT = TypeVar("TransferTypeT")

# Read by the extension module too.
_ATTRIBUTE = "__temporal_transfer_type_converter"


class TransferTypeConverter(Generic[ValueT, TransferTypeT], ABC):
    """Converts between the values of a class and what carries them."""

    transfer_type: type[TransferTypeT] | None = None
    """The type that payloads are decoded to; whatever the payload gives, if not set."""

    @abstractmethod
    def to_transfer_type(self, value: ValueT) -> TransferTypeT:
        """What carries a value."""

    @abstractmethod
    def from_transfer_type(self, value: TransferTypeT, type_hint: type[ValueT]) -> ValueT:
        """The value that is carried.

        Args:
            value: What carries it.
            type_hint: The type expected, with its type arguments.
        """


def transfer_type_convertible(
    converter_type: type[TransferTypeConverter[ValueT, TransferTypeT]],
) -> Callable[[type[ValueT]], type[ValueT]]:
    """Decorates a class whose values are carried as values of another type.

    Args:
        converter_type: The class of the converter, which is constructed without arguments.
    """

    def decorate(cls: type[ValueT]) -> type[ValueT]:
        if hasattr(cls, _ATTRIBUTE):
            raise TypeError("class already has a transfer type converter")
        setattr(cls, _ATTRIBUTE, converter_type())
        return cls

    return decorate


def _converter_of(value_type: object) -> TransferTypeConverter[Any, Any] | None:
    converter: object = getattr(value_type, _ATTRIBUTE, None)
    return converter if isinstance(converter, TransferTypeConverter) else None  # pyright: ignore


class TransferTypePayloadConverter(PayloadConverter, WithSerializationContext):
    """Puts transfer types in front of a payload converter.

    Attributes:
        inner: The payload converter behind.
    """

    def __init__(self, inner: PayloadConverter) -> None:
        """Makes a converter.

        Args:
            inner: The payload converter behind.
        """
        self.inner = inner

    @staticmethod
    def around(converter: PayloadConverter) -> TransferTypePayloadConverter:
        """Wraps a payload converter, once."""
        if isinstance(converter, TransferTypePayloadConverter):
            return converter
        return TransferTypePayloadConverter(converter)

    def to_payloads(self, values: Sequence[Any]) -> list[everloop.api.common.v1.Payload]:
        """Converts values."""
        carried: list[Any] = []
        for value in values:
            converter = _converter_of(type(value))  # pyright: ignore[reportUnknownArgumentType]
            carried.append(value if converter is None else converter.to_transfer_type(value))
        return self.inner.to_payloads(carried)

    def from_payloads(
        self, payloads: Sequence[everloop.api.common.v1.Payload], type_hints: list[type] | None = None
    ) -> list[Any]:
        """Converts payloads."""
        if type_hints is None:
            return self.inner.from_payloads(payloads, None)
        converters = [_converter_of(hint) for hint in type_hints]
        carrier_hints: list[Any] = [
            hint if converter is None else converter.transfer_type
            for converter, hint in zip(converters, type_hints, strict=True)
        ]
        values = self.inner.from_payloads(payloads, carrier_hints)
        # Without strict: beyond the hints there is nothing to convert, and a converter may give fewer values.
        typed = [
            value if converter is None else converter.from_transfer_type(value, hint)
            for value, converter, hint in zip(values, converters, type_hints, strict=False)
        ]
        return typed

    def with_context(self, context: SerializationContext) -> Self:
        """This converter around the one behind, adapted to a context."""
        if not isinstance(self.inner, WithSerializationContext):
            return self
        inner = self.inner.with_context(context)
        return self if inner is self.inner else type(self)(inner)
