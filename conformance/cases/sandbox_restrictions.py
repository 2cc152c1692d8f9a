"""A worker's own restrictions: members of a package, modules, exclusions and warnings, as workflow code meets them."""

import colorsys
import dataclasses
import warnings
from typing import Any

from everloop import workflow
from everloop.exceptions import ApplicationError
from everloop.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxMatcher, SandboxRestrictions

ALONE = True


@workflow.defn
class Colours:
    @workflow.run
    async def run(self, what: str) -> str:
        try:
            if what == "used":
                colorsys.rgb_to_hls(0, 0, 0)
            elif what == "excluded":
                colorsys.rgb_to_yiq(0, 0, 0)
            elif what == "read":
                return str(colorsys.ONE_THIRD > 0)
            elif what == "module":
                import wave

                return wave.__name__
        except Exception as error:
            raise ApplicationError(str(error).split(" If ")[0], type=type(error).__name__) from None
        return "done"


MEMBERS = SandboxMatcher(
    children={"colorsys": SandboxMatcher(use={"*"}, exclude={"rgb_to_yiq"}, children={}, only_runtime=True)}
)
READING = SandboxMatcher(children={"colorsys": SandboxMatcher(access={"ONE_THIRD"})})
MODULES = SandboxMatcher(children={"wave": SandboxMatcher.all_runtime})


async def run(env: Any) -> Any:
    default = SandboxRestrictions.default
    variants = {
        "default": default,
        "members": dataclasses.replace(default, invalid_module_members=default.invalid_module_members | MEMBERS),
        "reading": dataclasses.replace(default, invalid_module_members=default.invalid_module_members | READING),
        "modules": dataclasses.replace(default, invalid_modules=MODULES),
    }
    outcomes: dict[str, Any] = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, restrictions in variants.items():
            queue = f"{env.queue}-{name}"
            async with env.worker([Colours], task_queue=queue, workflow_runner=SandboxedWorkflowRunner(restrictions)):
                # The module must not be loaded yet, which it is after it was imported once.
                for what in ("module",) if name == "modules" else ("used", "excluded", "read"):
                    flow = await env.start(Colours.run, what, name=f"{name}-{what}", task_queue=queue)
                    outcomes[f"{name} {what}"] = await env.outcome(flow.result())
    return outcomes
