"""The functions that activity code calls. All but `in_activity` raise outside of an activity."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NoReturn

import everloop
from everloop._advice import advised

from ._context import CompleteAsyncError, Context, current

if TYPE_CHECKING:
    import everloop.activity
    import everloop.client
    import everloop.common
    import everloop.converter

__all__ = [
    "cancellation_details",
    "client",
    "heartbeat",
    "in_activity",
    "info",
    "is_cancelled",
    "is_worker_shutdown",
    "metric_meter",
    "payload_converter",
    "raise_complete_async",
    "shield_thread_cancel_exception",
    "wait_for_cancelled",
    "wait_for_cancelled_sync",
    "wait_for_worker_shutdown",
    "wait_for_worker_shutdown_sync",
]


def _context() -> Context:
    context = current.get(None)
    if context is None:
        raise advised(
            RuntimeError("Not in activity context"),
            "This works only while an activity runs: in a worker, or in everloop.testing.ActivityEnvironment.",
        )
    return context


def _seconds(timeout: timedelta | float | None) -> float | None:
    return timeout.total_seconds() if isinstance(timeout, timedelta) else timeout


def client() -> everloop.client.Client:
    """The client of the worker. Only in ``async def`` activities.

    Raises:
        RuntimeError: In other activities.
    """
    found = _context().client
    if found is None:
        raise RuntimeError(
            "No client available. The client is only available in `async def` activities; not in `def` activities. "
            "In tests you can pass a client when creating ActivityEnvironment."
        )
    return found


def in_activity() -> bool:
    """Whether this code runs in an activity."""
    return current.get(None) is not None


def info() -> everloop.activity.Info:
    """The running attempt."""
    return _context().info()


def cancellation_details() -> everloop.activity.ActivityCancellationDetails | None:
    """Why the activity was cancelled; ``None`` if it was not."""
    return _context().cancellation_details()


def heartbeat(*details: Any) -> None:
    """Tell the server that the activity is alive, and what the next attempt should know.

    It does not wait for the server, and may be called as often as one likes: the worker sends at most one heartbeat
    per fraction of the heartbeat timeout. Activities hear of a cancellation only if they heartbeat.
    """
    _context().heartbeat(*details)


def is_cancelled() -> bool:
    """Whether the activity was asked to stop."""
    return _context().cancelled.is_set()


@contextmanager
def shield_thread_cancel_exception() -> Generator[None, None, None]:
    """Put off the exception that cancels a plain function until the block ends.

    Blocks nest; the outermost one counts. It makes no difference in activities without such an exception.
    """
    with _context().shield():
        yield None


async def wait_for_cancelled() -> None:
    """Wait until the activity is asked to stop. Only in ``async def`` activities."""
    await _async_context().cancelled.wait()


def wait_for_cancelled_sync(timeout: timedelta | float | None = None) -> None:
    """Wait in a thread until the activity is asked to stop, or the timeout is over.

    Args:
        timeout: For ever if left out.
    """
    _context().cancelled.wait_sync(_seconds(timeout))


def is_worker_shutdown() -> bool:
    """Whether the worker is shutting down."""
    return _context().worker_shutdown.is_set()


async def wait_for_worker_shutdown() -> None:
    """Wait until the worker shuts down. Only in ``async def`` activities."""
    await _async_context().worker_shutdown.wait()


def wait_for_worker_shutdown_sync(timeout: timedelta | float | None = None) -> None:
    """Wait in a thread until the worker shuts down, or the timeout is over.

    Args:
        timeout: For ever if left out.
    """
    _context().worker_shutdown.wait_sync(_seconds(timeout))


def raise_complete_async() -> NoReturn:
    """End the activity's code without ending the activity.

    It goes on until somebody completes it through ``Client.get_async_activity_handle``. The exception raised is
    a ``BaseException``, so that ``except Exception`` does not swallow it.
    """
    raise CompleteAsyncError


def payload_converter() -> everloop.converter.PayloadConverter:
    """The payload converter of the worker."""
    return _context().payload_converter()


def metric_meter() -> everloop.common.MetricMeter:
    """A meter whose metrics are tagged with the activity's namespace, task queue and type.

    Raises:
        RuntimeError: In activities that run in another process.
    """
    return _context().metric_meter()


def _async_context() -> Context:
    context = _context()
    if not context.is_async:
        raise RuntimeError("not in async activity")
    return context
