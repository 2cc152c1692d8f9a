"""The process that the demo kills: `process.py DATABASE begin|finish`.

It holds the engine, the worker and the order's client, all in one; nothing else runs. `begin` starts the order and then
waits for an approval that does not come before the kill. `finish` is a new process on the same database: it starts
nothing, finds the order where it was, approves it and waits for the result.
"""

import asyncio
import logging
import sys
from datetime import datetime, timezone
from typing import Any, cast

from everloop.client import Client, WorkflowHandle
from everloop.worker import Worker
from shop import Order, OrderWorkflow, charge, reserve, send_receipt, ship

QUEUE = "orders"
ORDER = "order-42"
BEGUN = datetime.now(timezone.utc).isoformat()


async def begin(client: Client) -> None:
    """Start the order and report when it waits for its approval."""
    handle = await client.start_workflow(
        OrderWorkflow.run, Order("42", "a blue kettle", 39.0), id=ORDER, task_queue=QUEUE
    )
    while await handle.query(OrderWorkflow.status) != "waiting for approval":
        await asyncio.sleep(0.05)
    print("waiting for approval", flush=True)
    await asyncio.Event().wait()


async def finish(client: Client) -> None:
    """Find the order, approve it, wait for its end and show what was recorded."""
    handle = client.get_workflow_handle_for(OrderWorkflow.run, ORDER)
    print(f"      query     status    {await handle.query(OrderWorkflow.status)}", flush=True)
    await handle.signal(OrderWorkflow.approve, "Ada")
    print("      signal    approve   Ada approves; the order rests for a second (a timer), then goes on", flush=True)
    print(f"      result              {await handle.result()}", flush=True)
    await show_history(handle)


async def show_history(handle: WorkflowHandle[OrderWorkflow, str]) -> None:
    """Print the events of the order, one a line, with a mark where the first process was killed."""
    history = await handle.fetch_history()
    events = history.to_json_dict()["events"]
    tasks = [event for event in events if event["eventType"].startswith("EVENT_TYPE_WORKFLOW_TASK")]
    print(f"\n      What the database recorded ({len(tasks)} events about workflow tasks are left out here):\n")
    killed = False
    for event in events:
        if event in tasks:
            continue
        if not killed and event["eventTime"] > BEGUN:
            killed = True
            print("      ---  kill -9 was here; what follows is the work of the new process")
        kind = event["eventType"].removeprefix("EVENT_TYPE_").replace("_", " ").lower()
        print(f"      {event['eventId']:>3}  {event['eventTime'][11:23]}  {kind}  {detail(event)}".rstrip())


def detail(event: dict[str, Any]) -> str:
    """Return the name of the activity or signal that an event is about, if any."""
    for attributes in event.values():
        if isinstance(attributes, dict):
            about = cast("dict[str, Any]", attributes)
            return str(about.get("activityType", {}).get("name") or about.get("signalName", ""))
    return ""


async def main() -> None:
    """Open the database and play one of the two parts."""
    # The failed attempt of `charge` is part of the story and is told there.
    logging.basicConfig(level=logging.CRITICAL)
    database, part = sys.argv[1:]
    client = await Client.connect(f"embedded:{database}")
    async with Worker(
        client, task_queue=QUEUE, workflows=[OrderWorkflow], activities=[reserve, charge, ship, send_receipt]
    ):
        await (begin(client) if part == "begin" else finish(client))


if __name__ == "__main__":
    asyncio.run(main())
