"""Lets code that imports `temporalio` run on everloop, unchanged.

After `install()`, `import temporalio.client` gives the module `everloop.client`: the same object under both names, so
classes keep their identity and pickles load. Three ways to have it installed:

- call ``everloop.compat.install()`` before anything imports ``temporalio``;
- run a program as ``python -m everloop.compat SCRIPT [ARGUMENTS]``, or ``python -m everloop.compat -m MODULE``;
- test with ``pytest -p everloop.compat.pytest``.

Packages that put modules of their own below ``temporalio``, as those for other libraries do below
``temporalio.contrib``, are found where they are installed and import everloop. What belongs to the official SDK itself
and has no counterpart here, such as ``temporalio.bridge`` but for its messages, is not importable, even if that SDK is
installed.
"""

from everloop.compat._finder import install

__all__ = ["install"]
