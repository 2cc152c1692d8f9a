"""Plugins of a client, which reach its workers, and of workers and replayers: who is asked, in which order."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import timedelta
from typing import Any

import everloop.client
import everloop.worker
from everloop import activity, workflow
from everloop.client import Client, ClientConfig, WorkflowHistory
from everloop.plugin import SimplePlugin
from everloop.worker import (
    ExecuteWorkflowInput,
    Interceptor,
    Replayer,
    ReplayerConfig,
    Worker,
    WorkerConfig,
    WorkflowInboundInterceptor,
    WorkflowInterceptorClassInput,
)


@activity.defn
async def added() -> str:
    return "by a plugin"


@workflow.defn
class Uses:
    @workflow.run
    async def run(self) -> list[str]:
        return [await workflow.execute_activity("added", result_type=str, start_to_close_timeout=timedelta(seconds=20))]


class Inbound(WorkflowInboundInterceptor):
    """Reaches out of the workflow by a function that the worker's interceptor gave it."""

    async def execute_workflow(self, input: ExecuteWorkflowInput) -> Any:
        result = await super().execute_workflow(input)
        functions = workflow.extern_functions()
        if not workflow.unsafe.is_replaying():
            functions["everloop_case_note"](workflow.info().workflow_type)
        return [*result, *sorted(name for name in functions if name.startswith("everloop_case"))]


class Notes(Interceptor):
    def __init__(self, seen: list[Any]) -> None:
        self.seen = seen

    def workflow_interceptor_class(self, input: WorkflowInterceptorClassInput) -> type[WorkflowInboundInterceptor]:
        input.unsafe_extern_functions["everloop_case_note"] = lambda text: self.seen.append(f"extern {text}")
        return Inbound


class Both(everloop.client.Plugin, everloop.worker.Plugin):
    """A plugin of the client that is one of its workers too."""

    def __init__(self, seen: list[Any], name: str) -> None:
        self.seen = seen
        self.given = name

    def name(self) -> str:
        return self.given

    def configure_client(self, config: ClientConfig) -> ClientConfig:
        self.seen.append(f"{self.given} client")
        return config

    async def connect_service_client(
        self,
        config: everloop.service.ConnectConfig,
        next: Callable[[everloop.service.ConnectConfig], Awaitable[everloop.service.ServiceClient]],
    ) -> everloop.service.ServiceClient:
        return await next(config)

    def configure_worker(self, config: WorkerConfig) -> WorkerConfig:
        self.seen.append(f"{self.given} worker")
        return config

    async def run_worker(self, worker: Worker, next: Callable[[Worker], Awaitable[None]]) -> None:
        self.seen.append(f"{self.given} begins")
        await next(worker)
        self.seen.append(f"{self.given} ends")

    def configure_replayer(self, config: ReplayerConfig) -> ReplayerConfig:
        self.seen.append(f"{self.given} replayer")
        return config

    @asynccontextmanager
    async def run_replayer(
        self,
        replayer: Replayer,
        histories: AsyncIterator[Any],
        next: Callable[[Replayer, AsyncIterator[Any]], AbstractAsyncContextManager[AsyncIterator[Any]]],
    ) -> AsyncIterator[AsyncIterator[Any]]:
        self.seen.append(f"{self.given} begins replay")
        async with next(replayer, histories) as results:
            yield results
        self.seen.append(f"{self.given} ends replay")


async def run(env: Any) -> Any:
    seen: list[Any] = []

    @asynccontextmanager
    async def around() -> AsyncIterator[None]:
        seen.append("context begins")
        yield
        seen.append("context ends")

    simple = SimplePlugin(
        "case.Simple",
        activities=[added],
        workflows=lambda known: [*(known or []), Uses],
        interceptors=[Notes(seen)],
        run_context=around,
    )
    plugins = [Both(seen, "first"), Both(seen, "second")]
    client = Client(env.client.service_client, namespace=env.client.namespace, plugins=plugins)
    worker = Worker(client, task_queue=env.queue, plugins=[simple])
    async with worker:
        handle = await client.start_workflow(Uses.run, id=env.id(), task_queue=env.queue)
        result = await handle.result()
    ran = list(seen)
    seen.clear()

    async def histories() -> AsyncIterator[WorkflowHistory]:
        yield await handle.fetch_history()

    replayer = Replayer(workflows=[], plugins=[plugins[0], simple])
    replayed = await replayer.replay_workflow(await handle.fetch_history())
    async with replayer.workflow_replay_iterator(histories()) as results:
        several = [each.replay_failure async for each in results]
    return {
        "result": result,
        "ran": ran,
        "replayed": [replayed.replay_failure, several],
        "replay": seen,
        "names": [plugin.name() for plugin in worker.config(active_config=True)["plugins"]],
        "activities": [len(worker.config()["activities"]), len(worker.config(active_config=True)["activities"])],
        "workflows": [len(replayer.config()["workflows"]), len(replayer.config(active_config=True)["workflows"])],
    }
