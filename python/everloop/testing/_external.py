"""A server of somebody else's making, started as a process because the user names its executable."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from everloop.common import SearchAttributeKey

__all__ = ["ExternalServer", "dev_server_arguments", "free_port"]

_STOP_SECONDS = 5.0
_VALUE_TYPES = {1: "Text", 2: "Keyword", 3: "Int", 4: "Double", 5: "Bool", 6: "Datetime", 7: "KeywordList"}


def free_port(ip: str) -> int:
    """A port that nobody listens on right now."""
    with socket.socket(socket.AF_INET6 if ":" in ip else socket.AF_INET) as probe:
        probe.bind((ip, 0))
        port: int = probe.getsockname()[1]
        return port


def dev_server_arguments(
    *,
    namespace: str,
    ip: str,
    port: int,
    ui: bool,
    ui_port: int | None,
    database: str | None,
    log_format: str,
    log_level: str | None,
    search_attributes: Sequence[SearchAttributeKey[Any]],
) -> list[str]:
    """The command line of the Temporal CLI as a development server."""
    arguments = ["server", "start-dev", "--ip", ip, "--port", str(port), "--namespace", namespace]
    arguments += ["--log-format", log_format]
    if log_level is not None:
        arguments += ["--log-level", log_level]
    if database is not None:
        arguments += ["--db-filename", database]
    if not ui:
        arguments.append("--headless")
    elif ui_port is not None:
        arguments += ["--ui-port", str(ui_port)]
    for key in search_attributes:
        arguments += ["--search-attribute", f"{key.name}={_VALUE_TYPES[int(key.indexed_value_type)]}"]
    return arguments


class ExternalServer:
    """A server process, from `start` to `stop`."""

    def __init__(self, kind: str, executable: str, arguments: Sequence[str], ip: str, port: int) -> None:
        self.address = f"[{ip}]:{port}" if ":" in ip else f"{ip}:{port}"
        self._kind = kind
        self._command = [executable, *arguments]
        self._ip = ip
        self._port = port
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self, timeout_seconds: float) -> None:
        """Start it, and wait until it listens.

        Raises:
            RuntimeError: If it does not.
        """
        executable = self._command[0]
        if not os.path.exists(executable):
            raise self._failed(f"there is no executable {executable}")
        try:
            self._process = subprocess.Popen(self._command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
        except OSError as error:
            raise self._failed(str(error)) from error
        end = asyncio.get_running_loop().time() + timeout_seconds
        while not await self._listens():
            code = self._process.poll()
            if code is not None:
                raise self._failed(f"{executable} ended with code {code}")
            if asyncio.get_running_loop().time() > end:
                raise self._failed(f"nobody listens at {self.address} after {timeout_seconds:g} seconds")
            await asyncio.sleep(0.01)

    def _failed(self, reason: str) -> RuntimeError:
        return RuntimeError(f"Failed starting Temporal {self._kind}: {reason}")

    async def _listens(self) -> bool:
        try:
            _, writer = await asyncio.open_connection(self._ip, self._port)
        except OSError:
            return False
        writer.close()
        return True

    async def stop(self) -> None:
        """End the process. The second time does nothing."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(None, process.wait, _STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            await loop.run_in_executor(None, process.wait)
