"""What users complain of in sandboxes that execute modules anew and replace classes: none of it happens here."""

from __future__ import annotations

import dataclasses
import datetime
import enum
import logging
import pathlib
import pickle
import sys
import time
import warnings
from collections.abc import Callable
from typing import Any

import pydantic
import pytest

from everloop import workflow
from everloop.worker.workflow_sandbox import SandboxRestrictions
from everloop.worker.workflow_sandbox._guard import Guard
from everloop.workflow._definition import Definition

from .workflow_probe import Run

_calls: dict[str, Callable[[], Any]] = {}


class Zoned(datetime.datetime):
    pass


class Order(pydantic.BaseModel):
    at: datetime.datetime
    day: datetime.date | None = None


@dataclasses.dataclass(frozen=True)
class Line:
    name: str
    at: datetime.datetime


class Kind(enum.Enum):
    ONE = 1


class OwnError(Exception):
    pass


@workflow.defn
class Calling:
    @workflow.run
    async def run(self, which: str) -> bool:
        return bool(_calls[which]())


def in_workflow(call: Callable[[], Any]) -> Any:
    """What a guarded workflow gets from a call."""
    _calls["it"] = call
    (command,) = Run(Calling, "it", guard=guard()).begin()
    assert command[0] == "complete", command
    return command[1]


def guard() -> Guard:
    made = Guard(SandboxRestrictions.default)
    from everloop.worker.workflow_sandbox._functions import guard_functions

    guard_functions()
    return made


AT = datetime.datetime(2024, 1, 1)


@pytest.mark.parametrize(
    "call",
    [
        lambda: Order(at=AT).at == AT,
        lambda: Order.model_validate_json('{"at": "2024-01-01T00:00:00", "day": "2024-01-01"}').day == AT.date(),
        lambda: isinstance(Order.model_validate({"at": AT}).at, datetime.datetime),
        lambda: Zoned(2024, 1, 1) == AT,
        lambda: type("Sub", (datetime.datetime,), {})(2024, 1, 1) == AT,
        lambda: {datetime.datetime: 1, pathlib.Path: 2}[pathlib.Path] == 2,
        lambda: issubclass(Zoned, datetime.datetime),
        lambda: pickle.loads(pickle.dumps(Line("a", AT))) == Line("a", AT),
        lambda: dataclasses.replace(Line("a", AT), name="b").name == "b",
        lambda: Kind(1) is Kind.ONE,
        lambda: sys.modules[__name__].OwnError is OwnError,
        lambda: isinstance(isinstance, type(len)),
        lambda: warnings.warn("quiet", DeprecationWarning, stacklevel=1) is None,
        lambda: logging.getLogger("complaints").isEnabledFor(logging.CRITICAL),
        lambda: pathlib.PurePosixPath("a/b").parent.name == "a",
    ],
)
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_classes_are_what_they_are(call: Callable[[], Any]) -> None:
    assert in_workflow(call) is True


def test_modules_imported_lazily_are_imported_once() -> None:
    def call() -> bool:
        import wave

        return wave is sys.modules["wave"]

    assert in_workflow(call) is True
    first = sys.modules["wave"]
    assert in_workflow(call) is True
    assert sys.modules["wave"] is first


def test_nothing_is_loaded_for_a_run() -> None:
    in_workflow(lambda: True)
    before = dict(sys.modules)
    in_workflow(lambda: Order(at=AT).at == AT)
    assert sys.modules == before


def test_a_failure_type_is_the_same_class_inside() -> None:
    definition = Definition.must_from_class(Calling)
    assert definition.cls is Calling
    assert in_workflow(lambda: sys.modules[__name__].Calling is Calling) is True


def test_a_guarded_run_costs_next_to_nothing() -> None:
    def timed(guarded: Guard | None) -> float:
        _calls["it"] = lambda: True
        run = Run(Calling, "it", guard=guarded)
        begin = time.process_time()
        for number in range(200):
            run.probe.activate(f"run-{number}", [run.start])
            run.probe.evict(f"run-{number}")
        return (time.process_time() - begin) / 200

    made = guard()
    # In time of the processor, the best of several: other programs run on this machine too.
    plain = min(timed(None) for _ in range(7))
    guarded = min(timed(made) for _ in range(7))
    assert guarded - plain < 0.0002
