"""How many polls of one kind a worker keeps open."""

from __future__ import annotations

from typing import TypeAlias

from everloop._dataclass import dataclass

__all__ = ["PollerBehavior", "PollerBehaviorAutoscaling", "PollerBehaviorSimpleMaximum", "polls"]


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


def polls(behavior: PollerBehavior) -> tuple[int | None, int, int]:
    """The least, the most and the first number of open polls; without a least it is fixed."""
    if isinstance(behavior, PollerBehaviorSimpleMaximum):
        return (None, behavior.maximum, behavior.maximum)
    return (behavior.minimum, behavior.maximum, behavior.initial)
