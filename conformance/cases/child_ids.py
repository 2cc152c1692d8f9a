"""A child whose id is taken, or was used before, under each id reuse policy; children without an id get one."""

import asyncio
import re
from typing import Any

from everloop import workflow
from everloop.common import WorkflowIDReusePolicy
from everloop.exceptions import ApplicationError, WorkflowAlreadyStartedError


@workflow.defn(sandboxed=False)
class Child:
    @workflow.run
    async def run(self, what: str) -> str:
        if what == "fail":
            raise ApplicationError("child fails")
        if what == "wait":
            await asyncio.sleep(1000)
        return what


@workflow.defn(sandboxed=False)
class Parent:
    @workflow.run
    async def run(self, before: str, policy: str) -> str:
        child_id = f"{workflow.info().workflow_id}-child"
        first = await workflow.start_child_workflow(Child.run, before, id=child_id)
        if before != "wait":
            await asyncio.wait([first])
        try:
            return await workflow.execute_child_workflow(
                Child.run, "second", id=child_id, id_reuse_policy=WorkflowIDReusePolicy[policy]
            )
        except WorkflowAlreadyStartedError as error:
            named = [error.workflow_id == child_id, error.workflow_type, error.run_id, error.first_run_id]
            return f"{type(error).__name__} {error} {named}"


@workflow.defn(sandboxed=False)
class Uncaught:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_child_workflow(Child.run, "second", id=workflow.info().workflow_id)


@workflow.defn(sandboxed=False)
class Unnamed:
    @workflow.run
    async def run(self) -> list[bool]:
        children = [await workflow.start_child_workflow(Child.run, "x", id=given) for given in (None, "")]
        await asyncio.gather(*children)
        return [children[0].id != children[1].id, *[bool(re.fullmatch(r"[0-9a-f-]{36}", it.id)) for it in children]]


async def one(env: Any, before: str, policy: str) -> Any:
    handle = await env.start(Parent.run, before, policy, name=f"{before}-{policy}")
    return handle, env.names(await env.outcome(handle.result()))


async def run(env: Any) -> Any:
    kinds = [(before, it.name) for before in ("wait", "fail", "done") for it in WorkflowIDReusePolicy]
    async with env.worker([Parent, Uncaught, Unnamed, Child]):
        ended = await asyncio.gather(*[one(env, before, policy) for before, policy in kinds])
        uncaught = await env.start(Uncaught.run, name="uncaught")
        refused = env.names(await env.outcome(uncaught.result()))
        unnamed = await env.outcome((await env.start(Unnamed.run, name="unnamed")).result())
    seen: dict[str, Any] = {
        f"{before} {policy}": [outcome, await env.history(handle, "flow")]
        for (before, policy), (handle, outcome) in zip(kinds, ended, strict=True)
    }
    return {**seen, "uncaught": [refused, await env.history(uncaught, "flow")], "unnamed": unnamed}
