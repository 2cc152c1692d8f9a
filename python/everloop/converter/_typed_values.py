"""From what JSON gives to what a type hint asks for.

The extension module has the same rules for the common types, and asks here for the others and for the wording of
errors. Both must agree: `tests/python/test_converter_types.py` compares them.
"""

from __future__ import annotations

import collections
import collections.abc
import dataclasses
import inspect
import typing
from collections.abc import Callable, Sequence
from datetime import datetime
from enum import Enum
from types import UnionType
from typing import Any, Literal, TypeVar, cast, get_type_hints

from everloop.converter._json import JSONTypeConverter

__all__ = ["parse_datetime", "value_to_type"]

_MISSING = object()


def value_to_type(hint: type, value: Any, custom_converters: Sequence[JSONTypeConverter] = []) -> Any:
    """Converts what JSON gave to a type.

    Args:
        hint: The type.
        value: A scalar, a list or a dict.
        custom_converters: Tried, in this order, before the rules for known types.

    Returns:
        The value as that type.

    Raises:
        TypeError: If it cannot be converted.
    """
    for converter in custom_converters:
        converted = converter.to_typed_value(hint, value)
        if converted is not JSONTypeConverter.Unhandled:
            return converted
    if hint is Any:
        return value
    scalar = _scalar_rule(hint)
    if scalar is not None:
        return scalar(hint, value)
    supertype = getattr(hint, "__supertype__", None)
    if supertype:
        return value_to_type(supertype, value, custom_converters)

    origin: Any = getattr(hint, "__origin__", hint)
    args: tuple[Any, ...] = getattr(hint, "__args__", ())
    if origin is Literal:
        if value not in args:
            raise TypeError(f"Value {value} not in literal values {args}")
        return value
    if origin is typing.Union or isinstance(origin, UnionType):
        return _to_union(hint, args, value, custom_converters)
    if inspect.isclass(origin) and issubclass(origin, collections.abc.Mapping):
        return _to_mapping(hint, origin, args, value, custom_converters)
    if dataclasses.is_dataclass(hint):
        return _to_dataclass(hint, value, custom_converters)
    if isinstance(inspect.getattr_static(cast(Any, hint), "parse_obj", None), (classmethod, staticmethod)):
        if not isinstance(value, dict):
            raise TypeError(f"Cannot convert to {hint}, value is {type(value)} not dict")
        return cast(Any, hint).parse_obj(value)
    return _to_class(hint, origin, args, value, custom_converters)


def parse_datetime(text: str) -> datetime:
    """The datetime of an ISO 8601 string.

    Raises:
        ValueError: If it is none.
    """
    import sys

    if sys.version_info >= (3, 11):
        return datetime.fromisoformat(text)
    from everloop.converter._iso_datetime import parse

    return parse(text)


def _to_datetime(hint: type, value: Any) -> datetime:
    if isinstance(value, datetime):
        return value
    if not isinstance(value, str):
        raise TypeError(f"Expected datetime or ISO8601 string, got {type(value)}")
    try:
        return parse_datetime(value)
    except ValueError as error:
        raise TypeError(f"Failed parsing datetime string: {value}") from error


def _to_number(hint: type, value: Any) -> Any:
    if not isinstance(value, (int, float)):
        raise TypeError(f"Expected value to be int|float, was {type(value)}")
    return hint(value)


def _to_exact(hint: type, value: Any) -> Any:
    if not isinstance(value, hint):
        raise TypeError(f"Expected value to be {hint.__name__}, was {type(value)}")
    return hint(value)


def _to_bytes(hint: type, value: Any) -> bytes:
    # A number array: that is how the encoder writes bytes inside of JSON.
    if not isinstance(value, (str, bytes, list)):
        raise TypeError(f"Expected value to be bytes, was {type(value)}")
    return bytes(cast(bytes, value))


def _to_none(hint: type, value: Any) -> None:
    if value is not None:
        raise TypeError(f"Expected None, got value of type {type(value)}")


def _is(value: Any, kind: Any) -> bool:
    """`isinstance` for values that go on being `Any`: a narrowed one would have unknown contents."""
    return isinstance(value, kind)


def _scalar_rule(hint: Any) -> Callable[[type, Any], Any] | None:
    # By identity: a hint need not be hashable, and subclasses have other rules.
    if hint is datetime:
        return _to_datetime
    if hint is int or hint is float:
        return _to_number
    if hint is bool or hint is str:
        return _to_exact
    if hint is bytes:
        return _to_bytes
    if hint is type(None):
        return _to_none
    return None


def _to_union(hint: Any, args: tuple[Any, ...], value: Any, converters: Sequence[JSONTypeConverter]) -> Any:
    for arg in args:
        try:
            return value_to_type(arg, value, converters)
        except Exception:
            continue
    raise TypeError(f"Failed converting to {hint} from {value}")


def _argument(args: tuple[Any, ...], index: int) -> Any:
    """A type argument that says something, or None."""
    if index >= len(args) or args[index] is Any or isinstance(args[index], TypeVar):
        return None
    return args[index]


def _to_mapping(
    hint: Any, origin: Any, args: tuple[Any, ...], value: Any, converters: Sequence[JSONTypeConverter]
) -> Any:
    if not _is(value, collections.abc.Mapping):
        raise TypeError(f"Expected {hint}, value was {type(value)}")
    # Only a TypedDict has such keys, and it has types by key.
    typed = getattr(origin, "__required_keys__", None) or getattr(origin, "__optional_keys__", None)
    field_types = get_type_hints(origin) if typed else None
    key_type, value_type = _argument(args, 0), _argument(args, 1)
    mapping: dict[Any, Any] = {}
    for key, item in value.items():
        if field_types is not None:
            value_type = field_types.get(key)
        if key_type:
            key = _to_key(hint, key_type, key, converters)
        if value_type:
            try:
                item = value_to_type(value_type, item, converters)
            except Exception as error:
                raise TypeError(f"Failed converting value for key {key!r} in mapping {hint}") from error
        mapping[key] = item
    return hint(**mapping) if field_types else mapping


def _to_key(hint: Any, key_type: Any, key: Any, converters: Sequence[JSONTypeConverter]) -> Any:
    """A mapping's key as its type."""
    try:
        key = _unquoted(key_type, key)
        if isinstance(key_type, type) and isinstance(key, key_type):
            return key
        return value_to_type(key_type, key, converters)
    except Exception as error:
        raise TypeError(f"Failed converting key {key!r} to type {key_type} in mapping {hint}") from error


def _unquoted(key_type: Any, key: Any) -> Any:
    """A key as it was before JSON made a string of it."""
    if not isinstance(key, str):
        return key
    if key_type is int or key_type is float:
        return key_type(key)
    if inspect.isclass(key_type) and issubclass(key_type, Enum) and issubclass(key_type, int):
        return int(key)
    if key_type is bool:
        return {"true": True, "false": False}[key]
    if key_type is type(None):
        return {"null": None}[key]
    return key


def _to_dataclass(hint: Any, value: Any, converters: Sequence[JSONTypeConverter]) -> Any:
    if not isinstance(value, dict):
        raise TypeError(f"Cannot convert to dataclass {hint}, value is {type(value)} not dict")
    given = cast("dict[str, Any]", value)
    types = get_type_hints(hint)
    arguments: dict[str, Any] = {}
    settled: dict[str, Any] = {}
    for field in dataclasses.fields(hint):
        item = given.get(field.name, _MISSING)
        if item is _MISSING:
            # The constructor knows whether the field may be left out.
            continue
        try:
            item = value_to_type(types[field.name], item, converters)
        except Exception as error:
            raise TypeError(f"Failed converting field {field.name} on dataclass {hint}") from error
        (arguments if field.init else settled)[field.name] = item
    converted = hint(**arguments)
    for name, item in settled.items():
        # The class may be frozen.
        object.__setattr__(converted, name, item)
    return converted


def _to_class(
    hint: Any, origin: Any, args: tuple[Any, ...], value: Any, converters: Sequence[JSONTypeConverter]
) -> Any:
    if inspect.isclass(hint):
        if issubclass(hint, Enum) and issubclass(hint, int):
            if not isinstance(value, int):
                raise TypeError(f"Cannot convert to enum {hint}, value not an integer, value is {type(value)}")
            return cast(Any, hint)(value)
        if issubclass(hint, Enum) and issubclass(hint, str):
            if not isinstance(value, str):
                raise TypeError(f"Cannot convert to enum {hint}, value not a string, value is {type(value)}")
            return cast(Any, hint)(value)
        from uuid import UUID

        if issubclass(hint, UUID):
            return hint(value)
    # The last one, as it would take several of those above.
    if inspect.isclass(origin) and issubclass(origin, collections.abc.Iterable):
        return _to_iterable(hint, origin, args, value, converters)
    raise TypeError(f"Unserializable type during conversion: {hint}")


def _to_iterable(
    hint: Any, origin: Any, args: tuple[Any, ...], value: Any, converters: Sequence[JSONTypeConverter]
) -> Any:
    if not _is(value, collections.abc.Iterable):
        raise TypeError(f"Expected {hint}, value was {type(value)}")
    if not args or (len(args) == 1 and (isinstance(args[0], TypeVar) or args[0] is Ellipsis)):
        items: list[Any] = list(value)
    else:
        items = []
        for index, item in enumerate(value):
            item_type = _item_type(hint, origin, args, index)
            try:
                items.append(value_to_type(item_type, item, converters))
            except Exception as error:
                raise TypeError(f"Failed converting {hint} index {index}") from error
    if origin in (tuple, set, frozenset, collections.deque):
        return cast(Any, origin)(items)
    return items


def _item_type(hint: Any, origin: Any, args: tuple[Any, ...], index: int) -> Any:
    """The type of an item: by position in a tuple, where the last may be repeated, else always the same."""
    if origin is not tuple:
        return args[0]
    if index < len(args) and args[index] is not Ellipsis:
        return args[index]
    if args[-1] is Ellipsis:
        return args[-2]
    raise TypeError(f"Type {hint} only expecting {len(args)} values, got at least {index + 1}")
