"""The worker that the commands meet: `python -m tests.cli.worker ADDRESS`. It prints a line when it is ready."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta

from temporalio import activity, workflow
from temporalio.client import Client
from temporalio.exceptions import ApplicationError
from temporalio.worker import UnsandboxedWorkflowRunner, Worker


@activity.defn(name="Wait")
async def wait() -> str:
    """Leave the activity open, to be completed from outside."""
    activity.raise_complete_async()


@activity.defn(name="Fail")
async def fail() -> str:
    """Fail always; the next attempt is later than a slow machine's next command."""
    raise ApplicationError("not today", type="Refused", next_retry_delay=timedelta(seconds=8))


@workflow.defn(name="Held")
class Held:
    """Waits for a signal; answers queries and updates."""

    def __init__(self) -> None:
        """Begin with nothing heard."""
        self.value = "nothing"
        self.is_done = False

    @workflow.run
    async def run(self, first: str = "") -> str:
        """Return the first argument when told to."""
        await workflow.wait_condition(lambda: self.is_done)
        return f"done {first}"

    @workflow.signal
    def finish(self) -> None:
        """End."""
        self.is_done = True

    @workflow.signal
    def hear(self, value: str) -> None:
        """Remember a value."""
        self.value = value

    @workflow.query
    def heard(self) -> str:
        """Return the last value."""
        return self.value

    @workflow.update
    def change(self, value: str) -> str:
        """Replace the value and return the old one."""
        if value == "bad":
            raise ApplicationError("refused", type="Refused")
        old, self.value = self.value, value
        return old


@workflow.defn(name="Outside")
class Outside:
    """Has one activity that somebody completes."""

    @workflow.run
    async def run(self, name: str = "Wait") -> str:
        """Return what the activity returns."""
        result: str = await workflow.execute_activity(
            name, activity_id="work", start_to_close_timeout=timedelta(seconds=100)
        )
        return result


@workflow.defn(name="Answer")
class Answer:
    """Ends at once."""

    @workflow.run
    async def run(self) -> dict[str, int]:
        """Return the answer."""
        return {"answer": 42}


@workflow.defn(name="Parent")
class Parent:
    """Has two children, one after the other."""

    @workflow.run
    async def run(self) -> list[dict[str, int]]:
        """Return what the children return."""
        own = workflow.info().workflow_id
        return [
            await workflow.execute_child_workflow("Answer", id=f"{own}-child-{number}", result_type=dict)
            for number in (1, 2)
        ]


async def main(address: str) -> None:
    """Work until killed."""
    client = await Client.connect(address)
    worker = Worker(
        client,
        task_queue="worked",
        workflows=[Answer, Held, Outside, Parent],
        activities=[wait, fail],
        workflow_runner=UnsandboxedWorkflowRunner(),
        identity="cli-worker",
    )
    async with worker:
        print("ready", flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
