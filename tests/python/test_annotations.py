"""Annotations of the public names mean something at run time too.

Libraries ask: models with our classes as fields, checkers of types, packages that look at a `TypedDict`'s keys.
"""

from __future__ import annotations

import importlib
import inspect
import subprocess
import sys
import typing
from collections.abc import Iterator
from typing import Any

import pytest

MODULES = [
    "activity",
    "client",
    "common",
    "converter",
    "envconfig",
    "exceptions",
    "plugin",
    "runtime",
    "service",
    "testing",
    "types",
    "worker",
    "worker.workflow_sandbox",
    "workflow",
    "contrib.pydantic",
]
# Attributes that are calls, one per RPC: naming their messages would load all of them.
SERVICES = {"CloudService", "OperatorService", "TestService", "WorkflowService"}
# Nexus is not there yet, and its package is no dependency.
NEXUS = {"ExecuteNexusOperationStartInput", "ExecuteNexusOperationCancelInput", "NexusOperationInboundInterceptor"}


def annotated(module: str) -> Iterator[tuple[str, Any]]:
    """The public classes and functions of a module, and the methods of those classes."""
    home = importlib.import_module(f"everloop.{module}")
    for name in home.__all__:
        value = getattr(home, name)
        if not str(getattr(value, "__module__", "")).startswith("everloop") or name in SERVICES | NEXUS:
            continue
        if inspect.isfunction(value):
            yield name, value
        elif inspect.isclass(value):
            yield name, value
            for base in value.__mro__:
                if base.__module__.startswith("everloop"):
                    yield from ((f"{name}.{method}", function) for method, function in methods(base))


def methods(of: type) -> Iterator[tuple[str, Any]]:
    for name, value in vars(of).items():
        function = getattr(value, "__func__", getattr(value, "fget", value))
        if inspect.isfunction(function) and (not name.startswith("_") or name == "__init__"):
            yield name, inspect.unwrap(function)


@pytest.mark.parametrize("module", MODULES)
def test_annotations_resolve(module: str) -> None:
    unresolved = {}
    for name, value in annotated(module):
        try:
            typing.get_type_hints(value, include_extras=True)
        except NameError as error:
            unresolved[name] = str(error)
    assert unresolved == {}


def test_modules_are_there_when_annotations_name_them() -> None:
    program = (
        "import sys, typing, everloop.workflow\n"
        "assert 'everloop.api.common' not in sys.modules\n"
        "hints = typing.get_type_hints(everloop.workflow.ChildWorkflowConfig)\n"
        "assert 'everloop.api.common' not in sys.modules\n"
        "import everloop\n"
        "print(hints['retry_policy'], everloop.api.common.v1.Payload.__name__, everloop.client.Client.__name__)\n"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == "everloop.common.RetryPolicy | None Payload Client\n", done.stderr
    with pytest.raises(AttributeError, match="module 'everloop' has no attribute 'nonsense'"):
        importlib.import_module("everloop").nonsense  # noqa: B018
