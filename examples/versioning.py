"""Changing the code of workflows that are under way: `python examples/versioning.py [ADDRESS]`.

A workflow that began with the old code has to go on as the old code would. `patched` is true for those that
come by for the first time, and false for those whose history was made without it. Once no old ones are left,
the old branch goes away.
"""

import asyncio
import sys
from datetime import timedelta

from everloop import activity, workflow
from everloop.client import Client
from everloop.worker import Replayer, Worker


@activity.defn
async def charge(amount: int) -> str:
    return f"charged {amount}"


@activity.defn
async def check_fraud(amount: int) -> str:
    return f"checked {amount}"


async def call(step: str, amount: int) -> str:
    result: str = await workflow.execute_activity(step, amount, start_to_close_timeout=timedelta(seconds=10))
    return result


@workflow.defn(name="Payment")
class PaymentV1:
    @workflow.run
    async def run(self, amount: int) -> list[str]:
        await asyncio.sleep(0.5)
        return [await call("charge", amount)]


@workflow.defn(name="Payment")
class PaymentV2:
    @workflow.run
    async def run(self, amount: int) -> list[str]:
        steps: list[str] = []
        if workflow.patched("check-fraud-first"):
            steps.append(await call("check_fraud", amount))
        await asyncio.sleep(0.5)
        return [*steps, await call("charge", amount)]


@workflow.defn(name="Payment")
class CarelessV2:
    @workflow.run
    async def run(self, amount: int) -> list[str]:
        checked = await call("check_fraud", amount)
        await asyncio.sleep(0.5)
        return [checked, await call("charge", amount)]


async def main() -> None:
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    activities = [charge, check_fraud]
    async with Worker(client, task_queue="payments", workflows=[PaymentV1], activities=activities):
        old = await client.start_workflow("Payment", 10, id="payment-old", task_queue="payments", result_type=list[str])
        while len((await old.fetch_history()).events) < 5:  # its timer is on record
            await asyncio.sleep(0.02)
    async with Worker(client, task_queue="payments", workflows=[PaymentV2], activities=activities):
        new = await client.start_workflow("Payment", 20, id="payment-new", task_queue="payments", result_type=list[str])
        print("began with the old code:", await old.result())
        print("began with the new code:", await new.result())

    # A replay of real histories tells before a deployment which code fits.
    for code in (PaymentV2, CarelessV2):
        result = await Replayer(workflows=[code]).replay_workflow(
            await old.fetch_history(), raise_on_replay_failure=False
        )
        print(f"{code.__name__} fits the old history:", "no" if result.replay_failure else "yes")


if __name__ == "__main__":
    asyncio.run(main())
