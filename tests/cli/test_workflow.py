"""`temporal workflow`: each command prints on our server what it prints on the official one, as text and as JSON."""

from __future__ import annotations

from pathlib import Path

from tests.cli.both import Both, comparable, output, run

HELD = "--type Held --task-queue worked --workflow-id @held"


def test_start_show_describe_and_result(worked: Both) -> None:
    printed = worked.story(
        f"workflow start {HELD} --input '\"one\"'",
        "workflow query -w @held --type heard",
        "workflow signal -w @held --name finish",
        "workflow result -w @held",
        "workflow show -w @held",
        "workflow show -w @held --detailed",
        "workflow describe -w @held",
        "workflow describe -w @held --reset-points",
        "workflow trace -w @held",
    )
    assert "done one" in printed


def test_json_output(worked: Both) -> None:
    worked.story(
        f"workflow start {HELD} --input '\"one\"' --output json",
        "workflow query -w @held --type heard --output json",
        "workflow describe -w @held --output json",
        "workflow describe -w @held --raw",
        "workflow signal -w @held --name hear --input '\"x\"'",
        "workflow query -w @held --type heard --output json",
        "workflow metadata -w @held --output json",
        "workflow terminate -w @held --reason enough",
        "workflow show -w @held --output json",
        "workflow describe -w @held --output json",
        "workflow result -w @held --output json",
    )


def test_a_failing_workflow_task(worked: Both) -> None:
    worked.story(
        f"workflow start {HELD} --input 1",
        "until WorkflowTaskFailed | workflow show -w @held",
        "workflow terminate -w @held --reason enough",
        "workflow show -w @held --output json",
    )


def test_execute(worked: Both) -> None:
    worked.story(
        "workflow execute --type Outside --task-queue worked -w @out --input '\"Missing\"' --run-timeout 1s",
        "workflow execute --type Answer --task-queue worked -w @answer",
        "workflow execute --type Answer --task-queue worked -w @answer2 --output json",
    )


def test_start_conflicts(worked: Both) -> None:
    worked.story(
        f"workflow start {HELD}",
        f"workflow start {HELD} --id-conflict-policy Fail",
        f"workflow start {HELD} --id-conflict-policy UseExisting",
        "workflow terminate -w @held",
        f"workflow start {HELD} --id-reuse-policy RejectDuplicate",
        f"workflow start {HELD} --fail-existing",
    )


def test_unknown_workflows(worked: Both) -> None:
    worked.story(
        "workflow describe -w @none",
        "workflow show -w @none",
        "workflow signal -w @none --name hear",
        "workflow query -w @none --type heard",
        "workflow cancel -w @none",
        "workflow terminate -w @none",
        "workflow result -w @none",
        "workflow trace -w @none",
        "workflow stack -w @none",
        "workflow reset -w @none --event-id 4 --reason again",
        "workflow update execute -w @none --name change --update-id one",
        "workflow update-options -w @none --versioning-override-behavior auto_upgrade",
        "workflow unpause -w @none",
    )


def test_signal_query_and_metadata(worked: Both) -> None:
    printed = worked.story(
        f"workflow start {HELD}",
        "workflow signal -w @held --name hear --input '\"news\"'",
        "workflow query -w @held --type heard",
        "workflow query -w @held --type nonsense",
        "workflow metadata -w @held",
        "workflow cancel -w @held",
        "workflow terminate -w @held --reason enough",
        "workflow signal -w @held --name hear",
        "workflow query -w @held --type heard",
        "workflow query -w @held --type heard --reject-condition not_open",
        "workflow terminate -w @held",
    )
    assert "news" in printed


def test_stack(worked: Both) -> None:
    # The order of the tasks in it is the worker's.
    for printed in worked.run("workflow stack -w stacked"):
        assert "workflow not found" in printed
    for printed in worked.run(f"workflow start {HELD.replace('@held', 'stacked')}"):
        assert "[exit 0]" in printed
    for printed in worked.run("workflow stack -w stacked"):
        assert "run (workflow: Held, id: stacked" in printed, printed


def test_signal_with_start(worked: Both) -> None:
    worked.story(
        f"workflow signal-with-start {HELD} --signal-name hear --signal-input '\"a\"'",
        f"workflow signal-with-start {HELD} --signal-name hear --signal-input '\"b\"'",
        "workflow query -w @held --type heard",
        "workflow terminate -w @held",
    )


def test_updates(worked: Both) -> None:
    update = "workflow update execute -w @held --name"
    printed = worked.story(
        f"workflow start {HELD}",
        f"{update} change --update-id one --input '\"x\"'",
        f"{update} change --update-id two --input '\"bad\"'",
        f"{update} nonsense --update-id three",
        "workflow update start -w @held --name change --update-id four --input '\"y\"' --wait-for-stage accepted",
        "workflow update result -w @held --update-id four",
        "workflow update describe -w @held --update-id four",
        "workflow update describe -w @held --update-id four --output json",
        "workflow update result -w @held --update-id unknown",
        f"{update} change --update-id five --input '\"x\"' --output json",
        "workflow terminate -w @held",
        f"{update} change --update-id six --input '\"z\"'",
    )
    assert "nothing" in printed


def test_update_with_start(worked: Both) -> None:
    update = "--update-name change --update-input '\"x\"'"
    start = f"{HELD} --id-conflict-policy"
    worked.story(
        f"workflow execute-update-with-start {start} Fail {update} --update-id one",
        f"workflow execute-update-with-start {start} Fail {update} --update-id two",
        f"workflow execute-update-with-start {start} UseExisting {update} --update-id three",
        f"workflow start-update-with-start {start} UseExisting {update} --update-id four "
        "--update-wait-for-stage accepted",
        "workflow terminate -w @held",
    )


def test_reset(worked: Both) -> None:
    again = "workflow reset -w @held --reason again"
    worked.story(
        f"workflow start {HELD}",
        "workflow query -w @held --type heard",
        "workflow signal -w @held --name hear --input '\"kept\"'",
        "workflow query -w @held --type heard",
        f"{again} --event-id 100",
        f"{again} --event-id 4",
        "workflow query -w @held --type heard",
        f"{again} --type FirstWorkflowTask",
        "workflow query -w @held --type heard",
        f"{again} --type LastWorkflowTask --reapply-exclude Signal",
        "workflow query -w @held --type heard",
        "workflow show -w @held",
        "workflow describe -w @held",
        "workflow describe -w @held --reset-points",
        f"{again} --type LastContinuedAsNew",
        f"{again} --type BuildId --build-id never",
        "workflow reset with-workflow-update-options -w @held --type LastWorkflowTask --reason again "
        "--versioning-override-behavior auto_upgrade",
        "workflow show -w @held --output json",
        "workflow terminate -w @held",
    )


def test_options_and_pause(worked: Both) -> None:
    worked.story(
        f"workflow start {HELD}",
        "workflow query -w @held --type heard",
        "workflow update-options -w @held --versioning-override-behavior auto_upgrade",
        "workflow update-options -w @held --versioning-override-behavior unspecified",
        "workflow pause -w @held --reason wait",
        "workflow unpause -w @held --reason wait",
        "workflow show -w @held",
        "workflow terminate -w @held",
        "workflow unpause -w @held --reason wait",
    )


def test_trace_shows_children(worked: Both) -> None:
    worked.story(
        "workflow execute --type Parent --task-queue worked -w @parent",
        "workflow trace -w @parent",
        "workflow trace -w @parent --no-fold --depth 1",
        "workflow show -w @parent",
    )


def test_what_a_start_was_given(worked: Both) -> None:
    options = (
        "--memo 'note=\"kept\"' --static-summary short --static-details long --priority-key 2 --fairness-key f "
        "--fairness-weight 1.5 --execution-timeout 1h --run-timeout 30m --task-timeout 5s"
    )
    worked.story(
        f"workflow start {HELD} {options}",
        "workflow query -w @held --name heard",
        "workflow describe -w @held --output json",
        "workflow metadata -w @held --output jsonl",
        "workflow signal -w @held --name hear --input-base64 --input aGk= --input-meta encoding=binary/plain",
        "workflow query -w @held --name heard --output json --no-json-shorthand-payloads",
        "workflow terminate -w @held",
        "workflow show -w @held --output json --no-json-shorthand-payloads",
        "workflow list --query 'WorkflowId = \"@held\"' --output jsonl",
    )


def test_starts_that_are_refused(worked: Both) -> None:
    worked.story(
        f"workflow start {HELD} --priority-key 9",
        f"workflow start {HELD} --fairness-key x --fairness-weight 5000",
        f"workflow start {HELD} --execution-timeout -1s",
        f"workflow start {HELD} --id-reuse-policy TerminateIfRunning --id-conflict-policy UseExisting",
        f"workflow start {HELD} --input nonsense",
        "workflow describe -w @held",
    )


def test_one_that_is_delayed(worked: Both) -> None:
    worked.story(
        f"workflow start {HELD} --start-delay 1h",
        "workflow describe -w @held",
        "workflow describe -w @held --output json",
        "workflow query -w @held --name heard",
        "workflow stack -w @held",
        "workflow metadata -w @held",
        "workflow terminate -w @held --reason enough",
        "workflow trace -w @held --depth 0",
        "workflow trace -w @held --output json",
    )


def test_histories_in_every_form(worked: Both) -> None:
    worked.story(
        "workflow execute --type Answer --task-queue worked -w @answer",
        "workflow show -w @answer --reverse",
        "workflow show -w @answer --reverse --output json",
        "workflow show -w @answer --output jsonl",
        "workflow show -w @answer --output none",
        "workflow show -w @answer --follow",
        "workflow show -w @answer --follow --output json",
        "workflow show -w @answer -r 11111111-1111-1111-1111-111111111111",
        "workflow describe -w @answer -r nonsense",
        "workflow delete -w @answer -r nonsense",
        "workflow stack -w @answer --reject-condition not_open --output json",
        "workflow metadata -w @answer --reject-condition not_open",
    )


def test_a_history_of_an_older_form_is_brought_up_to_date(worked: Both, tmp_path: Path) -> None:
    fixed: list[str] = []
    for server in (worked.official, worked.everloop):
        run(server.address, "workflow execute --type Answer --task-queue worked -w fix-history")
        shown = output(server.address, "workflow show -w fix-history --output json").stdout
        # As it was written when enumerations had short names.
        older = tmp_path / f"{server.port}-older.json"
        older.write_text(shown.replace("EVENT_TYPE_WORKFLOW_EXECUTION_STARTED", "WorkflowExecutionStarted"))
        newer = tmp_path / f"{server.port}-newer.json"
        assert "[exit 0]" in run(server.address, f"workflow fix-history-json --source {older} --target {newer}")
        fixed.append(comparable(newer.read_text()))
        assert "EVENT_TYPE_WORKFLOW_EXECUTION_STARTED" in fixed[-1]
    assert fixed[1] == fixed[0]
