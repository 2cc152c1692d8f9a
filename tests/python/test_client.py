"""The client against an engine in this process, without a worker: all that needs no workflow code."""

from __future__ import annotations

import asyncio
import inspect
import sys
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import everloop.client
import everloop.exceptions
from everloop.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    RPCError,
    RPCStatusCode,
    SignalWorkflowInput,
    StartWorkflowInput,
    WithStartWorkflowOperation,
    WorkflowExecutionStatus,
    WorkflowFailureError,
    WorkflowHandle,
    WorkflowHistory,
    WorkflowHistoryEventFilterType,
)
from everloop.common import Priority, RetryPolicy, WorkflowIDConflictPolicy, WorkflowIDReusePolicy


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    yield await Client.connect("embedded::memory:")


async def start(client: Client, id: str = "w", **options: Any) -> Any:
    return await client.start_workflow("Type", id=id, task_queue="q", **options)


async def test_started_workflow_is_described(client: Client) -> None:
    handle = await start(client)
    assert handle.result_run_id and handle.result_run_id == handle.first_execution_run_id
    assert handle.run_id is None
    described = await handle.describe()
    assert described.id == "w"
    assert described.run_id == handle.result_run_id
    assert described.workflow_type == "Type"
    assert described.task_queue == "q"
    assert described.status is WorkflowExecutionStatus.RUNNING
    assert described.start_time.tzinfo is not None
    assert described.close_time is None
    assert described.parent_id is None


async def test_options_of_a_start_reach_the_history(client: Client) -> None:
    handle = await client.start_workflow(
        "Type",
        args=["one", 2],
        id="w",
        task_queue="q",
        execution_timeout=timedelta(hours=3),
        run_timeout=timedelta(hours=2),
        task_timeout=timedelta(seconds=7),
        retry_policy=RetryPolicy(initial_interval=timedelta(milliseconds=1500), maximum_attempts=4),
        memo={"note": {"a": 1}},
        static_summary="a line",
        priority=Priority(priority_key=2),
    )
    history = await handle.fetch_history()
    started = history.events[0].workflow_execution_started_event_attributes
    assert [payload.data for payload in started.input.payloads] == [b'"one"', b"2"]
    assert started.workflow_execution_timeout.seconds == 3 * 3600
    assert started.workflow_run_timeout.seconds == 2 * 3600
    assert started.workflow_task_timeout.seconds == 7
    assert started.retry_policy.initial_interval.nanos == 500_000_000
    assert started.retry_policy.maximum_attempts == 4
    assert started.memo.fields["note"].data == b'{"a":1}'
    assert started.priority.priority_key == 2
    assert started.identity == client.identity
    assert history.run_id == handle.result_run_id
    assert await (await handle.describe()).memo() == {"note": {"a": 1}}


async def test_taken_id(client: Client) -> None:
    first = await start(client)
    with pytest.raises(everloop.exceptions.WorkflowAlreadyStartedError) as caught:
        await start(client)
    assert caught.value.workflow_id == "w"
    assert caught.value.workflow_type == "Type"
    assert caught.value.run_id == first.result_run_id
    same = await start(client, id_conflict_policy=WorkflowIDConflictPolicy.USE_EXISTING)
    assert same.result_run_id == first.result_run_id
    other = await start(client, id_conflict_policy=WorkflowIDConflictPolicy.TERMINATE_EXISTING)
    assert other.result_run_id != first.result_run_id
    await other.terminate()
    with pytest.raises(everloop.exceptions.WorkflowAlreadyStartedError):
        await start(client, id_reuse_policy=WorkflowIDReusePolicy.REJECT_DUPLICATE)


async def test_terminate_wakes_who_waits_for_the_result(client: Client) -> None:
    handle = await start(client)
    waiting = asyncio.create_task(handle.result())
    await asyncio.sleep(0)
    await handle.terminate("detail", 2, reason="enough")
    with pytest.raises(WorkflowFailureError) as caught:
        await asyncio.wait_for(waiting, 5)
    cause = caught.value.cause
    assert isinstance(cause, everloop.exceptions.TerminatedError)
    assert str(cause) == "enough"
    assert list(cause.details) == ["detail", 2]
    assert (await handle.describe()).status is WorkflowExecutionStatus.TERMINATED
    with pytest.raises(RPCError, match="workflow execution already completed") as refused:
        await handle.signal("late")
    assert refused.value.status is RPCStatusCode.NOT_FOUND


async def test_run_timeout(client: Client) -> None:
    handle = await start(client, run_timeout=timedelta(milliseconds=20))
    with pytest.raises(WorkflowFailureError) as caught:
        await handle.result()
    assert isinstance(caught.value.cause, everloop.exceptions.TimeoutError)


async def test_a_waiting_call_can_be_cancelled(client: Client) -> None:
    handle = await start(client)
    waiting = asyncio.create_task(handle.result())
    await asyncio.sleep(0.01)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(handle.result(), 0.01)


async def test_signals_are_recorded_in_order(client: Client) -> None:
    handle = await start(client)
    await handle.signal("one", 1)
    await handle.signal("two", args=["a", "b"])
    history = await handle.fetch_history()
    signals = [event.workflow_execution_signaled_event_attributes for event in history.events if event.event_type == 26]
    assert [signal.signal_name for signal in signals] == ["one", "two"]
    assert [payload.data for payload in signals[1].input.payloads] == [b'"a"', b'"b"']


async def test_what_does_not_exist_is_named(client: Client) -> None:
    for call in ("result", "describe", "cancel", "terminate"):
        with pytest.raises(RPCError, match="workflow not found for ID: nothing") as caught:
            await getattr(client.get_workflow_handle("nothing"), call)()
        assert caught.value.status is RPCStatusCode.NOT_FOUND
    assert caught.value.grpc_status.code == 5
    with pytest.raises(RPCError, match="WorkflowId is not set") as caught:
        await client.start_workflow("Type", id="", task_queue="q")
    assert caught.value.raw_grpc_status == b"" and caught.value.grpc_status.code == 0
    other = Client(client.service_client, namespace="nowhere")
    with pytest.raises(RPCError, match="Namespace nowhere is not found"):
        await start(other)


async def test_arguments_that_cannot_be_converted(client: Client) -> None:
    with pytest.raises(TypeError):
        await client.start_workflow("Type", object(), id="w", task_queue="q")
    with pytest.raises(ValueError, match="Cannot have arg and args"):
        await client.start_workflow("Type", 1, args=[2], id="w", task_queue="q")
    with pytest.raises(RPCError, match="workflow not found"):
        await client.get_workflow_handle("w").describe()


def test_a_start_with_an_update_says_what_to_do_with_an_id_in_use() -> None:
    with pytest.raises(ValueError, match="WorkflowIDConflictPolicy is required"):
        WithStartWorkflowOperation(
            "Type", id="w", task_queue="q", id_conflict_policy=WorkflowIDConflictPolicy.UNSPECIFIED
        )


async def test_interceptors_change_arguments_in_place(client: Client) -> None:
    class Outbound(OutboundInterceptor):
        async def start_workflow(self, input: StartWorkflowInput) -> WorkflowHandle[Any, Any]:
            assert isinstance(input.args, list)
            input.args[0] = "changed"
            input.args.append("more")
            return await super().start_workflow(input)

    class Changing(Interceptor):
        def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
            return Outbound(next)

    other = Client(client.service_client, interceptors=[Changing()])
    handle = await other.start_workflow("Type", "given", id="changed", task_queue="q")
    first = (await handle.fetch_history()).events[0].workflow_execution_started_event_attributes
    assert [payload.data for payload in first.input.payloads] == [b'"changed"', b'"more"']


async def test_missing_arguments_are_those_of_the_whole_class(client: Client) -> None:
    with pytest.raises(TypeError, match=r"^Client\.start_workflow\(\) missing 1 required keyword-only argument: 'id'"):
        await client.start_workflow("Type", task_queue="q")  # type: ignore[call-overload]
    with pytest.raises(TypeError, match=r"^WorkflowHandle\.start_update\(\) missing 1 required keyword-only"):
        await client.get_workflow_handle("w").start_update("u")  # type: ignore[call-overload]


async def test_metadata_is_checked(client: Client) -> None:
    wrong: list[tuple[str, str | bytes]] = [("name", b"x"), ("name-bin", "x"), ("a name", "x"), ("name", "x\ny")]
    for name, value in wrong:
        with pytest.raises(ValueError):
            await start(client, rpc_metadata={name: value})
        with pytest.raises(ValueError):
            client.rpc_metadata = {name: value}


async def test_history_events_and_their_json(client: Client) -> None:
    handle = await start(client)
    await handle.signal("one", 1)
    await handle.terminate()
    pages = handle.fetch_history_events(page_size=1)
    events = [event async for event in pages]
    assert [event.event_id for event in events] == list(range(1, len(events) + 1))
    closing = handle.fetch_history_events(
        wait_new_event=True, event_filter_type=WorkflowHistoryEventFilterType.CLOSE_EVENT
    )
    assert [event.event_type async for event in closing] == [27]
    history = WorkflowHistory("w", events)
    assert list(WorkflowHistory.from_json("w", history.to_json()).events) == events
    parsed = history.to_json_dict()
    for event in parsed["events"]:
        event["eventType"] = event["eventType"].removeprefix("EVENT_TYPE_").title().replace("_", "")
    assert list(WorkflowHistory.from_json("w", parsed).events) == events
    with pytest.raises(ValueError, match="not a history"):
        WorkflowHistory.from_json("w", '{"events": [1]}')
    for missing in ({}, {"events": 1}):
        with pytest.raises(ValueError, match="History does not have iterable 'events'"):
            WorkflowHistory.from_json("w", missing)


class Recording(Interceptor):
    def __init__(self, seen: list[str]) -> None:
        self.seen = seen

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        return RecordingOutbound(next, self.seen)


class RecordingOutbound(OutboundInterceptor):
    def __init__(self, next: OutboundInterceptor, seen: list[str]) -> None:
        super().__init__(next)
        self.seen = seen

    async def start_workflow(self, input: StartWorkflowInput) -> Any:
        self.seen.append(f"start {input.id}")
        input.id += "-intercepted"
        return await super().start_workflow(input)

    async def signal_workflow(self, input: SignalWorkflowInput) -> None:
        self.seen.append(f"signal {input.signal}")
        await super().signal_workflow(input)


async def test_interceptors_see_and_change_calls(client: Client) -> None:
    seen: list[str] = []
    intercepted = Client(**{**client.config(), "interceptors": [Recording(seen)]})
    handle = await start(intercepted)
    assert handle.id == "w-intercepted"
    await handle.signal("go")
    assert seen == ["start w", "signal go"]


async def test_raw_calls(client: Client) -> None:
    from everloop.api.workflowservice.v1 import DescribeNamespaceRequest

    reply = await client.workflow_service.describe_namespace(DescribeNamespaceRequest(namespace="default"))
    assert reply.namespace_info.name == "default"
    with pytest.raises(AttributeError, match="no attribute"):
        _ = client.workflow_service.make_coffee
    assert await client.service_client.check_health()


async def test_clients_of_one_file_share_its_engine(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    one = await Client.connect(f"embedded:{path}")
    two = await Client.connect(f"embedded:{tmp_path}/./app.db")
    await start(one)
    assert (await two.get_workflow_handle("w").describe()).workflow_type == "Type"
    del one
    await start(two, "w2")
    del two
    again = await Client.connect(f"embedded:{path}")
    assert (await again.get_workflow_handle("w2").describe()).status is WorkflowExecutionStatus.RUNNING


async def test_clients_of_one_file_may_connect_at_once(tmp_path: Path) -> None:
    clients = await asyncio.gather(*[Client.connect(f"embedded:{tmp_path}/app.db") for _ in range(5)])
    await start(clients[0])
    assert (await clients[4].get_workflow_handle("w").describe()).id == "w"
    with pytest.raises(RuntimeError, match=r"the directory .* does not exist"):
        await Client.connect(f"embedded:{tmp_path}/missing/app.db")


async def test_limits_of_an_embedded_engine_come_with_its_target(tmp_path: Path) -> None:
    client = await Client.connect(f"embedded:{tmp_path}/app.db?id_bytes_max=40&signals_max=1")
    await start(client, "short")
    with pytest.raises(RPCError) as refused:
        await start(client, "w" * 41)
    assert refused.value.status is RPCStatusCode.INVALID_ARGUMENT
    assert (tmp_path / "app.db").exists()
    for setting, text in {
        "colour=1": "there is no limit 'colour'; there are: activity_failure_bytes_max, ",
        "signals_max=few": "limit signals_max=few: expected a whole number greater than 0",
        "really": "'really' is not of the form NAME=VALUE",
    }.items():
        with pytest.raises(ValueError, match=f"target 'embedded::memory:.{setting}': {text}"):
            await Client.connect(f"embedded::memory:?{setting}")


async def test_async_activity_handles_name_one_activity(client: Client) -> None:
    with pytest.raises(ValueError):
        client.get_async_activity_handle()
    with pytest.raises(ValueError):
        client.get_async_activity_handle(task_token=b"1", activity_id="a")
    handle = client.get_async_activity_handle(workflow_id="nothing", activity_id="a")
    with pytest.raises(RPCError) as caught:
        await handle.complete("done")
    assert caught.value.status is RPCStatusCode.NOT_FOUND


def test_outside_of_a_loop_is_an_error() -> None:
    coroutine = Client.connect("embedded::memory:")
    with pytest.raises(RuntimeError, match="no running event loop"):
        coroutine.send(None)


def test_signatures_are_those_of_the_official_package() -> None:
    official = pytest.importorskip("temporalio.client")
    for owner in ("Client", "WorkflowHandle", "AsyncActivityHandle", "WorkflowUpdateHandle", "ScheduleHandle"):
        ours, theirs = getattr(everloop.client, owner), getattr(official, owner)
        for name, member in vars(theirs).items():
            if name.startswith("_") or not callable(member):
                continue
            expected = list(inspect.signature(member).parameters)
            assert list(inspect.signature(getattr(ours, name)).parameters) == expected, f"{owner}.{name}"
    expected = list(inspect.signature(official.Client.connect).parameters)
    assert list(inspect.signature(Client.connect).parameters) == expected


def test_importing_needs_no_protobuf() -> None:
    import subprocess

    code = "import sys, everloop.client; sys.exit('google.protobuf' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
