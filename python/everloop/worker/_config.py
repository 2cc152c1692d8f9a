"""The options of a worker as a dictionary: what plugins change, and what `Worker.config` gives."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypedDict

import everloop

if TYPE_CHECKING:
    import everloop.client
    import everloop.worker

__all__ = ["WorkerConfig"]


class WorkerConfig(TypedDict, total=False):
    """The arguments of `everloop.worker.Worker`."""

    client: everloop.client.Client
    task_queue: str
    activities: Sequence[Callable[..., Any]]
    nexus_service_handlers: Sequence[Any]
    workflows: Sequence[type]
    activity_executor: Executor | None
    workflow_task_executor: ThreadPoolExecutor | None
    nexus_task_executor: ThreadPoolExecutor | None
    workflow_runner: everloop.worker.WorkflowRunner
    unsandboxed_workflow_runner: everloop.worker.WorkflowRunner
    plugins: Sequence[everloop.worker.Plugin]
    interceptors: Sequence[everloop.worker.Interceptor]
    build_id: str | None
    identity: str | None
    max_cached_workflows: int
    max_concurrent_workflow_tasks: int | None
    max_concurrent_activities: int | None
    max_concurrent_local_activities: int | None
    max_concurrent_nexus_tasks: int | None
    tuner: everloop.worker.WorkerTuner | None
    max_concurrent_workflow_task_polls: int | None
    nonsticky_to_sticky_poll_ratio: float
    max_concurrent_activity_task_polls: int | None
    no_remote_activities: bool
    sticky_queue_schedule_to_start_timeout: timedelta
    max_heartbeat_throttle_interval: timedelta
    default_heartbeat_throttle_interval: timedelta
    max_activities_per_second: float | None
    max_task_queue_activities_per_second: float | None
    max_eager_activity_reservations_per_workflow_task: int
    graceful_shutdown_timeout: timedelta
    plugin_shutdown_timeout: timedelta | None
    workflow_failure_exception_types: Sequence[type[BaseException]]
    shared_state_manager: everloop.worker.SharedStateManager | None
    debug_mode: bool
    disable_eager_activity_execution: bool
    on_fatal_error: Callable[[BaseException], Awaitable[None]] | None
    use_worker_versioning: bool
    disable_safe_workflow_eviction: bool
    deployment_config: everloop.worker.WorkerDeploymentConfig | None
    patch_activation_callback: Callable[[everloop.worker.PatchActivationInput], bool] | None
    workflow_task_poller_behavior: everloop.worker.PollerBehavior
    activity_task_poller_behavior: everloop.worker.PollerBehavior
    nexus_task_poller_behavior: everloop.worker.PollerBehavior
    disable_payload_error_limit: bool
    max_workflow_task_external_storage_concurrency: int
