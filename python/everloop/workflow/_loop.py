"""The event loop of a workflow run, as `asyncio` and user code see it.

The compiled base class does the work. This file answers the rest of an event loop's interface, which
reaches outside of the workflow, by an error that names what to use instead.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any, NoReturn

from everloop._bridge.workflow import WorkflowLoop

__all__ = ["Loop"]

_NETWORK = "do it in an activity"
_RUNNING = "the workflow's event loop runs by itself"
_THREADS = "run it in an activity"

_REPLACEMENTS = {
    "run_forever": _RUNNING,
    "run_until_complete": "await it instead",
    "stop": _RUNNING,
    "close": _RUNNING,
    "call_soon_threadsafe": "nothing outside of the workflow may reach it but signals and updates",
    "run_in_executor": _THREADS,
    "set_default_executor": _THREADS,
    "set_debug": "a workflow's event loop has no debug mode",
    "add_reader": _NETWORK,
    "remove_reader": _NETWORK,
    "add_writer": _NETWORK,
    "remove_writer": _NETWORK,
    "add_signal_handler": "handle signals of the operating system in the process that runs the worker",
    "remove_signal_handler": "handle signals of the operating system in the process that runs the worker",
}

_ASYNC_REPLACEMENTS = {
    "shutdown_asyncgens": _RUNNING,
    "shutdown_default_executor": _RUNNING,
    "getaddrinfo": _NETWORK,
    "getnameinfo": _NETWORK,
    "create_connection": _NETWORK,
    "create_server": _NETWORK,
    "create_unix_connection": _NETWORK,
    "create_unix_server": _NETWORK,
    "create_datagram_endpoint": _NETWORK,
    "connect_accepted_socket": _NETWORK,
    "connect_read_pipe": _NETWORK,
    "connect_write_pipe": _NETWORK,
    "start_tls": _NETWORK,
    "sendfile": _NETWORK,
    "sock_recv": _NETWORK,
    "sock_recv_into": _NETWORK,
    "sock_recvfrom": _NETWORK,
    "sock_recvfrom_into": _NETWORK,
    "sock_sendall": _NETWORK,
    "sock_sendto": _NETWORK,
    "sock_connect": _NETWORK,
    "sock_accept": _NETWORK,
    "sock_sendfile": _NETWORK,
    "subprocess_shell": _THREADS,
    "subprocess_exec": _THREADS,
}


class Loop(WorkflowLoop, asyncio.AbstractEventLoop):
    """One run's event loop."""


def _refusal(name: str, instead: str) -> Callable[..., NoReturn]:
    def refuse(self: Loop, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError(f"{name} cannot be used in a workflow: {instead}")

    refuse.__name__ = name
    return refuse


def _async_refusal(name: str, instead: str) -> Callable[..., Any]:
    async def refuse(self: Loop, *args: Any, **kwargs: Any) -> NoReturn:
        raise NotImplementedError(f"{name} cannot be used in a workflow: {instead}")

    refuse.__name__ = name
    return refuse


for _name, _instead in _REPLACEMENTS.items():
    setattr(Loop, _name, _refusal(_name, _instead))
for _name, _instead in _ASYNC_REPLACEMENTS.items():
    setattr(Loop, _name, _async_refusal(_name, _instead))
