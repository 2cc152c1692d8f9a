"""Makes the SDK's loggers, under the name that the program knows the SDK by.

They are `everloop.workflow`, `everloop.activity` and so on. When `everloop.compat` answers for `temporalio`, they have
the names below that, so that a configuration of logging, which belongs to the program, goes on acting.
"""

from __future__ import annotations

import logging

__all__ = ["logger_of", "name_after"]

_OURS = "everloop"
_prefix = _OURS
_made: set[str] = set()


def logger_of(module: str) -> logging.Logger:
    """The logger of a module, which is given by its name below `everloop`."""
    _made.add(module)
    return logging.getLogger(_prefix + module.removeprefix(_OURS))


def name_after(package: str) -> None:
    """Name the loggers that are made from now on after another package; those made before propagate to such ones."""
    global _prefix
    for module in _made:
        logging.getLogger(_prefix + module.removeprefix(_OURS)).parent = logging.getLogger(
            package + module.removeprefix(_OURS)
        )
    _prefix = package
