"""What workflow code uses instead of what it must not use: the advice in the sandbox's errors."""

from __future__ import annotations

__all__ = ["replacement"]

_ACTIVITY = "do it in an activity"
_ARGUMENT = "read it before the workflow starts, or in an activity, and pass it as an argument"
_NOW = "use workflow.now()"
_TIME = "use workflow.time()"
_TIME_NS = "use workflow.time_ns()"
_RANDOM = "use workflow.random()"
_TASKS = "use asyncio's tasks and locks for what is concurrent in the workflow, and activities for other work"

# The longest name that what was used begins with decides.
_REPLACEMENTS = {
    "__builtins__.input": "send a signal or an update to the workflow",
    "__builtins__.open": "read and write files in an activity",
    "concurrent.futures": _TASKS,
    "datetime.date.today": "use workflow.now().date()",
    "datetime.datetime": _NOW,
    "ftplib": _ACTIVITY,
    "getpass": "send a signal or an update to the workflow",
    "glob": _ACTIVITY,
    "http": "make requests in an activity",
    "imaplib": _ACTIVITY,
    "locale": _ARGUMENT,
    "multiprocessing": "run it in an activity",
    "os": _ACTIVITY,
    "os.environ": _ARGUMENT,
    "os.getenv": _ARGUMENT,
    "os.getrandom": "use workflow.random().randbytes()",
    "os.urandom": "use workflow.random().randbytes()",
    "pathlib": "read and write files in an activity",
    "platform": _ARGUMENT,
    "random": _RANDOM,
    "secrets": f"{_RANDOM}, or make secrets in an activity",
    "select": _ACTIVITY,
    "selectors": _ACTIVITY,
    "shutil": _ACTIVITY,
    "smtplib": _ACTIVITY,
    "socket": "use the network in an activity",
    "sqlite3": _ACTIVITY,
    "subprocess": "run programs in an activity",
    "tempfile": "read and write files in an activity",
    "threading": _TASKS,
    "time.localtime": _NOW,
    "time.monotonic": _TIME,
    "time.monotonic_ns": _TIME_NS,
    "time.perf_counter": _TIME,
    "time.perf_counter_ns": _TIME_NS,
    "time.sleep": "use await asyncio.sleep() or workflow.sleep()",
    "time.time": _TIME,
    "time.time_ns": _TIME_NS,
    "urllib.request": "make requests in an activity",
    "uuid.uuid1": "use workflow.uuid4()",
    "uuid.uuid4": "use workflow.uuid4()",
    "uuid.uuid7": "use workflow.uuid7()",
}


def replacement(qualified_name: str) -> str | None:
    """The advice for a name such as ``time.time.__call__``, if there is one."""
    name = qualified_name.removesuffix(".__call__")
    while name:
        found = _REPLACEMENTS.get(name)
        if found is not None:
            return found
        name = name.rpartition(".")[0]
    return None
