"""Lists, counts, deletion, namespaces, search attributes, clusters and queues on the command line."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from tests.cli.both import Both, run

OFFICIAL_LAG_SECONDS = 15.0


def until_same(check: Callable[[], object]) -> None:
    """Repeat a comparison until it holds: the official server's lists and registries lag behind its writes."""
    deadline = time.monotonic() + OFFICIAL_LAG_SECONDS
    while True:
        try:
            check()
            return
        except AssertionError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.2)


@pytest.fixture(scope="module")
def populated(both: Both) -> Both:
    """Return the servers with the same attributes and workflows on each."""
    for name, kind in (("Tier", "Keyword"), ("Count", "Int"), ("Note", "Text")):
        both.check(f"operator search-attribute create --name {name} --type {kind}")
    start = "workflow start --task-queue cli --type"
    tiers = {"cli-1": ("Order", "gold", 1), "cli-2": ("Order", "blue", 2), "cli-3": ("Payment", "gold", 3)}
    for workflow_id, (kind, tier, count) in tiers.items():
        attributes = f"--search-attribute 'Tier=\"{tier}\"' --search-attribute Count={count}"
        until_same(lambda w=workflow_id, k=kind, a=attributes: started(both, f"{start} {k} -w {w} {a}"))
    both.check("workflow terminate -w cli-2 --reason enough")
    until_same(lambda: both.check("workflow count --query 'TaskQueue = \"cli\" AND CloseTime IS NULL'"))
    return both


def started(both: Both, command: str) -> None:
    official, everloop = both.run(f"{command} --id-conflict-policy UseExisting")
    assert "Running execution" in official, official
    assert "Running execution" in everloop, everloop


@pytest.mark.parametrize(
    "command",
    [
        "workflow list --query 'TaskQueue = \"cli\"'",
        "workflow list --query 'Tier = \"gold\"'",
        'workflow list --query \'WorkflowType = "Order" AND ExecutionStatus = "Running"\'',
        "workflow list --query 'Count IN (2, 3)' --limit 1",
        "workflow list --query 'Nope = 1'",
        "workflow list --query 'Count ='",
        "workflow list --query 'Tier LIKE \"g\"'",
        "workflow count --query 'TaskQueue = \"cli\"'",
        "workflow count --query 'TaskQueue = \"cli\" GROUP BY ExecutionStatus'",
        "workflow count --query 'GROUP BY WorkflowType'",
        "workflow list --archived",
        "workflow start --type T --task-queue q --search-attribute Nope=1",
        "workflow start --type T --task-queue q --search-attribute 'Count=\"x\"'",
        "operator search-attribute list",
        "operator search-attribute create --name WorkflowId --type Int",
        "operator search-attribute create --name Tier --type Int",
        "operator search-attribute remove --name Nope -y",
        "operator search-attribute remove --name RunId -y",
        "operator cluster health",
        "operator cluster list",
        "operator namespace describe -n nowhere",
        "operator namespace create -n short --retention 10s",
        "operator namespace delete -n nowhere -y",
        "operator namespace update -n nowhere --description x",
        "workflow delete -w cli-none -y",
        "task-queue list-partition -t cli",
    ],
)
def test_prints_the_same(populated: Both, command: str) -> None:
    populated.check(command)


def test_a_namespace_lives_and_goes(both: Both) -> None:
    both.check("operator namespace create -n cli-space --retention 3d --description first --email a@b.c --data k=v")
    both.check("operator namespace create -n cli-space")
    both.check("operator namespace describe -n cli-space")
    both.check("operator namespace update -n cli-space --retention 2d --description second --data l=w")
    until_same(lambda: both.check("operator namespace describe -n cli-space"))
    both.check("operator namespace delete -n cli-space -y")
    until_same(lambda: both.check("operator namespace describe -n cli-space"))


def test_a_deleted_workflow_is_gone(both: Both) -> None:
    started(both, "workflow start --task-queue gone --type T -w gone-open")
    both.check("workflow delete -w gone-open -y")
    until_same(lambda: both.check("workflow describe -w gone-open"))
    until_same(lambda: both.check("workflow count --query 'TaskQueue = \"gone\"'"))


def test_a_deleted_closed_workflow_is_gone_at_once(both: Both) -> None:
    # On ours alone: the official server deletes a closed workflow some time later.
    address = both.everloop.address
    run(address, "workflow start --task-queue gone --type T -w gone-closed")
    run(address, "workflow terminate -w gone-closed")
    assert "Delete workflow succeeded" in run(address, "workflow delete -w gone-closed -y")
    assert "workflow not found" in run(address, "workflow describe -w gone-closed")
