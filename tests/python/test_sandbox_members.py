"""Restrictions of other packages: their modules, their members, and imports of them."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import itertools
import sys
import textwrap
import traceback
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, ClassVar

import pytest

from everloop.worker import Worker
from everloop.worker.workflow_sandbox import (
    RestrictedWorkflowAccessError,
    SandboxedWorkflowRunner,
    SandboxMatcher,
    SandboxRestrictions,
    UnintentionalPassthroughError,
)
from everloop.worker.workflow_sandbox._functions import guard_functions
from everloop.worker.workflow_sandbox._guard import Guard
from everloop.workflow import SandboxImportNotificationPolicy as Policy

from .workflow_probe import Run

PACKAGE = '''
    """A package of somebody else's."""
    import dataclasses

    const = 7

    def plain(by=1):
        """With words."""
        return by

    async def waiting():
        return "waited"

    def through():
        return plain(2)

    class Thing:
        attribute = 3

        def __init__(self):
            self.made = True

        def go(self):
            return "went"

        @staticmethod
        def leaf():
            return "leaf"

    @dataclasses.dataclass
    class Record:
        x: int = 0
'''

FLOWS = """
    import {name}_other as other
    from {name}_other import plain
    from everloop import workflow

    calls = {{}}

    @workflow.defn
    class Flow:
        @workflow.run
        async def run(self, source):
            made = eval(source, globals())
            if hasattr(made, "__await__"):
                made = await made
            return str(made)

    def lazily(name):
        return __import__("importlib").import_module(name)

    def lazy_statement():
        import {name}_lazy
        return {name}_lazy.x

    def loaded_statement():
        import {name}_other
        return {name}_other.const
"""

_numbers = itertools.count()


@dataclasses.dataclass
class Modules:
    flows: Any
    other: Any
    name: str

    def guard(self, **options: Any) -> Guard:
        guard_functions()
        made = Guard(dataclasses.replace(SandboxRestrictions.default, **options))
        made.isolate(self.flows.__name__)
        return made

    def restricted(self, matcher: SandboxMatcher) -> Guard:
        mine = SandboxMatcher(children={f"{self.name}_other": matcher})
        return self.guard(invalid_module_members=SandboxRestrictions.default.invalid_module_members | mine)

    def outcome(self, source: str, guard: Guard) -> str:
        command = Run(self.flows.Flow, source, guard=guard).begin()[0]
        return str(command[1]) if command[0] == "complete" else f"refused {command}"


@pytest.fixture
def modules(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Modules]:
    name = f"restricted{next(_numbers)}"
    for suffix, source in (("", FLOWS), ("_other", PACKAGE), ("_lazy", "x = 1")):
        (tmp_path / f"{name}{suffix}.py").write_text(textwrap.dedent(source.format(name=name)))
    monkeypatch.syspath_prepend(str(tmp_path))  # pyright: ignore[reportUnknownMemberType]
    yield Modules(importlib.import_module(name), importlib.import_module(f"{name}_other"), name)
    for module in (name, f"{name}_other", f"{name}_lazy"):
        sys.modules.pop(module, None)


M = SandboxMatcher
GO = M(children={"Thing": M(use={"go"})})


@pytest.mark.parametrize(
    ("matcher", "source", "refused"),
    [
        (M(use={"plain"}), "other.plain()", "plain.__call__"),
        (M(use={"plain"}), "plain()", "plain.__call__"),
        (M(use={"plain"}), "other.plain is plain", None),
        (M(use={"plain"}), "other.const", None),
        # The package's own use of it is the package's affair.
        (M(use={"plain"}), "other.through()", None),
        (M(use={"plain"}, only_runtime=True), "plain()", "plain.__call__"),
        (M(use={"*"}), "other.through()", "through.__call__"),
        (M(use={"*"}, exclude={"plain"}), "plain()", None),
        (M(use={"waiting"}), "other.waiting()", "waiting.__call__"),
        (M(use={"Thing"}), "other.Thing()", "Thing.__call__"),
        (M(use={"Thing"}), "isinstance(3, other.Thing)", None),
        (M(use={"Record"}), "other.Record(1)", "Record.__call__"),
        (GO, "other.Thing().made", None),
        (GO, "other.Thing().go()", "Thing.go.__call__"),
        (GO, "other.Thing.go(None)", "Thing.go.__call__"),
        (M(children={"Thing": M(use={"leaf"})}), "other.Thing.leaf()", "Thing.leaf.__call__"),
        (M(children={"Thing": M(access={"attribute"})}), "other.Thing.attribute", "Thing.attribute"),
        (M(children={"plain": M(children={"__call__": M.all})}), "plain()", "plain.__call__"),
        (M(access={"const"}), "other.const", "const"),
        (M(children={"Thing": M.all_runtime}), "other.Thing", "Thing"),
        (M(access={"const"}), "plain(4)", None),
    ],
)
def test_members(modules: Modules, matcher: SandboxMatcher, source: str, refused: str | None) -> None:
    outcome = modules.outcome(source, modules.restricted(matcher))
    if refused is None:
        assert not outcome.startswith("refused")
    else:
        name = f"{modules.name}_other.{refused}"
        assert RestrictedWorkflowAccessError.default_message(name) in outcome


def test_everybody_else_uses_them_as_before(modules: Modules) -> None:
    other = modules.other
    before = (other.plain, other.Thing, inspect.signature(other.plain), other.plain.__doc__)
    modules.outcome("plain()", modules.restricted(M(use={"*"}, access={"const"})))
    assert (other.plain, other.Thing, inspect.signature(other.plain), other.plain.__doc__) == before
    assert other.plain(3) == 3
    assert other.Record(x=2) == other.Record(2)
    assert other.Thing().go() == "went"
    assert other.const == 7
    # A worker that does not name them allows them.
    assert modules.outcome("plain(5)", modules.guard()) == "5"


def test_restricted_members_may_be_used_where_restrictions_are_lifted(modules: Modules) -> None:
    restricted = modules.restricted(M(use={"plain"}))
    modules.flows.lifted = lambda: None
    code = "def lifted():\n    with workflow.unsafe.sandbox_unrestricted():\n        return plain(9)\n"
    exec(code, vars(modules.flows))
    assert modules.outcome("lifted()", restricted) == "9"


def test_a_text_of_ones_own(modules: Modules) -> None:
    guard = modules.restricted(M(children={"Thing": M(only_runtime=True, match_self=True, leaf_message="rather not")}))
    assert "rather not" in modules.outcome("other.Thing", guard)


def test_a_warning_instead(modules: Modules) -> None:
    matcher = M(children={"const": M(match_self=True, leaf_warning=UserWarning, leaf_message="rather not")})
    guard = modules.restricted(matcher)
    with pytest.warns(UserWarning, match="rather not"):
        assert modules.outcome("other.const", guard) == "7"


def test_members_of_a_module_that_is_loaded_later(modules: Modules) -> None:
    lazy = f"{modules.name}_lazy"
    mine = SandboxMatcher(children={lazy: M(access={"x"})})
    guard = modules.guard(invalid_module_members=SandboxRestrictions.default.invalid_module_members | mine)
    with pytest.warns(UserWarning, match="imported after"):
        outcome = modules.outcome("lazy_statement()", guard)
    assert f"Cannot access {lazy}.x" in outcome


@pytest.mark.parametrize(
    ("matcher", "name"),
    [(M(access={"plain"}), "plain"), (M(children={"plain": M.all}), "plain"), (M.all, "plain")],
)
def test_what_is_forbidden_at_import_is_refused_with_the_worker(
    modules: Modules, matcher: SandboxMatcher, name: str
) -> None:
    with pytest.raises(RestrictedWorkflowAccessError) as caught:
        modules.restricted(matcher)
    assert caught.value.qualified_name == f"{modules.name}_other.{name}"
    assert (caught.value.file, caught.value.line) == (modules.flows.__file__, 3)
    shown = traceback.extract_tb(caught.value.__traceback__)[-1]
    assert (shown.filename, shown.lineno) == (modules.flows.__file__, 3)


@pytest.mark.parametrize(
    ("source", "refused"),
    [
        ("import random as r\nX = r.random()", "random.random.__call__"),
        ("from datetime import datetime\n\nclass C:\n    AT = datetime.now()", "datetime.datetime.now.__call__"),
        ("import subprocess\nif True:\n    subprocess.run(['true'])", "subprocess.run.__call__"),
        ("import secrets\ndef f(token=secrets.token_hex()): ...", "secrets.token_hex.__call__"),
        ("import random\ndef f():\n    return random.random()\nX = lambda: random.random()", None),
        ("import random\nX = random.Random(4).random()", None),
        ("import time, os\nX = (time.time(), os.getpid())", None),
        ("import random\nif __name__ == '__main__':\n    random.random()", None),
        (
            "import random\nfrom everloop import workflow\n"
            "with workflow.unsafe.sandbox_unrestricted():\n    X = random.random()",
            None,
        ),
    ],
)
def test_calls_outside_of_functions(modules: Modules, tmp_path: Path, source: str, refused: str | None) -> None:
    name = f"{modules.name}_lazy"
    (tmp_path / f"{name}.py").write_text(source)
    importlib.import_module(name)
    guard = Guard(SandboxRestrictions.default)
    if refused is None:
        guard.isolate(name)
    else:
        with pytest.raises(RestrictedWorkflowAccessError) as caught:
            guard.isolate(name)
        assert caught.value.qualified_name == refused
        assert caught.value.file == str(tmp_path / f"{name}.py")


@pytest.mark.parametrize(
    ("matcher", "refused"),
    [
        (M(children={"{}_other": M.all}), True),
        (M(access={"{}_other"}), True),
        (M(use={"{}_other"}), False),
        (M(children={"{}_other": M.all_runtime}), False),
    ],
)
def test_invalid_modules_of_the_workflows_module(modules: Modules, matcher: SandboxMatcher, refused: bool) -> None:
    named = M(
        access={name.format(modules.name) for name in matcher.access},
        children={name.format(modules.name): child for name, child in matcher.children.items()},
    )
    if not refused:
        modules.guard(invalid_modules=named)
        return
    with pytest.raises(RestrictedWorkflowAccessError, match=f"Cannot access {modules.name}_other from"):
        modules.guard(invalid_modules=named)


@pytest.mark.parametrize("function", ["lazy_statement", "loaded_statement"])
def test_invalid_modules_at_runtime(modules: Modules, function: str) -> None:
    children = {f"{modules.name}_{suffix}": M.all_runtime for suffix in ("lazy", "other")}
    outcome = modules.outcome(f"{function}()", modules.guard(invalid_modules=M(children=children)))
    assert "RestrictedWorkflowAccessError" in outcome
    assert f"_{function.partition('_')[0]}".replace("loaded", "other") in outcome


def test_a_late_import_is_made_known_once_it_loads(modules: Modules) -> None:
    guard = modules.guard()
    with pytest.warns(UserWarning, match=f"Module {modules.name}_lazy was imported after initial workflow load") as it:
        assert modules.outcome("lazy_statement()", guard) == "1"
    assert [warning.filename for warning in it] == [modules.flows.__file__]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert modules.outcome("lazy_statement()", guard) == "1"


@pytest.mark.parametrize(
    ("change", "source"),
    [
        (lambda it: it.with_import_notification_policy(Policy.SILENT), "lazy_statement()"),
        (lambda it: it.with_passthrough_all_modules(), "lazy_statement()"),
        (lambda it: it, "loaded_statement()"),
        (lambda it: it, "lazily('colorsys').rgb_to_hls(0, 0, 0)"),
    ],
)
def test_imports_of_which_nobody_is_told(
    modules: Modules, change: Callable[[SandboxRestrictions], SandboxRestrictions], source: str
) -> None:
    sys.modules.pop("colorsys", None)
    guard = Guard(change(SandboxRestrictions.default))
    guard.isolate(modules.flows.__name__)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert not modules.outcome(source, guard).startswith("refused")


def test_unintended_passthrough(modules: Modules) -> None:
    other, lazy = f"{modules.name}_other", f"{modules.name}_lazy"
    with pytest.raises(UnintentionalPassthroughError, match=other):
        modules.guard(import_notification_policy=Policy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH)
    with pytest.warns(UserWarning, match=f"{other} was not intentionally passed through") as caught:
        guard = modules.guard(import_notification_policy=Policy.WARN_ON_UNINTENTIONAL_PASSTHROUGH)
    assert {(warning.filename, warning.lineno) for warning in caught} == {(modules.flows.__file__, n) for n in (2, 3)}
    with pytest.warns(UserWarning, match=f"{lazy} was not intentionally passed through"):
        assert modules.outcome("lazy_statement()", guard) == "1"
    passed = SandboxRestrictions.default.passthrough_modules | {other}
    guard = modules.guard(
        import_notification_policy=Policy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH, passthrough_modules=passed
    )
    sys.modules.pop(lazy)
    assert f"Module {lazy} was not intentionally" in modules.outcome("lazy_statement()", guard)


def test_the_policy_of_a_block(modules: Modules) -> None:
    def during(policy: str, function: str) -> str:
        source = f"""
            def in_block():
                with workflow.unsafe.sandbox_import_notification_policy(
                    workflow.SandboxImportNotificationPolicy.{policy}
                ):
                    return {function}()
        """
        exec(textwrap.dedent(source), vars(modules.flows))
        return modules.outcome("in_block()", guard)

    guard = modules.guard()
    # Modules that are loaded already count as well.
    assert "was not intentionally" in during("RAISE_ON_UNINTENTIONAL_PASSTHROUGH", "loaded_statement")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert during("SILENT", "lazy_statement") == "1"


def test_imports_passed_through_in_a_block(modules: Modules) -> None:
    source = """
        def in_block():
            with workflow.unsafe.imports_passed_through():
                return lazy_statement()
    """
    exec(textwrap.dedent(source), vars(modules.flows))
    guard = modules.guard()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert modules.outcome("in_block()", guard) == "1"


async def test_a_worker_names_the_workflow_that_it_refuses(modules: Modules) -> None:
    from everloop.testing import WorkflowEnvironment

    restrictions = dataclasses.replace(SandboxRestrictions.default, invalid_modules=M(access={f"{modules.name}_other"}))
    async with await WorkflowEnvironment.start_time_skipping() as env:
        with pytest.raises(RuntimeError, match="Failed validating workflow Flow") as caught:
            Worker(
                env.client,
                task_queue="refused",
                workflows=[modules.flows.Flow],
                workflow_runner=SandboxedWorkflowRunner(restrictions),
            )
    assert isinstance(caught.value.__cause__, RestrictedWorkflowAccessError)


class Noting(SandboxedWorkflowRunner):
    """A runner that users made of one of ours."""

    prepared: ClassVar[list[Any]] = []

    def prepare_workflow(self, defn: Any) -> None:
        self.prepared.append(defn.name)
        super().prepare_workflow(defn)


def test_runners_made_of_ours_are_asked(modules: Modules) -> None:
    from everloop.worker import Replayer

    Replayer(workflows=[modules.flows.Flow], workflow_runner=Noting())
    assert Noting.prepared == ["Flow"]
