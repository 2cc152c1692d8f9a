"""Data classes whose definition costs little: `import everloop` defines many, and a program uses few of them.

`dataclasses.dataclass` writes source for up to six methods of each class and compiles it, which is most of what an
import of ours would cost. Here `__init__` is made when it is first looked up, and the others are functions over the
fields. What results is a data class to everybody: `fields`, `replace`, `asdict`, `match` and signatures work.
"""

from __future__ import annotations

import dataclasses
from reprlib import recursive_repr
from types import MethodType
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    # The very same thing to type checkers, which know the fields of data classes.
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, *, frozen=False, eq=True, kw_only=False):
        """Make a class a data class; used as `dataclasses.dataclass` is.

        Args:
            cls: The class, where the decorator is used without arguments.
            frozen: Whether fields cannot be assigned; False by default.
            eq: Whether instances are compared by their fields; True by default.
            kw_only: Whether all fields are keyword arguments; False by default.
        """

        def decorate(cls):
            if _needs_the_original(cls):
                return dataclasses.dataclass(frozen=frozen, eq=eq, kw_only=kw_only)(cls)
            return _decorate(cls, frozen=frozen, eq=eq, kw_only=kw_only)

        return decorate if cls is None else decorate(cls)


_MADE = ("__init__", "__repr__", "__eq__", "__hash__", "__setattr__", "__delattr__")


def _needs_the_original(cls: type) -> bool:
    """Whether the class brings something that the rules of data classes take account of."""
    own = any(name in vars(cls) for name in _MADE)
    return own or any(dataclasses.is_dataclass(base) for base in cls.__mro__[1:])


def _decorate(cls: Any, *, frozen: bool, eq: bool, kw_only: bool) -> Any:
    dataclasses.dataclass(cls, init=False, repr=False, eq=False, kw_only=kw_only)
    # As if it had made the methods too: subclasses that are data classes look here.
    parameters = cls.__dataclass_params__
    parameters.init, parameters.repr, parameters.eq, parameters.frozen = True, True, eq, frozen
    cls.__init__ = _Init(cls)
    fields = dataclasses.fields(cls)
    methods = [_repr_of([it.name for it in fields if it.repr])]
    if eq:
        methods.append(_eq_of([it.name for it in fields if it.compare]))
    if frozen:
        methods += _guards_of(cls, frozenset(it.name for it in fields))
    if eq and frozen:
        methods.append(_hash_of([it.name for it in fields if (it.compare if it.hash is None else it.hash)]))
    elif eq:
        cls.__hash__ = None
    for method in methods:
        method.__qualname__ = f"{cls.__qualname__}.{method.__name__}"
        setattr(cls, method.__name__, method)
    return cls


class _Init:
    """Stands where `__init__` will be, and makes it when it is looked up for the first time."""

    __slots__ = ("_owner",)

    def __init__(self, owner: type) -> None:
        self._owner = owner

    def __get__(self, instance: object, _: type | None = None) -> Any:
        made = _init_of(self._owner)
        # Two threads may both come here; what they make is the same.
        self._owner.__init__ = made  # type: ignore[misc]
        return made if instance is None else MethodType(made, instance)


def _init_of(owner: Any) -> Any:
    """What `dataclasses` makes of a class with the same fields."""
    fields = dataclasses.fields(owner)
    namespace: dict[str, Any] = {
        "__module__": owner.__module__,
        "__annotations__": {it.name: it.type for it in fields},
    }
    for it in fields:
        made_by = it.default_factory
        if made_by is not dataclasses.MISSING:
            namespace[it.name] = dataclasses.field(default_factory=made_by, init=it.init, kw_only=bool(it.kw_only))
        else:
            namespace[it.name] = dataclasses.field(default=it.default, init=it.init, kw_only=bool(it.kw_only))
    if hasattr(owner, "__post_init__"):
        namespace["__post_init__"] = owner.__post_init__
    frozen = owner.__dataclass_params__.frozen
    # With a text of its own, none is made of the signature.
    namespace["__doc__"] = owner.__doc__ or owner.__name__
    like: Any = dataclasses.dataclass(repr=False, eq=False, frozen=frozen)(type(owner.__name__, (), namespace))
    made = like.__init__
    made.__qualname__ = f"{owner.__qualname__}.__init__"
    return made


def _repr_of(names: list[str]) -> Any:
    @recursive_repr()
    def __repr__(self: Any) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({values})"

    return __repr__


def _eq_of(names: list[str]) -> Any:
    def __eq__(self: Any, other: Any) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return [getattr(self, name) for name in names] == [getattr(other, name) for name in names]

    return __eq__


def _hash_of(names: list[str]) -> Any:
    def __hash__(self: Any) -> int:
        return hash(tuple([getattr(self, name) for name in names]))

    return __hash__


def _guards_of(cls: Any, names: frozenset[str]) -> list[Any]:
    def __setattr__(self: Any, name: str, value: Any) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")
        super(cls, self).__setattr__(name, value)  # pyright: ignore[reportUnknownMemberType]

    def __delattr__(self: Any, name: str) -> None:
        if type(self) is cls or name in names:
            raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")
        super(cls, self).__delattr__(name)  # pyright: ignore[reportUnknownMemberType]

    return [__setattr__, __delattr__]
