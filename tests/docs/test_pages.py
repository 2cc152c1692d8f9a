"""Every Python block of the README and of the guides runs, and every link between pages leads somewhere."""

from __future__ import annotations

import asyncio
import re
from pathlib import Path

import pytest

from conformance.servers import ROOT
from tests.docs.pages import blocks, pages, run

TIMEOUT_SECONDS = 60
_LINK = re.compile(r"\]\((?!https?://|#)([^)#]+)(?:#[^)]*)?\)")


@pytest.mark.parametrize("page", [page for page in pages() if blocks(page)], ids=lambda page: page.stem)
async def test_blocks_run(page: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    await asyncio.wait_for(run(page), TIMEOUT_SECONDS)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.stem)
def test_links_lead_somewhere(page: Path) -> None:
    missing = [link for link in _LINK.findall(page.read_text()) if not (page.parent / link).exists()]
    assert missing == []


def test_every_page_is_in_the_guide() -> None:
    linked = set(_LINK.findall((ROOT / "docs" / "GUIDE.md").read_text()))
    assert {page.name for page in pages() if page.parent.name == "docs"} - linked == {"GUIDE.md"}
