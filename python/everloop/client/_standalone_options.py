"""The options of starting an activity that do not depend on how the activity is given. For type checkers only."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from typing_extensions import TypedDict

from everloop.common import (
    ActivityIDConflictPolicy,
    ActivityIDReusePolicy,
    Priority,
    RetryPolicy,
    TypedSearchAttributes,
)

__all__ = ["NamedStandaloneOptions", "StandaloneOptions"]


class StandaloneOptions(TypedDict, total=False):
    """Options of `Client.start_activity`."""

    schedule_to_close_timeout: timedelta | None
    schedule_to_start_timeout: timedelta | None
    start_to_close_timeout: timedelta | None
    heartbeat_timeout: timedelta | None
    id_reuse_policy: ActivityIDReusePolicy
    id_conflict_policy: ActivityIDConflictPolicy
    retry_policy: RetryPolicy | None
    search_attributes: TypedSearchAttributes | None
    summary: str | None
    priority: Priority
    start_delay: timedelta | None
    rpc_metadata: Mapping[str, str | bytes]
    rpc_timeout: timedelta | None


class NamedStandaloneOptions(StandaloneOptions, total=False):
    """Options of `Client.start_activity` for an activity given by name."""

    result_type: type | None
