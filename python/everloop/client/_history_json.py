"""The JSON form of histories, as everloop, the command line and the web interface write it.

They differ in one thing: the names of enumeration values. Proto-JSON has ``EVENT_TYPE_TIMER_FIRED``, the
others have ``TimerFired``. Instead of listing the places, the reader walks the JSON along the message's
descriptor and spells every enumeration value in full.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from google.protobuf import json_format
from google.protobuf.descriptor import EnumDescriptor, FieldDescriptor

from everloop.api.history.v1 import History

if TYPE_CHECKING:
    from everloop.api.history.v1 import HistoryEvent

__all__ = ["dump", "dump_dict", "parse"]

_WORD_START = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


def dump(events: Sequence[HistoryEvent]) -> str:
    """The JSON text of a history."""
    return str(json_format.MessageToJson(History(events=events)))


def dump_dict(events: Sequence[HistoryEvent]) -> dict[str, Any]:
    """The parsed JSON of a history."""
    return dict(json_format.MessageToDict(History(events=events)))


def parse(history: str | dict[str, Any]) -> History:
    """Reads a history.

    Raises:
        ValueError: If this is no history.
    """
    parsed: Any = json.loads(history) if isinstance(history, str) else history
    if not isinstance(parsed, Mapping):
        raise ValueError(f"History must be a JSON object, not {type(parsed).__name__}")
    if not isinstance(cast("Mapping[str, Any]", parsed).get("events"), Sequence):
        raise ValueError("History does not have iterable 'events'")
    try:
        message = json_format.ParseDict(_spelled_out(parsed, History.DESCRIPTOR), History(), ignore_unknown_fields=True)
    except json_format.ParseError as error:
        raise ValueError(f"JSON is not a history: {error}") from error
    assert isinstance(message, History)
    return message


def _spelled_out(value: Any, descriptor: Any) -> Any:
    """A copy of the JSON of a message, with enumeration values under their full names."""
    if not isinstance(value, Mapping) or descriptor.full_name.startswith("google.protobuf."):
        return value  # pyright: ignore[reportUnknownVariableType]
    fields: dict[str, FieldDescriptor] = {}
    for field in descriptor.fields:
        fields[field.json_name] = fields[field.name] = field
    members: dict[str, Any] = {str(name): member for name, member in value.items()}  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    return {
        name: _member(member, fields[name]) if name in fields and member is not None else member
        for name, member in members.items()
    }


def _member(value: Any, field: FieldDescriptor) -> Any:
    if field.message_type is not None and field.message_type.GetOptions().map_entry:
        of = field.message_type.fields_by_name["value"]
        return {name: _single(member, of) for name, member in value.items()} if isinstance(value, Mapping) else value  # pyright: ignore[reportUnknownVariableType, reportUnknownArgumentType]
    if isinstance(value, list):
        return [_single(member, field) for member in value]  # pyright: ignore[reportUnknownVariableType]
    return _single(value, field)


def _single(value: Any, field: FieldDescriptor) -> Any:
    if field.message_type is not None:
        return _spelled_out(value, field.message_type)
    if field.enum_type is not None and isinstance(value, str):
        return _enum_value(value, field.enum_type)
    return value


def _enum_value(name: str, enum: EnumDescriptor) -> str:
    """The full name of an enumeration value; names that are not known stay as they are."""
    if name in enum.values_by_name:
        return name
    full = f"{_screaming(enum.name)}_{_screaming(name)}"
    return full if full in enum.values_by_name else name


def _screaming(name: str) -> str:
    return _WORD_START.sub("_", name).upper()
