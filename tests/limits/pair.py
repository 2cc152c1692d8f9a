"""Both servers with the same low limits, given by the official names, and stories that are played on each of them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Generator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from temporalio.client import Client

from conformance.env import Env
from conformance.raw import Raw
from conformance.servers import Server, everloop_binary, free_port, official_command

Story = Callable[[Raw], Awaitable[Any]]


@contextmanager
def servers(directory: Path, limits: Mapping[str, int | str]) -> Generator[list[str]]:
    """Run both servers with limits by their official names; yields their addresses, the official one's first."""
    settings = [
        item
        for name, value in limits.items()
        for item in ("--dynamic-config-value", f'{name}="{value}"' if isinstance(value, str) else f"{name}={value}")
    ]
    running: list[Server] = []
    try:
        for name in ("official", "everloop"):
            port = free_port()
            ours = [str(everloop_binary()), "server", "start-dev", "--headless", "--port", str(port)]
            command = official_command(port) if name == "official" else ours
            running.append(Server(command + settings, port, directory / f"{name}.log"))
        yield [server.address for server in running]
    finally:
        for server in running:
            server.stop()


async def play(address: str, story: Story) -> Any:
    """Play a story on a server; returns what it observed."""
    client = await Client.connect(address)
    return await story(Raw(Env("temporalio", address, client, story.__name__)))


async def shown(raw: Raw, name: str = "flow") -> Any:
    """Return the events of a run by their types, and how it was ended."""
    events = await raw.history(name)
    return [event["type"] for event in events], events[-1]
