"""The worker: takes workflows, activities and options, and runs until it is shut down."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import everloop
from everloop._bridge.client import connection_of
from everloop._loggers import logger_of

from ._parts import Parts, assemble
from ._pollers import PollerBehavior, PollerBehaviorSimpleMaximum
from ._process_end import watch as watch_threads
from ._workflow_runner import UnsandboxedWorkflowRunner, WorkflowRunner
from .workflow_sandbox import SandboxedWorkflowRunner

if TYPE_CHECKING:
    import everloop.client
    import everloop.worker

__all__ = ["Worker"]

_logger = logger_of(__name__)
_POLLERS = PollerBehaviorSimpleMaximum(maximum=5)
_SANDBOXED = SandboxedWorkflowRunner()
_UNSANDBOXED = UnsandboxedWorkflowRunner()


class Worker:
    """Runs the workflows and activities of one task queue.

    Use it as an async context manager, or call `run` and `shutdown`.
    """

    def __init__(
        self,
        client: everloop.client.Client,
        *,
        task_queue: str,
        activities: Sequence[Callable[..., Any]] = [],
        nexus_service_handlers: Sequence[Any] = [],
        workflows: Sequence[type] = [],
        activity_executor: Executor | None = None,
        workflow_task_executor: ThreadPoolExecutor | None = None,
        nexus_task_executor: ThreadPoolExecutor | None = None,
        workflow_runner: WorkflowRunner = _SANDBOXED,
        unsandboxed_workflow_runner: WorkflowRunner = _UNSANDBOXED,
        plugins: Sequence[everloop.worker.Plugin] = [],
        interceptors: Sequence[everloop.worker.Interceptor] = [],
        build_id: str | None = None,
        identity: str | None = None,
        max_cached_workflows: int = 1000,
        max_concurrent_workflow_tasks: int | None = None,
        max_concurrent_activities: int | None = None,
        max_concurrent_local_activities: int | None = None,
        max_concurrent_nexus_tasks: int | None = None,
        tuner: everloop.worker.WorkerTuner | None = None,
        max_concurrent_workflow_task_polls: int | None = None,
        nonsticky_to_sticky_poll_ratio: float = 0.2,
        max_concurrent_activity_task_polls: int | None = None,
        no_remote_activities: bool = False,
        sticky_queue_schedule_to_start_timeout: timedelta = timedelta(seconds=10),
        max_heartbeat_throttle_interval: timedelta = timedelta(seconds=60),
        default_heartbeat_throttle_interval: timedelta = timedelta(seconds=30),
        max_activities_per_second: float | None = None,
        max_task_queue_activities_per_second: float | None = None,
        max_eager_activity_reservations_per_workflow_task: int = 3,
        graceful_shutdown_timeout: timedelta = timedelta(),
        plugin_shutdown_timeout: timedelta | None = timedelta(seconds=60),
        workflow_failure_exception_types: Sequence[type[BaseException]] = [],
        shared_state_manager: everloop.worker.SharedStateManager | None = None,
        debug_mode: bool = False,
        disable_eager_activity_execution: bool = False,
        on_fatal_error: Callable[[BaseException], Awaitable[None]] | None = None,
        use_worker_versioning: bool = False,
        disable_safe_workflow_eviction: bool = False,
        deployment_config: everloop.worker.WorkerDeploymentConfig | None = None,
        patch_activation_callback: Callable[[everloop.worker.PatchActivationInput], bool] | None = None,
        workflow_task_poller_behavior: PollerBehavior = _POLLERS,
        activity_task_poller_behavior: PollerBehavior = _POLLERS,
        nexus_task_poller_behavior: PollerBehavior = _POLLERS,
        disable_payload_error_limit: bool = False,
        max_workflow_task_external_storage_concurrency: int = 3,
    ) -> None:
        """Make a worker. It begins to work when it is run.

        Args:
            client: Its connection, namespace, data converter and interceptors serve the worker too.
            task_queue: What to serve.
            activities: Decorated callables.
            nexus_service_handlers: Not supported yet.
            workflows: Decorated classes.
            activity_executor: Where plain functions run; needed if there is one among the activities. The worker
                does not shut it down.
            workflow_task_executor: Not needed: workflow code runs on threads that the worker owns.
            nexus_task_executor: Not needed yet.
            workflow_runner: How workflow code is guarded; see `everloop.worker.workflow_sandbox`.
            unsandboxed_workflow_runner: How code of workflows is run that asked not to be guarded.
            plugins: Take part in making and running the worker.
            interceptors: Stand between the worker and the code it runs, after those of the client.
            build_id: Names the version of the code in histories. By default a digest of the registered code.
            identity: Names the worker; by default the client's identity.
            max_cached_workflows: Runs kept in memory between their tasks. With 0 each task replays its history.
            max_concurrent_workflow_tasks: 100 if left out.
            max_concurrent_activities: 100 if left out.
            max_concurrent_local_activities: 100 if left out.
            max_concurrent_nexus_tasks: Not used yet.
            tuner: Instead of the four limits above.
            max_concurrent_workflow_task_polls: Deprecated, use ``workflow_task_poller_behavior``.
            nonsticky_to_sticky_poll_ratio: The part of workflow polls for runs that no worker has in memory.
            max_concurrent_activity_task_polls: Deprecated, use ``activity_task_poller_behavior``.
            no_remote_activities: Run only local activities.
            sticky_queue_schedule_to_start_timeout: How long a run's task waits for the worker that has it in memory.
            max_heartbeat_throttle_interval: Heartbeats are never further apart.
            default_heartbeat_throttle_interval: Pause between heartbeats of activities without heartbeat timeout.
            max_activities_per_second: Starts per second of this worker.
            max_task_queue_activities_per_second: Starts per second of the task queue, as the server enforces it.
            max_eager_activity_reservations_per_workflow_task: Activities that may come back with the reply of a
                workflow task.
            graceful_shutdown_timeout: How long activities may go on after the shutdown began.
            plugin_shutdown_timeout: How long leaving ``async with`` waits for plugins.
            workflow_failure_exception_types: Exceptions that fail workflows instead of their tasks.
            shared_state_manager: Needed for activities in other processes.
            debug_mode: Do not fail workflow tasks that take too long.
            disable_eager_activity_execution: Never ask for activities with the reply of a workflow task.
            on_fatal_error: Told of what ends the worker, before it shuts down.
            use_worker_versioning: Not supported yet.
            disable_safe_workflow_eviction: Not needed: eviction does not run workflow code.
            deployment_config: Only its build id is supported yet.
            patch_activation_callback: Decides whether a run that meets a patch for the first time takes it.
            workflow_task_poller_behavior: How many polls for workflow tasks are open.
            activity_task_poller_behavior: How many polls for activities are open.
            nexus_task_poller_behavior: Not used yet.
            disable_payload_error_limit: Leave it to the server to refuse what is too large.
            max_workflow_task_external_storage_concurrency: Must be positive.

        Raises:
            ValueError: If an option is out of its range, or options, workflows or activities contradict each other.
            TypeError: If an option is of a wrong type, or a workflow or an activity is not decorated.
            NotImplementedError: If an option asks for what is not supported yet.
        """
        arguments: Any = dict(locals())
        del arguments["self"]
        config: everloop.worker.WorkerConfig = arguments
        self._plugins = _plugins(client, plugins)
        self._initial_config = config.copy()
        for plugin in self._plugins:
            config = plugin.configure_worker(config)
        self._config = config
        self._begun = False
        self._started = False
        self._finished = asyncio.Event()
        self._broken: BaseException | None = None
        self._serving: asyncio.Future[Any] | None = None
        self._block_task: asyncio.Task[Any] | None = None
        self._block_run: asyncio.Task[None] | None = None
        self._block_error: BaseException | None = None
        self._leaves_block = False
        self._parts: Parts = assemble(config, _debug_mode(config), self._break)

    def config(self, *, active_config: bool = False) -> everloop.worker.WorkerConfig:
        """The options of this worker.

        Args:
            active_config: As the plugins changed them, instead of as they were given.
        """
        config = (self._config if active_config else self._initial_config).copy()
        config["activities"] = list(config.get("activities") or ())
        config["workflows"] = list(config.get("workflows") or ())
        return config

    @property
    def task_queue(self) -> str:
        """The task queue that is served."""
        return self._parts.task_queue

    @property
    def client(self) -> everloop.client.Client:
        """The client whose connection is used. Set it to make all further calls through another one."""
        return self._parts.client

    @client.setter
    def client(self, value: everloop.client.Client) -> None:
        _must_be_client(value)
        self._parts.core.replace_connection(connection_of(value))
        self._parts.client = value
        self._config["client"] = value
        if self._parts.host is not None:
            self._parts.host.client = value

    @property
    def is_running(self) -> bool:
        """Whether the worker is at work. It still is while it shuts down."""
        return self._started and not self.is_shutdown

    @property
    def is_shutdown(self) -> bool:
        """Whether the worker has ended."""
        return self._finished.is_set()

    async def run(self) -> None:
        """Serve the task queue until `shutdown`, or until something ends the worker for good.

        Cancelling works, but `shutdown` says better what is meant.

        Raises:
            RuntimeError: If the namespace cannot be used, or the worker cannot go on.
        """
        next_run: Callable[[Worker], Awaitable[None]] = Worker._run
        for plugin in reversed(self._plugins):
            next_run = _through(plugin, next_run)
        await next_run(self)

    async def _run(self) -> None:
        if self._begun:
            raise RuntimeError("Already started")
        # Two calls may race: the first one counts, also while it validates.
        self._begun = True
        core, host = self._parts.core, self._parts.host
        watch_threads(core)
        core.announce()
        try:
            await core.validate()
        except BaseException:
            core.shutdown()
            # Nobody may wait for the end of what never began.
            self._finished.set()
            raise
        self._started = True
        if host is not None:
            host.attach()
        self._serving = asyncio.ensure_future(core.run())
        begun = asyncio.ensure_future(core.shutdown_begun())
        try:
            await self._serve(self._serving, begun)
        finally:
            begun.cancel()
            self._finished.set()

    async def _serve(self, serving: asyncio.Future[Any], begun: asyncio.Future[Any]) -> None:
        host = self._parts.host
        try:
            await asyncio.wait({serving, begun}, return_when=asyncio.FIRST_COMPLETED)
        except asyncio.CancelledError:
            _logger.info("Worker cancelled, shutting down")
            self._begin_shutdown()
            await _ended(serving)
            raise
        timeout = self._config.get("graceful_shutdown_timeout")
        _logger.info("Beginning worker shutdown, will wait %s before cancelling activities", timeout)
        if host is not None:
            host.begin_shutdown()
        if self._broken is not None:
            await self._tell_fatal(self._broken)
        await _ended(serving)
        error = serving.exception()
        if error is not None:
            await self._tell_fatal(error)
        error = self._broken or error
        if error is not None:
            raise error

    async def _tell_fatal(self, error: BaseException) -> None:
        _logger.error("Worker failed, shutting down", exc_info=error)
        callback = self._config.get("on_fatal_error")
        if callback is None:
            return
        try:
            await callback(error)
        except Exception:
            _logger.warning("Fatal error handler failed", exc_info=True)

    def _break(self, error: BaseException) -> None:
        """End the worker because of something that no activity can go on after. From any thread."""
        if self._broken is None:
            self._broken = RuntimeError("Activity worker failed")
            self._broken.__cause__ = error
        self._parts.core.shutdown()

    def _begin_shutdown(self) -> None:
        self._parts.core.shutdown()
        if self._parts.host is not None:
            self._parts.host.begin_shutdown()

    async def shutdown(self) -> None:
        """Begin the end, and wait for it. It may be called more than once, and before the worker runs."""
        self._begin_shutdown()
        await self._finished.wait()

    async def __aenter__(self) -> Worker:
        """Run the worker while the block runs. What ends the worker for good cancels the block."""
        if self._block_task is not None:
            raise RuntimeError("Already started")
        self._block_task = asyncio.current_task()
        if self._block_task is None:
            raise RuntimeError("Can only use async with inside a task")
        # What the block starts may begin here at once, before the worker had its first turn.
        self._parts.core.announce()
        self._block_run = asyncio.create_task(self._run_for_block(self._block_task))
        return self

    async def _run_for_block(self, block: asyncio.Task[Any]) -> None:
        try:
            await self.run()
        except BaseException as error:
            self._block_error = error
            # The code after the block must not be cancelled.
            if not self._leaves_block:
                block.cancel()

    async def __aexit__(self, exc_type: type[BaseException] | None, *args: object) -> None:
        """Shut the worker down. If a failure of the worker cancelled the block, that is raised."""
        if self._block_run is None:
            raise RuntimeError("Never started")
        await self.shutdown()
        self._leaves_block = True
        timeout = self._config.get("plugin_shutdown_timeout", timedelta(seconds=60))
        try:
            # Plugins may have something to do after the worker's end.
            await asyncio.wait({self._block_run}, timeout=timeout.total_seconds() if timeout else None)
        finally:
            if not self._block_run.done():
                self._block_run.cancel()
        if exc_type is asyncio.CancelledError and self._block_error is not None:
            raise self._block_error


async def _ended(serving: asyncio.Future[Any]) -> None:
    """Wait for the end, however often the waiting task is cancelled: activities are ending meanwhile."""
    cancelled: asyncio.CancelledError | None = None
    while not serving.done():
        try:
            await asyncio.wait({serving})
        except asyncio.CancelledError as error:
            cancelled = error
    if cancelled is not None:
        raise cancelled


def _through(
    plugin: everloop.worker.Plugin, next_run: Callable[[Worker], Awaitable[None]]
) -> Callable[[Worker], Awaitable[None]]:
    return lambda worker: plugin.run_worker(worker, next_run)


def _must_be_client(client: Any) -> None:
    if not hasattr(client, "config"):
        raise TypeError(f"client must be an everloop.client.Client, it is {client!r}: make one with Client.connect")
    if client.service_client.worker_service_client.config.lazy:
        raise RuntimeError("Lazy clients cannot be used for workers")


def _plugins(client: everloop.client.Client, plugins: Sequence[everloop.worker.Plugin]) -> list[everloop.worker.Plugin]:
    """The client's plugins that serve workers, then the worker's own.

    Raises:
        TypeError: If the client is no client, or the plugins are no list.
    """
    _must_be_client(client)
    if not isinstance(plugins, Iterable):  # pyright: ignore[reportUnnecessaryIsInstance]
        raise TypeError(f"plugins must be a list of plugins, it is {plugins!r}")
    of_client: Sequence[Any] = client.config(active_config=True).get("plugins", [])
    if not of_client and not plugins:
        return []
    from ._plugin import Plugin as WorkerPlugin

    return [plugin for plugin in of_client if isinstance(plugin, WorkerPlugin)] + list(plugins)


def _debug_mode(config: everloop.worker.WorkerConfig) -> bool:
    return config.get("debug_mode", False) or bool(os.environ.get("TEMPORAL_DEBUG"))
