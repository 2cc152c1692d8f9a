"""Search attributes of all types, set at start, are seen by the workflow, by describe, by lists and in the history."""

from datetime import datetime, timezone
from typing import Any

from conformance import attributes
from everloop import workflow
from everloop.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes

KEYS: list[tuple[Any, Any]] = [
    (SearchAttributeKey.for_text("CaseText"), "hello big world"),
    (SearchAttributeKey.for_keyword("CaseKeyword"), "blue"),
    (SearchAttributeKey.for_int("CaseInt"), 7),
    (SearchAttributeKey.for_float("CaseDouble"), 1.5),
    (SearchAttributeKey.for_bool("CaseBool"), True),
    (SearchAttributeKey.for_datetime("CaseTime"), datetime(2020, 1, 2, tzinfo=timezone.utc)),
    (SearchAttributeKey.for_keyword_list("CaseWords"), ["a", "b"]),
]


def shown(seen: TypedSearchAttributes) -> dict[str, str]:
    return {key.name: str(seen.get(key)) for key, _ in KEYS}


@workflow.defn
class Carrier:
    @workflow.run
    async def run(self) -> dict[str, str]:
        return shown(workflow.info().typed_search_attributes)


async def run(env: Any) -> Any:
    await attributes.register(env)
    pairs = [SearchAttributePair(key, value) for key, value in KEYS]
    async with env.worker([Carrier]):
        handle = await env.start(Carrier.run, search_attributes=TypedSearchAttributes(pairs))
        inside = await handle.result()
    described = shown((await handle.describe()).typed_search_attributes)
    query = f"WorkflowId = '{handle.id}' AND CloseTime IS NOT NULL"
    await attributes.until_listed(env, query, 1)
    listed = [shown(found.typed_search_attributes) async for found in env.client.list_workflows(query)]
    return {"inside": inside, "described": described, "listed": listed, "history": await env.history(handle)}
