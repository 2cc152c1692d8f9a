"""Workers that are refused when they are made: what the module of a workflow uses while it is imported is forbidden."""

import colorsys
import dataclasses
from colorsys import rgb_to_hls
from typing import Any

from everloop import workflow
from everloop.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxMatcher, SandboxRestrictions

ALONE = True


@workflow.defn
class Imports:
    @workflow.run
    async def run(self) -> list[float]:
        return [colorsys.ONE_THIRD, *rgb_to_hls(0, 0, 0)]


NAMED = {
    "access of a member": SandboxMatcher(children={"colorsys": SandboxMatcher(access={"rgb_to_hls"})}),
    "all of a member": SandboxMatcher(
        children={"colorsys": SandboxMatcher(children={"rgb_to_hls": SandboxMatcher.all})}
    ),
    "use of a member": SandboxMatcher(children={"colorsys": SandboxMatcher(use={"rgb_to_hls"})}),
    "a text": SandboxMatcher(
        children={
            "colorsys": SandboxMatcher(
                children={"rgb_to_hls": SandboxMatcher(match_self=True, leaf_message="no colours here")}
            )
        }
    ),
}


async def run(env: Any) -> Any:
    default = SandboxRestrictions.default
    outcomes: dict[str, Any] = {}
    for name, matcher in NAMED.items():
        restrictions = dataclasses.replace(default, invalid_module_members=default.invalid_module_members | matcher)
        try:
            env.worker([Imports], workflow_runner=SandboxedWorkflowRunner(restrictions))
            outcomes[name] = "made"
        except RuntimeError as error:
            cause = error.__cause__
            outcomes[name] = [str(error), type(cause).__name__, str(cause).split(" If ")[0]]
    return outcomes
