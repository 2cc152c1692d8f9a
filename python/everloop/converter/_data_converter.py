"""The data converter: payload converter, codec, failure converter and external storage, put together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field, replace
from typing import TYPE_CHECKING, Any, ClassVar

import everloop
from everloop._dataclass import dataclass
from everloop._typing import Self
from everloop.converter._failure_converter import DefaultFailureConverter, FailureConverter
from everloop.converter._passage import decode_payloads, encode_payloads, is_direct
from everloop.converter._payload_converter import DefaultPayloadConverter, PayloadConverter
from everloop.converter._serialization_context import SerializationContext, WithSerializationContext
from everloop.converter._transfer_types import TransferTypePayloadConverter

if TYPE_CHECKING:
    import everloop.api.common.v1
    import everloop.api.failure.v1
    import everloop.converter
    from everloop.converter._storage_driver import StorageDriverActivityInfo, StorageDriverWorkflowInfo

__all__ = ["DataConverter", "default"]


@dataclass(frozen=True)
class DataConverter(WithSerializationContext):
    """Converts between what the program has and what goes over the wire.

    Outbound, values are converted to payloads, the codec encodes these, and external storage takes those that are
    too large. Inbound, the same backwards.
    """

    payload_converter_class: type[PayloadConverter] = DefaultPayloadConverter
    """The class of the payload converter, constructed without arguments."""
    payload_codec: everloop.converter.PayloadCodec | None = None
    """Encodes payloads, if given."""
    failure_converter_class: type[FailureConverter] = DefaultFailureConverter
    """The class of the failure converter, constructed without arguments."""
    payload_converter: PayloadConverter = field(init=False)
    """The payload converter, with transfer types in front of it."""
    failure_converter: FailureConverter = field(init=False)
    """The failure converter."""
    external_storage: everloop.converter.ExternalStorage | None = None
    """Where large payloads go, if given."""

    default: ClassVar[DataConverter]
    """The data converter with everything at its default."""

    def __post_init__(self) -> None:
        self._set(
            payload_converter=TransferTypePayloadConverter.around(self.payload_converter_class()),
            failure_converter=self.failure_converter_class(),
        )

    def _set(self, **parts: Any) -> None:
        for name, part in parts.items():
            object.__setattr__(self, name, part)

    async def encode(self, values: Sequence[Any]) -> list[everloop.api.common.v1.Payload]:
        """Converts and encodes values.

        Args:
            values: The values.

        Returns:
            The payloads: at least one, and no more than there are values.
        """
        return await encode_payloads(self, self.payload_converter.to_payloads(values))

    async def decode(
        self, payloads: Sequence[everloop.api.common.v1.Payload], type_hints: list[type] | None = None
    ) -> list[Any]:
        """Decodes and converts payloads.

        Args:
            payloads: The payloads.
            type_hints: The types expected, one per payload, if they are known.
        """
        return self.payload_converter.from_payloads(await decode_payloads(self, payloads), type_hints)

    async def encode_wrapper(self, values: Sequence[Any]) -> everloop.api.common.v1.Payloads:
        """Converts and encodes values into one message that holds their payloads."""
        from everloop.api.common.v1 import Payloads

        return Payloads(payloads=await self.encode(values))

    async def decode_wrapper(
        self, payloads: everloop.api.common.v1.Payloads | None, type_hints: list[type] | None = None
    ) -> list[Any]:
        """Decodes and converts the payloads that a message holds; none for no message."""
        if payloads is None or not payloads.payloads:
            return []
        return await self.decode(payloads.payloads, type_hints)

    async def encode_failure(self, exception: BaseException, failure: everloop.api.failure.v1.Failure) -> None:
        """Writes an exception into a failure, and encodes the payloads there."""
        from everloop.converter._payload_codec import apply_to_failure_payloads

        self.failure_converter.to_failure(exception, self.payload_converter, failure)
        if not is_direct(self):
            await apply_to_failure_payloads(failure, self._encode_in_place)

    async def decode_failure(self, failure: everloop.api.failure.v1.Failure) -> BaseException:
        """The exception that a failure stands for. The payloads in the failure are decoded in place."""
        from everloop.converter._payload_codec import apply_to_failure_payloads

        await apply_to_failure_payloads(failure, self._decode_in_place)
        return self.failure_converter.from_failure(failure, self.payload_converter)

    async def _encode_in_place(self, payloads: everloop.api.common.v1.Payloads) -> None:
        encoded = await encode_payloads(self, payloads.payloads)
        del payloads.payloads[:]
        payloads.payloads.extend(encoded)

    async def _decode_in_place(self, payloads: everloop.api.common.v1.Payloads) -> None:
        decoded = await decode_payloads(self, payloads.payloads)
        del payloads.payloads[:]
        payloads.payloads.extend(decoded)

    def _stored_for(self, target: StorageDriverActivityInfo | StorageDriverWorkflowInfo | None) -> Self:
        """This data converter for payloads whose storage is told whom they are for."""
        if self.external_storage is None:
            return self
        return self._changed(external_storage=self.external_storage._for(target))  # pyright: ignore[reportPrivateUsage]

    def _changed(self, **changed: Any) -> Self:
        # A copy constructs the converters anew; those that did not change must stay the same objects.
        parts = {"payload_converter": self.payload_converter, "failure_converter": self.failure_converter}
        copy = replace(self)
        copy._set(**{**parts, **changed})
        return copy

    def with_context(self, context: SerializationContext) -> Self:
        """This data converter with its parts adapted to a context; itself, if none adapts."""
        changed: dict[str, Any] = {}
        for name in ("payload_converter", "payload_codec", "failure_converter", "external_storage"):
            part: object = getattr(self, name)
            if isinstance(part, WithSerializationContext):
                adapted = part.with_context(context)
                if adapted is not part:
                    changed[name] = adapted
        if not changed:
            return self
        return self._changed(**changed)


def default() -> DataConverter:
    """The data converter with everything at its default. Deprecated: use `DataConverter.default`."""
    return DataConverter.default


DataConverter.default = DataConverter()
PayloadConverter.default = DataConverter.default.payload_converter
FailureConverter.default = DataConverter.default.failure_converter
