"""Search attributes of workflow calls as payloads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from everloop.common import SearchAttributes, TypedSearchAttributes

__all__ = ["encode_search_attributes"]


def encode_search_attributes(attributes: SearchAttributes | TypedSearchAttributes | None) -> Mapping[str, Any] | None:
    """Encodes search attributes, if there are any, as messages by name."""
    if attributes is None:
        return None
    from everloop.api.common.v1 import SearchAttributes as Message
    from everloop.converter import encode_search_attributes as encode

    message = Message()
    encode(attributes, message)
    fields: Mapping[str, Any] = message.indexed_fields
    return fields
