"""The source of users' modules, as it is searched and rewritten."""

from __future__ import annotations

import ast
import importlib.util
from types import ModuleType

__all__ = ["parse", "source_of", "tree_of"]


def source_of(module: ModuleType) -> str | None:
    """The text of a module, or ``None`` if it has none that can be read."""
    try:
        with open(module.__file__ or "", "rb") as file:
            return importlib.util.decode_source(file.read())
    except (OSError, SyntaxError, UnicodeDecodeError):
        return None


def parse(source: str, filename: str) -> ast.Module:
    """The syntax tree of a source.

    Raises:
        SyntaxError: If there is none.
    """
    while True:
        try:
            return ast.parse(source, filename)
        except SystemError as error:
            # CPython 3.11 counts the depth of all threads that parse in one place, and takes it for a mistake of its
            # own when a finaliser lets another thread parse in the middle.
            if "recursion depth" not in str(error):
                raise


def tree_of(module: ModuleType) -> ast.Module | None:
    """The same as a syntax tree."""
    source = source_of(module)
    try:
        return None if source is None else parse(source, module.__file__ or "")
    except (SyntaxError, ValueError):
        return None
