"""No RPC that is served is forgotten where all of them are gone through."""

from __future__ import annotations

import importlib
import re

from conformance.requests import WHOLE
from conformance.servers import ROOT

STATUS = ROOT / "docs" / "STATUS.md"


def named_as_not_served() -> set[str]:
    """Return the RPCs that the page on the status says are not served, or refused for good."""
    section = STATUS.read_text().split("\n## RPCs that are not served\n")[1].split("\n## ")[0]
    return set(re.findall(r"`([A-Z]\w+)`", section))


def test_each_rpc_that_is_served_has_its_whole_request() -> None:
    known: set[str] = set()
    for service in ("workflowservice", "operatorservice"):
        module = importlib.import_module(f"temporalio.api.{service}.v1")
        known |= {name.removesuffix("Request") for name in dir(module) if name.endswith("Request")}
    # These are refused, and it is compared how.
    refused = {"PauseWorkflowExecution"}
    assert known - named_as_not_served() | refused == set(WHOLE)
