"""The matrix of `docs/ASYNCIO.md`: each program leaves the same trace on CPython's event loop and in a workflow."""

from __future__ import annotations

import asyncio
import selectors
from pathlib import Path
from typing import Any

import pytest

from everloop import workflow

from .asyncio_programs import PROGRAMS, shape
from .workflow_probe import Run

DOCUMENT = Path(__file__).parents[2] / "docs" / "ASYNCIO.md"


async def traced(name: str) -> list[Any]:
    """The trace of a program: what it logs, and when, and how it ends."""
    loop = asyncio.get_running_loop()
    begin, trace = loop.time(), list[Any]()

    def log(*what: Any) -> None:
        trace.append([round(loop.time() - begin, 3), *what])

    try:
        log("returned", await PROGRAMS[name](log))
    except BaseException as error:
        log("raised", shape(error))
    return trace


class _Instant(selectors.SelectSelector):
    """A selector that waits for nothing: the loop's clock is moved by as much as it would have waited."""

    def __init__(self) -> None:
        super().__init__()
        self.slept = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        self.slept += timeout or 0.0
        return []


class _Virtual(asyncio.SelectorEventLoop):
    def __init__(self) -> None:
        self._instant = _Instant()
        super().__init__(self._instant)

    def time(self) -> float:
        return self._instant.slept


def on_cpython(name: str) -> list[Any]:
    loop = _Virtual()
    try:
        return loop.run_until_complete(traced(name))
    finally:
        loop.close()


@workflow.defn
class Tracing:
    @workflow.run
    async def run(self, name: str) -> list[Any]:
        return await traced(name)


def steady(trace: list[Any]) -> list[Any]:
    """Put cancellations of one moment in order: sets of tasks have none on CPython, where tasks hash by address."""
    kept: list[Any] = []
    for entry in trace:
        place = len(kept)
        while (
            place
            and entry[1] == "cancelled"
            and kept[place - 1][:2] == entry[:2]
            and repr(kept[place - 1]) > repr(entry)
        ):
            place -= 1
        kept.insert(place, entry)
    return kept


def in_workflow(name: str) -> list[Any]:
    run = Run(Tracing, name)
    commands = run.begin()
    due: dict[int, float] = {}
    while True:
        for command in commands:
            if command[0] == "timer":
                due[command[1]] = run.seconds + command[2]
            elif command[0] == "cancel_timer":
                due.pop(command[1], None)
            elif command[0] == "complete":
                result: list[Any] = command[1]
                return result
            else:
                raise AssertionError(command)
        run.seconds = min(due.values())
        fired = [seq for seq, at in sorted(due.items()) if at <= run.seconds + 1e-6]
        for seq in fired:
            del due[seq]
        commands = run.activate(*(("timer", seq) for seq in fired))


def plain(value: Any) -> Any:
    """As it looks after a passage through JSON."""
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return {str(key): plain(item) for key, item in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize("name", PROGRAMS)
def test_the_trace_is_the_same(name: str) -> None:
    assert steady(in_workflow(name)) == steady(plain(on_cpython(name)))


def test_the_document_lists_every_program() -> None:
    listed = {
        line.split("|")[1].strip().strip("`") for line in DOCUMENT.read_text().splitlines() if line.startswith("| `")
    }
    assert {name for name in PROGRAMS if not name.startswith("eager")} <= listed
