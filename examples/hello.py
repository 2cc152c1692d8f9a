"""The smallest durable program, a workflow that calls an activity: `python examples/hello.py [ADDRESS]`."""

import asyncio
import sys
from datetime import timedelta

from everloop import activity, workflow
from everloop.client import Client
from everloop.worker import Worker


@activity.defn
async def compose(name: str) -> str:
    return f"Hello, {name}!"


@workflow.defn
class Hello:
    @workflow.run
    async def run(self, name: str) -> str:
        return await workflow.execute_activity(compose, name, start_to_close_timeout=timedelta(seconds=10))


async def main() -> None:
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    async with Worker(client, task_queue="hello", workflows=[Hello], activities=[compose]):
        print(await client.execute_workflow(Hello.run, "World", id="hello", task_queue="hello"))


if __name__ == "__main__":
    asyncio.run(main())
