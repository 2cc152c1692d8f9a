"""Servers and namespaces that are not there, and calls outside of workflows and activities."""

from __future__ import annotations

import sys
import traceback

import pytest

from conformance.servers import free_port
from everloop import activity, workflow
from everloop.client import Client
from everloop.service import RPCError
from everloop.worker import Worker
from everloop.workflow._errors import NotInWorkflowEventLoopError

from . import shows
from .test_definitions import Plain


@shows("Failed client connect: cannot connect to 127.0.0.1:…: …refused…")
async def test_nobody_answers() -> str:
    with pytest.raises(RuntimeError) as caught:
        await Client.connect(f"127.0.0.1:{free_port()}")
    return str(caught.value)


@shows(
    "Namespace elsewhere is not found.",
    "Worker validation failed: namespace elsewhere cannot be used: Namespace elsewhere is not found.",
)
async def test_no_such_namespace() -> list[str]:
    client = await Client.connect("embedded::memory:", namespace="elsewhere")
    with pytest.raises(RPCError) as refused:
        await client.start_workflow("Plain", id="one", task_queue="queue")
    with pytest.raises(RuntimeError) as ended:
        await Worker(client, task_queue="queue", workflows=[Plain]).run()
    return [str(refused.value), str(ended.value)]


def noted(error: BaseException) -> str:
    """What a traceback shows of an error: its text, and from Python 3.11 on what to do about it."""
    shown = "".join(traceback.format_exception_only(type(error), error))
    assert sys.version_info < (3, 11) or "This works only" in shown
    return str(error)


@shows("Not in workflow event loop", "Not in activity context")
async def test_calls_from_elsewhere() -> list[str]:
    with pytest.raises(NotInWorkflowEventLoopError) as outside:
        workflow.now()
    with pytest.raises(RuntimeError) as no_activity:
        activity.heartbeat()
    return [noted(outside.value), noted(no_activity.value)]
