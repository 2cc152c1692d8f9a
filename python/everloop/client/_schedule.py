"""Schedules, and what a server tells about them."""

from __future__ import annotations

from abc import ABC
from collections.abc import Mapping, Sequence
from dataclasses import field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

import everloop
from everloop._args import UNSET
from everloop._dataclass import dataclass

from ._schedule_action import ScheduleAction
from ._schedule_spec import SchedulePolicy, ScheduleSpec, ScheduleState

if TYPE_CHECKING:
    import everloop.api.common.v1
    import everloop.api.schedule.v1
    import everloop.api.workflowservice.v1
    import everloop.common
    import everloop.converter

    from ._client import Client

__all__ = [
    "Schedule",
    "ScheduleActionExecution",
    "ScheduleActionExecutionStartWorkflow",
    "ScheduleActionResult",
    "ScheduleDescription",
    "ScheduleInfo",
    "ScheduleUpdate",
    "ScheduleUpdateInput",
]


@dataclass
class Schedule:
    """What a schedule does, and when."""

    action: ScheduleAction
    """What it does."""

    spec: ScheduleSpec
    """When it does it."""

    policy: SchedulePolicy = field(default_factory=SchedulePolicy)
    """How it deals with what goes wrong."""

    state: ScheduleState = field(default_factory=ScheduleState)
    """Whether it acts at all."""

    @staticmethod
    def _from_proto(sched: everloop.api.schedule.v1.Schedule) -> Schedule:
        return Schedule(
            action=ScheduleAction._from_proto(sched.action),  # pyright: ignore[reportPrivateUsage]
            spec=ScheduleSpec._from_proto(sched.spec),  # pyright: ignore[reportPrivateUsage]
            policy=SchedulePolicy._from_proto(sched.policies),  # pyright: ignore[reportPrivateUsage]
            state=ScheduleState._from_proto(sched.state),  # pyright: ignore[reportPrivateUsage]
        )

    async def _to_proto(self, client: Client) -> everloop.api.schedule.v1.Schedule:
        from everloop.api.schedule.v1 import Schedule

        return Schedule(
            spec=self.spec._to_proto(),  # pyright: ignore[reportPrivateUsage]
            action=await self.action._to_proto(client),  # pyright: ignore[reportPrivateUsage]
            policies=self.policy._to_proto(),  # pyright: ignore[reportPrivateUsage]
            state=self.state._to_proto(),  # pyright: ignore[reportPrivateUsage]
        )


class ScheduleActionExecution(ABC):  # noqa: B024 - a mark, with nothing in common
    """What came of an action. The only kind is `ScheduleActionExecutionStartWorkflow`."""


@dataclass
class ScheduleActionExecutionStartWorkflow(ScheduleActionExecution):
    """A workflow that was started."""

    workflow_id: str
    """Its ID."""

    first_execution_run_id: str
    """Its first run."""

    @staticmethod
    def _from_proto(exec: everloop.api.common.v1.WorkflowExecution) -> ScheduleActionExecutionStartWorkflow:
        return ScheduleActionExecutionStartWorkflow(workflow_id=exec.workflow_id, first_execution_run_id=exec.run_id)


@dataclass
class ScheduleActionResult:
    """An action that was done."""

    scheduled_at: datetime
    """When it was due, with its jitter."""

    started_at: datetime
    """When it was done."""

    action: ScheduleActionExecution
    """What came of it."""

    @staticmethod
    def _from_proto(res: everloop.api.schedule.v1.ScheduleActionResult) -> ScheduleActionResult:
        return ScheduleActionResult(
            scheduled_at=res.schedule_time.ToDatetime(tzinfo=timezone.utc),
            started_at=res.actual_time.ToDatetime(tzinfo=timezone.utc),
            action=ScheduleActionExecutionStartWorkflow._from_proto(res.start_workflow_result),  # pyright: ignore[reportPrivateUsage]
        )


@dataclass
class ScheduleInfo:
    """What a schedule has done and will do."""

    num_actions: int
    """How many actions it has done."""

    num_actions_missed_catchup_window: int
    """How many were too late to be done."""

    num_actions_skipped_overlap: int
    """How many were not done because the workflow before was still running."""

    running_actions: Sequence[ScheduleActionExecution]
    """What is running now."""

    recent_actions: Sequence[ScheduleActionResult]
    """The last ten actions."""

    next_action_times: Sequence[datetime]
    """When the next ten are due."""

    created_at: datetime
    """When the schedule was created."""

    last_updated_at: datetime | None
    """When it was updated last, if it was."""

    @staticmethod
    def _from_proto(info: everloop.api.schedule.v1.ScheduleInfo) -> ScheduleInfo:
        utc = timezone.utc
        return ScheduleInfo(
            num_actions=info.action_count,
            num_actions_missed_catchup_window=info.missed_catchup_window,
            num_actions_skipped_overlap=info.overlap_skipped,
            running_actions=[
                ScheduleActionExecutionStartWorkflow._from_proto(each)  # pyright: ignore[reportPrivateUsage]
                for each in info.running_workflows
            ],
            recent_actions=[ScheduleActionResult._from_proto(each) for each in info.recent_actions],  # pyright: ignore[reportPrivateUsage]
            next_action_times=[each.ToDatetime(tzinfo=utc) for each in info.future_action_times],
            created_at=info.create_time.ToDatetime(tzinfo=utc),
            last_updated_at=info.update_time.ToDatetime(tzinfo=utc) if info.HasField("update_time") else None,
        )


async def decoded_memo(
    memo: everloop.api.common.v1.Memo, converter: everloop.converter.DataConverter
) -> Mapping[str, Any]:
    """All values of a memo."""
    return {name: (await converter.decode([payload]))[0] for name, payload in memo.fields.items()}


async def decoded_memo_value(
    memo: everloop.api.common.v1.Memo,
    converter: everloop.converter.DataConverter,
    key: str,
    default: Any,
    type_hint: type | None,
) -> Any:
    """One value of a memo."""
    payload = memo.fields.get(key)
    if payload is not None:
        return (await converter.decode([payload], [type_hint] if type_hint else None))[0]
    if default is UNSET:
        raise KeyError(f"Memo does not have a value for key {key}")
    return default


@dataclass
class ScheduleDescription:
    """A schedule, as `ScheduleHandle.describe` shows it."""

    id: str
    """Its ID."""

    schedule: Schedule
    """What it does, and when."""

    info: ScheduleInfo
    """What it has done and will do."""

    typed_search_attributes: everloop.common.TypedSearchAttributes
    """Its search attributes."""

    search_attributes: everloop.common.SearchAttributes
    """Search attributes by name; `typed_search_attributes` is the better form."""

    data_converter: everloop.converter.DataConverter
    """The converter for the memo."""

    raw_description: everloop.api.workflowservice.v1.DescribeScheduleResponse
    """All that the server said."""

    @staticmethod
    def _from_proto(
        id: str,
        desc: everloop.api.workflowservice.v1.DescribeScheduleResponse,
        converter: everloop.converter.DataConverter,
    ) -> ScheduleDescription:
        from everloop.converter import decode_search_attributes, decode_typed_search_attributes

        return ScheduleDescription(
            id=id,
            schedule=Schedule._from_proto(desc.schedule),  # pyright: ignore[reportPrivateUsage]
            info=ScheduleInfo._from_proto(desc.info),  # pyright: ignore[reportPrivateUsage]
            typed_search_attributes=decode_typed_search_attributes(desc.search_attributes),
            search_attributes=decode_search_attributes(desc.search_attributes),
            data_converter=converter,
            raw_description=desc,
        )

    async def memo(self) -> Mapping[str, Any]:
        """All of the memo, values decoded as they come."""
        return await decoded_memo(self.raw_description.memo, self.data_converter)

    async def memo_value(self, key: str, default: Any = UNSET, *, type_hint: type | None = None) -> Any:
        """One value of the memo.

        Args:
            key: Its name.
            default: What to return if there is no such value.
            type_hint: The type to decode it as.

        Raises:
            KeyError: If there is no such value and no default.
        """
        return await decoded_memo_value(self.raw_description.memo, self.data_converter, key, default, type_hint)


@dataclass
class ScheduleUpdateInput:
    """What the callback of `ScheduleHandle.update` gets."""

    description: ScheduleDescription
    """The schedule as it is."""


@dataclass
class ScheduleUpdate:
    """What the callback of `ScheduleHandle.update` returns to change the schedule."""

    schedule: Schedule
    """The schedule as it shall be."""

    search_attributes: everloop.common.TypedSearchAttributes | None = None
    """All its search attributes as they shall be; None leaves them as they are."""
