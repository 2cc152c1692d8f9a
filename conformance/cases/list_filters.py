"""Many filters over the same few workflows: each finds the same ones."""

from datetime import datetime, timezone
from typing import Any

from conformance import attributes
from conformance.filters import HOLDING
from everloop.common import SearchAttributeKey, SearchAttributePair, TypedSearchAttributes


def marks(number: int) -> TypedSearchAttributes:
    pairs: list[tuple[Any, Any]] = [
        (SearchAttributeKey.for_int("CaseInt"), number),
        (SearchAttributeKey.for_float("CaseDouble"), number + 0.5),
        (SearchAttributeKey.for_bool("CaseBool"), number % 2 == 1),
        (SearchAttributeKey.for_datetime("CaseTime"), datetime(2020, 1, number + 1, tzinfo=timezone.utc)),
        (SearchAttributeKey.for_keyword("CaseKeyword"), f"kw-{number}"),
        (SearchAttributeKey.for_keyword_list("CaseWords"), [f"w{number}", "b"]),
        (SearchAttributeKey.for_text("CaseText"), f"Hello world{number} big"),
    ]
    return TypedSearchAttributes([SearchAttributePair(key, value) for key, value in pairs])


async def run(env: Any) -> Any:
    await attributes.register(env)
    for number in range(5):
        kind = "Odd" if number % 2 else "Even"
        handle = await env.start(kind, name=f"w{number}", search_attributes=marks(number))
        if number == 1:
            await handle.terminate()
    await env.start("Bare", name="w5")
    own = f"TaskQueue = '{env.queue}'"
    await attributes.until_listed(env, own, 6)
    await attributes.until_listed(env, f"{own} AND CloseTime IS NOT NULL", 1)
    seen = {}
    for text in HOLDING:
        condition, _, group = text.partition(" GROUP BY")
        query = f"{own} AND ({condition.split('--')[0]})" + (f" GROUP BY{group}" if group else "")
        seen[text] = sorted([env.names(found.id) async for found in env.client.list_workflows(query)])
    return seen
