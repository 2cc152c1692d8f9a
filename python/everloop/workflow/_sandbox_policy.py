"""What happens when workflow code imports a module that the sandbox did not expect."""

from __future__ import annotations

from enum import Flag, auto

__all__ = ["SandboxImportNotificationPolicy"]


class SandboxImportNotificationPolicy(Flag):
    """Which surprising imports of workflow code are made known, and how. Values combine."""

    SILENT = auto()
    """None of them."""

    WARN_ON_DYNAMIC_IMPORT = auto()
    """Warn about imports after the workflow was loaded."""

    WARN_ON_UNINTENTIONAL_PASSTHROUGH = auto()
    """Warn about modules that are shared without having been declared so."""

    RAISE_ON_UNINTENTIONAL_PASSTHROUGH = auto()
    """Raise instead."""
