"""What a case is handed: a client of the pairing's package, workers, ids of its own, and ways to observe.

The package is named once, when the environment is made; all else goes through its public modules, so the same code
observes the official SDK and ours.
"""

from __future__ import annotations

import asyncio
import dataclasses
import importlib
import traceback
import uuid
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from conformance import normalise

# What a failure says beyond its message. Event ids and identities are compared through the history.
FAILURE_FIELDS = (
    "type",
    "non_retryable",
    "details",
    "category",
    "next_retry_delay",
    "activity_type",
    "activity_id",
    "retry_state",
    "last_heartbeat_details",
)


class Env:
    """One case's view of one pairing."""

    def __init__(self, package: str, target: str, client: Any, case: str) -> None:
        """Make ids and a task queue that no other case shares."""
        self.package = package
        self.target = target
        self.client = client
        self.case = case
        self.prefix = f"{case}-{uuid.uuid4().hex[:10]}-"
        self.queue = f"{self.prefix}queue"
        self._names = normalise.Names(self.queue, self.prefix)

    def again(self) -> Env:
        """Return another environment of this case: with ids and a queue of its own, and with its own numbering."""
        return Env(self.package, self.target, self.client, self.case)

    def module(self, name: str) -> Any:
        """Import a module of the package under test."""
        return importlib.import_module(f"{self.package}.{name}")

    def id(self, name: str = "flow") -> str:
        """Return a workflow id of this case."""
        return self.prefix + name

    def worker(self, workflows: list[Any], activities: list[Any] | None = None, **options: Any) -> Any:
        """Return a worker on the case's queue that shuts down quickly; use it with `async with`."""
        options.setdefault("task_queue", self.queue)
        options.setdefault("graceful_shutdown_timeout", timedelta(0))
        options.setdefault("max_concurrent_activities", 100)
        return self.module("worker").Worker(self.client, workflows=workflows, activities=activities or [], **options)

    async def start(self, workflow: Any, *args: Any, name: str = "flow", **options: Any) -> Any:
        """Start a workflow on the case's queue."""
        options.setdefault("task_queue", self.queue)
        return await self.client.start_workflow(workflow, args=list(args), id=self.id(name), **options)

    async def outcome(self, awaitable: Awaitable[Any]) -> Any:
        """Return the result, or the chain of exceptions."""
        try:
            return {"result": await awaitable}
        except Exception as error:
            return {"raised": self.chain(error)}

    def chain(self, error: BaseException | None) -> list[dict[str, Any]]:
        """Describe an exception and its causes as a caller sees them."""
        links: list[dict[str, Any]] = []
        while error is not None:
            links.append(self.link(error))
            error = error.__cause__
        return links

    def link(self, error: BaseException) -> dict[str, Any]:
        """Describe one exception."""
        link: dict[str, Any] = {"class": type(error).__name__, "text": self._names.text(str(error))}
        for field in FAILURE_FIELDS:
            if hasattr(error, field):
                link[field] = self.names(plain(getattr(error, field)))
        if type(error).__name__ == "TimeoutError" and hasattr(error, "failure"):
            kind: Any = error
            link["timeout"] = plain(kind.type)
        failure = getattr(error, "failure", None)
        if failure is not None:
            link["stack"] = normalise.stack_functions(failure.stack_trace)
        return link

    async def history(self, handle: Any, view: str = "exact") -> list[dict[str, Any]]:
        """Fetch and normalise the history of a handle's run; `view` is explained in `normalise.history`."""
        fetched = await handle.fetch_history()
        return normalise.history(fetched.to_json_dict(), self._names, view)

    async def describe(self, handle: Any) -> dict[str, Any]:
        """Return the fields of a description that do not depend on timing."""
        seen = await handle.describe()
        return {
            "id": self._names.text(seen.id),
            "status": plain(seen.status),
            "workflow_type": seen.workflow_type,
            "task_queue": self._names.text(seen.task_queue),
            "closed": seen.close_time is not None,
            "parent": seen.parent_id,
            "memo": dict(await seen.memo()),
        }

    async def event_types(self, handle: Any) -> list[str]:
        """Return the types of the events so far."""
        fetched = await handle.fetch_history()
        return [event["eventType"].removeprefix("EVENT_TYPE_") for event in fetched.to_json_dict()["events"]]

    async def until_event(self, handle: Any, event_type: str, count: int = 1) -> None:
        """Wait until the history of a run holds `count` events of a type, such as `ACTIVITY_TASK_SCHEDULED`."""
        wanted = getattr(self.module("api.enums.v1").EventType, f"EVENT_TYPE_{event_type}")
        async for event in handle.fetch_history_events(wait_new_event=True):
            count -= event.event_type == wanted
            if not count:
                return
        raise AssertionError(f"the run ended without {event_type}")

    async def until(self, condition: Callable[[], bool | Awaitable[bool]]) -> None:
        """Poll until a condition holds, less and less often; the case's own timeout bounds it."""
        pause = 0.02
        while True:
            met = condition()
            if met if isinstance(met, bool) else await met:
                return
            await asyncio.sleep(pause)
            pause = min(pause * 1.3, 0.25)

    def names(self, value: Any) -> Any:
        """Clean any JSON-able value as histories are cleaned."""
        return normalise.clean(value, self._names)


def plain(value: Any) -> Any:
    """Turn a field of an exception or description into JSON."""
    if hasattr(value, "name") and hasattr(value, "value"):
        return value.name
    if isinstance(value, timedelta):
        return value.total_seconds()
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return dataclasses.asdict(value)
    return value


def trace(error: BaseException) -> str:
    """Format an exception for the report of a case that failed."""
    return "".join(traceback.format_exception(type(error), error, error.__traceback__))
