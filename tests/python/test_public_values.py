"""Values that programs hold, compare, copy and pickle: as good as those of the official SDK.

Each is made the same way from both packages, by an expression in which `common`, `client` and so on are the modules.
"""

from __future__ import annotations

import copy
import dataclasses
import importlib
import pickle
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

VALUES = [
    "common.RetryPolicy(initial_interval=timedelta(seconds=2), maximum_attempts=3, non_retryable_error_types=['a'])",
    "common.SearchAttributeKey.for_int('x')",
    "common.SearchAttributeKey.for_keyword_list('x')",
    "common.SearchAttributeKey.for_int('x').value_set(1)",
    "common.SearchAttributePair(common.SearchAttributeKey.for_int('x'), 1)",
    "common.TypedSearchAttributes([common.SearchAttributePair(common.SearchAttributeKey.for_int('x'), 1)])",
    "common.Priority(priority_key=3, fairness_key='a', fairness_weight=1.5)",
    "common.WorkerDeploymentVersion('a', 'b')",
    "common.PinnedVersioningOverride(common.WorkerDeploymentVersion('a', 'b'))",
    "converter.WorkflowSerializationContext(namespace='n', workflow_id='w')",
    "converter.StorageDriverClaim({'a': 'b'})",
    "service.RetryConfig()",
    "service.KeepAliveConfig.default",
    "service.TLSConfig(server_root_ca_cert=b'a')",
    "service.HttpConnectProxyConfig(target_host='a', basic_auth=('u', 'p'))",
    "service.GrpcCompression.NONE",
    "service.GrpcCompression.GZIP",
    "service.ConnectConfig(target_host='a:1')",
    "service.RPCError('m', service.RPCStatusCode.NOT_FOUND, b'')",
    "client.ScheduleSpec(calendars=[client.ScheduleCalendarSpec(hour=[client.ScheduleRange(1)])])",
    "client.ScheduleBackfill(start_at=datetime(2020, 1, 1, tzinfo=timezone.utc),"
    " end_at=datetime(2020, 1, 1, tzinfo=timezone.utc))",
    "client.WorkflowHistory('w', [])",
    "client.WorkflowFailureError(cause=ValueError('c'))",
    "client.WorkflowUpdateFailedError(ValueError('c'))",
    "exceptions.ApplicationError('m', 1, 'd', type='T', non_retryable=True, next_retry_delay=timedelta(1))",
    "exceptions.CancelledError('m', 1)",
    "exceptions.TimeoutError('m', type=exceptions.TimeoutType.HEARTBEAT, last_heartbeat_details=[1])",
    "exceptions.ActivityError('m', scheduled_event_id=1, started_event_id=2, identity='i', activity_type='t',"
    " activity_id='a', retry_state=exceptions.RetryState.TIMEOUT)",
    "exceptions.WorkflowAlreadyStartedError('w', 't', run_id='r')",
    "runtime.TelemetryConfig()",
    "runtime.LoggingConfig.default",
    "runtime.PrometheusConfig(bind_address='a')",
    "envconfig.ClientConfigProfile(address='a', api_key='k')",
    "worker.FixedSizeSlotSupplier(5)",
    "worker.PollerBehaviorAutoscaling()",
    "worker.ResourceBasedTunerConfig(0.5, 0.5)",
    "workflow.UpdateInfo(id='i', name='n')",
    "workflow.ParentInfo(namespace='n', run_id='r', workflow_id='w')",
    "activity.ActivityCancellationDetails(cancel_requested=True)",
]
MODULES = ("activity", "client", "common", "converter", "envconfig", "exceptions", "runtime", "service", "worker")


def made(package: str, expression: str) -> Any:
    modules = {name: importlib.import_module(f"{package}.{name}") for name in (*MODULES, "workflow")}
    return eval(expression, {**modules, "timedelta": timedelta, "datetime": datetime, "timezone": timezone})


def attributes(value: Any) -> dict[str, str]:
    """What can be read of a value, as text that is the same for both packages."""
    skipped = ("default", "empty", "failure", "identity", "with_traceback", "add_note", "GZIP", "NONE")
    names = [name for name in dir(value) if not name.startswith("_") and name not in skipped]
    return {name: shown(value, name) for name in names}


def shown(value: Any, name: str) -> str:
    try:
        part = getattr(value, name)
    except Exception as error:
        return repr(error)
    if callable(part):
        return "callable"
    if "GrpcCompression" in repr(part) or "SearchAttribute" in repr(part):
        return "shown in each package's own way"
    return repr(part).replace("temporalio", "everloop")


def outcome(of: Callable[..., Any], *arguments: Any) -> Any:
    try:
        return of(*arguments)
    except Exception as error:
        return type(error)


def pickled(value: Any) -> Any:
    return pickle.loads(pickle.dumps(value))


def copied_well(way: Callable[[Any], Any], value: Any) -> tuple[bool, bool]:
    return way(value) == value, attributes(way(value)) == attributes(value)


def manner(package: str, expression: str) -> dict[str, Any]:
    """How a value takes what programs do with values."""
    value, same = made(package, expression), made(package, expression)
    seen: dict[str, Any] = {"attributes": attributes(value), "equal": value == same}
    seen["hash"] = outcome(lambda: hash(value) == hash(same))
    for way in (copy.copy, copy.deepcopy, pickled):
        seen[way.__name__] = outcome(copied_well, way, value)
    if dataclasses.is_dataclass(value):
        seen["replace"] = outcome(lambda: dataclasses.replace(value) == value)  # type: ignore[type-var]
    return seen


@pytest.mark.parametrize("expression", VALUES)
def test_values_are_compared_copied_and_pickled_as_there(expression: str) -> None:
    ours, theirs = manner("everloop", expression), manner("temporalio", expression)
    if "SearchAttributeKey" in expression:
        # There they are data classes with private fields, which nobody replaces.
        ours.pop("replace", None)
        theirs.pop("replace", None)
    if "GrpcCompression" in expression:
        theirs.pop("replace")
    assert ours == theirs


@pytest.mark.parametrize("name", [*MODULES, "workflow", "plugin", "testing", "worker.workflow_sandbox"])
def test_modules_list_what_they_have(name: str) -> None:
    """Names that are loaded when they are used are listed too, for those who explore and complete."""
    theirs = importlib.import_module(f"temporalio.{name}")
    public = {
        entry
        for entry in dir(theirs)
        if not entry.startswith("_") and getattr(getattr(theirs, entry), "__module__", "").startswith("temporalio")
    }
    ours = importlib.import_module(f"everloop.{name}")
    assert public <= set(dir(ours))
    assert set(ours.__all__) <= set(dir(ours))
