"""The environments of `everloop.testing`: ours in this process, and the official servers driven by our client."""

from __future__ import annotations

import asyncio
import sys
import time
import uuid
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from everloop import activity, workflow
from everloop.client import Client, Interceptor, OutboundInterceptor, StartWorkflowInput, WorkflowFailureError
from everloop.common import RetryPolicy, SearchAttributeKey, SearchAttributePair, TypedSearchAttributes
from everloop.exceptions import ApplicationError, TimeoutError
from everloop.service import RPCError, RPCStatusCode
from everloop.testing import WorkflowEnvironment
from everloop.worker import Worker

QUEUE = "testing"
HOUR = timedelta(hours=1)
OFFICIAL_TEST_SERVER = Path(sys.executable).with_name("temporal-test-server")
OFFICIAL_CLI = Path(sys.executable).with_name("temporal")


@workflow.defn
class Sleeper:
    def __init__(self) -> None:
        self.woken = False

    @workflow.run
    async def run(self, seconds: float) -> str:
        if seconds:
            await asyncio.sleep(seconds)
        else:
            await workflow.wait_condition(lambda: self.woken)
        return workflow.now().isoformat()

    @workflow.signal
    def wake(self) -> None:
        self.woken = True


@activity.defn
async def flaky() -> int:
    if activity.info().attempt < 5:
        raise RuntimeError("not yet")
    return activity.info().attempt


@activity.defn
def slow() -> str:
    time.sleep(0.1)
    return "done"


@workflow.defn
class Working:
    @workflow.run
    async def run(self) -> list[Any]:
        attempts = await workflow.execute_activity(
            flaky, start_to_close_timeout=HOUR, retry_policy=RetryPolicy(initial_interval=HOUR)
        )
        began = workflow.now()
        done = await workflow.execute_activity(slow, start_to_close_timeout=timedelta(seconds=20))
        return [attempts, done, (workflow.now() - began).total_seconds()]


@workflow.defn
class Asserting:
    @workflow.run
    async def run(self, fails: bool) -> None:
        assert not fails, "asked to fail"
        await workflow.wait_condition(lambda: False)

    @workflow.signal
    def fail(self) -> None:
        raise AssertionError("told to fail")


@pytest.fixture
async def env() -> AsyncIterator[WorkflowEnvironment]:
    async with await WorkflowEnvironment.start_time_skipping() as env:
        yield env


@pytest.fixture
async def worked(env: WorkflowEnvironment) -> AsyncIterator[WorkflowEnvironment]:
    async with worker(env.client):
        yield env


def worker(client: Client) -> Worker:
    from concurrent.futures import ThreadPoolExecutor

    return Worker(
        client,
        task_queue=QUEUE,
        workflows=[Sleeper, Working, Asserting],
        activities=[flaky, slow],
        activity_executor=ThreadPoolExecutor(2),
        max_concurrent_activities=2,
    )


async def start(client: Client, seconds: float, **options: Any) -> Any:
    return await client.start_workflow(Sleeper.run, seconds, id=str(uuid.uuid4()), task_queue=QUEUE, **options)


async def test_a_month_passes_while_its_result_is_awaited(worked: WorkflowEnvironment) -> None:
    before = await worked.get_current_time()
    handle = await start(worked.client, timedelta(days=30).total_seconds())
    woke = datetime.fromisoformat(await asyncio.wait_for(handle.result(), 5))
    assert timedelta(days=30) <= woke - before < timedelta(days=30, hours=1)
    assert await worked.get_current_time() >= woke


async def test_execute_skips_and_signals_do_not(worked: WorkflowEnvironment) -> None:
    before = await worked.get_current_time()
    sleeping = await start(worked.client, 3600)
    waiting = await start(worked.client, 0)
    await waiting.signal(Sleeper.wake)
    await waiting.describe()
    assert await worked.get_current_time() - before < HOUR / 2, "nobody has waited for a result"
    await worked.client.execute_workflow(Sleeper.run, 7200, id="executed", task_queue=QUEUE)
    assert await worked.get_current_time() - before >= 2 * HOUR
    assert await worked.client.get_workflow_handle(sleeping.id).result()


async def test_many_results_at_once_are_no_trouble(worked: WorkflowEnvironment) -> None:
    handles = [await start(worked.client, 3600 * (number + 1)) for number in range(20)]
    working = [
        await worked.client.start_workflow(Working.run, id=f"working-{number}", task_queue=QUEUE) for number in range(3)
    ]
    results = await asyncio.wait_for(asyncio.gather(*(handle.result() for handle in [*handles, *working])), 20)
    assert results[:20] == sorted(results[:20])
    for attempts, done, passed in results[20:]:
        assert (attempts, done) == (5, "done")
        assert passed < 20, "an activity that runs is not skipped over"
    before = await worked.get_current_time()
    await asyncio.sleep(0.05)
    assert await worked.get_current_time() - before < timedelta(minutes=1), "and time is locked again"


async def test_time_stands_after_a_result(worked: WorkflowEnvironment) -> None:
    await start(worked.client, timedelta(days=365).total_seconds())
    for number in range(5):
        before = await worked.get_current_time()
        await worked.client.execute_workflow(Sleeper.run, 60, id=f"short-{number}", task_queue=QUEUE)
        assert await worked.get_current_time() - before < HOUR, "the other one's year is still to come"


async def test_sleep_skips_by_hand(worked: WorkflowEnvironment) -> None:
    before = await worked.get_current_time()
    handle = await start(worked.client, 3600)
    await worked.sleep(timedelta(minutes=59))
    assert (await handle.describe()).close_time is None
    await worked.sleep(120)
    assert await worked.get_current_time() - before >= timedelta(minutes=61)
    await worked.client.get_workflow_handle(handle.id).result()


async def test_skipping_can_be_disabled(worked: WorkflowEnvironment) -> None:
    with worked.auto_time_skipping_disabled():
        handle = await start(worked.client, 0.2)
        began = time.perf_counter()
        await handle.result()
        assert time.perf_counter() - began >= 0.15
        before = await worked.get_current_time()
        await worked.sleep(3600)
        assert await worked.get_current_time() - before >= HOUR, "by hand it still skips"
    handle = await start(worked.client, 3600)
    await asyncio.wait_for(handle.result(), 5)


async def test_a_result_given_up_locks_again(worked: WorkflowEnvironment) -> None:
    handle = await start(worked.client, 0)
    with pytest.raises(asyncio.TimeoutError):
        await asyncio.wait_for(handle.result(), 0.05)
    before = await worked.get_current_time()
    await start(worked.client, 3600)
    await asyncio.sleep(0.05)
    assert await worked.get_current_time() - before < HOUR


async def test_timeouts_come_by_skipping(worked: WorkflowEnvironment) -> None:
    handle = await start(worked.client, 0, execution_timeout=timedelta(days=2))
    with pytest.raises(WorkflowFailureError) as failed:
        await asyncio.wait_for(handle.result(), 5)
    assert isinstance(failed.value.cause, TimeoutError)


async def test_failed_assertions_fail_the_workflow(worked: WorkflowEnvironment) -> None:
    with pytest.raises(WorkflowFailureError) as failed:
        await worked.client.execute_workflow(Asserting.run, True, id="a", task_queue=QUEUE)
    cause = failed.value.cause
    assert isinstance(cause, ApplicationError)
    # pytest adds to the message what was compared.
    assert cause.message.startswith("asked to fail")
    assert (cause.type, cause.non_retryable) == ("AssertionError", True)
    handle = await worked.client.start_workflow(Asserting.run, False, id="b", task_queue=QUEUE)
    await handle.signal(Asserting.fail)
    with pytest.raises(WorkflowFailureError) as failed:
        await handle.result()
    assert "told to fail" in str(failed.value.cause)


async def test_environments_have_clocks_of_their_own(env: WorkflowEnvironment) -> None:
    async with await WorkflowEnvironment.start_time_skipping() as other:
        await other.sleep(timedelta(days=1))
        assert await other.get_current_time() - await env.get_current_time() >= timedelta(hours=23)


async def test_starting_takes_no_time() -> None:
    async with await WorkflowEnvironment.start_time_skipping():
        pass
    took = []
    for _ in range(5):
        began = time.perf_counter()
        env = await WorkflowEnvironment.start_time_skipping()
        took.append(time.perf_counter() - began)
        await env.shutdown()
    # Twenty milliseconds is the promise; the bound is what a loaded machine and a debug build need.
    assert min(took) < 0.1, took


async def test_what_an_environment_can_do(env: WorkflowEnvironment) -> None:
    assert (env.supports_time_skipping, env.supports_time_skipping_v1, env.supports_time_skipping_v2) == (
        True,
        True,
        False,
    )
    with pytest.raises(RuntimeError, match="fast_forward needs an environment in which each workflow has a clock"):
        await env.fast_forward(env.client.get_workflow_handle("x"))


async def test_other_clients_find_it_at_its_address(worked: WorkflowEnvironment) -> None:
    address = worked.client.service_client.config.target_host
    other = await Client.connect(address)
    handle = await start(other, 3600)
    await worked.sleep(2 * HOUR)
    assert await handle.result()
    third = await worked.connect_client(namespace="elsewhere")
    assert (third.namespace, third.config()["interceptors"]) == ("elsewhere", [])


async def test_after_shutdown_calls_fail() -> None:
    env = await WorkflowEnvironment.start_local()
    await env.shutdown()
    await env.shutdown()
    with pytest.raises(RPCError) as refused:
        await env.client.start_workflow("any", id="x", task_queue="q")
    assert refused.value.status is RPCStatusCode.UNAVAILABLE


async def test_from_client_wraps_any(env: WorkflowEnvironment) -> None:
    wrapped = WorkflowEnvironment.from_client(await Client.connect(env.client.service_client.config.target_host))
    assert not wrapped.supports_time_skipping
    assert len(wrapped.client.config()["interceptors"]) == 1
    before = datetime.now(timezone.utc)
    await wrapped.sleep(0.01)
    assert before <= await wrapped.get_current_time() <= before + HOUR
    await wrapped.shutdown()
    await env.client.service_client.check_health()


class Recording(Interceptor):
    def __init__(self) -> None:
        self.started: list[str] = []

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        recording = self

        class Outbound(OutboundInterceptor):
            async def start_workflow(self, input: StartWorkflowInput) -> Any:
                recording.started.append(input.id)
                return await super().start_workflow(input)

        return Outbound(next)


async def test_a_local_environment_has_the_options_it_was_given(tmp_path: Path) -> None:
    recording = Recording()
    database = tmp_path / "local.db"
    async with await WorkflowEnvironment.start_local(
        namespace="orders",
        interceptors=[recording],
        identity="me",
        rpc_metadata={"a": "b"},
        dev_server_database_filename=str(database),
    ) as env:
        assert (env.client.namespace, env.client.identity, env.supports_time_skipping) == ("orders", "me", False)
        async with worker(env.client):
            handle = await env.client.start_workflow(Sleeper.run, 0.05, id="kept", task_queue=QUEUE)
            await handle.result()
        assert recording.started == ["kept"]
        assert abs(await env.get_current_time() - datetime.now(timezone.utc)) < HOUR
    async with await WorkflowEnvironment.start_local(
        namespace="orders", dev_server_database_filename=str(database)
    ) as again:
        assert await again.client.get_workflow_handle("kept").result()


async def test_a_local_environment_refuses_what_it_cannot_do() -> None:
    with pytest.raises(ValueError, match="dev_server_existing_path"):
        await WorkflowEnvironment.start_local(ui=True)
    with pytest.raises(ValueError, match="test_server_existing_path"):
        await WorkflowEnvironment.start_time_skipping(test_server_extra_args=["--x"])
    with pytest.raises(ValueError, match="without TLS"):
        await WorkflowEnvironment.start_local(tls=True)
    with pytest.raises(RuntimeError, match="there is no executable /nowhere"):
        await WorkflowEnvironment.start_local(dev_server_existing_path="/nowhere")


async def test_a_taken_port_is_named() -> None:
    async with await WorkflowEnvironment.start_local() as env:
        port = int(env.client.service_client.config.target_host.rpartition(":")[2])
        with pytest.raises(RuntimeError, match=f"cannot listen on 127.0.0.1:{port}"):
            await WorkflowEnvironment.start_local(port=port)


@pytest.mark.skipif(not OFFICIAL_TEST_SERVER.exists(), reason="the official test server is not installed")
async def test_the_official_test_server_can_be_named() -> None:
    async with await WorkflowEnvironment.start_time_skipping(
        test_server_existing_path=str(OFFICIAL_TEST_SERVER)
    ) as env:
        assert env.supports_time_skipping
        async with worker(env.client):
            before = await env.get_current_time()
            handles = [await start(env.client, 3600 * (number + 1)) for number in range(3)]
            await asyncio.wait_for(asyncio.gather(*(handle.result() for handle in handles)), 20)
            assert await env.get_current_time() - before >= 3 * HOUR
            await env.sleep(HOUR)
            assert await env.get_current_time() - before >= 4 * HOUR


async def test_search_attributes_are_registered() -> None:
    key = SearchAttributeKey.for_keyword("Team")
    async with await WorkflowEnvironment.start_local(search_attributes=[key]) as env:
        attributes = TypedSearchAttributes([SearchAttributePair(key, "red")])
        await env.client.start_workflow(Sleeper.run, 0, id="found", task_queue=QUEUE, search_attributes=attributes)
        found = [one.id async for one in env.client.list_workflows("Team = 'red'")]
        assert found == ["found"]
