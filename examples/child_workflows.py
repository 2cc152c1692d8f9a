"""A workflow that has others do the parts: `python examples/child_workflows.py [ADDRESS]`.

Children have ids, histories and retries of their own; their results and errors come back to the parent, and
what becomes of them when the parent ends is the parent's choice.
"""

import asyncio
import logging
import sys

from everloop import workflow
from everloop.client import Client
from everloop.exceptions import ApplicationError, ChildWorkflowError
from everloop.worker import Worker
from everloop.workflow import ParentClosePolicy


@workflow.defn
class Parcel:
    @workflow.run
    async def run(self, city: str) -> str:
        if city == "Atlantis":
            raise ApplicationError("there is no road to Atlantis")
        await asyncio.sleep(0.1)
        return f"delivered in {city}"


@workflow.defn
class Newsletter:
    """Outlives the one who started it."""

    @workflow.run
    async def run(self) -> str:
        await asyncio.sleep(0.3)
        return "sent"


@workflow.defn
class Shipment:
    @workflow.run
    async def run(self, cities: list[str]) -> list[str]:
        await workflow.start_child_workflow(
            Newsletter.run, id="newsletter", parent_close_policy=ParentClosePolicy.ABANDON
        )
        return await asyncio.gather(*[self.send(city) for city in cities])

    async def send(self, city: str) -> str:
        try:
            return await workflow.execute_child_workflow(Parcel.run, city, id=f"parcel-{city}")
        except ChildWorkflowError as error:
            return f"came back: {error.cause}"


async def main() -> None:
    logging.disable()  # the failing parcel is part of the story
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    async with Worker(client, task_queue="parcels", workflows=[Shipment, Parcel, Newsletter]):
        cities = ["Oslo", "Atlantis", "Lima"]
        for outcome in await client.execute_workflow(Shipment.run, cities, id="shipment", task_queue="parcels"):
            print(outcome)
        print("newsletter:", await client.get_workflow_handle_for(Newsletter.run, "newsletter").result())


if __name__ == "__main__":
    asyncio.run(main())
