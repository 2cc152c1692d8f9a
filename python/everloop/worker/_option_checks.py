"""Checks of single options: each error names the option and the value, before anything else looks at it.

Options that contradict each other are not told apart here, but where they are put together (`_parts`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from numbers import Real
from typing import Any

from ._pollers import PollerBehaviorAutoscaling, PollerBehaviorSimpleMaximum

__all__ = ["check_options", "check_tuner", "number_at_least"]

_LARGEST = 2**32 - 1

_NUMBERS = {
    "max_cached_workflows": 0,
    "max_concurrent_workflow_tasks": 0,
    "max_concurrent_activities": 0,
    "max_concurrent_local_activities": 0,
    "max_concurrent_nexus_tasks": 0,
    "max_concurrent_workflow_task_polls": 0,
    "max_concurrent_activity_task_polls": 0,
}
"""The least that each may be. Wire: zero means the default but for the cache, as in the official SDK."""

_RATES = ("max_activities_per_second", "max_task_queue_activities_per_second")
_DURATIONS = (
    "sticky_queue_schedule_to_start_timeout",
    "max_heartbeat_throttle_interval",
    "default_heartbeat_throttle_interval",
    "graceful_shutdown_timeout",
)
_TEXTS = ("task_queue", "build_id", "identity")
_LISTS = {
    "activities": "decorated functions",
    "workflows": "decorated classes",
    "nexus_service_handlers": "service handlers",
    "interceptors": "interceptors",
    "workflow_failure_exception_types": "exception classes",
}
_FUNCTIONS = ("on_fatal_error", "patch_activation_callback")
_POLLERS = ("workflow_task_poller_behavior", "activity_task_poller_behavior", "nexus_task_poller_behavior")


def check_options(config: Mapping[str, Any]) -> None:
    """Check the options of a worker or a replayer one by one.

    Raises:
        TypeError: If one is of a wrong type.
        ValueError: If one is out of its range.
    """
    for name, least in _NUMBERS.items():
        if config.get(name) is not None:
            number_at_least(config[name], name, least)
    for name in ("max_eager_activity_reservations_per_workflow_task", "max_workflow_task_external_storage_concurrency"):
        if name in config:
            # Its least is checked elsewhere, with the official text.
            number_at_least(config[name], name, -_LARGEST)
    for name in _RATES:
        _check_rate(config.get(name), name)
    if "nonsticky_to_sticky_poll_ratio" in config:
        _check_ratio(config["nonsticky_to_sticky_poll_ratio"], "nonsticky_to_sticky_poll_ratio")
    for name in _DURATIONS:
        if name in config:
            _check_duration(config[name], name)
    if config.get("plugin_shutdown_timeout") is not None:
        _check_duration(config["plugin_shutdown_timeout"], "plugin_shutdown_timeout")
    for name in _TEXTS:
        if config.get(name) is not None and not isinstance(config[name], str):
            raise TypeError(f"{name} must be a string, it is {config[name]!r}")
    _check_lists(config)
    _check_objects(config)
    for name in _POLLERS:
        if name in config:
            _check_pollers(config[name], name)


def check_tuner(tuner: Any) -> None:
    """Check what the suppliers of a tuner aim at.

    Raises:
        TypeError: If it is no tuner, or one of its suppliers is none.
        ValueError: If a number is out of its range, or suppliers that watch the machine aim at different things.
    """
    from ._tuning import (
        CustomSlotSupplier,
        FixedSizeSlotSupplier,
        ResourceBasedSlotSupplier,
        WorkerTuner,
    )

    if not isinstance(tuner, WorkerTuner):
        raise TypeError(f"tuner must be a WorkerTuner, it is {tuner!r}")
    targets: set[Any] = set()
    for kind, supplier, least in (
        ("workflow", tuner._get_workflow_task_slot_supplier(), 1),  # pyright: ignore[reportPrivateUsage]
        ("activity", tuner._get_activity_task_slot_supplier(), 1),  # pyright: ignore[reportPrivateUsage]
        ("local activity", tuner._get_local_activity_task_slot_supplier(), 1),  # pyright: ignore[reportPrivateUsage]
        ("Nexus", tuner._get_nexus_slot_supplier(), 0),  # pyright: ignore[reportPrivateUsage]
    ):
        if isinstance(supplier, FixedSizeSlotSupplier):
            number_at_least(supplier.num_slots, f"num_slots of the tuner's {kind} slot supplier", least)
        elif isinstance(supplier, ResourceBasedSlotSupplier):
            _check_resources(supplier.slot_config, supplier.tuner_config)
            targets.add(supplier.tuner_config)
        elif not isinstance(supplier, CustomSlotSupplier):  # pyright: ignore[reportUnnecessaryIsInstance]
            raise TypeError(f"the tuner's {kind} slot supplier is {supplier!r}, which is not a slot supplier")
    if len(targets) > 1:
        raise ValueError(
            "All resource-based slot suppliers must have the same ResourceBasedTunerConfig, they have "
            + " and ".join(sorted(map(str, targets)))
        )


def number_at_least(number: Any, name: str, least: int) -> None:
    """Check a whole number.

    Raises:
        TypeError: If it is no integer.
        ValueError: If it is less than the least, or more than the wire can say.
    """
    if not isinstance(number, int):
        raise TypeError(f"{name} must be an integer, it is {number!r}")
    if number < least:
        raise ValueError(f"{name} must be at least {least}, it is {number}")
    if number > _LARGEST:
        raise ValueError(f"{name} must be at most {_LARGEST}, it is {number}")


def _check_number(number: Any, name: str) -> None:
    if not isinstance(number, Real):
        raise TypeError(f"{name} must be a number, it is {number!r}")


def _check_rate(rate: Any, name: str) -> None:
    if rate is None:
        return
    _check_number(rate, name)
    if not 0 < rate < float("inf"):
        raise ValueError(f"{name} must be positive and finite, it is {rate}")


def _check_ratio(ratio: Any, name: str) -> None:
    _check_number(ratio, name)
    if not 0 <= ratio <= 1:
        raise ValueError(f"{name} must be between 0 and 1, it is {ratio}")


def _check_duration(duration: Any, name: str) -> None:
    if not isinstance(duration, timedelta):
        raise TypeError(f"{name} must be a timedelta, it is {duration!r}")
    if duration < timedelta():
        raise ValueError(f"{name} must not be negative, it is {duration}")


def _check_lists(config: Mapping[str, Any]) -> None:
    for name, what in _LISTS.items():
        value = config.get(name)
        if value is not None and (isinstance(value, str) or not isinstance(value, Iterable)):
            raise TypeError(f"{name} must be a list of {what}, it is {value!r}: put it into [...]")
    for cls in config.get("workflow_failure_exception_types") or ():
        if not (isinstance(cls, type) and issubclass(cls, BaseException)):
            raise TypeError(f"workflow_failure_exception_types must be exception classes, one is {cls!r}")


def _check_objects(config: Mapping[str, Any]) -> None:
    for name in _FUNCTIONS:
        if config.get(name) is not None and not callable(config[name]):
            raise TypeError(f"{name} must be callable, it is {config[name]!r}")
    executor = config.get("activity_executor")
    if executor is not None and not callable(getattr(executor, "submit", None)):
        raise TypeError(f"activity_executor must be an executor of concurrent.futures, it is {executor!r}")
    deployment = config.get("deployment_config")
    if deployment is not None and not hasattr(deployment, "version"):
        raise TypeError(f"deployment_config must be a WorkerDeploymentConfig, it is {deployment!r}")
    manager = config.get("shared_state_manager")
    if manager is not None and not hasattr(manager, "new_event"):
        raise TypeError(f"shared_state_manager must be a SharedStateManager, it is {manager!r}")


def _check_pollers(behavior: Any, name: str) -> None:
    if isinstance(behavior, PollerBehaviorSimpleMaximum):
        number_at_least(behavior.maximum, f"{name}.maximum", 1)
    elif isinstance(behavior, PollerBehaviorAutoscaling):
        for field in ("minimum", "maximum", "initial"):
            number = getattr(behavior, field)
            if not isinstance(number, int):
                raise TypeError(f"{name}.{field} must be an integer, it is {number!r}")
        if not 1 <= behavior.minimum <= behavior.initial <= behavior.maximum <= _LARGEST:
            raise ValueError(f"{name} {behavior} does not satisfy 1 <= minimum <= initial <= maximum")
    else:
        raise TypeError(
            f"{name} must be a PollerBehaviorSimpleMaximum or a PollerBehaviorAutoscaling, it is {behavior!r}"
        )


def _check_resources(slots: Any, target: Any) -> None:
    _check_ratio(target.target_memory_usage, "target_memory_usage")
    _check_ratio(target.target_cpu_usage, "target_cpu_usage")
    for name in ("minimum_slots", "maximum_slots"):
        if getattr(slots, name) is not None:
            number_at_least(getattr(slots, name), name, 0)
    if slots.ramp_throttle is not None:
        _check_duration(slots.ramp_throttle, "ramp_throttle")
