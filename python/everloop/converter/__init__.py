"""Conversion of values to payloads and of exceptions to failures, and back.

`DataConverter` puts the parts together; its default does what every SDK of the protocol does. A program that wants
its own JSON types, encryption or storage gives a client a data converter of its own.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from everloop import _lazy
from everloop.converter._data_converter import DataConverter, default
from everloop.converter._encodings import (
    BinaryNullPayloadConverter,
    BinaryPlainPayloadConverter,
    BinaryProtoPayloadConverter,
    EncodingPayloadConverter,
    JSONProtoPayloadConverter,
)
from everloop.converter._failure_converter import (
    DefaultFailureConverter,
    DefaultFailureConverterWithEncodedAttributes,
    FailureConverter,
)
from everloop.converter._json import (
    AdvancedJSONEncoder,
    JSONPlainPayloadConverter,
    JSONTypeConverter,
    JSONTypeConverterUnhandled,
)
from everloop.converter._payload_converter import (
    CompositePayloadConverter,
    DefaultPayloadConverter,
    PayloadConverter,
)
from everloop.converter._serialization_context import SerializationContext, WithSerializationContext
from everloop.converter._transfer_types import TransferTypeConverter, transfer_type_convertible

if TYPE_CHECKING:
    from everloop.converter._contexts import (
        ActivitySerializationContext,
        NexusSerializationContext,
        WorkflowSerializationContext,
    )
    from everloop.converter._external_storage import (
        ExternalStorage,
        StorageDriver,
        StorageDriverActivityInfo,
        StorageDriverClaim,
        StorageDriverRetrieveContext,
        StorageDriverSelectContext,
        StorageDriverStoreContext,
        StorageDriverWorkflowInfo,
        StorageWarning,
    )
    from everloop.converter._payload_codec import PayloadCodec
    from everloop.converter._payload_validation_error import create_payload_validation_error
    from everloop.converter._search_attributes import (
        decode_search_attributes,
        decode_typed_search_attributes,
        encode_search_attribute_values,
        encode_search_attributes,
        encode_typed_search_attribute_value,
    )
    from everloop.converter._typed_values import value_to_type

__all__ = [
    "DataConverter",
    "default",
    "PayloadConverter",
    "CompositePayloadConverter",
    "DefaultPayloadConverter",
    "EncodingPayloadConverter",
    "BinaryNullPayloadConverter",
    "BinaryPlainPayloadConverter",
    "BinaryProtoPayloadConverter",
    "JSONProtoPayloadConverter",
    "JSONPlainPayloadConverter",
    "JSONTypeConverter",
    "JSONTypeConverterUnhandled",
    "AdvancedJSONEncoder",
    "value_to_type",
    "TransferTypeConverter",
    "transfer_type_convertible",
    "PayloadCodec",
    "FailureConverter",
    "DefaultFailureConverter",
    "DefaultFailureConverterWithEncodedAttributes",
    "create_payload_validation_error",
    "SerializationContext",
    "WorkflowSerializationContext",
    "ActivitySerializationContext",
    "NexusSerializationContext",
    "WithSerializationContext",
    "ExternalStorage",
    "StorageDriver",
    "StorageDriverActivityInfo",
    "StorageDriverClaim",
    "StorageDriverRetrieveContext",
    "StorageDriverSelectContext",
    "StorageDriverStoreContext",
    "StorageDriverWorkflowInfo",
    "StorageWarning",
    "decode_search_attributes",
    "decode_typed_search_attributes",
    "encode_search_attribute_values",
    "encode_search_attributes",
    "encode_typed_search_attribute_value",
]

# What most programs never touch is imported when they do.
_LAZY = {
    "._contexts": ("ActivitySerializationContext", "NexusSerializationContext", "WorkflowSerializationContext"),
    "._external_storage": (
        "ExternalStorage",
        "StorageDriver",
        "StorageDriverActivityInfo",
        "StorageDriverClaim",
        "StorageDriverRetrieveContext",
        "StorageDriverSelectContext",
        "StorageDriverStoreContext",
        "StorageDriverWorkflowInfo",
        "StorageWarning",
    ),
    "._payload_codec": ("PayloadCodec",),
    "._payload_validation_error": ("create_payload_validation_error",),
    "._search_attributes": (
        "decode_search_attributes",
        "decode_typed_search_attributes",
        "encode_search_attribute_values",
        "encode_search_attributes",
        "encode_typed_search_attribute_value",
    ),
    "._typed_values": ("value_to_type",),
}

if not TYPE_CHECKING:
    __getattr__, __dir__ = _lazy.attributes(__name__, _LAZY)
