"""Pages of the documentation as programs: their Python blocks run in order, in one module per page.

A page's block may need what the page does not show, such as a connected client. That stands in the page too, in a
comment that no reader sees:

    <!-- hidden
    client = await Client.connect("embedded::memory:")
    -->

Blocks may `await` at their top level. `serve` starts a worker for the rest of the page. A traceback names the page and
its line.
"""

from __future__ import annotations

import ast
import inspect
import re
import sys
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from conformance.servers import ROOT

_BLOCK = re.compile(r"^```python\n(?P<shown>.*?)^```$|^<!-- hidden\n(?P<hidden>.*?)^-->$", re.DOTALL | re.MULTILINE)


@dataclass
class Block:
    """A piece of a page that runs."""

    source: str
    line: int
    hidden: bool


def pages() -> list[Path]:
    """Return all pages, the README first."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def blocks(page: Path) -> list[Block]:
    """Return what runs of a page, in order."""
    text = page.read_text()
    found: list[Block] = []
    for match in _BLOCK.finditer(text):
        kind = "shown" if match["hidden"] is None else "hidden"
        found.append(Block(match[kind], text[: match.start(kind)].count("\n"), kind == "hidden"))
    return found


async def run(page: Path) -> None:
    """Run a page from its first block to its last."""
    module = ModuleType(f"page_{page.stem.lower()}")
    module.__file__ = str(page)
    sys.modules[module.__name__] = module
    async with AsyncExitStack() as stack:

        async def serve(*args: Any, **options: Any) -> None:
            from everloop.worker import Worker

            await stack.enter_async_context(Worker(*args, **options))

        module.__dict__.update(serve=serve, stack=stack)
        for block in blocks(page):
            await _run_block(block, page, module)
    del sys.modules[module.__name__]


async def _run_block(block: Block, page: Path, module: ModuleType) -> None:
    tree = ast.increment_lineno(ast.parse(block.source, page.name), block.line)
    code = compile(tree, str(page.relative_to(ROOT)), "exec", ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    outcome = eval(code, module.__dict__)
    if inspect.isawaitable(outcome):
        await outcome
