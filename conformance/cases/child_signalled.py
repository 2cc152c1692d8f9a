"""Signals to children: by the handle, by id, before the child's first task, and to one that is done."""

from typing import Any

from everloop import workflow
from everloop.exceptions import ApplicationError


@workflow.defn(sandboxed=False)
class Child:
    def __init__(self) -> None:
        self.heard: list[str] = []

    @workflow.run
    async def run(self, wanted: int) -> list[str]:
        await workflow.wait_condition(lambda: len(self.heard) >= wanted)
        return self.heard

    @workflow.signal
    def tell(self, what: str) -> None:
        self.heard.append(what)

    @workflow.signal(name="two")
    def tell_two(self, first: str, second: str) -> None:
        self.heard.append(first + second)


@workflow.defn(sandboxed=False)
class Parent:
    @workflow.run
    async def run(self) -> list[Any]:
        child = await workflow.start_child_workflow(Child.run, 3, id=f"{workflow.info().workflow_id}-child")
        await child.signal(Child.tell, "by method")
        await child.signal("two", args=["by", "name"])
        other = workflow.get_external_workflow_handle_for(Child.run, child.id, run_id=child.first_execution_run_id)
        await other.signal(Child.tell, "by id")
        seen: list[Any] = [await child]
        for late in (child.signal(Child.tell, "late"), other.signal(Child.tell, "late")):
            try:
                await late
            except ApplicationError as error:
                seen.append([str(error), error.type, error.non_retryable])
        return seen


async def run(env: Any) -> Any:
    async with env.worker([Parent, Child]):
        handle = await env.start(Parent.run)
        result = env.names(await env.outcome(handle.result()))
    child = env.client.get_workflow_handle(f"{handle.id}-child")
    return {"result": result, "parent": await env.history(handle, "flow"), "child": await env.history(child, "flow")}
