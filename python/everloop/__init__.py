"""Durable execution for Python: workflows that survive crashes, with nothing else to run.

`everloop.client` connects and starts workflows, `everloop.worker` runs them, `everloop.workflow` and
`everloop.activity` are what their code is written with. Each is imported when it is first used, so that
a program pays only for that.
"""

import importlib
import sys
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


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from everloop._bridge.convert import version

        return version
    # Annotations name what they mean by its module, which nobody may have imported yet.
    if name in _MODULES:
        return importlib.import_module(f"everloop.{name}")
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
