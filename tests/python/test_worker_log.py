"""What the worker's core writes into the log, and how it looks."""

from __future__ import annotations

import asyncio
import json
import os
import sys

import pytest

PROGRAM = """
import asyncio, sys, time
from everloop import workflow
from everloop.client import Client
from everloop.runtime import LoggingConfig, LoggingFormat, Runtime, TelemetryConfig
from everloop.worker import Worker

@workflow.defn(sandboxed=False)
class Slow:
    @workflow.run
    async def run(self) -> None:
        time.sleep(1.2)

async def main() -> None:
    chosen = LoggingFormat(sys.argv[1]) if len(sys.argv) > 1 else None
    runtime = Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter="warn", format=chosen)))
    client = await Client.connect("embedded::memory:", runtime=runtime)
    async with Worker(client, task_queue="q", workflows=[Slow], debug_mode=True):
        await client.execute_workflow(Slow.run, id="w", task_queue="q")

asyncio.run(main())
"""
STORING = """
import asyncio, dataclasses, time
from everloop import workflow
from everloop.client import Client
from everloop.converter import DataConverter, ExternalStorage, StorageDriver, StorageDriverClaim
from everloop.runtime import LoggingConfig, LoggingFormat, Runtime, TelemetryConfig
from everloop.worker import Worker

class Shelf(StorageDriver):
    def __init__(self) -> None:
        self.kept = []

    def name(self) -> str:
        return "shelf"

    async def store(self, context, payloads):
        self.kept.extend(payloads)
        return [StorageDriverClaim({"place": str(len(self.kept) - len(payloads) + n)}) for n in range(len(payloads))]

    async def retrieve(self, context, claims):
        return [self.kept[int(claim.claim_data["place"])] for claim in claims]

@workflow.defn(sandboxed=False)
class Slow:
    @workflow.run
    async def run(self, one: str, two: str) -> str:
        time.sleep(1.2)
        return one + two

async def main() -> None:
    logs = LoggingConfig(filter="warn", format=LoggingFormat.JSON)
    storage = ExternalStorage(drivers=[Shelf()], payload_size_threshold=1000)
    client = await Client.connect(
        "embedded::memory:",
        runtime=Runtime(telemetry=TelemetryConfig(logging=logs)),
        data_converter=dataclasses.replace(DataConverter.default, external_storage=storage),
    )
    async with Worker(client, task_queue="q", workflows=[Slow], debug_mode=True):
        args = ["x" * 2000, "y" * 3000]
        assert len(await client.execute_workflow(Slow.run, args=args, id="w", task_queue="q")) == 5000

asyncio.run(main())
"""
VARIABLE = "TEMPORAL_WORKFLOW_TASK_DURATION_WARN_SECONDS"


async def logged(*arguments: str, seconds: str = "1", program: str = PROGRAM) -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        program,
        *arguments,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={**os.environ, VARIABLE: seconds},
    )
    output, errors = await process.communicate()
    assert (output, process.returncode) == (b"", 0), errors.decode()
    return errors.decode()


async def test_a_long_workflow_task_is_warned_of() -> None:
    [line] = (await logged("json")).splitlines()
    read = json.loads(line)
    fields = read["fields"]
    assert read["level"] == "WARN"
    assert fields["message"] == f"[TMPRL1104] {fields['run_id']}:4:1 Workflow task duration exceeded 1 seconds."
    assert (fields["workflow_type"], fields["workflow_id"]) == ("Slow", "w")
    assert fields["workflow_task_duration"] >= 1200
    assert (fields["event_id"], fields["attempt"]) == (4, 1)
    assert fields["workflow_history_size"] > 100


async def test_the_warning_tells_what_external_storage_moved() -> None:
    [line] = (await logged(program=STORING)).splitlines()
    told = {name: value for name, value in json.loads(line)["fields"].items() if name.startswith("payload_")}
    times = [told.pop(f"payload_{way}load_duration") for way in ("down", "up")]
    assert all(0 <= time < 60_000 for time in times)
    overhead = 29  # Quotes, the encoding's name, and lengths.
    assert told == {
        "payload_download_count": 2,
        "payload_download_size": 5000 + 2 * overhead,
        "payload_download_drivers": '["shelf"]',
        "payload_upload_count": 1,
        "payload_upload_size": 5000 + overhead,
        "payload_upload_drivers": '["shelf"]',
    }


@pytest.mark.parametrize("seconds", ["600", "0.5"])
async def test_the_limit_is_a_whole_number_of_seconds(seconds: str) -> None:
    """Five seconds, if it is none."""
    assert "TMPRL1104" not in await logged("json", seconds=seconds)


async def test_formats_of_lines() -> None:
    plain, compact, pretty = await asyncio.gather(logged(), logged("compact"), logged("pretty"))
    assert [len(text.splitlines()) for text in (plain, compact)] == [1, 1]
    assert len(pretty.splitlines()) > 1
    assert all("TMPRL1104" in text for text in (plain, compact, pretty))
