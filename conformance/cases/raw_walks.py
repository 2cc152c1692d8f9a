"""A few random walks over the wire (`conformance/walks.py`): resets, children, activities, updates in every state."""

import asyncio
from typing import Any

from conformance.walks import walk

RAW = True
TIMEOUT = 100
SEEDS = (7, 12, 14, 16, 18, 21, 23, 24)


async def run(env: Any) -> Any:
    walks = await asyncio.gather(*[walk(env, seed) for seed in SEEDS])
    return {f"seed {seed}": seen for seed, seen in zip(SEEDS, walks, strict=True)}
