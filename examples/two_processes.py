"""Two processes on one file, a web server and a worker, say: `python examples/two_processes.py [ADDRESS]`.

Both connect to `embedded:FILE`. The first to open it runs the engine; the other works through it without being
told, and goes on alone when the first one ends. With the address of a server in place of the file, nothing else
changes.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

from everloop import activity, workflow
from everloop.client import Client
from everloop.worker import Worker


@activity.defn
async def tell_process() -> int:
    return os.getpid()


@workflow.defn
class Task:
    @workflow.run
    async def run(self) -> int:
        return await workflow.execute_activity(tell_process, start_to_close_timeout=timedelta(seconds=10))


async def work(target: str) -> None:
    """Be the worker, until the process is ended."""
    client = await Client.connect(target)
    async with Worker(client, task_queue="shared", workflows=[Task], activities=[tell_process]):
        await asyncio.Event().wait()


async def serve(target: str) -> None:
    """Be the web server: it starts workflows and waits for them, and runs none."""
    client = await Client.connect(target)
    worker = subprocess.Popen([sys.executable, __file__, target, "work"])
    try:
        done_by = await client.execute_workflow(Task.run, id="task", task_queue="shared")
    finally:
        worker.terminate()
        worker.wait()
    print(f"started here, done in {'the other process' if done_by == worker.pid else 'this process'}")


async def main() -> None:
    with tempfile.TemporaryDirectory() as directory:
        target = sys.argv[1] if sys.argv[1:] else f"embedded:{Path(directory) / 'app.db'}"
        await (work(target) if sys.argv[2:] == ["work"] else serve(target))


if __name__ == "__main__":
    asyncio.run(main())
