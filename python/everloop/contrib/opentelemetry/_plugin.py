"""The plugin that installs the interceptor of programs that use OpenTelemetry's own API."""

from __future__ import annotations

import dataclasses

from everloop.plugin import SimplePlugin
from everloop.worker import WorkflowRunner
from everloop.worker.workflow_sandbox import SandboxedWorkflowRunner

from ._otel_interceptor import OpenTelemetryInterceptor

__all__ = ["OpenTelemetryPlugin"]


class OpenTelemetryPlugin(SimplePlugin):
    """Lets OpenTelemetry's API be used in clients, workflows and activities, with one trace through all of them.

    The global tracer provider must be one that `create_tracer_provider` makes.
    """

    def __init__(self, *, add_temporal_spans: bool = False) -> None:
        """Makes a plugin.

        Args:
            add_temporal_spans: Whether there are spans for what clients ask and workers run, beside those of the
                program.
        """
        super().__init__(
            "OpenTelemetryPlugin",
            interceptors=[OpenTelemetryInterceptor(add_temporal_spans)],
            workflow_runner=_with_opentelemetry,
        )


def _with_opentelemetry(runner: WorkflowRunner | None) -> WorkflowRunner:
    """The runner, with OpenTelemetry passed through its sandbox if it has one."""
    if runner is None:
        raise ValueError("No WorkflowRunner provided to the OpenTelemetry plugin.")
    if isinstance(runner, SandboxedWorkflowRunner):
        return dataclasses.replace(runner, restrictions=runner.restrictions.with_passthrough_modules("opentelemetry"))
    return runner
