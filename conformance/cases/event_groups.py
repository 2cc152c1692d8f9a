"""Event groups: named by calls, in force by scopes, in tasks, in handlers, and on the events of cancellations."""

import asyncio
import contextlib
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy, SearchAttributeKey

SOON = timedelta(seconds=20)


@activity.defn
async def echo(text: str) -> str:
    return text


@activity.defn
async def flaky() -> int:
    if activity.info().attempt < 2:
        raise RuntimeError("not yet")
    return activity.info().attempt


@workflow.defn
class Waits:
    def __init__(self) -> None:
        self.poked = 0

    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)

    @workflow.signal
    def poke(self) -> None:
        self.poked += 1


async def do(text: str, **options: Any) -> None:
    await workflow.execute_activity(echo, text, start_to_close_timeout=SOON, **options)


@workflow.defn
class Calls:
    """Every call that makes a command, with groups of its own and in scopes."""

    @workflow.run
    async def run(self) -> list[str]:
        a = workflow.create_event_group("a", label="the é group")
        b = workflow.create_event_group("b")
        renamed = workflow.create_event_group("a", label="renamed")
        await do("one", event_groups=[a])
        await do("two", event_groups=[b, a])
        await do("twice", event_groups=(a, b, a))
        await do("renamed", event_groups=[a, renamed])
        await do("none", event_groups=[])
        with a.scope():
            await do("scope")
            await do("scope and named", event_groups=[b])
            await do("scope renamed", event_groups=[renamed])
            with b.scope():
                task = asyncio.create_task(do("task"))
                with renamed.scope():
                    await do("renamed inside")
                await workflow.sleep(0.01)
            await task
            try:
                with b.scope():
                    raise ValueError
            except ValueError:
                await do("left by an exception")
        await self.local(a, b)
        await self.others(a, b)
        await self.cancelled(a, b)
        await self.timers(a, b)
        workflow.patched("p1", event_groups=[a])
        workflow.deprecate_patch("p2", event_groups=[b])
        workflow.upsert_memo({"k": 1}, event_groups=[a])
        key = SearchAttributeKey.for_keyword_list("BuildIds")
        workflow.upsert_search_attributes([key.value_set(["x"])], event_groups=[a])
        with b.scope():
            workflow.patched("p3")
            workflow.upsert_memo({"k": 2})
            return await self.refused()

    async def timers(self, a: Any, b: Any) -> None:
        await workflow.sleep(0.01, event_groups=[a])
        with b.scope():
            await workflow.sleep(0.01, summary="both", event_groups=[a])
        task = asyncio.create_task(workflow.sleep(100, event_groups=[a]))
        await workflow.sleep(0.01)
        with b.scope():
            task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        with contextlib.suppress(asyncio.TimeoutError):
            await workflow.wait_condition(lambda: False, timeout=0.01, event_groups=[a])

    async def local(self, a: Any, b: Any) -> None:
        options: dict[str, Any] = {
            "start_to_close_timeout": SOON,
            "retry_policy": RetryPolicy(initial_interval=timedelta(milliseconds=20)),
        }
        await workflow.execute_local_activity(flaky, summary="local", event_groups=[a], **options)
        with b.scope():
            options["local_retry_threshold"] = timedelta(milliseconds=1)
            await workflow.execute_local_activity(flaky, event_groups=[a], **options)

    async def others(self, a: Any, b: Any) -> None:
        with b.scope():
            child = await workflow.start_child_workflow(
                Waits.run, id=f"{workflow.info().workflow_id}-child", event_groups=[a]
            )
        await child.signal(Waits.poke, event_groups=[a])
        other = workflow.get_external_workflow_handle(child.id)
        await other.signal(Waits.poke, event_groups=[a])
        with b.scope():
            await other.cancel(event_groups=[a])
        await asyncio.gather(child, return_exceptions=True)

    async def cancelled(self, a: Any, b: Any) -> None:
        """What cancels carries the groups of what it cancels."""
        with b.scope():
            child = await workflow.start_child_workflow(Waits.run, id=f"{workflow.info().workflow_id}-cancelled")
            running = workflow.start_activity(
                echo, "never", task_queue="nobody works here", schedule_to_close_timeout=SOON, event_groups=[a]
            )
        await workflow.sleep(0.01)
        with a.scope():
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)
            child.cancel()
        await asyncio.gather(child, return_exceptions=True)

    async def refused(self) -> list[str]:
        seen: list[str] = []
        for names in [{"id": ""}, {"id": "x", "label": ""}]:
            try:
                workflow.create_event_group(**names)
            except ValueError as error:
                seen.append(str(error))
        for groups in [["a"], "a", [None]]:
            try:
                await workflow.sleep(0.01, event_groups=groups)  # type: ignore[arg-type]
            except TypeError as error:
                seen.append(str(error))
        return seen


@workflow.defn
class Handlers:
    """A handler's commands belong to what it handles, and not to the groups around."""

    def __init__(self) -> None:
        self.stop = asyncio.Event()

    @workflow.run
    async def run(self, again: bool) -> str:
        group = workflow.create_event_group("around")
        if not again:
            return workflow.info().workflow_type
        with group.scope():
            self.sleeper = asyncio.create_task(workflow.sleep(100))
            workflow.set_signal_handler("late", self.late)
            await self.stop.wait()
            await workflow.wait_condition(workflow.all_handlers_finished)
            workflow.continue_as_new(False, event_groups=[workflow.create_event_group("end")])

    async def late(self) -> None:
        await do("late")

    @workflow.signal
    async def note(self) -> None:
        await do("plain")
        await do("named", event_groups=[workflow.create_event_group("n")])
        self.sleeper.cancel()

    @workflow.update
    async def change(self) -> None:
        with workflow.create_event_group("u", label="update").scope():
            await asyncio.gather(do("scope"), asyncio.create_task(do("task")))

    @workflow.update
    async def end(self) -> None:
        self.stop.set()

    @workflow.query
    def may_make(self) -> str:
        with workflow.create_event_group("q").scope():
            return "made"


def marked(history: list[dict[str, Any]]) -> list[list[Any]]:
    """Return the events that belong to groups, with what tells them apart and the groups, whatever their order."""
    signals = {event["id"]: event.get("signalName") for event in history}
    found: list[list[Any]] = []
    for event in history:
        groups: list[Any] = []
        for marker in event.get("eventGroupMarkers", []):
            handled = marker.get("inboundEvent", {}).get("inboundEventId")
            groups.append(signals[int(handled)] if handled else marker)
        hints = [str(event.get(key)) for key in ("input", "markerName", "userMetadata")]
        found.append([event["type"].removeprefix("EVENT_TYPE_"), hints, groups])
    return sorted((one for one in found if one[2]), key=str)


async def run(env: Any) -> Any:
    outside = None
    try:
        workflow.create_event_group("outside")
    except Exception as error:
        outside = str(error).splitlines()[0]
    async with env.worker([Calls, Waits, Handlers], [echo, flaky]):
        calls = await env.start(Calls.run, name="calls")
        handlers = await env.start(Handlers.run, True, name="handlers")
        first = (await handlers.describe()).run_id
        await handlers.signal("late")
        await handlers.execute_update(Handlers.change, id="change")
        await handlers.signal(Handlers.note)
        made = await handlers.query(Handlers.may_make)
        await handlers.execute_update(Handlers.end, id="end")
        results = [await calls.result(), await handlers.result()]
        first_run = env.client.get_workflow_handle(handlers.id, run_id=first)
        return {
            "outside": outside,
            "made": made,
            "results": results,
            "calls": marked(await env.history(calls)),
            "handlers": marked(await env.history(first_run)),
        }
