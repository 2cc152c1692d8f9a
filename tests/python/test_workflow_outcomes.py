"""How workflows, signals, updates and queries end, and what that makes of the run."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from everloop import workflow
from everloop.exceptions import ApplicationError, CancelledError

from .workflow_probe import Run, names

TIMEOUT = timedelta(seconds=5)


class OwnError(Exception):
    pass


@workflow.defn(failure_exception_types=[OwnError])
class Ending:
    def __init__(self) -> None:
        self.done = False
        self.total = 0

    @workflow.run
    async def run(self, how: str) -> Any:
        return await getattr(self, how)()

    async def value(self) -> Any:
        raise ValueError("a bug")

    async def application(self) -> Any:
        raise ApplicationError("no stock", type="NoStock")

    async def own(self) -> Any:
        raise OwnError("mine")

    async def timeout(self) -> Any:
        async with asyncio.timeout(1):
            await workflow.wait_condition(lambda: False)

    async def own_cancellation(self) -> Any:
        raise asyncio.CancelledError("own")

    async def unserializable(self) -> Any:
        return object()

    async def again(self) -> Any:
        workflow.continue_as_new(args=[1, "two"])

    async def leave(self) -> Any:
        raise SystemExit(3)

    async def forever(self) -> Any:
        await workflow.wait_condition(lambda: self.done)
        return self.total

    async def sleep(self) -> Any:
        await asyncio.sleep(10)

    async def tidy_up(self) -> Any:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError:
            await asyncio.sleep(2)
            return workflow.cancellation_reason()

    async def wrap(self) -> Any:
        try:
            await asyncio.sleep(10)
        except asyncio.CancelledError as error:
            raise CancelledError("wrapped") from error

    @workflow.signal
    def go(self) -> None:
        self.done = True

    @workflow.signal
    def bug(self) -> None:
        raise ValueError("in signal")

    @workflow.signal
    def failing(self) -> None:
        raise ApplicationError("in signal")

    @workflow.signal
    def restart(self) -> None:
        workflow.continue_as_new("again")

    @workflow.signal
    async def slow(self) -> None:
        await asyncio.sleep(60)

    @workflow.signal(unfinished_policy=workflow.HandlerUnfinishedPolicy.ABANDON)
    async def slow_and_abandoned(self) -> None:
        await asyncio.sleep(60)

    @workflow.update
    async def add(self, amount: int) -> int:
        self.total += amount
        return self.total

    @add.validator
    def _validate_add(self, amount: int) -> None:
        if amount < 0:
            raise ValueError("negative")
        if amount == 7:
            workflow.start_activity("a", start_to_close_timeout=TIMEOUT)

    @workflow.update
    async def fail_update(self, how: str) -> None:
        if how == "cancelled":
            raise asyncio.CancelledError
        if how == "again":
            workflow.continue_as_new("x")
        raise ApplicationError("no", type="No") if how == "failure" else ValueError("a bug")

    @workflow.update
    def who(self) -> list[str]:
        info = workflow.current_update_info()
        assert info is not None
        return [info.id, info.name]


@pytest.mark.parametrize(
    ("how", "commands"),
    [
        ("application", [("fail", "NoStock", "no stock")]),
        ("own", [("fail", "OwnError", "mine")]),
        ("own_cancellation", [("fail", "canceled", "own")]),
        ("again", [("continue_as_new", "", [1, "two"])]),
    ],
)
def test_what_closes_the_workflow(how: str, commands: Any) -> None:
    assert Run(Ending, how).begin() == commands


@pytest.mark.parametrize(
    ("how", "kind", "message"),
    [
        ("value", "ValueError", "a bug"),
        ("unserializable", "TypeError", "Object of type object is not JSON serializable"),
        ("leave", "SystemExit", "3"),
    ],
)
def test_what_fails_the_task_only(how: str, kind: str, message: str) -> None:
    (failed,) = Run(Ending, how).begin()
    assert failed[:3] == ("task_failed", kind, message)
    if how == "value":
        assert "raise ValueError" in failed[3]


def test_a_timeout_fails_the_workflow() -> None:
    run = Run(Ending, "timeout")
    assert names(run.begin()) == ["timer"]
    assert run.activate(("timer", 1)) == [("fail", "TimeoutError", "")]


def test_cancellation_that_is_not_caught() -> None:
    run = Run(Ending, "sleep")
    run.begin()
    assert run.activate(("cancel",)) == [("cancel_timer", 1), ("cancel",)]


def test_cancellation_in_the_first_task_reaches_the_body() -> None:
    commands = Run(Ending, "tidy_up").begin(("cancel",))
    assert commands == [("timer", 1, 10.0, None), ("cancel_timer", 1), ("timer", 2, 2.0, None)]


def test_cancellation_that_is_cleaned_up_after() -> None:
    run = Run(Ending, "tidy_up")
    run.begin()
    assert run.activate(("cancel",)) == [("cancel_timer", 1), ("timer", 2, 2.0, None)]
    assert run.activate(("timer", 2)) == [("complete", "because")]


def test_a_cancelled_error_of_ones_own_closes_as_cancelled_once_asked() -> None:
    run = Run(Ending, "wrap")
    run.begin()
    assert run.activate(("cancel",))[-1] == ("cancel",)


@pytest.mark.parametrize(
    ("signal", "commands"),
    [
        ("failing", [("fail", "", "in signal")]),
        ("restart", [("continue_as_new", "", ["again"])]),
    ],
)
def test_signals_that_close_the_workflow(signal: str, commands: Any) -> None:
    run = Run(Ending, "forever")
    run.begin()
    assert run.activate(("signal", signal)) == commands


def test_a_bug_in_a_signal_fails_the_task() -> None:
    run = Run(Ending, "forever")
    run.begin()
    assert run.activate(("signal", "bug"))[0][:3] == ("task_failed", "ValueError", "in signal")


def test_unfinished_signal_handlers_are_warned_about() -> None:
    run = Run(Ending, "forever")
    run.begin()
    with pytest.warns(workflow.UnfinishedSignalHandlersWarning, match='"slow", "count": 1'):
        run.activate(("signal", "slow"), ("signal", "slow_and_abandoned"), ("signal", "go"))


def test_updates() -> None:
    run = Run(Ending, "forever")
    run.begin()
    assert run.activate(("update", "add", 1)) == [("accepted", "p-add"), ("updated", "p-add", 1)]
    assert run.activate(("update", "add", -1)) == [("rejected", "p-add", "ValueError", "negative")]
    assert run.activate(("update_unvalidated", "add", -1)) == [("accepted", "p-add"), ("updated", "p-add", 0)]
    assert run.activate(("update", "add", "x")) == [("rejected", "p-add", "RuntimeError", "Failed decoding arguments")]
    assert run.activate(("update", "who"))[1] == ("updated", "p-who", ["u-who", "who"])
    (rejected,) = run.activate(("update", "unknown"))
    assert rejected[2:] == (
        "RuntimeError",
        "Update handler for 'unknown' expected but not found, and there is no dynamic handler."
        " known updates: [add fail_update who]",
    )


@pytest.mark.parametrize(
    ("how", "last"),
    [
        ("failure", ("update_failed", "p-fail_update", "No", "no")),
        ("cancelled", ("update_failed", "p-fail_update", "canceled", "Cancellation raised within update ")),
    ],
)
def test_updates_that_fail(how: str, last: Any) -> None:
    run = Run(Ending, "forever")
    run.begin()
    assert run.activate(("update", "fail_update", how)) == [("accepted", "p-fail_update"), last]


@pytest.mark.parametrize(
    ("job", "kind"),
    [
        (("update", "fail_update", "bug"), "ValueError"),
        (("update", "fail_update", "again"), "RuntimeError"),
        (("update", "add", 7), "ReadOnlyContextError"),
    ],
)
def test_updates_that_fail_the_task(job: Any, kind: str) -> None:
    run = Run(Ending, "forever")
    run.begin()
    assert run.activate(job)[0][:2] == ("task_failed", kind)


def test_rejected_updates_make_nothing_happen() -> None:
    asked = 0

    run = Run(Ending, "forever")
    run.begin()
    assert run.activate(("update", "add", -1), ("update", "nope")) != []
    assert asked == 0


@workflow.defn
class Asked:
    def __init__(self) -> None:
        self.total = 3

    @workflow.run
    async def run(self) -> None:
        workflow.set_current_details("waiting")
        await workflow.wait_condition(lambda: False)

    @workflow.query(description="the total")
    def get(self, plus: int = 0) -> int:
        return self.total + plus

    @workflow.query
    def bug(self) -> int:
        raise ValueError("in query")

    @workflow.query
    def act(self, what: str) -> Any:
        actions: dict[str, Any] = {
            "start activity": lambda: workflow.start_activity("a", start_to_close_timeout=TIMEOUT),
            "random": workflow.uuid4,
            "schedule task": lambda: asyncio.get_running_loop().call_soon(print),
            "schedule timer": lambda: asyncio.get_running_loop().call_later(1, print),
            "patch": lambda: workflow.patched("p"),
            "set signal handler": lambda: workflow.set_signal_handler("s", None),
            "add command": lambda: workflow.upsert_memo({"a": 1}),
            "continue as new": lambda: workflow.continue_as_new(1),
            "set current details": lambda: workflow.set_current_details("x"),
        }
        return actions[what]()

    @workflow.query
    def flags(self) -> list[bool]:
        return [workflow.unsafe.is_read_only(), workflow.unsafe.is_replaying_history_events()]


def test_queries() -> None:
    run = Run(Asked)
    run.begin()
    assert run.activate(("query", "get")) == [("answer", "qget", 3)]
    assert run.activate(("query", "get", 4)) == [("answer", "qget", 7)]
    assert run.activate(("query", "bug")) == [("query_failed", "qbug", "ValueError", "in query")]
    assert run.activate(("query", "flags"), replaying=True) == [("answer", "qflags", [True, False])]
    assert run.activate(("query", "nope")) == [
        (
            "query_failed",
            "qnope",
            "RuntimeError",
            "Query handler for 'nope' expected but not found, known queries:"
            " [__enhanced_stack_trace __stack_trace __temporal_workflow_metadata act bug flags get]",
        )
    ]


@pytest.mark.parametrize(
    "what",
    [
        "start activity",
        "random",
        "schedule task",
        "schedule timer",
        "patch",
        "set signal handler",
        "add command",
        "continue as new",
        "set current details",
    ],
)
def test_queries_must_not_act(what: str) -> None:
    run = Run(Asked)
    run.begin()
    message = f"While in read-only function, action attempted: {what}"
    assert run.activate(("query", "act", what)) == [("query_failed", "qact", "ReadOnlyContextError", message)]


def test_built_in_queries() -> None:
    run = Run(Asked)
    run.begin()
    ((_, _, stack),) = run.activate(("query", "__stack_trace"))
    assert "await workflow.wait_condition(lambda: False)" in stack
    ((_, _, metadata),) = run.activate(("query", "__temporal_workflow_metadata"))
    assert metadata.current_details == "waiting"
    queries = [(one.name, one.description) for one in metadata.definition.query_definitions]
    assert ("get", "the total") in queries
