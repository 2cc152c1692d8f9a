"""A worker decides whether the first call of a patch takes the new path; the history keeps what it decided."""

from typing import Any

from everloop import workflow
from everloop.worker import PatchActivationInput


@workflow.defn
class Patched:
    def __init__(self) -> None:
        self.go_on = False

    @workflow.run
    async def run(self) -> list[Any]:
        taken: list[Any] = [workflow.patched("on"), workflow.patched("off"), workflow.patched("off")]
        await workflow.wait_condition(lambda: self.go_on)
        return [*taken, workflow.patched("on"), workflow.patched("off"), workflow.patched("later")]

    @workflow.signal
    def go(self) -> None:
        self.go_on = True


@workflow.defn
class Wrong:
    @workflow.run
    async def run(self) -> bool:
        return workflow.patched("wrong")


async def run(env: Any) -> Any:
    asked: list[Any] = []
    reading = False

    def decide(input: PatchActivationInput) -> bool:
        asked.append([input.patch_id, input.workflow_info.workflow_type, workflow.unsafe.is_read_only()])
        if input.patch_id == "wrong" and not reading:
            return "yes"  # type: ignore[return-value]
        return input.patch_id != "off"

    options: dict[str, Any] = {"patch_activation_callback": decide, "max_cached_workflows": 0}
    async with env.worker([Patched, Wrong], **options):
        handle = await env.start(Patched.run, name="patched")
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED")
        await handle.signal(Patched.go)
        result = await handle.result()
        calls = list(asked)
        wrong = await env.start(Wrong.run, name="wrong")
        await env.until_event(wrong, "WORKFLOW_TASK_FAILED")
        reading = True
        await wrong.result()
        failed = [event for event in await env.history(wrong) if event["type"].endswith("TASK_FAILED")]
    return {
        "result": result,
        "calls": calls,
        "failure": failed[0]["failure"]["applicationFailureInfo"]["type"],
        "types": [event["type"] for event in await env.history(handle, view="flow")],
    }
