"""A dynamic workflow, dynamic handlers, and handlers set and taken away while the workflow runs."""

from collections.abc import Sequence
from typing import Any

from everloop import workflow
from everloop.common import RawValue


def texts(args: Sequence[RawValue]) -> list[str]:
    return [workflow.payload_converter().from_payload(it.payload, str) for it in args]


@workflow.defn(dynamic=True, sandboxed=False)
class Anything:
    def __init__(self) -> None:
        self.seen: list[Any] = []
        self.done = False

    @workflow.run
    async def run(self, args: Sequence[RawValue]) -> list[Any]:
        self.seen.append([workflow.info().workflow_type, *texts(args)])
        await workflow.wait_condition(lambda: self.done)
        return self.seen

    @workflow.signal(dynamic=True)
    def on_signal(self, name: str, args: Sequence[RawValue]) -> None:
        self.seen.append(["signal", name, *texts(args)])

    @workflow.query(dynamic=True)
    def on_query(self, name: str, args: Sequence[RawValue]) -> str:
        return f"query {name} {texts(args)}"

    @workflow.update(dynamic=True)
    def on_update(self, name: str, args: Sequence[RawValue]) -> str:
        return f"update {name} {texts(args)}"

    @on_update.validator
    def check(self, name: str, args: Sequence[RawValue]) -> None:
        if name == "refuse":
            raise ValueError("refused by name")

    @workflow.signal
    def rearrange(self) -> None:
        def named(what: str) -> None:
            self.seen.append(["named", what])

        def asked() -> str:
            return f"asked {len(self.seen)}"

        def changed(what: str) -> str:
            return f"changed {what}"

        def refuse(what: str) -> None:
            if what == "bad":
                raise ValueError("bad")

        workflow.set_signal_handler("one", named)
        workflow.set_query_handler("one", asked)
        workflow.set_update_handler("one", changed, validator=refuse)
        workflow.set_dynamic_signal_handler(None)
        workflow.set_dynamic_query_handler(None)
        workflow.set_dynamic_update_handler(None)
        getters = (workflow.get_signal_handler, workflow.get_query_handler, workflow.get_update_handler)
        self.seen.append([it("one") is not None for it in getters])
        self.seen.append([it("two") is not None for it in getters])

    @workflow.signal
    def restore(self) -> None:
        workflow.set_dynamic_signal_handler(self.on_signal)
        self.done = True


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    async with env.worker([Anything]):
        handle = await env.start("SomeType", "a", "b")
        await env.until_event(handle, "WORKFLOW_TASK_COMPLETED")
        await handle.signal("first", args=["x", "y"])

        async def ask(when: str) -> None:
            seen[when] = [
                await env.outcome(handle.query("one", "q")) if when == "before" else None,
                await env.outcome(handle.query("one")),
                await env.outcome(handle.query("two")),
                await env.outcome(handle.execute_update("one", "u", id=f"{when} one")),
                await env.outcome(handle.execute_update("one", "bad", id=f"{when} bad")),
                await env.outcome(handle.execute_update("two", "u", id=f"{when} two")),
                await env.outcome(handle.execute_update("refuse", "u", id=f"{when} refuse")),
            ]

        await ask("before")
        await handle.signal("rearrange")
        # Which handler a signal gets is decided when it comes, so the others must come later.
        await env.outcome(handle.query("one"))
        await handle.signal("one", "after")
        await handle.signal("kept", "for later")
        await ask("after")
        await handle.signal("restore")
        seen["result"] = await env.outcome(handle.result())
    return {"seen": seen, "history": await env.history(handle, "flow")}
