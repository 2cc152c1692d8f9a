"""A constructor that is given the workflow's arguments: what handlers see that run before the run method."""

from dataclasses import dataclass
from typing import Any

from everloop import workflow


@dataclass
class Order:
    """What the workflow is about."""

    name: str
    count: int = 1


@workflow.defn(sandboxed=False)
class Flow:
    @workflow.init
    def __init__(self, order: Order) -> None:
        self.order = order
        self.seen = [f"made with {order.name} in {workflow.info().workflow_type}"]

    @workflow.run
    async def run(self, order: Order) -> list[str]:
        self.seen.append(f"runs {order == self.order} {order is self.order}")
        await workflow.wait_condition(lambda: len(self.seen) >= 4)
        return self.seen

    @workflow.signal
    def hear(self, what: str) -> None:
        self.seen.append(f"hears {what} for {self.order.name}")

    @workflow.update
    def change(self, by: int) -> int:
        self.order.count += by
        self.seen.append("changed")
        return self.order.count

    @change.validator
    def check(self, by: int) -> None:
        if by > self.order.count:
            raise ValueError(f"too much for {self.order.count}")


@workflow.defn(sandboxed=False)
class Broken:
    @workflow.init
    def __init__(self, order: Order) -> None:
        raise env_failure(order.name)

    @workflow.run
    async def run(self, order: Order) -> None: ...


def env_failure(name: str) -> Exception:
    from everloop.exceptions import ApplicationError

    return ApplicationError(f"cannot be made: {name}")


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    handle = await env.start(Flow.run, Order("apples", 2), start_signal="hear", start_signal_args=["early"])
    async with env.worker([Flow, Broken]):
        seen["refused"] = await env.outcome(handle.execute_update(Flow.change, 3, id="a"))
        seen["changed"] = await env.outcome(handle.execute_update(Flow.change, 2, id="b"))
        seen["result"] = await env.outcome(handle.result())
        broken = await env.start(Broken.run, Order("pears"), name="broken")
        seen["broken"] = await env.outcome(broken.result())
    return {"seen": seen, "history": await env.history(handle, "flow"), "broken": await env.history(broken, "flow")}
