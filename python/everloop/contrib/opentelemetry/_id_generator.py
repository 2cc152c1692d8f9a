"""Ids of spans that are the same in every replay of a workflow."""

from __future__ import annotations

from random import Random
from typing import Any
from weakref import WeakKeyDictionary

from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.trace import INVALID_SPAN_ID, INVALID_TRACE_ID

import everloop.workflow
from everloop._bridge.workflow import current

__all__ = ["TemporalIdGenerator"]

_randoms: WeakKeyDictionary[Any, Random] = WeakKeyDictionary()


def _random() -> Random | None:
    """The generator of the run whose code is running, which is not the one its program draws from."""
    run = current()
    # Queries and validators are not replayed, so what they drew would be missing there.
    if run is None or everloop.workflow.unsafe.is_read_only():
        return None
    found = _randoms.get(run)
    if found is None:
        found = _randoms[run] = everloop.workflow.new_random("everloop.contrib.opentelemetry")
    return found


class TemporalIdGenerator(IdGenerator):
    """Takes ids from the run's own random numbers in workflows, and from another generator elsewhere."""

    def __init__(self, id_generator: IdGenerator) -> None:
        """Makes a generator.

        Args:
            id_generator: Makes the ids outside of workflows.
        """
        self._id_generator = id_generator

    def generate_span_id(self) -> int:
        """A span's id."""
        generator = _random()
        if generator is None:
            return self._id_generator.generate_span_id()
        while (made := generator.getrandbits(64)) == INVALID_SPAN_ID:
            pass
        return made

    def generate_trace_id(self) -> int:
        """A trace's id."""
        generator = _random()
        if generator is None:
            return self._id_generator.generate_trace_id()
        while (made := generator.getrandbits(128)) == INVALID_TRACE_ID:
            pass
        return made
