"""What users complain of in event loops of workflows: none of it happens here."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from datetime import timedelta
from typing import Any

import pytest

from everloop import workflow

from .workflow_probe import Run, names

MINUTE = timedelta(minutes=1)


@workflow.defn
class Complaints:
    def __init__(self) -> None:
        self.seen: list[Any] = []

    @workflow.run
    async def run(self, what: str) -> Any:
        await getattr(self, what)()
        return self.seen

    async def loop_is_whole(self) -> None:
        loop = asyncio.get_running_loop()
        self.seen += [loop.is_running(), loop.is_closed(), loop.get_debug(), loop.get_task_factory()]
        assert asyncio.get_event_loop() is loop
        assert workflow.in_workflow()

    async def swallowed_once(self) -> None:
        task = asyncio.create_task(self.swallow())
        await asyncio.sleep(0)
        task.cancel()
        self.seen.append(await task)

    async def swallow(self) -> str:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.sleep(60)
        return "went on"

    async def timed_activity(self) -> None:
        try:
            async with asyncio.timeout(1):  # type: ignore[attr-defined, unused-ignore]
                await workflow.execute_activity("a", start_to_close_timeout=MINUTE)
        except TimeoutError:
            self.seen.append("timed out")
        task = asyncio.current_task()
        assert task is not None
        self.seen.append(task.cancelling())  # type: ignore[attr-defined, unused-ignore]

    async def many_sleeps(self) -> None:
        for _ in range(3):
            with pytest.raises(asyncio.TimeoutError):
                await asyncio.wait_for(workflow.sleep(60), 1)

    async def shielded_failure(self) -> None:
        task = asyncio.create_task(self.fail())
        with pytest.raises(ValueError, match="own"):
            await asyncio.shield(task)

    async def fail(self) -> None:
        await asyncio.sleep(0)
        raise ValueError("own")

    async def group_of_activities(self) -> None:
        with pytest.raises(ExceptionGroup):  # noqa: F821
            async with asyncio.TaskGroup() as group:  # type: ignore[attr-defined, unused-ignore]
                group.create_task(workflow.execute_activity("a", start_to_close_timeout=MINUTE))
                group.create_task(workflow.execute_activity("b", start_to_close_timeout=MINUTE))
                group.create_task(self.fail())


def test_the_loop_can_be_asked_what_it_is() -> None:
    assert Run(Complaints, "loop_is_whole").begin() == [("complete", [True, False, False, None])]
    assert not workflow.in_workflow()


def test_a_cancellation_that_is_swallowed_is_over() -> None:
    commands = Run(Complaints, "swallowed_once").begin()
    assert commands == [("timer", 1, 60.0, None), ("cancel_timer", 1), ("complete", ["went on"])]


@pytest.mark.skipif(sys.version_info < (3, 11), reason="asyncio.timeout is newer")
def test_a_timeout_cancels_once_and_counts_back() -> None:
    run = Run(Complaints, "timed_activity")
    assert names(run.begin()) == ["timer", "activity"]
    run.seconds = 1.0
    # The activity's cancellation is waited for: the timeout ends when it is confirmed.
    assert run.activate(("timer", 1)) == [("cancel_activity", 1)]


def test_cancelled_sleeps_leave_no_timers() -> None:
    run = Run(Complaints, "many_sleeps")
    made = [("timer", 1, 1.0, None), ("timer", 2, 60.0, None)]
    assert run.begin() == made
    for number in (1, 2):
        run.seconds += 1.0
        made = [(kind, seq + 2, seconds, summary) for kind, seq, seconds, summary in made]
        assert run.activate(("timer", 2 * number - 1)) == [("cancel_timer", 2 * number), *made]
    run.seconds += 1.0
    assert run.activate(("timer", 5)) == [("cancel_timer", 6), ("complete", [])]


def test_a_failure_that_was_awaited_through_a_shield_is_reported_to_nobody(caplog: pytest.LogCaptureFixture) -> None:
    run = Run(Complaints, "shielded_failure")
    assert names(run.begin()) == ["complete"]
    run.evict()
    assert caplog.records == []


@pytest.mark.skipif(sys.version_info < (3, 11), reason="asyncio.TaskGroup is newer")
def test_a_group_cancels_each_activity_once() -> None:
    commands = Run(Complaints, "group_of_activities").begin()
    assert names(commands) == ["activity", "activity", "cancel_activity", "cancel_activity"]
    assert [command[1] for command in commands[2:]] == [1, 2]
