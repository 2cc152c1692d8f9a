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
VARIABLE = "TEMPORAL_WORKFLOW_TASK_DURATION_WARN_SECONDS"


async def logged(*arguments: str, seconds: str = "1") -> str:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROGRAM,
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


@pytest.mark.parametrize("seconds", ["600", "0.5"])
async def test_the_limit_is_a_whole_number_of_seconds(seconds: str) -> None:
    """Five seconds, if it is none."""
    assert "TMPRL1104" not in await logged("json", seconds=seconds)


async def test_formats_of_lines() -> None:
    plain, compact, pretty = await asyncio.gather(logged(), logged("compact"), logged("pretty"))
    assert [len(text.splitlines()) for text in (plain, compact)] == [1, 1]
    assert len(pretty.splitlines()) > 1
    assert all("TMPRL1104" in text for text in (plain, compact, pretty))
