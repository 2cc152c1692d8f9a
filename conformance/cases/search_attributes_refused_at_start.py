"""Search attributes that are unknown, of another type, or the server's own are refused with the start."""

from typing import Any

from conformance import attributes
from everloop.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from everloop.service import RPCError

TRIED: list[tuple[Any, Any]] = [
    (SearchAttributeKey.for_keyword("CaseNope"), "x"),
    (SearchAttributeKey.for_keyword("CaseInt"), "x"),
    (SearchAttributeKey.for_float("CaseInt"), 1.5),
    (SearchAttributeKey.for_int("CaseKeyword"), 3),
    (SearchAttributeKey.for_int("CaseBool"), 1),
    (SearchAttributeKey.for_keyword("CaseTime"), "2020-01-01"),
    (SearchAttributeKey.for_keyword("CaseWords"), "x"),
    (SearchAttributeKey.for_keyword_list("CaseKeyword"), ["a", "b"]),
    (SearchAttributeKey.for_keyword("WorkflowId"), "x"),
    (SearchAttributeKey.for_keyword("ExecutionStatus"), "x"),
    (SearchAttributeKey.for_keyword("CaseKeyword"), "x" * 2047),
]


async def run(env: Any) -> Any:
    await attributes.register(env)
    seen = []
    for key, value in TRIED:
        try:
            await env.start("Anything", search_attributes=TypedSearchAttributes([SearchAttributePair(key, value)]))
            seen.append("accepted")
        except RPCError as error:
            seen.append([error.status.name, env.names(error.message)])
    return seen
