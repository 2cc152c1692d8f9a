"""Clients whose payloads pass through a codec. The worker is the official SDK's, with the same codec."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from datetime import timedelta
from typing import Any

import pytest

from everloop.api.common.v1 import Payload
from everloop.client import Client, WorkflowFailureError, WorkflowHandle
from everloop.converter import DataConverter, PayloadCodec
from everloop.exceptions import ApplicationError, TerminatedError

official = pytest.importorskip("temporalio.workflow")


def reverse(payloads: Sequence[Any], message: type[Any]) -> list[Any]:
    return [message(metadata={"encoding": b"test/reversed"}, data=it.SerializeToString()[::-1]) for it in payloads]


def restore(payloads: Sequence[Any], message: type[Any]) -> list[Any]:
    assert all(payload.metadata["encoding"] == b"test/reversed" for payload in payloads)
    return [message.FromString(payload.data[::-1]) for payload in payloads]


class Reversing(PayloadCodec):
    async def encode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return reverse(payloads, Payload)

    async def decode(self, payloads: Sequence[Payload]) -> list[Payload]:
        return restore(payloads, Payload)


@official.defn(name="Collects", sandboxed=False)
class Collects:
    def __init__(self) -> None:
        self.items: list[str] = []
        self.done = False

    @official.run
    async def run(self, first: str) -> list[str]:
        self.items.append(first)
        await official.wait_condition(lambda: self.done)
        if first == "fail":
            from temporalio.exceptions import ApplicationError

            raise ApplicationError("failed", first)
        return self.items

    @official.signal
    def add(self, item: str) -> None:
        self.items.append(item)

    @official.signal
    def finish(self) -> None:
        self.done = True

    @official.query
    def count(self, extra: int) -> int:
        return len(self.items) + extra


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    command = [sys.executable, "-m", "everloop", "server", "start-dev", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[5].rstrip(",")
        process.terminate()


@pytest.fixture
async def client(server: str) -> Client:
    return await Client.connect(
        server, data_converter=dataclasses.replace(DataConverter.default, payload_codec=Reversing())
    )


@pytest.fixture
async def worker(server: str) -> AsyncIterator[None]:
    import temporalio.api.common.v1
    import temporalio.client
    import temporalio.converter
    import temporalio.worker

    message = temporalio.api.common.v1.Payload

    class OfficialReversing(temporalio.converter.PayloadCodec):
        async def encode(self, payloads: Sequence[Any]) -> list[Any]:
            return reverse(payloads, message)

        async def decode(self, payloads: Sequence[Any]) -> list[Any]:
            return restore(payloads, message)

    converter = dataclasses.replace(temporalio.converter.DataConverter.default, payload_codec=OfficialReversing())
    client = await temporalio.client.Client.connect(server, data_converter=converter)
    async with temporalio.worker.Worker(
        client, task_queue="q", workflows=[Collects], graceful_shutdown_timeout=timedelta(0)
    ):
        yield


async def start(client: Client, first: str, id: str, **options: Any) -> WorkflowHandle[Any, Any]:
    return await client.start_workflow("Collects", first, id=id, task_queue="q", **options)


@pytest.mark.usefixtures("worker")
async def test_every_payload_passes_through_the_codec(client: Client) -> None:
    handle = await start(client, "one", "done", memo={"note": [1]}, static_summary="a line")
    await handle.signal("add", "two")
    assert await handle.query("count", 40, result_type=int) == 42
    await handle.signal("finish")
    assert await handle.result() == ["one", "two"]
    described = await handle.describe()
    assert await described.memo() == {"note": [1]}
    assert await described.static_summary() == "a line"
    history = await handle.fetch_history()
    assert b'"one"' not in b"".join(event.SerializeToString() for event in history.events)


@pytest.mark.usefixtures("worker")
async def test_details_of_a_failure_are_decoded(client: Client) -> None:
    handle = await start(client, "fail", "failed")
    await handle.signal("finish")
    with pytest.raises(WorkflowFailureError) as caught:
        await handle.result()
    cause = caught.value.cause
    assert isinstance(cause, ApplicationError)
    assert cause.message == "failed"
    assert list(cause.details) == ["fail"]


async def test_details_of_a_termination_are_decoded(client: Client) -> None:
    handle = await start(client, "one", "terminated")
    await handle.terminate("detail", reason="enough")
    with pytest.raises(WorkflowFailureError) as caught:
        await handle.result()
    cause = caught.value.cause
    assert isinstance(cause, TerminatedError)
    assert (str(cause), list(cause.details)) == ("enough", ["detail"])
