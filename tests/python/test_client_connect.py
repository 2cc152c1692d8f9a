"""Options of connecting, each seen by what stands between the client and the server."""

from __future__ import annotations

import asyncio
import base64
import os
import shutil
import socket
import ssl
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import pytest

from everloop.client import Client, RPCError, RPCStatusCode, TLSConfig
from everloop.service import (
    DnsLoadBalancingConfig,
    GrpcCompression,
    HttpConnectProxyConfig,
    KeepAliveConfig,
    RetryConfig,
)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Address of a server with its state in memory."""
    command = [sys.executable, "-m", "everloop", "server", "start-dev", "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[5].rstrip(",")
        process.terminate()
        process.wait(10)


@dataclass
class Passage:
    """What passes everything on to the server and notes what it saw."""

    port: int = 0
    connections: int = 0
    requests: list[bytes] = field(default_factory=list)
    """Requests of a proxy's clients."""
    sent: bytearray = field(default_factory=bytearray)
    """What clients sent."""
    silent: bool = False
    """Whether nothing passes any more, in either direction."""
    connected: asyncio.Event = field(default_factory=asyncio.Event)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"


async def copy(passage: Passage, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, kept: bytearray) -> None:
    try:
        while data := await reader.read(65536):
            if passage.silent:
                continue
            kept += data
            writer.write(data)
            await writer.drain()
    except (OSError, asyncio.CancelledError):
        pass
    finally:
        writer.close()


@asynccontextmanager
async def passage_to(
    server: str,
    *,
    is_proxy: bool = False,
    answer: bytes = b"200 OK",
    host: str = "127.0.0.1",
    tls: ssl.SSLContext | None = None,
    port: int = 0,
) -> AsyncIterator[Passage]:
    """A passage to the server: plain, or an HTTP proxy, or one that ends TLS."""
    passage, tasks = Passage(), set[asyncio.Task[None]]()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        passage.connections += 1
        target = server
        if is_proxy:
            request = await reader.readuntil(b"\r\n\r\n")
            passage.requests.append(request)
            target = request.split()[1].decode()
            writer.write(b"HTTP/1.1 " + answer + b"\r\nVia: test\r\n\r\n")
            if not answer.startswith(b"2"):
                writer.close()
                return
        behind, behind_writer = await asyncio.open_connection(*target.rsplit(":", 1))
        for task in (
            asyncio.create_task(copy(passage, reader, behind_writer, passage.sent)),
            asyncio.create_task(copy(passage, behind, writer, bytearray())),
        ):
            tasks.add(task)
        passage.connected.set()

    listening = await asyncio.start_server(serve, host, port, ssl=tls)
    passage.port = listening.sockets[0].getsockname()[1]
    try:
        yield passage
    finally:
        listening.close()
        for task in tasks:
            task.cancel()


async def is_up(client: Client) -> bool:
    return await client.service_client.check_health()


async def test_a_proxy_opens_the_tunnel(server: str) -> None:
    async with passage_to(server, is_proxy=True) as proxy:
        config = HttpConnectProxyConfig(proxy.address, basic_auth=("user", "pass word"))
        client = await Client.connect(
            server, http_connect_proxy_config=config, dns_load_balancing_config=DnsLoadBalancingConfig()
        )
        assert await is_up(client)
        (request,) = proxy.requests
        assert request.startswith(f"CONNECT {server} HTTP/1.1\r\n".encode())
        credentials = base64.b64encode(b"user:pass word")
        assert b"\r\nProxy-Authorization: Basic " + credentials + b"\r\n" in request


async def test_a_proxy_that_refuses_is_named(server: str) -> None:
    async with passage_to(server, is_proxy=True, answer=b"407 Who are you") as proxy:
        with pytest.raises(RuntimeError, match=f"cannot connect to {server}: proxy {proxy.address}: .*407 Who are you"):
            await Client.connect(server, http_connect_proxy_config=HttpConnectProxyConfig(proxy.address))


async def test_all_addresses_of_a_name_are_used(server: str) -> None:
    families = {info[0] for info in socket.getaddrinfo("localhost", None)}
    if len(families) < 2:
        pytest.skip("localhost has one address here")
    async with (
        passage_to(server, host="127.0.0.1") as four,
        passage_to(server, host="::1", port=four.port) as six,
    ):
        config = DnsLoadBalancingConfig(resolution_interval_millis=20)
        client = await Client.connect(f"localhost:{four.port}", dns_load_balancing_config=config)
        assert all(await asyncio.gather(*(is_up(client) for _ in range(40))))
        assert four.sent
        assert six.sent


async def test_a_balanced_name_that_nobody_serves_is_refused() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    config = DnsLoadBalancingConfig.default
    with pytest.raises(RuntimeError, match=f"cannot connect to localhost:{port}: .*refused"):
        await Client.connect(f"localhost:{port}", dns_load_balancing_config=config)
    with pytest.raises(RuntimeError, match=r"cannot connect to nobody\.invalid:1"):
        await Client.connect("nobody.invalid:1", dns_load_balancing_config=config)


async def test_pings_find_a_dead_connection(server: str) -> None:
    async with passage_to(server) as passage:
        client = await Client.connect(
            passage.address,
            keep_alive_config=KeepAliveConfig(interval_millis=50, timeout_millis=50),
            retry_config=RetryConfig(max_retries=1),
        )
        passage.silent = True
        with pytest.raises(RPCError) as caught:
            await asyncio.wait_for(client.service_client.check_health(), 10)
        assert caught.value.status in (RPCStatusCode.UNAVAILABLE, RPCStatusCode.UNKNOWN, RPCStatusCode.INTERNAL)
        passage.silent = False
        assert await client.service_client.check_health(retry=True)
        assert passage.connections == 2


async def test_without_pings_a_call_waits_for_its_deadline(server: str) -> None:
    async with passage_to(server) as passage:
        client = await Client.connect(passage.address, keep_alive_config=None)
        passage.silent = True
        with pytest.raises(RPCError) as caught:
            await client.service_client.check_health(timeout=timedelta(milliseconds=300))
        assert caught.value.status is RPCStatusCode.DEADLINE_EXCEEDED


async def test_compression_can_be_turned_off(server: str) -> None:
    for compression, is_plain in ((GrpcCompression.GZIP, False), (GrpcCompression.NONE, True)):
        async with passage_to(server) as passage:
            client = await Client.connect(passage.address, grpc_compression=compression)
            await client.start_workflow("T", "needle" * 2000, id=repr(compression), task_queue="q")
            assert (passage.sent.count(b"needle") == 2000) is is_plain


async def test_retries_are_as_configured() -> None:
    refusals = 0

    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal refusals
        refusals += 1
        writer.close()

    listening = await asyncio.start_server(refuse, "127.0.0.1", 0)
    address = f"127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    config = RetryConfig(max_retries=4, initial_interval_millis=1, max_interval_millis=2)
    client = await Client.connect(address, lazy=True, retry_config=config)
    with pytest.raises(RPCError):
        await client.start_workflow("T", id="w", task_queue="q")
    assert 4 <= refusals <= 5
    before = refusals
    with pytest.raises(RPCError):
        await client.service_client.check_health()
    assert refusals - before < 3
    listening.close()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory with a certificate authority, and the certificate ``inside.test`` that it signed."""
    if shutil.which("openssl") is None:
        pytest.skip("no openssl to make certificates with")
    directory = tmp_path_factory.mktemp("named")

    def openssl(*args: str) -> None:
        subprocess.run(["openssl", *args], cwd=directory, check=True, capture_output=True)

    ec = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    openssl("req", "-x509", *ec, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=test authority", "-days", "2")
    openssl("req", *ec, "-keyout", "server.key", "-out", "server.csr", "-subj", "/CN=inside.test")
    (directory / "names.ext").write_text("subjectAltName=DNS:inside.test\n")
    openssl(
        *("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial"),
        *("-out", "server.pem", "-days", "1", "-extfile", "names.ext"),
    )
    return directory


async def test_a_certificate_can_be_checked_against_a_name_apart(server: str, authority: Path) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "server.pem", authority / "server.key")
    context.set_alpn_protocols(["h2"])
    asked: list[str | None] = []
    context.sni_callback = lambda _socket, name, _context: asked.append(name)
    ca = (authority / "ca.pem").read_bytes()
    async with passage_to(server, tls=context) as passage:
        address = f"localhost:{passage.port}"
        client = await Client.connect(
            address, tls=TLSConfig(server_root_ca_cert=ca, verification_server_name="inside.test")
        )
        assert await is_up(client)
        assert asked == ["localhost"]
        with pytest.raises(RuntimeError, match="not valid for name"):
            await Client.connect(address, tls=TLSConfig(server_root_ca_cert=ca, verification_server_name="else.test"))
        with pytest.raises(ValueError, match="needs server_root_ca_cert"):
            await Client.connect(address, tls=TLSConfig(verification_server_name="inside.test"))
        named = TLSConfig(server_root_ca_cert=ca, domain="inside.test")
        assert await is_up(await Client.connect(address, tls=named))
        assert asked[-1] == "inside.test"


async def test_an_api_key_turns_tls_on(server: str) -> None:
    async with passage_to(server) as passage:
        with pytest.raises(RuntimeError, match="cannot connect"):
            await Client.connect(passage.address, api_key="secret")
        assert passage.sent[:3] == b"\x16\x03\x01"
    client = await Client.connect(server, api_key="secret", tls=False)
    assert await is_up(client)
    client.api_key = "another"
    client.rpc_metadata = {"x-text": "1", "x-raw-bin": b"\x00"}
    assert await is_up(client)
    with pytest.raises(ValueError):
        client.rpc_metadata = {"x-text": b"bytes"}
    with pytest.raises(ValueError, match="header"):
        client.rpc_metadata = {"Upper Case": "1"}


async def test_identity_and_target_are_as_given(server: str) -> None:
    client = await Client.connect(server, identity="me")
    assert client.identity == "me"
    assert client.service_client.config.target_host == server
    assert (await Client.connect(server)).identity == f"{os.getpid()}@{socket.gethostname()}"
