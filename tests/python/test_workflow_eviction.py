"""Forgetting a run: nothing happens, nothing is said, nothing is left."""

from __future__ import annotations

import asyncio
import gc
import logging
import tracemalloc
import weakref
from datetime import timedelta
from typing import Any

import pytest

from everloop import converter, workflow
from everloop._bridge.workflow import WorkflowProbe
from everloop.workflow._definition import Definition
from everloop.workflow._runtime_options import RuntimeOptions

from .workflow_probe import Run, names

TIMEOUT = timedelta(seconds=5)
log: list[Any] = []
alive: list[weakref.ref[Any]] = []


class Big:
    pass


@workflow.defn
class Evicted:
    def __init__(self) -> None:
        self.big = Big()
        alive.append(weakref.ref(self.big))

    @workflow.run
    async def run(self) -> None:
        task = asyncio.create_task(self.stubborn())
        try:
            await asyncio.gather(task, workflow.execute_activity("a", start_to_close_timeout=TIMEOUT))
        except Exception:
            log.append("caught")
        finally:
            log.append("finally")
            workflow.start_activity("cleanup", start_to_close_timeout=TIMEOUT)

    async def stubborn(self) -> None:
        while True:
            try:
                await asyncio.sleep(100)
            except BaseException as error:
                log.append(type(error).__name__)
                await asyncio.sleep(1)

    @workflow.signal
    async def forever(self) -> None:
        await workflow.wait_condition(lambda: False)


def test_eviction_is_silent_and_complete(
    caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str], recwarn: pytest.WarningsRecorder
) -> None:
    log.clear()
    alive.clear()
    with caplog.at_level(logging.DEBUG):
        run = Run(Evicted)
        assert names(run.begin(("signal", "forever"))) == ["timer", "activity"]
        run.evict()
        run.evict()
        gc.collect()
    assert len(run.probe) == 0
    assert "caught" not in log and "finally" in log
    assert [record for record in caplog.records if record.levelno > logging.DEBUG] == []
    assert capsys.readouterr().err == ""
    assert [str(warning.message) for warning in recwarn] == []
    assert alive[0]() is None


def test_an_evicted_run_is_unknown_until_it_starts_again() -> None:
    run = Run(Evicted)
    run.begin()
    run.evict()
    assert run.activate(("timer", 1))[0][2] == "the worker does not hold run run"
    assert names(run.begin()) == ["timer", "activity"]


@workflow.defn
class Idle:
    def __init__(self) -> None:
        self.done = False

    @workflow.run
    async def run(self, name: str) -> None:
        await workflow.execute_activity("a", name, start_to_close_timeout=TIMEOUT)
        await workflow.wait_condition(lambda: self.done)

    @workflow.signal
    def go(self) -> None:
        self.done = True


def probe_of_idle() -> WorkflowProbe:
    definition = Definition.must_from_class(Idle)
    return WorkflowProbe(RuntimeOptions(definitions=[definition], data_converter=converter.default()))


def test_an_idle_run_takes_little_memory() -> None:
    probe = probe_of_idle()
    probe.activate("first", [("init", "Idle", "x")])
    gc.collect()
    tracemalloc.start()
    for number in range(200):
        probe.activate(f"run{number}", [("init", "Idle", "x")])
        probe.activate(f"run{number}", [("act", 1, None)])
    size, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    # What Rust holds besides is about two KiB.
    assert size / 200 < 10 * 1024


def test_runs_leave_nothing_behind() -> None:
    probe = probe_of_idle()

    def live_once(number: int) -> None:
        probe.activate(f"run{number}", [("init", "Idle", "x")])
        probe.activate(f"run{number}", [("act", 1, None)])
        assert probe.activate(f"run{number}", [("signal", "go")]) == [("complete", None)]
        probe.evict(f"run{number}")

    for number in range(20):
        live_once(number)
    gc.collect()
    before = len(gc.get_objects())
    for number in range(100):
        live_once(number)
    gc.collect()
    assert len(gc.get_objects()) - before < 50
