"""All that clients and workers of the shop share, as one plugin."""

from __future__ import annotations

from temporalio.plugin import SimplePlugin
from temporalio.worker import WorkflowRunner
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

from .codec import CONVERTER
from .tenants import Tenants


def _runner(runner: WorkflowRunner | None) -> WorkflowRunner:
    return SandboxedWorkflowRunner(SandboxRestrictions.default.with_passthrough_modules("pydantic", "annotated_types"))


SHOP = SimplePlugin("shop", data_converter=CONVERTER, interceptors=[Tenants()], workflow_runner=_runner)
