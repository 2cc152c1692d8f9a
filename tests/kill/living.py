"""The client that lives on while who holds its database is killed: `python -m tests.kill.living TARGET LEDGER`.

It starts workflows all the time, and asks something every few milliseconds, to tell for how long nobody answers. Its
input is commands, each answered with a line:

- `outage T`: how long after the moment T (of the monotonic clock) a call that was begun then or later had its answer;
- `leave`: give the database away, if this process has come to hold it, and use it again through who holds it then.

At the end of its input it ends.
"""

from __future__ import annotations

import asyncio
import gc
import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from everloop.client import Client
from everloop.service import RPCError, RPCStatusCode
from tests.kill.process import keep_starting

ASK_SECONDS = 0.004


def holder(target: str) -> int | None:
    """Return the process that has the database open, once it has."""
    lock = Path(f"{target.removeprefix('embedded:')}.lock")
    lines = lock.read_text().splitlines() if lock.exists() else []
    return int(lines[0]) if len(lines) == 4 else None


class Living:
    """A client with what it does."""

    def __init__(self, target: str, ledger: Path) -> None:
        """Do nothing yet."""
        self._target = target
        self._ledger = ledger
        self._tasks: list[asyncio.Task[None]] = []
        # Of calls that were answered, when they were begun and when they ended.
        self._answered: list[tuple[float, float]] = []

    async def join(self) -> None:
        """Connect, and begin."""
        client = await Client.connect(self._target)
        self._tasks = [
            asyncio.create_task(keep_starting(client, self._ledger)),
            asyncio.create_task(self._keep_asking(client)),
        ]

    async def _keep_asking(self, client: Client) -> None:
        handle = client.get_workflow_handle("nobody")
        while True:
            began = time.monotonic()
            try:
                await handle.describe()
            except RPCError as error:
                if error.status == RPCStatusCode.NOT_FOUND:
                    self._answered.append((began, time.monotonic()))
            await asyncio.sleep(ASK_SECONDS)

    async def part(self) -> None:
        """End, and let go of the database."""
        for task in self._tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        self._tasks = []

    async def leave(self) -> None:
        """Go on as a peer of another process."""
        await self.part()
        while holder(self._target) in (None, os.getpid()):
            # The database is free when the client is, which calls that were just given up may still hold.
            gc.collect()
            await asyncio.sleep(0.005)
        await self.join()

    async def outage(self, since: float) -> float:
        """Wait for the answer to a call that was begun at that moment or later."""
        while True:
            for began, ended in self._answered:
                if began >= since:
                    del self._answered[:-1]
                    return ended - since
            await asyncio.sleep(ASK_SECONDS)


async def main(target: str, ledger: Path) -> None:
    """Obey commands."""
    living = Living(target, ledger)
    await living.join()
    print("ready", flush=True)
    while line := await asyncio.to_thread(sys.stdin.readline):
        command, *arguments = line.split()
        if command == "outage":
            print(await living.outage(float(arguments[0])), flush=True)
        else:
            await living.leave()
            print("left", flush=True)
    await living.part()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
