"""What workflow code may and may not use; see `_guard` for how it is enforced."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from everloop._dataclass import dataclass
from everloop.workflow._sandbox_policy import SandboxImportNotificationPolicy

from ._defaults import INVALID_MODULE_MEMBERS, PASSTHROUGH_MAXIMUM, PASSTHROUGH_MINIMUM, PASSTHROUGH_WITH_SDK
from ._matcher import SandboxMatcher

__all__ = ["SandboxRestrictions"]


@dataclass(frozen=True)
class SandboxRestrictions:
    """Restrictions of workflow code."""

    passthrough_modules: set[str]
    """Modules that workflow code shares with the rest of the program."""

    invalid_modules: SandboxMatcher
    """Modules that must not be imported."""

    invalid_module_members: SandboxMatcher
    """Members that must not be used."""

    import_notification_policy: SandboxImportNotificationPolicy = SandboxImportNotificationPolicy.WARN_ON_DYNAMIC_IMPORT
    passthrough_all_modules: bool = False
    disable_lazy_sys_module_passthrough: bool = False

    default: ClassVar[SandboxRestrictions]
    passthrough_modules_minimum: ClassVar[set[str]]
    passthrough_modules_with_temporal: ClassVar[set[str]]
    passthrough_modules_maximum: ClassVar[set[str]]
    passthrough_modules_default: ClassVar[set[str]]
    invalid_module_members_default: ClassVar[SandboxMatcher]

    def with_passthrough_modules(self, *modules: str) -> SandboxRestrictions:
        """A copy with more shared modules."""
        return replace(self, passthrough_modules=self.passthrough_modules | set(modules))

    def with_passthrough_all_modules(self) -> SandboxRestrictions:
        """A copy that shares all modules."""
        return replace(self, passthrough_all_modules=True)

    def with_import_notification_policy(self, policy: SandboxImportNotificationPolicy) -> SandboxRestrictions:
        """A copy with another answer to imports."""
        return replace(self, import_notification_policy=policy)


SandboxRestrictions.passthrough_modules_minimum = PASSTHROUGH_MINIMUM
SandboxRestrictions.passthrough_modules_with_temporal = PASSTHROUGH_WITH_SDK
SandboxRestrictions.passthrough_modules_maximum = PASSTHROUGH_MAXIMUM
SandboxRestrictions.passthrough_modules_default = PASSTHROUGH_MAXIMUM
SandboxRestrictions.invalid_module_members_default = INVALID_MODULE_MEMBERS
SandboxRestrictions.default = SandboxRestrictions(
    passthrough_modules=SandboxRestrictions.passthrough_modules_default,
    invalid_modules=SandboxMatcher.none,
    invalid_module_members=SandboxRestrictions.invalid_module_members_default,
)
