"""The sandbox's guard: what workflow code is refused, what it is not, and what it is told."""

from __future__ import annotations

import dataclasses
import datetime
import io
import logging
import os
import pathlib
import random
import secrets
import socket
import subprocess
import tempfile
import threading
import time
import uuid
import zoneinfo
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime as imported_datetime
from time import time as imported_time
from typing import Any

import pydantic
import pytest

from everloop import workflow
from everloop.worker.workflow_sandbox import (
    RestrictedWorkflowAccessError,
    SandboxedWorkflowRunner,
    SandboxRestrictions,
)
from everloop.worker.workflow_sandbox._guard import Guard
from everloop.workflow._definition import Definition

from .workflow_probe import Run, names

_calls: dict[str, Callable[[], Any]] = {}


@workflow.defn
class Calling:
    @workflow.run
    async def run(self, which: str) -> Any:
        with workflow.unsafe.sandbox_unrestricted():
            call = _calls[which]
        return str(call())


@workflow.defn(sandboxed=False)
class Unguarded:
    @workflow.run
    async def run(self) -> str:
        return str(time.time())


class Model(pydantic.BaseModel):
    id: uuid.UUID = pydantic.Field(default_factory=uuid.uuid4)


@dataclasses.dataclass
class Record:
    at: float = dataclasses.field(default_factory=time.time)


def outcome(call: Callable[[], Any], restrictions: SandboxRestrictions = SandboxRestrictions.default) -> Any:
    """The command of a workflow that makes the call."""
    _calls["it"] = call
    runner = SandboxedWorkflowRunner(restrictions)
    runner.prepare_workflow(Definition.must_from_class(Calling))
    return Run(Calling, "it", guard=Guard(restrictions)).begin()[0]


REFUSED: list[tuple[Callable[[], Any], str]] = [
    (lambda: time.time(), "time.time"),
    (lambda: imported_time(), "time.time"),
    (lambda: time.monotonic(), "time.monotonic"),
    (lambda: time.sleep(0), "time.sleep"),
    (lambda: datetime.datetime.now(), "datetime.datetime.now"),
    (lambda: imported_datetime.now(datetime.timezone.utc), "datetime.datetime.now"),
    (lambda: imported_datetime.utcnow(), "datetime.datetime.utcnow"),
    (lambda: datetime.date.today(), "datetime.date.today"),
    (lambda: random.random(), "random.random"),
    (lambda: random.randint(1, 6), "random.randint"),
    (lambda: random.shuffle([1, 2]), "random.shuffle"),
    (lambda: random.seed(1), "random.seed"),
    (lambda: uuid.uuid4(), "uuid.uuid4"),
    (lambda: uuid.uuid1(), "uuid.uuid1"),
    (lambda: secrets.token_hex(), "secrets.token_hex"),
    (lambda: random.SystemRandom().random(), "os.urandom"),
    (lambda: os.urandom(4), "os.urandom"),
    (lambda: os.getpid(), "os.getpid"),
    (lambda: os.listdir("."), "os.listdir"),
    (lambda: os.path.exists("."), "os.path.exists"),
    (lambda: pathlib.Path(".").exists(), "pathlib.Path.exists"),
    (lambda: pathlib.Path(__file__).read_text(), "pathlib.Path.read_text"),
    (lambda: tempfile.mkdtemp(), "tempfile.mkdtemp"),
    (lambda: socket.getaddrinfo("localhost", 1), "socket.getaddrinfo"),
    (lambda: socket.create_connection(("127.0.0.1", 1)), "socket.create_connection"),
    (lambda: subprocess.run(["true"]), "subprocess.run"),
    # From Python 3.13 a lock is made by its class, which nothing can guard; making one does no harm.
    *([] if isinstance(threading.Lock, type) else [(lambda: threading.Lock(), "threading.Lock")]),
    (
        lambda: threading.Thread(target=print).start(),
        "threading.Thread.start" if isinstance(threading.Lock, type) else "threading.Thread",
    ),
    (lambda: ThreadPoolExecutor().submit(print), "concurrent.futures.ThreadPoolExecutor"),
    (lambda: Model(), "uuid.uuid4"),
    (lambda: Record(), "time.time"),
]


@pytest.mark.parametrize(("call", "name"), REFUSED, ids=[f"{n}-{name}" for n, (_, name) in enumerate(REFUSED)])
def test_what_may_break_determinism_is_refused_by_name(call: Callable[[], Any], name: str) -> None:
    command = outcome(call)
    assert command[0] == "task_failed"
    assert RestrictedWorkflowAccessError.default_message(f"{name}.__call__") in str(command)


@pytest.mark.parametrize("name", ["open", "input"])
def test_builtins_are_named_without_a_call(name: str) -> None:
    call = (lambda: open(__file__)) if name == "open" else (lambda: input())  # noqa: SIM115
    assert RestrictedWorkflowAccessError.default_message(f"__builtins__.{name}") in str(outcome(call))


def test_opening_by_another_name_is_opening() -> None:
    assert "__builtins__.open" in str(outcome(lambda: io.open(__file__)))  # noqa: SIM115, UP020


ALLOWED: list[Callable[[], Any]] = [
    lambda: datetime.datetime(2024, 1, 1) + datetime.timedelta(days=1),
    lambda: datetime.datetime.fromtimestamp(0, datetime.timezone.utc),
    lambda: time.gmtime(0),
    lambda: random.Random(7).random(),
    lambda: uuid.uuid5(uuid.NAMESPACE_DNS, "everloop"),
    lambda: uuid.UUID(int=7),
    lambda: os.path.join("a", "b"),
    lambda: pathlib.PurePath("a") / "b",
    lambda: pathlib.Path("a") / "b",
    lambda: logging.getLogger("of.workflow").debug("quiet"),
    lambda: logging.LogRecord("of.workflow", 10, "", 1, "", (), None),
    lambda: zoneinfo.ZoneInfo.no_cache("Europe/Berlin"),
    lambda: __import__("colorsys"),
    lambda: Model(id=uuid.UUID(int=7)),
    lambda: workflow.random().random(),
    lambda: workflow.uuid4(),
]


@pytest.mark.parametrize("call", ALLOWED, ids=range(len(ALLOWED)))
def test_what_is_deterministic_is_allowed(call: Callable[[], Any]) -> None:
    assert outcome(call)[0] == "complete"


def test_a_refusal_says_where_and_what_to_do() -> None:
    def here() -> Any:
        return time.time()

    command = str(outcome(here))
    assert "use workflow.time()" in command
    assert __file__ in command
    assert f"line {here.__code__.co_firstlineno + 1}" in command


def test_nothing_is_refused_outside_of_workflows() -> None:
    outcome(lambda: None)
    assert time.time() > 0
    assert random.random() < 1
    assert uuid.uuid4() != uuid.uuid4()
    assert os.getpid()
    with open(__file__) as file:
        assert file.read(3)
    assert isinstance(datetime.datetime.now(), datetime.datetime)


def test_a_workflow_may_opt_out() -> None:
    assert names(Run(Unguarded, guard=Guard(SandboxRestrictions.default)).begin()) == ["complete"]


def test_restrictions_can_be_lifted_for_a_block() -> None:
    def call() -> bool:
        with workflow.unsafe.sandbox_unrestricted():
            return time.time() > 0

    assert outcome(call)[0] == "complete"


def test_restrictions_can_be_lifted_for_a_member() -> None:
    members = SandboxRestrictions.invalid_module_members_default
    without = members.with_child_unrestricted("uuid", "uuid4").with_child_unrestricted("datetime", "date", "today")
    restrictions = dataclasses.replace(SandboxRestrictions.default, invalid_module_members=without)
    assert outcome(lambda: uuid.uuid4(), restrictions)[0] == "complete"
    assert outcome(lambda: datetime.date.today(), restrictions)[0] == "complete"
    assert outcome(lambda: time.time(), restrictions)[0] == "task_failed"


def test_modules_that_are_passed_through_do_as_they_like() -> None:
    restrictions = SandboxRestrictions.default.with_passthrough_modules("tests.python")
    assert outcome(lambda: time.time(), restrictions)[0] == "complete"


def test_code_knows_whether_it_is_guarded() -> None:
    assert "True" in str(outcome(lambda: workflow.unsafe.in_sandbox()))
    assert not workflow.unsafe.in_sandbox()


def test_functions_and_classes_stay_what_they_are() -> None:
    before = isinstance
    outcome(lambda: None)
    assert time.time is imported_time
    assert datetime.datetime is imported_datetime
    assert type(time.time).__name__ == "builtin_function_or_method"
    assert "True" in str(outcome(lambda: type(datetime.datetime) is type and isinstance is before))
