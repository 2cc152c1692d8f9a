"""How many polls of one kind a worker keeps open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["PollerBehavior", "PollerBehaviorAutoscaling", "PollerBehaviorSimpleMaximum", "polls_max"]


@dataclass(frozen=True)
class PollerBehaviorSimpleMaximum:
    """A fixed number of polls, as long as there are free slots."""

    maximum: int = 5


@dataclass(frozen=True)
class PollerBehaviorAutoscaling:
    """As many polls as the server's hints ask for."""

    minimum: int = 1
    maximum: int = 100
    initial: int = 5


PollerBehavior: TypeAlias = PollerBehaviorSimpleMaximum | PollerBehaviorAutoscaling


def polls_max(behavior: PollerBehavior) -> int:
    """The number of polls to keep open: without hints, an autoscaling behaviour stays at its initial number."""
    if isinstance(behavior, PollerBehaviorAutoscaling):
        return max(behavior.minimum, min(behavior.initial, behavior.maximum))
    return behavior.maximum
