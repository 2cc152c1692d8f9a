"""Slots by tuners: the program's own suppliers, the machine's figures, mixtures; and the number of polls."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from everloop import activity, workflow
from everloop.client import Client
from everloop.worker import (
    CustomSlotSupplier,
    FixedSizeSlotSupplier,
    PollerBehaviorAutoscaling,
    ResourceBasedSlotConfig,
    SlotMarkUsedContext,
    SlotPermit,
    SlotReleaseContext,
    SlotReserveContext,
    Worker,
    WorkerTuner,
    WorkflowSlotInfo,
)

running = 0
most = 0


@activity.defn
async def count(number: int) -> int:
    global running, most
    running += 1
    most = max(most, running)
    await asyncio.sleep(0.02)
    running -= 1
    return number


@workflow.defn
class Fan:
    @workflow.run
    async def run(self, width: int) -> int:
        timeout = timedelta(seconds=10)
        calls = [workflow.execute_activity(count, n, start_to_close_timeout=timeout) for n in range(width)]
        calls.append(workflow.execute_local_activity(count, 1, start_to_close_timeout=timeout))
        return sum(await asyncio.gather(*calls))


class Permit(SlotPermit):
    def __init__(self, number: int) -> None:
        self.number = number


class Few(CustomSlotSupplier):
    """A number of slots, and notes of everything."""

    def __init__(self, slots: int) -> None:
        self.free = slots
        self.given = 0
        self.freed = asyncio.Event()
        self.contexts: list[SlotReserveContext] = []
        self.used: list[tuple[int, str]] = []
        self.released: list[tuple[int, bool]] = []
        self.failures = 0

    def _give(self) -> Permit:
        self.free -= 1
        self.given += 1
        return Permit(self.given)

    async def reserve_slot(self, ctx: SlotReserveContext) -> SlotPermit:
        self.contexts.append(ctx)
        if self.failures:
            self.failures -= 1
            raise ValueError("not now")
        while self.free <= 0:
            self.freed.clear()
            await self.freed.wait()
        return self._give()

    def try_reserve_slot(self, ctx: SlotReserveContext) -> SlotPermit | None:
        return self._give() if self.free > 0 else None

    def mark_slot_used(self, ctx: SlotMarkUsedContext) -> None:
        assert isinstance(ctx.permit, Permit)
        info = ctx.slot_info
        name = info.workflow_type if isinstance(info, WorkflowSlotInfo) else getattr(info, "activity_type", "")
        self.used.append((ctx.permit.number, name))

    def release_slot(self, ctx: SlotReleaseContext) -> None:
        assert isinstance(ctx.permit, Permit)
        self.released.append((ctx.permit.number, ctx.slot_info is not None))
        self.free += 1
        self.freed.set()


async def fan(tuner: WorkerTuner, width: int = 5) -> None:
    global most
    most = 0
    client = await Client.connect("embedded::memory:", identity="me")
    worker = Worker(client, task_queue="q", workflows=[Fan], activities=[count], tuner=tuner, build_id="b1")
    async with worker:
        result = await asyncio.wait_for(client.execute_workflow(Fan.run, width, id="w", task_queue="q"), 20)
    assert result == sum(range(width)) + 1


async def test_the_programs_own_suppliers() -> None:
    workflows, activities, local = Few(8), Few(2), Few(1)
    await fan(
        WorkerTuner.create_composite(
            workflow_supplier=workflows,
            activity_supplier=activities,
            local_activity_supplier=local,
            nexus_supplier=FixedSizeSlotSupplier(1),
        )
    )
    assert most <= 3
    assert {name for _, name in workflows.used} == {"Fan"}
    assert [name for _, name in activities.used] == ["count"] * 5
    assert [name for _, name in local.used] == ["count"]
    for supplier, slots in ((workflows, 8), (activities, 2), (local, 1)):
        # They come back by the event loop, and the last may be on their way.
        for _ in range(200):
            if supplier.free == slots:
                break
            await asyncio.sleep(0.01)
        assert supplier.free == slots, "all are given back"
        assert sorted(number for number, _ in supplier.released) == list(range(1, supplier.given + 1))
        assert sorted(number for number, _ in supplier.used) == sorted(n for n, used in supplier.released if used)
    context = activities.contexts[0]
    assert (context.slot_type, context.task_queue, context.worker_identity) == ("activity", "q", "me")
    assert (context.worker_build_id, context.is_sticky) == ("b1", False)
    assert {context.is_sticky for context in workflows.contexts} == {True, False}


async def test_a_supplier_that_fails_is_asked_again(caplog: pytest.LogCaptureFixture) -> None:
    workflows = Few(8)
    workflows.failures = 1
    fixed = FixedSizeSlotSupplier(5)
    await fan(
        WorkerTuner.create_composite(
            workflow_supplier=workflows, activity_supplier=fixed, local_activity_supplier=fixed, nexus_supplier=fixed
        ),
        1,
    )
    assert "Slot supplier failed to reserve a slot" in caplog.text


async def test_slots_by_the_machines_figures() -> None:
    one = ResourceBasedSlotConfig(minimum_slots=1, maximum_slots=1)
    await fan(
        WorkerTuner.create_resource_based(
            target_memory_usage=1.0, target_cpu_usage=1.0, activity_config=one, local_activity_config=one
        )
    )
    assert most <= 2
    # A machine that is full gets the minimum done.
    await fan(WorkerTuner.create_resource_based(target_memory_usage=0.0, target_cpu_usage=0.0), 3)


async def test_wrong_bounds_are_refused() -> None:
    client = await Client.connect("embedded::memory:")
    wrong = ResourceBasedSlotConfig(minimum_slots=3, maximum_slots=2)
    for tuner, message in (
        (WorkerTuner.create_resource_based(target_memory_usage=2, target_cpu_usage=0.5), "target_memory_usage"),
        (
            WorkerTuner.create_resource_based(target_memory_usage=0.5, target_cpu_usage=0.5, activity_config=wrong),
            "minimum_slots",
        ),
    ):
        with pytest.raises(ValueError, match=message):
            Worker(client, task_queue="q", activities=[count], tuner=tuner)
    with pytest.raises(ValueError, match="1 <= minimum <= initial <= maximum"):
        Worker(
            client,
            task_queue="q",
            activities=[count],
            activity_task_poller_behavior=PollerBehaviorAutoscaling(minimum=5, maximum=2),
        )


async def test_polls_that_follow_hints() -> None:
    client = await Client.connect("embedded::memory:")
    scaled = PollerBehaviorAutoscaling(minimum=1, maximum=20, initial=2)
    async with Worker(
        client,
        task_queue="q",
        workflows=[Fan],
        activities=[count],
        workflow_task_poller_behavior=scaled,
        activity_task_poller_behavior=scaled,
    ):
        assert await asyncio.wait_for(client.execute_workflow(Fan.run, 20, id="w", task_queue="q"), 20) == 191


@workflow.defn
class Steps:
    @workflow.run
    async def run(self, steps: int) -> int:
        for number in range(steps):
            await workflow.execute_activity(count, number, start_to_close_timeout=timedelta(seconds=10))
        return steps


@pytest.mark.parametrize("scaled", [False, True], ids=["fixed", "scaled"])
@pytest.mark.parametrize("slots", [1, 2])
@pytest.mark.parametrize("kind", ["number", "custom", "machine"])
async def test_few_slots_serve_new_runs_and_cached_ones(kind: str, slots: int, scaled: bool) -> None:
    """Polls of one queue must not keep all slots from the other's tasks, for as long as they are open."""
    options: dict[str, Any] = {}
    few = Few(slots)
    fixed = FixedSizeSlotSupplier(5)
    if kind == "number":
        options["max_concurrent_workflow_tasks"] = slots
    elif kind == "custom":
        options["tuner"] = WorkerTuner.create_composite(
            workflow_supplier=few, activity_supplier=fixed, local_activity_supplier=fixed, nexus_supplier=fixed
        )
    else:
        exactly = ResourceBasedSlotConfig(minimum_slots=slots, maximum_slots=slots)
        options["tuner"] = WorkerTuner.create_resource_based(
            target_memory_usage=1.0, target_cpu_usage=1.0, workflow_config=exactly
        )
    if scaled:
        options["workflow_task_poller_behavior"] = PollerBehaviorAutoscaling()
    client = await Client.connect("embedded::memory:")
    async with Worker(client, task_queue="q", workflows=[Steps], activities=[count], **options):
        for turn in range(3):
            runs = [
                client.execute_workflow(Steps.run, 3, id=f"w{turn}-{number}", task_queue="q") for number in range(3)
            ]
            # Open polls come back after a minute: who waits for one of them is late by far.
            assert await asyncio.wait_for(asyncio.gather(*runs), 30) == [3, 3, 3]
    assert few.given <= len(few.released) + slots
    assert not [number for number, _ in few.used if [n for n, _ in few.used].count(number) > 1]
