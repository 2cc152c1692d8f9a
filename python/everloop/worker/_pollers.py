"""How many polls of one kind a worker keeps open."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

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


def polls(behavior: PollerBehavior) -> tuple[int, int, int]:
    """The least, the most and the first number of open polls; all the same if it is fixed.

    Raises:
        ValueError: If the bounds contradict each other.
    """
    if isinstance(behavior, PollerBehaviorSimpleMaximum):
        return (behavior.maximum, behavior.maximum, behavior.maximum)
    if not 1 <= behavior.minimum <= behavior.initial <= behavior.maximum:
        raise ValueError(f"{behavior} does not satisfy 1 <= minimum <= initial <= maximum")
    return (behavior.minimum, behavior.maximum, behavior.initial)
