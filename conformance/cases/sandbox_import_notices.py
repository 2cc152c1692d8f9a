"""Imports while a workflow runs, made known or refused as the policy says: of a standard module, and of one's own."""

import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

from everloop import workflow
from everloop.exceptions import ApplicationError
from everloop.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

ALONE = True
Policy = workflow.SandboxImportNotificationPolicy
OWN = "imported_late_by_a_case"


@workflow.defn
class Late:
    @workflow.run
    async def run(self, passes: bool) -> str:
        import fractions

        try:
            if passes:
                with workflow.unsafe.imports_passed_through():
                    import imported_late_by_a_case
            else:
                import imported_late_by_a_case
        except Exception as error:
            raise ApplicationError(str(error), type=type(error).__name__) from None
        return str(fractions.Fraction(1, imported_late_by_a_case.THREE))


async def run(env: Any) -> Any:
    default = SandboxRestrictions.default
    policies = {
        "default": default,
        "silent": default.with_import_notification_policy(Policy.SILENT),
        "warn": default.with_import_notification_policy(Policy.WARN_ON_UNINTENTIONAL_PASSTHROUGH),
        "raise": default.with_import_notification_policy(Policy.RAISE_ON_UNINTENTIONAL_PASSTHROUGH),
        "passed": default.with_passthrough_modules(OWN),
        # Last: what was passed through once stays so.
        "in a block": default,
    }
    outcomes: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / f"{OWN}.py").write_text("THREE = 3\n")
        sys.path.insert(0, folder)
        for name, restrictions in policies.items():
            sys.modules.pop(OWN, None)
            queue = f"{env.queue}-{name}"
            runner = SandboxedWorkflowRunner(restrictions)
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                async with env.worker([Late], task_queue=queue, workflow_runner=runner):
                    flow = await env.start(Late.run, name == "in a block", name=name, task_queue=queue)
                    outcomes[name] = await env.outcome(flow.result())
            outcomes[f"{name} warnings"] = sorted({str(it.message) for it in caught if OWN in str(it.message)})
        sys.path.remove(folder)
    return outcomes
