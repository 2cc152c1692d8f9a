"""Durable execution for Python: workflows that survive crashes, with nothing else to run.

`everloop.client` connects and starts workflows, `everloop.worker` runs them, `everloop.workflow` and
`everloop.activity` are what their code is written with. None of them is imported from here, so that
a program pays only for what it uses.
"""

__all__ = ["__version__"]

__version__: str


def __getattr__(name: str) -> str:
    if name == "__version__":
        from everloop._bridge.convert import version

        return version
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
