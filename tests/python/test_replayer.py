"""`everloop.worker.Replayer`: histories that fit the code, histories that don't, and local activities on the way."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from everloop import activity, workflow
from everloop.client import Client, WorkflowHistory
from everloop.common import RetryPolicy
from everloop.worker import Replayer, Worker
from everloop.workflow import NondeterminismError

QUEUE = "queue"
MINUTE = timedelta(minutes=1)
ATTEMPTS: list[int] = []


@activity.defn
async def double(value: int) -> int:
    return 2 * value


@activity.defn
async def stumble(value: int) -> int:
    ATTEMPTS.append(activity.info().attempt)
    assert activity.info().is_local
    if len(ATTEMPTS) < 3:
        raise ValueError("not yet")
    return value


@workflow.defn(name="Flow")
class Flow:
    @workflow.run
    async def run(self, value: int) -> int:
        await asyncio.sleep(0.001)
        return await workflow.execute_activity(double, value, start_to_close_timeout=MINUTE)


@workflow.defn(name="Flow")
class ChangedFlow:
    @workflow.run
    async def run(self, value: int) -> int:
        return await workflow.execute_activity(double, value, start_to_close_timeout=MINUTE)


@workflow.defn(name="Flow")
class FailingFlow:
    @workflow.run
    async def run(self, value: int) -> int:
        raise ValueError("the new code is broken")


@workflow.defn
class Local:
    @workflow.run
    async def run(self, value: int) -> int:
        return await workflow.execute_local_activity(
            stumble,
            value,
            start_to_close_timeout=MINUTE,
            retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=1)),
        )


async def history_of(run: Any, *, expect: int) -> WorkflowHistory:
    client = await Client.connect("embedded::memory:")
    async with Worker(client, task_queue=QUEUE, workflows=[Flow, Local, Steps], activities=[double, stumble]):
        handle = await client.start_workflow(run, 3, id=uuid.uuid4().hex, task_queue=QUEUE)
        assert await asyncio.wait_for(handle.result(), 20) == expect
    return await handle.fetch_history()


async def test_unchanged_code_replays() -> None:
    history = await history_of(Flow.run, expect=6)
    result = await Replayer(workflows=[Flow]).replay_workflow(history)
    assert (result.history, result.replay_failure) == (history, None)


async def test_changed_code_is_found() -> None:
    history = await history_of(Flow.run, expect=6)
    replayer = Replayer(workflows=[ChangedFlow])
    with pytest.raises(NondeterminismError, match=r"\[TMPRL1100\] Nondeterminism error"):
        await replayer.replay_workflow(history)
    result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
    assert isinstance(result.replay_failure, NondeterminismError)


async def test_a_difference_is_told_with_the_line_of_the_code() -> None:
    history = await history_of(Flow.run, expect=6)
    with pytest.raises(NondeterminismError) as caught:
        await Replayer(workflows=[ChangedFlow]).replay_workflow(history)
    difference, where = str(caught.value).split("\nThe workflow's code waits here:\n", 1)
    assert "the history holds" in difference
    assert "but the workflow produced" in difference
    lines = [line.strip() for line in where.splitlines()]
    assert lines[0].startswith(f'File "{__file__}", line ')
    assert lines[0].endswith(", in run")
    assert "await workflow.execute_activity(" in lines[1]


@workflow.defn(name="Steps")
class Steps:
    @workflow.run
    async def run(self, value: int) -> int:
        await workflow.sleep(0.001)
        first = workflow.start_activity(double, value, start_to_close_timeout=MINUTE)
        second = workflow.start_activity(double, value + 1, start_to_close_timeout=MINUTE)
        return sum(await asyncio.gather(first, second))


@workflow.defn(name="Steps")
class ChangedSteps:
    @workflow.run
    async def run(self, value: int) -> int:
        await workflow.sleep(0.001)
        first = workflow.start_activity(double, value, start_to_close_timeout=MINUTE)
        await self.pause()
        return await first

    async def pause(self) -> None:
        await asyncio.sleep(1)


PAUSE = ChangedSteps.pause.__code__


async def test_events_stand_beside_commands_and_the_lines_that_made_them() -> None:
    history = await history_of(Steps.run, expect=14)
    with pytest.raises(NondeterminismError) as caught:
        await Replayer(workflows=[ChangedSteps]).replay_workflow(history)
    first, header, *rows = str(caught.value).splitlines()[:4]
    assert first.endswith('(activity id "2", type "double"), but the workflow produced START_TIMER (timer id "2")')
    assert header.split("  ")[-1] == "at"
    cells = [[cell.strip() for cell in row.split("  ") if cell.strip()] for row in (header, *rows)]
    assert cells[0] == ["event", "the history holds", "the workflow produced", "at"]
    (matching, recorded, produced, place), (differing, *held_and_produced, other_place) = cells[1:]
    assert [recorded, produced] == [
        'ACTIVITY_TASK_SCHEDULED (activity id "1", type "double")',
        'SCHEDULE_ACTIVITY_TASK (activity id "1", type "double")',
    ]
    assert held_and_produced[-2:] == [
        'ACTIVITY_TASK_SCHEDULED (activity id "2", type "double")',
        'START_TIMER (timer id "2")',
    ]
    assert int(rows[1].lstrip("> ").split()[0]) == int(matching) + 1
    assert differing.startswith(">")
    lines = {name: code.co_firstlineno for name, code in (("run", ChangedSteps.run.__code__), ("pause", PAUSE))}
    assert place == f"{__file__}:{lines['run'] + 3} in run"
    assert other_place == f"{__file__}:{lines['pause'] + 1} in pause"


async def test_many_histories_replay() -> None:
    good, bad = await history_of(Flow.run, expect=6), await history_of(Flow.run, expect=6)

    async def histories() -> AsyncIterator[WorkflowHistory]:
        yield good
        yield WorkflowHistory.from_json(bad.workflow_id, bad.to_json())

    results = await Replayer(workflows=[Flow]).replay_workflows(histories())
    assert results.replay_failures == {}
    results = await Replayer(workflows=[FailingFlow]).replay_workflows(histories(), raise_on_replay_failure=False)
    assert set(results.replay_failures) == {good.run_id, bad.run_id}
    for failure in results.replay_failures.values():
        assert type(failure) is RuntimeError or isinstance(failure, NondeterminismError)


async def test_local_activities_are_retried_here_and_not_run_by_replay() -> None:
    ATTEMPTS.clear()
    history = await history_of(Local.run, expect=3)
    assert ATTEMPTS == [1, 2, 3]
    await Replayer(workflows=[Local]).replay_workflow(history)
    assert ATTEMPTS == [1, 2, 3]


def test_no_workflows_are_refused() -> None:
    with pytest.raises(ValueError, match="At least one workflow must be specified"):
        Replayer(workflows=[])
