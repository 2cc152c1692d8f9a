"""When schedules act, and how: the parts of a schedule that are plain data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from datetime import datetime, timedelta, timezone
from enum import IntEnum
from typing import TYPE_CHECKING, Any

from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import everloop.api.schedule.v1

__all__ = [
    "ScheduleBackfill",
    "ScheduleCalendarSpec",
    "ScheduleIntervalSpec",
    "ScheduleOverlapPolicy",
    "SchedulePolicy",
    "ScheduleRange",
    "ScheduleSpec",
    "ScheduleState",
]


def _moment(message: Any, name: str) -> datetime | None:
    return getattr(message, name).ToDatetime(tzinfo=timezone.utc) if message.HasField(name) else None


def _duration(message: Any, name: str) -> timedelta | None:
    return getattr(message, name).ToTimedelta() if message.HasField(name) else None


@dataclass(frozen=True)
class ScheduleRange:
    """Numbers from `start` to `end`, both included, in steps."""

    start: int
    """The first number."""

    end: int = 0
    """The last number; one before `start` means `start`."""

    step: int = 0
    """The distance of the numbers; zero means one."""

    def __post_init__(self) -> None:
        """Fill in what was left out."""
        if self.end < self.start:
            object.__setattr__(self, "end", self.start)
        if self.step == 0:
            object.__setattr__(self, "step", 1)

    @staticmethod
    def _from_protos(ranges: Sequence[everloop.api.schedule.v1.Range]) -> Sequence[ScheduleRange]:
        return tuple(ScheduleRange._from_proto(range) for range in ranges)

    @staticmethod
    def _from_proto(range: everloop.api.schedule.v1.Range) -> ScheduleRange:
        return ScheduleRange(start=range.start, end=range.end, step=range.step)

    @staticmethod
    def _to_protos(ranges: Sequence[ScheduleRange]) -> Sequence[everloop.api.schedule.v1.Range]:
        return tuple(range._to_proto() for range in ranges)

    def _to_proto(self) -> everloop.api.schedule.v1.Range:
        from everloop.api.schedule.v1 import Range

        return Range(start=self.start, end=self.end, step=self.step)


_FIELDS = ("second", "minute", "hour", "day_of_month", "month", "year", "day_of_week")


@dataclass
class ScheduleCalendarSpec:
    """Times of a calendar: those that all of its fields match.

    A field matches if one of its ranges does. An empty field matches nothing, but for `year`.
    """

    second: Sequence[ScheduleRange] = (ScheduleRange(0),)
    """Seconds, 0 to 59; by default 0."""

    minute: Sequence[ScheduleRange] = (ScheduleRange(0),)
    """Minutes, 0 to 59; by default 0."""

    hour: Sequence[ScheduleRange] = (ScheduleRange(0),)
    """Hours, 0 to 23; by default 0."""

    day_of_month: Sequence[ScheduleRange] = (ScheduleRange(1, 31),)
    """Days of the month, 1 to 31; by default all."""

    month: Sequence[ScheduleRange] = (ScheduleRange(1, 12),)
    """Months, 1 to 12; by default all."""

    year: Sequence[ScheduleRange] = ()
    """Years; none means all."""

    day_of_week: Sequence[ScheduleRange] = (ScheduleRange(0, 6),)
    """Days of the week, 0 (Sunday) to 6; by default all."""

    comment: str | None = None
    """A note on what the times are for."""

    @staticmethod
    def _from_proto(spec: everloop.api.schedule.v1.StructuredCalendarSpec) -> ScheduleCalendarSpec:
        ranges = {name: ScheduleRange._from_protos(getattr(spec, name)) for name in _FIELDS}  # pyright: ignore[reportPrivateUsage]
        return ScheduleCalendarSpec(**ranges, comment=spec.comment or None)

    def _to_proto(self) -> everloop.api.schedule.v1.StructuredCalendarSpec:
        from everloop.api.schedule.v1 import StructuredCalendarSpec

        spec = StructuredCalendarSpec(comment=self.comment or "")
        for name in _FIELDS:
            getattr(spec, name).extend(ScheduleRange._to_protos(getattr(self, name)))  # pyright: ignore[reportPrivateUsage]
        return spec


@dataclass
class ScheduleIntervalSpec:
    """Times at a fixed distance, counted from the Unix epoch: `epoch + n * every + offset`."""

    every: timedelta
    """The distance, at least a second."""

    offset: timedelta | None = None
    """How much later than that, less than `every`."""

    @staticmethod
    def _from_proto(spec: everloop.api.schedule.v1.IntervalSpec) -> ScheduleIntervalSpec:
        return ScheduleIntervalSpec(every=spec.interval.ToTimedelta(), offset=_duration(spec, "phase"))

    def _to_proto(self) -> everloop.api.schedule.v1.IntervalSpec:
        from everloop.api.schedule.v1 import IntervalSpec

        spec = IntervalSpec()
        spec.interval.FromTimedelta(self.every)
        if self.offset is not None:
            spec.phase.FromTimedelta(self.offset)
        return spec


@dataclass
class ScheduleSpec:
    """When a schedule acts: the times of all calendars, intervals and cron expressions, without those to skip."""

    calendars: Sequence[ScheduleCalendarSpec] = field(default_factory=list[ScheduleCalendarSpec])
    """Times by calendar."""

    intervals: Sequence[ScheduleIntervalSpec] = field(default_factory=list[ScheduleIntervalSpec])
    """Times at a fixed distance."""

    cron_expressions: Sequence[str] = field(default_factory=list[str])
    """Times by cron expression. A description shows them as `calendars`."""

    skip: Sequence[ScheduleCalendarSpec] = field(default_factory=list[ScheduleCalendarSpec])
    """Times to leave out."""

    start_at: datetime | None = None
    """Times before are left out. A datetime without a zone is UTC."""

    end_at: datetime | None = None
    """Times after are left out. A datetime without a zone is UTC."""

    jitter: timedelta | None = None
    """Each time is up to this much later, but not later than the next."""

    time_zone_name: str | None = None
    """IANA name of the zone of calendars; by default UTC."""

    @staticmethod
    def _from_proto(spec: everloop.api.schedule.v1.ScheduleSpec) -> ScheduleSpec:
        return ScheduleSpec(
            calendars=[ScheduleCalendarSpec._from_proto(each) for each in spec.structured_calendar],  # pyright: ignore[reportPrivateUsage]
            intervals=[ScheduleIntervalSpec._from_proto(each) for each in spec.interval],  # pyright: ignore[reportPrivateUsage]
            cron_expressions=list(spec.cron_string),
            skip=[ScheduleCalendarSpec._from_proto(each) for each in spec.exclude_structured_calendar],  # pyright: ignore[reportPrivateUsage]
            start_at=_moment(spec, "start_time"),
            end_at=_moment(spec, "end_time"),
            jitter=_duration(spec, "jitter"),
            time_zone_name=spec.timezone_name or None,
        )

    def _to_proto(self) -> everloop.api.schedule.v1.ScheduleSpec:
        from everloop.api.schedule.v1 import ScheduleSpec

        spec = ScheduleSpec(
            structured_calendar=[each._to_proto() for each in self.calendars],  # pyright: ignore[reportPrivateUsage]
            interval=[each._to_proto() for each in self.intervals],  # pyright: ignore[reportPrivateUsage]
            cron_string=self.cron_expressions,
            exclude_structured_calendar=[each._to_proto() for each in self.skip],  # pyright: ignore[reportPrivateUsage]
            timezone_name=self.time_zone_name or "",
        )
        if self.start_at is not None:
            spec.start_time.FromDatetime(self.start_at)
        if self.end_at is not None:
            spec.end_time.FromDatetime(self.end_at)
        if self.jitter is not None:
            spec.jitter.FromTimedelta(self.jitter)
        return spec


class ScheduleOverlapPolicy(IntEnum):
    """What to do when the workflow of the time before is still running."""

    SKIP = 1
    """Do not start another."""

    BUFFER_ONE = 2
    """Start one more when it ends, however many times have passed by then."""

    BUFFER_ALL = 3
    """Start one for each time, one after the other."""

    CANCEL_OTHER = 4
    """Ask it to cancel, and start the next when it has ended."""

    TERMINATE_OTHER = 5
    """Terminate it, and start the next."""

    ALLOW_ALL = 6
    """Start the next beside it. Workflows started so know no last result or failure."""


@dataclass
class SchedulePolicy:
    """How a schedule deals with what goes wrong."""

    overlap: ScheduleOverlapPolicy = field(default_factory=lambda: ScheduleOverlapPolicy.SKIP)
    """What to do when the workflow before is still running."""

    catchup_window: timedelta | None = None
    """How late an action may be, for instance after an outage. Later ones are counted as missed. By default the
    server's, a year; at least ten seconds."""

    pause_on_failure: bool = False
    """Whether to pause when a workflow fails or times out, with all its retries."""

    @staticmethod
    def _from_proto(pol: everloop.api.schedule.v1.SchedulePolicies) -> SchedulePolicy:
        return SchedulePolicy(
            overlap=ScheduleOverlapPolicy(int(pol.overlap_policy)),
            catchup_window=_duration(pol, "catchup_window"),
            pause_on_failure=pol.pause_on_failure,
        )

    def _to_proto(self) -> everloop.api.schedule.v1.SchedulePolicies:
        from everloop.api.schedule.v1 import SchedulePolicies

        policies = SchedulePolicies(pause_on_failure=self.pause_on_failure)
        policies.overlap_policy = int(self.overlap)
        if self.catchup_window is not None:
            policies.catchup_window.FromTimedelta(self.catchup_window)
        return policies


@dataclass
class ScheduleState:
    """Whether a schedule acts at all."""

    note: str | None = None
    """Why it is in this state."""

    paused: bool = False
    """Whether it rests. Triggers and backfills act all the same."""

    limited_actions: bool = False
    """Whether `remaining_actions` counts."""

    remaining_actions: int = 0
    """How many actions are left. Triggers and backfills are not counted."""

    @staticmethod
    def _from_proto(state: everloop.api.schedule.v1.ScheduleState) -> ScheduleState:
        return ScheduleState(
            note=state.notes or None,
            paused=state.paused,
            limited_actions=state.limited_actions,
            remaining_actions=state.remaining_actions,
        )

    def _to_proto(self) -> everloop.api.schedule.v1.ScheduleState:
        from everloop.api.schedule.v1 import ScheduleState

        return ScheduleState(
            notes=self.note or "",
            paused=self.paused,
            limited_actions=self.limited_actions,
            remaining_actions=self.remaining_actions,
        )


@dataclass
class ScheduleBackfill:
    """A time in the past to act for as if it passed now."""

    start_at: datetime
    """Where it begins. A datetime without a zone is UTC."""

    end_at: datetime
    """Where it ends, included."""

    overlap: ScheduleOverlapPolicy | None = None
    """What to do when the workflow before is still running; by default the schedule's policy."""

    def _to_proto(self) -> everloop.api.schedule.v1.BackfillRequest:
        from everloop.api.schedule.v1 import BackfillRequest

        request = BackfillRequest()
        request.start_time.FromDatetime(self.start_at)
        request.end_time.FromDatetime(self.end_at)
        if self.overlap is not None:
            request.overlap_policy = int(self.overlap)
        return request
