"""The replayer: does today's workflow code still do what histories say it did?"""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from typing import TYPE_CHECKING, Any, TypedDict

import everloop
from everloop._bridge.worker import Replayer as CoreReplayer
from everloop._dataclass import dataclass
from everloop.client import WorkflowHistory
from everloop.common import HeaderCodecBehavior, MetricMeter
from everloop.converter import DataConverter
from everloop.workflow._runtime_options import RuntimeOptions

from ._activity_interceptor import Interceptor
from ._deployment import default_build_id
from ._option_checks import check_options
from ._parts import guard_of, interceptor_classes, payload_passage, with_makers, workflow_definitions
from ._workflow_runner import UnsandboxedWorkflowRunner, WorkflowRunner
from .workflow_sandbox import SandboxedWorkflowRunner

if TYPE_CHECKING:
    import everloop.runtime
    import everloop.worker

__all__ = ["Replayer", "ReplayerConfig", "WorkflowReplayResult", "WorkflowReplayResults"]

_SANDBOXED = SandboxedWorkflowRunner()
_UNSANDBOXED = UnsandboxedWorkflowRunner()
_TASK_QUEUE = "ReplayTaskQueue"


class ReplayerConfig(TypedDict, total=False):
    """The arguments of `everloop.worker.Replayer`."""

    workflows: Sequence[type]
    workflow_task_executor: ThreadPoolExecutor | None
    workflow_runner: WorkflowRunner
    unsandboxed_workflow_runner: WorkflowRunner
    namespace: str
    data_converter: DataConverter
    interceptors: Sequence[Interceptor]
    build_id: str | None
    identity: str | None
    workflow_failure_exception_types: Sequence[type[BaseException]]
    debug_mode: bool
    runtime: everloop.runtime.Runtime | None
    disable_safe_workflow_eviction: bool
    header_codec_behavior: HeaderCodecBehavior


@dataclass(frozen=True)
class WorkflowReplayResult:
    """What the replay of one history came to."""

    history: WorkflowHistory
    replay_failure: Exception | None
    """`everloop.workflow.NondeterminismError` if the code does something else, ``RuntimeError`` for other failures of
    the workflow's tasks. A workflow that failed as it did then is no failure."""


@dataclass(frozen=True)
class WorkflowReplayResults:
    """What the replay of many histories came to."""

    replay_failures: Mapping[str, Exception]
    """By run ID; those that replayed well are not in it."""


class Replayer:
    """Replays histories of workflows. It needs no server."""

    def __init__(
        self,
        *,
        workflows: Sequence[type],
        workflow_task_executor: ThreadPoolExecutor | None = None,
        workflow_runner: WorkflowRunner = _SANDBOXED,
        unsandboxed_workflow_runner: WorkflowRunner = _UNSANDBOXED,
        namespace: str = "ReplayNamespace",
        data_converter: DataConverter = DataConverter.default,
        interceptors: Sequence[Interceptor] = [],
        plugins: Sequence[everloop.worker.Plugin] = [],
        build_id: str | None = None,
        identity: str | None = None,
        workflow_failure_exception_types: Sequence[type[BaseException]] = [],
        debug_mode: bool = False,
        runtime: everloop.runtime.Runtime | None = None,
        disable_safe_workflow_eviction: bool = False,
        header_codec_behavior: HeaderCodecBehavior = HeaderCodecBehavior.NO_CODEC,
    ) -> None:
        """Make a replayer. Arguments are those of `everloop.worker.Worker`, and mean the same.

        Raises:
            ValueError: If there are no workflows, or they contradict each other.
            TypeError: If an option is of a wrong type.
        """
        config = ReplayerConfig(
            workflows=workflows,
            workflow_task_executor=workflow_task_executor,
            workflow_runner=workflow_runner,
            unsandboxed_workflow_runner=unsandboxed_workflow_runner,
            namespace=namespace,
            data_converter=data_converter,
            interceptors=interceptors,
            build_id=build_id,
            identity=identity,
            workflow_failure_exception_types=workflow_failure_exception_types,
            debug_mode=debug_mode,
            runtime=runtime,
            disable_safe_workflow_eviction=disable_safe_workflow_eviction,
            header_codec_behavior=header_codec_behavior,
        )
        self._initial_config = config.copy()
        self.plugins = tuple(plugins)
        for plugin in self.plugins:
            config = plugin.configure_replayer(config)
        self._config = config
        self._core = _core(config)

    def config(self, *, active_config: bool = False) -> ReplayerConfig:
        """The options of this replayer.

        Args:
            active_config: As the plugins changed them, instead of as they were given.
        """
        config = (self._config if active_config else self._initial_config).copy()
        config["workflows"] = list(config.get("workflows") or ())
        return config

    async def replay_workflow(
        self, history: WorkflowHistory, *, raise_on_replay_failure: bool = True
    ) -> WorkflowReplayResult:
        """Replay one history.

        Args:
            history: Of a run that is closed, or still open.
            raise_on_replay_failure: Raise the failure instead of returning it.
        """

        async def histories() -> AsyncGenerator[WorkflowHistory, None]:
            yield history

        async with aclosing(histories()) as one, self.workflow_replay_iterator(one) as results:
            async for result in results:
                if raise_on_replay_failure and result.replay_failure is not None:
                    raise result.replay_failure
                return result
        raise RuntimeError("No histories")

    async def replay_workflows(
        self, histories: AsyncIterator[WorkflowHistory], *, raise_on_replay_failure: bool = True
    ) -> WorkflowReplayResults:
        """Replay many histories.

        Args:
            histories: They may be fetched while others are replayed.
            raise_on_replay_failure: Raise the first failure instead of returning all.
        """
        failures: dict[str, Exception] = {}
        async with self.workflow_replay_iterator(histories) as results:
            async for result in results:
                if result.replay_failure is None:
                    continue
                if raise_on_replay_failure:
                    raise result.replay_failure
                failures[result.history.run_id] = result.replay_failure
        return WorkflowReplayResults(failures)

    def workflow_replay_iterator(
        self, histories: AsyncIterator[WorkflowHistory]
    ) -> AbstractAsyncContextManager[AsyncIterator[WorkflowReplayResult]]:
        """Replay many histories, and give the results as they come.

        Returns:
            A context manager whose value is the iterator of results.
        """
        next_run: _Run = _run
        for plugin in reversed(self.plugins):
            next_run = _through(plugin, next_run)
        return next_run(self, histories)

    async def _replay(self, history: WorkflowHistory) -> WorkflowReplayResult:
        from everloop.api.history.v1 import History
        from everloop.workflow._errors import NondeterminismError

        encoded = History(events=history.events).SerializeToString()
        failed = await self._core.replay(history.workflow_id, encoded)
        failure: Exception | None = None
        if failed is not None:
            differs, message = failed
            failure = NondeterminismError(message) if differs else RuntimeError(message)
        return WorkflowReplayResult(history, failure)


_Run = Callable[
    [Replayer, AsyncIterator[WorkflowHistory]], AbstractAsyncContextManager[AsyncIterator[WorkflowReplayResult]]
]


@asynccontextmanager
async def _run(
    replayer: Replayer, histories: AsyncIterator[WorkflowHistory]
) -> AsyncGenerator[AsyncIterator[WorkflowReplayResult], None]:
    async def results() -> AsyncGenerator[WorkflowReplayResult, None]:
        async for history in histories:
            yield await replayer._replay(history)  # pyright: ignore[reportPrivateUsage]

    # Who stops early leaves no generator behind that only the loop's end would close.
    async with aclosing(results()) as running:
        yield running


def _through(plugin: everloop.worker.Plugin, next_run: _Run) -> _Run:
    return lambda replayer, histories: plugin.run_replayer(replayer, histories, next_run)


def _core(config: ReplayerConfig) -> CoreReplayer:
    check_options(config)
    workflows: Sequence[Any] = list(config.get("workflows") or ())
    if not workflows:
        raise ValueError("At least one workflow must be specified")
    data_converter = config.get("data_converter", DataConverter.default)
    classes, extern_functions = interceptor_classes(config.get("interceptors") or ())
    runner = config.get("workflow_runner", SandboxedWorkflowRunner())
    unsandboxed_runner = config.get("unsandboxed_workflow_runner", UnsandboxedWorkflowRunner())
    failure_types = tuple(config.get("workflow_failure_exception_types") or ())
    definitions = workflow_definitions(workflows, runner, unsandboxed_runner, failure_types)
    debug_mode = bool(config.get("debug_mode"))
    options = RuntimeOptions(
        guard=guard_of(runner, definitions, debug_mode=debug_mode),
        definitions=definitions,
        data_converter=data_converter,
        interceptor_classes=classes,
        extern_functions=extern_functions,
        failure_exception_types=failure_types,
        metric_meter=MetricMeter.noop,
    )
    return CoreReplayer(
        with_makers(options, runner, unsandboxed_runner, debug_mode=debug_mode),
        namespace=config.get("namespace", "ReplayNamespace"),
        task_queue=_TASK_QUEUE,
        build_id=config.get("build_id") or default_build_id(workflows),
        data_converter=data_converter,
        passage=payload_passage(data_converter, config.get("header_codec_behavior", HeaderCodecBehavior.NO_CODEC)),
    )
