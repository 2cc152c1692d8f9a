"""Durable execution for Python: workflows that survive crashes, with nothing else to run.

`everloop.client` connects and starts workflows, `everloop.worker` runs them, `everloop.workflow` and
`everloop.activity` are what their code is written with. None of them is imported from here, so that
a program pays only for what it uses.
"""

import sys

__all__ = ["__version__"]

if "t" in getattr(sys, "abiflags", ""):
    # Its objects have another layout, and none of the stable interface that the extension is built for.
    raise ImportError("everloop does not run on the free-threaded build of CPython; use the usual build")

__version__: str


def __getattr__(name: str) -> str:
    if name == "__version__":
        from everloop._bridge.convert import version

        return version
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
