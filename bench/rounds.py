"""Medians over several rounds of the benchmark: a busy moment of the machine spoils one round and not the figure."""

from __future__ import annotations

import statistics
from typing import Any

Figures = dict[str, dict[str, Any]]
"""The figures of one side by scenario."""


def medians(rounds: list[Figures]) -> Figures:
    """Return the median of each figure over the rounds of one side; an error in any round stays one."""
    scenarios = dict.fromkeys(name for figures in rounds for name in figures)
    return {name: _median([figures[name] for figures in rounds if name in figures]) for name in scenarios}


def _median(results: list[dict[str, Any]]) -> dict[str, Any]:
    for result in results:
        if "error" in result:
            return result
    return {name: statistics.median(result[name] for result in results) for name in results[0]}
