"""What to do about an error, told beside its text: as a note, which tracebacks show from Python 3.11 on.

The texts themselves are those that users know, and that their tests compare.
"""

from __future__ import annotations

from typing import TypeVar

__all__ = ["advised"]

_Error = TypeVar("_Error", bound=BaseException)


def advised(error: _Error, advice: str) -> _Error:
    """The error, with a note of what to do about it.

    Args:
        error: The error.
        advice: One or more sentences.
    """
    add_note = getattr(error, "add_note", None)
    if add_note is not None:
        add_note(advice)
    return error
