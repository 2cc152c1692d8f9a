"""Nexus is not served yet; what needs no server works as in the official SDK."""

from __future__ import annotations

import pytest
import temporalio.nexus

from everloop import nexus
from everloop.nexus.system import TEMPORAL_SYSTEM_ENDPOINT, is_system_endpoint

TOKENS = ["", "!!", "e30", "W10", "eyJ0IjoxLCJucyI6Im5zIn0", "eyJ0IjoxLCJucyI6Im5zIiwid2lkIjoidyIsInYiOjF9"]


def test_tokens_are_the_official_ones() -> None:
    for namespace, workflow_id in (("ns", "w"), ("", "x" * 50), ("n-s", "ü/é")):
        ours = nexus.WorkflowHandle[None](namespace, workflow_id).to_token()
        assert ours == temporalio.nexus.WorkflowHandle[None](namespace, workflow_id).to_token()
        read = nexus.WorkflowHandle[None].from_token(ours)
        assert (read.namespace, read.workflow_id, read.version) == (namespace, workflow_id, None)


@pytest.mark.parametrize("token", TOKENS)
def test_wrong_tokens_are_refused(token: str) -> None:
    with pytest.raises(TypeError):
        temporalio.nexus.WorkflowHandle[None].from_token(token)
    with pytest.raises(TypeError):
        nexus.WorkflowHandle[None].from_token(token)


def test_a_result_has_a_value_or_a_token() -> None:
    assert nexus.TemporalOperationResult.sync(None).value is None
    assert nexus.TemporalOperationResult[None].async_token("t").token == "t"
    for wrong in ((), (1, "t")):
        with pytest.raises(ValueError, match="exactly one of value or token"):
            nexus.TemporalOperationResult(*wrong)


def test_outside_of_operations() -> None:
    assert not nexus.in_operation()
    with pytest.raises(RuntimeError, match="Not in Nexus operation context"):
        nexus.info()
    assert is_system_endpoint(TEMPORAL_SYSTEM_ENDPOINT) and not is_system_endpoint("mine")
