"""Filters that cannot be: each is refused with the same text."""

from typing import Any

from conformance import attributes
from conformance.filters import REFUSED
from everloop.service import RPCError


async def run(env: Any) -> Any:
    await attributes.register(env)
    seen = {}
    for text in REFUSED:
        try:
            await env.client.count_workflows(text)
            seen[text] = "accepted"
        except RPCError as error:
            seen[text] = f"{error.status.name}: {error.message}"
    return seen
