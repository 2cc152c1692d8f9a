"""The calls of clients that everloop does not have yet. Each says so when it is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NoReturn

__all__ = ["UnsupportedCalls"]


def _unsupported(name: str, what: str) -> Callable[..., NoReturn]:
    def call(self: object, *args: Any, **options: Any) -> NoReturn:
        raise NotImplementedError(f"Client.{name}: {what} not supported yet")

    call.__name__ = name
    call.__doc__ = f"Not supported yet: {what}."
    return call


class UnsupportedCalls:
    """Base of `Client` with what it does not do yet."""

    start_activity = _unsupported("start_activity", "standalone activities are")
    execute_activity = _unsupported("execute_activity", "standalone activities are")
    start_activity_class = _unsupported("start_activity_class", "standalone activities are")
    execute_activity_class = _unsupported("execute_activity_class", "standalone activities are")
    start_activity_method = _unsupported("start_activity_method", "standalone activities are")
    execute_activity_method = _unsupported("execute_activity_method", "standalone activities are")
    list_activities = _unsupported("list_activities", "standalone activities are")
    count_activities = _unsupported("count_activities", "standalone activities are")
    get_activity_handle = _unsupported("get_activity_handle", "standalone activities are")
    create_schedule = _unsupported("create_schedule", "schedules are")
    get_schedule_handle = _unsupported("get_schedule_handle", "schedules are")
    list_schedules = _unsupported("list_schedules", "schedules are")
    execute_update_with_start_workflow = _unsupported(
        "execute_update_with_start_workflow", "starting a workflow together with an update is"
    )
    start_update_with_start_workflow = _unsupported(
        "start_update_with_start_workflow", "starting a workflow together with an update is"
    )
    update_worker_build_id_compatibility = _unsupported(
        "update_worker_build_id_compatibility", "the first form of worker versioning is"
    )
    get_worker_build_id_compatibility = _unsupported(
        "get_worker_build_id_compatibility", "the first form of worker versioning is"
    )
    get_worker_task_reachability = _unsupported(
        "get_worker_task_reachability", "the first form of worker versioning is"
    )
    create_nexus_client = _unsupported("create_nexus_client", "Nexus is")
    list_nexus_operations = _unsupported("list_nexus_operations", "Nexus is")
    count_nexus_operations = _unsupported("count_nexus_operations", "Nexus is")
    get_nexus_operation_handle = _unsupported("get_nexus_operation_handle", "Nexus is")
