"""Counts, in all and by status."""

from typing import Any

from conformance import attributes
from everloop.service import RPCError


async def run(env: Any) -> Any:
    handles = [await env.start("Any", name=f"w{number}") for number in range(4)]
    await handles[0].terminate()
    await handles[1].terminate()
    own = f"TaskQueue = '{env.queue}'"
    await attributes.until_listed(env, f"{own} AND ExecutionStatus = 'Terminated'", 2)
    await attributes.until_listed(env, own, 4)
    seen: dict[str, Any] = {}
    for text in (
        "",
        "GROUP BY ExecutionStatus",
        "GROUP BY WorkflowType",
        "GROUP BY ExecutionStatus, RunId",
        "GROUP BY",
    ):
        try:
            counted = await env.client.count_workflows(f"{own} {text}")
            seen[text] = [counted.count, [[list(group.group_values), group.count] for group in counted.groups]]
        except RPCError as error:
            # The place in the text depends on the length of the queue's name.
            seen[text] = [error.status.name, error.message.split(" at position")[0]]
    return seen
