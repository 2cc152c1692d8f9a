"""Where a workflow's tasks go, against what its versioning behavior says. Exported by `everloop.common`."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from everloop._dataclass import dataclass
from everloop.common import VersioningBehavior, WorkerDeploymentVersion

if TYPE_CHECKING:
    import everloop.api.workflow.v1

__all__ = [
    "AutoUpgradeVersioningOverride",
    "OneTimeVersioningOverride",
    "PinnedVersioningOverride",
    "VersioningOverride",
]


class VersioningOverride(ABC):
    """Where a workflow's tasks go, against what its versioning behavior says."""

    @abstractmethod
    def _to_proto(self) -> everloop.api.workflow.v1.VersioningOverride: ...


@dataclass(frozen=True)
class PinnedVersioningOverride(VersioningOverride):
    """The workflow stays on one version."""

    version: WorkerDeploymentVersion

    def _to_proto(self) -> everloop.api.workflow.v1.VersioningOverride:
        from everloop.api.workflow.v1 import VersioningOverride as Message

        # Wire: servers before 1.29 read the two fields outside of `pinned`.
        return Message(
            behavior=VersioningBehavior.PINNED,
            pinned_version=self.version.to_canonical_string(),
            pinned=Message.PinnedOverride(
                version=self.version._to_proto(),  # pyright: ignore[reportPrivateUsage]
                behavior=Message.PinnedOverrideBehavior.PINNED_OVERRIDE_BEHAVIOR_PINNED,
            ),
        )


@dataclass(frozen=True)
class AutoUpgradeVersioningOverride(VersioningOverride):
    """The workflow moves to the current version with its next task."""

    def _to_proto(self) -> everloop.api.workflow.v1.VersioningOverride:
        from everloop.api.workflow.v1 import VersioningOverride as Message

        # Wire: servers before 1.29 read `behavior`.
        return Message(behavior=VersioningBehavior.AUTO_UPGRADE, auto_upgrade=True)


@dataclass(frozen=True)
class OneTimeVersioningOverride(VersioningOverride):
    """The workflow's tasks go to one version until a task is completed there.

    After that its versioning behavior decides again. Servers understand this from 1.32 on.
    """

    target_version: WorkerDeploymentVersion

    def _to_proto(self) -> everloop.api.workflow.v1.VersioningOverride:
        from everloop.api.workflow.v1 import VersioningOverride as Message

        version = self.target_version._to_proto()  # pyright: ignore[reportPrivateUsage]
        return Message(one_time=Message.OneTimeOverride(target_deployment_version=version))
