"""Exceptions that no converter can turn into failures: whoever asked gets an answer all the same."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from everloop import workflow
from everloop.client import Client, WorkflowQueryFailedError, WorkflowUpdateFailedError
from everloop.exceptions import ApplicationError, CancelledError
from everloop.worker import Worker


@workflow.defn
class Unconvertible:
    def __init__(self) -> None:
        self.over = False

    @workflow.run
    async def run(self) -> str:
        await workflow.wait_condition(lambda: self.over)
        return "over"

    @workflow.query
    def ask(self) -> str:
        raise ApplicationError("asked in vain", object())

    @workflow.update
    def act(self, how: str) -> None:
        self.over = True

    @act.validator
    def _may_act(self, how: str) -> None:
        if how == "unconvertible":
            raise ApplicationError("not now", object())
        if how == "cancelled":
            raise asyncio.CancelledError("why")


async def test_whoever_asked_is_answered() -> None:
    client = await Client.connect("embedded::memory:")
    async with Worker(client, task_queue="queue", workflows=[Unconvertible]):
        handle = await client.start_workflow(Unconvertible.run, id="flow", task_queue="queue")
        with pytest.raises(WorkflowQueryFailedError, match=r"asked in vain.*not JSON serializable"):
            await handle.query(Unconvertible.ask)
        with pytest.raises(WorkflowUpdateFailedError) as refused:
            await handle.execute_update(Unconvertible.act, "unconvertible")
        assert "not now" in str(refused.value.cause)
        with pytest.raises(WorkflowUpdateFailedError) as cancelled:
            await handle.execute_update(Unconvertible.act, "cancelled")
        assert isinstance(cancelled.value.cause, CancelledError)
        assert str(cancelled.value.cause) == "Cancellation raised within update why"
        await handle.execute_update(Unconvertible.act, "")
        assert await handle.result() == "over"
        events: list[Any] = [event async for event in handle.fetch_history_events()]
        assert not any(event.HasField("workflow_task_failed_event_attributes") for event in events)
