"""Options of clients that no server has to see: service clients before others, bounds on connecting, warnings."""

from __future__ import annotations

import asyncio
import logging
import socket
import sys
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from everloop.client import Client
from everloop.runtime import LogForwardingConfig, LoggingConfig, Runtime, TelemetryConfig
from everloop.service import PayloadLimitsConfig, ServiceClient

FORWARDING = LogForwardingConfig(logger=logging.getLogger("test_client_limits"))


class Counting(ServiceClient):
    """Counts the calls that go to another service client."""

    def __init__(self, inner: ServiceClient) -> None:
        super().__init__(inner.config)
        self.inner = inner
        self.calls: list[str] = []

    @property
    def worker_service_client(self) -> Any:
        return self.inner.worker_service_client

    def update_rpc_metadata(self, metadata: Mapping[str, str | bytes]) -> None:
        self.inner.update_rpc_metadata(metadata)

    def update_api_key(self, api_key: str | None) -> None:
        self.inner.update_api_key(api_key)

    async def _rpc_call(self, rpc: str, *args: Any, **options: Any) -> Any:
        self.calls.append(rpc)
        return await self.inner._rpc_call(rpc, *args, **options)


async def test_a_service_client_may_stand_before_another() -> None:
    connected = await Client.connect("embedded::memory:")
    counting = Counting(connected.service_client)
    client = Client(counting)
    assert (await client.count_workflows()).count == 0
    with pytest.raises(Exception, match="not found"):
        await client.get_workflow_handle("missing").describe()
    with pytest.raises(Exception, match="not found"):
        await client.get_workflow_handle("missing").signal("s")
    assert counting.calls == [
        "count_workflow_executions",
        "describe_workflow_execution",
        "signal_workflow_execution",
    ]


async def test_a_connection_may_be_watched_in_place(monkeypatch: pytest.MonkeyPatch) -> None:
    connected = (await Client.connect("embedded::memory:")).service_client
    seen: list[str] = []
    call = connected._rpc_call

    async def watched(rpc: str, *args: Any, **options: Any) -> Any:
        seen.append(rpc)
        return await call(rpc, *args, **options)

    monkeypatch.setattr(connected, "_rpc_call", watched)
    with pytest.raises(Exception, match="not found"):
        await Client(connected).get_workflow_handle("missing").signal("s")
    assert seen == ["signal_workflow_execution"]


@pytest.mark.skipif(sys.platform != "linux", reason="what becomes of a full backlog is the system's matter")
async def test_a_connection_attempt_is_bounded() -> None:
    with socket.socket() as listening, socket.socket() as first, socket.socket() as second:
        listening.bind(("127.0.0.1", 0))
        listening.listen(0)
        address = listening.getsockname()
        for filling in (first, second):
            filling.setblocking(False)
            filling.connect_ex(address)
        with pytest.raises(RuntimeError, match="cannot connect"):
            await asyncio.wait_for(
                Client.connect(f"127.0.0.1:{address[1]}", connect_timeout=timedelta(milliseconds=100)), 60
            )


async def test_large_payloads_are_warned_of(caplog: pytest.LogCaptureFixture) -> None:
    runtime = Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter="warn", forwarding=FORWARDING)))
    try:
        limits = PayloadLimitsConfig(payloads_warn_size=1000, memo_warn_size=100)
        client = await Client.connect("embedded::memory:", runtime=runtime, payload_limits=limits)
        handle = await client.start_workflow("W", "x" * 900, id="w", task_queue="q", memo={"k": "x" * 50})
        await handle.signal("s", "x" * 1000)
        await handle.terminate("x" * 1000)
        other = await client.start_workflow("W", id="o", task_queue="q", memo={"k": "x" * 100})
        await other.terminate()
        expected = ["payloads", "payloads", "memo"]
        while len(caplog.records) < len(expected):
            await asyncio.sleep(0.01)
        said = [record.getMessage() for record in caplog.records]
        assert [
            what for line in said for what in ("payloads", "memo") if f"upload {what} with size" in line
        ] == expected
        assert all("TMPRL1103" in line for line in said)
    finally:
        Runtime(telemetry=TelemetryConfig())
