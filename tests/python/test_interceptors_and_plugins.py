"""Interceptors and plugins: who is called, in which order, and with what."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from everloop import activity, workflow
from everloop.client import (
    Client,
    ClientConfig,
    FetchWorkflowHistoryEventsInput,
    StartWorkflowInput,
    WorkflowFailureError,
    WorkflowHistoryEventAsyncIterator,
)
from everloop.client import Interceptor as ClientInterceptor
from everloop.client import OutboundInterceptor as ClientOutbound
from everloop.client import Plugin as ClientPlugin
from everloop.converter import DataConverter
from everloop.exceptions import ApplicationError
from everloop.plugin import SimplePlugin
from everloop.service import ConnectConfig, ServiceClient
from everloop.worker import (
    ActivityInboundInterceptor,
    ExecuteActivityInput,
    ExecuteWorkflowInput,
    Interceptor,
    Replayer,
    Worker,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)


@activity.defn
async def shout(text: str) -> str:
    return text.upper()


@workflow.defn
class Twice:
    @workflow.run
    async def run(self, again: bool) -> str:
        if again:
            workflow.continue_as_new(False)
        return "done"


@workflow.defn
class Fails:
    @workflow.run
    async def run(self) -> None:
        raise ApplicationError("no")


class Recorder(ClientInterceptor, Interceptor):
    """An interceptor of clients and workers that notes what it sees."""

    def __init__(self, name: str, seen: list[str]) -> None:
        self.name, self.seen = name, seen

    def intercept_client(self, next: ClientOutbound) -> ClientOutbound:
        recorder = self

        class Outbound(ClientOutbound):
            async def start_workflow(self, input: StartWorkflowInput) -> Any:
                recorder.seen.append(f"{recorder.name}: start {input.workflow}")
                return await super().start_workflow(input)

            def fetch_workflow_history_events(
                self, input: FetchWorkflowHistoryEventsInput
            ) -> WorkflowHistoryEventAsyncIterator:
                recorder.seen.append(f"{recorder.name}: history {input.event_filter_type.name} {input.wait_new_event}")
                return super().fetch_workflow_history_events(input)

        return Outbound(next)

    def intercept_activity(self, next: ActivityInboundInterceptor) -> ActivityInboundInterceptor:
        recorder = self

        class Inbound(ActivityInboundInterceptor):
            async def execute_activity(self, input: ExecuteActivityInput) -> Any:
                recorder.seen.append(f"{recorder.name}: activity {list(input.args)}")
                return await super().execute_activity(input)

        return Inbound(next)

    def workflow_interceptor_class(
        self, input: WorkflowInterceptorClassInput
    ) -> type[WorkflowInboundInterceptor] | None:
        seen, name = self.seen, self.name

        class Inbound(WorkflowInboundInterceptor):
            async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
                seen.append(f"{name}: workflow {list(input.args)}")
                return await super().execute_workflow(input)

        return Inbound


async def test_interceptors_see_results() -> None:
    seen: list[str] = []
    interceptors = [Recorder("outer", seen), Recorder("inner", seen)]
    client = await Client.connect("embedded::memory:", interceptors=interceptors)
    async with Worker(client, task_queue="q", workflows=[Twice, Fails]):
        assert await client.execute_workflow(Twice.run, True, id="w", task_queue="q") == "done"
        assert seen[:2] == ["outer: start Twice", "inner: start Twice"]
        reads = [line for line in seen if "history" in line]
        assert reads == ["outer: history CLOSE_EVENT True", "inner: history CLOSE_EVENT True"] * 2
        runs = [line for line in seen if "workflow" in line]
        assert runs == [f"{name}: workflow [{again}]" for again in (True, False) for name in ("outer", "inner")]
        with pytest.raises(WorkflowFailureError) as failed:
            await client.execute_workflow(Fails.run, id="f", task_queue="q")
        assert isinstance(failed.value.cause, ApplicationError)


class Wrapping(ClientPlugin):
    """A client plugin that notes its calls."""

    def __init__(self, label: str, seen: list[str]) -> None:
        self.label, self.seen = label, seen

    def configure_client(self, config: ClientConfig) -> ClientConfig:
        self.seen.append(f"{self.label} configures")
        return config

    async def connect_service_client(
        self, config: ConnectConfig, next: Callable[[ConnectConfig], Awaitable[ServiceClient]]
    ) -> ServiceClient:
        self.seen.append(f"{self.label} connects")
        config.identity += self.label
        return await next(config)


async def test_client_plugins_wrap_each_other() -> None:
    seen: list[str] = []
    plugins = [Wrapping("a", seen), Wrapping("b", seen)]
    client = await Client.connect("embedded::memory:", plugins=plugins, identity="me-")
    assert seen == ["a connects", "b connects", "a configures", "b configures"]
    assert client.identity == "me-ab"
    assert Wrapping("a", seen).name().endswith("test_interceptors_and_plugins.Wrapping")


async def test_plugins_name_their_parameters_as_they_like() -> None:
    class Renaming(ClientPlugin):
        def configure_client(self, options: ClientConfig) -> ClientConfig:  # type: ignore[override]
            return options

        async def connect_service_client(self, options: Any, inner: Any) -> ServiceClient:  # type: ignore[override]
            options.identity = "renamed"
            return await inner(options)

    client = await Client.connect("embedded::memory:", plugins=[Renaming()])
    assert client.identity == "renamed"


async def test_a_simple_plugin_adds_and_replaces() -> None:
    seen: list[str] = []

    @asynccontextmanager
    async def context() -> AsyncIterator[None]:
        seen.append("enter")
        yield
        seen.append("exit")

    converter = DataConverter()
    plugin = SimplePlugin(
        "mine",
        data_converter=converter,
        interceptors=[Recorder("plugin", seen)],
        activities=[shout],
        workflows=lambda workflows: [*(workflows or []), Twice],
        run_context=context,
    )
    client = await Client.connect("embedded::memory:", plugins=[plugin])
    assert client.data_converter is converter
    assert client.config()["data_converter"] is DataConverter.default
    assert client.config(active_config=True)["data_converter"] is converter
    worker = Worker(client, task_queue="q", workflows=[Fails])
    assert worker.config(active_config=True)["workflows"] == [Fails, Twice]
    assert worker.config()["workflows"] == [Fails]
    async with worker:
        assert await client.execute_workflow(Twice.run, False, id="w", task_queue="q") == "done"
        history = await client.get_workflow_handle("w").fetch_history()
    assert (seen.count("enter"), seen[-1], seen.count("plugin: workflow [False]")) == (1, "exit", 1)
    seen.clear()
    replayer = Replayer(workflows=[Fails], plugins=[plugin])
    assert (await replayer.replay_workflow(history)).replay_failure is None
    assert seen == ["enter", "plugin: workflow [False]", "exit"]


async def test_nexus_handlers_are_refused_clearly() -> None:
    from everloop import nexus

    class Handler:
        @nexus.workflow_run_operation
        async def start(self, ctx: nexus.WorkflowRunOperationContext, input: str) -> None: ...

    client = await Client.connect("embedded::memory:")
    with pytest.raises(NotImplementedError, match="nexus_service_handlers"):
        Worker(client, task_queue="q", nexus_service_handlers=[Handler()])
    assert not nexus.in_operation()
    with pytest.raises(RuntimeError, match="Not in Nexus operation context"):
        nexus.info()
    with pytest.raises(NotImplementedError, match="Nexus"):
        client.create_nexus_client("service", "endpoint")
    with pytest.raises(NotImplementedError, match="Nexus"):
        await client.get_nexus_operation_handle("id").cancel()
