"""Modules that a workflow imports while it runs: their state, and what importing them does to others."""

import sys
import tempfile
import warnings
from pathlib import Path
from typing import Any

from everloop import workflow

ALONE = True

SHELF = """
count = 0
items = []

def put(item):
    global count
    count += 1
    items.append(item)
    return count
"""
PLUGIN = """
import shelf_of_a_case
shelf_of_a_case.put("registered")
"""


@workflow.defn
class Late:
    def __init__(self) -> None:
        self.is_done = False

    @workflow.run
    async def run(self) -> list[Any]:
        await workflow.wait_condition(lambda: self.is_done)
        import shelf_of_a_case
        from shelf_of_a_case import items, put

        put("run")
        before = [shelf_of_a_case.count, list(items)]
        import plugin_of_a_case

        assert plugin_of_a_case.shelf_of_a_case.items is items
        return [before, shelf_of_a_case.count, items]

    @workflow.query
    def count(self) -> int:
        from shelf_of_a_case import count

        return count

    @workflow.update
    def put(self, item: str) -> int:
        import shelf_of_a_case

        return shelf_of_a_case.put(item)

    @workflow.signal
    def finish(self) -> None:
        from shelf_of_a_case import put

        put("signal")
        self.is_done = True


async def run(env: Any) -> Any:
    outcomes: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (Path(folder) / "shelf_of_a_case.py").write_text(SHELF)
        (Path(folder) / "plugin_of_a_case.py").write_text(PLUGIN)
        sys.path.insert(0, folder)
        for name in ("first", "second"):
            # Without a cache, so that each task replays what was before.
            async with env.worker([Late], max_cached_workflows=0):
                flow = await env.start(Late.run, name=name)
                seen = [await flow.execute_update(Late.put, "update"), await flow.query(Late.count)]
                await flow.signal(Late.finish)
                outcomes[name] = [seen, await env.outcome(flow.result()), await flow.query(Late.count)]
        sys.path.remove(folder)
    return outcomes
