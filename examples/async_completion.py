"""An activity that somebody else completes: `python examples/async_completion.py [ADDRESS]`.

The activity hands a token to the outside (a mail with a link, a job of another system) and leaves without a
result. Whoever has the token completes it, from any process, at any time before its timeout.
"""

import asyncio
import sys
from datetime import timedelta

from everloop import activity, workflow
from everloop.client import Client
from everloop.worker import Worker


class Mails:
    """Stands for the mail box of the person who is asked."""

    def __init__(self) -> None:
        self.tokens: asyncio.Queue[bytes] = asyncio.Queue()

    @activity.defn
    async def ask(self, question: str) -> str:
        await self.tokens.put(activity.info().task_token)
        print(f"mail sent: {question}")
        activity.raise_complete_async()


@workflow.defn
class Vacation:
    @workflow.run
    async def run(self, name: str) -> str:
        answer: str = await workflow.execute_activity_method(
            Mails.ask, f"may {name} take a week off?", start_to_close_timeout=timedelta(days=14)
        )
        return f"{name}: {answer}"


async def main() -> None:
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    mails = Mails()
    async with Worker(client, task_queue="vacation", workflows=[Vacation], activities=[mails.ask]):
        handle = await client.start_workflow(Vacation.run, "Ada", id="vacation", task_queue="vacation")
        token = await mails.tokens.get()
        await client.get_async_activity_handle(task_token=token).complete("yes, enjoy it")
        print(await handle.result())


if __name__ == "__main__":
    asyncio.run(main())
