"""The memo that workflow code holds: one dictionary, which shows what is upserted and what the code puts into it."""

from typing import Any

from everloop import workflow


@workflow.defn
class Memo:
    @workflow.run
    async def run(self) -> list[Any]:
        memo: Any = workflow.memo()
        raw: Any = workflow.info().raw_memo
        seen: list[Any] = [dict(memo), sorted(raw)]
        workflow.upsert_memo({"a": 2, "b": None, "c": [1]})
        seen += [dict(memo), memo is workflow.memo(), sorted(raw), workflow.info().raw_memo is raw]
        memo["z"] = 5
        raw["q"] = raw["c"]
        seen += [dict(workflow.memo()), sorted(workflow.info().raw_memo)]
        workflow.memo_value("c", type_hint=list[int]).append(2)
        return [*seen, workflow.memo_value("c"), workflow.memo_value("z", default="none"), type(memo).__name__]


async def run(env: Any) -> Any:
    async with env.worker([Memo]):
        flow = await env.start(Memo.run, memo={"a": 1, "b": "x"})
        return {"outcome": await env.outcome(flow.result()), "history": await env.history(flow)}
