"""`temporal task-queue` and `temporal worker`: who polls, what waits, and what was never told.

The command line prints kinds of queues in the order of a hash map, so lines are compared without theirs.
"""

from __future__ import annotations

import pytest

from tests.cli.both import Both


def unordered(printed: tuple[str, str]) -> tuple[list[str], list[str]]:
    """Return the lines of both sides in an order that both share."""
    official, everloop = printed
    return sorted(official.splitlines()), sorted(everloop.splitlines())


@pytest.mark.parametrize(
    "options",
    ["", "--output json", "--select-unversioned", "--report-config --output json"],
)
@pytest.mark.parametrize("queue", ["worked", "nobody-polls"])
def test_describe(worked: Both, queue: str, options: str) -> None:
    official, everloop = unordered(worked.run(f"task-queue describe -t {queue} {options}"))
    assert everloop == official
    assert any("cli-worker" in line for line in everloop) == (queue == "worked")


def test_describe_one_kind(worked: Both) -> None:
    worked.story(
        "task-queue describe -t worked --task-queue-type workflow",
        "task-queue describe -t worked --task-queue-type activity --output json",
        "task-queue describe -t worked --task-queue-type activity --disable-stats",
        "task-queue describe -t worked --legacy-mode",
        "task-queue describe -t worked --legacy-mode --task-queue-type-legacy activity",
        "task-queue describe",
        "task-queue describe -t worked -n @nowhere",
    )


def test_a_backlog_shows(both: Both) -> None:
    # Rates and ages depend on the moment; how much waits does not.
    counted = "UNVERSIONED workflow 2 "
    for number in (1, 2):
        both.check(f"workflow start --type Waits --task-queue backlog -w backlog-{number}")
    both.story(
        f"until {counted} | task-queue describe -t backlog --task-queue-type workflow",
        "workflow terminate -w backlog-1",
        "workflow terminate -w backlog-2",
    )


def test_partitions_and_configuration(worked: Both) -> None:
    worked.story(
        "task-queue list-partition -t worked",
        "task-queue list-partition -t worked --output json",
        "task-queue list-partition",
        "task-queue config get -t @never-told --task-queue-type activity",
        "task-queue config get -t @never-told --task-queue-type workflow --output json",
        "task-queue config set -t @never-told --task-queue-type workflow --queue-rps-limit 10",
        "task-queue config set -t @never-told --task-queue-type activity",
    )


def test_what_is_told_of_a_queue(both: Both) -> None:
    both.story(
        "task-queue config set -t @told --task-queue-type activity --queue-rps-limit 10 --queue-rps-limit-reason slow",
        "task-queue config get -t @told --task-queue-type activity",
        "task-queue config set -t @told --task-queue-type activity --fairness-key-rps-limit-default 5 --output json",
        "task-queue config set -t @told --task-queue-type activity --fairness-key-weight a=2.5 --output json",
        "task-queue config get -t @told --task-queue-type activity --output json",
        "task-queue config set -t @told --task-queue-type activity --queue-rps-limit default --output json",
        "task-queue config set -t @told --task-queue-type activity --queue-rps-limit 0 --output json",
        "task-queue config set -t @told --task-queue-type activity --fairness-key-weight-clear-all --output json",
        "task-queue config set -t @told --task-queue-type workflow --fairness-key-rps-limit-default 5",
        "task-queue config get -t @told --task-queue-type workflow",
        "task-queue describe -t @told --report-config",
    )


def test_what_came_before_deployments_is_refused(worked: Both) -> None:
    worked.story(
        "task-queue get-build-ids -t worked",
        "task-queue get-build-id-reachability -t worked --build-id x",
        "task-queue update-build-ids add-new-default -t worked --build-id x",
        "task-queue versioning get-rules -t worked",
        "task-queue versioning insert-assignment-rule -t worked --build-id x -y",
    )


def test_workers(worked: Both) -> None:
    worked.story(
        "worker describe --worker-instance-key zz",
        "worker list --query 'WorkerIdentity = \"nobody\"'",
        "worker count --query 'WorkerIdentity = \"nobody\"'",
    )
