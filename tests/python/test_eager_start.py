"""Workflows whose first task comes with the reply to their start: the worker beside the client begins at once."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest

from everloop import workflow
from everloop.api.common.v1 import Payloads, WorkflowType
from everloop.api.taskqueue.v1 import TaskQueue
from everloop.api.workflowservice.v1 import StartWorkflowExecutionRequest
from everloop.client import Client, WorkflowHandle
from everloop.worker import (
    CustomSlotSupplier,
    FixedSizeSlotSupplier,
    SlotMarkUsedContext,
    SlotPermit,
    SlotReleaseContext,
    SlotReserveContext,
    Worker,
    WorkerTuner,
)


@workflow.defn
class Echo:
    @workflow.run
    async def run(self, text: str) -> str:
        await asyncio.sleep(0.001)
        return text


async def was_eager(handle: WorkflowHandle[Echo, str]) -> bool:
    async for event in handle.fetch_history_events():
        return bool(event.workflow_execution_started_event_attributes.eager_execution_accepted)
    raise AssertionError("a history has a first event")


async def start(client: Client, id: str, queue: str = "q") -> WorkflowHandle[Echo, str]:
    return await client.start_workflow(Echo.run, id, id=id, task_queue=queue, request_eager_start=True)


async def test_a_worker_of_the_client_takes_the_first_task() -> None:
    client = await Client.connect("embedded::memory:")
    async with Worker(client, task_queue="q", workflows=[Echo]):
        # Before the worker had its first turn, and after.
        first = await start(client, "first")
        assert await first.result() == "first" and await was_eager(first)
        second = await start(client, "second")
        assert await second.result() == "second" and await was_eager(second)
        other = await start(client, "other", "elsewhere")
        assert not await was_eager(other)
    after = await start(client, "after")
    assert not await was_eager(after), "the worker has ended"


async def test_a_worker_that_moved_to_another_client_serves_that_one() -> None:
    client, next_client = [await Client.connect("embedded::memory:") for _ in range(2)]
    worker = Worker(client, task_queue="q", workflows=[Echo])
    async with worker:
        assert await (await start(client, "w")).result() == "w"
        worker.client = next_client
        assert not await was_eager(await start(client, "left"))
        moved = await start(next_client, "moved")
        assert await moved.result() == "moved" and await was_eager(moved)


class OneAtOnce(CustomSlotSupplier):
    def __init__(self, slots: int) -> None:
        self.free = slots

    async def reserve_slot(self, ctx: SlotReserveContext) -> SlotPermit:
        while self.free < 1:
            await asyncio.sleep(0.01)
        self.free -= 1
        return SlotPermit()

    def try_reserve_slot(self, ctx: SlotReserveContext) -> SlotPermit | None:
        return None

    def mark_slot_used(self, ctx: SlotMarkUsedContext) -> None: ...

    def release_slot(self, ctx: SlotReleaseContext) -> None:
        self.free += 1


async def test_without_a_free_slot_the_start_is_an_ordinary_one() -> None:
    client = await Client.connect("embedded::memory:")
    fixed = FixedSizeSlotSupplier(1)
    tuner = WorkerTuner.create_composite(
        workflow_supplier=OneAtOnce(2),
        activity_supplier=fixed,
        local_activity_supplier=fixed,
        nexus_supplier=fixed,
    )
    async with Worker(client, task_queue="q", workflows=[Echo], tuner=tuner):
        assert await (await start(client, "one")).result() == "one"
        ordinary = await start(client, "two")
        assert await ordinary.result() == "two" and not await was_eager(ordinary)


async def test_a_start_with_delay_is_no_eager_one(caplog: pytest.LogCaptureFixture) -> None:
    client = await Client.connect("embedded::memory:")
    with caplog.at_level(logging.WARNING):
        async with Worker(client, task_queue="q", workflows=[Echo]):
            handle = await client.start_workflow(
                Echo.run,
                "x",
                id="w",
                task_queue="q",
                request_eager_start=True,
                start_delay=timedelta(milliseconds=20),
            )
            assert await handle.result() == "x" and not await was_eager(handle)


async def test_a_raw_start_is_eager_only_where_a_worker_can_begin() -> None:
    client = await Client.connect("embedded::memory:")

    def request(id: str) -> StartWorkflowExecutionRequest:
        return StartWorkflowExecutionRequest(
            namespace="default",
            workflow_id=id,
            workflow_type=WorkflowType(name="Echo"),
            task_queue=TaskQueue(name="q"),
            input=Payloads(payloads=client.data_converter.payload_converter.to_payloads(["x"])),
            request_id=id,
            request_eager_execution=True,
        )

    def handle(id: str) -> WorkflowHandle[Echo, str]:
        return client.get_workflow_handle_for(Echo.run, id)

    reply = await client.workflow_service.start_workflow_execution(request("alone"))
    assert not reply.HasField("eager_workflow_task") and not await was_eager(handle("alone"))
    async with Worker(client, task_queue="q", workflows=[Echo]):
        assert await handle("alone").result() == "x"
        reply = await client.workflow_service.start_workflow_execution(request("beside"))
        assert not reply.HasField("eager_workflow_task"), "the worker has it"
        assert await handle("beside").result() == "x" and await was_eager(handle("beside"))
