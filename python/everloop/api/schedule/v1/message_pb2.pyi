"""Made by tools/api_stubs.py from temporal/api/schedule/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.schedule.v1 import (
    BackfillRequest as BackfillRequest,
    CalendarSpec as CalendarSpec,
    IntervalSpec as IntervalSpec,
    Range as Range,
    Schedule as Schedule,
    ScheduleAction as ScheduleAction,
    ScheduleActionResult as ScheduleActionResult,
    ScheduleInfo as ScheduleInfo,
    ScheduleListEntry as ScheduleListEntry,
    ScheduleListInfo as ScheduleListInfo,
    SchedulePatch as SchedulePatch,
    SchedulePolicies as SchedulePolicies,
    ScheduleSpec as ScheduleSpec,
    ScheduleState as ScheduleState,
    StructuredCalendarSpec as StructuredCalendarSpec,
    TriggerImmediatelyRequest as TriggerImmediatelyRequest,
)

DESCRIPTOR: FileDescriptor
