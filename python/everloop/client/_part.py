"""What the parts of `Client` know of the whole."""

from __future__ import annotations

from types import FunctionType
from typing import TYPE_CHECKING, TypeVar, cast

import everloop

if TYPE_CHECKING:
    import everloop.client

    from ._client import Client

__all__ = ["ClientPart", "one_class"]

Class = TypeVar("Class", bound=type)


def one_class(cls: Class) -> Class:
    """Call the methods of a class's parts by the name of the whole, which is what errors about arguments show."""
    for part in cls.__mro__[1:]:
        if part.__module__.startswith("everloop.client."):
            for name, method in vars(part).items():
                if isinstance(method, FunctionType):
                    method.__qualname__ = f"{cls.__name__}.{name}"
    return cls


class ClientPart:
    """Base of the parts of `Client`: each is one area of calls, in a file of its own."""

    _impl: everloop.client.OutboundInterceptor
    """The first link of the chain that every call goes along."""

    @property
    def _whole(self) -> Client:
        return cast("Client", self)
