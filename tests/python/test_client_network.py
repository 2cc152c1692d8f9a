"""The client over the network: against everloop's own server, plain and behind TLS."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from everloop.client import Client, RPCError, RPCStatusCode, TLSConfig, WorkflowFailureError
from everloop.service import GrpcCompression, RetryConfig


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Address of a server with its state in memory."""
    command = [sys.executable, "-m", "everloop", "server", "start-dev", "--port", "0", "--namespace", "other"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        words = process.stdout.readline().split()
        assert words[2:5] == ["is", "serving", "on"], words
        yield words[5].rstrip(",")
        process.terminate()
        assert process.wait(10) == 0


async def test_calls_over_grpc(server: str) -> None:
    client = await Client.connect(server, rpc_metadata={"x-note": "1", "x-raw-bin": b"\x00"})
    handle = await client.start_workflow("Type", "x" * 100_000, id="grpc", task_queue="q")
    waiting = asyncio.create_task(handle.result())
    await handle.signal("one", 1)
    await handle.terminate(reason="enough")
    with pytest.raises(WorkflowFailureError) as caught:
        await asyncio.wait_for(waiting, 10)
    assert str(caught.value.cause) == "enough"
    assert await client.service_client.check_health()
    client.rpc_metadata = {"x-note": "2"}
    assert client.rpc_metadata == {"x-note": "2"}
    with pytest.raises(RPCError, match="workflow not found for ID: nothing"):
        await client.get_workflow_handle("nothing").describe()


async def test_a_lazy_client_connects_with_its_first_call(server: str) -> None:
    client = await Client.connect(server, lazy=True, namespace="other", grpc_compression=GrpcCompression.NONE)
    handle = await client.start_workflow("Type", id="lazy", task_queue="q")
    assert (await handle.describe()).namespace == "other"


async def test_an_oversized_request_is_refused_once(server: str) -> None:
    client = await Client.connect(server)
    with pytest.raises(RPCError, match="received message after decompression larger than max") as caught:
        await client.start_workflow("Type", "x" * 5_000_000, id="large", task_queue="q")
    assert caught.value.status is RPCStatusCode.RESOURCE_EXHAUSTED


async def test_a_call_has_its_deadline(server: str) -> None:
    client = await Client.connect(server)
    handle = await client.start_workflow("Type", id="deadline", task_queue="q")
    with pytest.raises(RPCError) as caught:
        # No worker answers it. (A wait for the result would not do: it is asked for again and again.)
        await handle.query("q", rpc_timeout=timedelta(milliseconds=50))
    assert caught.value.status is RPCStatusCode.DEADLINE_EXCEEDED


async def test_an_unreachable_server_is_named() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = "{}:{}".format(*free.getsockname())
    with pytest.raises(RuntimeError, match=f"cannot connect to {address}: .*refused"):
        await Client.connect(address)
    retry = RetryConfig(max_retries=2, initial_interval_millis=1)
    client = await Client.connect(address, lazy=True, retry_config=retry)
    with pytest.raises(RPCError, match=address) as caught:
        await client.start_workflow("Type", id="w", task_queue="q")
    assert caught.value.status is RPCStatusCode.UNAVAILABLE


@dataclass
class Certificates:
    """A certificate authority, and what it signed."""

    directory: Path

    def read(self, name: str) -> bytes:
        return (self.directory / name).read_bytes()


@pytest.fixture(scope="module")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Certificates:
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make certificates with")
    directory = tmp_path_factory.mktemp("tls")

    def openssl(*args: str) -> None:
        subprocess.run(["openssl", *args], cwd=directory, check=True, capture_output=True)

    ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl("req", "-x509", *ec, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=test authority", "-days", "2")
    for name, host in (("server", "everloop.test"), ("client", "client.test")):
        openssl("req", *ec, "-keyout", f"{name}.key", "-out", f"{name}.csr", "-subj", f"/CN={host}")
        (directory / "names.ext").write_text(f"subjectAltName=DNS:{host}\n")
        openssl(
            *("x509", "-req", "-in", f"{name}.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
            *("-out", f"{name}.pem", "-days", "1", "-extfile", "names.ext"),
        )
    return Certificates(directory)


@asynccontextmanager
async def tls_in_front_of(server: str, certificates: Certificates, mutual: bool) -> AsyncIterator[str]:
    """The address of a proxy that ends TLS and passes everything on."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificates.directory / "server.pem", certificates.directory / "server.key")
    context.set_alpn_protocols(["h2"])
    if mutual:
        context.load_verify_locations(certificates.directory / "ca.pem")
        context.verify_mode = ssl.CERT_REQUIRED
    host, port = server.split(":")

    async def copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            writer.close()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        behind_reader, behind_writer = await asyncio.open_connection(host, int(port))
        await asyncio.gather(copy(reader, behind_writer), copy(behind_reader, writer))

    proxy = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    try:
        yield f"127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
    finally:
        proxy.close()


async def test_tls_checks_the_server(server: str, certificates: Certificates) -> None:
    async with tls_in_front_of(server, certificates, mutual=False) as address:
        trusted = TLSConfig(server_root_ca_cert=certificates.read("ca.pem"), domain="everloop.test")
        client = await Client.connect(address, tls=trusted, api_key="secret")
        await client.start_workflow("Type", id="tls", task_queue="q")
        with pytest.raises(RuntimeError, match=f"cannot connect to {address}: .*certificate"):
            await Client.connect(address, tls=True)
        other = TLSConfig(server_root_ca_cert=certificates.read("ca.pem"), domain="somebody.else")
        with pytest.raises(RuntimeError, match=f"cannot connect to {address}: .*not valid for name"):
            await Client.connect(address, tls=other)


async def test_tls_shows_the_client(server: str, certificates: Certificates) -> None:
    async with tls_in_front_of(server, certificates, mutual=True) as address:
        options = {"server_root_ca_cert": certificates.read("ca.pem"), "domain": "everloop.test"}
        shown = TLSConfig(
            **options,
            client_cert=certificates.read("client.pem"),
            client_private_key=certificates.read("client.key"),
        )
        client = await Client.connect(address, tls=shown)
        await client.start_workflow("Type", id="mtls", task_queue="q")
        with pytest.raises(RuntimeError, match="Failed client connect"):
            await Client.connect(address, tls=TLSConfig(**options))


async def test_calls_of_the_cloud_leave_with_their_name_and_version(server: str) -> None:
    from everloop.api.cloud.cloudservice.v1 import GetNamespacesRequest
    from everloop.client import CloudOperationsClient

    client = await CloudOperationsClient.connect(api_key="key", version="2025-05-31", target_host=server, tls=False)
    assert client.rpc_metadata == {"temporal-cloud-api-version": "2025-05-31"}
    with pytest.raises(RPCError, match=r"GetNamespaces|[Uu]nknown") as caught:
        await client.cloud_service.get_namespaces(GetNamespacesRequest(page_size=3))
    assert caught.value.status == RPCStatusCode.UNIMPLEMENTED
