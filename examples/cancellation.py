"""Cancelling what runs, and cleaning up: `python examples/cancellation.py [ADDRESS]`.

A cancelled workflow sees what any cancelled asyncio task sees, a `CancelledError` where it waits. It is passed
on to the activity, which learns of it when it heartbeats; after that the workflow may still run activities to
tidy up.
"""

import asyncio
import sys
from datetime import timedelta

from everloop import activity, workflow
from everloop.client import Client, WorkflowFailureError
from everloop.worker import Worker
from everloop.workflow import ActivityCancellationType


@activity.defn
async def render(film: str) -> None:
    try:
        for frame in range(1_000_000):
            activity.heartbeat(frame)
            await asyncio.sleep(0.01)
    except asyncio.CancelledError:
        print(f"activity: stops rendering {film}")
        raise


@activity.defn
async def remove_frames(film: str) -> None:
    print(f"activity: removes the frames of {film}")


@workflow.defn
class Rendering:
    @workflow.run
    async def run(self, film: str) -> None:
        try:
            await workflow.execute_activity(
                render,
                film,
                start_to_close_timeout=timedelta(hours=5),
                heartbeat_timeout=timedelta(milliseconds=500),
                # Do not go on before the activity has really stopped.
                cancellation_type=ActivityCancellationType.WAIT_CANCELLATION_COMPLETED,
            )
        finally:
            # Without a shield, this would be stopped by a second cancellation.
            await asyncio.shield(
                workflow.execute_activity(remove_frames, film, start_to_close_timeout=timedelta(minutes=1))
            )


async def main() -> None:
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    async with Worker(client, task_queue="films", workflows=[Rendering], activities=[render, remove_frames]):
        handle = await client.start_workflow(Rendering.run, "Metropolis", id="film", task_queue="films")
        while not (await handle.describe()).raw_description.pending_activities:
            await asyncio.sleep(0.02)
        await handle.cancel()
        try:
            await handle.result()
        except WorkflowFailureError as error:
            print(f"client: {type(error.cause).__name__}, {error.cause}")
        status = (await handle.describe()).status
        print(f"status: {status.name if status else 'unknown'}")


if __name__ == "__main__":
    asyncio.run(main())
