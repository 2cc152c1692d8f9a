"""A plugin made of values: what packages hand out that add activities, workflows, interceptors or a converter."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any, TypeAlias, TypeVar, cast

import everloop.client
import everloop.worker
from everloop.client import ClientConfig, WorkflowHistory
from everloop.converter import DataConverter
from everloop.service import ConnectConfig, ServiceClient
from everloop.worker import Replayer, ReplayerConfig, Worker, WorkerConfig, WorkflowReplayResult, WorkflowRunner

__all__ = ["PluginParameter", "SimplePlugin"]

T = TypeVar("T")

PluginParameter: TypeAlias = T | Callable[[T | None], T] | None
"""A value to add or to set, or a function from the existing value to the new one."""


class SimplePlugin(everloop.client.Plugin, everloop.worker.Plugin):
    """A plugin of clients, workers and replayers that changes what it is given and nothing else.

    Lists are appended to those of the program, other values replace them; a function decides for itself.
    """

    def __init__(
        self,
        name: str,
        *,
        data_converter: PluginParameter[DataConverter] = None,
        interceptors: Sequence[everloop.client.Interceptor | everloop.worker.Interceptor] | None = None,
        activities: PluginParameter[Sequence[Callable[..., Any]]] = None,
        nexus_service_handlers: PluginParameter[Sequence[Any]] = None,
        workflows: PluginParameter[Sequence[type]] = None,
        workflow_runner: PluginParameter[WorkflowRunner] = None,
        workflow_failure_exception_types: PluginParameter[Sequence[type[BaseException]]] = None,
        run_context: Callable[[], AbstractAsyncContextManager[None]] | None = None,
    ) -> None:
        """Make a plugin.

        Args:
            name: Names the plugin to the server.
            data_converter: For clients and replayers.
            interceptors: Those that intercept clients are given to clients, the others to workers and replayers.
            activities: For workers.
            nexus_service_handlers: For workers.
            workflows: For workers and replayers.
            workflow_runner: For workers and replayers.
            workflow_failure_exception_types: For workers and replayers.
            run_context: Makes what is entered while a worker or a replay runs.
        """
        self._name = name
        self.data_converter = data_converter
        self.interceptors = interceptors
        self.activities = activities
        self.nexus_service_handlers = nexus_service_handlers
        self.workflows = workflows
        self.workflow_runner = workflow_runner
        self.workflow_failure_exception_types = workflow_failure_exception_types
        self.run_context = run_context

    def name(self) -> str:
        """The plugin's name."""
        return self._name

    def configure_client(self, config: ClientConfig) -> ClientConfig:
        """Set the converter and add the interceptors of clients."""
        _set(config, "data_converter", self.data_converter)
        _append(config, "interceptors", self._interceptors(everloop.client.Interceptor))
        return config

    async def connect_service_client(
        self, config: ConnectConfig, next: Callable[[ConnectConfig], Awaitable[ServiceClient]]
    ) -> ServiceClient:
        """Connect as without the plugin."""
        return await next(config)

    def configure_worker(self, config: WorkerConfig) -> WorkerConfig:
        """Add what workers get."""
        _append(config, "activities", self.activities)
        _append(config, "nexus_service_handlers", self.nexus_service_handlers)
        self._configure(config)
        # An interceptor of the client that is one of workers too comes from the client, and once is enough.
        of_client: Sequence[Any] = ()
        client = config.get("client")
        if client is not None:
            of_client = client.config(active_config=True)["interceptors"]
        own = self._interceptors(everloop.worker.Interceptor)
        _append(config, "interceptors", [one for one in own if not any(one is known for known in of_client)])
        return config

    def configure_replayer(self, config: ReplayerConfig) -> ReplayerConfig:
        """Add what replayers get."""
        _set(config, "data_converter", self.data_converter)
        self._configure(config)
        _append(config, "interceptors", self._interceptors(everloop.worker.Interceptor))
        return config

    def _configure(self, config: WorkerConfig | ReplayerConfig) -> None:
        _append(config, "workflows", self.workflows)
        _set(config, "workflow_runner", self.workflow_runner)
        _append(config, "workflow_failure_exception_types", self.workflow_failure_exception_types)

    def _interceptors(self, kind: type) -> list[Any]:
        return [one for one in self.interceptors or () if isinstance(one, kind)]

    async def run_worker(self, worker: Worker, next: Callable[[Worker], Awaitable[None]]) -> None:
        """Run the worker inside the run context."""
        if self.run_context is None:
            await next(worker)
            return
        async with self.run_context():
            await next(worker)

    @asynccontextmanager
    async def run_replayer(
        self,
        replayer: Replayer,
        histories: AsyncIterator[WorkflowHistory],
        next: Callable[
            [Replayer, AsyncIterator[WorkflowHistory]], AbstractAsyncContextManager[AsyncIterator[WorkflowReplayResult]]
        ],
    ) -> AsyncGenerator[AsyncIterator[WorkflowReplayResult], None]:
        """Run the replayer inside the run context."""
        if self.run_context is None:
            async with next(replayer, histories) as results:
                yield results
            return
        async with self.run_context(), next(replayer, histories) as results:
            yield results


def _set(config: Any, name: str, parameter: Any) -> None:
    """The plugin's value instead of the program's."""
    if parameter is None:
        return
    # A runner or a converter is no function, and a function is nothing else.
    config[name] = parameter(config.get(name)) if callable(parameter) else parameter


def _append(config: Any, name: str, parameter: Any) -> None:
    """The plugin's values after the program's."""
    if parameter is None:
        return
    existing = config.get(name)
    if callable(parameter):
        config[name] = parameter(existing)
    elif parameter:
        config[name] = [*cast("Sequence[Any]", existing or ()), *parameter]
