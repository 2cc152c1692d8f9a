"""Each option of workers, replayers and tuners: a wrong value gives an error that names the option and the value."""

from __future__ import annotations

import inspect
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import temporalio.worker

from everloop import activity, workflow
from everloop.client import Client
from everloop.worker import (
    FixedSizeSlotSupplier,
    PollerBehaviorAutoscaling,
    PollerBehaviorSimpleMaximum,
    Replayer,
    ResourceBasedSlotConfig,
    ResourceBasedSlotSupplier,
    ResourceBasedTunerConfig,
    Worker,
    WorkerTuner,
)


@activity.defn
async def echo(value: str) -> str:
    return value


@workflow.defn
class Flow:
    @workflow.run
    async def run(self) -> None: ...


@pytest.fixture
async def client() -> AsyncIterator[Client]:
    yield await Client.connect("embedded::memory:")


def make(client: Any, **options: Any) -> Worker:
    given: dict[str, Any] = {"task_queue": "q", "workflows": [Flow], "activities": [echo], **options}
    return Worker(client, **given)


SECOND = timedelta(seconds=1)
WHOLE = [
    "max_cached_workflows",
    "max_concurrent_workflow_tasks",
    "max_concurrent_activities",
    "max_concurrent_local_activities",
    "max_concurrent_nexus_tasks",
    "max_concurrent_workflow_task_polls",
    "max_concurrent_activity_task_polls",
]
POSITIVE = ["max_eager_activity_reservations_per_workflow_task", "max_workflow_task_external_storage_concurrency"]
RATES = ["max_activities_per_second", "max_task_queue_activities_per_second"]
DURATIONS = [
    "sticky_queue_schedule_to_start_timeout",
    "max_heartbeat_throttle_interval",
    "default_heartbeat_throttle_interval",
    "graceful_shutdown_timeout",
    "plugin_shutdown_timeout",
]
POLLERS = ["workflow_task_poller_behavior", "activity_task_poller_behavior", "nexus_task_poller_behavior"]

WRONG: list[tuple[str, Any, type[Exception], str]] = [
    *[(name, -1, ValueError, "must be at least 0, it is -1") for name in WHOLE],
    *[(name, 2**40, ValueError, "must be at most 4294967295, it is 1099511627776") for name in WHOLE],
    *[(name, 1.5, TypeError, "must be an integer, it is 1.5") for name in WHOLE + POSITIVE],
    *[(name, "x", TypeError, "must be an integer, it is 'x'") for name in WHOLE + POSITIVE],
    *[(name, 0, ValueError, "must be positive") for name in POSITIVE],
    *[(name, 2**40, ValueError, "must be at most 4294967295") for name in POSITIVE],
    *[(name, 0, ValueError, "must be positive and finite, it is 0") for name in RATES],
    *[(name, float("nan"), ValueError, "must be positive and finite, it is nan") for name in RATES],
    *[(name, "x", TypeError, "must be a number, it is 'x'") for name in RATES],
    ("nonsticky_to_sticky_poll_ratio", 2, ValueError, "must be between 0 and 1, it is 2"),
    ("nonsticky_to_sticky_poll_ratio", "x", TypeError, "must be a number, it is 'x'"),
    *[(name, -SECOND, ValueError, "must not be negative, it is -1 day, 23:59:59") for name in DURATIONS],
    *[(name, 5, TypeError, "must be a timedelta, it is 5") for name in DURATIONS],
    *[(name, b"x", TypeError, "must be a string, it is b'x'") for name in ("task_queue", "build_id", "identity")],
    ("workflows", Flow, TypeError, f"must be a list of decorated classes, it is {Flow!r}: put it into [...]"),
    ("activities", echo, TypeError, f"must be a list of decorated functions, it is {echo!r}: put it into [...]"),
    ("activities", "echo", TypeError, "must be a list of decorated functions, it is 'echo'"),
    ("interceptors", 5, TypeError, "must be a list of interceptors, it is 5"),
    ("nexus_service_handlers", 5, TypeError, "must be a list of service handlers, it is 5"),
    ("plugins", 5, TypeError, "must be a list of plugins, it is 5"),
    ("workflow_failure_exception_types", ValueError, TypeError, "must be a list of exception classes, it is <class"),
    ("workflow_failure_exception_types", [5], TypeError, "must be exception classes, one is 5"),
    *[(name, 5, TypeError, "must be callable, it is 5") for name in ("on_fatal_error", "patch_activation_callback")],
    ("activity_executor", 5, TypeError, "must be an executor of concurrent.futures, it is 5"),
    ("shared_state_manager", 5, TypeError, "must be a SharedStateManager, it is 5"),
    ("deployment_config", 5, TypeError, "must be a WorkerDeploymentConfig, it is 5"),
    ("tuner", 5, TypeError, "must be a WorkerTuner, it is 5"),
    ("client", "localhost:7233", TypeError, "must be an everloop.client.Client, it is 'localhost:7233'"),
    *[(name, 5, TypeError, "must be a PollerBehaviorSimpleMaximum or") for name in POLLERS],
    *[(name, PollerBehaviorSimpleMaximum(0), ValueError, "must be at least 1, it is 0") for name in POLLERS],
    *[(name, PollerBehaviorSimpleMaximum(1.5), TypeError, "it is 1.5") for name in POLLERS],  # type: ignore[arg-type]
    *[
        (name, PollerBehaviorAutoscaling(minimum=a, maximum=b, initial=c), ValueError, "1 <= minimum <= initial")
        for name in POLLERS
        for a, b, c in ((0, 5, 3), (5, 2, 3), (1, 5, 6), (1, 5, 0))
    ],
]


@pytest.mark.parametrize(("name", "value", "error", "text"), WRONG, ids=[f"{it[0]}-{it[1]!r:.30}" for it in WRONG])
async def test_a_wrong_value_is_named(client: Client, name: str, value: Any, error: type[Exception], text: str) -> None:
    options = {name: value}
    with pytest.raises(error) as raised:
        make(options.pop("client", client), **options)
    assert name in str(raised.value)
    assert text in str(raised.value)


def test_every_option_is_looked_at() -> None:
    """Options that any value may be given for, or whose wrong values other tests show, are listed here."""
    truth = {"no_remote_activities", "debug_mode", "disable_eager_activity_execution", "use_worker_versioning"}
    truth |= {"disable_safe_workflow_eviction", "disable_payload_error_limit"}
    elsewhere = {"workflow_runner", "unsandboxed_workflow_runner"}
    unused = {"workflow_task_executor", "nexus_task_executor"}
    named = {name for name, *_ in WRONG}
    assert named | truth | elsewhere | unused == set(inspect.signature(temporalio.worker.Worker).parameters)


RESOURCES: list[tuple[Callable[[], WorkerTuner], type[Exception], str]] = [
    (
        lambda: fixed(workflow_slots=-1),
        ValueError,
        "num_slots of the tuner's workflow slot supplier must be at least 1",
    ),
    (
        lambda: fixed(activity_slots=-1),
        ValueError,
        "num_slots of the tuner's activity slot supplier must be at least 1",
    ),
    (lambda: fixed(local_activity_slots="x"), TypeError, "local activity slot supplier must be an integer, it is 'x'"),
    (lambda: fixed(nexus_slots=-1), ValueError, "num_slots of the tuner's Nexus slot supplier must be at least 0"),
    (lambda: composed(5), TypeError, "the tuner's workflow slot supplier is 5, which is not a slot supplier"),
    (lambda: resources(memory=2), ValueError, "target_memory_usage must be between 0 and 1, it is 2"),
    (lambda: resources(cpu=-1), ValueError, "target_cpu_usage must be between 0 and 1, it is -1"),
    (lambda: resources(cpu="x"), TypeError, "target_cpu_usage must be a number, it is 'x'"),
    (lambda: resources(minimum_slots=-1), ValueError, "minimum_slots must be at least 0, it is -1"),
    (lambda: resources(maximum_slots="x"), TypeError, "maximum_slots must be an integer, it is 'x'"),
    (lambda: resources(minimum_slots=3, maximum_slots=2), ValueError, "not be greater than maximum_slots: 3 and 2"),
    (lambda: resources(ramp_throttle=-SECOND), ValueError, "ramp_throttle must not be negative"),
    (lambda: resources(ramp_throttle=5), TypeError, "ramp_throttle must be a timedelta, it is 5"),
]


def fixed(**slots: Any) -> WorkerTuner:
    return WorkerTuner.create_fixed(**slots)


def composed(workflow: Any, activity: Any = None) -> WorkerTuner:
    five = FixedSizeSlotSupplier(5)
    return WorkerTuner.create_composite(
        workflow_supplier=workflow,
        activity_supplier=activity or five,
        local_activity_supplier=five,
        nexus_supplier=five,
    )


def resources(memory: Any = 0.5, cpu: Any = 0.5, **config: Any) -> WorkerTuner:
    return WorkerTuner.create_resource_based(
        target_memory_usage=memory, target_cpu_usage=cpu, workflow_config=ResourceBasedSlotConfig(**config)
    )


@pytest.mark.parametrize(("tuner", "error", "text"), RESOURCES)
async def test_a_wrong_tuner_is_named(
    client: Client, tuner: Callable[[], WorkerTuner], error: type[Exception], text: str
) -> None:
    with pytest.raises(error) as raised:
        make(client, tuner=tuner())
    assert text in str(raised.value)


async def test_suppliers_that_watch_the_machine_agree(client: Client) -> None:
    def watching(memory: float) -> Any:
        return ResourceBasedSlotSupplier(ResourceBasedSlotConfig(), ResourceBasedTunerConfig(memory, 0.5))

    with pytest.raises(ValueError, match=r"must have the same ResourceBasedTunerConfig, they have .*0.5.* and .*0.6"):
        make(client, tuner=composed(watching(0.5), watching(0.6)))
    make(client, tuner=composed(watching(0.5), watching(0.5)))


async def test_what_the_official_worker_takes_is_taken(client: Client) -> None:
    for options in (
        # Wire: zero means the default.
        {"max_concurrent_workflow_tasks": 0, "max_concurrent_activities": 0, "max_concurrent_local_activities": 0},
        {"max_concurrent_workflow_task_polls": 0, "max_concurrent_activity_task_polls": 0},
        {"max_cached_workflows": 0, "max_concurrent_workflow_task_polls": 1},
        {"workflow_task_poller_behavior": PollerBehaviorAutoscaling(minimum=1, maximum=1, initial=1)},
        {"activities": None, "interceptors": None, "identity": "", "build_id": None},
        {"workflows": None, "plugin_shutdown_timeout": None},
        {"no_remote_activities": 1, "debug_mode": "yes"},
        {"tuner": resources(maximum_slots=2)},
        {"tuner": WorkerTuner.create_fixed(), "max_concurrent_activities": 0},
    ):
        worker = make(client, **options)
        assert worker.task_queue == "q"


async def test_options_that_contradict_each_other(client: Client) -> None:
    with pytest.raises(ValueError, match="no_remote_activities leaves a worker without workflows nothing to do"):
        make(client, workflows=[], no_remote_activities=True)
    with pytest.raises(
        ValueError, match=r"workflow_task_poller_behavior.maximum must be at least 2 when workflows are cached, it is 1"
    ):
        make(client, workflow_task_poller_behavior=PollerBehaviorSimpleMaximum(1))
    with pytest.raises(ValueError, match="max_concurrent_workflow_task_polls must be at least 2 when workflows are"):
        make(client, max_concurrent_workflow_task_polls=1)
    with pytest.raises(ValueError, match="when also specifying tuner"):
        make(client, tuner=WorkerTuner.create_fixed(), max_concurrent_workflow_tasks=5)


@pytest.mark.parametrize(
    ("options", "text"),
    [
        ({"workflows": Flow}, "workflows must be a list of decorated classes"),
        ({"build_id": 5}, "build_id must be a string, it is 5"),
        ({"interceptors": 5}, "interceptors must be a list of interceptors, it is 5"),
        ({"workflow_failure_exception_types": [5]}, "must be exception classes, one is 5"),
    ],
)
def test_replayers_name_it_too(options: dict[str, Any], text: str) -> None:
    given: dict[str, Any] = {"workflows": [Flow], **options}
    with pytest.raises(TypeError) as raised:
        Replayer(**given)
    assert text in str(raised.value)


async def test_other_executors_than_those_of_the_standard_library(client: Client) -> None:
    """Whatever can be given work is an executor."""

    class Wrapped:
        def __init__(self) -> None:
            self.submit = ThreadPoolExecutor(1).submit

    assert make(client, activity_executor=Wrapped()) is not None
