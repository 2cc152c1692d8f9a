"""Reading sources while other threads read some too."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import pytest

from everloop.worker.workflow_sandbox._source import parse

DEPTH = "AST constructor recursion depth mismatch (before=75, after=9)"


def failing_first(error: SystemError) -> Callable[..., Any]:
    """Make a parser that fails once, as CPython 3.11 does when a finaliser lets another thread parse."""
    errors, real = [error], ast.parse

    def parser(source: str, filename: str) -> ast.Module:
        if errors:
            raise errors.pop()
        return real(source, filename)

    return parser


def test_a_depth_that_another_thread_changed_is_no_error_of_the_source(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ast, "parse", failing_first(SystemError(DEPTH)))
    assert ast.unparse(parse("x = 1", "some.py")) == "x = 1"


def test_other_errors_are_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ast, "parse", failing_first(SystemError("something else")))
    with pytest.raises(SystemError, match="something else"):
        parse("x = 1", "some.py")
    with pytest.raises(SyntaxError):
        parse("x = = 1", "some.py")
