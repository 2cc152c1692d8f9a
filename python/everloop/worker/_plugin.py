"""Plugins: packages that configure workers, and run code around them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

import everloop

if TYPE_CHECKING:
    import everloop.client
    import everloop.worker

__all__ = ["Plugin"]


class Plugin(ABC):
    """Takes part in making and running workers. Plugins of a client that are of this class serve its workers too."""

    def name(self) -> str:
        """The plugin's name: that of its class with its module."""
        return f"{type(self).__module__}.{type(self).__qualname__}"

    @abstractmethod
    def configure_worker(self, config: everloop.worker.WorkerConfig) -> everloop.worker.WorkerConfig:
        """Change the configuration of a worker that is being made."""

    @abstractmethod
    async def run_worker(
        self, worker: everloop.worker.Worker, next: Callable[[everloop.worker.Worker], Awaitable[None]]
    ) -> None:
        """Run a worker, by calling ``next``."""

    @abstractmethod
    def configure_replayer(self, config: everloop.worker.ReplayerConfig) -> everloop.worker.ReplayerConfig:
        """Change the configuration of a replayer that is being made."""

    @abstractmethod
    def run_replayer(
        self,
        replayer: everloop.worker.Replayer,
        histories: AsyncIterator[everloop.client.WorkflowHistory],
        next: Callable[
            [everloop.worker.Replayer, AsyncIterator[everloop.client.WorkflowHistory]],
            AbstractAsyncContextManager[AsyncIterator[everloop.worker.WorkflowReplayResult]],
        ],
    ) -> AbstractAsyncContextManager[AsyncIterator[everloop.worker.WorkflowReplayResult]]:
        """Run a replayer, by calling ``next``."""
