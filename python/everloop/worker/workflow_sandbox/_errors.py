"""What the sandbox raises."""

from __future__ import annotations

from everloop.exceptions import TemporalError
from everloop.workflow._errors import NondeterminismError

from ._replacements import replacement

__all__ = ["RestrictedWorkflowAccessError", "UnintentionalPassthroughError"]


class RestrictedWorkflowAccessError(NondeterminismError):
    """Workflow code used what it must not use."""

    file: str | None = None
    """The file of workflow code in which it happened, if it is known."""

    line: int | None = None
    """The line in that file, counted from 1."""

    def __init__(self, qualified_name: str, *, override_message: str | None = None) -> None:
        """Name what was used.

        Args:
            qualified_name: Its module and name, with ``.__call__`` if it was called.
            override_message: The message, instead of the usual one.
        """
        super().__init__(override_message or self.default_message(qualified_name))
        self.qualified_name = qualified_name

    @staticmethod
    def default_message(qualified_name: str) -> str:
        """The message if no other is given: what was used, and what to do about it."""
        instead = replacement(qualified_name)
        advice = f"Instead, {instead}. " if instead else ""
        return (
            f"Cannot access {qualified_name} from inside a workflow. {advice}If this is code from a module not used "
            "in a workflow or known to only be used deterministically from a workflow, mark the import as pass through."
        )


class UnintentionalPassthroughError(TemporalError):
    """A module came into workflow code without having been marked as pass through."""

    def __init__(self, qualified_name: str) -> None:
        """Name the module."""
        super().__init__(f"Module {qualified_name} was not intentionally passed through to the sandbox.")
        self.qualified_name = qualified_name
