"""What the parts of `Client` know of the whole."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import everloop

if TYPE_CHECKING:
    import everloop.client

    from ._client import Client

__all__ = ["ClientPart"]


class ClientPart:
    """Base of the parts of `Client`: each is one area of calls, in a file of its own."""

    _impl: everloop.client.OutboundInterceptor
    """The first link of the chain that every call goes along."""

    @property
    def _whole(self) -> Client:
        return cast("Client", self)
