"""Schedules from Python, on an embedded engine; `conformance/` compares the same with the official packages."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from everloop import workflow
from everloop.api.common.v1 import Payload
from everloop.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleIntervalSpec,
    ScheduleOverlapPolicy,
    SchedulePolicy,
    ScheduleRange,
    ScheduleSpec,
    ScheduleState,
    ScheduleUpdate,
    ScheduleUpdateInput,
)
from everloop.common import (
    Priority,
    RetryPolicy,
    SearchAttributeKey,
    SearchAttributePair,
    TypedSearchAttributes,
)
from everloop.converter import DataConverter, PayloadCodec

BY = SearchAttributeKey.for_keyword("TemporalScheduledById")


@workflow.defn
class Job:
    @workflow.run
    async def run(self, size: int) -> int:
        return size


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    yield await Client.connect("embedded::memory:")


def schedule(**options: Any) -> Schedule:
    return Schedule(
        action=ScheduleActionStartWorkflow(Job.run, 3, id="job", task_queue="work", **options),
        spec=ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(days=300))]),
        state=ScheduleState(paused=True),
    )


async def test_a_schedule_is_read_back_as_it_was_given(client: Client) -> None:
    given = schedule(
        execution_timeout=timedelta(hours=3),
        run_timeout=timedelta(hours=2),
        task_timeout=timedelta(seconds=5),
        retry_policy=RetryPolicy(maximum_attempts=4),
        memo={"kind": "job"},
        typed_search_attributes=TypedSearchAttributes([SearchAttributePair(BY, "me")]),
        static_summary="a job",
        priority=Priority(priority_key=2),
    )
    given.policy = SchedulePolicy(
        overlap=ScheduleOverlapPolicy.BUFFER_ALL, catchup_window=timedelta(minutes=5), pause_on_failure=True
    )
    handle = await client.create_schedule("daily", given, memo={"owner": "ann"})
    read = await handle.describe()
    action = read.schedule.action
    assert isinstance(action, ScheduleActionStartWorkflow)
    assert [payload.data for payload in action.args] == [b"3"]
    assert (action.workflow, action.id, action.task_queue) == ("Job", "job", "work")
    assert (action.execution_timeout, action.run_timeout) == (timedelta(hours=3), timedelta(hours=2))
    assert action.retry_policy is not None
    assert action.retry_policy.maximum_attempts == 4
    assert action.typed_search_attributes[BY] == "me"
    assert action.priority == Priority(priority_key=2)
    assert (read.schedule.spec, read.schedule.policy) == (given.spec, given.policy)
    assert await read.memo() == {"owner": "ann"}
    assert await read.memo_value("owner", type_hint=str) == "ann"
    with pytest.raises(KeyError, match="Memo does not have a value for key size"):
        await read.memo_value("size")


async def test_an_updater_may_be_a_coroutine_and_values_are_not_encoded_twice(client: Client) -> None:
    handle = await client.create_schedule("daily", schedule(memo={"kind": "job"}))

    async def again(input: ScheduleUpdateInput) -> ScheduleUpdate:
        return ScheduleUpdate(input.description.schedule)

    await handle.update(again)
    action = (await handle.describe()).schedule.action
    assert isinstance(action, ScheduleActionStartWorkflow)
    assert [payload.data for payload in action.args] == [b"3"]
    assert action.memo is not None
    assert action.memo["kind"].data == b'"job"'


class Base64Codec(PayloadCodec):
    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [
            Payload(metadata={"encoding": b"base64"}, data=base64.b64encode(each.SerializeToString()))
            for each in payloads
        ]

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return [Payload.FromString(base64.b64decode(each.data)) for each in payloads]


async def test_values_pass_the_codec(client: Client) -> None:
    converter = replace(DataConverter.default, payload_codec=Base64Codec())
    config = client.config()
    config["data_converter"] = converter
    coded = Client(**config)
    handle = await coded.create_schedule("daily", schedule(static_summary="secret"), memo={"owner": "ann"})
    read = await handle.describe()
    action = read.schedule.action
    assert isinstance(action, ScheduleActionStartWorkflow)
    assert all(payload.metadata["encoding"] == b"base64" for payload in action.args)
    assert await read.memo_value("owner") == "ann"


async def test_interceptors_see_the_calls(client: Client) -> None:
    seen: list[str] = []

    class Outbound(OutboundInterceptor):
        async def create_schedule(self, input: Any) -> Any:
            seen.append(f"create {input.id}")
            return await super().create_schedule(input)

        async def pause_schedule(self, input: Any) -> None:
            seen.append(f"pause {input.note}")
            await super().pause_schedule(input)

        def list_schedules(self, input: Any) -> Any:
            seen.append(f"list {input.page_size}")
            return super().list_schedules(input)

    class Watching(Interceptor):
        def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
            return Outbound(next)

    config = client.config()
    config["interceptors"] = [Watching()]
    watched = Client(**config)
    handle = await watched.create_schedule("daily", schedule())
    await handle.pause(note="now")
    listed = [entry.id async for entry in await watched.list_schedules(page_size=7)]
    assert (seen, listed) == (["create daily", "pause now", "list 7"], ["daily"])


async def test_lists_are_filtered(client: Client) -> None:
    for name in ("one", "two"):
        await client.create_schedule(name, schedule())
    await client.get_schedule_handle("two").unpause()
    query = "TemporalSchedulePaused = true"
    assert [entry.id async for entry in await client.list_schedules(query)] == ["one"]


def test_ranges_fill_in_what_is_left_out() -> None:
    assert ScheduleRange(5) == ScheduleRange(5, 5, 1)
    assert ScheduleRange(5, 2) == ScheduleRange(5, 5)


def test_actions_need_an_id_and_a_queue() -> None:
    untyped: Any = ScheduleActionStartWorkflow
    with pytest.raises(ValueError, match="ID required"):
        untyped("Job", task_queue="work")
    with pytest.raises(ValueError, match="Task queue required"):
        untyped("Job", id="job")
    with pytest.raises(ValueError, match="Cannot have arg and args"):
        untyped("Job", 1, args=[2], id="job", task_queue="work")
