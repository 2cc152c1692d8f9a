"""`everloop.worker.Worker`: what it refuses, what it says of itself, how it begins and ends."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import temporalio.worker

from everloop import activity, workflow
from everloop.client import Client
from everloop.common import WorkerDeploymentVersion
from everloop.worker import (
    Plugin,
    PollerBehaviorAutoscaling,
    Worker,
    WorkerConfig,
    WorkerDeploymentConfig,
    WorkerTuner,
)


@activity.defn
async def echo(value: str) -> str:
    return value


@activity.defn(name="echo")
async def other_echo(value: str) -> str:
    return value


@activity.defn
def plain(value: str) -> str:
    return value


def bare(value: str) -> str:
    return value


@activity.defn
class Callable_:
    async def __call__(self) -> None: ...


@workflow.defn
class Flow:
    @workflow.run
    async def run(self) -> None: ...


@workflow.defn(name="Flow")
class OtherFlow:
    @workflow.run
    async def run(self) -> None: ...


class Bare: ...


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    yield await Client.connect("embedded::memory:")


VERSION = WorkerDeploymentVersion(deployment_name="d", build_id="b")
REFUSED: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({}, ValueError, "At least one activity, Nexus service, or workflow must be specified"),
    ({"activities": [echo, other_echo]}, ValueError, "More than one activity named echo"),
    ({"activities": [bare]}, TypeError, "Activity bare missing attributes, was it decorated with @activity.defn?"),
    ({"activities": [plain]}, ValueError, "Activity plain is not async so an activity_executor must be present"),
    ({"activities": [Callable_]}, TypeError, "is a class instead of an instance"),
    ({"workflows": [Bare]}, ValueError, "Workflow Bare missing attributes, was it decorated with @workflow.defn?"),
    ({"workflows": [Flow, OtherFlow]}, ValueError, "More than one workflow named Flow"),
    (
        {"workflows": [Flow], "tuner": WorkerTuner.create_fixed(), "max_concurrent_activities": 5},
        ValueError,
        "when also specifying tuner",
    ),
    ({"workflows": [Flow], "max_eager_activity_reservations_per_workflow_task": 0}, ValueError, "must be positive"),
    ({"workflows": [Flow], "use_worker_versioning": True}, ValueError, "build_id must be specified"),
    (
        {"workflows": [Flow], "deployment_config": WorkerDeploymentConfig(VERSION, True)},
        NotImplementedError,
        "use_worker_versioning is not supported by everloop yet",
    ),
    ({"nexus_service_handlers": [object()]}, NotImplementedError, "nexus_service_handlers are not supported"),
]


@pytest.mark.parametrize(("options", "error", "text"), REFUSED)
async def test_what_cannot_be_served_is_refused(
    client: Client, options: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error) as raised:
        Worker(client, task_queue="q", **options)
    assert text in str(raised.value)


async def test_a_small_executor_is_warned_of(client: Client) -> None:
    with pytest.warns(
        UserWarning, match="max_concurrent_activities is 3 but activity_executor's max_workers is only 1"
    ):
        Worker(
            client,
            task_queue="q",
            activities=[plain],
            activity_executor=ThreadPoolExecutor(1),
            max_concurrent_activities=3,
        )


async def test_defaults_ask_for_no_large_executor(client: Client, recwarn: pytest.WarningsRecorder) -> None:
    Worker(client, task_queue="q", activities=[plain], activity_executor=ThreadPoolExecutor(1))
    assert not recwarn.list


async def test_a_lazy_client_makes_no_worker(client: Client) -> None:
    lazy = await Client.connect("127.0.0.1:1", lazy=True)
    with pytest.raises(RuntimeError, match="Lazy clients cannot be used for workers"):
        Worker(lazy, task_queue="q", activities=[plain], activity_executor=ThreadPoolExecutor(1))
    worker = Worker(client, task_queue="q", activities=[plain], activity_executor=ThreadPoolExecutor(1))
    with pytest.raises(RuntimeError, match="Lazy clients cannot be used for workers"):
        worker.client = lazy
    assert worker.client is client


def test_parameters_are_the_official_ones() -> None:
    ours = inspect.signature(Worker).parameters
    theirs = inspect.signature(temporalio.worker.Worker).parameters
    assert list(ours) == list(theirs)
    for name, parameter in theirs.items():
        assert ours[name].kind == parameter.kind, name
        if isinstance(parameter.default, int | float | str | None | list):
            assert ours[name].default == parameter.default, name


def test_names_are_the_official_ones() -> None:
    import everloop.worker

    assert sorted(everloop.worker.__all__) == sorted(temporalio.worker.__all__)
    for name in everloop.worker.__all__:
        assert getattr(everloop.worker, name) is not None


async def test_a_worker_runs_once(client: Client) -> None:
    worker = Worker(client, task_queue="q", workflows=[Flow], activities=[echo])
    assert (worker.task_queue, worker.is_running, worker.is_shutdown) == ("q", False, False)
    async with worker:
        await asyncio.sleep(0.05)
        assert (worker.is_running, worker.is_shutdown) == (True, False)
        with pytest.raises(RuntimeError, match="Already started"):
            await worker.run()
    assert (worker.is_running, worker.is_shutdown) == (False, True)


async def test_shutdown_may_come_first(client: Client) -> None:
    worker = Worker(client, task_queue="q", activities=[echo])
    ending = asyncio.create_task(worker.shutdown())
    await asyncio.sleep(0)
    await asyncio.wait_for(worker.run(), 5)
    await asyncio.wait_for(ending, 5)


async def test_cancelling_the_run_ends_the_worker(client: Client) -> None:
    worker = Worker(client, task_queue="q", activities=[echo])
    running = asyncio.create_task(worker.run())
    await asyncio.sleep(0.05)
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asyncio.wait_for(running, 5)
    assert worker.is_shutdown


async def test_a_missing_namespace_ends_the_block() -> None:
    client = await Client.connect("embedded::memory:", namespace="nope")
    with pytest.raises(RuntimeError, match="namespace nope cannot be used"):
        async with Worker(client, task_queue="q", activities=[echo]):
            await asyncio.sleep(10)


async def test_config_is_what_was_given(client: Client) -> None:
    worker = Worker(
        client, task_queue="q", activities=[echo], activity_task_poller_behavior=PollerBehaviorAutoscaling(initial=3)
    )
    config = worker.config()
    assert (config["task_queue"], config["activities"], config["max_cached_workflows"]) == ("q", [echo], 1000)


class Renames(Plugin):
    def __init__(self) -> None:
        self.ran: list[str] = []

    def configure_worker(self, config: WorkerConfig) -> WorkerConfig:
        config["task_queue"] = "renamed"
        return config

    async def run_worker(self, worker: Worker, next: Any) -> None:
        self.ran.append("before")
        await next(worker)
        self.ran.append("after")

    def configure_replayer(self, config: Any) -> Any:
        return config

    def run_replayer(self, replayer: Any, histories: Any, next: Any) -> Any:
        return next(replayer, histories)


async def test_plugins_configure_and_run(client: Client) -> None:
    plugin = Renames()
    worker = Worker(client, task_queue="q", activities=[echo], plugins=[plugin])
    assert (worker.task_queue, worker.config()["task_queue"]) == ("renamed", "q")
    async with worker:
        await asyncio.sleep(0.05)
    assert plugin.ran == ["before", "after"]
