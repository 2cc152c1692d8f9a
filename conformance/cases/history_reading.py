"""Ways to read a history: by pages, as it grows, its end alone, and back from JSON."""

import asyncio
from typing import Any

from everloop import workflow
from everloop.client import WorkflowHistory, WorkflowHistoryEventFilterType


@workflow.defn(sandboxed=False)
class Flow:
    def __init__(self) -> None:
        self.heard = 0
        self.done = False

    @workflow.run
    async def run(self) -> int:
        await workflow.wait_condition(lambda: self.done)
        return self.heard

    @workflow.signal
    def hear(self, last: bool) -> None:
        self.heard += 1
        self.done = last


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    close = WorkflowHistoryEventFilterType.CLOSE_EVENT
    handle = await env.start(Flow.run)
    await asyncio.gather(*[handle.signal(Flow.hear, False) for _ in range(40)])
    everything = [event.event_id async for event in handle.fetch_history_events()]
    seen["all"] = [len(everything), everything == list(range(1, len(everything) + 1))]
    for size in (7, 1000):
        pages = handle.fetch_history_events(page_size=size)
        await pages.fetch_next_page()
        first = pages.current_page
        seen[f"page of {size}"] = [first and len(first), pages.next_page_token is not None]
        rest = [event.event_id async for event in pages]
        seen[f"all by {size}"] = len(rest)
    none_yet = handle.fetch_history_events(event_filter_type=close)
    seen["not closed"] = [event.event_id async for event in none_yet]

    async def follow() -> list[Any]:
        return [event.event_id async for event in handle.fetch_history_events(wait_new_event=True)]

    async def follow_end() -> list[Any]:
        events = handle.fetch_history_events(wait_new_event=True, event_filter_type=close)
        return [event.event_id async for event in events]

    following = asyncio.gather(follow(), follow_end())
    async with env.worker([Flow]):
        await handle.signal(Flow.hear, True)
        seen["result"] = await handle.result()
    grown, end = await following
    seen["followed"] = [grown == list(range(1, len(grown) + 1)), end == grown[-1:]]
    closed = [event.event_id async for event in handle.fetch_history_events(event_filter_type=close)]
    seen["closed"] = closed == end
    history = await handle.fetch_history()
    again = WorkflowHistory.from_json(handle.id, history.to_json())
    seen["json"] = [again.events == history.events, again.run_id == history.run_id, again.workflow_id == handle.id]
    by_dict = WorkflowHistory.from_json(handle.id, history.to_json_dict())
    seen["dict"] = by_dict.events == history.events
    return seen
