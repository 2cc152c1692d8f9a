"""Plain functions run by an executor and awaited by the worker's loop: under interceptors, and in processes.

A function in another process has no worker around it: its context is made there, its events are those of a
shared state manager, and its heartbeats come back through that manager's queue.
"""

from __future__ import annotations

import asyncio
import contextvars
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from everloop.activity._context import Context, Event, current
from everloop.activity._info import ActivityCancellationDetails, Info
from everloop.common import MetricMeter
from everloop.converter._transfer_types import TransferTypePayloadConverter

from ._activity_interceptor import ExecuteActivityInput

if TYPE_CHECKING:
    from everloop.converter import PayloadConverter

    from ._activity_thread import ThreadCancellation
    from ._running_activity import RunningActivity
    from ._shared_state import SharedHeartbeatSender

__all__ = ["run_in_executor"]


async def run_in_executor(
    running: RunningActivity, input: ExecuteActivityInput, cancellation: ThreadCancellation | None
) -> Any:
    """Run a plain function in the input's executor."""
    loop = asyncio.get_running_loop()
    if isinstance(input.executor, ThreadPoolExecutor):
        context = contextvars.copy_context()

        def call() -> Any:
            return context.run(_in_thread, cancellation, input.fn, tuple(input.args))

        return await loop.run_in_executor(input.executor, call)
    manager = running.host.shared_state_manager
    assert manager is not None, "checked when the activity was registered"
    running.cancelled.share(manager.new_event())
    running.worker_shutdown.share(manager.new_event())
    info = running.info()
    sender = await manager.register_heartbeater(info.task_token, running.heartbeat)
    try:
        return await loop.run_in_executor(
            input.executor,
            _in_process,
            info,
            sender,
            running.cancelled.shared(),
            running.worker_shutdown.shared(),
            _converter_class(running.payload_converter()),
            input.fn,
            tuple(input.args),
        )
    finally:
        await manager.unregister_heartbeater(info.task_token)


def _converter_class(converter: PayloadConverter) -> type[PayloadConverter]:
    """What is made anew in another process: the class without what everloop puts in front of it."""
    return type(converter.inner if isinstance(converter, TransferTypePayloadConverter) else converter)


def _in_thread(cancellation: ThreadCancellation | None, fn: Callable[..., Any], args: Sequence[Any]) -> Any:
    if cancellation is None:
        return fn(*args)
    with cancellation:
        return fn(*args)


def _in_process(
    info: Info,
    sender: SharedHeartbeatSender,
    cancelled: threading.Event,
    worker_shutdown: threading.Event,
    payload_converter_class: type[PayloadConverter],
    fn: Callable[..., Any],
    args: Sequence[Any],
) -> Any:
    context = _ProcessContext(info, sender, cancelled, worker_shutdown, payload_converter_class)
    token = current.set(context)
    try:
        return fn(*args)
    finally:
        current.reset(token)


class _ProcessContext(Context):
    """An activity in a process of its own."""

    def __init__(
        self,
        info: Info,
        sender: SharedHeartbeatSender,
        cancelled: threading.Event,
        worker_shutdown: threading.Event,
        payload_converter_class: type[PayloadConverter],
    ) -> None:
        self.cancelled = Event()
        self.cancelled.share(cancelled)
        self.worker_shutdown = Event()
        self.worker_shutdown.share(worker_shutdown)
        self.is_async = False
        self._info = info
        self._sender = sender
        self._payload_converter_class = payload_converter_class

    def info(self) -> Info:
        return self._info

    def heartbeat(self, *details: Any) -> None:
        self._sender.send_heartbeat(self._info.task_token, *details)

    def cancellation_details(self) -> ActivityCancellationDetails | None:
        return None

    def payload_converter(self) -> PayloadConverter:
        return TransferTypePayloadConverter.around(self._payload_converter_class())

    def metric_meter(self) -> MetricMeter:
        raise RuntimeError("Metrics meter not available in non-threaded sync activities like multiprocess")
