"""The mistakes people make first: an error says what was meant, or all goes well as in the Temporal SDK."""

from __future__ import annotations

import asyncio
import logging
import re
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from everloop import activity, workflow
from everloop.client import Client, WithStartWorkflowOperation, WorkflowUpdateRPCTimeoutOrCancelledError
from everloop.common import WorkflowIDConflictPolicy
from everloop.worker import Worker

QUEUE = "beginners"


@workflow.defn
class Takes:
    """Its run method and handlers take nothing."""

    def __init__(self) -> None:
        self.signals = 0

    @workflow.run
    async def run(self) -> int:
        await workflow.wait_condition(lambda: self.signals > 0)
        return self.signals

    @workflow.signal
    def go(self) -> None:
        self.signals += 1

    @workflow.query
    def look(self) -> str:
        return "seen"

    @workflow.update
    def change(self) -> str:
        return "changed"

    @change.validator
    def check(self) -> None:
        pass


@workflow.defn
class Numbers:
    @workflow.run
    async def run(self, option: str) -> str:
        seconds: Any = 10
        try:
            await workflow.execute_activity("any", **{option: seconds})
        except TypeError as error:
            return str(error)
        return "not refused"


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    yield await Client.connect("embedded::memory:")


@pytest.mark.parametrize(
    ("target", "said"),
    [
        ("app.db", "'embedded:app.db'"),
        ("data/app", "'embedded:data/app'"),
        (":memory:", "'embedded::memory:'"),
        ("Embedded:app.db", "'embedded:app.db'"),
        ("embedded", "'embedded:PATH'"),
        ("embedded::memory", "'embedded::memory:'"),
        ("embedded:memory:", "'embedded::memory:'"),
        ("embedded://app.db", "'embedded:app.db'"),
        ("localhost", "the port is missing"),
        ("localhost:seven", "the port is no number"),
    ],
)
async def test_target_that_is_nearly_right(
    target: str, said: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match=re.escape(said)) as raised:
        await Client.connect(target)
    assert target in str(raised.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("target", [None, 7233, b"embedded::memory:"])
async def test_target_that_is_no_text(target: Any) -> None:
    with pytest.raises(TypeError, match=f"target_host must be a str, not {type(target).__name__}"):
        await Client.connect(target)


def test_decorators_with_a_name_in_the_wrong_place() -> None:
    wrong: Any = "Name"
    with pytest.raises(TypeError, match=r"@workflow\.defn\(name=\.\.\.\)"):
        workflow.defn(wrong)
    with pytest.raises(TypeError, match=r"@activity\.defn\(name=\.\.\.\)"):
        activity.defn(wrong)


def test_a_function_is_no_workflow() -> None:
    async def function() -> None: ...

    wrong: Any = function
    with pytest.raises(TypeError, match="decorates a class, not <function"):
        workflow.defn(wrong)


async def test_number_for_a_timeout_of_a_workflow(client: Client) -> None:
    seconds: Any = 10
    with pytest.raises(TypeError, match="execution_timeout must be a timedelta, not int"):
        await client.start_workflow("Any", id="any", task_queue=QUEUE, execution_timeout=seconds)


@pytest.mark.parametrize("option", ["start_to_close_timeout", "schedule_to_close_timeout"])
async def test_number_for_a_timeout_of_an_activity(client: Client, option: str) -> None:
    async with Worker(client, task_queue=QUEUE, workflows=[Numbers]):
        said = await client.execute_workflow(Numbers.run, option, id=option, task_queue=QUEUE)
    assert said == f"{option} must be a timedelta, not int"


async def test_workflow_that_nobody_registered_is_in_the_log(client: Client, caplog: pytest.LogCaptureFixture) -> None:
    async with Worker(client, task_queue=QUEUE, workflows=[Takes]):
        with caplog.at_level(logging.ERROR, "everloop.worker"):
            handle = await client.start_workflow("Take", id="misspelt", task_queue=QUEUE)
            while not caplog.records:
                await asyncio.sleep(0.01)
        await handle.terminate()
    assert "Workflow class Take is not registered on this worker, available workflows: Takes" in caplog.text
    # Notes are shown from Python 3.11 on.
    assert sys.version_info < (3, 11) or "workflow ID misspelt" in caplog.text


async def test_who_takes_nothing_is_given_nothing(client: Client) -> None:
    async with Worker(client, task_queue=QUEUE, workflows=[Takes]):
        handle = await client.start_workflow("Takes", args=[1, 2], id="takes", task_queue=QUEUE)
        assert await handle.query("look", args=[1]) == "seen"
        assert await handle.execute_update("change", args=[1, 2]) == "changed"
        await handle.signal("go", args=[1])
        assert await handle.result() == 1


def start(workflow_id: str) -> WithStartWorkflowOperation[Any, Any]:
    return WithStartWorkflowOperation(
        Takes.run,
        id=workflow_id,
        task_queue="nobody",
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
    )


async def test_update_that_takes_too_long(client: Client) -> None:
    handle = await client.start_workflow(Takes.run, id="slow", task_queue="nobody")
    soon = timedelta(milliseconds=100)
    with pytest.raises(WorkflowUpdateRPCTimeoutOrCancelledError):
        await handle.execute_update(Takes.change, rpc_timeout=soon)
    with pytest.raises(WorkflowUpdateRPCTimeoutOrCancelledError):
        await client.execute_update_with_start_workflow(
            Takes.change, start_workflow_operation=start("slow"), rpc_timeout=soon
        )


async def test_update_that_is_cancelled(client: Client) -> None:
    handle = await client.start_workflow(Takes.run, id="cancelled", task_queue="nobody")
    for sent in (
        handle.execute_update(Takes.change),
        client.execute_update_with_start_workflow(Takes.change, start_workflow_operation=start("cancelled")),
    ):
        waiting = asyncio.ensure_future(sent)
        await asyncio.sleep(0.05)
        waiting.cancel()
        with pytest.raises(WorkflowUpdateRPCTimeoutOrCancelledError):
            await waiting
