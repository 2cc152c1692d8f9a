"""A workflow sets, changes and unsets search attributes; lists find it by what holds at the end."""

from typing import Any

from conformance import attributes
from everloop import workflow
from everloop.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

KEYWORD = SearchAttributeKey.for_keyword("CaseKeyword")
NUMBER = SearchAttributeKey.for_int("CaseInt")
WORDS = SearchAttributeKey.for_keyword_list("CaseWords")


@workflow.defn
class Changer:
    @workflow.run
    async def run(self) -> list[str]:
        workflow.upsert_search_attributes([KEYWORD.value_set("new"), NUMBER.value_unset()])
        workflow.upsert_search_attributes([WORDS.value_set(["x", "y"])])
        seen = workflow.info().typed_search_attributes
        return [str(seen.get(KEYWORD)), str(seen.get(NUMBER)), str(seen.get(WORDS))]


async def run(env: Any) -> Any:
    await attributes.register(env)
    start = TypedSearchAttributes([SearchAttributePair(KEYWORD, "old"), SearchAttributePair(NUMBER, 7)])
    async with env.worker([Changer]):
        handle = await env.start(Changer.run, search_attributes=start)
        result = await handle.result()
    own = f"WorkflowId = '{handle.id}'"
    await attributes.until_listed(env, f"{own} AND CloseTime IS NOT NULL", 1)
    filters = ["CaseKeyword = 'new'", "CaseKeyword = 'old'", "CaseInt IS NULL", "CaseWords = 'y'", "CaseWords = 'z'"]
    counts = {text: (await env.client.count_workflows(f"{own} AND {text}")).count for text in filters}
    return {"result": result, "counts": counts, "history": await env.history(handle)}
