"""What the worker tells the workflow runtime once, when it is made.

The compiled runtime reads these fields; nothing here acts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Any

from everloop._dataclass import dataclass

if TYPE_CHECKING:
    from everloop.converter import DataConverter
    from everloop.worker._workflow_interceptor import WorkflowInboundInterceptor

    from ._definition import Definition

__all__ = ["RuntimeOptions"]


def _no_functions() -> Mapping[str, Callable[..., Any]]:
    return {}


def _no_makers() -> Mapping[str | None, Callable[..., Any]]:
    return {}


@dataclass(frozen=True)
class RuntimeOptions:
    """Options of the workflow runtime of one worker."""

    definitions: Sequence[Definition]
    """The workflows it runs; at most one of them dynamic."""

    data_converter: DataConverter
    interceptor_classes: Sequence[type[WorkflowInboundInterceptor]] = ()
    """In the order of the worker's interceptors: the first one is the outermost."""

    extern_functions: Mapping[str, Callable[..., Any]] = field(default_factory=_no_functions)
    failure_exception_types: Sequence[type[BaseException]] = ()
    """Exceptions that fail any workflow of this worker instead of its task."""

    disable_eager_activity_execution: bool = False
    patch_activation_callback: Callable[[Any], bool] | None = None
    metric_meter: Any = None
    guard: Callable[[str], BaseException | None] | None = None
    """Asked by name before a sandboxed workflow calls what may break determinism; returns the refusal, if any."""

    makers: Mapping[str | None, Callable[..., Any]] = field(default_factory=_no_makers)
    """What makes the instances of a workflow's runs, by its name; see `everloop.worker._instances.InstanceMaker`. Runs
    of workflows that are not here live in the runtime itself."""
