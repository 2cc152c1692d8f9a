"""Runs activities: what the compiled worker calls, on the loop that the worker runs on.

An ``async def`` activity becomes a task of that loop. A plain function goes to the executor, and a thread
reports its own outcome, without a detour through the loop. With interceptors, both are run by a
task that goes through them first.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
from collections.abc import Callable, Coroutine, Sequence
from concurrent.futures import BrokenExecutor, Executor, ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from everloop._loggers import logger_of
from everloop.activity._context import Event
from everloop.activity._logger import logger
from everloop.common import MetricMeter, RawValue
from everloop.converter._passage import is_direct
from everloop.exceptions import ApplicationError

from ._activity_interceptor import Interceptor
from ._activity_registry import ActivityRegistry
from ._running_activity import RunningActivity

if TYPE_CHECKING:
    from everloop._bridge.worker import ActivityAttempt
    from everloop.activity._definition import Definition
    from everloop.client import Client
    from everloop.converter import DataConverter

    from ._shared_state import SharedStateManager

__all__ = ["ActivityHost"]

_log = logger_of("everloop.worker._activity")


class ActivityHost:
    """The activities of one worker."""

    def __init__(
        self,
        activities: Sequence[Callable[..., Any]],
        *,
        client: Client,
        namespace: str,
        task_queue: str,
        executor: Executor | None,
        shared_state_manager: SharedStateManager | None,
        interceptors: Sequence[Interceptor],
        metric_meter: MetricMeter,
        on_broken: Callable[[BaseException], None],
    ) -> None:
        """Check the activities; see `ActivityRegistry` for what it raises.

        ``on_broken`` is called when the executor is broken, so that no activity can run any more.
        """
        self.registry = ActivityRegistry(activities, executor=executor, shared_state_manager=shared_state_manager)
        self.client = client
        self.namespace = namespace
        self.task_queue = task_queue
        self.executor = executor
        self.shared_state_manager = shared_state_manager
        self.interceptors = tuple(interceptors)
        self.metric_meter = metric_meter
        self.on_broken = on_broken
        self.worker_shutdown = Event()
        self._running_class = _running_class(client.data_converter)
        self._has_threads = isinstance(executor, ThreadPoolExecutor)
        self._running: dict[bytes, RunningActivity] = {}
        self._context = contextvars.Context()
        self._loop: asyncio.AbstractEventLoop | None = None
        self.logs_steps = False
        """Whether each step of an attempt is logged, for debugging. A worker asks once."""

    @property
    def loop(self) -> asyncio.AbstractEventLoop:
        """The loop that activities run on."""
        assert self._loop is not None, "attached before the worker runs"
        return self._loop

    def attach(self) -> None:
        """Run activities on the running loop, in copies of the running context."""
        self._loop = asyncio.get_running_loop()
        self._context = contextvars.copy_context()
        self.logs_steps = _log.isEnabledFor(logging.DEBUG) or logger.isEnabledFor(logging.DEBUG)

    def begin_shutdown(self) -> None:
        """Tell activities that the worker shuts down."""
        self.worker_shutdown.set()

    def start(self, attempt: ActivityAttempt) -> None:
        """Begin an attempt. It never raises for what the activity does wrong."""
        running = self._running_class(self, attempt)
        self._running[attempt.token] = running
        running.begin()

    def run(self, running: RunningActivity) -> None:
        """Run an attempt whose payloads can be read."""
        attempt = running.attempt
        if self.logs_steps:
            _log.debug("Running activity %s (token %s)", attempt.activity_type, attempt.token)
        try:
            definition = self.registry.find(attempt.activity_type, attempt.workflow_id)
            running.define(definition, has_thread=self._has_threads and not definition.is_async)
            arguments = _arguments(attempt, definition)
        except Exception as error:
            running.settle_error(error)
            return
        context = self._context.copy()
        if self.interceptors or not (definition.is_async or self._has_threads):
            context.run(self._spawn, running, running.run_intercepted(arguments))
        elif definition.is_async:
            context.run(self._spawn_function, running, definition.fn, arguments)
        else:
            context.run(running.enter)
            self.submit(running, context.run, running.run_in_thread, arguments)

    def cancel(self, token: bytes) -> None:
        """Ask an attempt to stop. It may have ended."""
        running = self._running.get(token)
        if running is not None:
            if self.logs_steps:
                _log.debug("Cancelling activity %s, reason: %s", token, running.attempt.cancellation())
            running.cancel()

    def ended(self, running: RunningActivity) -> None:
        """Forget an attempt."""
        if self.logs_steps:
            _log.debug("Completing activity with completion: task_token: %s", running.attempt.token)
        self._running.pop(running.attempt.token, None)

    def submit(self, running: RunningActivity, fn: Callable[..., Any], *args: Any) -> None:
        """Give something to the executor. If that is broken, the attempt fails and so does the worker."""
        assert self.executor is not None, "checked when the activity was registered"
        try:
            self.executor.submit(fn, *args)
        except BrokenExecutor as error:
            running.settle_error(error)
            self.on_broken(error)
        except RuntimeError as error:
            # An executor that was shut down takes nothing.
            running.settle_error(error)

    def _spawn_function(self, running: RunningActivity, fn: Callable[..., Any], arguments: Sequence[Any]) -> None:
        running.enter()
        try:
            coroutine = fn(*arguments)
        except BaseException as error:
            running.settle_error(error)
            return
        self._run(running, coroutine)

    def _spawn(self, running: RunningActivity, coroutine: Coroutine[Any, Any, Any]) -> None:
        running.enter()
        self._run(running, coroutine)

    def _run(self, running: RunningActivity, coroutine: Coroutine[Any, Any, Any]) -> None:
        running.coroutine = coroutine
        running.task = task = self.loop.create_task(running.contain(coroutine))
        if running.cancelled.is_set():
            # It was asked to stop before it began.
            task.cancel("Activity cancelled")
        task.add_done_callback(running.task_done)


def _running_class(data_converter: DataConverter) -> type[RunningActivity]:
    if is_direct(data_converter):
        return RunningActivity
    from ._codec_activity import CodecActivity

    return CodecActivity


def _arguments(attempt: ActivityAttempt, definition: Definition) -> Sequence[Any]:
    count = attempt.argument_count
    hints: Sequence[Any] | None
    if definition.name is None:
        hints = [RawValue] * count
    else:
        hints = definition.arg_types
        # A signature that does not match the arguments tells nothing about them.
        if hints is not None and len(hints) != count:
            hints = None
    try:
        arguments = attempt.arguments(hints)
    except Exception as error:
        raise ApplicationError("Failed decoding arguments") from error
    return arguments if definition.name is not None else (arguments,)
