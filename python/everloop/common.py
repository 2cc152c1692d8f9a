"""What clients, workers, workflows and activities have in common.

Policies, priorities, versions, raw payloads, search attributes and the interfaces of metrics. What most programs
never touch lives in modules of its own, which are imported when it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING, Any, ClassVar

import everloop
from everloop import _lazy
from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import everloop.api.common.v1
    import everloop.api.deployment.v1
    from everloop._bridge.convert import PayloadRef
    from everloop._metric_meter import (
        MetricAttributes,
        MetricCommon,
        MetricCounter,
        MetricGauge,
        MetricGaugeFloat,
        MetricHistogram,
        MetricHistogramFloat,
        MetricHistogramTimedelta,
        MetricMeter,
    )
    from everloop._search_attributes import (
        SearchAttributeIndexedValueType,
        SearchAttributeKey,
        SearchAttributePair,
        SearchAttributes,
        SearchAttributeUpdate,
        SearchAttributeValue,
        SearchAttributeValues,
        SearchAttributeValueType,
        TypedSearchAttributes,
    )
    from everloop._standalone_policies import (
        ActivityIDConflictPolicy,
        ActivityIDReusePolicy,
        NexusOperationCancellationState,
        NexusOperationExecutionStatus,
        NexusOperationIDConflictPolicy,
        NexusOperationIDReusePolicy,
        PendingNexusOperationExecutionState,
    )
    from everloop._versioning_override import (
        AutoUpgradeVersioningOverride,
        OneTimeVersioningOverride,
        PinnedVersioningOverride,
        VersioningOverride,
    )

__all__ = [
    "RetryPolicy",
    "WorkflowIDReusePolicy",
    "WorkflowIDConflictPolicy",
    "ActivityIDReusePolicy",
    "ActivityIDConflictPolicy",
    "NexusOperationIDReusePolicy",
    "NexusOperationIDConflictPolicy",
    "NexusOperationExecutionStatus",
    "PendingNexusOperationExecutionState",
    "NexusOperationCancellationState",
    "QueryRejectCondition",
    "RawValue",
    "SearchAttributeIndexedValueType",
    "SearchAttributeKey",
    "SearchAttributePair",
    "SearchAttributeUpdate",
    "SearchAttributeValue",
    "SearchAttributeValueType",
    "SearchAttributeValues",
    "SearchAttributes",
    "TypedSearchAttributes",
    "MetricAttributes",
    "MetricCommon",
    "MetricCounter",
    "MetricGauge",
    "MetricGaugeFloat",
    "MetricHistogram",
    "MetricHistogramFloat",
    "MetricHistogramTimedelta",
    "MetricMeter",
    "Priority",
    "VersioningBehavior",
    "WorkerDeploymentVersion",
    "VersioningOverride",
    "PinnedVersioningOverride",
    "AutoUpgradeVersioningOverride",
    "OneTimeVersioningOverride",
    "HeaderCodecBehavior",
]


@dataclass
class RetryPolicy:
    """When a failed workflow or activity is tried again."""

    initial_interval: timedelta = timedelta(seconds=1)
    """How long to wait before the first retry."""
    backoff_coefficient: float = 2.0
    """By how much each wait is longer than the one before."""
    maximum_interval: timedelta | None = None
    """The longest wait; a hundred times the first, if not given."""
    maximum_attempts: int = 0
    """How many attempts there may be, the first included; 0 is no limit."""
    non_retryable_error_types: Sequence[str] | None = None
    """Types of application errors after which there is no retry."""

    @staticmethod
    def from_proto(proto: everloop.api.common.v1.RetryPolicy) -> RetryPolicy:
        """The policy that a message holds."""
        return RetryPolicy(
            initial_interval=proto.initial_interval.ToTimedelta(),
            backoff_coefficient=proto.backoff_coefficient,
            maximum_interval=proto.maximum_interval.ToTimedelta() if proto.HasField("maximum_interval") else None,
            maximum_attempts=proto.maximum_attempts,
            non_retryable_error_types=list(proto.non_retryable_error_types) or None,
        )

    def apply_to_proto(self, proto: everloop.api.common.v1.RetryPolicy) -> None:
        """Writes the policy into a message.

        Raises:
            ValueError: If the policy makes no sense.
        """
        self._validate()
        proto.initial_interval.FromTimedelta(self.initial_interval)
        proto.backoff_coefficient = self.backoff_coefficient
        proto.maximum_interval.FromTimedelta(self.maximum_interval or self.initial_interval * 100)
        proto.maximum_attempts = self.maximum_attempts
        proto.non_retryable_error_types.extend(self.non_retryable_error_types or ())

    def _validate(self) -> None:
        if self.maximum_attempts == 1:
            # Without a second attempt nothing else matters.
            return
        if self.initial_interval < timedelta():
            raise ValueError("Initial interval cannot be negative")
        if self.backoff_coefficient < 1:
            raise ValueError("Backoff coefficient cannot be less than 1")
        if self.maximum_interval:
            if self.maximum_interval < timedelta():
                raise ValueError("Maximum interval cannot be negative")
            if self.maximum_interval < self.initial_interval:
                raise ValueError("Maximum interval cannot be less than initial interval")
        if self.maximum_attempts < 0:
            raise ValueError("Maximum attempts cannot be negative")


class WorkflowIDReusePolicy(IntEnum):
    """Whether a workflow may start under the ID of one that has closed."""

    ALLOW_DUPLICATE = 1
    ALLOW_DUPLICATE_FAILED_ONLY = 2
    REJECT_DUPLICATE = 3
    TERMINATE_IF_RUNNING = 4


class WorkflowIDConflictPolicy(IntEnum):
    """What happens when a workflow is to start under the ID of one that is running."""

    UNSPECIFIED = 0
    FAIL = 1
    USE_EXISTING = 2
    TERMINATE_EXISTING = 3


class QueryRejectCondition(IntEnum):
    """For which workflows a query is refused."""

    NONE = 1
    NOT_OPEN = 2
    NOT_COMPLETED_CLEANLY = 3


@dataclass(frozen=True)
class RawValue:
    """A payload that the payload converter leaves alone, as an argument or a result. The codec still applies."""

    payload: everloop.api.common.v1.Payload

    @classmethod
    def _of(cls, held: PayloadRef) -> RawValue:
        """A raw value whose message is made when it is first asked for."""
        value = object.__new__(cls)
        object.__setattr__(value, "_held", held)
        return value

    def __getattr__(self, name: str) -> Any:
        if name != "payload" or "_held" not in self.__dict__:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        message = self.__dict__["_held"].message()
        object.__setattr__(self, "payload", message)
        return message

    def __getstate__(self) -> object:
        # The first byte is the version of this form.
        return b"1" + self.payload.SerializeToString()

    def __setstate__(self, state: object) -> None:
        if not isinstance(state, bytes):
            raise TypeError(f"Expected bytes state, got {type(state)}")
        if not state.startswith(b"1"):
            raise ValueError("Bad version prefix")
        from everloop.api.common.v1 import Payload

        object.__setattr__(self, "payload", Payload.FromString(state[1:]))


@dataclass(frozen=True)
class Priority:
    """Which of a task queue's waiting tasks goes first.

    A field that is not given is inherited from the calling workflow, and has the server's default if there is none.
    Lower keys go first; among those of the same key, shares are fair between fairness keys by their weights.
    """

    priority_key: int | None = None
    """From 1 for the most urgent to the server's maximum, 5 unless it is configured otherwise; the default is 3."""
    fairness_key: str | None = None
    """Whom the task is for, such as a tenant, in at most 64 bytes."""
    fairness_weight: float | None = None
    """How large the share of the fairness key is, within 0.001 and 1000; the default is 1."""

    default: ClassVar[Priority]
    """The priority that inherits everything."""

    @staticmethod
    def _from_proto(proto: everloop.api.common.v1.Priority) -> Priority:
        return Priority(
            priority_key=proto.priority_key or None,
            fairness_key=proto.fairness_key or None,
            fairness_weight=proto.fairness_weight or None,
        )

    def _to_proto(self) -> everloop.api.common.v1.Priority:
        from everloop.api.common.v1 import Priority as Message

        return Message(
            priority_key=self.priority_key or 0,
            fairness_key=self.fairness_key,
            fairness_weight=self.fairness_weight,
        )

    def __post_init__(self) -> None:
        if self.priority_key is None:
            return
        if not isinstance(self.priority_key, int):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError("priority_key must be an integer")
        if self.priority_key < 1:
            raise ValueError("priority_key must be a positive integer")


Priority.default = Priority()


class VersioningBehavior(IntEnum):
    """Whether a running workflow may move to another version of its worker's deployment."""

    UNSPECIFIED = 0
    """Not said. A worker that takes part in versioning must say it for each workflow or by default."""
    PINNED = 1
    """It stays on its version until it is moved by hand."""
    AUTO_UPGRADE = 2
    """It moves to the current version with its next task."""


@dataclass(frozen=True)
class WorkerDeploymentVersion:
    """One version of a worker deployment."""

    deployment_name: str
    build_id: str

    def to_canonical_string(self) -> str:
        """The form `<deployment_name>.<build_id>`."""
        return f"{self.deployment_name}.{self.build_id}"

    @staticmethod
    def from_canonical_string(canonical: str) -> WorkerDeploymentVersion:
        """The version whose canonical string this is; a deployment's name has no dot.

        Raises:
            ValueError: If there is no dot.
        """
        deployment_name, dot, build_id = canonical.partition(".")
        if not dot:
            raise ValueError(
                f"Cannot parse version string: {canonical}, must be in format <deployment_name>.<build_id>"
            )
        return WorkerDeploymentVersion(deployment_name, build_id)

    def _to_proto(self) -> everloop.api.deployment.v1.WorkerDeploymentVersion:
        from everloop.api.deployment.v1 import WorkerDeploymentVersion as Message

        return Message(deployment_name=self.deployment_name, build_id=self.build_id)


class HeaderCodecBehavior(IntEnum):
    """Whether the payload codec applies to headers."""

    NO_CODEC = 1
    """Headers are left alone."""
    CODEC = 2
    """Headers are encoded and decoded."""
    WORKFLOW_ONLY_CODEC = 3
    """Headers are encoded and decoded in workflows alone."""


_LAZY = {
    "._metric_meter": (
        "MetricAttributes",
        "MetricCommon",
        "MetricCounter",
        "MetricGauge",
        "MetricGaugeFloat",
        "MetricHistogram",
        "MetricHistogramFloat",
        "MetricHistogramTimedelta",
        "MetricMeter",
    ),
    "._search_attributes": (
        "SearchAttributeIndexedValueType",
        "SearchAttributeKey",
        "SearchAttributePair",
        "SearchAttributeUpdate",
        "SearchAttributeValue",
        "SearchAttributeValueType",
        "SearchAttributeValues",
        "SearchAttributes",
        "TypedSearchAttributes",
    ),
    "._standalone_policies": (
        "ActivityIDConflictPolicy",
        "ActivityIDReusePolicy",
        "NexusOperationCancellationState",
        "NexusOperationExecutionStatus",
        "NexusOperationIDConflictPolicy",
        "NexusOperationIDReusePolicy",
        "PendingNexusOperationExecutionState",
    ),
    "._versioning_override": (
        "AutoUpgradeVersioningOverride",
        "OneTimeVersioningOverride",
        "PinnedVersioningOverride",
        "VersioningOverride",
    ),
}

if not TYPE_CHECKING:
    __getattr__, __dir__ = _lazy.attributes(__name__, _LAZY)
