"""In which order coroutines continue: it decides the order of commands, and must never change.

The expected orders are those of the official SDK, which everloop must be able to replay.
"""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from everloop import workflow

from .workflow_probe import Run, names

TIMEOUT = timedelta(seconds=5)
log: list[Any] = []


@pytest.fixture(autouse=True)
def _fresh_log() -> None:
    log.clear()


@workflow.defn
class Order:
    def __init__(self) -> None:
        self.signals: list[str] = []
        log.append("init")

    @workflow.run
    async def run(self, what: str) -> Any:
        log.append("run")
        ticks = asyncio.create_task(self.tick())
        await getattr(self, what)()
        log.append("X")
        await ticks

    async def tick(self) -> None:
        await asyncio.sleep(1)
        for number in range(5):
            log.append(number)
            await asyncio.sleep(0)

    async def sleep(self) -> None:
        await asyncio.sleep(5)

    async def durable_sleep(self) -> None:
        await workflow.sleep(5)

    async def activity(self) -> None:
        await workflow.execute_activity("a", start_to_close_timeout=TIMEOUT)

    async def activity_handle(self) -> None:
        await workflow.start_activity("a", start_to_close_timeout=TIMEOUT)

    async def local_activity(self) -> None:
        await workflow.execute_local_activity("a", start_to_close_timeout=TIMEOUT)

    async def child_start(self) -> None:
        await workflow.start_child_workflow("c", id="c")

    async def signal_other(self) -> None:
        await workflow.get_external_workflow_handle("w").signal("s")

    async def cancel_other(self) -> None:
        await workflow.get_external_workflow_handle("w").cancel()

    async def signalled(self) -> None:
        await workflow.wait_condition(lambda: bool(self.signals))

    @workflow.signal
    def sync_signal(self, value: str) -> None:
        log.append(value)
        self.signals.append(value)

    @workflow.signal
    async def async_signal(self, value: str) -> None:
        log.append(value)
        await asyncio.sleep(0)
        log.append(f"{value} done")


@pytest.mark.parametrize(
    ("what", "job", "first", "second"),
    [
        ("sleep", ("timer", 2), [0, "X", 1], ["X", 0, 1]),
        ("durable_sleep", ("timer", 2), [0, "X", 1], ["X", 0, 1]),
        ("activity", ("act", 1, "r"), [0, 1, "X"], [0, "X", 1]),
        ("activity_handle", ("act", 1, "r"), [0, 1, "X"], [0, "X", 1]),
        ("local_activity", ("act", 1, "r"), [0, 1, "X"], [0, "X", 1]),
        ("child_start", ("childstart", 1), [0, "X", 1], ["X", 0, 1]),
        ("signal_other", ("extsig", 1), [0, "X", 1], ["X", 0, 1]),
        ("cancel_other", ("extcan", 1), ["X", 0, 1], ["X", 0, 1]),
    ],
)
def test_turns_between_resolution_and_continuation(what: str, job: tuple[Any, ...], first: Any, second: Any) -> None:
    # The ticking task's timer is the first one but where the operation is a timer itself: there, tasks start later.
    tick = ("timer", 1) if "sleep" not in what else ("timer", 2)
    own = job if "sleep" not in what else ("timer", 1)
    for jobs, expected in (((tick, own), first), ((own, tick), second)):
        log.clear()
        run = Run(Order, what)
        run.begin()
        log.clear()
        run.activate(*jobs)
        assert log[:3] == expected, jobs


def test_signal_handlers_of_the_first_task_start_before_the_body() -> None:
    run = Run(Order, "signalled")
    run.begin(("signal", "sync_signal", "one"), ("signal", "async_signal", "two"))
    assert log == ["init", "one", "two", "two done", "run", "X"]


def test_jobs_are_grouped_patches_then_signals_then_the_rest() -> None:
    run = Run(Order, "activity")
    run.begin()
    log.clear()
    run.activate(("timer", 1), ("act", 1, "r"), ("signal", "sync_signal", "late"))
    assert log[0] == "late"


@workflow.defn
class Conditions:
    def __init__(self) -> None:
        self.ready = False

    @workflow.run
    async def run(self) -> str:
        await workflow.wait_condition(lambda: True)
        await asyncio.gather(self.one("a"), self.one("b"))
        return "done"

    async def one(self, name: str) -> None:
        await workflow.wait_condition(lambda: self.ready, timeout=100, timeout_summary=name)
        log.append(name)

    @workflow.signal
    def go(self) -> None:
        self.ready = True


def test_conditions_are_asked_in_the_order_they_were_waited_for() -> None:
    run = Run(Conditions)
    assert run.begin() == [("timer", 1, 100.0, "a"), ("timer", 2, 100.0, "b")]
    assert run.activate(("signal", "go")) == [("cancel_timer", 1), ("cancel_timer", 2), ("complete", "done")]
    assert log == ["a", "b"]


@workflow.defn
class FanOut:
    @workflow.run
    async def run(self, width: int) -> list[Any]:
        return await asyncio.gather(
            *[workflow.execute_activity("a", i, start_to_close_timeout=TIMEOUT) for i in range(width)]
        )


def test_gather_schedules_in_order_and_collects_in_order() -> None:
    run = Run(FanOut, 50)
    assert [command[3] for command in run.begin()] == [[i] for i in range(50)]
    assert run.activate(*[("act", seq, seq * 10) for seq in range(50, 1, -1)]) == []
    assert run.activate(("act", 1, 10)) == [("complete", [i * 10 for i in range(1, 51)])]


@workflow.defn
class FirstOfMany:
    @workflow.run
    async def run(self) -> list[int]:
        tasks = [asyncio.create_task(asyncio.sleep(1, i)) for i in range(6)]
        done, pending = await workflow.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        assert pending == [task for task in tasks if not task.done()]
        order = [task.result() for task in done]
        for result in workflow.as_completed(pending):
            order.append(await result)
        return order


def test_wait_and_as_completed_keep_the_order_given() -> None:
    run = Run(FirstOfMany)
    assert names(run.begin()) == ["timer"] * 6
    assert run.activate(("timer", 6), ("timer", 2)) == []
    rest = [("timer", seq) for seq in (5, 4, 3, 1)]
    assert run.activate(*rest) == [("complete", [1, 5, 4, 3, 2, 0])]


@workflow.defn
class Batched:
    @workflow.run
    async def run(self) -> None:
        log.append("run")
        await asyncio.sleep(1)

    @workflow.signal
    async def signal(self, number: int) -> None:
        log.append(f"signal {number}")
        await asyncio.sleep(0)
        log.append(f"signal {number} goes on")


@pytest.mark.parametrize(
    ("flags", "order"),
    [
        ([], ["signal 0", "signal 0 goes on", "run"]),
        # As histories are recorded that the official SDK made with that flag: all jobs before any code.
        ([2], ["signal 0", "run", "signal 0 goes on"]),
    ],
)
def test_histories_say_whether_jobs_come_at_once(flags: list[int], order: list[str]) -> None:
    Run(Batched).begin(("signal", "signal", 0), flags=flags)
    assert log == order
