"""Calls that do nothing or are refused: empty upserts, an asynchronous validator, queries that act, wrong results."""

import asyncio
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.exceptions import CancelledError


@activity.defn
async def says_text() -> str:
    return "text"


async def asynchronous() -> None: ...


@workflow.defn
class Edges:
    def __init__(self) -> None:
        self.seen: list[Any] = []
        self.over = False

    @workflow.run
    async def run(self) -> list[Any]:
        workflow.upsert_memo({})
        workflow.upsert_search_attributes([])
        workflow.upsert_search_attributes({})
        errors = [asyncio.CancelledError(), CancelledError("c"), asyncio.TimeoutError(), ValueError()]
        self.seen.append([workflow.is_failure_exception(error) for error in errors])
        try:
            workflow.set_update_handler("late", lambda: None, validator=asynchronous)
        except ValueError as error:
            self.seen.append(str(error))
        await workflow.wait_condition(lambda: self.over)
        return self.seen

    @workflow.update
    async def cancels(self, how: str) -> None:
        raise asyncio.CancelledError(how)

    @workflow.query
    def looks(self, how: str) -> str:
        if how == "seed":
            return type(workflow.random_seed()).__name__
        other = workflow.get_external_workflow_handle("other")
        (other.signal("signal") if how == "signal" else other.cancel()).send(None)
        return "acted"

    @workflow.signal
    def end(self) -> None:
        self.over = True


@workflow.defn
class WrongHint:
    @workflow.run
    async def run(self) -> str:
        try:
            await workflow.execute_activity("says_text", start_to_close_timeout=timedelta(seconds=30), result_type=int)
        except Exception:
            return "the workflow's code cannot catch it"
        return "decoded"


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    async with env.worker([Edges, WrongHint], [says_text]):
        handle = await env.start(Edges.run)
        for how in ("seed", "signal", "cancel"):
            seen[how] = await env.outcome(handle.query(Edges.looks, how))
        seen["update"] = await env.outcome(handle.execute_update(Edges.cancels, "why"))
        await handle.signal(Edges.end)
        seen["result"] = await env.outcome(handle.result())
        # Nothing of what did nothing is in the history; how many tasks there were is a matter of timing.
        seen["events"] = sorted(set(await env.event_types(handle)))
        wrong = await env.start(WrongHint.run, name="wrong")
        await env.until_event(wrong, "WORKFLOW_TASK_FAILED")
        failed = await wrong.fetch_history()
        failures = [event.workflow_task_failed_event_attributes.failure for event in failed.events]
        first = next(failure for failure in failures if failure.message)
        seen["wrong hint"] = [first.message, first.application_failure_info.type]
        await wrong.terminate()
    return seen
