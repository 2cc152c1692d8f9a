"""What fails is tried again, unless trying again makes no sense: `python examples/retries.py [ADDRESS]`.

Activities are retried without end by default; a policy says how often and how patiently. An error that is not
retryable ends at once, and the workflow deals with it as with any exception.
"""

import asyncio
import logging
import sys
from datetime import timedelta

from everloop import activity, workflow
from everloop.client import Client
from everloop.common import RetryPolicy
from everloop.exceptions import ActivityError, ApplicationError
from everloop.worker import Worker

PATIENT = RetryPolicy(initial_interval=timedelta(milliseconds=100), backoff_coefficient=2, maximum_attempts=5)


@activity.defn
async def fetch_rate(currency: str) -> float:
    """Ask a bank that is often busy, and that knows some currencies only."""
    attempt = activity.info().attempt
    if currency == "XXX":
        raise ApplicationError("there is no such currency", currency, type="UnknownCurrency", non_retryable=True)
    if attempt < 3:
        print(f"  {currency}: attempt {attempt} fails, the bank is busy")
        raise ConnectionError("the bank is busy")
    if attempt == 3:
        # The bank said when to come back: that goes before the policy's own interval.
        print(f"  {currency}: attempt {attempt} fails, the bank asks for 50 ms of peace")
        raise ApplicationError("too many requests", next_retry_delay=timedelta(milliseconds=50))
    return 1.17


@workflow.defn
class Exchange:
    @workflow.run
    async def run(self, currency: str) -> str:
        try:
            rate = await workflow.execute_activity(
                fetch_rate, currency, start_to_close_timeout=timedelta(seconds=5), retry_policy=PATIENT
            )
        except ActivityError as error:
            # The activity's own error is the cause, with its type, message and details.
            if isinstance(error.cause, ApplicationError) and error.cause.type == "UnknownCurrency":
                return f"no rate: {error.cause.message} as {error.cause.details[0]}"
            raise
        return f"100 {currency} are {100 * rate:.2f}"


async def main() -> None:
    logging.disable()  # the worker logs each failed attempt; here they are printed
    client = await Client.connect(sys.argv[1] if sys.argv[1:] else "embedded::memory:")
    async with Worker(client, task_queue="exchange", workflows=[Exchange], activities=[fetch_rate]):
        for currency in ("EUR", "XXX"):
            print(await client.execute_workflow(Exchange.run, currency, id=f"rate-{currency}", task_queue="exchange"))


if __name__ == "__main__":
    asyncio.run(main())
