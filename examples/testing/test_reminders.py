"""Six weeks of reminders, tested in milliseconds: `pytest --everloop-replay examples/testing`.

The first three tests are what users of the Temporal SDK write, with the name of the package changed. The last one uses
the fixture of everloop's pytest plugin, and with it the replay of what ran.
"""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest

from everloop import activity
from everloop.testing import ActivityEnvironment, WorkflowEnvironment
from everloop.worker import Worker
from reminders import Invoice, Reminders, send_mail

INVOICE = Invoice("2026-17", "Ada")


@pytest.mark.asyncio
async def test_gives_up_after_three_reminders() -> None:
    mails: list[str] = []

    @activity.defn(name="send_mail")
    async def send_mail_mocked(customer: str, text: str) -> None:
        mails.append(f"{customer}: {text}")

    async with await WorkflowEnvironment.start_time_skipping() as env:
        queue = str(uuid.uuid4())
        async with Worker(env.client, task_queue=queue, workflows=[Reminders], activities=[send_mail_mocked]):
            before = await env.get_current_time()
            result = await env.client.execute_workflow(Reminders.run, INVOICE, id=str(uuid.uuid4()), task_queue=queue)
            after = await env.get_current_time()
    assert result == "given up"
    assert mails == [f"Ada: reminder {number} for 2026-17" for number in (1, 2, 3)]
    assert timedelta(days=42) <= after - before < timedelta(days=43)


@pytest.mark.asyncio
async def test_stops_when_paid() -> None:
    async with (
        await WorkflowEnvironment.start_time_skipping() as env,
        Worker(env.client, task_queue="q", workflows=[Reminders], activities=[send_mail]),
    ):
        handle = await env.client.start_workflow(Reminders.run, INVOICE, id="paid", task_queue="q")
        await env.sleep(timedelta(days=15))
        assert await handle.query(Reminders.reminders_sent) == 1
        await handle.signal(Reminders.paid)
        assert await handle.result() == "paid after 1 reminders"


@pytest.mark.asyncio
async def test_an_activity_alone(capsys: pytest.CaptureFixture[str]) -> None:
    await ActivityEnvironment().run(send_mail, "Ada", "hello")
    assert capsys.readouterr().out == "to Ada: hello\n"


@pytest.mark.asyncio
async def test_with_the_fixture(everloop_env: WorkflowEnvironment) -> None:
    async with Worker(everloop_env.client, task_queue="q", workflows=[Reminders], activities=[send_mail]):
        result = await everloop_env.client.execute_workflow(Reminders.run, INVOICE, id="fixture", task_queue="q")
    assert result == "given up"
