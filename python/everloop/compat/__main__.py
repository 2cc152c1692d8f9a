"""``python -m everloop.compat SCRIPT ...``, or ``-m MODULE ...``: runs a program with compat installed."""

from __future__ import annotations

import os
import runpy
import sys

from everloop.compat import install

__all__ = ["main"]

_USAGE = "usage: python -m everloop.compat (SCRIPT | -m MODULE) [ARGUMENTS]"


def main() -> None:
    """Run the program that the arguments name, as the interpreter would."""
    arguments = sys.argv[1:]
    is_module = arguments[:1] == ["-m"]
    arguments = arguments[is_module:]
    if not arguments or (arguments[0].startswith("-") and not is_module):
        sys.exit(_USAGE)
    install()
    sys.argv = arguments
    if is_module:
        runpy.run_module(arguments[0], run_name="__main__", alter_sys=True)
    else:
        # The interpreter puts the folder of the program first; so far it is the working directory.
        sys.path[0] = os.path.dirname(os.path.abspath(arguments[0]))
        runpy.run_path(arguments[0], run_name="__main__")


if __name__ == "__main__":
    main()
