"""More signals than a started workflow task's buffer holds, by raw requests: the task fails and they come out."""

from typing import Any

from conformance.raw import Raw

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    await raw.start()
    await raw.poll()
    lengths = []
    for number in range(102):
        await raw.call(
            "SignalWorkflowExecution", workflowExecution=raw.execution(), signalName=f"s{number}", identity="x"
        )
        if number > 97:
            lengths.append(len(await raw.history()))
    events = await raw.history()
    return {"lengths": lengths, "first": events[:6], "last": events[-3:]}
