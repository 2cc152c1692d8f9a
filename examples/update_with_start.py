"""A workflow that is there when its first message comes: `python examples/update_with_start.py [ADDRESS]`.

One call sends an update to the workflow of an id and starts it first if there is none, with no gap in between.
It answers as soon as the update is done, while the workflow goes on.
"""

import asyncio
import sys

from everloop import workflow
from everloop.client import Client, WithStartWorkflowOperation, WorkflowHandle
from everloop.common import WorkflowIDConflictPolicy
from everloop.worker import Worker


@workflow.defn
class Counter:
    def __init__(self) -> None:
        self.count = 0

    @workflow.run
    async def run(self, limit: int) -> str:
        await workflow.wait_condition(lambda: self.count >= limit)
        return f"{self.count} visitors, the museum is full"

    @workflow.update
    def enter(self) -> int:
        self.count += 1
        return self.count


async def enter(client: Client) -> WorkflowHandle[Counter, str]:
    start = WithStartWorkflowOperation(
        Counter.run,
        3,
        id="museum",
        id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING,
        task_queue="museum",
    )
    number = await client.execute_update_with_start_workflow(Counter.enter, start_workflow_operation=start)
    handle = await start.workflow_handle()
    print(f"visitor {number} of workflow {handle.id}")
    return handle


async def main() -> None:
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    async with Worker(client, task_queue="museum", workflows=[Counter]):
        await enter(client)
        await enter(client)
        handle = await enter(client)
        print(await handle.result())


if __name__ == "__main__":
    asyncio.run(main())
