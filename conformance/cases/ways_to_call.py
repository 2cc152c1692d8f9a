"""Activities by function, class, method and name, remote and local, started and executed: the same activity runs."""

from datetime import timedelta
from typing import Any

from everloop import activity, workflow

SOON: dict[str, Any] = {"start_to_close_timeout": timedelta(seconds=20)}


@activity.defn
async def plain(text: str) -> str:
    return f"plain {text}"


@activity.defn(name="renamed")
async def original() -> str:
    return activity.info().activity_type


@activity.defn
class Callable:
    def __init__(self, name: str = "") -> None:
        self.name = name

    async def __call__(self, text: str) -> str:
        return f"{self.name} {text}"


class Holder:
    def __init__(self, name: str) -> None:
        self.name = name

    @activity.defn
    async def method(self, text: str, count: int) -> str:
        return f"{self.name} {text}" * count

    @activity.defn(name="named method")
    async def other(self) -> str:
        logged = activity.logger.extra
        return f"{activity.info().activity_type} {activity.payload_converter().to_payload('x').data!r} {logged}"


@workflow.defn
class Calls:
    @workflow.run
    async def run(self) -> list[str]:
        seen = [
            await workflow.execute_activity(plain, "1", **SOON),
            await workflow.execute_activity("plain", "2", result_type=str, **SOON),
            await workflow.execute_activity(original, **SOON),
            await workflow.execute_activity_class(Callable, "3", **SOON),
            await workflow.execute_activity_method(Holder.method, args=["4", 2], **SOON),
            await workflow.execute_activity_method(Holder.other, **SOON),
            await workflow.start_activity(plain, "5", **SOON),
            await workflow.start_activity_class(Callable, "6", **SOON),
            await workflow.start_activity_method(Holder.method, args=["7", 1], **SOON),
        ]
        seen += [
            await workflow.execute_local_activity(plain, "1", **SOON),
            await workflow.execute_local_activity("plain", "2", result_type=str, **SOON),
            await workflow.execute_local_activity_class(Callable, "3", **SOON),
            await workflow.execute_local_activity_method(Holder.method, args=["4", 2], **SOON),
            await workflow.start_local_activity(plain, "5", **SOON),
            await workflow.start_local_activity_class(Callable, "6", **SOON),
            await workflow.start_local_activity_method(Holder.method, args=["7", 1], **SOON),
        ]
        handle = workflow.start_activity(plain, "8", **SOON)
        seen.append(f"{handle.done()} {await handle} {handle.done()} {handle.result()}")
        return [*seen, *await self.refused()]

    async def refused(self) -> list[str]:
        seen: list[str] = []
        wrong: list[Any] = [
            lambda: workflow.start_activity(Holder, "x", **SOON),  # type: ignore[call-overload]
            lambda: workflow.start_activity_class(Holder, "x", **SOON),  # type: ignore[call-overload]
            lambda: workflow.start_activity(plain, "x"),
            lambda: workflow.start_local_activity(plain, "x"),
            lambda: workflow.start_activity(plain, "x", args=["y"], **SOON),  # type: ignore[call-overload]
            lambda: workflow.start_activity(3, **SOON),  # type: ignore[call-overload]
        ]
        for call in wrong:
            try:
                await call()
                seen.append("taken")
            except Exception as error:
                seen.append(type(error).__name__)
        return seen


async def run(env: Any) -> Any:
    holder = Holder("held")
    async with env.worker([Calls], [plain, original, Callable("instance"), holder.method, holder.other]):
        handle = await env.start(Calls.run)
        result = await handle.result()
    history = await env.history(handle, view="flow")
    return {"result": [env._names.text(each) for each in result], "events": [event["type"] for event in history]}
