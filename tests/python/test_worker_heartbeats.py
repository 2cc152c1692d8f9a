"""What workers tell the server of themselves, and what `ListWorkers` and `DescribeWorker` tell of them."""

from __future__ import annotations

import asyncio
import os
import sys
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import temporalio.activity
import temporalio.client
import temporalio.common
import temporalio.plugin
import temporalio.runtime
import temporalio.worker
import temporalio.workflow

import everloop.activity
import everloop.client
import everloop.common
import everloop.plugin
import everloop.runtime
import everloop.worker
import everloop.workflow
from conformance.servers import start_everloop
from everloop.api.enums.v1 import WorkerStatus
from everloop.api.worker.v1 import WorkerHeartbeat
from everloop.api.workflowservice.v1 import DescribeWorkerRequest, ListWorkersRequest

SHORT = timedelta(seconds=30)
DECIDED_BY_TIMING = {
    "elapsed_since_last_heartbeat",
    "total_sticky_cache_hit",
    "total_sticky_cache_miss",
    "current_sticky_cache_size",
}


@everloop.activity.defn(name="sometimes")
@temporalio.activity.defn(name="sometimes")
async def sometimes(fails: bool) -> None:
    """Fails if it is told to."""
    if fails:
        raise RuntimeError("it was told to")


async def work(workflow: Any, common: Any) -> None:
    """An activity that succeeds, one whose two attempts fail, and a local one."""
    await workflow.execute_activity("sometimes", False, start_to_close_timeout=SHORT)
    twice = common.RetryPolicy(maximum_attempts=2, initial_interval=timedelta(milliseconds=1))
    try:
        await workflow.execute_activity("sometimes", True, start_to_close_timeout=SHORT, retry_policy=twice)
    except Exception as error:
        if type(error).__name__ != "ActivityError":
            raise
    await workflow.execute_local_activity("sometimes", False, start_to_close_timeout=SHORT)


@everloop.workflow.defn(name="Busy", sandboxed=False)
class Busy:
    @everloop.workflow.run
    async def run(self) -> None:
        await work(everloop.workflow, everloop.common)


@temporalio.workflow.defn(name="Busy", sandboxed=False)
class OfficialBusy:
    @temporalio.workflow.run
    async def run(self) -> None:
        await work(temporalio.workflow, temporalio.common)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server."""
    started = start_everloop(Path(tmp_path_factory.mktemp("server")))
    yield started.address
    started.stop()


async def listed(client: everloop.client.Client, queue: str) -> list[Any]:
    """The workers of a queue, as soon as there is one."""
    request = ListWorkersRequest(namespace="default", query=f"TaskQueue = '{queue}'")
    while not (found := (await client.workflow_service.list_workers(request)).workers):
        await asyncio.sleep(0.01)
    return list(found)


async def last_words(packages: dict[str, Any], busy: type, server: str, **options: Any) -> WorkerHeartbeat:
    """Runs a worker and returns what is known of it after its end."""
    ours = await everloop.client.Client.connect(server)
    runtime = packages["runtime"].Runtime(
        telemetry=packages["runtime"].TelemetryConfig(), worker_heartbeat_interval=timedelta(seconds=1), **options
    )
    client = await packages["client"].Client.connect(server, runtime=runtime)
    queue = str(uuid.uuid4())
    async with packages["worker"].Worker(
        client,
        task_queue=queue,
        workflows=[busy],
        activities=[sometimes],
        plugins=[packages["plugin"].SimplePlugin("own-plugin")],
        max_concurrent_activities=7,
    ):
        await client.execute_workflow("Busy", id=queue, task_queue=queue)
        (worker,) = await listed(ours, queue)
        assert worker.status == WorkerStatus.WORKER_STATUS_RUNNING
        assert worker.sdk_name == "temporal-python"
        assert [plugin.name for plugin in worker.plugins] == ["own-plugin"]
        assert worker.worker_grouping_key
        assert worker.host_name
    request = DescribeWorkerRequest(namespace="default", worker_instance_key=worker.worker_instance_key)
    found: WorkerHeartbeat = (await ours.workflow_service.describe_worker(request)).worker_info.worker_heartbeat
    return found


def decided(beat: WorkerHeartbeat) -> dict[str, Any]:
    """What does not depend on the moment."""
    slots = {
        name: (info.slot_supplier_kind, info.current_used_slots, info.total_processed_tasks, info.total_failed_tasks)
        for name, info in [("activity", beat.activity_task_slots_info), ("local", beat.local_activity_slots_info)]
    }
    return {
        "slots": slots,
        "free": beat.activity_task_slots_info.current_available_slots,
        "workflow slots": beat.workflow_task_slots_info.slot_supplier_kind,
        "failed workflow tasks": beat.workflow_task_slots_info.total_failed_tasks,
        "status": WorkerStatus.Name(beat.status),
        "scaled": (beat.workflow_poller_info.is_autoscaling, beat.activity_poller_info.is_autoscaling),
        "polled": beat.activity_poller_info.HasField("last_successful_poll_time"),
        "process": beat.host_info.process_id,
        "plugins": [plugin.name for plugin in beat.plugins],
        "fields": {field.name for field, _ in beat.ListFields()} - DECIDED_BY_TIMING,
        "build id": beat.deployment_version.build_id != "",
    }


async def test_a_worker_s_heartbeats_say_what_the_official_one_s_do(server: str) -> None:
    names = ("client", "plugin", "runtime", "worker")
    ours = await last_words({name: getattr(everloop, name) for name in names}, Busy, server)
    official = await last_words({name: getattr(temporalio, name) for name in names}, OfficialBusy, server)
    # The official one tells where it runs in its first report alone.
    assert ours.environment.platform.linux.version
    ours.ClearField("environment")
    assert decided(ours) == decided(official)
    assert decided(ours)["slots"] == {"activity": ("Fixed", 0, 3, 2), "local": ("Fixed", 0, 1, 0)}
    assert ours.workflow_task_slots_info.total_processed_tasks >= 1
    assert 0 <= ours.host_info.current_host_cpu_usage <= 1
    assert 0 < ours.host_info.current_host_mem_usage <= 1


async def test_where_a_worker_runs_is_withheld_if_wanted(server: str) -> None:
    names = ("client", "plugin", "runtime", "worker")
    packages = {name: getattr(everloop, name) for name in names}
    beat = await last_words(packages, Busy, server, disable_environment_info=True)
    assert not beat.HasField("environment")
    assert beat.host_info.host_name


HOSTS = """
import asyncio, importlib, sys, uuid
from datetime import timedelta

package, address = sys.argv[1:]
client, runtime, worker, activity = (
    importlib.import_module(f"{package}.{name}") for name in ("client", "runtime", "worker", "activity")
)

@activity.defn
async def nothing() -> None: ...

async def main() -> None:
    telling = runtime.Runtime(telemetry=runtime.TelemetryConfig(), worker_heartbeat_interval=timedelta(seconds=1))
    connected = await client.Client.connect(address, runtime=telling)
    async with worker.Worker(connected, task_queue=package, activities=[nothing]):
        await asyncio.to_thread(sys.stdin.read)

asyncio.run(main())
"""


async def test_what_hosts_a_worker_is_told_as_the_official_one_tells_it(server: str) -> None:
    """Variables by which hosts are known; each package looks for them when it starts."""
    variables = {
        "KUBERNETES_SERVICE_HOST": "10.0.0.1",
        "AWS_LAMBDA_FUNCTION_NAME": "f",
        "ECS_CONTAINER_METADATA_URI": "http://x",
        "CLOUD_RUN_JOB": "j",
        "GAE_SERVICE": "",
        "WEBSITE_SITE_NAME": "s",
        "WEBSITE_PLATFORM_VERSION": "9",
        "FUNCTIONS_EXTENSION_VERSION": "~4",
        "CONTAINER_APP_JOB_NAME": "c",
    }
    ours = await everloop.client.Client.connect(server)
    told: list[Any] = []
    for package in ("everloop", "temporalio"):
        program = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            HOSTS,
            package,
            server,
            env={**os.environ, **variables},
            stdin=asyncio.subprocess.PIPE,
        )
        (worker,) = await listed(ours, package)
        request = DescribeWorkerRequest(namespace="default", worker_instance_key=worker.worker_instance_key)
        described = await ours.workflow_service.describe_worker(request)
        told.append(described.worker_info.worker_heartbeat.environment)
        await program.communicate(b"")
        assert program.returncode == 0
    assert told[0] == told[1]
    assert len(told[0].hosting_environments) >= 7


async def test_workers_of_an_embedded_engine_tell_of_themselves_unless_they_shall_not() -> None:
    silent = everloop.runtime.Runtime(telemetry=everloop.runtime.TelemetryConfig(), worker_heartbeat_interval=None)
    told = await everloop.client.Client.connect("embedded::memory:")
    untold = await everloop.client.Client.connect("embedded::memory:", runtime=silent)
    for client, count in ((told, 1), (untold, 0)):
        async with everloop.worker.Worker(client, task_queue="busy", workflows=[Busy], activities=[sometimes]):
            await client.execute_workflow("Busy", id="busy", task_queue="busy")
            if client is told:
                await listed(client, "busy")
        found = await client.workflow_service.list_workers(ListWorkersRequest(namespace="default"))
        assert len(found.workers) == count


@pytest.mark.parametrize("seconds", [0.5, 61])
def test_an_interval_that_servers_do_not_want_is_refused(seconds: float) -> None:
    telemetry = everloop.runtime.TelemetryConfig()
    with pytest.raises(ValueError, match="worker_heartbeat_interval must be from 1 to 60 seconds, it is"):
        everloop.runtime.Runtime(telemetry=telemetry, worker_heartbeat_interval=timedelta(seconds=seconds))


PREVENTED = """
import asyncio
from everloop.client import Client
from everloop.runtime import Runtime

Runtime.prevent_default()
try:
    asyncio.run(Client.connect("embedded::memory:"))
except RuntimeError as error:
    print(error)
"""
CONNECTED = """
import asyncio
from everloop.client import Client
from everloop.runtime import Runtime

asyncio.run(Client.connect("embedded::memory:"))
try:
    Runtime.prevent_default()
except RuntimeError as error:
    print(error)
"""


@pytest.mark.parametrize(
    ("program", "said"),
    [
        (PREVENTED, "Cannot create default Runtime after Runtime.prevent_default has been called"),
        (CONNECTED, "Runtime.prevent_default called after default runtime has been created or set"),
    ],
)
def test_a_client_without_a_runtime_uses_the_default_one(program: str, said: str) -> None:
    import subprocess
    import sys

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == said
