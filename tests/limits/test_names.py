"""Each name that our server shares with the official one, given a low value: the same is refused in the same words.

A name that the official server does not know would change nothing there, and the two would differ.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from temporalio.service import RPCError

from conformance.raw import Json, Raw, text
from tests.limits.pair import Story, play, servers, shown

PENDING = 3
IN_FLIGHT = 3
IN_ALL = 5
SIGNALS = 4
QUERIES = 2
INTERVAL = 1000
LIMITS: dict[str, int | str] = {
    "frontend.linkMaxSize": 100,
    "frontend.maxlinksPerRequest": 2,
    "history.defaultWorkflowTaskTimeout": "7s",
    "history.MaxBufferedQueryCount": QUERIES,
    "history.maxInFlightUpdates": IN_FLIGHT,
    "history.maximumBufferedEventsBatch": SIGNALS - 1,
    "history.maximumBufferedEventsSizeInBytes": 3000,
    "history.maximumSignalsPerExecution": SIGNALS,
    "history.maxTotalUpdates": IN_ALL,
    "history.workflowIdReuseMinimalInterval": f"{INTERVAL}s",
    "history.workflowTaskHeartbeatTimeout": "1s",
    "limit.blobSize.error": 2000,
    # The official server looks at a limit only when the threshold of its warning is passed.
    "limit.blobSize.warn": 1000,
    "limit.historyCount.suggestContinueAsNew": 4,
    "limit.historySize.suggestContinueAsNew": 3000,
    "limit.maxIDLength": 60,
    "limit.memoSize.error": 1000,
    "limit.memoSize.warn": 500,
    "limit.mutableStateActivityFailureSize.error": 300,
    "limit.mutableStateActivityFailureSize.warn": 200,
    "limit.numPendingActivities.error": PENDING,
    "limit.numPendingCancelRequests.error": PENDING + 1,
    "limit.numPendingChildExecutions.error": PENDING + 2,
    "limit.numPendingSignals.error": PENDING + 3,
}


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Yield the addresses of both servers with low limits, the official one first."""
    with servers(tmp_path_factory.mktemp("names"), LIMITS) as both:
        yield both


def activity(raw: Raw, number: int, **more: Any) -> Json:
    """Return the command that schedules an activity on the queue of the case."""
    fields = {"activityId": str(number), "activityType": {"name": "Work"}, "startToCloseTimeout": "100s"}
    return {"scheduleActivityTask": {**fields, "taskQueue": {"name": raw.env.queue}, **more}}


def pending(raw: Raw, kind: str, number: int) -> Json:
    """Return one command of a kind of which a run can have so many that are pending."""
    nobody = raw.env.id(f"nobody-{number}")
    named = {"workflowId": nobody}
    return {
        "activities": activity(raw, number),
        "children": {
            "startChildWorkflowExecution": {
                **named,
                "workflowType": {"name": "Child"},
                "taskQueue": {"name": f"{raw.env.queue}-none"},
            }
        },
        "signals": {"signalExternalWorkflowExecution": {"execution": named, "signalName": "news"}},
        "cancels": {"requestCancelExternalWorkflowExecution": named},
    }[kind]


async def what_is_pending(raw: Raw) -> Any:
    seen: list[Any] = []
    for kind, most in (("activities", 3), ("cancels", 4), ("children", 5), ("signals", 6)):
        queue = f"{raw.env.queue}-{kind}"
        await raw.start(kind, taskQueue={"name": queue})
        request = raw.completion(await raw.poll(name=queue), *(pending(raw, kind, n) for n in range(most + 1)))
        seen.append([kind, await raw.outcome("RespondWorkflowTaskCompleted", request), await shown(raw, kind)])
        again = await raw.poll(name=queue)
        request = raw.completion(again, *(pending(raw, kind, n) for n in range(most)))
        seen.append(await raw.outcome("RespondWorkflowTaskCompleted", request))
        await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution(kind))
    return seen


async def signal(raw: Raw, name: str = "flow", **more: Any) -> Any:
    """Signal a workflow of the case."""
    return await raw.error("SignalWorkflowExecution", workflowExecution=raw.execution(name), signalName="news", **more)


async def signals_in_all(raw: Raw) -> Any:
    await raw.start()
    seen = [await signal(raw) for _ in range(SIGNALS + 1)]
    fields = raw.start_fields(signalName="news")
    seen.append(await raw.error("SignalWithStartWorkflowExecution", **fields))
    await raw.turn()
    seen.append(await signal(raw))
    # A signal from another workflow fails as the one who sends it sees.
    await raw.start("sender")
    command = {"execution": {"workflowId": raw.env.id()}, "signalName": "news"}
    await raw.turn({"signalExternalWorkflowExecution": command})
    await raw.poll()
    return seen, await shown(raw), (await raw.history("sender"))[4:-2]


async def signals_beside_a_task(raw: Raw) -> Any:
    await raw.start()
    await raw.poll()
    return [await signal(raw) for _ in range(SIGNALS + 1)], await shown(raw)


async def large_signals_beside_a_task(raw: Raw) -> Any:
    await raw.start()
    await raw.poll()
    return [await signal(raw, input=text("x" * 1900)) for _ in range(2)], await shown(raw)


async def updates_in_all(raw: Raw) -> Any:
    await raw.start()
    await raw.turn()
    seen: list[Any] = []
    for number in range(IN_ALL):
        waits = asyncio.create_task(raw.call("UpdateWorkflowExecution", **raw.update_fields(f"u{number}")))
        task = await raw.poll()
        messages = [reply for one in task.messages for reply in (raw.accept(one), raw.respond(one))]
        await raw.complete(task, messages=messages)
        seen += [suggested(task), (await waits)["outcome"]]
    seen.append(await raw.error("UpdateWorkflowExecution", **raw.update_fields("one-more")))
    seen.append((await raw.error("UpdateWorkflowExecution", **raw.update_fields("u1")))["response"]["outcome"])
    return seen


async def heartbeats_of_tasks(raw: Raw) -> Any:
    await raw.start()
    task, renewed = await raw.poll(), 0
    # Longer than the limit: the time it takes is what is tested.
    while task.task_token:
        request = raw.completion(task, returnNewWorkflowTask=True, forceCreateNewWorkflowTask=True)
        try:
            task = (await raw.send("RespondWorkflowTaskCompleted", request)).workflow_task
        except RPCError as error:
            return renewed > 0, raw.describe(error)
        renewed += 1
        await asyncio.sleep(0.1)
    return None


async def updates_in_flight(raw: Raw) -> Any:
    await raw.start()
    await raw.turn()
    waiting: list[asyncio.Task[Any]] = []
    for number in range(IN_FLIGHT):
        fields = raw.update_fields(f"u{number}", stage="ACCEPTED")
        waiting.append(asyncio.create_task(raw.call("UpdateWorkflowExecution", **fields)))
        task = await raw.poll()
        await raw.complete(task, messages=[raw.accept(one) for one in task.messages])
    accepted = [(await one)["stage"] for one in waiting]
    return accepted, await raw.error("UpdateWorkflowExecution", **raw.update_fields("one-more"))


async def queries_that_wait(raw: Raw) -> Any:
    await raw.start()
    await raw.turn()
    await start_of_a_task(raw)
    fields: Json = {"execution": raw.execution(), "query": {"queryType": "state"}}
    waiting = [asyncio.create_task(raw.error("QueryWorkflow", **fields)) for _ in range(QUERIES + 1)]
    done, left = await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    for one in left:
        one.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    return [one.result() for one in done]


async def start_of_a_task(raw: Raw) -> Any:
    """Hold a workflow task of the case's workflow."""
    await signal(raw)
    return await raw.poll()


async def sizes_of_requests(raw: Raw) -> Any:
    note = text("x" * 1100)["payloads"][0]
    long = {"workflowId": "w" * 61}
    links = [{"batchJob": {"jobId": str(number)}} for number in range(3)]
    seen: list[Any] = []
    wrong: list[Json] = [
        {"input": text("x" * 2100)},
        {"input": text("x" * 1100)},
        {"memo": {"fields": {"note": note}}},
        long,
        {"workflowType": {"name": "t" * 61}},
        {"requestId": "r" * 61},
        {"links": links[:2]},
        {"links": links},
        {"links": [{"batchJob": {"jobId": "j" * 90}}]},
        {"links": [{"batchJob": {"jobId": "j" * 120}}]},
    ]
    for more in wrong:
        name = f"size-{len(seen)}"
        answer = await raw.error("StartWorkflowExecution", **raw.start_fields(name, **more))
        seen.append(answer.get("code") and answer)
    return seen


def suggested(task: Any) -> Any:
    """Return why a task suggests to continue as new."""
    started = task.history.events[-1].workflow_task_started_event_attributes
    return started.suggest_continue_as_new, list(started.suggest_continue_as_new_reasons)


async def times_of_tasks(raw: Raw) -> Any:
    await raw.start()
    seen = [event.get("startToCloseTimeout") for event in await raw.history()]
    await raw.turn({"recordMarker": {"markerName": "m"}})
    await signal(raw)
    return [*seen, suggested(await raw.poll())]


async def history_that_is_large(raw: Raw) -> Any:
    await raw.start(input=text("x" * 1900))
    await signal(raw, input=text("x" * 1900))
    return suggested(await raw.poll())


async def failures_that_are_kept(raw: Raw) -> Any:
    await raw.start()
    await raw.turn(activity(raw, 1))
    task = await raw.poll_activity()
    failure = {"message": "m" * 200, "stackTrace": "s" * 400, "applicationFailureInfo": {"type": "T"}}
    request = raw.message("RespondActivityTaskFailed", {"failure": failure})
    request.task_token = task.task_token
    await raw.send("RespondActivityTaskFailed", request)
    described = await raw.call("DescribeWorkflowExecution", execution=raw.execution())
    return described["pendingActivities"][0]["lastFailure"]


async def runs_that_follow_fast(raw: Raw) -> Any:
    await raw.start()
    again = {"workflowType": {"name": "Flow"}, "taskQueue": {"name": raw.env.queue}}
    await raw.turn({"continueAsNewWorkflowExecution": again})
    first = (await raw.history())[0]
    waits = float(first["firstWorkflowTaskBackoff"].removesuffix("s"))
    await raw.start("replaced")
    fields = raw.start_fields("replaced", workflowIdConflictPolicy="WORKFLOW_ID_CONFLICT_POLICY_TERMINATE_EXISTING")
    answer = await raw.error("StartWorkflowExecution", **fields)
    return 1 < waits <= INTERVAL, answer.get("code")


STORIES = [
    what_is_pending, signals_in_all, signals_beside_a_task, updates_in_all, updates_in_flight, queries_that_wait,
    sizes_of_requests, times_of_tasks, heartbeats_of_tasks, history_that_is_large, failures_that_are_kept,
    runs_that_follow_fast, large_signals_beside_a_task,
]  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.__name__)
async def test_both_servers_refuse_alike(addresses: list[str], story: Story) -> None:
    official, everloop = [await play(address, story) for address in addresses]
    assert everloop == official
