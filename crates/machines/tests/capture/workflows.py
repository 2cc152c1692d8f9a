"""Workflows whose histories the tests of everloop-machines replay: each shows one behaviour of the protocol."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.common import RetryPolicy, SearchAttributeKey
from temporalio.exceptions import ApplicationError

SECOND = timedelta(seconds=1)
ONCE = RetryPolicy(maximum_attempts=1)
KEYWORD = SearchAttributeKey.for_keyword("CaptureKeyword")
NUMBER = SearchAttributeKey.for_int("CaptureNumber")


@activity.defn
async def greet(name: str) -> str:
    return f"Hello, {name}!"


@activity.defn
async def fail(message: str) -> str:
    raise ApplicationError(message, "detail", type="Broken", non_retryable=True)


@activity.defn
async def fail_until(attempt: int) -> int:
    if activity.info().attempt < attempt:
        raise ApplicationError(f"attempt {activity.info().attempt}")
    return activity.info().attempt


@activity.defn
async def slow(seconds: float) -> str:
    """Beats until cancelled or done."""
    for _ in range(int(seconds * 10)):
        activity.heartbeat("beat")
        await asyncio.sleep(0.1)
    return "slept"


@activity.defn
async def sleep_plain(seconds: float) -> str:
    await asyncio.sleep(seconds)
    return "slept"


@workflow.defn
class Timers:
    """Sequential, parallel, cancelled before being sent and cancelled later."""

    @workflow.run
    async def run(self) -> float:
        await asyncio.sleep(0.01)
        await asyncio.gather(asyncio.sleep(0.01), asyncio.sleep(0.02))
        at_once = asyncio.create_task(asyncio.sleep(60))
        later = asyncio.create_task(asyncio.sleep(60))
        await asyncio.sleep(0)
        at_once.cancel()
        await workflow.sleep(0.01, summary="a named timer")
        later.cancel()
        await asyncio.sleep(0.01)
        return workflow.random().random()


@workflow.defn
class Activities:
    @workflow.run
    async def run(self, name: str) -> str:
        first = await workflow.execute_activity(greet, name, start_to_close_timeout=10 * SECOND, summary="greets")
        tries = await workflow.execute_activity(
            fail_until, 2, start_to_close_timeout=10 * SECOND, retry_policy=RetryPolicy(initial_interval=SECOND / 100)
        )
        many = await asyncio.gather(
            *(workflow.execute_activity(greet, f"{i}", schedule_to_close_timeout=10 * SECOND) for i in range(5))
        )
        failures: list[str] = []
        for attempt in (
            workflow.execute_activity(fail, "no", start_to_close_timeout=10 * SECOND),
            workflow.execute_activity(sleep_plain, 5, start_to_close_timeout=SECOND / 5, retry_policy=ONCE),
            workflow.execute_activity(
                greet, "x", task_queue="nobody", schedule_to_start_timeout=SECOND / 5, schedule_to_close_timeout=SECOND
            ),
        ):
            try:
                await attempt
            except Exception as error:
                failures.append(repr(error.__cause__))
        return f"{first} {tries} {many} {failures}"


@workflow.defn
class ActivityCancels:
    @workflow.run
    async def run(self) -> list[str]:
        seen: list[str] = []
        for kind in workflow.ActivityCancellationType:
            unsent = workflow.start_activity(
                slow, 5, start_to_close_timeout=60 * SECOND, heartbeat_timeout=SECOND, cancellation_type=kind
            )
            sent = workflow.start_activity(
                slow, 3, start_to_close_timeout=60 * SECOND, heartbeat_timeout=SECOND, cancellation_type=kind
            )
            await asyncio.sleep(0)
            unsent.cancel()
            for handle, wait in ((unsent, 0.0), (sent, 0.3)):
                if wait:
                    await asyncio.sleep(wait)
                    handle.cancel()
                try:
                    await handle
                    seen.append("done")
                except BaseException as error:
                    seen.append(f"{kind.name} {error!r}")
        return seen


@workflow.defn
class Signals:
    def __init__(self) -> None:
        self.seen: list[str] = []

    @workflow.signal
    async def add(self, text: str) -> None:
        self.seen.append(text)
        await asyncio.sleep(0.01)

    @workflow.query
    def count(self) -> int:
        return len(self.seen)

    @workflow.run
    async def run(self, wanted: int) -> list[str]:
        await workflow.wait_condition(lambda: len(self.seen) >= wanted)
        return self.seen


@workflow.defn
class Cancelled:
    @workflow.run
    async def run(self, caught: bool) -> str:
        try:
            await asyncio.sleep(600)
        except asyncio.CancelledError:
            if not caught:
                raise
            await asyncio.sleep(0.01)
        return "caught"


@workflow.defn
class Failing:
    @workflow.run
    async def run(self) -> None:
        raise ApplicationError("no good", type="Bad")


@workflow.defn
class Continuing:
    @workflow.run
    async def run(self, left: int) -> str:
        await asyncio.sleep(0.01)
        if left:
            workflow.continue_as_new(left - 1, memo={"left": left})
        return "done"


@workflow.defn
class Patched:
    @workflow.run
    async def run(self) -> str:
        if workflow.patched("one"):
            await asyncio.sleep(0.01)
        workflow.deprecate_patch("two")
        await asyncio.sleep(0.01)
        if workflow.patched("one") and workflow.patched("three"):
            await asyncio.sleep(0.01)
        return "patched"


@workflow.defn
class Properties:
    @workflow.run
    async def run(self) -> str:
        workflow.upsert_search_attributes([KEYWORD.value_set("a")])
        workflow.upsert_memo({"key": "value"})
        await asyncio.sleep(0.01)
        workflow.upsert_memo({"key": None})
        workflow.upsert_search_attributes([KEYWORD.value_unset()])
        return "set"


@workflow.defn
class Child:
    @workflow.run
    async def run(self, what: str) -> str:
        if what == "fail":
            raise ApplicationError("child failed", non_retryable=True)
        if what == "wait":
            await workflow.wait_condition(lambda: False)
        return what


@workflow.defn
class Parent:
    @workflow.run
    async def run(self) -> list[str]:
        seen = [await workflow.execute_child_workflow(Child.run, "quick", static_summary="a child")]
        try:
            await workflow.execute_child_workflow(Child.run, "fail", id=f"{workflow.info().workflow_id}-fails")
        except Exception as error:
            seen.append(repr(error.__cause__))
        try:
            await workflow.start_child_workflow(Child.run, "x", id=workflow.info().workflow_id)
        except Exception as error:
            seen.append(repr(error))
        return seen


@workflow.defn
class ChildCancels:
    @workflow.run
    async def run(self) -> list[str]:
        seen: list[str] = []
        for kind in workflow.ChildWorkflowCancellationType:
            for cancel_at_once in (True, False):
                task = asyncio.create_task(
                    workflow.execute_child_workflow(
                        Child.run,
                        "wait",
                        id=f"{workflow.info().workflow_id}-{kind.name}-{cancel_at_once}",
                        cancellation_type=kind,
                        parent_close_policy=workflow.ParentClosePolicy.TERMINATE,
                    )
                )
                await asyncio.sleep(0 if cancel_at_once else 0.1)
                task.cancel()
                try:
                    await task
                except BaseException as error:
                    seen.append(f"{kind.name} {error!r}")
        return seen


@workflow.defn
class Externals:
    @workflow.run
    async def run(self, target: str) -> list[str]:
        seen: list[str] = []
        handle = workflow.get_external_workflow_handle(target)
        await handle.signal("add", "hello")
        await handle.cancel()
        nobody = workflow.get_external_workflow_handle("nobody")
        for attempt in (nobody.signal("add", "hello"), nobody.cancel()):
            try:
                await attempt
            except Exception as error:
                seen.append(repr(error))
        dropped = asyncio.create_task(handle.signal("add", "dropped"))
        await asyncio.sleep(0)
        dropped.cancel()
        try:
            await dropped
        except BaseException as error:
            seen.append(repr(error))
        child = await workflow.start_child_workflow(Signals.run, 1)
        await child.signal("add", "to the child")
        await child
        return seen


@workflow.defn
class Updates:
    def __init__(self) -> None:
        self.total = 0
        self.done = False

    @workflow.update
    async def add(self, number: int) -> int:
        await workflow.execute_activity(greet, "update", start_to_close_timeout=10 * SECOND)
        self.total += number
        return self.total

    @add.validator
    def check(self, number: int) -> None:
        if number < 0:
            raise ApplicationError("negative")

    @workflow.update
    def add_now(self, number: int) -> int:
        self.total += number
        return self.total

    @workflow.update
    async def fail(self) -> None:
        raise ApplicationError("update failed")

    @workflow.signal
    def finish(self) -> None:
        self.done = True

    @workflow.run
    async def run(self) -> int:
        await workflow.wait_condition(lambda: self.done)
        return self.total


@workflow.defn
class Locals:
    @workflow.run
    async def run(self) -> list[str]:
        seen = [await workflow.execute_local_activity(greet, "local", start_to_close_timeout=10 * SECOND)]
        results = await asyncio.gather(
            workflow.execute_local_activity(greet, "a", start_to_close_timeout=10 * SECOND),
            workflow.execute_local_activity(greet, "b", start_to_close_timeout=10 * SECOND),
            workflow.execute_activity(greet, "c", start_to_close_timeout=10 * SECOND),
        )
        seen.extend(results)
        await asyncio.sleep(0.01)
        try:
            await workflow.execute_local_activity(fail, "no", start_to_close_timeout=10 * SECOND)
        except Exception as error:
            seen.append(repr(error.__cause__))
        tries = await workflow.execute_local_activity(
            fail_until, 3, start_to_close_timeout=10 * SECOND, retry_policy=RetryPolicy(initial_interval=SECOND / 100)
        )
        seen.append(str(tries))
        tries = await workflow.execute_local_activity(
            fail_until,
            2,
            start_to_close_timeout=10 * SECOND,
            retry_policy=RetryPolicy(initial_interval=SECOND / 5),
            local_retry_threshold=SECOND / 20,
        )
        seen.append(str(tries))
        return seen


@workflow.defn
class LocalsLong:
    """One outlives the workflow task's timeout."""

    @workflow.run
    async def run(self) -> str:
        return await workflow.execute_local_activity(sleep_plain, 2.5, start_to_close_timeout=10 * SECOND)


@workflow.defn
class LocalCancels:
    """Cancelled in each way, at once and while running."""

    @workflow.run
    async def run(self) -> list[str]:
        seen: list[str] = []
        for kind in workflow.ActivityCancellationType:
            unsent, sent = (
                workflow.start_local_activity(
                    sleep_plain, 0.5, start_to_close_timeout=60 * SECOND, cancellation_type=kind
                )
                for _ in range(2)
            )
            await asyncio.sleep(0)
            unsent.cancel()
            await workflow.execute_local_activity(greet, "x", start_to_close_timeout=10 * SECOND)
            sent.cancel()
            for handle in (unsent, sent):
                try:
                    seen.append(await handle)
                except BaseException as error:
                    seen.append(f"{kind.name} {error!r}")
        return seen


@workflow.defn
class ChildEnds:
    @workflow.run
    async def run(self) -> list[str]:
        seen: list[str] = []
        for run_timeout, name in ((SECOND, "timed-out"), (None, "terminated")):
            child = await workflow.start_child_workflow(
                Child.run, "wait", id=f"{workflow.info().workflow_id}-{name}", run_timeout=run_timeout
            )
            try:
                await child
            except Exception as error:
                seen.append(repr(error.__cause__))
        return seen


@workflow.defn
class Carrying:
    """Continues as new with a memo and a search attribute that it got and changed."""

    @workflow.run
    async def run(self, left: int) -> str:
        workflow.upsert_search_attributes([KEYWORD.value_set("changed"), NUMBER.value_unset()])
        workflow.upsert_memo({"added": 1})
        workflow.patched("carried")
        if left:
            workflow.continue_as_new(left - 1)
        return "done"


@workflow.defn
class Summaries:
    """Cancels what has a summary."""

    @workflow.run
    async def run(self) -> None:
        timer = asyncio.create_task(workflow.sleep(60, summary="a timer"))
        handle = workflow.start_activity(slow, 5, start_to_close_timeout=60 * SECOND, summary="an activity")
        child = asyncio.create_task(
            workflow.execute_child_workflow(
                Child.run,
                "wait",
                id=f"{workflow.info().workflow_id}-child",
                static_summary="a child",
                cancellation_type=workflow.ChildWorkflowCancellationType.TRY_CANCEL,
            )
        )
        await workflow.sleep(0.1)
        for task in (timer, handle, child):
            task.cancel()
        await asyncio.gather(timer, handle, child, return_exceptions=True)


@workflow.defn
class Queried:
    @workflow.query
    def answer(self) -> int:
        return 42

    @workflow.query
    def broken(self) -> int:
        raise ValueError("cannot say")

    @workflow.run
    async def run(self) -> None:
        await asyncio.sleep(0.5)


FAILED_ONCE: set[str] = set()


def _unset(workflow_id: str) -> object:
    raise RuntimeError("the capture sets how to signal from outside")


SIGNAL_NOW: Callable[[str], object] = _unset


@workflow.defn(sandboxed=False)
class TaskFails:
    """Its second workflow task fails once."""

    @workflow.run
    async def run(self) -> str:
        await asyncio.sleep(0.01)
        if workflow.info().run_id not in FAILED_ONCE:
            FAILED_ONCE.add(workflow.info().run_id)
            raise RuntimeError("fails the task")
        await asyncio.sleep(0.01)
        return "went on"


@workflow.defn(sandboxed=False)
class Unhandled:
    """Completes while a signal is on its way, at least once."""

    @workflow.run
    async def run(self) -> int:
        await asyncio.sleep(0.01)
        if workflow.info().run_id not in FAILED_ONCE:
            FAILED_ONCE.add(workflow.info().run_id)
            SIGNAL_NOW(workflow.info().workflow_id)
        return 1

    @workflow.signal
    def poke(self) -> None:
        pass
