"""Makes histories comparable: what must differ between two runs is removed or numbered, all else stays.

A history is the proto JSON of `temporal.api.history.v1.History`. Ids become `run-1`, `run-2` in order of appearance;
times, identities, sizes and task ids go; payloads are decoded so that a difference reads well.
"""

from __future__ import annotations

import base64
import json
import re
from typing import Any

# Differ between any two runs, or name the SDK, the server build or the process.
REMOVED = {
    "eventTime",
    "taskId",
    "version",
    "identity",
    "requestId",
    "historySizeBytes",
    "sdkMetadata",
    "meteringMetadata",
    "workerVersion",
    "binaryChecksum",
    "links",
    "workerDeploymentName",
    "deploymentVersion",
    "workflowExecutionExpirationTime",
    "prevAutoResetPoints",
    "targetTime",
    "wallClockTime",
    "initialSkippedDuration",
}
UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
# A run that continues as new within its first second delays its successor by the rest of that second, if there is one.
FRACTION = re.compile(r"0?\.\d+s")
BACKOFFS = {"firstWorkflowTaskBackoff", "backoffStartInterval"}
# Tasks time out where the machine is slow. Cases about that compare exactly.
WORKFLOW_TASKS = {
    "EVENT_TYPE_WORKFLOW_TASK_SCHEDULED",
    "EVENT_TYPE_WORKFLOW_TASK_STARTED",
    "EVENT_TYPE_WORKFLOW_TASK_COMPLETED",
    "EVENT_TYPE_WORKFLOW_TASK_TIMED_OUT",
}


class Names:
    """Numbers what is random, consistently over all histories of one case."""

    def __init__(self, queue: str, prefix: str) -> None:
        """Remember the case's task queue and the prefix of its workflow ids."""
        self._queue = queue
        self._prefix = prefix
        self._runs: dict[str, str] = {}

    def text(self, value: str) -> str:
        """Replace the queue, the id prefix and run ids inside a string."""
        value = value.replace(self._queue, "<queue>").replace(self._prefix, "")
        return UUID.sub(lambda match: self._runs.setdefault(match[0], f"run-{len(self._runs) + 1}"), value)


def stack_functions(trace: str) -> list[str]:
    """Reduce a stack trace to the functions of the case file in it, outermost first."""
    return re.findall(r'File "[^"]*[/\\]cases_[^"]*", line \d+, in (\S+)', trace)


def payload(value: dict[str, Any]) -> Any:
    """Decode one payload to its encoding and its text."""
    metadata = {key: base64.b64decode(data).decode() for key, data in value["metadata"].items()}
    data = base64.b64decode(value.get("data", ""))
    shown: Any = data.decode(errors="replace")
    if metadata.get("encoding") == "json/plain":
        shown = json.loads(data)
    if len(data) > 1000:
        shown = f"<{len(data)} bytes>"
    return {**metadata, "data": shown}


def clean(value: Any, names: Names, key: str = "") -> Any:
    """Return a copy of one JSON value without what must differ."""
    if isinstance(value, dict):
        metadata = value.get("metadata")
        if isinstance(metadata, dict) and "encoding" in metadata and set(value) <= {"metadata", "data"}:
            return clean(payload(value), names)
        if key == "taskQueue" and value.get("kind") == "TASK_QUEUE_KIND_STICKY":
            # The name holds ids of the worker's process, which must not use up numbers.
            return {**{k: clean(v, names) for k, v in value.items() if k != "name"}, "name": "<sticky>"}
        cleaned = {
            k: clean(v, names, k)
            for k, v in value.items()
            if k not in REMOVED and not (k in BACKOFFS and FRACTION.fullmatch(v))
        }
        # A trace that holds nothing but frames of the SDK says as much as none.
        return {k: v for k, v in cleaned.items() if k != "stackTrace" or v}
    if isinstance(value, list):
        return [clean(item, names) for item in value]
    if isinstance(value, str):
        if key == "stackTrace":
            return stack_functions(value)
        return names.text(value)
    return value


def event(raw: dict[str, Any], names: Names) -> dict[str, Any]:
    """Flatten one event: its id, its type and its attributes."""
    attributes: dict[str, Any] = next((v for k, v in raw.items() if k.endswith("EventAttributes")), {})
    rest = {k: v for k, v in raw.items() if not k.endswith("EventAttributes") and k not in ("eventId", "eventType")}
    cleaned: dict[str, Any] = clean({**rest, **attributes}, names)
    return {"id": int(raw["eventId"]), "type": raw["eventType"], **cleaned}


def without_ids(value: Any) -> Any:
    """Drop ids of events and references to events, at any depth."""
    if isinstance(value, dict):
        return {k: without_ids(v) for k, v in value.items() if k != "id" and not k.endswith("EventId")}
    if isinstance(value, list):
        return [without_ids(item) for item in value]
    return value


def history(raw: dict[str, Any], names: Names, view: str) -> list[dict[str, Any]]:
    """Return a history as one of three views.

    Args:
        raw: Proto JSON of the history.
        names: The numbering of the case.
        view: `exact` compares every event with its ids. `flow` leaves out workflow tasks and ids, where events
            may share a task or not. `sorted` also puts the events in a canonical order, for concurrent work.
    """
    events = [event(item, names) for item in raw["events"]]
    if view == "exact":
        return events
    flow = [without_ids(item) for item in events if item["type"] not in WORKFLOW_TASKS]
    if view == "flow":
        return flow
    return sorted(flow, key=lambda item: json.dumps(item, sort_keys=True))
