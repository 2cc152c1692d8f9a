"""Cron schedules of workflows in time zones: when the first run begins, and which schedules are refused."""

from datetime import datetime, timedelta
from typing import Any

from conformance.raw import Raw

RAW = True
# None of them matches so often that it could between the runs on two servers.
SCHEDULES = [
    "30 2 1 * *",
    "0 0 * 2 MON",
    "15 9 13 * FRI",
    "15 9 13 JAN,JUL FRI",
    "0 12 29 2 *",
    "0 0 1-7/3 MAR-MAY ?",
    "@monthly",
    "@yearly",
    "@annually",
    "CRON_TZ=Europe/Paris 30 2 28 3 *",
    "CRON_TZ=Europe/Paris 30 2 25 10 *",
    "CRON_TZ=Europe/Paris 30 2 31 10 *",
    "TZ=America/New_York 30 1 1 11 *",
    "TZ=America/New_York 30 2 14 3 *",
    "CRON_TZ=Asia/Kolkata 0 0 1 1 *",
    "CRON_TZ=Australia/Lord_Howe 45 1 * 4 SUN",
    "CRON_TZ=Asia/Tokyo @monthly",
    "TZ=UTC 5 4 3 2 *",
    "TZ=Europe/Berlin   0  0   1 6 *",
]
INTERVALS = ["@every 90m", "@every 1h30m10s", "@every 100h", "TZ=Asia/Tokyo @every 2h"]
REFUSED = [
    "CRON_TZ=Nowhere/City 0 0 1 1 *",
    "TZ=europe/paris 0 0 1 1 *",
    "0 0 1 1",
    "0 0 0 1 1 *",
    "60 0 1 1 *",
    "0 24 1 1 *",
    "0 0 32 1 *",
    "0 0 0 1 *",
    "0 0 1 13 *",
    "0 0 1 1 7",
    "0 0 1 1 8",
    "0 0 1 january *",
    "5-3 0 1 1 *",
    "*/0 0 1 1 *",
    "@fortnightly",
    "@every",
    "@every day",
    "@every 5",
    "@every -5s",
    "@every 1d",
    "@every 1us",
]


async def run(env: Any) -> Any:
    raw = Raw(env)

    async def first(number: int, schedule: str) -> Any:
        name = f"cron-{number}"
        reply = await raw.error("StartWorkflowExecution", **raw.start_fields(name, cronSchedule=schedule))
        if "code" in reply:
            return [reply["code"], str(reply["text"])[: len("invalid CronSchedule")]]
        page = await raw.call("GetWorkflowExecutionHistory", execution=raw.execution(name))
        event = page["history"]["events"][0]
        began = datetime.fromisoformat(event["eventTime"][:19])
        backoff = event["workflowExecutionStartedEventAttributes"]["firstWorkflowTaskBackoff"]
        await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution(name))
        if "@every" in schedule:
            return backoff
        due = began + timedelta(seconds=float(backoff.rstrip("s")) + 1)
        return due.isoformat()[:16]

    return {schedule: await first(number, schedule) for number, schedule in enumerate(SCHEDULES + INTERVALS + REFUSED)}
