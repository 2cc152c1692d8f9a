"""Every case on every pairing: it must run, and observe what the oracle pairing observes."""

from __future__ import annotations

import difflib
import json
from typing import Any

import pytest

from conformance.pairings import ORACLE, PAIRINGS, Pairing
from conformance.runner import case_names


def lines(observation: Any) -> list[str]:
    return json.dumps(observation, indent=1, sort_keys=True).splitlines()


@pytest.mark.parametrize("case", case_names())
@pytest.mark.parametrize("pairing", PAIRINGS, ids=lambda pairing: pairing.name)
def test_case(conformance: Any, pairing: Pairing, case: str) -> None:
    seen = conformance.run(pairing).result(case)
    assert seen.error is None, seen.error
    if pairing is ORACLE:
        return
    oracle = conformance.run(ORACLE).result(case)
    assert oracle.error is None, f"the oracle has no answer: {oracle.error}"
    difference = list(
        difflib.unified_diff(lines(oracle.observation), lines(seen.observation), "oracle", pairing.name, n=4)
    )
    assert not difference, "\n".join(difference)
