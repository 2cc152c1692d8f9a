"""Plugins: packages that configure workers, and run code around them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from everloop.client import WorkflowHistory

    from ._config import WorkerConfig
    from ._replayer import Replayer, ReplayerConfig, WorkflowReplayResult
    from ._worker import Worker

__all__ = ["Plugin"]


class Plugin(ABC):
    """Takes part in making and running workers. Plugins of a client that are of this class serve its workers too."""

    def name(self) -> str:
        """The plugin's name: that of its class with its module."""
        return f"{type(self).__module__}.{type(self).__qualname__}"

    @abstractmethod
    def configure_worker(self, config: WorkerConfig) -> WorkerConfig:
        """Change the configuration of a worker that is being made."""

    @abstractmethod
    async def run_worker(self, worker: Worker, next: Callable[[Worker], Awaitable[None]]) -> None:
        """Run a worker, by calling ``next``."""

    @abstractmethod
    def configure_replayer(self, config: ReplayerConfig) -> ReplayerConfig:
        """Change the configuration of a replayer that is being made."""

    @abstractmethod
    def run_replayer(
        self,
        replayer: Replayer,
        histories: AsyncIterator[WorkflowHistory],
        next: Callable[
            [Replayer, AsyncIterator[WorkflowHistory]], AbstractAsyncContextManager[AsyncIterator[WorkflowReplayResult]]
        ],
    ) -> AbstractAsyncContextManager[AsyncIterator[WorkflowReplayResult]]:
        """Run a replayer, by calling ``next``."""
