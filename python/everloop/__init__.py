"""Durable execution for Python: workflows that survive crashes, with nothing else to run.

`everloop.client` connects and starts workflows, `everloop.worker` runs them, `everloop.workflow` and
`everloop.activity` are what their code is written with. Each is imported when it is first used, so that
a program pays only for that.
"""

import importlib
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

__all__ = ["__version__"]

if "t" in getattr(sys, "abiflags", ""):
    # Its objects have another layout, and none of the stable interface that the extension is built for.
    raise ImportError("everloop does not run on the free-threaded build of CPython; use the usual build")

__version__: str


_MODULES = {
    *("activity", "api", "bridge", "client", "common", "converter", "envconfig", "exceptions", "nexus", "plugin"),
    *("runtime", "service", "testing", "types", "worker", "workflow"),
}


class _Finder:
    """Finds the modules that are made from descriptors, see `everloop.api`.

    It is there before that package is: a thread that imports from it while another one is still at its beginning would
    be given a package without content, made of the folders that hold only stubs.
    """

    @staticmethod
    def find_spec(name: str, path: Sequence[str] | None = None, target: ModuleType | None = None) -> Any:
        """The spec of such a module."""
        if not name.startswith(("everloop.api.", "everloop.bridge.proto.")) or "._" in name:
            return None
        return importlib.import_module("everloop.api._finder").find(name)


if not any(getattr(it, "__module__", None) == __name__ for it in sys.meta_path):
    sys.meta_path.insert(0, _Finder)  # pyright: ignore[reportArgumentType]


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from everloop._bridge.convert import version

        return version
    # Annotations name what they mean by its module, which nobody may have imported yet.
    if name in _MODULES:
        return importlib.import_module(f"everloop.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
