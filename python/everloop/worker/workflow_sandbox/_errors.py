"""What the sandbox raises."""

from __future__ import annotations

from everloop.exceptions import TemporalError
from everloop.workflow._errors import NondeterminismError

__all__ = ["RestrictedWorkflowAccessError", "UnintentionalPassthroughError"]


class RestrictedWorkflowAccessError(NondeterminismError):
    """Workflow code used what it must not use."""

    def __init__(self, qualified_name: str, *, override_message: str | None = None) -> None:
        """Name what was used."""
        super().__init__(override_message or self.default_message(qualified_name))
        self.qualified_name = qualified_name

    @staticmethod
    def default_message(qualified_name: str) -> str:
        """The message if no other is given."""
        return (
            f"Cannot access {qualified_name} from inside a workflow. If this is code from a module not used in a "
            "workflow or known to only be used deterministically from a workflow, mark the import as pass through."
        )


class UnintentionalPassthroughError(TemporalError):
    """A module came into workflow code without having been marked as pass through."""

    def __init__(self, qualified_name: str) -> None:
        """Name the module."""
        super().__init__(f"Module {qualified_name} was not intentionally passed through to the sandbox.")
        self.qualified_name = qualified_name
