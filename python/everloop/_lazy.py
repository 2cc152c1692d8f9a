"""Names that a module has without importing where they live: each is imported when it is first asked for.

What most programs never touch would otherwise cost all of them time and memory at their start.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module
from typing import Any

__all__ = ["attributes"]


def attributes(module: str, homes: Mapping[str, Sequence[str]]) -> tuple[Callable[[str], Any], Callable[[], list[str]]]:
    """The `__getattr__` and the `__dir__` of a module, some of whose names live elsewhere.

    Type checkers must not see them: they would take any name for one that the module has.

    Args:
        module: The module's name. It has an `__all__`.
        homes: Names by the module in which they live. A module that begins with a dot is beside those of the package.
    """
    package = sys.modules[module].__package__

    def find(name: str) -> Any:
        for home, names in homes.items():
            if name in names:
                found = getattr(import_module(home, package), name)
                setattr(sys.modules[module], name, found)
                return found
        raise AttributeError(f"module {module!r} has no attribute {name!r}")

    def list_names() -> list[str]:
        whole = sys.modules[module]
        return sorted({*vars(whole), *whole.__all__})

    return find, list_names
