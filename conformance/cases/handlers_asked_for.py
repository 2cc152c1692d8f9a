"""Handlers that a workflow asks for: those of its class, those it set, dynamic ones, and none; and who it is."""

from collections.abc import Sequence
from typing import Any

from everloop import workflow
from everloop.common import RawValue


@workflow.defn
class Asks:
    def __init__(self) -> None:
        self.seen: list[Any] = []
        self.done = False

    @workflow.run
    async def run(self) -> list[Any]:
        self.note("class", workflow.get_signal_handler("tell"), workflow.get_query_handler("count"))
        self.note("class", workflow.get_update_handler("change"), workflow.get_signal_handler("missing"))
        self.note(
            "dynamic",
            workflow.get_dynamic_signal_handler(),
            workflow.get_dynamic_query_handler(),
            workflow.get_dynamic_update_handler(),
        )
        handler = workflow.get_signal_handler("tell")
        assert handler is not None
        handler("called by hand")
        workflow.set_signal_handler("tell", lambda text: self.seen.append(f"replaced {text}"))
        workflow.set_signal_handler("new", lambda: self.seen.append("new"))
        workflow.set_dynamic_signal_handler(self.any_signal)
        workflow.set_dynamic_query_handler(self.any_query)
        workflow.set_dynamic_update_handler(self.any_update)
        self.note("set", workflow.get_signal_handler("new"), workflow.get_dynamic_signal_handler())
        workflow.set_query_handler("count", None)
        workflow.set_update_handler("late", self.late, validator=self.check)
        self.note("unset", workflow.get_query_handler("count"), workflow.get_dynamic_query_handler())
        self.seen.append(workflow.instance() is self)
        await workflow.wait_condition(lambda: self.done)
        workflow.set_dynamic_signal_handler(None)
        self.note("unset", workflow.get_dynamic_signal_handler())
        return self.seen

    def note(self, what: str, *handlers: Any) -> None:
        self.seen.append([what, *[handler is not None for handler in handlers]])

    @workflow.signal
    def tell(self, text: str) -> None:
        self.seen.append(f"told {text}")

    @workflow.query
    def count(self) -> int:
        return len(self.seen)

    @workflow.update
    def change(self) -> str:
        self.done = True
        return "changed"

    def any_signal(self, name: str, args: Sequence[RawValue]) -> None:
        self.seen.append(f"any {name} {len(args)}")

    def any_query(self, name: str, args: Sequence[RawValue]) -> str:
        return f"any {name} {workflow.payload_converter().from_payload(args[0].payload, str)}"

    async def any_update(self, name: str, args: Sequence[RawValue]) -> str:
        info = workflow.current_update_info()
        assert info is not None
        return f"any {name} {info.name} {info.id}"

    async def late(self, number: int) -> int:
        return number + 1

    def check(self, number: int) -> None:
        if number < 0:
            raise ValueError("too small")


async def run(env: Any) -> Any:
    async with env.worker([Asks]):
        handle = await env.start(Asks.run)
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED")
        outcomes = [
            await env.outcome(handle.execute_update("late", 1, id="a")),
            await env.outcome(handle.execute_update("late", -1, id="b")),
            await env.outcome(handle.execute_update("other", id="c")),
            await env.outcome(handle.query("count", "text")),
        ]
        await handle.signal("tell", "by signal")
        await handle.signal("new")
        await handle.signal("unknown", args=[1, 2])
        outcomes.append(await env.outcome(handle.execute_update(Asks.change, id="d")))
        return {"outcomes": outcomes, "result": await handle.result()}
