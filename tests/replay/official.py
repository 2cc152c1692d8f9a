"""Replays histories with the official SDK, in a process of its own: `python -m tests.replay.official DIRECTORY`.

Prints one line of JSON: what went wrong, by the name of the history.
"""

from __future__ import annotations

import asyncio
import json
import sys
import tempfile
import warnings
from pathlib import Path

from temporalio.client import WorkflowHistory
from temporalio.worker import Replayer, UnsandboxedWorkflowRunner

from tests.replay.scenarios import load


async def main(directory: Path) -> None:
    """Replay all histories of a directory."""
    warnings.simplefilter("ignore")
    with tempfile.TemporaryDirectory() as place:
        drivers = load("temporalio", Path(place))
    histories = [WorkflowHistory.from_json(path.stem, path.read_text()) for path in sorted(directory.glob("*.json"))]
    drivers.w.FAILED_ONCE.update(history.run_id for history in histories)
    replayer = Replayer(workflows=drivers.WORKFLOWS, workflow_runner=UnsandboxedWorkflowRunner())
    failures: dict[str, str] = {}
    for history in histories:
        result = await replayer.replay_workflow(history, raise_on_replay_failure=False)
        if result.replay_failure is not None:
            failures[history.workflow_id] = repr(result.replay_failure)
    print(json.dumps({"replayed": len(histories), "failures": failures}))


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
