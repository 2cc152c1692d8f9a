"""Failing assertions fail the workflow: what every environment adds to its client's interceptors.

Without it an `AssertionError` in workflow code is a mistake like any other: the workflow task fails and is tried again,
and a test waits for ever.
"""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

import everloop.client
import everloop.worker
from everloop.exceptions import ApplicationError

__all__ = ["AssertionErrorInterceptor"]


class AssertionErrorInterceptor(everloop.client.Interceptor, everloop.worker.Interceptor):
    """Turns a failed assertion in a run method or a signal handler into a failure of the workflow."""

    def workflow_interceptor_class(
        self, input: everloop.worker.WorkflowInterceptorClassInput
    ) -> type[everloop.worker.WorkflowInboundInterceptor] | None:
        """The interceptor of runs."""
        return _Inbound


class _Inbound(everloop.worker.WorkflowInboundInterceptor):
    async def execute_workflow(self, input: everloop.worker.ExecuteWorkflowInput) -> Any:
        with _failing():
            return await super().execute_workflow(input)

    async def handle_signal(self, input: everloop.worker.HandleSignalInput) -> None:
        with _failing():
            await super().handle_signal(input)


@contextmanager
def _failing() -> Generator[None, None, None]:
    try:
        yield
    except AssertionError as error:
        failure = ApplicationError(str(error), type=type(error).__name__, non_retryable=True)
        raise failure from error.__cause__
