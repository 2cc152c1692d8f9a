"""`temporal batch`, and the commands that start batches: what they print, and what becomes of the workflows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from conformance.servers import Server, everloop_command, free_port, start_everloop
from tests.cli.both import Both, run, wait

IDLE = "while Running | batch list"


def test_unknown_jobs(both: Both) -> None:
    both.check("batch describe --job-id none")
    both.check("batch terminate --job-id none --reason enough")


def test_all_kinds(worked: Both) -> None:
    ours = "--query 'WorkflowId STARTS_WITH \"@\"'"

    def one(name: str) -> str:
        return f"--query 'WorkflowId = \"@{name}\"'"

    worked.story(
        *[f"workflow start --type Held --task-queue worked -w @b{number}" for number in (1, 2, 3)],
        f"until Total: 3 | workflow count {ours}",
        IDLE,
        f"workflow signal {ours} --name hear --input '\"x\"' --reason r -y",
        IDLE,
        "batch list --limit 1",
        "batch list --limit 1 --output json",
        'until QueryResult "x" | workflow query -w @b1 --type heard',
        f"workflow cancel {one('b1')} --reason r -y",
        IDLE,
        "workflow show -w @b1",
        f"workflow reset {one('b2')} --type FirstWorkflowTask --reason r -y",
        IDLE,
        'until QueryResult "x" | workflow query -w @b2 --type heard',
        # Of its two runs, the open one.
        "workflow reset --query 'WorkflowId = \"@b2\" AND CloseTime IS NULL' --type LastWorkflowTask --reason r -y",
        IDLE,
        "workflow query -w @b2 --type heard",
        "workflow show -w @b2",
        f"workflow update-options {one('b3')} --versioning-override-behavior auto_upgrade -y",
        IDLE,
        f"workflow terminate {ours} --reason r -y",
        IDLE,
        f"workflow delete {ours} --reason r -y",
        IDLE,
        f"until Total: 0 | workflow count {ours}",
        "workflow describe -w @b3",
    )


def test_a_batch_that_is_not_confirmed(both: Both) -> None:
    both.check("workflow terminate --query 'WorkflowId = \"none\"' --reason x", stdin="n\n")


@pytest.fixture
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Server, Server]]:
    """Yield nothing but a directory's server, and what takes its place after it was killed."""
    directory = tmp_path_factory.mktemp("restart")
    first = start_everloop(directory)
    second: list[Server] = []
    try:
        port = free_port()
        starts = [run(first.address, f"workflow start --type T --task-queue q -w batch-{n}") for n in range(5)]
        assert all("[exit 0]" in start for start in starts)
        begun = "workflow terminate --query 'WorkflowType = \"T\"' --reason r -y --output json"
        assert "batchJobId" in run(first.address, begun)
        first.process.kill()
        first.process.wait()
        second.append(Server(everloop_command(port, directory / "server.db"), port, directory / "again.log"))
        yield first, second[0]
    finally:
        for server in (first, *second):
            server.stop()


def test_a_batch_goes_on_after_a_kill(alone: tuple[Server, Server]) -> None:
    _, again = alone
    wait(again.address, "batch list", "Completed", wanted=True)
    assert "Total: 5" in run(again.address, "workflow count --query 'ExecutionStatus = \"Terminated\"'")
