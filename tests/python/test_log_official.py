"""The same program on everloop and on the official SDK, against the same server: the log says the same.

Loggers, levels, texts and extras of records are equal, debugging ones included; what they say of tokens, ids and the
reasons to forget a run differs in words.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from conformance.servers import start_official
from tests.programs import printed_by

PROBE = Path(__file__).with_name("log_probe.py")
CHANGING = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|log-\d+")
# What follows is put in other words, or is a message of the official core.
WORDED = re.compile(r"(Completing activity with completion|Cancelling activity|Running activity).*", re.DOTALL)
# Comes some time after the step that it belongs to.
LATE = "Evicting workflow with run ID"
# The official worker's own troubles with a thread that was blocked.
OWN_TROUBLE = ("Waiting for deadlocked task", "Failed running eviction job")

Record = list[Any]


def logged(package: str, address: str) -> dict[str, list[Record]]:
    """What the program logs, by step."""
    output = printed_by([str(PROBE), package, address], is_official=package == "temporalio", timeout=240)
    # The official core writes to standard output too, in whole lines.
    text = CHANGING.sub("<id>", output.splitlines()[-1]).replace("temporalio.", "everloop.")
    steps: dict[str, list[Record]] = json.loads(text)
    return steps


def comparable(step: str, records: list[Record]) -> list[str]:
    """Records without what differs, each kind once where timing decides how often, in order of their texts."""
    shown: set[str] = set()
    for name, level, text, extras, raised, said in records:
        if text.startswith((LATE, *OWN_TROUBLE)) or (step == "Blocks" and level == "DEBUG"):
            continue
        if step == "end" and name != "everloop.worker._worker":
            # A last attempt of what came before.
            continue
        class_name = "DeadlockError" if raised == "_DeadlockError" else raised
        message = said if class_name != "DeadlockError" else "[TMPRL1101] Potential deadlock detected"
        shown.add(json.dumps([name, level, WORDED.sub(r"\1", text), extras, class_name, message], sort_keys=True))
    return sorted(shown)


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, list[Record]], dict[str, list[Record]]]:
    server = start_official(tmp_path_factory.mktemp("log"))
    try:
        return logged("temporalio", server.address), logged("everloop", server.address)
    finally:
        server.stop()


@pytest.mark.parametrize("step", ["TaskFails", "Fails", "Acts", "Cancels", "Blocks", "Handles", "Unknown", "end"])
def test_the_log_says_the_same(both: tuple[dict[str, list[Record]], dict[str, list[Record]]], step: str) -> None:
    official, ours = both
    assert comparable(step, ours[step]) == comparable(step, official[step])


def test_a_failed_task_tells_all_of_its_run(both: tuple[dict[str, list[Record]], dict[str, list[Record]]]) -> None:
    [extras] = [extras for _, _, text, extras, _, _ in both[1]["TaskFails"] if text.startswith("Failed activation")]
    assert set(extras) == {"__temporal_error_identifier", "temporal_workflow"}
    assert set(extras["temporal_workflow"]) == {
        "attempt",
        "namespace",
        "run_id",
        "task_queue",
        "workflow_id",
        "workflow_type",
    }


def test_each_run_that_is_forgotten_is_told(both: tuple[dict[str, list[Record]], dict[str, list[Record]]]) -> None:
    for steps in both:
        told = [record for records in steps.values() for record in records if record[2].startswith(LATE)]
        assert len(told) >= len(["TaskFails", "Fails", "Acts", "Cancels", "Blocks", "Handles"])
        assert {(name, level) for name, level, *_ in told} == {("everloop.worker._workflow", "DEBUG")}
