"""What is given at start is seen by the workflow and by describe: memo, timeouts, and the ids of the run."""

from datetime import timedelta
from typing import Any

from everloop import workflow


@workflow.defn(name="renamed-workflow")
class Options:
    @workflow.run
    async def run(self) -> dict[str, Any]:
        info = workflow.info()
        return {
            "type": info.workflow_type,
            "attempt": info.attempt,
            "namespace": info.namespace,
            "memo": {key: workflow.memo_value(key) for key in sorted(workflow.memo())},
            "default": workflow.memo_value("absent", default="fallback"),
            "execution_timeout": str(info.execution_timeout),
            "run_timeout": str(info.run_timeout),
            "task_timeout": str(info.task_timeout),
            "parent": info.parent is None,
            "length": info.get_current_history_length(),
            "continued": info.continued_run_id,
            "first": info.first_execution_run_id == info.run_id,
        }


async def run(env: Any) -> Any:
    async with env.worker([Options]):
        handle = await env.start(
            Options.run,
            memo={"owner": "ann", "size": 3, "nested": {"a": [1]}},
            execution_timeout=timedelta(hours=2),
            run_timeout=timedelta(hours=1),
            task_timeout=timedelta(seconds=7),
        )
        result = await handle.result()
    return {"result": result, "history": await env.history(handle), "describe": await env.describe(handle)}
