"""Every public name says what it means, and what is called with options says what each of them does."""

from __future__ import annotations

import dataclasses
import enum
import importlib
import inspect
import re
from collections.abc import Iterator
from typing import Any

import pytest

MODULES = [
    "everloop",
    "everloop.activity",
    "everloop.client",
    "everloop.common",
    "everloop.compat",
    "everloop.contrib.opentelemetry",
    "everloop.contrib.opentelemetry.workflow",
    "everloop.contrib.pydantic",
    "everloop.converter",
    "everloop.envconfig",
    "everloop.exceptions",
    "everloop.nexus",
    "everloop.plugin",
    "everloop.runtime",
    "everloop.service",
    "everloop.testing",
    "everloop.worker",
    "everloop.worker.workflow_sandbox",
    "everloop.workflow",
]


def public(module: str) -> Iterator[tuple[str, Any]]:
    """Yield the public functions and classes of a module, and the public members that the classes define."""
    found = importlib.import_module(module)
    assert inspect.getdoc(found), f"{module} has no docstring"
    for name in found.__all__:
        value = getattr(found, name)
        if not (inspect.isclass(value) or inspect.isroutine(value)) or not ours(value):
            continue
        yield f"{module}.{name}", value
        if inspect.isclass(value):
            yield from members(f"{module}.{name}", value)


def members(path: str, value: type) -> Iterator[tuple[str, Any]]:
    """Yield what a class defines itself: methods and properties."""
    for name, member in vars(value).items():
        if name.startswith("_"):
            continue
        if isinstance(member, property | staticmethod | classmethod) or inspect.isfunction(member):
            yield f"{path}.{name}", member


def ours(value: Any) -> bool:
    return str(getattr(value, "__module__", "")).startswith("everloop")


def documentation(path: str, member: Any) -> str:
    """Return the docstring, the one of a base class's method included."""
    plain = member.__func__ if isinstance(member, staticmethod | classmethod) else member
    text = inspect.getdoc(plain)
    if text is None and path.count(".") > 2:
        module, _, name = path.rpartition(".")
        owner: Any = importlib.import_module(module.rpartition(".")[0])
        owner = getattr(owner, module.rpartition(".")[2], None)
        for base in inspect.getmro(owner)[1:] if inspect.isclass(owner) else ():
            text = text or inspect.getdoc(vars(base).get(name))
    # What `dataclass` writes says nothing.
    if inspect.isclass(member) and dataclasses.is_dataclass(member) and (text or "").startswith(f"{member.__name__}("):
        return ""
    return text or ""


def made_by_users(value: type) -> bool:
    """Whether programs call the class. Others are made by us, and say at their attributes what these mean."""
    ours_to_make = value.__name__.endswith(("Handle", "Error", "Input")) or issubclass(value, enum.Enum)
    return "__init__" in vars(value) and not ours_to_make and not dataclasses.is_dataclass(value)


def options(member: Any) -> list[str]:
    """Return the keyword-only parameters of a function."""
    plain = member.__func__ if isinstance(member, staticmethod | classmethod) else member
    if not inspect.isfunction(plain):
        return []
    parameters = inspect.signature(plain).parameters.values()
    return [parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY]


@pytest.mark.parametrize("module", MODULES)
def test_every_public_name_has_a_docstring(module: str) -> None:
    missing = [path for path, member in public(module) if not documentation(path, member)]
    assert missing == []


@pytest.mark.parametrize("module", sorted({*MODULES} - {"everloop.runtime"}))
def test_every_option_is_explained(module: str) -> None:
    missing: list[str] = []
    for path, member in public(module):
        text = documentation(path, member)
        if inspect.isclass(member) and made_by_users(member):
            text += inspect.getdoc(member.__init__) or ""
            member = member.__init__
        # A docstring may refer to the function that takes the same options; Nexus is not there yet.
        if re.search(r"[Ss]ee `|Arguments are those of `", text) or "nexus" in path.lower():
            continue
        missing += [f"{path}({name})" for name in options(member) if not re.search(rf"\b{name}\b", text)]
    assert missing == []
