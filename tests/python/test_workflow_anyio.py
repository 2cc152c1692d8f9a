"""Scopes of anyio in workflows: cancelled, they leave, though what is awaited inside takes its time to end."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import anyio
import pytest

from everloop import activity, workflow
from everloop.client import Client
from everloop.exceptions import ChildWorkflowError, is_cancelled_exception
from everloop.worker import Replayer, UnsandboxedWorkflowRunner, Worker

SOON = timedelta(seconds=30)
CancellationType = workflow.ActivityCancellationType


@activity.defn
async def obeys() -> None:
    while True:
        activity.heartbeat()
        await asyncio.sleep(0.02)


@workflow.defn
class Waits:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)


@workflow.defn
class Scopes:
    @workflow.run
    async def run(self, what: str) -> Any:
        return await getattr(self, what)()

    async def timer(self) -> bool:
        with anyio.move_on_after(0.01) as scope:
            await asyncio.sleep(1000)
        return scope.cancelled_caught

    async def group(self) -> list[int]:
        done: list[int] = []

        async def each(number: int) -> None:
            await anyio.sleep(0.01 * number)
            done.append(number)

        async with anyio.create_task_group() as tasks:
            for number in (2, 1, 0):
                tasks.start_soon(each, number)
        return done

    async def activity_told(self) -> bool:
        return await self.activity(CancellationType.TRY_CANCEL)

    async def activity_awaited(self) -> bool:
        return await self.activity(CancellationType.WAIT_CANCELLATION_COMPLETED)

    async def activity(self, cancellation_type: workflow.ActivityCancellationType) -> bool:
        with anyio.move_on_after(0.1) as scope:
            await workflow.execute_activity(
                obeys,
                start_to_close_timeout=SOON,
                heartbeat_timeout=timedelta(seconds=1),
                cancellation_type=cancellation_type,
            )
        return scope.cancelled_caught

    async def child(self) -> bool:
        try:
            with anyio.move_on_after(0.1):
                await workflow.execute_child_workflow(Waits.run, id=f"{workflow.info().workflow_id}-child")
        except ChildWorkflowError as error:
            return is_cancelled_exception(error)
        return False

    async def shielded(self) -> str:
        with anyio.move_on_after(0.01):
            try:
                await asyncio.sleep(1000)
            finally:
                with anyio.CancelScope(shield=True):
                    await asyncio.sleep(0.01)
        return "cleaned up"


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("timer", True),
        ("group", [0, 1, 2]),
        ("activity_told", True),
        ("activity_awaited", True),
        ("child", True),
        ("shielded", "cleaned up"),
    ],
)
async def test_a_scope_is_left(what: str, expected: Any) -> None:
    client = await Client.connect("embedded::memory:")
    worker = Worker(
        client,
        task_queue="anyio",
        workflows=[Scopes, Waits],
        activities=[obeys],
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    async with worker:
        handle = await client.start_workflow(Scopes.run, what, id=what, task_queue="anyio")
        assert await asyncio.wait_for(handle.result(), 60) == expected
    history = await handle.fetch_history()
    assert not any(event.HasField("workflow_task_failed_event_attributes") for event in history.events)
    replayer = Replayer(workflows=[Scopes], workflow_runner=UnsandboxedWorkflowRunner())
    await replayer.replay_workflow(history)
