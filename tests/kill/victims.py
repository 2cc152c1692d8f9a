"""Workers that are there at once: `python -m tests.kill.victims TARGET`.

Everything is imported once, here, and each line of input forks a process that runs a worker until it is killed. So a
test can kill a hundred of them in the time that ten would take to start. Prints the number of each process when it is
connected.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys

from tests.kill.process import connect, worker


async def work(target: str) -> None:
    """Run a worker for ever."""
    client = await connect(target)
    async with worker(client):
        print(os.getpid(), flush=True)
        await asyncio.Event().wait()


def main(target: str) -> None:
    """Fork at each line of input, until its end."""
    # Who dies is forgotten at once.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for _ in sys.stdin:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            asyncio.run(work(target))


if __name__ == "__main__":
    main(sys.argv[1])
