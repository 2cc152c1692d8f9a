"""What a server tells about activities that belong to no workflow: descriptions, lists, counts, options."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime, timedelta, timezone
from enum import IntEnum
from typing import TYPE_CHECKING, Any, ClassVar, Generic, TypeVar

import everloop
from everloop._dataclass import dataclass
from everloop.common import Priority, RetryPolicy

from ._pages import Pages

if TYPE_CHECKING:
    import everloop.api.activity.v1
    import everloop.api.common.v1
    import everloop.api.workflowservice.v1
    import everloop.client
    import everloop.common
    import everloop.converter

__all__ = [
    "ActivityExecution",
    "ActivityExecutionAsyncIterator",
    "ActivityExecutionCount",
    "ActivityExecutionCountAggregationGroup",
    "ActivityExecutionDescription",
    "ActivityExecutionOptions",
    "ActivityExecutionStatus",
    "ActivityOptionsKey",
    "ActivityOptionsKeys",
    "ActivityOptionsUpdate",
    "PendingActivityState",
]


class ActivityExecutionStatus(IntEnum):
    """The state of an activity that belongs to no workflow."""

    UNSPECIFIED = 0
    RUNNING = 1
    COMPLETED = 2
    FAILED = 3
    CANCELED = 4
    TERMINATED = 5
    TIMED_OUT = 6
    PAUSED = 7


class PendingActivityState(IntEnum):
    """What a running activity does at present."""

    UNSPECIFIED = 0
    SCHEDULED = 1
    STARTED = 2
    CANCEL_REQUESTED = 3
    PAUSED = 4
    PAUSE_REQUESTED = 5


@dataclass(frozen=True, eq=False, kw_only=True)
class ActivityExecution:
    """An activity, as lists show it."""

    activity_id: str
    activity_run_id: str | None
    activity_type: str
    close_time: datetime | None
    """When it closed, if it did."""
    execution_duration: timedelta | None
    """How long it took, if it closed."""
    execution_time: datetime | None
    """When its first attempt could begin, after any delay."""
    namespace: str
    schedule_time: datetime
    """When it was started."""
    status: ActivityExecutionStatus
    task_queue: str
    typed_search_attributes: everloop.common.TypedSearchAttributes
    raw_info: everloop.api.activity.v1.ActivityExecutionListInfo | everloop.api.activity.v1.ActivityExecutionInfo = (
        field(repr=False)
    )
    """All that the server said."""

    @staticmethod
    def _fields(info: Any, namespace: str) -> dict[str, Any]:
        from everloop.converter import decode_typed_search_attributes

        return {
            "activity_id": info.activity_id,
            "activity_run_id": info.run_id or None,
            "activity_type": info.activity_type.name,
            "close_time": _time(info, "close_time"),
            "execution_duration": _span(info, "execution_duration"),
            "execution_time": _time(info, "execution_time"),
            "namespace": namespace,
            "schedule_time": info.schedule_time.ToDatetime(tzinfo=timezone.utc),
            "status": ActivityExecutionStatus(info.status),
            "task_queue": info.task_queue,
            "typed_search_attributes": decode_typed_search_attributes(info.search_attributes),
            "raw_info": info,
        }


@dataclass(frozen=True, eq=False, kw_only=True)
class ActivityExecutionDescription(ActivityExecution):
    """An activity, as `ActivityHandle.describe` shows it."""

    raw_info: everloop.api.activity.v1.ActivityExecutionInfo = field(repr=False)
    attempt: int
    canceled_reason: str | None
    """Why it was asked to cancel."""
    current_retry_interval: timedelta | None
    """How long it waits between the last attempt and the next."""
    expiration_time: datetime | None
    """When its time is over."""
    heartbeat_timeout: timedelta | None
    last_attempt_complete_time: datetime | None
    last_deployment_version: everloop.common.WorkerDeploymentVersion | None
    last_heartbeat_time: datetime | None
    last_started_time: datetime | None
    last_worker_identity: str | None
    next_attempt_schedule_time: datetime | None
    priority: Priority
    retry_policy: RetryPolicy | None
    run_state: PendingActivityState | None
    """What it does at present, while it runs."""
    schedule_to_close_timeout: timedelta | None
    schedule_to_start_timeout: timedelta | None
    start_to_close_timeout: timedelta | None
    start_delay: timedelta | None
    total_heartbeat_count: int
    raw_callbacks: Sequence[everloop.api.activity.v1.CallbackInfo] = field(repr=False)
    raw_input: everloop.api.common.v1.Payloads | None = field(repr=False)
    raw_outcome: everloop.api.activity.v1.ActivityExecutionOutcome | None = field(repr=False)
    data_converter: everloop.converter.DataConverter = field(repr=False)
    """The converter for this activity's payloads."""

    def has_heartbeat_details(self) -> bool:
        """Whether there are details of a heartbeat here, because they were asked for and exist."""
        return self.raw_info.HasField("heartbeat_details")

    async def heartbeat_details(self, type_hints: list[type] | None = None) -> list[Any] | None:
        """The details of the last heartbeat, or ``None`` if they are not here.

        Args:
            type_hints: The types to decode them as.
        """
        if not self.has_heartbeat_details():
            return None
        return await self.data_converter.decode(self.raw_info.heartbeat_details.payloads, type_hints)

    def has_last_failure(self) -> bool:
        """Whether the failure of the last attempt is here, because it was asked for and exists."""
        return self.raw_info.HasField("last_failure")

    async def last_failure(self) -> BaseException | None:
        """The failure of the last attempt, or ``None`` if it is not here."""
        if not self.has_last_failure():
            return None
        return await self.data_converter.decode_failure(self.raw_info.last_failure)

    def has_input(self) -> bool:
        """Whether the arguments are here, because they were asked for."""
        return self.raw_input is not None

    async def input(self, type_hints: list[type] | None = None) -> list[Any] | None:
        """The arguments, or ``None`` if they are not here.

        Args:
            type_hints: The types to decode them as.
        """
        if self.raw_input is None:
            return None
        return await self.data_converter.decode(self.raw_input.payloads, type_hints)

    def has_result(self) -> bool:
        """Whether the result is here, because the outcome was asked for and the activity has completed."""
        return self.raw_outcome is not None and self.raw_outcome.HasField("result")

    async def result(self, type_hint: type | None = None) -> Any | None:
        """The result, or ``None`` if it is not here.

        Args:
            type_hint: The type to decode it as.
        """
        if self.raw_outcome is None or not self.raw_outcome.result.payloads:
            return None
        hints = [type_hint] if type_hint else None
        return (await self.data_converter.decode(self.raw_outcome.result.payloads, hints))[0]

    def has_outcome_failure(self) -> bool:
        """Whether the failure is here, because the outcome was asked for and the activity has failed."""
        return self.raw_outcome is not None and self.raw_outcome.HasField("failure")

    async def outcome_failure(self) -> BaseException | None:
        """The failure that the activity ended with, or ``None`` if it is not here."""
        if self.raw_outcome is None or not self.raw_outcome.HasField("failure"):
            return None
        return await self.data_converter.decode_failure(self.raw_outcome.failure)

    @staticmethod
    def _from_raw(
        reply: everloop.api.workflowservice.v1.DescribeActivityExecutionResponse,
        namespace: str,
        data_converter: everloop.converter.DataConverter,
    ) -> ActivityExecutionDescription:
        from everloop.common import WorkerDeploymentVersion

        info: Any = reply.info
        version = info.last_deployment_version if info.HasField("last_deployment_version") else None
        return ActivityExecutionDescription(
            **ActivityExecution._fields(info, namespace),
            **_moments_and_spans(info),
            attempt=info.attempt,
            canceled_reason=info.canceled_reason or None,
            last_deployment_version=WorkerDeploymentVersion(version.deployment_name, version.build_id)
            if version
            else None,
            last_worker_identity=info.last_worker_identity or None,
            priority=Priority._from_proto(info.priority),  # pyright: ignore[reportPrivateUsage]
            retry_policy=RetryPolicy.from_proto(info.retry_policy) if info.HasField("retry_policy") else None,
            run_state=PendingActivityState(info.run_state) if info.run_state else None,
            total_heartbeat_count=info.total_heartbeat_count,
            raw_callbacks=list(reply.callbacks),
            raw_input=reply.input if reply.HasField("input") else None,
            raw_outcome=reply.outcome if reply.HasField("outcome") else None,
            data_converter=data_converter,
        )


_TIMES = (
    "expiration_time",
    "last_attempt_complete_time",
    "last_heartbeat_time",
    "last_started_time",
    "next_attempt_schedule_time",
)
_SPANS = (
    "current_retry_interval",
    "heartbeat_timeout",
    "schedule_to_close_timeout",
    "schedule_to_start_timeout",
    "start_to_close_timeout",
    "start_delay",
)


def _moments_and_spans(info: Any) -> dict[str, Any]:
    moments = {name: _time(info, name) for name in _TIMES}
    return {**moments, **{name: _span(info, name) for name in _SPANS}}


def _time(message: Any, name: str) -> datetime | None:
    if not message.HasField(name):
        return None
    found: datetime = getattr(message, name).ToDatetime(tzinfo=timezone.utc)
    return found


def _span(message: Any, name: str) -> timedelta | None:
    if not message.HasField(name):
        return None
    found: timedelta = getattr(message, name).ToTimedelta()
    return found


@dataclass(frozen=True)
class ActivityExecutionCountAggregationGroup:
    """How many of the counted activities are alike."""

    count: int
    group_values: Sequence[everloop.common.SearchAttributeValue]
    """What they have in common."""


@dataclass(frozen=True)
class ActivityExecutionCount:
    """How many activities there are, roughly."""

    count: int
    groups: Sequence[ActivityExecutionCountAggregationGroup]
    """How many of each kind, if the query groups."""

    @staticmethod
    def _from_raw(raw: everloop.api.workflowservice.v1.CountActivityExecutionsResponse) -> ActivityExecutionCount:
        from everloop.converter import DataConverter

        decode = DataConverter.default.payload_converter.from_payload
        return ActivityExecutionCount(
            raw.count,
            [
                ActivityExecutionCountAggregationGroup(group.count, [decode(value) for value in group.group_values])
                for group in raw.groups
            ],
        )


class ActivityExecutionAsyncIterator(Pages[ActivityExecution]):
    """Activities of a list, fetched page by page as they are wanted. Made by `Client.list_activities`."""

    def __init__(self, client: everloop.client.Client, input: everloop.client.ListActivitiesInput) -> None:
        super().__init__(input.next_page_token, input.limit)
        self._client = client
        self._input = input

    async def fetch_next_page(self, *, page_size: int | None = None) -> None:
        """Go on to the next page, whatever is left of this one.

        Args:
            page_size: How many activities the page may have, instead of the number given at first.
        """
        from everloop.api.workflowservice.v1 import ListActivityExecutionsRequest

        size = self._size(page_size or self._input.page_size)
        reply = await self._client.workflow_service.list_activity_executions(
            ListActivityExecutionsRequest(
                namespace=self._client.namespace,
                page_size=size,
                next_page_token=self._next_page_token or b"",
                query=self._input.query or "",
            ),
            retry=True,
            metadata=self._input.rpc_metadata,
            timeout=self._input.rpc_timeout,
        )
        page = [
            ActivityExecution(**ActivityExecution._fields(info, self._client.namespace))  # pyright: ignore[reportPrivateUsage]
            for info in reply.executions
        ]
        self._turn(page, reply.next_page_token)


@dataclass(frozen=True)
class ActivityExecutionOptions:
    """The options of an activity that can be changed while it runs."""

    task_queue: str | None
    schedule_to_close_timeout: timedelta | None
    schedule_to_start_timeout: timedelta | None
    start_to_close_timeout: timedelta | None
    heartbeat_timeout: timedelta | None
    start_delay: timedelta | None
    retry_policy: RetryPolicy | None
    priority: Priority | None

    @staticmethod
    def _from_proto(options: everloop.api.activity.v1.ActivityOptions) -> ActivityExecutionOptions:
        return ActivityExecutionOptions(
            task_queue=options.task_queue.name or None,
            schedule_to_close_timeout=_span(options, "schedule_to_close_timeout"),
            schedule_to_start_timeout=_span(options, "schedule_to_start_timeout"),
            start_to_close_timeout=_span(options, "start_to_close_timeout"),
            heartbeat_timeout=_span(options, "heartbeat_timeout"),
            start_delay=_span(options, "start_delay"),
            retry_policy=RetryPolicy.from_proto(options.retry_policy) if options.HasField("retry_policy") else None,
            priority=Priority._from_proto(options.priority) if options.HasField("priority") else None,  # pyright: ignore[reportPrivateUsage]
        )


_Value = TypeVar("_Value")


@dataclass(frozen=True)
class ActivityOptionsKey(Generic[_Value]):
    """Names one option; see `ActivityOptionsKeys`."""

    name: str
    """The option's path in the message of all options."""

    def value_set(self, value: _Value) -> ActivityOptionsUpdate[_Value]:
        """The update that gives the option a value."""
        return ActivityOptionsUpdate(self, value)

    def value_unset(self) -> ActivityOptionsUpdate[_Value]:
        """The update that takes the option's value away."""
        return ActivityOptionsUpdate(self, None)


@dataclass(frozen=True)
class ActivityOptionsUpdate(Generic[_Value]):
    """A change of one option. Made by `ActivityOptionsKey`."""

    key: ActivityOptionsKey[_Value]
    value: _Value | None


class ActivityOptionsKeys:
    """The options of an activity that can be changed while it runs."""

    task_queue: ClassVar[ActivityOptionsKey[str]] = ActivityOptionsKey("task_queue.name")
    schedule_to_close_timeout: ClassVar[ActivityOptionsKey[timedelta]] = ActivityOptionsKey("schedule_to_close_timeout")
    schedule_to_start_timeout: ClassVar[ActivityOptionsKey[timedelta]] = ActivityOptionsKey("schedule_to_start_timeout")
    start_to_close_timeout: ClassVar[ActivityOptionsKey[timedelta]] = ActivityOptionsKey("start_to_close_timeout")
    heartbeat_timeout: ClassVar[ActivityOptionsKey[timedelta]] = ActivityOptionsKey("heartbeat_timeout")
    start_delay: ClassVar[ActivityOptionsKey[timedelta]] = ActivityOptionsKey("start_delay")
    retry_policy: ClassVar[ActivityOptionsKey[RetryPolicy]] = ActivityOptionsKey("retry_policy")
    priority: ClassVar[ActivityOptionsKey[Priority]] = ActivityOptionsKey("priority")
