"""Each parameter that starts a test environment: it acts, or is refused, or is about what never happens here."""

from __future__ import annotations

import dataclasses
import inspect
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import temporalio.testing

from conformance.servers import free_port
from everloop import workflow
from everloop.client import (
    Client,
    Interceptor,
    OutboundInterceptor,
    Plugin,
    StartWorkflowInput,
    WorkflowQueryRejectedError,
)
from everloop.common import QueryRejectCondition
from everloop.converter import DataConverter, DefaultPayloadConverter
from everloop.runtime import MetricBuffer, Runtime, TelemetryConfig
from everloop.service import ConnectConfig, RetryConfig, ServiceClient
from everloop.testing import ActivityEnvironment, WorkflowEnvironment
from everloop.worker import Worker

Starts = Callable[..., Awaitable[WorkflowEnvironment]]
BOTH: list[Any] = [
    pytest.param(WorkflowEnvironment.start_local, id="local"),
    pytest.param(WorkflowEnvironment.start_time_skipping, id="time-skipping"),
]
both = pytest.mark.parametrize("start", BOTH)


@workflow.defn
class Asked:
    @workflow.run
    async def run(self) -> str:
        return "done"

    @workflow.query
    def ask(self) -> str:
        return "answer"


class OwnConverter(DefaultPayloadConverter):
    """Known by its class."""


class Renaming(Interceptor):
    """Starts workflows by other ids."""

    def intercept_client(self, next: OutboundInterceptor) -> OutboundInterceptor:
        class Renames(OutboundInterceptor):
            async def start_workflow(self, input: StartWorkflowInput) -> Any:
                input.id += "-renamed"
                return await super().start_workflow(input)

        return Renames(super().intercept_client(next))


class Noting(Plugin):
    """Notes where the environment connects, and names its client."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def configure_client(self, config: Any) -> Any:
        self.seen.append("client")
        return config

    async def connect_service_client(
        self, config: ConnectConfig, next: Callable[[ConnectConfig], Awaitable[ServiceClient]]
    ) -> ServiceClient:
        self.seen.append(config.target_host.partition(":")[0])
        config.identity = "named by a plugin"
        return await next(config)


@both
async def test_options_of_the_client(start: Starts) -> None:
    converter = dataclasses.replace(DataConverter.default, payload_converter_class=OwnConverter)
    retry = RetryConfig(max_retries=3)
    async with await start(
        data_converter=converter,
        retry_config=retry,
        rpc_metadata={"a": "b"},
        identity="me",
        interceptors=[Renaming()],
    ) as env:
        config = env.client.service_client.config
        assert env.client.config()["data_converter"] is converter
        assert (config.retry_config, config.rpc_metadata, config.identity) == (retry, {"a": "b"}, "me")
        assert env.client.rpc_metadata == {"a": "b"}
        assert (await env.client.start_workflow("W", id="w", task_queue="q")).id == "w-renamed"


@both
async def test_queries_are_rejected_as_said(start: Starts) -> None:
    env = await start(default_workflow_query_reject_condition=QueryRejectCondition.NOT_OPEN)
    async with env, Worker(env.client, task_queue="q", workflows=[Asked]):
        handle = await env.client.start_workflow(Asked.run, id="w", task_queue="q")
        await handle.result()
        with pytest.raises(WorkflowQueryRejectedError):
            await handle.query(Asked.ask)
        assert await handle.query(Asked.ask, reject_condition=QueryRejectCondition.NONE) == "answer"


@both
async def test_plugins_take_part_in_connecting(start: Starts) -> None:
    plugin = Noting()
    async with await start(plugins=[plugin]) as env:
        assert plugin.seen == ["127.0.0.1", "client"]
        assert env.client.identity == "named by a plugin"


@both
async def test_the_runtime_counts(start: Starts) -> None:
    buffer = MetricBuffer(10_000)
    runtime = Runtime(telemetry=TelemetryConfig(metrics=buffer))
    async with await start(runtime=runtime) as env:
        assert env.client.service_client.config.runtime is runtime
        async with Worker(env.client, task_queue="q", workflows=[Asked]):
            await env.client.execute_workflow(Asked.run, id="w", task_queue="q")
    assert "temporal_workflow_completed" in {update.metric.name for update in buffer.retrieve_updates()}


@both
async def test_where_it_listens(start: Starts) -> None:
    port = free_port()
    async with await start(port=port) as env:
        assert env.client.service_client.config.target_host == f"127.0.0.1:{port}"
        other = await env.connect_client(identity="other")
        assert await other.service_client.check_health()


async def test_another_address() -> None:
    async with await WorkflowEnvironment.start_local(ip="127.0.0.2") as env:
        target = env.client.service_client.config.target_host
        assert target.startswith("127.0.0.2:")
        assert await (await Client.connect(target)).service_client.check_health()


@both
async def test_nothing_is_downloaded(start: Starts, tmp_path: Path) -> None:
    prefix = "dev" if start == WorkflowEnvironment.start_local else "test"
    hour = timedelta(hours=1)
    options: dict[str, Any] = {
        "download_dest_dir": str(tmp_path),
        f"{prefix}_server_download_version": "v0.0.0-never",
        f"{prefix}_server_download_ttl": hour,
        f"{prefix}_server_startup_timeout": hour,
    }
    async with await start(**options) as env:
        assert (await env.client.count_workflows()).count == 0
    assert list(tmp_path.iterdir()) == []


async def test_how_an_engine_in_this_process_logs_is_not_its_matter() -> None:
    options: dict[str, Any] = {"dev_server_log_format": "json", "dev_server_log_level": "error"}
    async with await WorkflowEnvironment.start_local(**options) as env:
        assert (await env.client.count_workflows()).count == 0


WRONG: list[tuple[dict[str, Any], type[Exception], str]] = [
    ({"port": "x"}, TypeError, "port must be an integer, it is 'x'"),
    ({"port": 70_000}, ValueError, "port must be from 0 to 65535, it is 70000"),
    ({"identity": 5}, TypeError, "identity must be a string, it is 5"),
    ({"rpc_metadata": 5}, TypeError, "rpc_metadata must be a mapping, it is 5"),
    ({"retry_config": 5}, TypeError, "retry_config must be a RetryConfig, it is 5"),
    ({"runtime": 5}, TypeError, "runtime must be a Runtime, it is 5"),
    ({"interceptors": 5}, TypeError, "interceptors must be a list of interceptors, it is 5"),
    ({"data_converter": 5}, TypeError, "data_converter must be a DataConverter, it is 5"),
]


@both
@pytest.mark.parametrize(("options", "error", "text"), WRONG, ids=lambda value: str(value)[:20])
async def test_wrong_values_are_refused_by_name(
    start: Starts, options: dict[str, Any], error: type[Exception], text: str
) -> None:
    with pytest.raises(error, match=re.escape(text)):
        await start(**options)


async def test_wrong_values_of_a_local_environment() -> None:
    wrong: list[tuple[dict[str, Any], type[Exception], str]] = [
        ({"namespace": 5}, TypeError, "namespace must be a string, it is 5"),
        ({"ip": 5}, TypeError, "ip must be a string, it is 5"),
        ({"ip": "300.1.1.1"}, RuntimeError, "Failed starting the environment: ip '300.1.1.1' is no address"),
        ({"search_attributes": ["x"]}, TypeError, "search_attributes must be SearchAttributeKeys, one is 'x'"),
        ({"dev_server_startup_timeout": 5}, TypeError, "dev_server_startup_timeout must be a timedelta, it is 5"),
    ]
    for options, error, text in wrong:
        with pytest.raises(error, match=re.escape(text)):
            await WorkflowEnvironment.start_local(**options)


async def test_an_address_may_be_given_by_its_name() -> None:
    async with await WorkflowEnvironment.start_local(ip="localhost") as env:
        target = env.client.service_client.config.target_host
        assert await (await Client.connect(target)).service_client.check_health()


async def test_environments_beside_and_inside_of_each_other() -> None:
    async with await WorkflowEnvironment.start_local() as local, await WorkflowEnvironment.start_time_skipping() as one:
        async with await WorkflowEnvironment.start_time_skipping() as two:
            await one.client.start_workflow("W", id="w", task_queue="q")
            counts = [(await env.client.count_workflows()).count for env in (local, one, two)]
            assert counts == [0, 1, 0]
            await two.sleep(3600)
            apart = await two.get_current_time() - await one.get_current_time()
            assert apart > timedelta(minutes=30)
        assert (await one.client.count_workflows()).count == 1
    await one.shutdown()
    await local.shutdown()


async def test_a_wrapped_client_stays_when_its_environment_ends() -> None:
    client = await Client.connect("embedded::memory:")
    async with WorkflowEnvironment.from_client(client) as env:
        assert not env.supports_time_skipping
        with env.auto_time_skipping_disabled():
            await env.sleep(0)
    assert (await client.count_workflows()).count == 0


LOOKED_AT = {
    "start_local": {
        *("namespace", "dev_server_database_filename", "dev_server_existing_path", "dev_server_extra_args"),
        *("search_attributes", "tls", "ui", "ui_port"),
        *("ip", "dev_server_log_format", "dev_server_log_level"),
        *("dev_server_download_version", "dev_server_download_ttl", "dev_server_startup_timeout"),
    },
    "start_time_skipping": {
        *("test_server_existing_path", "test_server_extra_args"),
        *("test_server_download_version", "test_server_download_ttl", "test_server_startup_timeout"),
    },
}
OF_BOTH = {
    *("data_converter", "interceptors", "plugins", "default_workflow_query_reject_condition", "retry_config"),
    *("rpc_metadata", "identity", "port", "runtime", "download_dest_dir"),
}


@pytest.mark.parametrize("name", LOOKED_AT)
def test_every_parameter_is_looked_at(name: str) -> None:
    """Here, or in the tests of environments beside this file."""
    official = inspect.signature(getattr(temporalio.testing.WorkflowEnvironment, name))
    assert LOOKED_AT[name] | OF_BOTH == set(official.parameters)


@pytest.mark.parametrize("options", [{"ui": True}, {"ui_port": 1}])
async def test_a_web_page_needs_an_external_server(options: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="dev_server_existing_path"):
        await WorkflowEnvironment.start_local(**options)


@pytest.mark.parametrize("kind", [WorkflowEnvironment, ActivityEnvironment])
def test_public_names_are_all_there(kind: type) -> None:
    official = getattr(temporalio.testing, kind.__name__)
    assert [name for name in dir(official) if not name.startswith("_") and not hasattr(kind, name)] == []
