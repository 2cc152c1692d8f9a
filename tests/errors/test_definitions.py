"""Classes and functions that are no workflows and activities, found when they are decorated or given to a worker."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from everloop import activity, workflow
from everloop.client import Client
from everloop.worker import Worker

from . import shows


def text_of(call: Callable[[], Any]) -> str:
    try:
        call()
    except (TypeError, ValueError) as error:
        return str(error)
    raise AssertionError("nothing was raised")


@workflow.defn
class Plain:
    @workflow.run
    async def run(self) -> None: ...


@workflow.defn(name="Plain")
class Twin:
    @workflow.run
    async def run(self) -> None: ...


class NoRun: ...


class TwoQueries:
    @workflow.run
    async def run(self) -> None: ...

    @workflow.query(name="same")
    def first(self) -> int: ...  # type: ignore[empty-body]

    @workflow.query(name="same")
    def second(self) -> int: ...  # type: ignore[empty-body]


class OtherInit:
    @workflow.init
    def __init__(self, order: str) -> None: ...

    @workflow.run
    async def run(self) -> None: ...


@activity.defn
async def pack() -> None: ...


@activity.defn(name="pack")
async def pack_too() -> None: ...


@activity.defn
def in_thread() -> None: ...


async def undecorated() -> None: ...


@shows("Invalid workflow class: Missing @workflow.run method")
async def test_no_run_method() -> str:
    return text_of(lambda: workflow.defn(NoRun))


@shows("Workflow run method must be an async function")
async def test_run_is_not_async() -> str:
    def run(self: object) -> None: ...

    return text_of(lambda: workflow.run(run))  # type: ignore[type-var]


@shows("Invalid workflow class: Multiple query methods found for same (at least on …)")
async def test_two_handlers_of_one_name() -> str:
    return text_of(lambda: workflow.defn(TwoQueries))


@shows("Invalid workflow class: @workflow.init and @workflow.run method parameters do not match")
async def test_init_with_other_parameters() -> str:
    return text_of(lambda: workflow.defn(OtherInit))


@shows("At least one activity, Nexus service, or workflow must be specified")
async def test_worker_without_anything(client: Client) -> str:
    return text_of(lambda: Worker(client, task_queue="queue"))


@shows("More than one workflow named Plain", "More than one activity named pack")
async def test_names_twice(client: Client) -> list[str]:
    return [
        text_of(lambda: Worker(client, task_queue="queue", workflows=[Plain, Twin])),
        text_of(lambda: Worker(client, task_queue="queue", activities=[pack, pack_too])),
    ]


@shows(
    "Workflow NoRun missing attributes, was it decorated with @workflow.defn?",
    "Activity undecorated missing attributes, was it decorated with @activity.defn?",
)
async def test_not_decorated(client: Client) -> list[str]:
    return [
        text_of(lambda: Worker(client, task_queue="queue", workflows=[NoRun])),
        text_of(lambda: Worker(client, task_queue="queue", activities=[undecorated])),
    ]


@shows("Activity in_thread is not async so an activity_executor must be present")
async def test_threads_without_an_executor(client: Client) -> str:
    return text_of(lambda: Worker(client, task_queue="queue", activities=[in_thread]))
