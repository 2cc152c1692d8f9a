"""Queries on a running workflow, with arguments, by name, and after the end, by a worker that never saw it run."""

from typing import Any

from everloop import workflow


@workflow.defn
class Account:
    def __init__(self) -> None:
        self.balance = 0
        self.closed = False

    @workflow.run
    async def run(self) -> int:
        await workflow.wait_condition(lambda: self.closed)
        return self.balance

    @workflow.signal
    def deposit(self, amount: int) -> None:
        self.balance += amount

    @workflow.signal
    def close(self) -> None:
        self.closed = True

    @workflow.query
    def current(self) -> int:
        return self.balance

    @workflow.query(name="scaled")
    def times(self, factor: int, offset: int) -> int:
        return self.balance * factor + offset

    @workflow.query
    def broken(self) -> int:
        raise ValueError("no answer")


async def run(env: Any) -> Any:
    answers: list[Any] = []
    async with env.worker([Account]):
        handle = await env.start(Account.run)
        answers.append(await handle.query(Account.current))
        await handle.signal(Account.deposit, 5)
        answers.append(await handle.query(Account.current))
        answers.append(await handle.query("scaled", args=[3, 1]))
        answers.append(await env.outcome(handle.query(Account.broken)))
        answers.append(await env.outcome(handle.query("missing")))
        await handle.signal(Account.close)
        result = await handle.result()
        answers.append(await handle.query(Account.current))
    async with env.worker([Account]):
        answers.append(await handle.query(Account.current))
    return {"answers": answers, "result": result, "history": await env.history(handle, "flow")}
