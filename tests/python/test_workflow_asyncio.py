"""The standard library's asyncio on the workflow's event loop."""

from __future__ import annotations

import asyncio
import contextvars
import sys
from typing import Any

import pytest

from everloop import workflow

from .workflow_probe import Run, names

variable: contextvars.ContextVar[str] = contextvars.ContextVar("variable", default="unset")


@workflow.defn
class Matrix:
    def __init__(self) -> None:
        self.log: list[Any] = []

    @workflow.run
    async def run(self, what: str) -> Any:
        result = await getattr(self, what)()
        return result if result is not None else self.log

    async def queue(self) -> None:
        queue: asyncio.Queue[int] = asyncio.Queue(1)

        async def produce() -> None:
            for i in range(3):
                await queue.put(i)
                self.log.append(f"put {i}")

        async def consume() -> None:
            for _ in range(3):
                self.log.append(f"got {await queue.get()}")

        await asyncio.gather(produce(), consume())

    async def semaphore(self) -> None:
        semaphore = asyncio.Semaphore(2)

        async def work(number: int) -> None:
            async with semaphore:
                self.log.append(number)
                await asyncio.sleep(0)
                self.log.append(-number)

        await asyncio.gather(*(work(number) for number in (1, 2, 3, 4)))

    async def lock_and_event(self) -> None:
        lock, event = asyncio.Lock(), asyncio.Event()

        async def work(name: str) -> None:
            async with lock:
                await event.wait()
                self.log.append(name)

        tasks = [asyncio.create_task(work(name)) for name in "abc"]
        await asyncio.sleep(0)
        event.set()
        await asyncio.wait(tasks)

    async def async_generator(self) -> None:
        async def numbers() -> Any:
            try:
                for i in range(3):
                    yield i
                    await asyncio.sleep(0)
            finally:
                self.log.append("closed")

        async for number in numbers():
            self.log.append(number)

    async def context(self) -> None:
        variable.set("outer")

        async def inner() -> None:
            self.log.append(variable.get())
            variable.set("inner")

        await asyncio.create_task(inner())
        await inner()
        self.log.append(variable.get())

    async def shield(self) -> Any:
        inner = asyncio.create_task(asyncio.sleep(3, "inner"))
        try:
            await asyncio.wait_for(asyncio.shield(inner), 1)
        except asyncio.TimeoutError:
            self.log.append("timeout")
        self.log.append(await inner)

    async def cancel_task(self) -> None:
        task = asyncio.create_task(asyncio.sleep(10))
        await asyncio.sleep(0)
        task.cancel("why")
        try:
            await task
        except asyncio.CancelledError as error:
            self.log.append(error.args)

    async def gather_exceptions(self) -> None:
        async def fail() -> None:
            raise ValueError("x")

        results = await asyncio.gather(asyncio.sleep(0, 1), fail(), asyncio.sleep(0, 2), return_exceptions=True)
        self.log.append([repr(result) for result in results])

    async def no_time_at_all(self) -> None:
        loop = asyncio.get_running_loop()
        loop.call_soon(self.log.append, "soon")
        await asyncio.sleep(0)
        await asyncio.sleep(-1)

    async def task_factory(self) -> None:
        def factory(loop: asyncio.AbstractEventLoop, coro: Any, **options: Any) -> asyncio.Task[Any]:
            self.log.append("made")
            return asyncio.Task(coro, loop=loop, **options)

        asyncio.get_running_loop().set_task_factory(factory)
        await asyncio.create_task(asyncio.sleep(0))


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ("queue", ["put 0", "got 0", "put 1", "got 1", "put 2", "got 2"]),
        ("semaphore", [1, 2, -1, -2, 3, 4, -3, -4]),
        ("lock_and_event", ["a", "b", "c"]),
        ("async_generator", [0, 1, 2, "closed"]),
        ("context", ["outer", "outer", "inner"]),
        ("gather_exceptions", [["1", "ValueError('x')", "2"]]),
        ("no_time_at_all", ["soon"]),
        ("task_factory", ["made"]),
    ],
)
def test_without_timers(what: str, expected: Any) -> None:
    assert Run(Matrix, what).begin() == [("complete", expected)]


def test_shield_outlives_its_timeout() -> None:
    run = Run(Matrix, "shield")
    assert names(run.begin()) == ["timer", "timer"]
    timeout, inner = 1, 2
    if sys.version_info >= (3, 12):
        # The timeout begins before the task runs for the first time, in every version.
        timeout, inner = 1, 2
    assert run.activate(("timer", timeout)) == []
    assert run.activate(("timer", inner)) == [("complete", ["timeout", "inner"])]


def test_a_cancelled_task_takes_its_timer_along() -> None:
    commands = Run(Matrix, "cancel_task").begin()
    assert commands == [("timer", 1, 10.0, None), ("cancel_timer", 1), ("complete", [["why"]])]


if sys.version_info >= (3, 11):

    @workflow.defn
    class Groups:
        def __init__(self) -> None:
            self.log: list[Any] = []

        @workflow.run
        async def run(self, what: str) -> Any:
            await getattr(self, what)()
            return self.log

        async def group(self) -> None:
            async def fail() -> None:
                await asyncio.sleep(0)
                raise ValueError("x")

            async def wait() -> None:
                try:
                    await asyncio.sleep(100)
                except asyncio.CancelledError:
                    self.log.append("cancelled")
                    raise

            try:
                async with asyncio.TaskGroup() as group:
                    group.create_task(fail())
                    group.create_task(wait())
            except BaseException as error:
                self.log.append(repr(error))

        async def nested_timeouts(self) -> None:
            try:
                async with asyncio.timeout(1) as outer:
                    async with asyncio.timeout(5):
                        await asyncio.sleep(10)
            except TimeoutError:
                self.log.append(outer.expired())

    def test_a_failing_task_group_cancels_the_others() -> None:
        commands = Run(Groups, "group").begin()
        last = ["cancelled", "ExceptionGroup('unhandled errors in a TaskGroup', [ValueError('x')])"]
        assert commands == [("timer", 1, 100.0, None), ("cancel_timer", 1), ("complete", last)]

    def test_the_outer_timeout_expires_alone() -> None:
        run = Run(Groups, "nested_timeouts")
        assert [command[2] for command in run.begin()] == [1.0, 5.0, 10.0]
        assert run.activate(("timer", 1)) == [("cancel_timer", 3), ("cancel_timer", 2), ("complete", [True])]


@workflow.defn
class Surface:
    @workflow.run
    async def run(self) -> list[str]:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, asyncio.AbstractEventLoop)
        assert loop.is_running() and not loop.is_closed() and not loop.get_debug()
        refused = []
        for call in (loop.stop, lambda: loop.run_in_executor(None, print), lambda: loop.call_soon_threadsafe(print)):
            try:
                call()
            except NotImplementedError as error:
                refused.append(str(error))
        try:
            await loop.create_connection(None)  # type: ignore[call-overload]
        except NotImplementedError as error:
            refused.append(str(error))
        try:
            loop.call_later(-1, print)
        except RuntimeError as error:
            refused.append(str(error))
        return refused


def test_what_a_workflow_cannot_do_is_refused_by_name() -> None:
    ((_, refused),) = Run(Surface).begin()
    assert refused == [
        "stop cannot be used in a workflow: the workflow's event loop runs by itself",
        "run_in_executor cannot be used in a workflow: run it in an activity",
        "call_soon_threadsafe cannot be used in a workflow: nothing outside of the workflow may reach it but"
        " signals and updates",
        "create_connection cannot be used in a workflow: do it in an activity",
        "Attempting to schedule timer with negative delay",
    ]


@workflow.defn
class Clocks:
    @workflow.run
    async def run(self) -> list[Any]:
        loop = asyncio.get_running_loop()
        loop.call_later(0, print)
        loop.call_later(0.0004, print)
        loop.call_at(loop.time() + 1.2345678, print)
        await workflow.sleep(0, summary="none")
        return [workflow.now().isoformat(), workflow.time(), workflow.time_ns(), loop.time()]


def test_timers_and_time() -> None:
    run = Run(Clocks)
    assert run.begin() == [
        ("timer", 1, 0.0, None),
        ("timer", 2, 0.0004, None),
        ("timer", 3, 1.235, None),
        ("timer", 4, 0.0, "none"),
    ]
    run.seconds = 2.5
    seconds = 1704067202.5
    last = ["2024-01-01T00:00:02.500000+00:00", seconds, int(seconds * 10**9), seconds]
    assert run.activate(("timer", 4)) == [("complete", last)]
