"""Replaying what a test has run: which workflows were started, which classes ran them, and whether they agree."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any

import everloop.client
import everloop.worker
from everloop.client import Interceptor, OutboundInterceptor
from everloop.service import RPCError, RPCStatusCode
from everloop.worker import Replayer

if TYPE_CHECKING:
    from everloop.client import (
        Client,
        ClientConfig,
        StartWorkflowInput,
        StartWorkflowUpdateWithStartInput,
        WorkflowHandle,
        WorkflowHistory,
        WorkflowUpdateHandle,
    )
    from everloop.service import ConnectConfig, ServiceClient
    from everloop.worker import ReplayerConfig, Worker, WorkerConfig, WorkflowReplayResult

__all__ = ["Recorder"]

_LEAVE_IT = "a test leaves it to the fixture to shut its environment down"
_REPLAYED = (
    "workflow_runner",
    "unsandboxed_workflow_runner",
    "workflow_failure_exception_types",
    "build_id",
    "debug_mode",
)


class Recorder(everloop.client.Plugin, everloop.worker.Plugin):
    """A plugin that remembers what a client started and which workers ran, so that it can be replayed."""

    def __init__(self) -> None:
        self._started: list[tuple[str, str | None]] = []
        self._workers: list[WorkerConfig] = []

    def configure_client(self, config: ClientConfig) -> ClientConfig:
        """Listen to starts."""
        config["interceptors"] = [*config["interceptors"], _Starts(self._started)]
        return config

    async def connect_service_client(
        self, config: ConnectConfig, next: Callable[[ConnectConfig], Awaitable[ServiceClient]]
    ) -> ServiceClient:
        """Connect as ever."""
        return await next(config)

    def configure_worker(self, config: WorkerConfig) -> WorkerConfig:
        """Remember the worker."""
        self._workers.append(config.copy())
        return config

    async def run_worker(self, worker: Worker, next: Callable[[Worker], Awaitable[None]]) -> None:
        """Run as ever."""
        await next(worker)

    def configure_replayer(self, config: ReplayerConfig) -> ReplayerConfig:
        """Change nothing."""
        return config

    def run_replayer(
        self,
        replayer: Replayer,
        histories: AsyncIterator[WorkflowHistory],
        next: Callable[
            [Replayer, AsyncIterator[WorkflowHistory]], AbstractAsyncContextManager[AsyncIterator[WorkflowReplayResult]]
        ],
    ) -> AbstractAsyncContextManager[AsyncIterator[WorkflowReplayResult]]:
        """Run as ever."""
        return next(replayer, histories)

    async def replay(self, client: Client) -> list[str]:
        """Replay everything that was started, with children and runs that followed.

        Returns:
            What failed, as texts that name the workflow and the reason.
        """
        failures: list[str] = []
        seen: set[tuple[str, str | None]] = set()
        waiting = list(self._started)
        while waiting:
            workflow_id, run_id = execution = waiting.pop()
            if execution in seen:
                continue
            seen.add(execution)
            try:
                history = await client.get_workflow_handle(workflow_id, run_id=run_id).fetch_history()
            except RPCError as error:
                if error.status is RPCStatusCode.NOT_FOUND:
                    continue  # The test has deleted it.
                return [*failures, f"workflow {workflow_id} cannot be replayed: {error}; {_LEAVE_IT}"]
            events: list[dict[str, Any]] = history.to_json_dict()["events"]
            waiting.extend(_followers(workflow_id, events))
            failures.extend(await self._replay_one(client, history, events))
        return failures

    async def _replay_one(self, client: Client, history: WorkflowHistory, events: list[dict[str, Any]]) -> list[str]:
        started = events[0]["workflowExecutionStartedEventAttributes"]
        queue = started["taskQueue"]["name"]
        for worker in self._workers:
            if worker.get("task_queue") != queue or not worker.get("workflows"):
                continue
            options: dict[str, Any] = {name: worker[name] for name in _REPLAYED if name in worker}  # type: ignore[literal-required]
            replayer = Replayer(
                workflows=worker.get("workflows", []),
                namespace=client.namespace,
                data_converter=client.data_converter,
                interceptors=_interceptors(client, worker),
                **options,
            )
            result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
            if result.replay_failure is not None:
                kind = started["workflowType"]["name"]
                failure = result.replay_failure
                return [f"workflow {kind} ({history.workflow_id}) does not replay: {type(failure).__name__}: {failure}"]
            return []
        return []


def _interceptors(client: Client, worker: WorkerConfig) -> list[everloop.worker.Interceptor]:
    """Those that workflows ran with: a client's count if they are a worker's as well."""
    own = worker.get("interceptors", [])
    both = [one for one in client.config(active_config=True)["interceptors"] if isinstance(one, _WORKER_INTERCEPTOR)]
    return [*(one for one in both if one not in own), *own]


_WORKER_INTERCEPTOR = everloop.worker.Interceptor


def _followers(workflow_id: str, events: list[dict[str, Any]]) -> Iterator[tuple[str, str | None]]:
    """The runs that a history leads to: children, and the next run of the same workflow."""
    for event in events:
        child = event.get("childWorkflowExecutionStartedEventAttributes")
        if child is not None:
            execution = child["workflowExecution"]
            yield execution["workflowId"], execution["runId"]
    last = events[-1]
    for name, attributes in last.items():
        if name.endswith("EventAttributes") and attributes.get("newExecutionRunId"):
            yield workflow_id, attributes["newExecutionRunId"]


class _Starts(Interceptor):
    def __init__(self, started: list[tuple[str, str | None]]) -> None:
        self._started = started

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        return _Outbound(next, self._started)


class _Outbound(OutboundInterceptor):
    def __init__(self, next: OutboundInterceptor, started: list[tuple[str, str | None]]) -> None:
        super().__init__(next)
        self._started = started

    async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
        handle = await super().start_workflow(input)
        self._started.append((handle.id, handle.result_run_id))
        return handle

    async def start_update_with_start_workflow(
        self, input: StartWorkflowUpdateWithStartInput
    ) -> WorkflowUpdateHandle[Any]:
        self._started.append((input.start_workflow_input.id, None))
        return await super().start_update_with_start_workflow(input)
