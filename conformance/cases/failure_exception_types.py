"""Exceptions that fail the workflow because its definition or the worker says so, instead of its task."""

from typing import Any

from everloop import workflow


class Own(Exception):
    """An error of the program's own."""


class Derived(Own):
    """A kind of it."""


@workflow.defn(sandboxed=False, failure_exception_types=[Own])
class ByDefinition:
    @workflow.run
    async def run(self, kind: str) -> str:
        seen = [workflow.is_failure_exception(it) for it in (Own(), Derived(), KeyError(), ValueError())]
        if kind == "update":
            await workflow.wait_condition(lambda: False)
        raise Derived(f"raised {seen}")

    @workflow.update
    def change(self) -> None:
        raise Own("in an update")

    @workflow.signal
    def hear(self) -> None:
        raise Own("in a signal")


@workflow.defn(sandboxed=False)
class ByWorker:
    @workflow.run
    async def run(self, kind: str) -> str:
        if kind == "decode":
            raise LookupError("not reached: the argument cannot be decoded")
        raise KeyError(kind)


@workflow.defn(sandboxed=False, failure_exception_types=[Exception])
class Everything:
    @workflow.run
    async def run(self, number: int) -> int:
        return 1 // number


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    async with env.worker([ByDefinition, ByWorker, Everything], workflow_failure_exception_types=[LookupError]):
        for name, flow, argument in (
            ("definition", ByDefinition.run, "raise"),
            ("worker", ByWorker.run, "raise"),
            ("everything", Everything.run, 0),
            ("undecodable", "Everything", "no number"),
        ):
            handle = await env.start(flow, argument, name=name)
            seen[name] = [await env.outcome(handle.result()), await env.history(handle, "flow")]
        handle = await env.start(ByDefinition.run, "update", name="handlers")
        seen["update"] = await env.outcome(handle.execute_update(ByDefinition.change, id="u"))
        await handle.signal(ByDefinition.hear)
        seen["signal"] = [await env.outcome(handle.result()), await env.history(handle, "flow")]
    return seen
