"""Drives workflows by written-down activations, without a worker or a server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from everloop import converter
from everloop._bridge.workflow import WorkflowProbe
from everloop.workflow._definition import Definition
from everloop.workflow._runtime_options import RuntimeOptions

Command = tuple[Any, ...]


class Run:
    """One run of a workflow; each call of `activate` is one activation."""

    def __init__(self, cls: type, *args: Any, interceptors: Sequence[type] = (), **options: Any) -> None:
        definition = Definition.must_from_class(cls)
        self.probe = WorkflowProbe(
            RuntimeOptions(
                definitions=[definition],
                data_converter=converter.default(),
                interceptor_classes=interceptors,
                **options,
            )
        )
        self.start = ("init", definition.name or "any", *args)
        self.seconds = 0.0

    def begin(self, *jobs: Command, **options: Any) -> list[Command]:
        """The first activation, with what comes together with the start."""
        return self.activate(self.start, *jobs, **options)

    def activate(self, *jobs: Command, **options: Any) -> list[Command]:
        return self.probe.activate("run", list(jobs), seconds=self.seconds, **options)

    def evict(self) -> None:
        self.probe.evict("run")


def names(commands: list[Command]) -> list[str]:
    """What the commands are, without their parts."""
    return [command[0] for command in commands]
