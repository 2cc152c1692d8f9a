"""What workflow code asks for, and what it can know about itself."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, ClassVar

import pytest

from everloop import activity, workflow
from everloop._bridge.workflow import WorkflowProbe
from everloop.common import Priority, RawValue, RetryPolicy
from everloop.converter import (
    DataConverter,
    DefaultPayloadConverter,
    SerializationContext,
    WithSerializationContext,
    WorkflowSerializationContext,
)
from everloop.exceptions import ActivityError, WorkflowAlreadyStartedError
from everloop.worker import WorkflowInboundInterceptor, WorkflowOutboundInterceptor
from everloop.workflow._definition import Definition
from everloop.workflow._runtime_options import RuntimeOptions

from .workflow_probe import Run, names

TIMEOUT = timedelta(seconds=5)


@activity.defn(name="greet")
async def greet_activity(name: str, times: int = 1) -> str:
    return name * times


def undecorated() -> None:
    pass


@workflow.defn
class Calls:
    def __init__(self) -> None:
        self.log: list[Any] = []

    @workflow.run
    async def run(self, what: str) -> Any:
        result = await getattr(self, what)()
        return result if result is not None else self.log

    async def activities(self) -> Any:
        one = await workflow.execute_activity(greet_activity, "a", start_to_close_timeout=TIMEOUT)
        two = await workflow.execute_activity(greet_activity, args=["b", 2], schedule_to_close_timeout=TIMEOUT)
        return [one, two]

    async def failing_activity(self) -> Any:
        try:
            await workflow.execute_activity("a", start_to_close_timeout=TIMEOUT)
        except ActivityError as error:
            return [str(error), str(error.__cause__)]

    async def cancelled_activity(self) -> Any:
        handle = workflow.start_activity("a", start_to_close_timeout=TIMEOUT)
        assert isinstance(handle, asyncio.Task)
        await asyncio.sleep(0)
        handle.cancel()
        try:
            await handle
        except ActivityError as error:
            return type(error.__cause__).__name__

    async def refused(self) -> None:
        calls: list[Any] = [
            lambda: workflow.start_activity("a"),
            lambda: workflow.start_activity("a", 1, args=[2], start_to_close_timeout=TIMEOUT),
            lambda: workflow.start_activity(undecorated, start_to_close_timeout=TIMEOUT),
            lambda: workflow.start_activity(5, start_to_close_timeout=TIMEOUT),  # type: ignore[call-overload]
            lambda: workflow.start_activity("a", object(), start_to_close_timeout=TIMEOUT),
            lambda: workflow.start_activity("a", start_to_close_timeout=-TIMEOUT),
            lambda: workflow.start_activity(
                "a", start_to_close_timeout=TIMEOUT, retry_policy=RetryPolicy(maximum_attempts=-1)
            ),
            lambda: workflow.create_event_group(""),
            lambda: workflow.start_activity("a", start_to_close_timeout=TIMEOUT, event_groups=["g"]),  # type: ignore[call-overload]
            lambda: workflow.create_nexus_client(service="s", endpoint="e"),
        ]
        for call in calls:
            try:
                call()
            except Exception as error:
                self.log.append(f"{type(error).__name__}: {error}")

    async def options(self) -> None:
        workflow.start_activity(
            "a",
            start_to_close_timeout=TIMEOUT,
            retry_policy=RetryPolicy(maximum_attempts=3),
            priority=Priority(priority_key=2),
            summary="s",
        )

    async def local_backoff(self) -> Any:
        return await workflow.execute_local_activity("l", start_to_close_timeout=TIMEOUT)

    async def child(self) -> Any:
        handle = await workflow.start_child_workflow("C", 1, id="c")
        self.log.append([handle.id, handle.first_execution_run_id])
        await handle.signal("s", 2)
        other = workflow.get_external_workflow_handle("w", run_id="r")
        await other.signal("t", 3)
        await other.cancel()
        self.log.append(await handle)

    async def child_in_use(self) -> Any:
        try:
            await workflow.execute_child_workflow("C", id="c")
        except WorkflowAlreadyStartedError as error:
            return error.workflow_id

    async def patches(self) -> Any:
        old = workflow.patched("p")
        workflow.deprecate_patch("q")
        return [old, workflow.patched("p")]

    async def notes(self) -> Any:
        workflow.upsert_memo({"a": 1, "b": None})
        return [workflow.memo(), workflow.memo_value("a"), workflow.memo_value("z", 5)]

    async def drawn(self) -> Any:
        first = [workflow.random().random(), str(workflow.uuid4()), workflow.random_seed()]
        own = [workflow.new_random().random(), workflow.new_random("a").random()]
        return [first, own, str(workflow.uuid7())]

    async def information(self) -> Any:
        info = workflow.info()
        assert workflow.info() is info
        assert workflow.instance() is self
        return [
            info.workflow_id,
            info.workflow_type,
            info.attempt,
            info.task_timeout.total_seconds(),
            info.start_time.isoformat(),
            info.get_current_history_length(),
            info.parent,
        ]

    async def late_handlers(self) -> None:
        await asyncio.sleep(1)
        workflow.set_signal_handler("late", self.log.append)
        await workflow.wait_condition(lambda: bool(self.log))

        def raw(name: str, args: Sequence[RawValue]) -> None:
            self.log.append([name, workflow.payload_converter().from_payload(args[0].payload)])

        workflow.set_dynamic_signal_handler(raw)
        await workflow.wait_condition(lambda: len(self.log) > 1)


def test_activities() -> None:
    run = Run(Calls, "activities")
    assert run.begin() == [("activity", 1, "greet", ["a"])]
    assert run.activate(("act", 1, "x")) == [("activity", 2, "greet", ["b", 2])]
    assert run.activate(("act", 2, "y")) == [("complete", ["x", "y"])]


def test_failing_activity() -> None:
    run = Run(Calls, "failing_activity")
    run.begin()
    assert run.activate(("actfail", 1)) == [("complete", ["activity task failed", "ValueError: boom"])]


def test_cancelled_activity() -> None:
    run = Run(Calls, "cancelled_activity")
    assert run.begin() == [("activity", 1, "a", []), ("cancel_activity", 1)]
    assert run.activate(("actcancel", 1)) == [("complete", "CancelledError")]


def test_calls_that_are_refused() -> None:
    (complete,) = Run(Calls, "refused").begin()
    assert complete[1] == [
        "ValueError: Activity must have start_to_close_timeout or schedule_to_close_timeout",
        "ValueError: Cannot have arg and args",
        "TypeError: Activity undecorated missing attributes, was it decorated with @activity.defn?",
        "TypeError: Activity must be a string or callable",
        "TypeError: Object of type object is not JSON serializable",
        "ValueError: start_to_close_timeout must not be negative: -1 day, 23:59:55",
        "ValueError: Maximum attempts cannot be negative",
        "ValueError: Event group id cannot be empty",
        "TypeError: Event groups must be created with workflow.create_event_group()",
        "NotImplementedError: nexus operations are not supported yet",
    ]


def test_a_long_wait_between_local_attempts_is_a_timer() -> None:
    run = Run(Calls, "local_backoff")
    assert run.begin() == [("local_activity", 1, "l", 1)]
    assert run.activate(("actbackoff", 1)) == [("timer", 1, 90.0, None)]
    assert run.activate(("timer", 1)) == [("local_activity", 2, "l", 2)]
    assert run.activate(("act", 2, "done")) == [("complete", "done")]


def test_children_and_other_workflows() -> None:
    run = Run(Calls, "child")
    assert run.begin() == [("child", 1, "C", "c")]
    assert run.activate(("childstart", 1)) == [("signal", 1, "c", "s", [2])]
    assert run.activate(("extsig", 1)) == [("signal", 2, "w", "t", [3])]
    assert run.activate(("extsig", 2)) == [("cancel_external", 1, "w")]
    assert run.activate(("extcan", 1)) == []
    assert run.activate(("child", 1, "r")) == [("complete", [["c", "childrun"], "r"])]


def test_child_whose_id_is_in_use() -> None:
    run = Run(Calls, "child_in_use")
    run.begin()
    assert run.activate(("childexists", 1)) == [("complete", "c")]


def test_patches() -> None:
    live = Run(Calls, "patches").begin()
    assert live == [("patch", "p", False), ("patch", "q", True), ("complete", [True, True])]
    assert Run(Calls, "patches").begin(replaying=True) == [("complete", [False, False])]
    replayed = Run(Calls, "patches").begin(("patch", "p"), replaying=True)
    assert replayed == [("patch", "p", False), ("complete", [True, True])]


def test_memo() -> None:
    assert Run(Calls, "notes").begin() == [("memo", ["a", "b"]), ("complete", [{"a": 1}, 1, 5])]


def test_random_numbers_are_those_of_the_official_sdk() -> None:
    ((_, (first, own, uuid7)),) = Run(Calls, "drawn").begin()
    assert first == [0.6394267984578837, "3eb13b90-4668-4257-bdd6-40fb06671ad1", 42]
    assert own == [0.6394267984578837, 0.6138948906619368]
    assert uuid7 == "018cc251-f400-7392-af22-582a23b8c1e9"


def test_information() -> None:
    ((_, info),) = Run(Calls, "information").begin()
    assert info == ["wid", "Calls", 1, 10.0, "2024-01-01T00:00:00+00:00", 3, None]


def test_signals_wait_for_their_handlers() -> None:
    run = Run(Calls, "late_handlers")
    assert names(run.begin(("signal", "late", "first"), ("signal", "other", 2))) == ["timer"]
    assert run.activate(("timer", 1)) == [("complete", ["first", ["other", 2]])]


@workflow.defn(dynamic=True)
class Anything:
    @workflow.run
    async def run(self, args: Sequence[RawValue]) -> Any:
        return [workflow.info().workflow_type, len(args)]

    @workflow.query(dynamic=True)
    def asked(self, name: str, args: Sequence[RawValue]) -> str:
        return f"{name} {len(args)}"


def test_dynamic_workflow() -> None:
    run = Run(Anything, 1, 2)
    assert run.begin() == [("complete", ["any", 2])]
    assert run.activate(("query", "how", 1)) == [("answer", "qhow", "how 1")]


@workflow.defn
class WithInit:
    @workflow.init
    def __init__(self, name: str) -> None:
        self.name = name

    @workflow.run
    async def run(self, given: str) -> list[str]:
        return [self.name, given]


def test_init_gets_the_arguments() -> None:
    assert Run(WithInit, "x").begin() == [("complete", ["x", "x"])]


def test_arguments_that_do_not_decode_fail_the_task() -> None:
    assert Run(WithInit, 5).begin()[0][1:3] == ("RuntimeError", "Failed decoding arguments")


seen: list[str] = []


class Inbound(WorkflowInboundInterceptor):
    def init(self, outbound: WorkflowOutboundInterceptor) -> None:
        self.next.init(Outbound(outbound))

    async def execute_workflow(self, input: Any) -> Any:
        seen.append(f"execute {input.args}")
        return await self.next.execute_workflow(input)

    async def handle_signal(self, input: Any) -> None:
        seen.append(f"signal {input.signal}")
        await self.next.handle_signal(input)


class Outbound(WorkflowOutboundInterceptor):
    def start_activity(self, input: Any) -> Any:
        seen.append(f"activity {input.activity} {input.args}")
        return self.next.start_activity(input)


def test_interceptors() -> None:
    seen.clear()
    run = Run(Calls, "activities", interceptors=[Inbound])
    assert run.begin() == [("activity", 1, "greet", ["a"])]
    assert run.activate(("act", 1, "x")) == [("activity", 2, "greet", ["b", 2])]
    assert run.activate(("act", 2, "y")) == [("complete", ["x", "y"])]
    assert seen == ["execute ['activities']", "activity greet ('a',)", "activity greet ('b', 2)"]


@workflow.defn
class Logs:
    @workflow.run
    async def run(self) -> None:
        workflow.logger.info("hello %s", "there")
        await asyncio.sleep(1)
        workflow.logger.info("later")


def test_the_logger_is_silent_in_replays(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="everloop.workflow"):
        run = Run(Logs)
        run.begin(replaying=True)
        assert caplog.records == []
        run.activate(("timer", 1))
    (record,) = caplog.records
    assert record.getMessage().startswith("later ({'attempt': 1, 'namespace': 'default'")
    assert record.__dict__["temporal_workflow"]["workflow_id"] == "wid"
    assert record.funcName == "run"


def test_outside_of_workflows() -> None:
    assert not workflow.in_workflow()
    with pytest.raises(Exception, match="Not in workflow event loop"):
        workflow.now()
    with pytest.raises(Exception, match="Not in workflow event loop"):
        workflow.continue_as_new()
    with pytest.raises(RuntimeError, match="Cannot instantiate ContinueAsNewError directly"):
        workflow.ContinueAsNewError()


class Marking(DefaultPayloadConverter, WithSerializationContext):
    """Notes which workflow it was told that it works for."""

    told: ClassVar[list[Any]] = []

    def with_context(self, context: SerializationContext) -> Marking:
        self.told.append(context)
        return self


def test_the_converter_is_told_which_workflow_it_works_for() -> None:
    data_converter = DataConverter(payload_converter_class=Marking)
    definition = Definition.must_from_class(WithInit)
    probe = WorkflowProbe(RuntimeOptions(definitions=[definition], data_converter=data_converter))
    assert probe.activate("run", [("init", "WithInit", "x")]) == [("complete", ["x", "x"])]
    assert WorkflowSerializationContext(namespace="default", workflow_id="wid") in Marking.told
