"""A process that shares a database: `python -m tests.share.process ROLE TARGET`.

Roles: `hold` only connects; `work` runs a worker; `fork` connects and forks a child that tells what its parent's client
answers, and stays. Each prints `ready` when it is in place, and stays until it is killed.
"""

from __future__ import annotations

import asyncio
import os
import sys
import time

from everloop.client import Client
from tests.kill.flows import QUEUE
from tests.kill.process import worker


async def fork(client: Client) -> None:
    """Fork; the child prints the error of a call with the parent's client."""
    handle = client.get_workflow_handle("any")
    if os.fork():
        await asyncio.Event().wait()
    try:
        await handle.describe()
    except RuntimeError as error:
        print(f"child {os.getpid()}: {error}", flush=True)
    time.sleep(60)


async def main(role: str, target: str) -> None:
    """Play the role."""
    client = await Client.connect(target)
    print("ready", QUEUE, flush=True)
    if role == "fork":
        await fork(client)
    elif role == "work":
        async with worker(client):
            await asyncio.Event().wait()
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2]))
