"""Search attributes for cases: one of each type, registered when a case first needs them."""

from __future__ import annotations

from typing import Any

# Few servers have room for more than three of most types, so all cases share these.
KINDS = {
    "CaseText": "TEXT",
    "CaseKeyword": "KEYWORD",
    "CaseInt": "INT",
    "CaseDouble": "DOUBLE",
    "CaseBool": "BOOL",
    "CaseTime": "DATETIME",
    "CaseWords": "KEYWORD_LIST",
}


async def register(env: Any) -> None:
    """Register the attributes and wait until filters know them, which takes the official server a moment."""
    operator = env.module("api.operatorservice.v1")
    enums = env.module("api.enums.v1")
    kinds = {name: enums.IndexedValueType.Value(f"INDEXED_VALUE_TYPE_{kind}") for name, kind in KINDS.items()}
    request = operator.AddSearchAttributesRequest(namespace=env.client.namespace, search_attributes=kinds)
    await env.client.operator_service.add_search_attributes(request)

    async def known() -> bool:
        try:
            for name in KINDS:
                await env.client.count_workflows(f"{name} IS NULL AND WorkflowId = 'nobody'")
        except env.module("service").RPCError:
            return False
        return True

    await env.until(known)


async def until_listed(env: Any, query: str, count: int) -> None:
    """Wait until a filter finds as many workflows: the official server's lists lag behind its writes."""

    async def listed() -> bool:
        return (await env.client.count_workflows(query)).count == count

    await env.until(listed)
