"""Breakpoints in workflows: reached in debug mode, and a clear error otherwise, for they would hold the thread."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from everloop import workflow
from everloop.client import Client, WorkflowHandle
from everloop.worker import Worker


@workflow.defn
class Stops:
    @workflow.run
    async def run(self) -> str:
        breakpoint()
        return "went on"


async def failures(handle: WorkflowHandle[Any, Any]) -> list[str]:
    """Wait for the first failed task."""
    async for event in handle.fetch_history_events(wait_new_event=True):
        if event.HasField("workflow_task_failed_event_attributes"):
            return [event.workflow_task_failed_event_attributes.failure.message]
    return []


async def test_a_breakpoint_is_reached_in_debug_mode(monkeypatch: pytest.MonkeyPatch) -> None:
    reached: list[str] = []
    monkeypatch.setattr(sys, "breakpointhook", lambda *args, **kwargs: reached.append("here"))
    client = await Client.connect("embedded::memory:")
    async with Worker(client, task_queue="debug", workflows=[Stops], debug_mode=True):
        assert await client.execute_workflow(Stops.run, id="w", task_queue="debug") == "went on"
    assert reached == ["here"]


async def test_a_breakpoint_is_refused_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "breakpointhook", lambda *args, **kwargs: pytest.fail("the debugger began"))
    client = await Client.connect("embedded::memory:")
    async with Worker(client, task_queue="debug", workflows=[Stops]):
        handle = await client.start_workflow(Stops.run, id="w", task_queue="debug")
        [message] = await failures(handle)
        await handle.terminate()
    assert "breakpoint" in message
    assert "debug_mode" in message
