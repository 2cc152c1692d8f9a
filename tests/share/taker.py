"""A process that takes one workflow task and never answers: `python -m tests.share.taker TARGET`.

It prints `ready` when it polls and `taken` when it has the task, and stays until it is killed.
"""

from __future__ import annotations

import asyncio
import sys
import uuid

from everloop.api.taskqueue.v1 import TaskQueue
from everloop.api.workflowservice.v1 import PollWorkflowTaskQueueRequest
from everloop.client import Client
from tests.kill.flows import QUEUE


async def main(target: str) -> None:
    """Take a task."""
    client = await Client.connect(target)
    request = PollWorkflowTaskQueueRequest(
        namespace="default",
        task_queue=TaskQueue(name=QUEUE),
        identity="taker",
        worker_instance_key=uuid.uuid4().hex,
    )
    print("ready", flush=True)
    while not (await client.workflow_service.poll_workflow_task_queue(request)).task_token:
        pass
    # What the engine has decided before this is on disk when it is answered, the handing over above all.
    await client.start_workflow("Unknown", id="beside", task_queue="nobody's")
    print("taken", flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
