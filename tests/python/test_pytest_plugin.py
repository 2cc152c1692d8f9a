"""The pytest plugin, in pytest runs of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PROJECT = """
import asyncio
from datetime import timedelta

import pytest

from everloop import workflow
from everloop.api.workflowservice.v1 import DeleteWorkflowExecutionRequest
from everloop.client import WithStartWorkflowOperation
from everloop.common import WorkflowIDConflictPolicy
from everloop.testing import WorkflowEnvironment
from everloop.worker import Worker

MODE = {"broken": False}


@workflow.defn(sandboxed=False)
class Child:
    @workflow.run
    async def run(self) -> str:
        # What no workflow may do: ask the world outside.
        await asyncio.sleep(10 if MODE["broken"] else 20)
        if MODE["broken"]:
            await asyncio.sleep(1)
        return "child"

    @workflow.update
    async def tell(self) -> None:
        pass


@workflow.defn
class Parent:
    @workflow.run
    async def run(self) -> str:
        await asyncio.sleep(timedelta(days=30).total_seconds())
        return await workflow.execute_child_workflow(Child.run, id=workflow.info().workflow_id + "-child")


async def execute(env: WorkflowEnvironment) -> None:
    async with Worker(env.client, task_queue="q", workflows=[Parent, Child]):
        assert await env.client.execute_workflow(Parent.run, id="parent", task_queue="q") == "child"


@pytest.mark.asyncio
async def test_good(everloop_env: WorkflowEnvironment) -> None:
    MODE["broken"] = False
    await execute(everloop_env)


def test_without_a_plugin_for_async(everloop_env: WorkflowEnvironment) -> None:
    MODE["broken"] = False
    asyncio.run(execute(everloop_env))


@pytest.mark.asyncio
async def test_local(everloop_local_env: WorkflowEnvironment) -> None:
    assert not everloop_local_env.supports_time_skipping


def test_changed(everloop_env: WorkflowEnvironment) -> None:
    MODE["broken"] = False
    asyncio.run(execute(everloop_env))
    MODE["broken"] = True


@pytest.mark.asyncio
async def test_changed_after_update_with_start(everloop_env: WorkflowEnvironment) -> None:
    MODE["broken"] = False
    start = WithStartWorkflowOperation(
        Child.run, id="told", task_queue="q", id_conflict_policy=WorkflowIDConflictPolicy.FAIL
    )
    async with Worker(everloop_env.client, task_queue="q", workflows=[Child]):
        await everloop_env.client.execute_update_with_start_workflow(Child.tell, start_workflow_operation=start)
        await everloop_env.sleep(60)
        await (await start.workflow_handle()).result()
    MODE["broken"] = True


@pytest.mark.asyncio
async def test_deleted(everloop_env: WorkflowEnvironment) -> None:
    handle = await everloop_env.client.start_workflow(Child.run, id="gone", task_queue="q")
    request = DeleteWorkflowExecutionRequest(namespace="default")
    request.workflow_execution.workflow_id = handle.id
    await everloop_env.client.workflow_service.delete_workflow_execution(request)


@pytest.mark.asyncio
async def test_shut_down(everloop_env: WorkflowEnvironment) -> None:
    async with everloop_env as env:
        await env.client.start_workflow(Child.run, id="shut", task_queue="q")
"""


def run(directory: Path, *arguments: str) -> str:
    (directory / "test_it.py").write_text(PROJECT)
    (directory / "pytest.ini").write_text("[pytest]\n")
    # Installed, the entry point names the plugin; here the sources are only on the path.
    plugin = ["-p", "everloop.pytest_plugin"] if not _is_installed() else []
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *plugin, *arguments, str(directory)]
    done = subprocess.run(command, cwd=directory, env={**os.environ}, capture_output=True, text=True, timeout=60)
    return done.stdout + done.stderr


def _is_installed() -> bool:
    from importlib.metadata import entry_points

    return any(entry.value == "everloop.pytest_plugin" for entry in entry_points(group="pytest11"))


def test_each_test_has_an_environment(tmp_path: Path) -> None:
    output = run(tmp_path)
    assert "7 passed" in output, output


def test_what_a_test_has_run_is_replayed(tmp_path: Path) -> None:
    output = run(tmp_path, "--everloop-replay")
    assert "7 passed, 3 errors" in output, output
    assert "workflow Child (parent-child) does not replay: NondeterminismError" in output, output
    assert "workflow Child (told) does not replay: NondeterminismError" in output, output
    reason = "the engine is closed; a test leaves it to the fixture to shut its environment down"
    assert f"workflow shut cannot be replayed: {reason}" in output, output


def test_importing_the_plugin_imports_nothing_else() -> None:
    code = "import sys, everloop.pytest_plugin; print([name for name in sys.modules if name.startswith('everloop.')])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "['everloop.pytest_plugin']"
