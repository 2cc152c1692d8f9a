"""Signals and cancellations to other workflows: present, missing, closed, of a wrong run, and oneself."""

import asyncio
from typing import Any

from everloop import workflow
from everloop.exceptions import ApplicationError

NOBODY = "00000000-0000-4000-8000-000000000000"


@workflow.defn(sandboxed=False)
class Target:
    def __init__(self) -> None:
        self.heard: list[str] = []

    @workflow.run
    async def run(self) -> str:
        try:
            await asyncio.sleep(1000)
        except asyncio.CancelledError:
            return f"heard {self.heard}, cancelled: {workflow.cancellation_reason()}"
        return "not cancelled"

    @workflow.signal
    def tell(self, what: str) -> None:
        self.heard.append(what)


@workflow.defn(sandboxed=False)
class Caller:
    def __init__(self) -> None:
        self.heard: list[str] = []

    @workflow.run
    async def run(self, target: str, closed: str) -> list[Any]:
        seen: list[Any] = []

        async def note(what: str, call: Any) -> None:
            try:
                seen.append([what, await call])
            except ApplicationError as error:
                seen.append([what, type(error).__name__, str(error), error.type, error.non_retryable])

        present = workflow.get_external_workflow_handle_for(Target.run, target)
        await note("signal", present.signal(Target.tell, "hello"))
        await note("cancel", present.cancel(reason="because"))
        for name, handle in (
            ("missing", workflow.get_external_workflow_handle(f"{target}-missing")),
            ("closed", workflow.get_external_workflow_handle(closed)),
            ("wrong run", workflow.get_external_workflow_handle(closed, run_id=NOBODY)),
        ):
            await note(f"signal {name}", handle.signal("tell", "x"))
            await note(f"cancel {name}", handle.cancel())
        own = workflow.get_external_workflow_handle(workflow.info().workflow_id)
        await note("signal self", own.signal("tell", "myself"))
        await note("cancel self", own.cancel(reason="I had enough"))
        return [*seen, self.heard, workflow.cancellation_reason()]

    @workflow.signal
    def tell(self, what: str) -> None:
        self.heard.append(what)


async def run(env: Any) -> Any:
    async with env.worker([Target, Caller]):
        target = await env.start(Target.run, name="target")
        closed = await env.start(Target.run, name="closed")
        await env.until_event(target, "WORKFLOW_TASK_COMPLETED")
        await closed.terminate()
        caller = await env.start(Caller.run, target.id, closed.id, name="caller")
        outcomes = [await env.outcome(caller.result()), await env.outcome(target.result())]
    histories = [await env.history(it, "flow") for it in (caller, target)]
    return {"outcomes": env.names(outcomes), "histories": histories}
