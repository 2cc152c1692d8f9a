"""Runs cases of one pairing in a process of its own: `python -m conformance.runner PACKAGE TARGET DIRECTORY CASE...`.

A process per pairing keeps two SDKs (and their protobuf descriptors) apart, and a crash of the one under test away from
pytest. Cases share one client and run a few at a time; those that say `ALONE = True` run by themselves. One JSON line
per event leaves on standard output: a case started, or a case ended with its observation or its error.
"""

from __future__ import annotations

import argparse
import asyncio
import faulthandler
import importlib
import json
import logging
import os
import re
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from conformance.env import Env, trace

CASES = Path(__file__).resolve().parent / "cases"
PARALLEL = 4
TIMEOUT_SECONDS = 120.0


def case_names() -> list[str]:
    """Return the names of all cases, in order."""
    return sorted(path.stem for path in CASES.glob("[a-z]*.py"))


def is_raw(case: str) -> bool:
    """Say whether a case speaks the wire by hand (`RAW = True`): then the official SDK alone runs it."""
    return "\nRAW = True\n" in (CASES / f"{case}.py").read_text()


def write_modules(package: str, directory: Path) -> str:
    """Write the cases as a package that imports `package`; returns the name of that package."""
    name = f"cases_{package}"
    folder = directory / name
    folder.mkdir(parents=True, exist_ok=True)
    for path in CASES.glob("*.py"):
        source = re.sub(r"\beverloop\b", package, path.read_text())
        (folder / path.name).write_text(source)
    return name


class Runner:
    """Runs the cases of one pairing and reports them as lines."""

    def __init__(self, package: str, target: str, modules: str, output: Any) -> None:
        """Remember the pairing; nothing connects before `run`."""
        self._package = package
        self._target = target
        self._modules = modules
        self._output = output
        self._gate = asyncio.Semaphore(PARALLEL)

    def report(self, **line: Any) -> None:
        """Write one line for the parent."""
        self._output.write(json.dumps(line, sort_keys=True) + "\n")
        self._output.flush()

    async def run(self, names: list[str]) -> None:
        """Connect and run the cases: first those that may share the process, then the others one by one."""
        client_module = importlib.import_module(f"{self._package}.client")
        client = await client_module.Client.connect(self._target)
        modules: dict[str, ModuleType] = {}
        for name in names:
            try:
                modules[name] = importlib.import_module(f"{self._modules}.{name}")
            except Exception as error:
                self.report(case=name, error=trace(error))
        together = [name for name in modules if not getattr(modules[name], "ALONE", False)]
        await asyncio.gather(*[self._gated(name, modules[name], client) for name in together])
        for name in modules:
            if name not in together:
                await self._case(name, modules[name], client)

    async def _gated(self, name: str, module: ModuleType, client: Any) -> None:
        async with self._gate:
            await self._case(name, module, client)

    async def _case(self, name: str, module: ModuleType, client: Any) -> None:
        self.report(case=name, started=True)
        env = Env(self._package, self._target, client, name)
        try:
            limit = getattr(module, "TIMEOUT", TIMEOUT_SECONDS)
            observation = await asyncio.wait_for(module.run(env), limit)
            self.report(case=name, observation=json.loads(json.dumps(observation)))
        except BaseException as error:
            self.report(case=name, error=trace(error) or repr(error))
            if not isinstance(error, Exception | asyncio.CancelledError):
                raise


def main() -> None:
    """Run the cases named on the command line."""
    parser = argparse.ArgumentParser()
    parser.add_argument("package")
    parser.add_argument("target")
    parser.add_argument("directory", type=Path)
    parser.add_argument("cases", nargs="*")
    arguments = parser.parse_args()
    # Prints of cases must not mix with the report.
    output = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    faulthandler.enable()
    logging.basicConfig(level=logging.CRITICAL)
    modules = write_modules(arguments.package, arguments.directory)
    sys.path.insert(0, str(arguments.directory))
    runner = Runner(arguments.package, arguments.target, modules, output)
    asyncio.run(runner.run(arguments.cases or case_names()))


if __name__ == "__main__":
    main()
