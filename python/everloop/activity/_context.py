"""The running activity as the functions of this package find it: one context per attempt.

The worker makes contexts; so does the test environment. Nothing here talks to a server.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import everloop.common
    import everloop.converter
    from everloop.client import Client

    from ._info import ActivityCancellationDetails, Info

__all__ = ["CompleteAsyncError", "Context", "Event", "current"]


class CompleteAsyncError(BaseException):
    """Tells the worker to report nothing: somebody else completes the activity."""


class Event:
    """Something that happens once, awaited from the worker's loop or from threads.

    The parts are made when somebody first waits, because most activities never do.
    """

    __slots__ = ("_is_set", "_lock", "_loop_event", "_thread_event")

    def __init__(self) -> None:
        self._is_set = False
        self._lock = threading.Lock()
        self._thread_event: threading.Event | None = None
        self._loop_event: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    def share(self, event: threading.Event) -> None:
        """Let an event that another process knows stand for this one in threads. The first one counts."""
        with self._lock:
            if self._thread_event is None:
                self._thread_event = event
            if self._is_set:
                event.set()

    def shared(self) -> threading.Event:
        """The event that stands for this one in threads."""
        with self._lock:
            if self._thread_event is None:
                self._thread_event = threading.Event()
            return self._thread_event

    def set(self) -> None:
        """Let it have happened. May be called from any thread, and more than once."""
        with self._lock:
            self._is_set = True
            thread_event, loop_event = self._thread_event, self._loop_event
        if thread_event is not None:
            thread_event.set()
        if loop_event is not None:
            loop, event = loop_event
            loop.call_soon_threadsafe(event.set)

    def is_set(self) -> bool:
        """Whether it has happened."""
        return self._is_set or (self._thread_event is not None and self._thread_event.is_set())

    async def wait(self) -> None:
        """Wait on the running loop."""
        with self._lock:
            if self._is_set:
                return
            if self._loop_event is None:
                self._loop_event = (asyncio.get_running_loop(), asyncio.Event())
            _, event = self._loop_event
        await event.wait()

    def wait_sync(self, timeout: float | None = None) -> None:
        """Wait in a thread."""
        event = self.shared()
        # Set before the event was made: it was not told.
        if not self._is_set:
            event.wait(timeout)


class Context:
    """What the functions of this package know of the running activity."""

    cancelled: Event
    worker_shutdown: Event
    client: Client | None = None
    """Only for ``async def`` activities."""

    is_async: bool = True
    _logger_details: Mapping[str, Any] | None = None

    def info(self) -> Info:
        """The running attempt."""
        raise NotImplementedError

    def heartbeat(self, *details: Any) -> None:
        """Record a heartbeat."""
        raise NotImplementedError

    def cancellation_details(self) -> ActivityCancellationDetails | None:
        """Why the activity was cancelled."""
        raise NotImplementedError

    def payload_converter(self) -> everloop.converter.PayloadConverter:
        """The payload converter, for this activity."""
        raise NotImplementedError

    def metric_meter(self) -> everloop.common.MetricMeter:
        """The meter, tagged for this activity."""
        raise NotImplementedError

    def shield(self) -> AbstractContextManager[None]:
        """A block in which no exception is thrown into the activity's thread."""
        return nullcontext()

    @property
    def logger_details(self) -> Mapping[str, Any]:
        """What log records say of the activity."""
        if self._logger_details is None:
            self._logger_details = self.info()._logger_details()  # pyright: ignore[reportPrivateUsage]
        return self._logger_details


current: contextvars.ContextVar[Context] = contextvars.ContextVar("everloop_activity")
