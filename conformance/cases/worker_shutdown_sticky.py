"""A worker that says it is gone: what waits on its sticky queue can be had from the normal one, by raw requests."""

from typing import Any

from conformance.raw import Raw

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    sticky = f"{env.queue}-sticky"
    await raw.start()
    task = await raw.poll()
    attributes = {
        "workerTaskQueue": {"name": sticky, "kind": "TASK_QUEUE_KIND_STICKY"},
        "scheduleToStartTimeout": "60s",
    }
    await raw.complete(task, stickyAttributes=attributes)
    await raw.call("ShutdownWorker", stickyTaskQueue=sticky, identity="raw", reason="done")
    await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution(), signalName="s", identity="x")
    task = await raw.poll()
    return {"events": len(task.history.events), "attempt": task.attempt, "history": (await raw.history())[4:]}
