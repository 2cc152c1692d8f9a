"""Whether a converter is the default one, which the extension module knows by heart.

Called by the extension module only.
"""

from __future__ import annotations

from everloop.converter._failure_converter import (
    DefaultFailureConverter,
    DefaultFailureConverterWithEncodedAttributes,
)
from everloop.converter._payload_converter import DefaultPayloadConverter
from everloop.converter._transfer_types import TransferTypePayloadConverter

__all__ = ["is_standard_failure_converter", "is_standard_payload_converter"]

_ENCODINGS = DefaultPayloadConverter.default_encoding_payload_converters


def is_standard_payload_converter(converter: object) -> bool:
    """Whether a payload converter is the default one with nothing changed, transfer types in front of it."""
    if type(converter) is not TransferTypePayloadConverter:
        return False
    inner = converter.inner
    return type(inner) is DefaultPayloadConverter and tuple(inner.converters.values()) == _ENCODINGS


def is_standard_failure_converter(converter: object) -> bool:
    """Whether a failure converter is one of the two that come with the package."""
    return type(converter) in (DefaultFailureConverter, DefaultFailureConverterWithEncodedAttributes)
