"""What a workflow can know about its own run. Loaded, and put together, when first asked for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import everloop
from everloop._bridge import workflow as _core
from everloop._dataclass import dataclass

if TYPE_CHECKING:
    import everloop.api.common.v1
    import everloop.common

__all__ = ["Info", "ParentInfo", "RootInfo", "UpdateInfo", "made_info", "own_info"]


@dataclass(frozen=True)
class ParentInfo:
    """The workflow that started this one as its child."""

    namespace: str
    run_id: str
    workflow_id: str


@dataclass(frozen=True)
class RootInfo:
    """The first ancestor of this workflow."""

    run_id: str
    workflow_id: str


@dataclass(frozen=True)
class UpdateInfo:
    """The update being handled."""

    id: str
    name: str


@dataclass(frozen=True)
class Info:
    """A run. Nothing in it changes but the search attributes, when they are upserted."""

    attempt: int
    continued_run_id: str | None
    cron_schedule: str | None
    execution_timeout: timedelta | None
    first_execution_run_id: str
    headers: Mapping[str, everloop.api.common.v1.Payload]
    namespace: str
    original_execution_run_id: str
    """The run that this one is a reset of, or its own."""

    parent: ParentInfo | None
    root: RootInfo | None
    priority: everloop.common.Priority
    raw_memo: Mapping[str, everloop.api.common.v1.Payload]
    retry_policy: everloop.common.RetryPolicy | None
    run_id: str
    run_timeout: timedelta | None
    search_attributes: everloop.common.SearchAttributes
    """Deprecated; see `typed_search_attributes`."""

    start_time: datetime
    """When the first workflow task of the run began."""

    task_queue: str
    task_timeout: timedelta
    typed_search_attributes: everloop.common.TypedSearchAttributes
    workflow_id: str
    workflow_start_time: datetime
    """When the run was started by whoever started it."""

    workflow_type: str

    def get_current_build_id(self) -> str:
        """The build id of the worker that runs, or ran, the current workflow task; empty if unknown."""
        return _core.turn()[3]

    def get_current_deployment_version(self) -> everloop.common.WorkerDeploymentVersion | None:
        """The deployment version of the worker that runs, or ran, the current workflow task."""
        from everloop.common import WorkerDeploymentVersion

        turn = _core.turn()
        if not turn[4] and not turn[3]:
            return None
        return WorkerDeploymentVersion(deployment_name=turn[4], build_id=turn[3])

    def get_current_history_length(self) -> int:
        """Number of events up to the current workflow task."""
        return _core.turn()[0]

    def get_current_history_size(self) -> int:
        """Size in bytes of the history up to the current workflow task."""
        return _core.turn()[1]

    def is_continue_as_new_suggested(self) -> bool:
        """Whether the server finds the history long enough to continue as new."""
        return _core.turn()[2]

    def is_target_worker_deployment_version_changed(self) -> bool:
        """Whether the run would move to another version of its worker by continuing as new."""
        return _core.turn()[5]


def own_info() -> Info:
    """The run whose code is running, without asking interceptors."""
    kept: Info | None = _core.kept_info()
    if kept is not None:
        return kept
    made = made_info(_core.start(), _core.raw_memo())
    _core.kept_info(made)
    return made


def made_info(start: dict[str, Any], raw_memo: Mapping[str, Any]) -> Info:
    """The `Info` of a run, out of the record of its start, which is used up, and its memo."""
    from everloop.common import RetryPolicy, TypedSearchAttributes

    attributes: everloop.common.SearchAttributes = {}
    typed = TypedSearchAttributes.empty
    message = start.pop("search_attributes")
    if message is not None:
        from everloop.converter import decode_search_attributes, decode_typed_search_attributes

        attributes = decode_search_attributes(message)
        typed = decode_typed_search_attributes(message)
    parent, root, priority = start.pop("parent"), start.pop("root"), start.pop("priority")
    retry_policy = start.pop("retry_policy")
    start_time = datetime.fromtimestamp(start.pop("start_time_ns") / 1e9, tz=timezone.utc)
    return Info(
        **start,
        parent=ParentInfo(*parent) if parent else None,
        root=RootInfo(*root) if root else None,
        priority=_priority(priority),
        raw_memo=raw_memo,
        retry_policy=RetryPolicy.from_proto(retry_policy) if retry_policy is not None else None,
        search_attributes=attributes,
        typed_search_attributes=typed,
        start_time=start_time,
    )


def _priority(priority: tuple[int, str, float] | None) -> everloop.common.Priority:
    from everloop.common import Priority

    if priority is None:
        return Priority.default
    key, fairness_key, fairness_weight = priority
    return Priority(
        priority_key=key or None,
        fairness_key=fairness_key or None,
        fairness_weight=fairness_weight or None,
    )
