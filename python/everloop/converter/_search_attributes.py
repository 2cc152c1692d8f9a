"""Search attributes to payloads and back. They are always JSON, and no codec touches them: the server reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, cast

import everloop
from everloop.common import (
    SearchAttributeIndexedValueType,
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
)
from everloop.converter._data_converter import DataConverter
from everloop.converter._typed_values import parse_datetime

if TYPE_CHECKING:
    import everloop.api.common.v1
    import everloop.common
    from everloop.common import (
        SearchAttributes,
    )

__all__ = [
    "decode_search_attributes",
    "decode_typed_search_attributes",
    "encode_search_attribute_values",
    "encode_search_attributes",
    "encode_typed_search_attribute_value",
]


def encode_search_attributes(
    attributes: everloop.common.SearchAttributes | TypedSearchAttributes, api: everloop.api.common.v1.SearchAttributes
) -> None:
    """Writes search attributes into a message.

    Args:
        attributes: The attributes; as a mapping they are deprecated.
        api: The message.
    """
    if isinstance(attributes, TypedSearchAttributes):
        for pair in attributes:
            api.indexed_fields[pair.key.name].CopyFrom(encode_typed_search_attribute_value(pair.key, pair.value))
        return
    for name, values in (attributes or {}).items():
        api.indexed_fields[name].CopyFrom(encode_search_attribute_values(values))


def encode_typed_search_attribute_value(
    key: SearchAttributeKey[everloop.common.SearchAttributeValueType],
    value: everloop.common.SearchAttributeValue | None,
) -> everloop.api.common.v1.Payload:
    """The payload of a search attribute's value.

    Args:
        key: The attribute.
        value: Its value, or None for none.

    Raises:
        TypeError: If the value is not of the key's type.
        ValueError: If it is a datetime without time zone.
    """
    converter = DataConverter.default.payload_converter
    if value is None:
        # Wire: with a type in its metadata the server would not take this for the absence of a value.
        return converter.to_payload(None)
    if not isinstance(value, key.origin_value_type):
        raise TypeError(f"Value of type {value} not suitable for indexed value type {key.indexed_value_type}")
    if isinstance(value, Sequence) and not all(isinstance(item, str) for item in cast("Sequence[Any]", value)):
        raise TypeError("All values of a keyword list must be strings")
    payload = converter.to_payload(_with_text_for_datetime(value))
    payload.metadata["type"] = key._metadata_type.encode()  # pyright: ignore[reportPrivateUsage]
    return payload


def encode_search_attribute_values(vals: everloop.common.SearchAttributeValues) -> everloop.api.common.v1.Payload:
    """The payload of an untyped search attribute's values. Deprecated.

    Args:
        vals: The values, all of one type.

    Raises:
        TypeError: If they are no list, or not all of one type that can be indexed.
        ValueError: If one is a datetime without time zone.
    """
    if not isinstance(vals, list):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError("Search attribute values must be lists")
    kind: type | None = None
    for value in vals:
        if isinstance(value, datetime):
            continue
        if not isinstance(value, (str, int, float, bool)):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(
                f"Search attribute value of type {type(value).__name__} not one of str, int, float, bool, or datetime"
            )
        if kind and type(value) is not kind:
            raise TypeError("Search attribute values must have the same type for the same key")
        kind = type(value)
    return DataConverter.default.payload_converter.to_payload([_with_text_for_datetime(value) for value in vals])


def _with_text_for_datetime(value: Any) -> Any:
    if not isinstance(value, datetime):
        return value
    if value.tzinfo is None:
        raise ValueError("Timezone must be present on all search attribute dates")
    return value.isoformat()


def encode_maybe_typed_search_attributes(
    untyped: everloop.common.SearchAttributes | None,
    typed: TypedSearchAttributes | None,
    api: everloop.api.common.v1.SearchAttributes,
) -> None:
    """Writes search attributes in whichever form they were given into a message.

    Raises:
        ValueError: If they were given in both forms.
    """
    if untyped and typed:
        raise ValueError("Cannot provide both deprecated search attributes and typed search attributes")
    if untyped or typed:
        encode_search_attributes(cast("SearchAttributes | TypedSearchAttributes", untyped or typed), api)


def decode_search_attributes(api: everloop.api.common.v1.SearchAttributes) -> everloop.common.SearchAttributes:
    """The search attributes in a message, as a new mapping. Deprecated.

    Args:
        api: The message.
    """
    attributes: dict[str, Any] = {}
    for name, payload in api.indexed_fields.items():
        decoded = DataConverter.default.payload_converter.from_payload(payload)
        values: list[Any] = decoded if isinstance(decoded, list) else [decoded]  # pyright: ignore
        if payload.metadata.get("type") == b"Datetime":
            values = [parse_datetime(value) for value in values]
        attributes[name] = values
    return attributes


def decode_typed_search_attributes(api: everloop.api.common.v1.SearchAttributes) -> TypedSearchAttributes:
    """The search attributes in a message, as a new collection.

    Attributes whose type is missing or unknown, or whose value does not fit it, are left out.

    Args:
        api: The message.
    """
    pairs: list[SearchAttributePair[Any]] = []
    for name, payload in api.indexed_fields.items():
        key = SearchAttributeKey._from_metadata_type(  # pyright: ignore[reportPrivateUsage]
            name, payload.metadata.get("type", b"").decode()
        )
        if key is None:
            continue
        value = _fitted(key.indexed_value_type, DataConverter.default.payload_converter.from_payload(payload))
        if isinstance(value, key.origin_value_type):
            pairs.append(SearchAttributePair(key, value))
    return TypedSearchAttributes(pairs)


def _fitted(indexed: SearchAttributeIndexedValueType, value: Any) -> Any:
    """A decoded value as its index type has it; None if it cannot be."""
    if value.__class__ is list and indexed != SearchAttributeIndexedValueType.KEYWORD_LIST:
        if len(value) != 1:
            return None
        value = value[0]
    if indexed == SearchAttributeIndexedValueType.DATETIME:
        return parse_datetime(value)
    if indexed == SearchAttributeIndexedValueType.DOUBLE and type(value) is int:
        # Wire: visibility writes a whole number without its fraction.
        return float(value)
    return value
