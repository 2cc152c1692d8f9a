"""Walks seeds on the official server and on ours, and compares: `python -m conformance.walk FIRST COUNT`."""

from __future__ import annotations

import asyncio
import difflib
import json
import sys
import tempfile
from pathlib import Path
from typing import Any

from conformance.env import Env
from conformance.servers import start_everloop, start_official
from conformance.walks import Unlucky, walk

PARALLEL = 6
TIMEOUT_SECONDS = 120.0


async def compare(clients: list[Any], seed: int) -> str:
    """Walk a seed on both servers; returns what differs, or nothing."""
    walks = [walk(Env("temporalio", "walk", client, "walk"), seed) for client in clients]
    seen = await asyncio.gather(*walks, return_exceptions=True)
    for side in seen:
        if isinstance(side, Unlucky) and side is seen[0]:
            print(f"seed {seed} is given up: {side}")
            return ""
        if isinstance(side, BaseException):
            raise side
    shown = [json.dumps(side, indent=1, sort_keys=True).splitlines() for side in seen]
    return "\n".join(difflib.unified_diff(*shown, "official", "everloop", n=8, lineterm=""))


async def main(first: int, count: int) -> int:
    """Walk seeds on the official server and on ours; prints what differs, and returns how many do."""
    from temporalio.client import Client

    gate = asyncio.Semaphore(PARALLEL)
    with tempfile.TemporaryDirectory() as place:
        servers = [start(Path(place)) for start in (start_official, start_everloop)]
        try:
            clients = [await Client.connect(server.address) for server in servers]

            async def one(seed: int) -> bool:
                async with gate:
                    try:
                        difference = await asyncio.wait_for(compare(clients, seed), TIMEOUT_SECONDS)
                    except asyncio.TimeoutError:
                        difference = f"it took more than {TIMEOUT_SECONDS:.0f} seconds"
                if difference:
                    print(f"seed {seed}\n{difference}", flush=True)
                return bool(difference)

            differ = sum(await asyncio.gather(*[one(seed) for seed in range(first, first + count)]))
        finally:
            for server in servers:
                server.stop()
    print(f"{count} walks, {differ} differ")
    return differ


if __name__ == "__main__":
    sys.exit(min(asyncio.run(main(int(sys.argv[1]), int(sys.argv[2]))), 1))
