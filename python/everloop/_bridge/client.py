"""What the client and the service module take from the compiled module, and the engines open in this process."""

from __future__ import annotations

import asyncio
import os
import threading
import weakref
from typing import TYPE_CHECKING, Any

from everloop._core import ClientCore, Connection, UpdateOutcome, open_environment, rpc
from everloop._core import connect as _connect

if TYPE_CHECKING:
    from everloop.client import Client
    from everloop.runtime import Runtime
    from everloop.service import ConnectConfig

__all__ = [
    "ClientCore",
    "Connection",
    "UpdateOutcome",
    "connect",
    "connection_of",
    "open_environment",
    "rpc",
    "runtime_of",
    "warn_sizes",
    "way_of",
]

_EMBEDDED = "embedded:"
_MEMORY = ":memory:"

_open_lock = threading.Lock()
_open_engines: weakref.WeakValueDictionary[str, Connection] = weakref.WeakValueDictionary()
"""The engine of each database file that this process holds: a file has one owner, and clients share it."""
_opening: set[str] = set()
"""Files that are being opened."""


async def connect(config: ConnectConfig) -> Connection:
    """Connect, or join the engine that this process already runs on the same file."""
    target = config.target_host
    if not isinstance(target, str):  # pyright: ignore[reportUnnecessaryIsInstance]
        return await _connect(config)  # which says what is wrong
    path = target.removeprefix(_EMBEDDED)
    if path in (target, _MEMORY):
        return await _connect(config)
    key = os.path.realpath(path)
    while True:
        with _open_lock:
            known = _open_engines.get(key)
            if known is not None:
                return known
            if key not in _opening:
                _opening.add(key)
                break
        # Another task opens it, perhaps on another thread's loop: no event of this loop could tell.
        await asyncio.sleep(0.002)
    try:
        opened = await _connect(config)
        with _open_lock:
            _open_engines[key] = opened
        return opened
    finally:
        with _open_lock:
            _opening.discard(key)


def connection_of(client: Client) -> Connection:
    """The connection behind a client.

    Raises:
        TypeError: If the client's service client does not give one away.
    """
    owner: Any = client.service_client.worker_service_client
    connection = getattr(owner, "_connection", None)
    if not isinstance(connection, Connection):
        raise TypeError(f"{type(client.service_client).__name__}.worker_service_client gives no everloop connection")
    return connection


def way_of(client: Client) -> object:
    """Where the calls of a client go: its connection, or a service client that may do with them what it likes."""
    from everloop.service import ConnectedServiceClient

    service_client = client.service_client
    if type(service_client) is ConnectedServiceClient and "_rpc_call" not in vars(service_client):
        return connection_of(client)
    return service_client


def runtime_of(client: Client) -> Runtime:
    """The runtime that the connection behind a client was made with, which is the default one if none was given."""
    from everloop.runtime import Runtime

    runtime: Runtime | None = client.service_client.worker_service_client.config.runtime
    return runtime or Runtime.default()


def warn_sizes(client: Client) -> tuple[int, int]:
    """Above which sizes payloads and memos are warned about; zero for never."""
    limits = client.service_client.config.payload_limits
    return limits.payloads_warn_size, limits.memo_warn_size
