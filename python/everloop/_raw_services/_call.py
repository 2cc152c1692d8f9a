"""How one raw call is made. A service lists its calls as annotations; the functions behind them are made from that."""

from __future__ import annotations

import importlib
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

import everloop

if TYPE_CHECKING:
    import everloop.service

__all__ = ["RawCall", "RawService"]

_Request = TypeVar("_Request", contravariant=True)
_Response = TypeVar("_Response", covariant=True)


class RawCall(Protocol[_Request, _Response]):
    """One RPC as a method of a raw service."""

    def __call__(
        self,
        req: _Request,
        retry: bool = False,
        metadata: Mapping[str, str | bytes] = {},
        timeout: timedelta | None = None,
    ) -> Awaitable[_Response]:
        """Make the call.

        Args:
            req: The request message.
            retry: Whether to try again after failures that pass.
            metadata: Headers of this call.
            timeout: How long to wait.

        Raises:
            RPCError: If the call is not served.
        """
        ...


class RawService:
    """A gRPC service. Each public annotation of a subclass is one of its RPCs, in snake case."""

    _name: ClassVar[str]
    _package: ClassVar[str]

    def __init__(self, client: everloop.service.ServiceClient) -> None:
        self._client = client

    def __init_subclass__(cls) -> None:
        for name in cls.__annotations__:
            if not name.startswith("_"):
                setattr(cls, name, _method(cls, name))


def _method(service: type[RawService], name: str) -> Callable[..., Awaitable[Any]]:
    package, service_name = service._package, service._name  # pyright: ignore[reportPrivateUsage]
    home = f"cloud.{package}" if service_name == "cloud" else package

    async def call(
        self: RawService,
        req: Any,
        retry: bool = False,
        metadata: Mapping[str, str | bytes] = {},
        timeout: timedelta | None = None,
    ) -> Any:
        from everloop._bridge.client import rpc

        found = rpc(package, name)
        if found is None:
            raise NotImplementedError(f"{service.__name__}.{name} is not among the calls that everloop can make")
        response_type = getattr(importlib.import_module(f"everloop.api.{home}.v1"), found[1])
        return await self._client._rpc_call(  # pyright: ignore[reportPrivateUsage]
            name, req, response_type, service=service_name, retry=retry, metadata=metadata, timeout=timeout
        )

    call.__name__ = name
    rpc_name = "".join(part.capitalize() for part in name.split("_"))
    call.__doc__ = f"Make the call {rpc_name}. Arguments are those of `RawCall`."
    call.__qualname__ = f"{service.__name__}.{name}"
    call.__module__ = service.__module__
    return call
