"""Checks of the options of environments, before anything is opened: each error names the option and the value."""

from __future__ import annotations

import asyncio
import socket
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from everloop._connect_checks import check_client_options, check_connect_config

if TYPE_CHECKING:
    from everloop.service import ConnectConfig

    from ._local import LocalOptions

__all__ = ["check_options", "numeric_address"]

_PORT_MAX = 65_535


def check_options(options: LocalOptions, config: ConnectConfig, startup_timeout: Any, *, server: str) -> None:
    """Check what both kinds of environments have.

    Args:
        options: All of them.
        config: Those of the connection among them.
        startup_timeout: Of an external server.
        server: What begins the names of the options of such a server.

    Raises:
        TypeError: If one is of a wrong type.
        ValueError: If one is out of its range.
    """
    check_client_options(vars(options))
    check_connect_config(config)
    _check_address(options.ip, options.port)
    for key in options.search_attributes:
        if not hasattr(key, "indexed_value_type"):
            raise TypeError(f"search_attributes must be SearchAttributeKeys, one is {key!r}")
    if startup_timeout is not None and not isinstance(startup_timeout, timedelta):
        raise TypeError(f"{server}_server_startup_timeout must be a timedelta, it is {startup_timeout!r}")


def _check_address(ip: Any, port: Any) -> None:
    if not isinstance(ip, str):
        raise TypeError(f"ip must be a string, it is {ip!r}")
    if port is None:
        return
    if not isinstance(port, int):
        raise TypeError(f"port must be an integer, it is {port!r}")
    if not 0 <= port <= _PORT_MAX:
        raise ValueError(f"port must be from 0 to {_PORT_MAX}, it is {port}")


async def numeric_address(ip: str) -> str:
    """The address to listen on, which users may also give by its name, such as ``localhost``.

    Raises:
        RuntimeError: If nothing has that name.
    """
    for family in (socket.AF_INET, socket.AF_INET6):
        try:
            socket.inet_pton(family, ip)
        except OSError:
            continue
        return ip
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(ip, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise RuntimeError(f"Failed starting the environment: ip {ip!r} is no address: {error}") from error
    addresses = sorted(found, key=lambda one: one[0] != socket.AF_INET)
    return str(addresses[0][4][0])
