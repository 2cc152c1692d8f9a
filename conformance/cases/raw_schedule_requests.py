"""Requests about schedules, by raw requests: odd ones, empty ones, those that come twice, and what is shown then."""

from typing import Any

from conformance.raw import Json, Raw, text

RAW = True
NULL = {"metadata": {"encoding": "YmluYXJ5L251bGw="}}
HOURLY = {"interval": [{"interval": "3600s"}]}
BEGIN = "2024-01-01T00:00:00Z"


def payload(value: str) -> Any:
    return text(value)["payloads"][0]


def attribute(value: Any) -> Json:
    return {"indexedFields": {"SchedulesOwner": value}}


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    names = {"SchedulesOwner": "INDEXED_VALUE_TYPE_KEYWORD"}
    await raw.call("AddSearchAttributes", namespace="default", searchAttributes=names)

    def schedule(spec: Json | None = None, name: str = "job", **more: Any) -> Json:
        start = {"workflowId": env.id(name), "workflowType": {"name": "Flow"}, "taskQueue": {"name": env.queue}}
        return {"spec": spec or {}, "action": {"startWorkflow": start}, **more}

    async def create(name: str, given: Json, **more: Any) -> Any:
        fields = {"requestId": name, **more}
        return await raw.error("CreateSchedule", scheduleId=env.id(name), schedule=given, **fields)

    async def describe(name: str) -> Any:
        described = env.names(await raw.call("DescribeSchedule", scheduleId=env.id(name)))
        described["info"] = {
            key: value for key, value in described["info"].items() if key.endswith(("Count", "Skipped"))
        }
        return described

    async def notes(name: str) -> Any:
        return (await describe(name))["schedule"].get("state", {}).get("notes")

    async def known() -> bool:
        return "code" not in await create("typed", schedule(), searchAttributes=attribute(payload("ann")))

    # The official server learns of a new attribute with a delay.
    await env.until(known)
    seen["typed"] = await describe("typed")
    cases: dict[str, tuple[Json, Json]] = {
        "nothing": ({}, {}),
        "no action": ({"spec": HOURLY}, {}),
        "empty memo": (schedule(), {"memo": {}}),
        "large memo": (schedule(), {"memo": {"fields": {"m": payload("v" * 2_200_000)}}}),
        "null attribute": (schedule(), {"searchAttributes": attribute(NULL)}),
        "paused": (schedule(), {"initialPatch": {"pause": "resting"}}),
        "unpaused": (schedule(state={"paused": True, "notes": "was"}), {"initialPatch": {"unpause": "go"}}),
        "long notes": (schedule(), {"initialPatch": {"pause": "n" * 2000}}),
        "excluded": (
            schedule({**HOURLY, "excludeStructuredCalendar": [{"minute": [{"start": 1}, {"start": 61}]}]}),
            {},
        ),
    }
    for name, (given, more) in cases.items():
        seen[name] = [await create(name, given, **more)]
        if "code" not in seen[name][0]:
            seen[name].append(await describe(name))
            await raw.call("DeleteSchedule", scheduleId=env.id(name))
    seen["again"] = [
        await create("typed", schedule(), requestId="typed"),
        await create("typed", schedule(), requestId="x"),
    ]

    async def update(request_id: str, told: str, **more: Any) -> None:
        fields = {"schedule": schedule(state={"notes": told, "paused": True}), "requestId": request_id, **more}
        seen[told] = await raw.error("UpdateSchedule", scheduleId=env.id("typed"), **fields)

    async def patch(request_id: str, **fields: Any) -> Any:
        return await raw.error("PatchSchedule", scheduleId=env.id("typed"), requestId=request_id, patch=fields)

    async def is_told(what: str) -> None:
        async def told() -> bool:
            return bool(await notes("typed") == what)

        await env.until(told)

    await update("one", "updated")
    await is_told("updated")
    await update("one", "updated again")
    await patch("one", pause="patched")
    await patch(
        "two", backfillRequest=[{}, {"startTime": BEGIN}, {"startTime": BEGIN, "endTime": "2023-01-01T00:00:00Z"}]
    )
    await update("three", "without owner", searchAttributes=attribute(NULL))
    await is_told("without owner")
    seen["after updates"] = await describe("typed")
    times: list[Json] = [{}, {"startTime": BEGIN}, {"endTime": BEGIN}, {"startTime": BEGIN, "endTime": BEGIN}]
    seen["times"] = [await raw.error("ListScheduleMatchingTimes", scheduleId=env.id("typed"), **one) for one in times]
    wanted = f"StartTime > '{BEGIN}' AND ScheduleId = 'x'"
    seen["wrong filter"] = [await raw.error(rpc, query=wanted) for rpc in ("ListSchedules", "CountSchedules")]
    await raw.call("DeleteSchedule", scheduleId=env.id("typed"))
    return seen
