"""A service client of one's own sees every call that a client makes: its message, its metadata and its deadline."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime, timedelta, timezone
from typing import Any

from everloop import activity, workflow
from everloop.api.workflowservice.v1 import GetClusterInfoRequest
from everloop.client import (
    BuildIdOpAddNewDefault,
    Client,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleBackfill,
    ScheduleIntervalSpec,
    ScheduleSpec,
    ScheduleUpdate,
    WithStartWorkflowOperation,
    WorkflowUpdateStage,
)
from everloop.common import RetryPolicy, WorkflowIDConflictPolicy
from everloop.worker import Worker

from ._service_clients import Watching

OPTIONS: dict[str, Any] = {"rpc_metadata": {"who": "me", "raw-bin": b"\x00\xff"}, "rpc_timeout": timedelta(seconds=33)}


@workflow.defn
class Waits:
    def __init__(self) -> None:
        self.done = False

    @workflow.run
    async def run(self, value: str) -> str:
        await workflow.wait_condition(lambda: self.done)
        return value

    @workflow.signal
    def finish(self, _reason: str) -> None:
        self.done = True

    @workflow.query
    def asked(self, value: str) -> str:
        return value

    @workflow.update
    async def change(self, value: str) -> str:
        return value


@workflow.defn
class Delegates:
    @workflow.run
    async def run(self) -> Any:
        # One attempt: the token of another would pass for the next workflow's.
        return await workflow.execute_activity(
            "outside",
            activity_id="outside",
            start_to_close_timeout=timedelta(seconds=60),
            retry_policy=RetryPolicy(maximum_attempts=1),
        )


tokens: asyncio.Queue[bytes] = asyncio.Queue()


@activity.defn(name="outside")
async def outside() -> None:
    tokens.put_nowait(activity.info().task_token)
    activity.raise_complete_async()


class Steps:
    """What was seen of each call, and what came of it."""

    def __init__(self, env: Any) -> None:
        self.env = env
        self.watching = Watching(env.client.service_client)
        self.client = Client(self.watching, namespace=env.client.namespace)
        self.taken: dict[str, Any] = {}

    async def take(self, name: str, call: Awaitable[Any]) -> Any:
        self.watching.seen = []
        try:
            outcome: Any = await call
            came: Any = type(outcome).__name__
        except Exception as error:
            outcome, came = None, self.env.chain(error)
        assert name not in self.taken
        self.taken[name] = [came, *self.env.names(self.watching.seen)]
        return outcome


async def on_workflows(steps: Steps) -> None:
    env, client, take = steps.env, steps.client, steps.take
    start: dict[str, Any] = {"id": env.id("w"), "task_queue": env.queue}
    handle = await take("start", client.start_workflow(Waits.run, "a", **start, **OPTIONS))
    await take("start again", client.start_workflow(Waits.run, "a", **start))
    await take("query", handle.query(Waits.asked, "v", **OPTIONS))
    await take("update", handle.execute_update(Waits.change, "v", **OPTIONS))
    update = await take(
        "start update",
        handle.start_update(Waits.change, "v", id="u", wait_for_stage=WorkflowUpdateStage.ACCEPTED, **OPTIONS),
    )
    await take("update result", handle.get_update_handle(update.id).result(**OPTIONS))
    await take("describe", handle.describe(**OPTIONS))
    await take("history", handle.fetch_history(**OPTIONS))
    await take("events", anext(handle.fetch_history_events(page_size=2, **OPTIONS)))
    await take("signal", handle.signal(Waits.finish, "x", **OPTIONS))
    await take("result", handle.result(**OPTIONS))
    signal: dict[str, Any] = {"start_signal": "finish", "start_signal_args": ["x"]}
    await take("execute", client.execute_workflow(Waits.run, "a", **start, **signal, **OPTIONS))
    handle = await take("eager", client.start_workflow(Waits.run, "a", request_eager_start=True, **start))
    await take("no query", handle.query("missing", **OPTIONS))
    await take("cancel", handle.cancel(**OPTIONS))
    await take("cancelled", handle.result(**OPTIONS))
    await take("terminate", handle.terminate("arg", reason="why", **OPTIONS))
    policy = WorkflowIDConflictPolicy.FAIL
    for name in ("update with start", "update with start again"):
        start = {"id": env.id("u"), "task_queue": env.queue}
        operation = WithStartWorkflowOperation(Waits.run, "a", id_conflict_policy=policy, **start)
        call = client.execute_update_with_start_workflow(
            Waits.change, "v", start_workflow_operation=operation, **OPTIONS
        )
        await take(name, call)
    await take("terminate latest", client.get_workflow_handle(env.id("u")).terminate())


async def on_activities(steps: Steps) -> None:
    calls: dict[str, list[Any]] = {"complete": ["r"], "fail": [RuntimeError("f")], "report_cancellation": ["d"]}
    for call, args in calls.items():
        for by_token in (True, False):
            name = f"{call} by {'token' if by_token else 'id'}"
            handle = await steps.env.start(Delegates.run, name=name)
            token = await tokens.get()
            names = {"task_token": token} if by_token else {"workflow_id": handle.id, "activity_id": "outside"}
            outside = steps.client.get_async_activity_handle(**names)
            await steps.take(f"heartbeat before {name}", outside.heartbeat("d", **OPTIONS))
            if call == "report_cancellation":
                await handle.cancel()
                await steps.env.until_event(handle, "ACTIVITY_TASK_CANCEL_REQUESTED")
            await steps.take(name, getattr(outside, call)(*args, **OPTIONS))


async def on_lists(steps: Steps) -> None:
    client, query = steps.client, "WorkflowId = 'missing'"

    async def listed(found: Any) -> Any:
        return [each async for each in found]

    async def schedules() -> Any:
        return await listed(await client.list_schedules("ScheduleId = 'missing'", **OPTIONS))

    await steps.take("count", client.count_workflows(query, **OPTIONS))
    await steps.take("list", listed(client.list_workflows(query, page_size=7, **OPTIONS)))
    await steps.take("schedules", schedules())


async def on_schedules(steps: Steps) -> None:
    env, client, take = steps.env, steps.client, steps.take
    action = ScheduleActionStartWorkflow("Waits", "a", id=env.id("s"), task_queue=env.queue)
    spec = ScheduleSpec(intervals=[ScheduleIntervalSpec(timedelta(days=300))])
    schedule = Schedule(action=action, spec=spec)
    handle = await take("create", client.create_schedule(env.id("schedule"), schedule, **OPTIONS))
    await take("pause", handle.pause(**OPTIONS))
    await take("unpause", handle.unpause(**OPTIONS))
    await take("trigger", handle.trigger(**OPTIONS))
    long_ago = datetime(2020, 1, 1, tzinfo=timezone.utc)
    await take("backfill", handle.backfill(ScheduleBackfill(long_ago, long_ago), **OPTIONS))
    await take("described", handle.describe(**OPTIONS))
    await take("delete", handle.delete(**OPTIONS))
    updated = handle.update(lambda seen: ScheduleUpdate(seen.description.schedule), **OPTIONS)
    await take("update deleted", updated)


async def on_the_rest(steps: Steps) -> None:
    client, take = steps.client, steps.take
    await take("add build id", client.update_worker_build_id_compatibility("q", BuildIdOpAddNewDefault("1"), **OPTIONS))
    await take("build ids", client.get_worker_build_id_compatibility("q", **OPTIONS))
    await take("reachability", client.get_worker_task_reachability(["1"], ["q"], **OPTIONS))
    await take("raw", client.workflow_service.get_cluster_info(GetClusterInfoRequest()))
    await take("health", client.service_client.check_health())
    steps.watching.seen = []
    before = client.rpc_metadata, client.api_key
    client.rpc_metadata, client.api_key = {"a": "b"}, "key"
    client.rpc_metadata, client.api_key = before
    steps.taken["headers"] = steps.watching.seen[:2]


async def run(env: Any) -> Any:
    steps = Steps(env)
    async with env.worker([Waits, Delegates], [outside]):
        await on_workflows(steps)
        await on_activities(steps)
    await on_lists(steps)
    await on_schedules(steps)
    await on_the_rest(steps)
    # A worker takes the connection behind it, and the eager start does too.
    steps.watching.seen = []
    queue = env.id("another queue")
    async with Worker(steps.client, task_queue=queue, workflows=[Waits]):
        handle = await env.client.start_workflow(
            Waits.run, "a", id=env.id("x"), task_queue=queue, start_signal="finish", start_signal_args=["x"]
        )
        steps.taken["worker"] = [await handle.result(), list(steps.watching.seen)]
        eager = await steps.client.start_workflow(
            Waits.run, "a", id=env.id("y"), task_queue=queue, request_eager_start=True
        )
        first = await anext(eager.fetch_history_events())
        begun_at_once = first.workflow_execution_started_event_attributes.eager_execution_accepted
        await eager.terminate()
    steps.taken["eager with a worker"] = begun_at_once
    return steps.taken
