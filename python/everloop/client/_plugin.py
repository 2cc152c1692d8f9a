"""Plugins of clients: what may change a client's options and its connection."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

import everloop

if TYPE_CHECKING:
    import everloop.client
    import everloop.service

__all__ = ["Plugin"]


class Plugin(ABC):
    """Base of client plugins."""

    def name(self) -> str:
        """The plugin's name; by default the class with its module."""
        return f"{type(self).__module__}.{type(self).__qualname__}"

    @abstractmethod
    def configure_client(self, config: everloop.client.ClientConfig) -> everloop.client.ClientConfig:
        """The options to make a client with.

        Args:
            config: The options as they are so far.
        """

    @abstractmethod
    async def connect_service_client(
        self,
        config: everloop.service.ConnectConfig,
        next: Callable[[everloop.service.ConnectConfig], Awaitable[everloop.service.ServiceClient]],
    ) -> everloop.service.ServiceClient:
        """Connect, by calling `next` or otherwise.

        Args:
            config: How to connect.
            next: What connects if this plugin does not.
        """
