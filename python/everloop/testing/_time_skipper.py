"""Clocks per workflow, which a newer server than ours keeps: the names that code may mention."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import everloop.api.common.v1
    from everloop.api.common.v1 import FastForwardConfig
    from everloop.client import Client, WorkflowHandle

__all__ = ["TIME_SKIPS", "TimeSkipper", "TimeSkippingConfig", "no_clocks_per_workflow"]


@dataclass(frozen=True)
class TimeSkippingConfig:
    """How the time of a workflow skips."""

    enabled: bool = True
    fast_forward_config: FastForwardConfig | None = None
    """How far to skip at once."""

    disable_propagation: bool = False
    """Whether children of the workflow live in real time."""

    max_session_skip_count: int = 0
    """How often time may skip in a row; 0 sets no limit."""


TIME_SKIPS = TimeSkippingConfig()
"""How time skips unless something else is said."""


def no_clocks_per_workflow() -> NotImplementedError:
    """The error of whoever asks for them."""
    return NotImplementedError(
        "a clock per workflow is not supported yet; "
        "WorkflowEnvironment.start_time_skipping() has one clock for all workflows of an environment"
    )


class TimeSkipper:
    """Skips the time of single workflows of a server that gives each a clock of its own. Not supported yet."""

    def __init__(self, client: Client, *, config: TimeSkippingConfig = TIME_SKIPS) -> None:
        """Raise `NotImplementedError`.

        Args:
            client: A client of the server.
            config: How time skips in workflows started through `TimeSkipper.client`.
        """
        raise no_clocks_per_workflow()

    @property
    def client(self) -> Client:
        """A client whose workflows have clocks that skip."""
        raise no_clocks_per_workflow()

    @property
    def config(self) -> TimeSkippingConfig:
        """How time skips in them."""
        raise no_clocks_per_workflow()

    @contextmanager
    def with_time_skipping_disabled(self) -> Generator[None, None, None]:
        """Within the block, workflows are started in real time."""
        raise no_clocks_per_workflow()
        yield

    async def fast_forward(
        self, handle: WorkflowHandle[Any, Any], duration: timedelta | float | None = None, /
    ) -> bool:
        """Skip the time of one workflow.

        Args:
            handle: The workflow.
            duration: By how much, in seconds if it is a number; to its end by default.
        """
        raise no_clocks_per_workflow()

    async def get_current_time(self, handle: WorkflowHandle[Any, Any]) -> datetime:
        """The time of one workflow.

        Args:
            handle: The workflow.
        """
        raise no_clocks_per_workflow()

    async def get_time_skipping_info(
        self, handle: WorkflowHandle[Any, Any]
    ) -> everloop.api.common.v1.TimeSkippingInfo | None:
        """What the server tells of the clock of one workflow.

        Args:
            handle: The workflow.
        """
        raise no_clocks_per_workflow()
