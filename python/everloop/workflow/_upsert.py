"""Upserting search attributes: the command, and the run's own view of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from everloop._bridge import workflow as _core
from everloop.common import SearchAttributePair, SearchAttributes, SearchAttributeUpdate, TypedSearchAttributes

from ._event_groups import EventGroup
from ._info import Info

__all__ = ["upsert"]


def upsert(
    info: Info,
    attributes: SearchAttributes | Sequence[SearchAttributeUpdate[Any]],
    event_groups: Sequence[EventGroup] | None,
) -> None:
    """Sends the change, and applies it to what `info` shows."""
    from everloop.api.common.v1 import SearchAttributes as Message
    from everloop.converter import decode_search_attributes, encode_search_attributes

    message = Message()
    if isinstance(attributes, Mapping):
        encode_search_attributes(attributes, message)
    else:
        _encode_updates(attributes, message)
    _core.upsert_search_attributes(message.indexed_fields, event_groups)
    untyped: dict[str, Any] = dict(info.search_attributes)
    untyped.update(decode_search_attributes(message))
    object.__setattr__(info, "search_attributes", {key: value for key, value in untyped.items() if value})
    if not isinstance(attributes, Mapping):
        object.__setattr__(info, "typed_search_attributes", _typed(info.typed_search_attributes, attributes))


def _encode_updates(updates: Sequence[SearchAttributeUpdate[Any]], message: Any) -> None:
    from everloop.converter import default, encode_typed_search_attribute_value

    for update in updates:
        if update.value is None:
            payload = default().payload_converter.to_payload(None)
            payload.metadata["type"] = update.key._metadata_type.encode()  # pyright: ignore[reportPrivateUsage]
        else:
            payload = encode_typed_search_attribute_value(update.key, update.value)
        message.indexed_fields[update.key.name].CopyFrom(payload)


def _typed(known: TypedSearchAttributes, updates: Sequence[SearchAttributeUpdate[Any]]) -> TypedSearchAttributes:
    pairs = {pair.key.name: pair for pair in known.search_attributes}
    for update in updates:
        if update.value is None:
            pairs.pop(update.key.name, None)
        else:
            pairs[update.key.name] = SearchAttributePair(update.key, update.value)
    return TypedSearchAttributes(list(pairs.values()))
