"""A workflow task that sets impossible search attributes fails with the cause and the text of the server."""

from typing import Any

from conformance import attributes
from everloop import workflow
from everloop.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

NOPE = SearchAttributeKey.for_int("CaseNope")
WRONG = SearchAttributeKey.for_int("CaseKeyword")
SYSTEM = SearchAttributeKey.for_keyword("WorkflowType")
UNKNOWN = TypedSearchAttributes([SearchAttributePair(NOPE, 3)])


@workflow.defn
class Setter:
    @workflow.run
    async def run(self, what: str) -> str:
        if what == "unknown":
            workflow.upsert_search_attributes([NOPE.value_set(3)])
        elif what == "wrong":
            workflow.upsert_search_attributes([WRONG.value_set(3)])
        elif what == "system":
            workflow.upsert_search_attributes([SYSTEM.value_set("x")])
        elif what == "child":
            await workflow.execute_child_workflow(Setter.run, "fine", search_attributes=UNKNOWN)
        elif what == "next":
            workflow.continue_as_new("fine", search_attributes=UNKNOWN)
        return "done"


async def run(env: Any) -> Any:
    await attributes.register(env)
    seen = {}
    async with env.worker([Setter]):
        for what in ("unknown", "wrong", "system", "child", "next"):
            handle = await env.start(Setter.run, what, name=what)
            await env.until_event(handle, "WORKFLOW_TASK_FAILED")
            events = await env.history(handle, "flow")
            seen[what] = [event for event in events if event["type"] == "EVENT_TYPE_WORKFLOW_TASK_FAILED"][:1]
            await handle.terminate()
    return seen
