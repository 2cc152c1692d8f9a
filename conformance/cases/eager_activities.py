"""Activities that come with the reply to a workflow task: as many as the worker says, and none if it wants none.

Its slots for polled activities are never free, so what runs was eager, and the rest waits until its time is over.
"""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.exceptions import ActivityError
from everloop.worker import (
    CustomSlotSupplier,
    FixedSizeSlotSupplier,
    SlotMarkUsedContext,
    SlotPermit,
    SlotReleaseContext,
    SlotReserveContext,
    WorkerTuner,
)

CALLS = 5


class ForEagerOnes(CustomSlotSupplier):
    async def reserve_slot(self, ctx: SlotReserveContext) -> SlotPermit:
        await asyncio.Event().wait()
        raise AssertionError("nobody sets the event")

    def try_reserve_slot(self, ctx: SlotReserveContext) -> SlotPermit | None:
        return SlotPermit()

    def mark_slot_used(self, ctx: SlotMarkUsedContext) -> None: ...

    def release_slot(self, ctx: SlotReleaseContext) -> None: ...


@activity.defn
async def number(value: int) -> int:
    return value


@workflow.defn
class Fan:
    @workflow.run
    async def run(self, elsewhere: bool) -> list[str]:
        calls = [
            workflow.execute_activity(
                number,
                value,
                task_queue="elsewhere" if elsewhere else None,
                schedule_to_start_timeout=timedelta(seconds=1),
                start_to_close_timeout=timedelta(seconds=20),
            )
            for value in range(CALLS)
        ]
        ended = await asyncio.gather(*calls, return_exceptions=True)
        return [type(one.cause).__name__ if isinstance(one, ActivityError) else str(one) for one in ended]


async def run(env: Any) -> Any:
    options: dict[str, dict[str, Any]] = {
        "default": {},
        "one": {"max_eager_activity_reservations_per_workflow_task": 1},
        "all": {"max_eager_activity_reservations_per_workflow_task": 10},
        "none": {"disable_eager_activity_execution": True},
        "elsewhere": {},
    }

    async def outcome(name: str) -> Any:
        own = env.again()
        fixed = FixedSizeSlotSupplier(10)
        tuner = WorkerTuner.create_composite(
            workflow_supplier=fixed,
            activity_supplier=ForEagerOnes(),
            local_activity_supplier=fixed,
            nexus_supplier=fixed,
        )
        async with own.worker([Fan], [number], tuner=tuner, max_concurrent_activities=None, **options[name]):
            handle = await own.start(Fan.run, name == "elsewhere")
            return await handle.result()

    return dict(zip(options, await asyncio.gather(*(outcome(name) for name in options)), strict=True))
