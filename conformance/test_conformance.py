"""Every case on every pairing: it must run, and observe what the oracle pairing observes."""

from __future__ import annotations

import difflib
import json
from typing import Any

import pytest

from conformance.pairings import ORACLE, PAIRINGS, Pairing
from conformance.runner import case_names, is_raw

RUNS = [(pairing, case) for pairing in PAIRINGS for case in case_names()]
RUNS = [(pairing, case) for pairing, case in RUNS if pairing.package == ORACLE.package or not is_raw(case)]


def lines(observation: Any) -> list[str]:
    return json.dumps(observation, indent=1, sort_keys=True).splitlines()


@pytest.mark.parametrize(("pairing", "case"), RUNS, ids=lambda value: getattr(value, "name", value))
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
