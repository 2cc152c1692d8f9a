"""What the sandbox's tables forbid while a module is imported, name by name, beside the official sandbox.

`conformance/cases/sandbox_names.py` does the same for what they forbid while a workflow runs.
"""

from __future__ import annotations

import asyncio
import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import temporalio.worker.workflow_sandbox
import temporalio.workflow

from everloop.worker.workflow_sandbox import SandboxMatcher, SandboxRestrictions

OFFICIAL, OURS = "temporalio", "everloop"
SOURCE = """
import {module}
from {package} import workflow

with workflow.unsafe.imports_passed_through():
    import {switch}

if {switch}.is_on:
    {module}.{member}()

@workflow.defn
class Flow:
    @workflow.run
    async def run(self) -> None: ...
"""


def forbidden(matcher: SandboxMatcher, *path: str) -> Iterator[tuple[str, str]]:
    """All that a matcher forbids at import: the module to import, and the member, which may be one of a class."""
    if not matcher.only_runtime and matcher.use:
        found: Any = pkgutil.resolve_name(".".join(path))
        public = getattr(found, "__all__", None) or [name for name in dir(found) if not name.startswith("_")]
        # A star says the same of all.
        of_module = [name for name in public if "*" in matcher.use and callable(getattr(found, name))][:4]
        for name in sorted({*matcher.use, *of_module} - {"*"}):
            if inspect.ismodule(found) and hasattr(found, name):
                yield ".".join(path), name
            elif hasattr(found, name):
                yield ".".join(path[:-1]), f"{path[-1]}.{name}"
    for name, child in sorted(matcher.children.items()):
        if not name.startswith("__"):
            yield from forbidden(child, *path, name)


def refusal(package: str, directory: Path, number: int, module: str, member: str, switch: str) -> Any:
    """What becomes of a worker whose workflow's module calls a member while it is imported."""
    name = f"{package}_import_{number}"
    text = SOURCE.format(module=module, member=member, package=package, switch=switch)
    (directory / f"{name}.py").write_text(text)
    importlib.invalidate_caches()
    flow = importlib.import_module(name).Flow
    sandbox: Any = importlib.import_module(f"{package}.worker.workflow_sandbox")
    definition: Any = importlib.import_module(f"{package}.workflow")._Definition.must_from_class(flow)
    sys.modules[switch].__dict__["is_on"] = True
    try:
        sandbox.SandboxedWorkflowRunner().prepare_workflow(definition)
    except Exception as error:
        return type(error).__name__, getattr(error, "qualified_name", str(error))
    finally:
        sys.modules[switch].__dict__["is_on"] = False
    return None


def test_what_is_forbidden_at_import(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.syspath_prepend(str(tmp_path))
    (tmp_path / "import_switch.py").write_text("is_on = False\n")
    importlib.import_module("import_switch")
    every = list(forbidden(SandboxRestrictions.default.invalid_module_members))

    async def outcomes(package: str) -> list[Any]:
        return [refusal(package, tmp_path, number, *it, "import_switch") for number, it in enumerate(every)]

    official, ours = (dict(zip(every, asyncio.run(outcomes(it)), strict=True)) for it in (OFFICIAL, OURS))
    differing = {it: (official[it], ours[it]) for it in every if official[it] != ours[it]}
    assert differing == {}


def entries(matcher: Any, *path: str) -> Iterator[tuple[Any, ...]]:
    """A matcher as plain data."""
    plain = {key: value for key, value in vars(matcher).items() if key != "children"}
    yield ".".join(path), {key: sorted(it) if isinstance(it, set | frozenset) else it for key, it in plain.items()}
    for name, child in sorted(matcher.children.items()):
        yield from entries(child, *path, name)


def test_the_tables_are_the_official_ones() -> None:
    official: Any = temporalio.worker.workflow_sandbox.SandboxRestrictions.default
    ours: Any = SandboxRestrictions.default
    members = [dict(entries(each.invalid_module_members)) for each in (ours, official)]
    if sys.version_info >= (3, 14):
        # There the official table lets all of `os.path` pass, that which looks at files included.
        members = [{name: it for name, it in each.items() if name not in ("os", "os.path")} for each in members]
    assert members[0] == members[1]
    assert dict(entries(ours.invalid_modules)) == dict(entries(official.invalid_modules))
    names = [
        {it for it in each.passthrough_modules if it.partition(".")[0] not in (OFFICIAL, OURS)}
        for each in (ours, official)
    ]
    assert names[0] == names[1]
