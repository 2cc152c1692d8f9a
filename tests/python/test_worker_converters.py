"""Converters of users in workers: what they are asked, and what is told when they fail."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest

from everloop import activity, workflow
from everloop.api.common.v1 import Payload
from everloop.client import Client, WorkflowFailureError, WorkflowQueryFailedError
from everloop.common import RetryPolicy
from everloop.converter import DataConverter, PayloadConverter
from everloop.exceptions import ActivityError, ApplicationError
from everloop.worker import UnsandboxedWorkflowRunner, Worker

DEFAULT = PayloadConverter.default


class Unknown:
    """What no converter knows."""


class FirstOfAll(PayloadConverter):
    """Relies on there being a payload whenever it is asked."""

    def to_payloads(self, values: Sequence[Any]) -> list[Payload]:
        return DEFAULT.to_payloads(values)

    def from_payloads(self, payloads: Sequence[Payload], type_hints: list[type] | None = None) -> list[Any]:
        assert payloads[0].metadata["encoding"]
        return DEFAULT.from_payloads(payloads, type_hints)


@activity.defn
async def fails() -> None:
    raise ApplicationError("failed", Unknown())


@workflow.defn
class Asked:
    @workflow.run
    async def run(self) -> None:
        await workflow.execute_activity(
            fails, start_to_close_timeout=timedelta(seconds=30), retry_policy=RetryPolicy(maximum_attempts=1)
        )

    @workflow.query
    def twice(self, number: int) -> int:
        return 2 * number


async def test_nothing_is_not_converted_and_failures_are_told() -> None:
    client = await Client.connect("embedded::memory:", data_converter=DataConverter(payload_converter_class=FirstOfAll))
    queue = str(uuid4())
    runner = UnsandboxedWorkflowRunner()
    async with Worker(client, task_queue=queue, workflows=[Asked], activities=[fails], workflow_runner=runner):
        handle = await client.start_workflow(Asked.run, id=queue, task_queue=queue)
        with pytest.raises(WorkflowFailureError) as failed:
            await handle.result()
        with pytest.raises(WorkflowQueryFailedError, match="missing 1 required positional argument: 'number'"):
            await handle.query("twice")
        assert await handle.query("twice", 2) == 4
    cause = failed.value.cause
    assert isinstance(cause, ActivityError)
    assert str(cause.cause) == "Failed building exception result: Object of type Unknown is not JSON serializable"
