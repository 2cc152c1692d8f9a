"""`temporal activity`: the commands on activities of a workflow print what they print on the official server."""

from __future__ import annotations

from tests.cli.both import Both

START = "workflow start --type Outside --task-queue worked -w @out"
NAMED = "--workflow-id @out --activity-id work"
UNTIL_STARTED = "until PENDING_ACTIVITY_STATE_STARTED | workflow describe -w @out --output json"


def test_complete(worked: Both) -> None:
    printed = worked.story(
        START,
        UNTIL_STARTED,
        "workflow describe -w @out",
        "activity complete -w @out --activity-id none --result '\"x\"'",
        f"activity complete {NAMED} --result '\"answer\"'",
        f"activity complete {NAMED} --result '\"answer\"'",
        "workflow result -w @out",
        "workflow result -w @out --output json",
    )
    assert "answer" in printed


def test_fail(worked: Both) -> None:
    worked.story(
        START,
        UNTIL_STARTED,
        "activity fail -w @out --activity-id none --reason why",
        f"activity fail {NAMED} --reason why --detail '\"d\"'",
        f"activity fail {NAMED} --reason why",
        "workflow result -w @out",
        "workflow terminate -w @out",
    )


def test_pause_unpause_reset_and_options(worked: Both) -> None:
    worked.story(
        f"{START} --input '\"Fail\"'",
        "until lastFailure | workflow describe -w @out --output json",
        f"activity pause {NAMED} --reason later",
        "until PENDING_ACTIVITY_STATE_PAUSED | workflow describe -w @out --output json",
        f"activity pause {NAMED}",
        "activity pause -w @out --activity-id none",
        f"activity update-options {NAMED} --start-to-close-timeout 70s --retry-maximum-attempts 3",
        f"activity update-options {NAMED} --restore-original-options",
        f"activity update-options {NAMED} --retry-maximum-attempts 2 --output json",
        "workflow describe -w @out",
        "activity reset -w @out --activity-id none",
        f"activity reset {NAMED} --keep-paused",
        "workflow describe -w @out",
        "activity unpause -w @out --activity-id none",
        f"activity unpause {NAMED}",
        # The activity goes on, and fails for good with its second attempt.
        "workflow result -w @out",
        f"activity pause {NAMED}",
        f"activity reset {NAMED}",
        f"activity unpause {NAMED}",
        f"activity update-options {NAMED} --retry-maximum-attempts 2",
    )


def test_standalone_activities_are_refused(worked: Both) -> None:
    # On ours alone: the official server has them.
    for command in ("list", "count", "describe --activity-id x", "cancel --activity-id x", "result --activity-id x"):
        _, printed = worked.run(f"activity {command}")
        assert "everloop does not serve" in printed, printed
