"""Children with ids in every state under every reuse policy: what parents are told, and the end of the run before."""

import asyncio
from typing import Any

from conformance.cases._id_policies import FURTHER_STATES, REUSE, STATES, Ids

RAW = True


async def run(env: Any) -> Any:
    async with Ids(env) as ids:

        async def attempt(state: str, reuse: str) -> Any:
            name = f"{state}-{reuse}"
            prior = await ids.bring(name, state)
            told = await ids.child(name, prior, workflowIdReusePolicy=f"WORKFLOW_ID_REUSE_POLICY_{reuse}")
            return told, await ids.ending(name, prior)

        keys = [(state, reuse) for state in STATES + FURTHER_STATES for reuse in REUSE]
        seen = await asyncio.gather(*(attempt(*key) for key in keys))
    return {" ".join(key): value for key, value in zip(keys, seen, strict=True)}
