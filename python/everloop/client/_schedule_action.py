"""What schedules do: start workflows."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Concatenate, TypedDict, overload

import everloop
from everloop._args import UNSET, arguments
from everloop.common import HeaderCodecBehavior, Priority, RetryPolicy, SearchAttributes, TypedSearchAttributes
from everloop.types import (
    MethodAsyncNoParam,
    MethodAsyncSingleParam,
    MultiParamSpec,
    ParamType,
    ReturnType,
    SelfType,
)

if TYPE_CHECKING:
    from typing_extensions import Unpack

    import everloop.api.common.v1
    import everloop.api.schedule.v1
    import everloop.api.workflow.v1
    from everloop.converter import DataConverter

    from ._client import Client

__all__ = ["ScheduleAction", "ScheduleActionStartWorkflow"]


class ScheduleAction(ABC):
    """What a schedule does. The only kind is `ScheduleActionStartWorkflow`."""

    @staticmethod
    def _from_proto(action: everloop.api.schedule.v1.ScheduleAction) -> ScheduleAction:
        if not action.HasField("start_workflow"):
            raise ValueError(f"Unsupported action: {action.WhichOneof('action')}")
        return ScheduleActionStartWorkflow._from_info(action.start_workflow)  # pyright: ignore[reportPrivateUsage]

    @abstractmethod
    async def _to_proto(self, client: Client) -> everloop.api.schedule.v1.ScheduleAction: ...


class _Options(TypedDict, total=False):
    execution_timeout: timedelta | None
    run_timeout: timedelta | None
    task_timeout: timedelta | None
    retry_policy: RetryPolicy | None
    memo: Mapping[str, Any] | None
    typed_search_attributes: TypedSearchAttributes
    static_summary: str | None
    static_details: str | None
    priority: Priority


@dataclass(init=False)
class ScheduleActionStartWorkflow(ScheduleAction):
    """Start a workflow.

    Read from a description, values are payloads as the server has them; they can be left, or replaced by plain values.
    """

    workflow: str
    """Name of the workflow type."""

    args: Sequence[Any] | Sequence[everloop.api.common.v1.Payload]
    """Its arguments."""

    id: str
    """What the IDs of its workflows begin with; the time follows."""

    task_queue: str
    """Task queue that its workers poll."""

    execution_timeout: timedelta | None
    """How long it may take, with all its runs."""

    run_timeout: timedelta | None
    """How long one run may take."""

    task_timeout: timedelta | None
    """How long a worker may take for one workflow task."""

    retry_policy: RetryPolicy | None
    """Whether to run it again when it fails."""

    memo: Mapping[str, Any] | Mapping[str, everloop.api.common.v1.Payload] | None
    """Values to show in lists."""

    typed_search_attributes: TypedSearchAttributes
    """Values to find it by."""

    untyped_search_attributes: SearchAttributes
    """Values to find it by of which the server does not tell the type. Deprecated."""

    static_summary: str | everloop.api.common.v1.Payload | None
    """A line to show in user interfaces."""

    static_details: str | everloop.api.common.v1.Payload | None
    """A text to show in user interfaces."""

    priority: Priority
    """How urgent its tasks are."""

    headers: Mapping[str, everloop.api.common.v1.Payload] | None
    """Headers of its start."""

    _from_raw: bool

    @overload
    def __init__(
        self,
        workflow: MethodAsyncNoParam[SelfType, ReturnType],
        *,
        id: str,
        task_queue: str,
        **options: Unpack[_Options],
    ) -> None: ...

    @overload
    def __init__(
        self,
        workflow: MethodAsyncSingleParam[SelfType, ParamType, ReturnType],
        arg: ParamType,
        *,
        id: str,
        task_queue: str,
        **options: Unpack[_Options],
    ) -> None: ...

    @overload
    def __init__(
        self,
        workflow: Callable[Concatenate[SelfType, MultiParamSpec], Awaitable[ReturnType]],
        *,
        args: Sequence[Any],
        id: str,
        task_queue: str,
        **options: Unpack[_Options],
    ) -> None: ...

    @overload
    def __init__(
        self,
        workflow: str,
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        id: str,
        task_queue: str,
        **options: Unpack[_Options],
    ) -> None: ...

    @overload
    def __init__(
        self,
        workflow: str,
        *,
        raw_info: everloop.api.workflow.v1.NewWorkflowExecutionInfo,
    ) -> None: ...

    def __init__(
        self,
        workflow: str | Callable[..., Awaitable[Any]],
        arg: Any = UNSET,
        *,
        args: Sequence[Any] = [],
        id: str | None = None,
        task_queue: str | None = None,
        execution_timeout: timedelta | None = None,
        run_timeout: timedelta | None = None,
        task_timeout: timedelta | None = None,
        retry_policy: RetryPolicy | None = None,
        memo: Mapping[str, Any] | None = None,
        typed_search_attributes: TypedSearchAttributes = TypedSearchAttributes.empty,
        untyped_search_attributes: SearchAttributes = {},  # noqa: B006 - never written to
        static_summary: str | None = None,
        static_details: str | None = None,
        headers: Mapping[str, everloop.api.common.v1.Payload] | None = None,
        raw_info: everloop.api.workflow.v1.NewWorkflowExecutionInfo | None = None,
        priority: Priority = Priority.default,
    ) -> None:
        """Describe the workflow to start.

        Args:
            workflow: The run method of a workflow class, or the name of a workflow type.
            arg: Its argument, if it takes one.
            args: Its arguments, if it takes several.
            id: What the IDs of its workflows begin with; the time follows.
            task_queue: Task queue that its workers poll.
            execution_timeout: How long it may take, with all its runs.
            run_timeout: How long one run may take.
            task_timeout: How long a worker may take for one workflow task.
            retry_policy: Whether to run it again when it fails.
            memo: Values to show in lists.
            typed_search_attributes: Values to find it by.
            untyped_search_attributes: The same without types. Deprecated.
            static_summary: A line to show in user interfaces.
            static_details: A text to show in user interfaces.
            headers: Headers of its start.
            raw_info: All of it as the server has it, instead of everything else.
            priority: How urgent its tasks are.

        Raises:
            ValueError: If ID or task queue are missing.
        """
        if raw_info is not None:
            self._take_raw(raw_info)
            return
        from everloop.workflow._definition import Definition

        if not isinstance(workflow, str) and not callable(workflow):
            raise TypeError("Workflow must be a string or callable")
        self.workflow = Definition.get_name_and_result_type(workflow)[0]
        if not id:
            raise ValueError("ID required")
        if not task_queue:
            raise ValueError("Task queue required")
        self._from_raw = False
        self.args = list(arguments(arg, args))
        self.id = id
        self.task_queue = task_queue
        self.execution_timeout = execution_timeout
        self.run_timeout = run_timeout
        self.task_timeout = task_timeout
        self.retry_policy = retry_policy
        self.memo = memo
        self.typed_search_attributes = typed_search_attributes
        self.untyped_search_attributes = untyped_search_attributes
        self.static_summary = static_summary
        self.static_details = static_details
        self.priority = priority
        self.headers = headers

    def _take_raw(self, info: everloop.api.workflow.v1.NewWorkflowExecutionInfo) -> None:
        from everloop.converter import decode_search_attributes, decode_typed_search_attributes

        def duration(name: str) -> timedelta | None:
            given: Any = getattr(info, name)
            return given.ToTimedelta() if info.HasField(name) else None

        self._from_raw = True
        self.workflow = info.workflow_type.name
        self.args = list(info.input.payloads)
        self.id = info.workflow_id
        self.task_queue = info.task_queue.name
        self.execution_timeout = duration("workflow_execution_timeout")
        self.run_timeout = duration("workflow_run_timeout")
        self.task_timeout = duration("workflow_task_timeout")
        self.retry_policy = RetryPolicy.from_proto(info.retry_policy) if info.HasField("retry_policy") else None
        self.memo = dict(info.memo.fields) if info.HasField("memo") else None
        self.typed_search_attributes = decode_typed_search_attributes(info.search_attributes)
        typed = {pair.key.name for pair in self.typed_search_attributes}
        untyped = decode_search_attributes(info.search_attributes)
        self.untyped_search_attributes = {name: values for name, values in untyped.items() if name not in typed}
        metadata = info.user_metadata
        self.static_summary = metadata.summary if metadata.HasField("summary") else None
        self.static_details = metadata.details if metadata.HasField("details") else None
        self.priority = (
            Priority._from_proto(info.priority)  # pyright: ignore[reportPrivateUsage]
            if info.HasField("priority")
            else Priority.default
        )
        self.headers = dict(info.header.fields) if info.HasField("header") else None

    @staticmethod
    def _from_info(info: everloop.api.workflow.v1.NewWorkflowExecutionInfo) -> ScheduleActionStartWorkflow:
        return ScheduleActionStartWorkflow("<unset>", raw_info=info)

    async def _to_proto(self, client: Client) -> everloop.api.schedule.v1.ScheduleAction:
        from everloop.api.schedule.v1 import ScheduleAction
        from everloop.converter import WorkflowSerializationContext, encode_search_attributes

        context = WorkflowSerializationContext(client.namespace, self.id)
        converter = client.data_converter.with_context(context)
        action = ScheduleAction()
        info = action.start_workflow
        info.workflow_id = self.id
        info.workflow_type.name = self.workflow
        info.task_queue.name = self.task_queue
        if self.args:
            info.input.payloads.extend([await _payload(converter, value) for value in self.args])
        for name in ("execution_timeout", "run_timeout", "task_timeout"):
            timeout: timedelta | None = getattr(self, name)
            if timeout is not None:
                getattr(info, f"workflow_{name}").FromTimedelta(timeout)
        if self.retry_policy is not None:
            self.retry_policy.apply_to_proto(info.retry_policy)
        for name, value in (self.memo or {}).items():
            info.memo.fields[name].CopyFrom(await _payload(converter, value))
        if self.untyped_search_attributes:
            encode_search_attributes(self.untyped_search_attributes, info.search_attributes)
        if self.typed_search_attributes:
            encode_search_attributes(self.typed_search_attributes, info.search_attributes)
        if self.static_summary is not None:
            info.user_metadata.summary.CopyFrom(await _payload(converter, self.static_summary))
        if self.static_details is not None:
            info.user_metadata.details.CopyFrom(await _payload(converter, self.static_details))
        info.priority.CopyFrom(self.priority._to_proto())  # pyright: ignore[reportPrivateUsage]
        await self._write_headers(client, converter, info)
        return action

    async def _write_headers(
        self, client: Client, converter: DataConverter, info: everloop.api.workflow.v1.NewWorkflowExecutionInfo
    ) -> None:
        if not self.headers:
            return
        codec = converter.payload_codec
        is_coded = client.config(active_config=True)["header_codec_behavior"] == HeaderCodecBehavior.CODEC
        for name, payload in self.headers.items():
            # Those that came from the server are encoded already.
            if codec is not None and is_coded and not self._from_raw:
                payload = (await codec.encode([payload]))[0]
            info.header.fields[name].CopyFrom(payload)


async def _payload(converter: DataConverter, value: Any) -> everloop.api.common.v1.Payload:
    """The payload of a value, which may be one already."""
    from everloop.api.common.v1 import Payload

    return value if isinstance(value, Payload) else (await converter.encode([value]))[0]
