"""Every RPC with nothing, elsewhere, about what is not there, and with each field missing or wrong, by raw requests."""

import asyncio
from typing import Any

from conformance.raw import Raw
from conformance.requests import MEET, RUN, WAITS, WHOLE, fill, variants

RAW = True
# Shown in another way, or with the other requests of this case among what they tell.
BRIEF = ("Count", "Describe", "Get", "List", "Scan")
# Said in other words on purpose: the official texts tell of an SQL parser.
OTHER_WORDS = {("CountWorkers", "query cannot be read"), ("ListWorkers", "query cannot be read")}
# At a time: so many that they do not take long, so few that none has to wait for its turn.
PARALLEL = 16


async def run(env: Any) -> Any:
    raw = Raw(env)
    gate = asyncio.Semaphore(PARALLEL)
    # The one run that texts name has the first number, whichever answer comes first.
    env.names(RUN)
    # What is accepted stays there, and nobody else's lists show it.
    namespace = env.id("space")
    await raw.call("RegisterNamespace", namespace=namespace, workflowExecutionRetentionPeriod="86400s")
    unseen = Raw(env.again())

    async def is_known() -> bool:
        # Not all parts of the official server have heard of a new namespace at once.
        error = await unseen.error("DescribeWorker", namespace=namespace, workerInstanceKey="nobody")
        return bool(error["text"].startswith("Worker"))

    await env.until(is_known)
    seen: dict[str, Any] = {}

    async def ask(rpc: str, name: str, request: Any) -> None:
        async with gate:
            outcome = await raw.error(rpc, **fill(request, env.id(f"{rpc} {name}"), namespace))
        if (rpc, name) in OTHER_WORDS:
            outcome["text"] = outcome["text"] != ""
        elif "response" in outcome:
            outcome = "accepted" if rpc.startswith(BRIEF) else sorted(outcome["response"])
        seen[f"{rpc}: {name}"] = outcome

    asked = [
        ask(rpc, name, request)
        for rpc in WHOLE
        for name, request in variants(rpc, raw.has_namespace(rpc))
        if (rpc, name) not in WAITS | MEET
    ]
    await asyncio.gather(*asked)
    return seen
