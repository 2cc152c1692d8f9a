"""What happens to payloads between conversion and the wire: the codec and external storage.

Separate from the data converter so that whoever moves payloads without converting them can do this part alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from everloop.api.common.v1 import Payload
    from everloop.converter._data_converter import DataConverter

__all__ = ["decode_payloads", "encode_payloads", "is_direct"]


def is_direct(converter: DataConverter) -> bool:
    """Whether nothing happens to payloads between conversion and the wire.

    A payload that another program stored elsewhere is an error then, which `decode_payloads` raises.
    """
    return converter.payload_codec is None and converter.external_storage is None


async def encode_payloads(converter: DataConverter, payloads: Sequence[Payload]) -> list[Payload]:
    """Converted payloads as they go over the wire: the codec first, then external storage.

    Args:
        converter: Whose codec and storage.
        payloads: The payloads.
    """
    encoded = list(payloads)
    if converter.payload_codec is not None:
        encoded = list(await converter.payload_codec.encode(encoded))
    if converter.external_storage is not None:
        encoded = await converter.external_storage._store(encoded)  # pyright: ignore[reportPrivateUsage]
    return encoded


async def decode_payloads(converter: DataConverter, payloads: Sequence[Payload]) -> list[Payload]:
    """Payloads from the wire, ready for conversion: external storage first, then the codec.

    Args:
        converter: Whose codec and storage.
        payloads: The payloads.

    Raises:
        RuntimeError: If a payload is stored elsewhere and no external storage is configured.
    """
    decoded = list(payloads)
    if any(_may_be_stored(payload) for payload in decoded):
        from everloop.converter._external_storage import retrieve

        decoded = await retrieve(decoded, converter.external_storage, converter.payload_codec)
    if converter.payload_codec is not None:
        decoded = list(await converter.payload_codec.decode(decoded))
    return decoded


def _may_be_stored(payload: Payload) -> bool:
    """Whether a payload's metadata can be those of a reference into external storage."""
    metadata = payload.metadata
    return (
        metadata.get("encoding") == b"json/external-storage-reference"
        or metadata.get("messageType") == b"temporal.api.sdk.v1.ExternalStorageReference"
        or "__temporal_external_storage_reference" in metadata
    )
