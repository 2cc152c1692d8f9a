"""Runs that outgrow their bounds: what was about to happen does not, the run is terminated, and the caller is told.

The same steps on both servers, whose limits are set by the same names; outcomes and histories have to be the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from conformance.raw import Json, Raw, text
from tests.limits.pair import Story, play, servers, shown

STATE_BYTES = 20_000
EVENTS = 20
HISTORY_BYTES = 200_000
SETTINGS = {
    "limit.mutableStateSize.error": STATE_BYTES,
    "limit.historyCount.error": EVENTS,
    "limit.historySize.error": HISTORY_BYTES,
}


@pytest.fixture(scope="module")
def addresses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[str]]:
    """Yield the addresses of both servers with low limits, the official one first."""
    with servers(tmp_path_factory.mktemp("limits"), SETTINGS) as both:
        yield both


async def signals_until_refused(raw: Raw, size: int) -> Any:
    """Signal until it is refused; returns how often it was not, and how it was."""
    for count in range(2 * EVENTS):
        fields: Json = {"workflowExecution": raw.execution(), "signalName": "news", "input": text("x" * size)}
        answer = await raw.error("SignalWorkflowExecution", **fields)
        if "code" in answer:
            return count, answer
    return None


def activity(number: int, **more: Any) -> Json:
    """Return the command that schedules an activity on the queue of the case."""
    return {
        "scheduleActivityTask": {
            "activityId": str(number),
            "activityType": {"name": "Work"},
            "startToCloseTimeout": "100s",
            **more,
        }
    }


async def signals_fill_the_history(raw: Raw) -> Any:
    await raw.start()
    return await signals_until_refused(raw, 10), await shown(raw)


async def large_signals_fill_the_history(raw: Raw) -> Any:
    await raw.start()
    return await signals_until_refused(raw, 45_000), await shown(raw)


async def commands_fill_the_history(raw: Raw) -> Any:
    seen: list[Any] = []
    # Started, scheduled, started, completed, and these.
    for timers in (EVENTS - 4, EVENTS - 3):
        await raw.start(f"{timers} timers")
        commands = [{"startTimer": {"timerId": str(n), "startToFireTimeout": "1000s"}} for n in range(timers)]
        request = raw.completion(await raw.poll(), *commands)
        seen.append(await raw.outcome("RespondWorkflowTaskCompleted", request))
        seen.append([event["type"] for event in await raw.history(f"{timers} timers")])
    return seen


async def signals_fill_the_buffer(raw: Raw) -> Any:
    await raw.start()
    await raw.poll()
    return await signals_until_refused(raw, STATE_BYTES // 4), await shown(raw)


async def a_memo_is_too_large(raw: Raw) -> Any:
    await raw.start()
    memo = {"fields": {"note": text("x" * STATE_BYTES)["payloads"][0]}}
    request = raw.completion(await raw.poll(), {"modifyWorkflowProperties": {"upsertedMemo": memo}})
    return await raw.outcome("RespondWorkflowTaskCompleted", request), await shown(raw)


async def inputs_do_not_count(raw: Raw) -> Any:
    await raw.start(input=text("x" * STATE_BYTES))
    queue = {"taskQueue": {"name": raw.env.queue}}
    await raw.turn(*[activity(n, input=text("x" * STATE_BYTES), **queue) for n in range(3)])
    return await shown(raw)


async def details_of_heartbeats_count(raw: Raw) -> Any:
    await raw.start()
    await raw.turn(activity(1, taskQueue={"name": raw.env.queue}, heartbeatTimeout="100s"))
    task = await raw.poll_activity()
    seen: list[Any] = []
    for size in (STATE_BYTES // 2, STATE_BYTES // 2, STATE_BYTES):
        request = raw.message("RecordActivityTaskHeartbeat", {"details": text("x" * size)})
        request.task_token = task.task_token
        seen.append(await raw.outcome("RecordActivityTaskHeartbeat", request))
    return seen, await shown(raw)


@pytest.mark.parametrize(
    "story",
    [
        signals_fill_the_history,
        large_signals_fill_the_history,
        commands_fill_the_history,
        signals_fill_the_buffer,
        a_memo_is_too_large,
        inputs_do_not_count,
        details_of_heartbeats_count,
    ],
    ids=lambda story: story.__name__,
)
async def test_both_servers_end_it_alike(addresses: list[str], story: Story) -> None:
    official, everloop = [await play(address, story) for address in addresses]
    assert everloop == official
