"""Search attributes: what visibility queries can find a workflow by.

The typed form is a collection of key and value pairs, where a key knows its index type. The untyped form, a plain
mapping to lists, is deprecated. Both are exported by `everloop.common`.
"""

from __future__ import annotations

import warnings
from abc import ABC, abstractmethod
from collections import namedtuple
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from enum import IntEnum
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeAlias, TypeVar, get_origin, overload

from everloop._dataclass import dataclass

__all__ = [
    "SearchAttributeIndexedValueType",
    "SearchAttributeKey",
    "SearchAttributePair",
    "SearchAttributeUpdate",
    "SearchAttributeValue",
    "SearchAttributeValueType",
    "SearchAttributeValues",
    "SearchAttributes",
    "TypedSearchAttributes",
    "warn_of_untyped_search_attributes",
]

# A list and no sequence: a string, which is a sequence of strings, must not pass for one by accident.
SearchAttributeValues: TypeAlias = list[str] | list[int] | list[float] | list[bool] | list[datetime]
SearchAttributes: TypeAlias = Mapping[str, SearchAttributeValues]
SearchAttributeValue: TypeAlias = str | int | float | bool | datetime | Sequence[str]
SearchAttributeValueType = TypeVar("SearchAttributeValueType", str, int, float, bool, datetime, Sequence[str])
_T = TypeVar("_T")


class SearchAttributeIndexedValueType(IntEnum):
    """How the server indexes a search attribute."""

    TEXT = 1
    KEYWORD = 2
    INT = 3
    DOUBLE = 4
    BOOL = 5
    DATETIME = 6
    KEYWORD_LIST = 7


_METADATA_TYPES = {
    SearchAttributeIndexedValueType.TEXT: "Text",
    SearchAttributeIndexedValueType.KEYWORD: "Keyword",
    SearchAttributeIndexedValueType.INT: "Int",
    SearchAttributeIndexedValueType.DOUBLE: "Double",
    SearchAttributeIndexedValueType.BOOL: "Bool",
    SearchAttributeIndexedValueType.DATETIME: "Datetime",
    SearchAttributeIndexedValueType.KEYWORD_LIST: "KeywordList",
}
# Wire: servers write the short name, and in some places the name of the enum's value.
_INDEXED_VALUE_TYPES = {short: indexed for indexed, short in _METADATA_TYPES.items()} | {
    f"INDEXED_VALUE_TYPE_{indexed.name}": indexed for indexed in _METADATA_TYPES
}


class SearchAttributeKey(ABC, Generic[SearchAttributeValueType]):
    """The name and index type of a search attribute. Made by the `for_` methods."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The attribute's name."""

    @property
    @abstractmethod
    def indexed_value_type(self) -> SearchAttributeIndexedValueType:
        """How the server indexes it."""

    @property
    @abstractmethod
    def value_type(self) -> type[SearchAttributeValueType]:
        """The type of its values, which may be generic; `origin_value_type` never is."""

    @property
    def origin_value_type(self) -> type:
        """The type of its values as `isinstance` accepts it."""
        return get_origin(self.value_type) or self.value_type

    @property
    def _metadata_type(self) -> str:
        return _METADATA_TYPES[self.indexed_value_type]

    def value_set(self, value: SearchAttributeValueType) -> SearchAttributeUpdate[SearchAttributeValueType]:
        """An update that gives the attribute this value."""
        return _SearchAttributeUpdate[SearchAttributeValueType](self, value)

    def value_unset(self) -> SearchAttributeUpdate[SearchAttributeValueType]:
        """An update that takes the attribute's value away."""
        return _SearchAttributeUpdate[SearchAttributeValueType](self, None)

    @staticmethod
    def for_text(name: str) -> SearchAttributeKey[str]:
        """A key whose values are indexed word by word."""
        return _SearchAttributeKey[str](name, SearchAttributeIndexedValueType.TEXT, str)

    @staticmethod
    def for_keyword(name: str) -> SearchAttributeKey[str]:
        """A key whose values are indexed as a whole."""
        return _SearchAttributeKey[str](name, SearchAttributeIndexedValueType.KEYWORD, str)

    @staticmethod
    def for_int(name: str) -> SearchAttributeKey[int]:
        """A key of integers."""
        return _SearchAttributeKey[int](name, SearchAttributeIndexedValueType.INT, int)

    @staticmethod
    def for_float(name: str) -> SearchAttributeKey[float]:
        """A key of floating-point numbers."""
        return _SearchAttributeKey[float](name, SearchAttributeIndexedValueType.DOUBLE, float)

    @staticmethod
    def for_bool(name: str) -> SearchAttributeKey[bool]:
        """A key of truth values."""
        return _SearchAttributeKey[bool](name, SearchAttributeIndexedValueType.BOOL, bool)

    @staticmethod
    def for_datetime(name: str) -> SearchAttributeKey[datetime]:
        """A key of points in time."""
        return _SearchAttributeKey[datetime](name, SearchAttributeIndexedValueType.DATETIME, datetime)

    @staticmethod
    def for_keyword_list(name: str) -> SearchAttributeKey[Sequence[str]]:
        """A key of lists, each of whose strings is indexed as a whole."""
        return _SearchAttributeKey[Sequence[str]](
            name,
            SearchAttributeIndexedValueType.KEYWORD_LIST,
            Sequence[str],  # type: ignore[type-abstract]
        )

    @staticmethod
    def _from_metadata_type(name: str, metadata_type: str) -> SearchAttributeKey[Any] | None:
        indexed = _INDEXED_VALUE_TYPES.get(metadata_type)
        return None if indexed is None else _key(name, indexed)

    @staticmethod
    def _guess_from_untyped_values(name: str, vals: SearchAttributeValues) -> SearchAttributeKey[Any] | None:
        if not vals:
            return None
        first = vals[0]
        if len(vals) > 1:
            return SearchAttributeKey.for_keyword_list(name) if isinstance(first, str) else None
        for kind, indexed in _GUESSES:
            if isinstance(first, kind):
                return _key(name, indexed)
        return None


# Wire: a bool is an int in Python, and the official SDK takes it for one here.
_GUESSES: tuple[tuple[type, SearchAttributeIndexedValueType], ...] = (
    (str, SearchAttributeIndexedValueType.KEYWORD),
    (int, SearchAttributeIndexedValueType.INT),
    (float, SearchAttributeIndexedValueType.DOUBLE),
    (datetime, SearchAttributeIndexedValueType.DATETIME),
)


def _key(name: str, indexed: SearchAttributeIndexedValueType) -> SearchAttributeKey[Any]:
    kind = SearchAttributeIndexedValueType
    makers: dict[SearchAttributeIndexedValueType, Any] = {
        kind.TEXT: SearchAttributeKey.for_text,
        kind.KEYWORD: SearchAttributeKey.for_keyword,
        kind.INT: SearchAttributeKey.for_int,
        kind.DOUBLE: SearchAttributeKey.for_float,
        kind.BOOL: SearchAttributeKey.for_bool,
        kind.DATETIME: SearchAttributeKey.for_datetime,
        kind.KEYWORD_LIST: SearchAttributeKey.for_keyword_list,
    }
    key: SearchAttributeKey[Any] = makers[indexed](name)
    return key


# These two would be frozen dataclasses, which take longer to make than all the rest of this module.
class _SearchAttributeKey(SearchAttributeKey[SearchAttributeValueType]):
    _name: str
    _indexed_value_type: SearchAttributeIndexedValueType
    _value_type: type[SearchAttributeValueType]

    def __init__(
        self,
        name: str,
        indexed_value_type: SearchAttributeIndexedValueType,
        value_type: type[SearchAttributeValueType],
    ) -> None:
        self._name = name
        self._indexed_value_type = indexed_value_type
        self._value_type = value_type

    @property
    def name(self) -> str:
        return self._name

    @property
    def indexed_value_type(self) -> SearchAttributeIndexedValueType:
        return self._indexed_value_type

    @property
    def value_type(self) -> type[SearchAttributeValueType]:
        return self._value_type

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SearchAttributeKey):
            return NotImplemented
        key: SearchAttributeKey[Any] = other  # pyright: ignore[reportUnknownVariableType]
        return (self._name, self._indexed_value_type) == (key.name, key.indexed_value_type)

    def __hash__(self) -> int:
        return hash((self._name, self._indexed_value_type))

    def __repr__(self) -> str:
        return f"SearchAttributeKey({self._name!r}, {self._indexed_value_type.name})"


if TYPE_CHECKING:
    from typing_extensions import NamedTuple

    class SearchAttributePair(NamedTuple, Generic[SearchAttributeValueType]):
        """A key and its value."""

        key: SearchAttributeKey[SearchAttributeValueType]
        value: SearchAttributeValueType

else:
    # Python 3.10 has no generic NamedTuple, and typing_extensions costs more to import than this module.
    class SearchAttributePair(namedtuple("_Pair", ("key", "value")), Generic[SearchAttributeValueType]):
        """A key and its value."""

        __slots__ = ()


class SearchAttributeUpdate(ABC, Generic[SearchAttributeValueType]):
    """A change to one search attribute. Made by `SearchAttributeKey.value_set` and `value_unset`."""

    @property
    @abstractmethod
    def key(self) -> SearchAttributeKey[SearchAttributeValueType]:
        """The attribute to change."""

    @property
    @abstractmethod
    def value(self) -> SearchAttributeValueType | None:
        """The value it gets, or None to take its value away."""


class _SearchAttributeUpdate(SearchAttributeUpdate[SearchAttributeValueType]):
    _key: SearchAttributeKey[SearchAttributeValueType]
    _value: SearchAttributeValueType | None

    def __init__(
        self, key: SearchAttributeKey[SearchAttributeValueType], value: SearchAttributeValueType | None
    ) -> None:
        self._key = key
        self._value = value

    @property
    def key(self) -> SearchAttributeKey[SearchAttributeValueType]:
        return self._key

    @property
    def value(self) -> SearchAttributeValueType | None:
        return self._value

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, SearchAttributeUpdate):
            return NotImplemented
        change: SearchAttributeUpdate[Any] = other  # pyright: ignore[reportUnknownVariableType]
        return (self._key, self._value) == (change.key, change.value)

    def __hash__(self) -> int:
        return hash((self._key, self._value))

    def __repr__(self) -> str:
        return f"SearchAttributeUpdate({self._key!r}, {self._value!r})"


@dataclass(frozen=True)
class TypedSearchAttributes(Collection[SearchAttributePair[Any]]):
    """An immutable collection of search attributes, in the order of their names.

    Raises:
        ValueError: If two attributes share a name.
    """

    search_attributes: Sequence[SearchAttributePair[Any]]
    """The attributes. Not to be changed: `updated` makes another collection."""

    empty: ClassVar[TypedSearchAttributes]
    """The collection without attributes."""

    def __post_init__(self) -> None:
        ordered = sorted(self.search_attributes, key=lambda pair: pair.key.name)
        for before, after in pairwise(ordered):
            if before.key.name == after.key.name:
                raise ValueError(f"Duplicate search attribute entries found for key {after.key.name}")
        object.__setattr__(self, "search_attributes", ordered)

    def __len__(self) -> int:
        """How many attributes there are."""
        return len(self.search_attributes)

    def __getitem__(self, key: SearchAttributeKey[SearchAttributeValueType]) -> SearchAttributeValueType:
        """The value of an attribute.

        Raises:
            KeyError: If there is none.
        """
        for pair in self.search_attributes:
            if pair.key == key:
                # The first pair decides, and a value of None is no value.
                if pair.value is None:
                    break
                value: SearchAttributeValueType = pair.value
                return value
        raise KeyError(key.name)

    def __iter__(self) -> Iterator[SearchAttributePair[Any]]:
        """The attributes, in the order of their names."""
        return iter(self.search_attributes)

    def __contains__(self, key: object) -> bool:
        """Whether there is an attribute of that name and type."""
        return any(pair.key == key for pair in self.search_attributes)

    @overload
    def get(self, key: SearchAttributeKey[SearchAttributeValueType]) -> SearchAttributeValueType | None: ...

    @overload
    def get(self, key: SearchAttributeKey[SearchAttributeValueType], default: _T) -> SearchAttributeValueType | _T: ...

    def get(self, key: SearchAttributeKey[SearchAttributeValueType], default: Any | None = None) -> Any:
        """The value of an attribute, or the default if there is none."""
        try:
            return self[key]
        except KeyError:
            return default

    def updated(self, *search_attributes: SearchAttributePair[Any]) -> TypedSearchAttributes:
        """A collection where these attributes replace those of the same names, or are added."""
        pairs = {pair.key.name: pair for pair in self.search_attributes}
        for pair in search_attributes:
            pairs[pair.key.name] = pair
        return TypedSearchAttributes(list(pairs.values()))


TypedSearchAttributes.empty = TypedSearchAttributes(search_attributes=[])


def warn_of_untyped_search_attributes(attributes: object, stack_level: int = 2) -> None:
    """Warns the caller's caller if it gave search attributes as a mapping."""
    if attributes and isinstance(attributes, Mapping):
        warnings.warn(
            "Dictionary-based search attributes are deprecated", DeprecationWarning, stacklevel=1 + stack_level
        )
