"""Thirty workflows that a seed made up: sequences, branches and races of what workflows do, with their histories.

A plan is data, and one interpreter carries it out, so a difference names the plan that shows it. Steps whose order the
server is free to choose happen only inside `gather`, and such plans are compared without order.
"""

import asyncio
import random
import re
from datetime import timedelta
from typing import Any

from everloop import activity, workflow
from everloop.common import RetryPolicy
from everloop.exceptions import ActivityError, ApplicationError, ChildWorkflowError, FailureError

SEED = 20261122
PLANS = 30
QUICK = timedelta(seconds=20)


def leaf(rng: random.Random) -> dict[str, Any]:
    kind = rng.choice(["activity", "activity", "local", "sleep", "abandon", "give_up", "patch", "memo", "raise"])
    step: dict[str, Any] = {"do": kind}
    if kind in ("activity", "local"):
        step |= {"fail": rng.choice([0, 0, 1, 2]), "end": rng.choice(["ok", "ok", "ok", "for_good", "exhaust"])}
    elif kind == "sleep":
        step["ms"] = rng.choice([1, 10])
    elif kind in ("patch", "memo"):
        step["name"] = rng.choice(["a", "b"])
    return step


def steps(rng: random.Random, depth: int) -> list[dict[str, Any]]:
    made: list[dict[str, Any]] = []
    for _ in range(rng.randint(1, 4 - depth)):
        kind = rng.random()
        if depth < 2 and kind < 0.15:
            made.append({"do": "child", "steps": steps(rng, depth + 1), "fails": rng.random() < 0.3})
        elif depth < 2 and kind < 0.3:
            made.append({"do": "gather", "of": [[leaf(rng)] for _ in range(rng.randint(2, 3))]})
        else:
            made.append(leaf(rng))
    return made


def plan(number: int) -> dict[str, Any]:
    rng = random.Random(SEED + number)
    return {
        "steps": steps(rng, 0),
        "end": rng.choice(["return", "return", "return", "fail", "again"]),
        "then": steps(rng, 1),
    }


def is_concurrent(of: list[dict[str, Any]]) -> bool:
    return any(step["do"] == "gather" or is_concurrent(step.get("steps", [])) for step in of)


@activity.defn
async def work(step: dict[str, Any]) -> str:
    attempt = activity.info().attempt
    if attempt <= step["fail"]:
        raise ApplicationError(f"attempt {attempt}", type="Again")
    if step["end"] == "for_good":
        raise ApplicationError("no use", "detail", type="ForGood", non_retryable=True)
    if step["end"] == "exhaust":
        raise ValueError(f"still not, after {attempt}")
    return f"done at attempt {attempt}"


def cause(error: FailureError) -> str:
    inner = error.cause
    return f"{type(error).__name__}({type(inner).__name__}: {inner})"


@workflow.defn
class Planned:
    def __init__(self) -> None:
        self.seen: list[str] = []

    @workflow.run
    async def run(self, of: dict[str, Any]) -> list[str]:
        await self.all(of["steps"])
        if of["end"] == "fail":
            raise ApplicationError("as planned", sorted(self.seen), type="Planned")
        if of["end"] == "again":
            workflow.continue_as_new({"steps": of["then"], "end": "return", "then": []})
        # Branches write in the order in which the server finished them.
        return sorted(self.seen)

    async def all(self, of: list[dict[str, Any]]) -> None:
        for step in of:
            handler = getattr(self, "do_" + step["do"])
            self.seen.append(f"{step['do']}: {await handler(step)}")

    async def do_activity(self, step: dict[str, Any]) -> str:
        retry = RetryPolicy(initial_interval=timedelta(milliseconds=10), maximum_attempts=3)
        try:
            return await workflow.execute_activity(work, step, start_to_close_timeout=QUICK, retry_policy=retry)
        except ActivityError as error:
            return cause(error)

    async def do_local(self, step: dict[str, Any]) -> str:
        retry = RetryPolicy(initial_interval=timedelta(milliseconds=10), maximum_attempts=3)
        try:
            return await workflow.execute_local_activity(work, step, start_to_close_timeout=QUICK, retry_policy=retry)
        except ActivityError as error:
            return cause(error)

    async def do_sleep(self, step: dict[str, Any]) -> str:
        await asyncio.sleep(step["ms"] / 1000)
        return "slept"

    async def do_abandon(self, _step: dict[str, Any]) -> str:
        """Cancel an activity that nobody will ever take."""
        handle = workflow.start_activity(
            "never", task_queue="nobody-listens", schedule_to_close_timeout=timedelta(seconds=60)
        )
        await asyncio.sleep(0.001)
        handle.cancel()
        try:
            await handle
        except ActivityError as error:
            return cause(error)
        return "not cancelled"

    async def do_give_up(self, _step: dict[str, Any]) -> str:
        """Stop waiting for something; what is waited for is cancelled."""
        try:
            await asyncio.wait_for(asyncio.sleep(1000), 0.001)
        except asyncio.TimeoutError:
            return "gave up"
        return "it came"

    async def do_patch(self, step: dict[str, Any]) -> str:
        return str(workflow.patched(step["name"]))

    async def do_memo(self, step: dict[str, Any]) -> str:
        workflow.upsert_memo({step["name"]: len(self.seen)})
        return str(sorted(workflow.memo()))

    async def do_raise(self, _step: dict[str, Any]) -> str:
        try:
            raise ValueError("caught")
        except ValueError as error:
            return str(error)

    async def do_child(self, step: dict[str, Any]) -> str:
        child = {"steps": step["steps"], "end": "fail" if step["fails"] else "return", "then": []}
        name = f"{workflow.info().workflow_id}/{len(self.seen)}"
        try:
            return str(await workflow.execute_child_workflow(Planned.run, child, id=name))
        except ChildWorkflowError as error:
            return cause(error)

    async def do_gather(self, step: dict[str, Any]) -> str:
        await asyncio.gather(*[self.all(branch) for branch in step["of"]])
        return "together"


async def carry_out(env: Any, number: int) -> Any:
    of = plan(number)
    handle = await env.start(Planned.run, of, name=f"plan-{number}")
    outcome = await env.outcome(handle.result())
    concurrent = is_concurrent(of["steps"]) or is_concurrent(of["then"])
    if concurrent and "result" in outcome:
        # Branches write what they saw in the order in which the server finished them.
        outcome = {"result": sorted(outcome["result"])}
    elif concurrent:
        outcome = {"raised": outcome["raised"][0]["class"]}
    first = env.client.get_workflow_handle(handle.id, run_id=handle.first_execution_run_id)
    history = unnumbered(await env.history(first, "sorted" if concurrent else "flow"))
    return {"plan": of, "outcome": outcome, "history": history}


# Local activities write down when they ran.
TIMES = {"complete_time", "original_schedule_time"}


def unnumbered(value: Any) -> Any:
    """Take the numbers off the names of runs: they are given in the order in which plans end."""
    if isinstance(value, dict):
        return {key: unnumbered(item) for key, item in value.items() if key not in TIMES}
    if isinstance(value, list):
        return [unnumbered(item) for item in value]
    return re.sub(r"^run-\d+$", "run", value) if isinstance(value, str) else value


async def run(env: Any) -> Any:
    # The sandbox is not what is compared, and costs the oracle a tenth of a second for each run.
    runner = env.module("worker").UnsandboxedWorkflowRunner()
    async with env.worker([Planned], [work], workflow_runner=runner):
        seen = await asyncio.gather(*[carry_out(env, number) for number in range(PLANS)])
    return {f"plan {number}": of for number, of in enumerate(seen)}
