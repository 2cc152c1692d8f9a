"""A clock per workflow: environments of ours in this process, and the official server driven by our client."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncIterator
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest

from everloop import workflow
from everloop.client import WorkflowHandle
from everloop.service import RPCError
from everloop.testing import TimeSkipper, TimeSkippingConfig, WorkflowEnvironment
from everloop.worker import Worker

QUEUE = "clocks"
HOUR = timedelta(hours=1)
OFFICIAL = {
    "dev_server_existing_path": str(Path(sys.executable).with_name("temporal")),
    "dev_server_extra_args": ["--dynamic-config-value", "frontend.WorkflowTimeSkippingEnabled=true"],
    "dev_server_startup_timeout": timedelta(seconds=60),
}


@workflow.defn
class Sleeper:
    @workflow.run
    async def run(self, hours: list[float]) -> float:
        began = workflow.now()
        for several in hours:
            await asyncio.sleep(several * 3600)
        return round((workflow.now() - began) / HOUR, 2)


@workflow.defn
class Waiter:
    @workflow.run
    async def run(self) -> None:
        await workflow.wait_condition(lambda: False)


@pytest.fixture(params=["in this process", "official"])
async def env(request: pytest.FixtureRequest) -> AsyncIterator[WorkflowEnvironment]:
    options: dict[str, Any] = OFFICIAL if request.param == "official" else {}
    async with (
        await WorkflowEnvironment.start_time_skipping_v2(**options) as made,
        Worker(made.client, task_queue=QUEUE, workflows=[Sleeper, Waiter]),
    ):
        yield made


async def sleeper(env: WorkflowEnvironment, *hours: float) -> WorkflowHandle[Any, float]:
    return await env.client.start_workflow(Sleeper.run, list(hours), id="sleeper", task_queue=QUEUE)


async def test_the_time_of_a_workflow_skips_and_that_of_the_world_does_not(env: WorkflowEnvironment) -> None:
    handle = await sleeper(env, 1, 24 * 365)
    assert await handle.result() == pytest.approx(1 + 24 * 365, abs=0.1)
    assert await env.get_current_time(handle) > datetime.now(timezone.utc) + 364 * timedelta(days=1)
    with env.with_time_skipping_disabled():
        waiter = await env.client.start_workflow(Waiter.run, id="waiter", task_queue=QUEUE)
    assert abs(await env.get_current_time(waiter) - datetime.now(timezone.utc)) < HOUR / 2
    assert await env.get_time_skipping_info(waiter) is None


async def test_a_fast_forward_goes_so_far_and_no_further(env: WorkflowEnvironment) -> None:
    with env.with_time_skipping_disabled():
        handle = await sleeper(env, 1, 10)
    assert await env.fast_forward(handle, 2 * HOUR)
    info = await env.get_time_skipping_info(handle)
    assert info is not None
    assert not info.effective_config.enabled
    ahead = await env.get_current_time(handle) - datetime.now(timezone.utc)
    assert 1.5 * HOUR < ahead < 2.5 * HOUR
    assert not await env.fast_forward(handle, timedelta(days=1)), "it ends before"
    assert await handle.result() == pytest.approx(11, abs=0.1)
    with pytest.raises(RPCError, match="already completed"):
        await env.fast_forward(handle)


async def test_a_fast_forward_without_a_duration_goes_to_the_end(env: WorkflowEnvironment) -> None:
    with env.with_time_skipping_disabled():
        handle = await sleeper(env, 1, 10)
    assert not await env.fast_forward(handle)
    assert await handle.result() == pytest.approx(11, abs=0.1)


async def test_a_later_fast_forward_takes_the_place_of_an_earlier_one(env: WorkflowEnvironment) -> None:
    # Nobody takes its first task, so that its time stands still.
    handle = await env.client.start_workflow(Waiter.run, id="stuck", task_queue="nobody's")
    first = asyncio.ensure_future(env.fast_forward(handle, HOUR))
    while not (info := await env.get_time_skipping_info(handle)) or not info.effective_config.fast_forward_config.id:
        await asyncio.sleep(0.01)
    second = asyncio.ensure_future(env.fast_forward(handle, 2 * HOUR))
    with pytest.raises(RuntimeError, match="overridden by a later fast-forward"):
        await first
    await handle.terminate()
    assert not await second


async def test_what_such_an_environment_cannot_do() -> None:
    async with await WorkflowEnvironment.start_time_skipping_v2() as env:
        assert (env.supports_time_skipping, env.supports_time_skipping_v1, env.supports_time_skipping_v2) == (
            True,
            False,
            True,
        )
        with pytest.raises(RuntimeError, match=r"fast_forward\(handle, duration\)"):
            await env.sleep(1)
        with pytest.raises(RuntimeError, match="say which with handle"):
            await env.get_current_time()
        with pytest.raises(RuntimeError, match="with_time_skipping_disabled"), env.auto_time_skipping_disabled():
            pass


async def test_a_skipper_does_without_an_environment_of_its_own(tmp_path: Path) -> None:
    from everloop.client import Client

    client = await Client.connect(f"embedded:{tmp_path / 'app.db'}")
    skipper = TimeSkipper(client, config=TimeSkippingConfig(max_session_skip_count=1))
    async with Worker(client, task_queue=QUEUE, workflows=[Sleeper]):
        handle = await skipper.client.start_workflow(Sleeper.run, [1, 1], id="s", task_queue=QUEUE)
        while not (info := await skipper.get_time_skipping_info(handle)) or info.effective_config.enabled:
            await asyncio.sleep(0.01)
        assert info.current_session_skip_count == 1
        skipper.config = TimeSkippingConfig()
        assert not await skipper.fast_forward(handle)
        assert await handle.result() == pytest.approx(2, abs=0.1)


def test_a_fast_forward_needs_time_that_skips() -> None:
    from everloop.testing._time_skipper import FastForwardConfig

    with pytest.raises(ValueError, match="enabled is False"):
        TimeSkippingConfig(enabled=False, fast_forward_config=FastForwardConfig("id", HOUR))


async def test_arguments_of_a_development_server_are_followed_where_they_mean_something() -> None:
    arguments = [
        "--namespace",
        "orders",
        "--search-attribute=Region=Keyword",
        "--dynamic-config-value",
        "frontend.enableUpdateWorkflowExecution=true",
    ]
    async with await WorkflowEnvironment.start_local(dev_server_extra_args=arguments) as env:
        other = await env.connect_client(namespace="orders")
        assert await other.count_workflows("Region = 'north'") is not None


@pytest.mark.parametrize(
    ("arguments", "complaint"),
    [
        (["--ui-port", "1"], "--ui-port 1 has a meaning only for an external server"),
        (["--search-attribute", "Region"], "must be NAME=TYPE"),
        (["--search-attribute", "Region=Place"], "Region=Place"),
        (["--dynamic-config-value", "x"], "must be KEY=VALUE, not 'x'"),
        (["--dynamic-config-value", "limit.maxIDLength=long"], "limit.maxIDLength=long: expected a whole number"),
        (["--namespace"], "expected one argument"),
    ],
)
async def test_wrong_arguments_of_a_development_server_are_named(arguments: list[str], complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        await WorkflowEnvironment.start_local(dev_server_extra_args=arguments)


async def test_a_switch_without_effect_is_told_of() -> None:
    with pytest.warns(UserWarning, match=r"'matching\.colour=7'.*has no effect"):
        env = await WorkflowEnvironment.start_local(
            dev_server_extra_args=["--dynamic-config-value", "matching.colour=7"]
        )
    await env.shutdown()


async def test_a_limit_of_a_development_server_is_the_engines() -> None:
    arguments = ["--log-level", "warn", "--dynamic-config-value", "limit.maxIDLength=7"]
    async with await WorkflowEnvironment.start_local(dev_server_extra_args=arguments) as env:
        with pytest.raises(RPCError, match=r"WorkflowId exceeds maximum allowed length \(8/7\)"):
            await env.client.start_workflow("Any", id="12345678", task_queue="any")
