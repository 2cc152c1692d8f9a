"""The sandbox where gevent or a clock of tests replaced functions of the standard library before a worker was made."""

from __future__ import annotations

import subprocess
import sys

# What such packages do: a class derived from `datetime`, functions of Python in the place of functions of C.
PROGRAM = """
import asyncio, builtins, datetime, time, _thread

genuine = {"time": time.time, "open": builtins.open, "datetime": datetime.datetime, "date": datetime.date}
class Date(datetime.date):
    @classmethod
    def today(cls):
        return genuine["date"](2020, 1, 1)

class Datetime(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return genuine["datetime"](2020, 1, 1, tzinfo=tz)

time.time = lambda: 1.5
builtins.open = lambda *args, **options: genuine["open"](*args, **options)
datetime.datetime, datetime.date = Datetime, Date
_thread.allocate_lock = _thread.RLock

from everloop import workflow
from everloop.testing import WorkflowEnvironment
from everloop.worker import Worker

@workflow.defn
class Reads:
    @workflow.run
    async def run(self, name: str) -> str:
        read = {
            "replaced": time.time,
            "time": lambda: genuine["time"](),
            "open": lambda: open("/dev/null"),
            "datetime": lambda: genuine["datetime"].now(),
            "date": lambda: genuine["date"].today(),
        }
        return str(read[name]())

async def main():
    async with await WorkflowEnvironment.start_time_skipping() as env:
        async with Worker(env.client, task_queue="q", workflows=[Reads], workflow_failure_exception_types=[Exception]):
            for name in ["replaced", "time", "open", "datetime", "date"]:
                try:
                    print(name, await env.client.execute_workflow(Reads.run, name, id=name, task_queue="q"))
                except Exception as error:
                    print(name, "refused:", error.cause.message.split(" from inside")[0])

asyncio.run(main())
"""


def test_what_replaces_a_function_is_called_and_the_function_behind_it_is_guarded() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout.splitlines()) == (
        0,
        [
            "replaced 1.5",
            "time refused: Cannot access time.time.__call__",
            "open refused: Cannot access __builtins__.open",
            "datetime refused: Cannot access datetime.datetime.now.__call__",
            "date refused: Cannot access datetime.date.today.__call__",
        ],
    ), done.stderr
