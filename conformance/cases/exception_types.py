"""What a workflow raises and what its caller sees: types, details, flags, causes and tracebacks."""

from datetime import timedelta
from typing import Any

from everloop import workflow
from everloop.exceptions import ApplicationError, ApplicationErrorCategory, FailureError


class Domain(Exception):
    pass


def deep(kind: str) -> None:
    if kind == "plain-application":
        raise ApplicationError("plain")
    if kind == "full-application":
        raise ApplicationError(
            "full",
            1,
            {"two": [2]},
            type="Custom",
            non_retryable=True,
            next_retry_delay=timedelta(seconds=3),
            category=ApplicationErrorCategory.BENIGN,
        )
    if kind == "with-cause":
        try:
            raise Domain("inner")
        except Domain as error:
            raise ApplicationError("outer", type="Outer") from error
    if kind == "with-context":
        try:
            raise Domain("ignored")
        except Domain:
            raise ApplicationError("raised while handling")  # noqa: B904
    raise FailureError("bare")


@workflow.defn
class Raises:
    @workflow.run
    async def run(self, kind: str) -> None:
        deep(kind)


KINDS = ["plain-application", "full-application", "with-cause", "with-context", "bare"]


async def run(env: Any) -> Any:
    seen: dict[str, Any] = {}
    async with env.worker([Raises]):
        for kind in KINDS:
            handle = await env.start(Raises.run, kind, name=kind)
            outcome = await env.outcome(handle.result())
            seen[kind] = {"outcome": outcome, "history": await env.history(handle)}
    return seen
