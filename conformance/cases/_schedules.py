"""What the cases about schedules share: making them, waiting for what they do, and showing it without times."""

import asyncio
import dataclasses
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from everloop import workflow
from everloop.client import (
    Schedule,
    ScheduleActionStartWorkflow,
    ScheduleIntervalSpec,
    SchedulePolicy,
    ScheduleSpec,
    ScheduleState,
)
from everloop.service import RPCError


@workflow.defn
class Job:
    """Ends at once; returns how many ran before it."""

    @workflow.run
    async def run(self) -> int:
        return workflow.get_last_completion_result(int) + 1 if workflow.has_last_completion_result() else 1


@workflow.defn
class Patient:
    """Runs until it is told to end."""

    def __init__(self) -> None:
        self._told = False

    @workflow.run
    async def run(self) -> str:
        await workflow.wait_condition(lambda: self._told)
        return "told"

    @workflow.signal
    def end(self) -> None:
        self._told = True


def schedule(env: Any, kind: Any = Job, spec: ScheduleSpec | None = None, **policy: Any) -> Schedule:
    """Return a schedule of the case; without a spec it only acts when it is told to."""
    return Schedule(
        action=ScheduleActionStartWorkflow(kind.run, id=env.id(), task_queue=env.queue),
        spec=spec or ScheduleSpec(),
        policy=SchedulePolicy(**policy),
    )


def yearly() -> ScheduleSpec:
    """Return a spec that does not act while the case runs."""
    return ScheduleSpec(intervals=[ScheduleIntervalSpec(every=timedelta(days=365))])


async def until(handle: Any, condition: Callable[[Any], bool]) -> Any:
    """Describe until the condition holds; returns the description."""
    while True:
        description = await handle.describe()
        if condition(description):
            return description
        await asyncio.sleep(0.05)


def plain(env: Any, value: Any) -> Any:
    """Return dataclasses, times and payloads as JSON, names of the case replaced."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: plain(env, getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.name not in ("data_converter", "raw_description", "raw_entry", "created_at", "last_updated_at")
        }
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, Mapping):
        return {name: plain(env, item) for name, item in sorted(value.items())}
    if hasattr(value, "metadata") and hasattr(value, "data"):
        # The official SDK has an empty payload where there is no text.
        return value.data.decode() or None
    if hasattr(value, "__getitem__") and not isinstance(value, str):
        return [plain(env, item) for item in value]
    return env.names(str(value)) if value is not None and not isinstance(value, bool | int) else value


def counts(description: Any) -> dict[str, int]:
    """Return what a schedule has counted."""
    info, raw = description.info, description.raw_description.info
    return {
        "actions": info.num_actions,
        "missed": info.num_actions_missed_catchup_window,
        "skipped": info.num_actions_skipped_overlap,
        "running": len(info.running_actions),
        "buffered": raw.buffer_size,
        "dropped": raw.buffer_dropped,
    }


async def refused(env: Any, call: Any) -> Any:
    """Return how a call was refused."""
    try:
        await call
    except (RPCError, ValueError) as error:
        status = error.status.name if isinstance(error, RPCError) else ""
        return [type(error).__name__, status, env.names(str(error))]
    return "accepted"


def paused() -> ScheduleState:
    """Return the state of a schedule that rests."""
    return ScheduleState(paused=True, note="resting")
