"""What activities in other processes share with their worker: events, and a queue of heartbeats."""

from __future__ import annotations

import asyncio
import threading
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from everloop import _typing

if TYPE_CHECKING:
    import queue

__all__ = ["SharedHeartbeatSender", "SharedStateManager"]

_QUEUE_DEPTH = 1000
"""Heartbeats that may wait. When it is full, the processes wait."""

_POLL_SECONDS = 0.5


class SharedHeartbeatSender(ABC):
    """Sends heartbeats from another process. It must be picklable."""

    @abstractmethod
    def send_heartbeat(self, task_token: bytes, *details: Any) -> None:
        """Send the heartbeat of the activity with that token."""
        ...


class SharedStateManager(ABC):
    """Makes what activities in other processes share with their worker. One manager may serve many workers."""

    @staticmethod
    def create_from_multiprocessing(
        mgr: _typing.SyncManager, queue_poller_executor: Executor | None = None
    ) -> SharedStateManager:
        """A manager on top of ``multiprocessing.Manager()``.

        Args:
            mgr: It must live as long as the worker.
            queue_poller_executor: Where heartbeats are received; a thread of its own if left out.
        """
        return _MultiprocessingManager(mgr, queue_poller_executor or ThreadPoolExecutor(1, "everloop-heartbeats"))

    @abstractmethod
    def new_event(self) -> threading.Event:
        """An event that can be pickled."""
        ...

    @abstractmethod
    async def register_heartbeater(self, task_token: bytes, heartbeat: Callable[..., None]) -> SharedHeartbeatSender:
        """Have heartbeats of that token passed to a function, on the running loop."""
        ...

    @abstractmethod
    async def unregister_heartbeater(self, task_token: bytes) -> None:
        """Pass on what has arrived for that token, and then no more."""
        ...


class _MultiprocessingManager(SharedStateManager):
    def __init__(self, manager: _typing.SyncManager, executor: Executor) -> None:
        self._manager = manager
        self._executor = executor
        self._queue: queue.Queue[Any] = manager.Queue(_QUEUE_DEPTH)
        self._lock = threading.Lock()
        self._heartbeats: dict[bytes, tuple[asyncio.AbstractEventLoop, Callable[..., None]]] = {}
        self._endings: dict[bytes, asyncio.Event] = {}
        self._is_polling = False

    def new_event(self) -> threading.Event:
        return self._manager.Event()

    async def register_heartbeater(self, task_token: bytes, heartbeat: Callable[..., None]) -> SharedHeartbeatSender:
        with self._lock:
            self._heartbeats[task_token] = (asyncio.get_running_loop(), heartbeat)
            starts = not self._is_polling
            self._is_polling = True
        if starts:
            self._executor.submit(self._poll)
        return _MultiprocessingSender(self._queue)

    async def unregister_heartbeater(self, task_token: bytes) -> None:
        done = asyncio.Event()
        with self._lock:
            self._endings[task_token] = done
        # What is in the queue before this marker is passed on first.
        await asyncio.get_running_loop().run_in_executor(None, self._queue.put, (task_token, None))
        await done.wait()

    def _poll(self) -> None:
        import queue

        while True:
            with self._lock:
                if not self._heartbeats:
                    self._is_polling = False
                    return
            try:
                task_token, details = self._queue.get(True, _POLL_SECONDS)
            except queue.Empty:
                continue
            except (EOFError, OSError):
                # The manager's process is gone.
                with self._lock:
                    self._is_polling = False
                return
            self._pass_on(task_token, details)

    def _pass_on(self, task_token: bytes, details: tuple[Any, ...] | None) -> None:
        with self._lock:
            loop, heartbeat = self._heartbeats.get(task_token, (None, None))
            ending = None
            if details is None:
                ending = self._endings.pop(task_token, None)
                self._heartbeats.pop(task_token, None)
        if loop is None or heartbeat is None:
            return
        if details is not None:
            loop.call_soon_threadsafe(heartbeat, *details)
        elif ending is not None:
            loop.call_soon_threadsafe(ending.set)


class _MultiprocessingSender(SharedHeartbeatSender):
    def __init__(self, queue: queue.Queue[Any]) -> None:
        self._queue = queue

    def send_heartbeat(self, task_token: bytes, *details: Any) -> None:
        self._queue.put((task_token, details), True, 5)
