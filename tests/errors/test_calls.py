"""Calls with wrong names, arguments and values, and workflow code that must not do what it does."""

from __future__ import annotations

import asyncio
import sys
import time
from datetime import timedelta
from typing import Any

import pytest

from everloop import activity, workflow
from everloop.client import (
    Client,
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowQueryFailedError,
    WorkflowUpdateFailedError,
)
from everloop.common import RetryPolicy
from everloop.exceptions import ApplicationError, FailureError, WorkflowAlreadyStartedError
from everloop.worker import Worker

from . import shows


class Opaque: ...


@activity.defn
async def pack(count: int, article: str) -> Any:
    return Opaque()


@workflow.defn
class Flow:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self, what: str, *arguments: Any) -> Any:
        if what == "wait":
            await workflow.wait_condition(lambda: self.go)
        elif what == "blocks":
            time.sleep(0)
        elif what == "thread":
            await asyncio.to_thread(print)
        elif what == "no timeout":
            await workflow.execute_activity(pack, args=[1, "a"])
        else:
            return await workflow.execute_activity(
                what,
                args=arguments,
                start_to_close_timeout=timedelta(seconds=10),
                retry_policy=RetryPolicy(maximum_attempts=1),
            )

    @workflow.query
    def query(self, count: int) -> int:
        return count

    @workflow.query
    def acts(self) -> None:
        asyncio.get_running_loop().call_later(1, print)

    @workflow.update
    async def update(self, count: int) -> int:
        return count


def worker(client: Client) -> Worker:
    return Worker(client, task_queue="queue", workflows=[Flow], activities=[pack])


async def failure_of(client: Client, *arguments: Any) -> list[str]:
    """The chain of messages of a workflow's failure, from its cause on."""
    with pytest.raises(WorkflowFailureError) as caught:
        await client.execute_workflow("Flow", args=arguments, id="flow", task_queue="queue")
    texts: list[str] = []
    error: BaseException | None = caught.value.cause
    while error is not None:
        texts.append(error.message if isinstance(error, FailureError) else str(error))
        error = error.__cause__
    return texts


async def task_failure_of(client: Client, kind: str, *arguments: Any) -> str:
    """The message with which a workflow's first task fails."""
    handle = await client.start_workflow(kind, args=arguments, id="flow", task_queue="queue")
    while True:
        async for event in handle.fetch_history_events(wait_new_event=True):
            if event.HasField("workflow_task_failed_event_attributes"):
                await handle.terminate()
                return event.workflow_task_failed_event_attributes.failure.message


async def waiting(client: Client) -> WorkflowHandle[Any, Any]:
    return await client.start_workflow(Flow.run, "wait", id="flow", task_queue="queue")


@shows(
    "Activity function send for workflow … is not registered on this worker, available activities: pack",
    "Workflow class Unknown is not registered on this worker, available workflows: Flow",
)
async def test_not_registered(client: Client) -> list[str]:
    async with worker(client):
        (_, unknown) = await failure_of(client, "send")
        return [unknown, await task_failure_of(client, "Unknown")]


@shows(
    "pack() missing 1 required positional argument: 'article'",
    "pack() takes 2 positional arguments but 3 were given",
    "Flow.run() missing 1 required positional argument: 'what'",
)
async def test_number_of_arguments(client: Client) -> list[str]:
    async with worker(client):
        (_, few) = await failure_of(client, "pack", 1)
        (_, many) = await failure_of(client, "pack", 1, "a", True)
        none = await task_failure_of(client, "Flow")
    # Python 3.10 names no classes here.
    return [few, many, none if sys.version_info >= (3, 11) else f"Flow.{none.removeprefix('Flow.')}"]


@shows("Failed decoding arguments", "Expected value to be int…, was <class 'str'>")
async def test_types_of_arguments(client: Client) -> list[str]:
    async with worker(client):
        return (await failure_of(client, "pack", "one", "a"))[1:]


@shows("Object of type Opaque is not JSON serializable")
async def test_values_that_cannot_be_encoded(client: Client) -> str:
    with pytest.raises(TypeError) as caught:
        await client.start_workflow(Flow.run, args=["wait", Opaque()], id="flow", task_queue="queue")
    notes = getattr(caught.value, "__notes__", None)
    if sys.version_info >= (3, 11):
        assert notes is not None
        assert notes[-1] == "It is argument 2 of 2."
        assert "data converter" in notes[0]
    async with worker(client):
        (_, from_activity) = await failure_of(client, "pack", 1, "a")
    assert from_activity == str(caught.value)
    return from_activity


@shows("Activity must have start_to_close_timeout or schedule_to_close_timeout")
async def test_no_timeout(client: Client) -> str:
    async with worker(client):
        return await task_failure_of(client, "Flow", "no timeout")


@shows(
    "Cannot access time.sleep.__call__ from inside a workflow. Instead, use await asyncio.sleep()…",
    "run_in_executor cannot be used in a workflow: run it in an activity",
)
async def test_calls_that_block(client: Client) -> list[str]:
    async with worker(client):
        return [await task_failure_of(client, "Flow", "blocks"), await task_failure_of(client, "Flow", "thread")]


@shows(
    "Query handler for 'absent' expected but not found, known queries: […]",
    "Failed decoding arguments: Expected value to be int…, was <class 'str'>",
    "While in read-only function, action attempted: …",
)
async def test_queries(client: Client) -> list[str]:
    texts: list[str] = []
    async with worker(client):
        handle = await waiting(client)
        for name, *arguments in (("absent",), ("query", "one"), ("acts",)):
            with pytest.raises(WorkflowQueryFailedError) as caught:
                await handle.query(name, args=arguments)
            texts.append(str(caught.value))
    return texts


@shows(
    "Update handler for 'absent' expected but not found, and there is no dynamic handler. known updates: [update]",
    "Failed decoding arguments",
)
async def test_updates(client: Client) -> list[str]:
    texts: list[str] = []
    async with worker(client):
        handle = await waiting(client)
        for name, *arguments in (("absent",), ("update", "one")):
            with pytest.raises(WorkflowUpdateFailedError) as caught:
                await handle.execute_update(name, args=arguments)
            cause = caught.value.cause
            assert isinstance(cause, ApplicationError)
            texts.append(cause.message)
    return texts


@shows("Workflow execution already started", "workflow not found for ID: absent")
async def test_workflows_that_are_there_or_not(client: Client) -> list[str]:
    await waiting(client)
    with pytest.raises(WorkflowAlreadyStartedError) as started:
        await waiting(client)
    with pytest.raises(Exception, match="absent") as absent:
        await client.get_workflow_handle("absent").result()
    return [str(started.value), str(absent.value)]
