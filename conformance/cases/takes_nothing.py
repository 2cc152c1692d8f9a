"""Run methods and handlers without parameters are given no arguments, however many are sent; with too few they fail."""

from typing import Any

from everloop import workflow


@workflow.defn
class Nothing:
    def __init__(self) -> None:
        self.signals = 0

    @workflow.run
    async def run(self) -> int:
        await workflow.wait_condition(lambda: self.signals > 1 and workflow.all_handlers_finished())
        return self.signals

    @workflow.signal
    def plain(self) -> None:
        self.signals += 1

    @workflow.signal
    def several(self, *numbers: int) -> None:
        self.signals += len(numbers)

    @workflow.query
    def look(self) -> str:
        return "seen"

    @workflow.query
    def one(self, number: int) -> int:
        return number

    @workflow.update
    def change(self) -> str:
        return "changed"

    @change.validator
    def check(self) -> None:
        pass


async def run(env: Any) -> Any:
    async with env.worker([Nothing]):
        handle = await env.client.start_workflow("Nothing", args=[1, 2], id=env.id(), task_queue=env.queue)
        seen = [
            await env.outcome(handle.query("look", args=[1, 2])),
            await env.outcome(handle.query("one")),
            await env.outcome(handle.query("one", args=[1, 2])),
            await env.outcome(handle.execute_update("change", args=[1])),
        ]
        await handle.signal("plain", args=[1, 2, 3])
        await handle.signal("several", args=[7])
        result = await handle.result()
    return {"seen": seen, "result": result}
