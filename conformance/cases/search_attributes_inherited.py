"""Continue-as-new keeps search attributes and memo; a child has its own."""

from typing import Any

from conformance import attributes
from everloop import workflow
from everloop.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

KEYWORD = SearchAttributeKey.for_keyword("CaseKeyword")


def own(value: str) -> TypedSearchAttributes:
    return TypedSearchAttributes([SearchAttributePair(KEYWORD, value)])


@workflow.defn
class Heir:
    @workflow.run
    async def run(self, step: str) -> str:
        seen = str(workflow.info().typed_search_attributes.get(KEYWORD))
        if step == "child":
            return seen
        if step == "first":
            workflow.upsert_search_attributes([KEYWORD.value_set("changed")])
            workflow.upsert_memo({"size": 4})
            workflow.continue_as_new("second")
        child = f"{workflow.info().workflow_id}-child"
        with_own = await workflow.execute_child_workflow(Heir.run, "child", id=child, search_attributes=own("mine"))
        without = await workflow.execute_child_workflow(Heir.run, "child", id=child + "-2")
        return f"{seen} {with_own} {without} {workflow.memo_value('size')}"


async def run(env: Any) -> Any:
    await attributes.register(env)
    async with env.worker([Heir]):
        handle = await env.start(Heir.run, "first", search_attributes=own("parent"), memo={"size": 3})
        result = await handle.result()
    described = (await handle.describe()).typed_search_attributes.get(KEYWORD)
    child = await env.client.get_workflow_handle(handle.id + "-child").describe()
    return {"result": result, "described": described, "child": child.typed_search_attributes.get(KEYWORD)}
