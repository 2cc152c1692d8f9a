"""A child that goes on in new runs: its parent gets the last result, and the policy reaches the run of that time."""

from typing import Any

from everloop import workflow


@workflow.defn(sandboxed=False)
class Child:
    @workflow.run
    async def run(self, left: int, then: str) -> list[Any]:
        if left:
            workflow.continue_as_new(args=[left - 1, then])
        if then == "wait":
            await workflow.wait_condition(lambda: False)
        info = workflow.info()
        return [info.parent is not None, info.run_id != info.first_execution_run_id]


@workflow.defn(sandboxed=False)
class Parent:
    def __init__(self) -> None:
        self.go = False

    @workflow.run
    async def run(self) -> list[Any]:
        own = workflow.info().workflow_id
        done = await workflow.execute_child_workflow(Child.run, args=[1, "return"], id=f"{own}-done")
        await workflow.start_child_workflow(
            Child.run,
            args=[1, "wait"],
            id=f"{own}-waits",
            parent_close_policy=workflow.ParentClosePolicy.REQUEST_CANCEL,
        )
        await workflow.wait_condition(lambda: self.go)
        return done

    @workflow.signal
    def proceed(self) -> None:
        self.go = True


async def run(env: Any) -> Any:
    async with env.worker([Parent, Child]):
        handle = await env.start(Parent.run)
        await env.until_event(handle, "CHILD_WORKFLOW_EXECUTION_STARTED", 2)
        waits = env.client.get_workflow_handle(f"{handle.id}-waits")
        first_run = (await waits.describe()).raw_description.workflow_execution_info.first_run_id

        async def in_second_run() -> bool:
            seen = await waits.describe()
            return bool(seen.run_id != first_run and seen.history_length >= 4)

        await env.until(in_second_run)
        await handle.signal(Parent.proceed)
        outcomes = [await env.outcome(handle.result()), await env.outcome(waits.result())]
    done = env.client.get_workflow_handle(f"{handle.id}-done")
    return {"outcomes": outcomes, "histories": [await env.history(it, "flow") for it in (handle, waits, done)]}
