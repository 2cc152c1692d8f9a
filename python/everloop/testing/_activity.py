"""A made-up context to run single activities in, without a worker or a server."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any, TypeVar, cast

from typing_extensions import ParamSpec

import everloop
from everloop.activity import ActivityCancellationDetails, Info
from everloop.activity._context import Context, Event, current
from everloop.activity._definition import Definition
from everloop.common import MetricMeter, Priority
from everloop.converter import DataConverter, PayloadConverter
from everloop.exceptions import CancelledError
from everloop.worker._activity_thread import ThreadCancellation

if TYPE_CHECKING:
    import everloop.client

__all__ = ["ActivityEnvironment"]

_Params = ParamSpec("_Params")
_Return = TypeVar("_Return")

_CANCEL_REQUESTED = ActivityCancellationDetails(cancel_requested=True)
_EPOCH = datetime.fromtimestamp(0, timezone.utc)


class ActivityEnvironment:
    """Runs activities, or code that they call, as a worker would.

    One environment is for one test: it stays cancelled once it is.

    Attributes:
        info: What `everloop.activity.info` returns; `default_info` to begin with. Use ``dataclasses.replace`` to
            change it.
        on_heartbeat: Called with the details of each heartbeat, in the thread of the activity.
        payload_converter: What `everloop.activity.payload_converter` returns.
        metric_meter: What `everloop.activity.metric_meter` returns, with the attributes that a worker adds: namespace,
            task queue and type. One that records nothing to begin with.
    """

    def __init__(self, client: everloop.client.Client | None = None) -> None:
        """Make an environment.

        Args:
            client: What `everloop.activity.client` returns in ``async def`` activities.
        """
        self.info = ActivityEnvironment.default_info()
        self.on_heartbeat: Callable[..., None] = lambda *args: None
        self.payload_converter: PayloadConverter = DataConverter.default.payload_converter
        self.metric_meter: MetricMeter = MetricMeter.noop
        self._client = client
        self._lock = threading.Lock()
        self._running: set[_Running] = set()
        self._details: ActivityCancellationDetails | None = None
        self._is_shutting_down = False

    @staticmethod
    def default_info() -> Info:
        """A made-up attempt: everything is called ``test``, and times are those of the epoch."""
        return Info(
            activity_id="test",
            activity_type="unknown",
            attempt=1,
            current_attempt_scheduled_time=_EPOCH,
            heartbeat_details=[],
            heartbeat_timeout=None,
            is_local=False,
            namespace="default",
            schedule_to_close_timeout=timedelta(seconds=1),
            scheduled_time=_EPOCH,
            start_to_close_timeout=timedelta(seconds=1),
            started_time=_EPOCH,
            task_queue="test",
            task_token=b"test",
            workflow_id="test",
            workflow_namespace="default",
            workflow_run_id="test-run",
            workflow_type="test",
            priority=Priority.default,
            retry_policy=None,
        )

    def cancel(self, cancellation_details: ActivityCancellationDetails = _CANCEL_REQUESTED) -> None:
        """Cancel what runs, and what is run later. Only the first call counts.

        An ``async def`` activity has its task cancelled; a plain one has `CancelledError` thrown into its thread,
        unless it is defined otherwise. May be called from any thread.

        Args:
            cancellation_details: The reasons, as the activity sees them.
        """
        with self._lock:
            if self._details is not None:
                return
            self._details = cancellation_details
            running = list(self._running)
        for one in running:
            one.cancel(cancellation_details)

    def worker_shutdown(self) -> None:
        """Tell what runs, and what is run later, that the worker shuts down. Only the first call counts."""
        with self._lock:
            self._is_shutting_down = True
            running = list(self._running)
        for one in running:
            one.worker_shutdown.set()

    def run(self, fn: Callable[_Params, _Return], *args: _Params.args, **kwargs: _Params.kwargs) -> _Return:
        """Run a function as an activity: decorated or not, plain or ``async def``.

        Args:
            fn: What to run. A plain function runs in the calling thread.
            *args: Its arguments.
            **kwargs: Its keyword arguments.

        Returns:
            What `fn` returns: if it is ``async def``, something to await.
        """
        running = _Running(self, fn)
        with self._lock:
            self._running.add(running)
            details = self._details
            if self._is_shutting_down:
                running.worker_shutdown.set()
        if running.is_async:
            result: Any = self._run_async(running, fn, args, kwargs)
            return cast(_Return, result)
        if details is not None:
            # Wire: what was cancelled before it began only sees that it was.
            running.begin_cancelled(details)
        try:
            outcome: _Return = running.run(fn, args, kwargs)
            return outcome
        finally:
            self._forget(running)

    async def _run_async(self, running: _Running, fn: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        try:
            with self._lock:
                details = self._details
            return await running.run_async(fn, args, kwargs, details)
        finally:
            self._forget(running)

    def _forget(self, running: _Running) -> None:
        with self._lock:
            self._running.discard(running)


class _Running(Context):
    """One function that runs, and the context it finds."""

    def __init__(self, environment: ActivityEnvironment, fn: Callable[..., Any]) -> None:
        call: object = getattr(fn, "__call__", None)  # noqa: B004 - wanted for itself
        self.is_async = inspect.iscoroutinefunction(fn) or inspect.iscoroutinefunction(call)
        self.cancelled = Event()
        self.worker_shutdown = Event()
        self._environment = environment
        self._details: ActivityCancellationDetails | None = None
        self._task: asyncio.Task[Any] | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: ThreadCancellation | None = None
        self._meter: MetricMeter | None = None
        if self.is_async:
            self.client = environment._client  # pyright: ignore[reportPrivateUsage]
            return
        definition = Definition.from_callable(fn)
        if definition is None or not definition.no_thread_cancel_exception:
            self._thread = ThreadCancellation()

    # What activity code calls.

    def info(self) -> Info:
        return self._environment.info

    def heartbeat(self, *details: Any) -> None:
        self._environment.on_heartbeat(*details)

    def cancellation_details(self) -> ActivityCancellationDetails | None:
        return self._details

    def payload_converter(self) -> PayloadConverter:
        return self._environment.payload_converter

    def metric_meter(self) -> MetricMeter:
        if self._meter is None:
            info = self._environment.info
            self._meter = self._environment.metric_meter.with_additional_attributes(
                {"namespace": info.namespace, "task_queue": info.task_queue, "activity_type": info.activity_type}
            )
        return self._meter

    def shield(self) -> AbstractContextManager[None]:
        return self._thread.shield() if self._thread is not None else nullcontext()

    # How it runs.

    def run(self, fn: Callable[..., Any], args: Any, kwargs: Any) -> Any:
        """Run a plain function in this thread; the context variables that it sets stay set."""
        before = current.set(self)
        try:
            if self._thread is None:
                return fn(*args, **kwargs)
            with self._thread:
                return fn(*args, **kwargs)
        except CancelledError as error:
            if error.args:
                raise
            # It was thrown as a bare class.
            raise CancelledError("Cancelled").with_traceback(error.__traceback__) from error.__cause__
        finally:
            current.reset(before)

    async def run_async(
        self, fn: Callable[..., Any], args: Any, kwargs: Any, details: ActivityCancellationDetails | None
    ) -> Any:
        """Run a coroutine function as a task of its own."""
        self._loop = asyncio.get_running_loop()
        context = contextvars.copy_context()
        context.run(current.set, self)
        # The context of the caller becomes the task's, as `create_task` has no `context` before Python 3.11.
        self._task = context.run(asyncio.ensure_future, fn(*args, **kwargs))
        if details is not None:
            self.cancel(details)
        return await self._task

    def begin_cancelled(self, details: ActivityCancellationDetails) -> None:
        """Begin as one that was cancelled, without an exception."""
        self._details = details
        self.cancelled.set()

    def cancel(self, details: ActivityCancellationDetails) -> None:
        """Cancel, from any thread."""
        self._details = details
        self.cancelled.set()
        if self._thread is not None:
            self._thread.cancel()
        elif self._task is not None and self._loop is not None:
            try:
                is_here = asyncio.get_running_loop() is self._loop
            except RuntimeError:
                is_here = False
            if is_here:
                self._task.cancel()
            else:
                self._loop.call_soon_threadsafe(self._task.cancel)
