"""Puts a worker together: checks its options, and makes the compiled worker and the activities' host."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from everloop._bridge.client import connection_of, runtime_of, warn_sizes
from everloop._bridge.worker import Worker as CoreWorker
from everloop._dataclass import dataclass
from everloop.common import HeaderCodecBehavior, MetricMeter, VersioningBehavior
from everloop.converter._passage import is_direct
from everloop.exceptions import TemporalError
from everloop.workflow._definition import Definition
from everloop.workflow._runtime_options import RuntimeOptions

from ._activity_host import ActivityHost
from ._activity_interceptor import Interceptor
from ._deployment import default_build_id
from ._heartbeat_options import heartbeat_options
from ._option_checks import check_options, check_tuner
from ._pollers import PollerBehavior, PollerBehaviorSimpleMaximum, polls
from ._slots import DEFAULT_SLOTS, FixedSlots, fixed_slots
from ._workflow_runner import UnsandboxedWorkflowRunner, WorkflowRunner
from .workflow_sandbox import SandboxedWorkflowRunner

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from everloop.client import Client
    from everloop.converter import DataConverter

    from ._config import WorkerConfig
    from ._passage import PayloadPassage
    from ._tuning import SlotSupplier
    from .workflow_sandbox._guard import Guard

__all__ = [
    "Parts",
    "assemble",
    "guard_of",
    "interceptor_classes",
    "payload_passage",
    "with_makers",
    "workflow_definitions",
]

_DEADLOCK_TIMEOUT = timedelta(seconds=2)
_LONG_TASK = timedelta(seconds=5)
_LONG_TASK_VARIABLE = "TEMPORAL_WORKFLOW_TASK_DURATION_WARN_SECONDS"


@dataclass
class Parts:
    """What a worker is made of."""

    core: CoreWorker
    host: ActivityHost | None
    client: Client
    task_queue: str


def assemble(config: WorkerConfig, debug_mode: bool, on_broken: Callable[[BaseException], None]) -> Parts:
    """Make the parts of a worker.

    Raises:
        TypeError: If an option is of a wrong type.
        ValueError: If an option is out of its range, or options contradict each other.
        NotImplementedError: If an option asks for what is not supported yet.
    """
    check_options(config)
    _check(config)
    client, task_queue = config.get("client"), config.get("task_queue")
    if client is None or not task_queue:
        raise ValueError("client and task_queue must be specified")
    client_config = client.config(active_config=True)
    of_client: Sequence[object] = client_config["interceptors"]
    interceptors: list[Interceptor] = [it for it in of_client if isinstance(it, Interceptor)]
    interceptors.extend(config.get("interceptors") or ())
    data_converter: DataConverter = client_config["data_converter"]
    slots = _slots(config)
    runtime = runtime_of(client)
    meter = runtime.metric_meter
    host = _host(config, client, task_queue, interceptors, slots, on_broken, meter)
    options = _core_options(config, client, task_queue, slots, debug_mode)
    core = CoreWorker(
        connection_of(client),
        options,
        runtime=runtime,
        runtime_options=_runtime_options(config, data_converter, interceptors, debug_mode, meter),
        activity_host=host,
        data_converter=data_converter,
        passage=payload_passage(
            data_converter,
            client_config["header_codec_behavior"],
            config.get("max_workflow_task_external_storage_concurrency", 3),
        ),
        suppliers=_suppliers(config, options),
    )
    return Parts(core, host, client, task_queue)


def payload_passage(
    data_converter: DataConverter, header_codec: HeaderCodecBehavior, stores_max: int = 3
) -> PayloadPassage | None:
    """What the payloads of workflow tasks go through, if anything."""
    if is_direct(data_converter):
        return None
    from ._passage import PayloadPassage

    return PayloadPassage(
        data_converter, includes_headers=header_codec != HeaderCodecBehavior.NO_CODEC, stores_max=stores_max
    )


def _check(config: WorkerConfig) -> None:
    if not (config.get("activities") or config.get("workflows") or config.get("nexus_service_handlers")):
        raise ValueError("At least one activity, Nexus service, or workflow must be specified")
    if config.get("no_remote_activities") and not config.get("workflows"):
        raise ValueError("no_remote_activities leaves a worker without workflows nothing to do")
    _check_versioning(config)
    _check_workflow_polls(config)
    if config.get("max_workflow_task_external_storage_concurrency", 3) < 1:
        raise ValueError("max_workflow_task_external_storage_concurrency must be positive")
    if config.get("max_eager_activity_reservations_per_workflow_task", 3) < 1:
        raise ValueError(
            "max_eager_activity_reservations_per_workflow_task must be positive; "
            "use disable_eager_activity_execution=True to disable eager activity execution"
        )
    if config.get("nexus_service_handlers"):
        raise NotImplementedError("nexus_service_handlers are not supported by everloop yet")
    executor = config.get("activity_executor")
    if executor is not None and type(executor).__name__ == "InterpreterPoolExecutor":
        raise ValueError(
            "InterpreterPoolExecutor is not supported as an activity_executor. "
            "Use ThreadPoolExecutor or ProcessPoolExecutor instead."
        )


def _check_workflow_polls(config: WorkerConfig) -> None:
    """One poll cannot serve both the shared queue and the sticky one."""
    polls, name = config.get("max_concurrent_workflow_task_polls"), "max_concurrent_workflow_task_polls"
    if not polls:
        behavior, name = config.get("workflow_task_poller_behavior"), "workflow_task_poller_behavior.maximum"
        polls = behavior.maximum if isinstance(behavior, PollerBehaviorSimpleMaximum) else None
    if polls == 1 and config.get("workflows") and config.get("max_cached_workflows", 1000) > 0:
        raise ValueError(f"{name} must be at least 2 when workflows are cached, it is 1")


def _check_versioning(config: WorkerConfig) -> None:
    deployment = config.get("deployment_config")
    if config.get("use_worker_versioning") and not config.get("build_id"):
        raise ValueError("build_id must be specified when use_worker_versioning is True")
    if deployment is not None:
        if config.get("build_id") or config.get("use_worker_versioning"):
            raise ValueError("deployment_config cannot be used with build_id or use_worker_versioning")
        behavior = deployment.default_versioning_behavior
        if behavior != VersioningBehavior.UNSPECIFIED and not deployment.use_worker_versioning:
            raise ValueError("default_versioning_behavior must be UNSPECIFIED when use_worker_versioning is False")
    if config.get("use_worker_versioning") or (deployment is not None and deployment.use_worker_versioning):
        raise NotImplementedError("use_worker_versioning is not supported by everloop yet")


def _slots(config: WorkerConfig) -> FixedSlots:
    limits = [
        config.get("max_concurrent_workflow_tasks"),
        config.get("max_concurrent_activities"),
        config.get("max_concurrent_local_activities"),
        config.get("max_concurrent_nexus_tasks"),
    ]
    tuner = config.get("tuner")
    if tuner is not None and any(limits):
        raise ValueError(
            "Cannot specify max_concurrent_workflow_tasks, max_concurrent_activities, "
            "max_concurrent_local_activities, or max_concurrent_nexus_tasks when also specifying tuner"
        )
    if tuner is not None:
        check_tuner(tuner)
        return fixed_slots(tuner)
    workflow, activity, local_activity, _ = (limit or DEFAULT_SLOTS for limit in limits)
    return FixedSlots(workflow, activity, local_activity)


def _host(
    config: WorkerConfig,
    client: Client,
    task_queue: str,
    interceptors: Sequence[Interceptor],
    slots: FixedSlots,
    on_broken: Callable[[BaseException], None],
    meter: MetricMeter,
) -> ActivityHost | None:
    activities = config.get("activities")
    if not activities:
        return None
    executor = config.get("activity_executor")
    asked = config.get("max_concurrent_activities") is not None or config.get("tuner") is not None
    if asked:  # Defaults ask for nothing.
        _warn_of_small_executor(executor, slots)
    return ActivityHost(
        activities,
        client=client,
        namespace=client.namespace,
        task_queue=task_queue,
        executor=executor,
        shared_state_manager=config.get("shared_state_manager"),
        interceptors=interceptors,
        metric_meter=meter,
        on_broken=on_broken,
    )


def _warn_of_small_executor(executor: Executor | None, slots: FixedSlots) -> None:
    threads = getattr(executor, "_max_workers", None)
    if isinstance(threads, int) and threads < slots.activity:
        import warnings

        warnings.warn(
            f"Worker max_concurrent_activities is {slots.activity} "
            f"but activity_executor's max_workers is only {threads}",
            stacklevel=5,
        )


def _runtime_options(
    config: WorkerConfig,
    data_converter: DataConverter,
    interceptors: Sequence[Interceptor],
    debug_mode: bool,
    meter: MetricMeter,
) -> RuntimeOptions | None:
    workflows = config.get("workflows")
    if not workflows:
        return None
    classes, extern_functions = interceptor_classes(interceptors)
    runner = config.get("workflow_runner", SandboxedWorkflowRunner())
    unsandboxed_runner = config.get("unsandboxed_workflow_runner", UnsandboxedWorkflowRunner())
    failure_types = tuple(config.get("workflow_failure_exception_types") or ())
    definitions = workflow_definitions(workflows, runner, unsandboxed_runner, failure_types)
    options = RuntimeOptions(
        guard=guard_of(runner, definitions, debug_mode=debug_mode),
        definitions=definitions,
        data_converter=data_converter,
        interceptor_classes=classes,
        extern_functions=extern_functions,
        failure_exception_types=failure_types,
        disable_eager_activity_execution=config.get("disable_eager_activity_execution", False),
        patch_activation_callback=config.get("patch_activation_callback"),
        metric_meter=meter,
    )
    return with_makers(options, runner, unsandboxed_runner, debug_mode=debug_mode)


def interceptor_classes(interceptors: Sequence[Interceptor]) -> tuple[list[Any], dict[str, Callable[..., Any]]]:
    """The interceptor classes for workflow runs, and the functions handed to them."""
    if not interceptors:
        return [], {}
    from ._workflow_interceptor import WorkflowInterceptorClassInput

    functions: dict[str, Callable[..., Any]] = {}
    input = WorkflowInterceptorClassInput(unsafe_extern_functions=functions)
    classes = [it.workflow_interceptor_class(input) for it in interceptors]
    return [cls for cls in classes if cls is not None], functions


def guard_of(runner: WorkflowRunner, definitions: Sequence[Definition], *, debug_mode: bool) -> Guard | None:
    """What the runner of sandboxed workflows has asked before calls that may break determinism.

    Raises:
        RuntimeError: If the module of a workflow uses what it must not even while it is imported.
    """
    if not isinstance(runner, SandboxedWorkflowRunner) or makes_instances(runner):
        return None
    from .workflow_sandbox._guard import Guard

    guard = Guard(runner.restrictions, debug_mode=debug_mode)
    for definition in definitions:
        if definition.sandboxed:
            try:
                guard.isolate(definition.cls.__module__)
            except TemporalError as error:
                raise RuntimeError(f"Failed validating workflow {definition.name}") from error
    return guard


def makes_instances(runner: WorkflowRunner) -> bool:
    """Whether a runner makes the instances of runs itself, instead of leaving runs to the compiled runtime."""
    own = (SandboxedWorkflowRunner.create_instance, UnsandboxedWorkflowRunner.create_instance)
    inner = runner.runner_class if isinstance(runner, SandboxedWorkflowRunner) else UnsandboxedWorkflowRunner
    return type(runner).create_instance not in own or inner.create_instance not in own


def with_makers(
    options: RuntimeOptions, runner: WorkflowRunner, unsandboxed_runner: WorkflowRunner, *, debug_mode: bool
) -> RuntimeOptions:
    """The options, with what makes the instances of those workflows whose runner does so."""
    chosen = [(it, runner if it.sandboxed else unsandboxed_runner) for it in options.definitions]
    made = [(definition, own) for definition, own in chosen if makes_instances(own)]
    if not made:
        return options
    import dataclasses

    from ._instances import InstanceMaker

    makers = {it.name: InstanceMaker(own, it, options, debug_mode) for it, own in made}
    return dataclasses.replace(options, makers=makers)


def _prepare(runner: WorkflowRunner, definition: Definition) -> None:
    is_own = type(runner).prepare_workflow is SandboxedWorkflowRunner.prepare_workflow
    if is_own and not makes_instances(runner):
        from .workflow_sandbox._functions import guard_functions

        # The worker's own guard isolates the modules.
        guard_functions()
    else:
        runner.prepare_workflow(definition)


def workflow_definitions(
    workflows: Any,
    runner: WorkflowRunner,
    unsandboxed_runner: WorkflowRunner,
    failure_types: Sequence[type[BaseException]],
) -> list[Definition]:
    """The definitions of workflow classes, checked.

    Raises:
        ValueError: If a class is not decorated, or a name is used twice.
        TypeError: If there is more than one dynamic workflow.
        RuntimeError: If the runner refuses one.
    """
    for chosen in (runner, unsandboxed_runner):
        chosen.set_worker_level_failure_exception_types(failure_types)
    definitions: list[Definition] = []
    names: set[str | None] = set()
    for workflow in workflows:
        definition = Definition.must_from_class(cast(type, workflow))
        if definition.name in names:
            if definition.name is None:
                raise TypeError("More than one dynamic workflow")
            raise ValueError(f"More than one workflow named {definition.name}")
        names.add(definition.name)
        try:
            _prepare(runner if definition.sandboxed else unsandboxed_runner, definition)
        except Exception as error:
            raise RuntimeError(f"Failed validating workflow {definition.name}") from error
        definitions.append(definition)
    return definitions


def _core_options(
    config: WorkerConfig, client: Client, task_queue: str, slots: FixedSlots, debug_mode: bool
) -> dict[str, Any]:
    deployment = config.get("deployment_config")
    build_id = deployment.version.build_id if deployment is not None else config.get("build_id")
    default_polls = PollerBehaviorSimpleMaximum()
    is_eager = not config.get("disable_eager_activity_execution", False)
    return {
        "namespace": client.namespace,
        "task_queue": task_queue,
        "identity": config.get("identity") or client.identity,
        "build_id": build_id or default_build_id([*(config.get("workflows") or ()), *(config.get("activities") or ())]),
        "max_cached_workflows": config.get("max_cached_workflows", 1000),
        "workflow_slots": slots.workflow,
        "activity_slots": slots.activity,
        "local_activity_slots": slots.local_activity,
        "workflow_pollers": _polls(
            config.get("max_concurrent_workflow_task_polls"),
            config.get("workflow_task_poller_behavior", default_polls),
        ),
        "activity_pollers": _polls(
            config.get("max_concurrent_activity_task_polls"),
            config.get("activity_task_poller_behavior", default_polls),
        ),
        "nonsticky_to_sticky_poll_ratio": config.get("nonsticky_to_sticky_poll_ratio", 0.2),
        "no_remote_activities": bool(config.get("no_remote_activities")),
        "sticky_queue_schedule_to_start_timeout": config.get(
            "sticky_queue_schedule_to_start_timeout", timedelta(seconds=10)
        ),
        "max_heartbeat_throttle_interval": config.get("max_heartbeat_throttle_interval", timedelta(seconds=60)),
        "default_heartbeat_throttle_interval": config.get("default_heartbeat_throttle_interval", timedelta(seconds=30)),
        "max_activities_per_second": config.get("max_activities_per_second"),
        "max_task_queue_activities_per_second": config.get("max_task_queue_activities_per_second"),
        "eager_activities_max": config.get("max_eager_activity_reservations_per_workflow_task", 3) if is_eager else 0,
        **heartbeat_options(config, client),
        "graceful_shutdown_timeout": config.get("graceful_shutdown_timeout", timedelta()),
        "payloads_warn_size": warn_sizes(client)[0],
        "memo_warn_size": warn_sizes(client)[1],
        "disable_payload_error_limit": bool(config.get("disable_payload_error_limit")),
        "deadlock_timeout": None if debug_mode else _DEADLOCK_TIMEOUT,
        "long_task": _long_task(os.environ.get(_LONG_TASK_VARIABLE)),
    }


def _long_task(seconds: str | None) -> timedelta:
    """How long a workflow task may take without a warning. What is no whole number counts as not given."""
    return timedelta(seconds=int(seconds)) if seconds and seconds.isdecimal() else _LONG_TASK


def _polls(count: int | None, behavior: PollerBehavior) -> tuple[int | None, int, int]:
    """The number given in the deprecated way wins."""
    return polls(PollerBehaviorSimpleMaximum(count) if count else behavior)


def _suppliers(config: WorkerConfig, options: dict[str, Any]) -> tuple[Any, Any, Any] | None:
    """The tuner's suppliers that are no fixed numbers."""
    tuner = config.get("tuner")
    if tuner is None:
        return None
    from ._slot_host import supplier_options

    deployment = config.get("deployment_config")

    def made(supplier: SlotSupplier, slot_type: Any) -> Any:
        return supplier_options(
            supplier,
            slot_type,
            task_queue=options["task_queue"],
            worker_identity=options["identity"],
            worker_build_id=options["build_id"],
            worker_deployment_version=deployment.version if deployment is not None else None,
        )

    found = (
        made(tuner._get_workflow_task_slot_supplier(), "workflow"),  # pyright: ignore[reportPrivateUsage]
        made(tuner._get_activity_task_slot_supplier(), "activity"),  # pyright: ignore[reportPrivateUsage]
        made(tuner._get_local_activity_task_slot_supplier(), "local-activity"),  # pyright: ignore[reportPrivateUsage]
    )
    return found if any(one is not None for one in found) else None
