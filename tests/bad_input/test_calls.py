"""Calls that cannot be served: an unreachable server, a wrong namespace, values that cannot be converted."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from conformance.servers import free_port
from everloop import workflow
from everloop.client import Client
from everloop.service import RPCError, RPCStatusCode
from everloop.worker import Worker


@workflow.defn
class Echo:
    @workflow.run
    async def run(self, value: Any) -> Any:
        return value


class Opaque:
    pass


async def test_unreachable_server() -> None:
    address = f"127.0.0.1:{free_port()}"
    with pytest.raises(RuntimeError) as caught:
        await asyncio.wait_for(Client.connect(address), 20)
    assert address in str(caught.value)


@pytest.mark.parametrize("target", ["", "no port", "embedded:", "host:port:7233", "127.0.0.1:99999"])
async def test_malformed_target(target: str) -> None:
    with pytest.raises((RuntimeError, ValueError)) as caught:
        await asyncio.wait_for(Client.connect(target), 20)
    assert repr(target) in str(caught.value) or target in str(caught.value)
    assert str(caught.value)


async def test_wrong_namespace(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    client = await Client.connect(f"embedded:{path}", namespace="elsewhere")
    with pytest.raises(RPCError) as caught:
        await client.start_workflow(Echo.run, 1, id="echo", task_queue="queue")
    assert caught.value.status is RPCStatusCode.NOT_FOUND
    assert "elsewhere" in str(caught.value)
    with pytest.raises(RuntimeError, match="elsewhere"):
        await asyncio.wait_for(Worker(client, task_queue="queue", workflows=[Echo]).run(), 20)


async def test_argument_that_cannot_be_converted(tmp_path: Path) -> None:
    client = await Client.connect(f"embedded:{tmp_path / 'app.db'}")
    with pytest.raises(TypeError, match="Opaque"):
        await client.start_workflow(Echo.run, Opaque(), id="echo", task_queue="queue")
    with pytest.raises(RPCError) as caught:
        await client.get_workflow_handle("echo").describe()
    assert caught.value.status is RPCStatusCode.NOT_FOUND
    async with Worker(client, task_queue="queue", workflows=[Echo]):
        assert await client.execute_workflow(Echo.run, "fine", id="echo", task_queue="queue") == "fine"


@pytest.mark.parametrize("ident", ["", "x" * 1001])
async def test_bad_workflow_id(tmp_path: Path, ident: str) -> None:
    client = await Client.connect(f"embedded:{tmp_path / 'app.db'}")
    with pytest.raises(RPCError) as caught:
        await client.start_workflow(Echo.run, 1, id=ident, task_queue="queue")
    assert caught.value.status is RPCStatusCode.INVALID_ARGUMENT
    assert "WorkflowId" in str(caught.value)


async def test_worker_without_anything_to_do(tmp_path: Path) -> None:
    client = await Client.connect(f"embedded:{tmp_path / 'app.db'}")
    with pytest.raises(ValueError, match="At least one"):
        Worker(client, task_queue="queue")


async def test_workflow_that_is_no_workflow(tmp_path: Path) -> None:
    client = await Client.connect(f"embedded:{tmp_path / 'app.db'}")
    with pytest.raises(ValueError, match="Opaque"):
        Worker(client, task_queue="queue", workflows=[Opaque])
