"""Histories of either SDK replay in the other, for every kind of command and what can come of it."""

from __future__ import annotations

import asyncio
import json
import re
import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from conformance.servers import ROOT
from everloop.api.enums.v1 import IndexedValueType
from everloop.api.operatorservice.v1 import AddSearchAttributesRequest
from everloop.client import Client, WorkflowHandle, WorkflowHistory
from everloop.common import SearchAttributePair, TypedSearchAttributes
from everloop.worker import Replayer, UnsandboxedWorkflowRunner, Worker
from tests.programs import printed_by
from tests.replay.scenarios import HISTORIES, load, names

QUEUE = "replay"
PAGE = ROOT / "docs" / "CONFORMANCE.md"
# A row: a command, what came of it, the event that says so, and the histories that hold it.
ROW = re.compile(
    r"^\| (?P<command>[^|]+) \| (?P<outcome>[^|]+) \| `(?P<event>[A-Z_]+)` \| (?P<histories>[^|]+) \|$", re.M
)


@pytest.fixture(scope="module")
def drivers(tmp_path_factory: pytest.TempPathFactory) -> ModuleType:
    return load("everloop", tmp_path_factory.mktemp("scenarios"))


def captured(name: str) -> dict[str, Any]:
    history: dict[str, Any] = json.loads((HISTORIES / f"{name}.json").read_text())
    return history


@pytest.mark.parametrize("name", names())
async def test_histories_of_the_official_sdk_replay(drivers: ModuleType, name: str) -> None:
    history = WorkflowHistory.from_json(name, captured(name))
    drivers.w.FAILED_ONCE.add(history.run_id)
    replayer = Replayer(workflows=drivers.WORKFLOWS, workflow_runner=UnsandboxedWorkflowRunner())
    await replayer.replay_workflow(history)


def test_every_command_and_outcome_has_its_history() -> None:
    rows = list(ROW.finditer(PAGE.read_text()))
    shown = {row["event"] for row in rows}
    kinds = {event["eventType"].removeprefix("EVENT_TYPE_") for name in names() for event in captured(name)["events"]}
    tasks_and_ends = {kind for kind in kinds if kind.startswith(("WORKFLOW_TASK_", "WORKFLOW_EXECUTION_"))}
    assert kinds - tasks_and_ends <= shown, "each kind of event has a row"
    for row in rows:
        for name in re.findall(r"`(\w+)`", row["histories"]):
            events = [event["eventType"] for event in captured(name)["events"]]
            assert f"EVENT_TYPE_{row['event']}" in events, f"{name} does not show {row['event']}"


async def test_our_histories_replay_in_the_official_sdk(drivers: ModuleType, tmp_path: Path) -> None:
    client = await Client.connect("embedded::memory:")
    drivers.CLIENT[:] = [client]
    drivers.w.SIGNAL_NOW = signaller(client)
    attributes = {
        "CaptureKeyword": IndexedValueType.INDEXED_VALUE_TYPE_KEYWORD,
        "CaptureNumber": IndexedValueType.INDEXED_VALUE_TYPE_INT,
    }
    await client.operator_service.add_search_attributes(
        AddSearchAttributesRequest(namespace=client.namespace, search_attributes=attributes)
    )
    worker = Worker(
        client,
        task_queue=QUEUE,
        workflows=drivers.WORKFLOWS,
        activities=drivers.ACTIVITIES,
        workflow_runner=UnsandboxedWorkflowRunner(),
    )
    async with worker:
        await client.start_workflow(drivers.w.Signals.run, 5, id="externals-target", task_queue=QUEUE)
        histories = await asyncio.gather(*[history_of(client, drivers, name) for name in drivers.SCENARIOS])
    for history in histories:
        (tmp_path / f"{history.workflow_id}.json").write_text(history.to_json())
    kinds = {event.event_type for history in histories for event in history.events}
    official = {
        event.event_type for name in names() for event in WorkflowHistory.from_json(name, captured(name)).events
    }
    assert official <= kinds, "what the official histories show is in ours"
    output = await asyncio.to_thread(printed_by, ["-m", "tests.replay.official", str(tmp_path)], is_official=True)
    assert json.loads(output) == {"replayed": len(drivers.SCENARIOS), "failures": {}}


def signaller(client: Client) -> Callable[[str], object]:
    """Return what signals a workflow from within its own code, and waits until that is done."""
    loop = asyncio.get_running_loop()

    def signal(workflow_id: str) -> object:
        assert threading.current_thread() is not threading.main_thread()
        sent = client.get_workflow_handle(workflow_id).signal("poke")
        return asyncio.run_coroutine_threadsafe(sent, loop).result(30)

    return signal


async def history_of(client: Client, drivers: ModuleType, name: str) -> WorkflowHistory:
    """Play a scenario and return the history that it makes."""
    run, arguments, drive = drivers.SCENARIOS[name]
    carries = name == "carrying"
    given = [SearchAttributePair(drivers.w.KEYWORD, "given"), SearchAttributePair(drivers.w.NUMBER, 1)]
    handle: WorkflowHandle[Any, Any] = await client.start_workflow(
        run,
        args=arguments,
        id=name,
        task_queue="queried" if name == "queried" else QUEUE,
        # A local activity outlives it.
        task_timeout=timedelta(seconds=2) if name == "locals_long" else None,
        memo={"given": "at the start"} if carries else None,
        search_attributes=TypedSearchAttributes(given if carries else []),
    )
    await drive(handle)
    try:
        await handle.result(follow_runs=False)
    except Exception as error:
        assert name in ("cancelled", "terminated", "failing", "continuing", "carrying"), repr(error)
    if name in drivers.RESETS:
        handle = await drivers.reset(client, handle, drivers.RESETS[name])
    run_id = handle.run_id or handle.first_execution_run_id
    return await client.get_workflow_handle(name, run_id=run_id).fetch_history()
