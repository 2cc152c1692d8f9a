"""What the workflow of a random walk may ask for: the commands of its tasks, and what is known of what they began."""

from __future__ import annotations

import random
from typing import Any

from conformance.raw import Json, Raw, text

HOUR = "3600s"
POLICIES = ["TERMINATE", "ABANDON", "REQUEST_CANCEL"]


class Commands:
    """The part of a walk that makes commands, as its seed decides."""

    def __init__(self, raw: Raw, seed: int) -> None:
        """Make a walk whose workflow has asked for nothing."""
        self.raw = raw
        self.rng = random.Random(seed)
        self.name = f"walk-{seed}"
        self.task: Any = None
        self.made = 0
        # Children after a reset are a deviation: the official server forgets what was to become of them.
        self.policies = self.rng.choice([POLICIES, ["ABANDON"]])
        # Activities by id: the token of those a worker has, and nothing of those that wait.
        self.activities: dict[str, bytes | None] = {}
        self.canceled: set[str] = set()
        self.timers: list[str] = []
        self.children: dict[str, str] = {}

    def queue(self, name: str = "") -> str:
        """Return the queue of this walk, or of one of its activities or children."""
        return f"{self.raw.env.queue}-{self.name}{name}"

    def command(self) -> Json:
        """Make a command whose effects stay in the run."""
        self.made += 1
        kinds = ["activity", "activity", "timer", "marker", "memo"]
        if self.timers:
            kinds += ["cancel timer"]
        if self.cancelable():
            kinds += ["cancel activity"] * 2
        kind = self.rng.choice(kinds)
        if kind == "activity":
            return self.activity()
        if kind == "timer":
            self.timers.append(f"t{self.made}")
            return {"startTimer": {"timerId": f"t{self.made}", "startToFireTimeout": HOUR}}
        if kind == "marker":
            return {"recordMarker": {"markerName": f"m{self.made}", "details": {"a": text("x")}}}
        if kind == "memo":
            return {"modifyWorkflowProperties": {"upsertedMemo": {"fields": {"m": text("y")["payloads"][0]}}}}
        if kind == "cancel timer":
            return {"cancelTimer": {"timerId": self.timers.pop(self.rng.randrange(len(self.timers)))}}
        name = self.rng.choice(self.cancelable())
        self.canceled.add(name)
        if self.activities[name] is None:
            del self.activities[name]
        return {"requestCancelActivityTask": {"scheduledEventId": self.scheduled_id(name)}}

    def activity(self) -> Json:
        """Make the command that schedules an activity, on a queue of its own."""
        name = f"a{self.made}"
        self.activities[name] = None
        policy = {"initialInterval": HOUR, "maximumAttempts": self.rng.choice([1, 2])}
        return {
            "scheduleActivityTask": {
                "activityId": name,
                "activityType": {"name": "A"},
                "taskQueue": {"name": self.queue(name)},
                "scheduleToCloseTimeout": self.rng.choice([HOUR, "18000s"]),
                "heartbeatTimeout": self.rng.choice(["0s", HOUR]),
                "retryPolicy": policy,
            }
        }

    def cancelable(self) -> list[str]:
        """Return the activities that the open task knows and nobody has asked to stop."""
        return [name for name in self.activities if self.scheduled_id(name) and name not in self.canceled]

    def scheduled_id(self, name: str) -> int:
        """Return the event that scheduled an activity, as the open task shows it; none is 0."""
        for event in self.task.history.events:
            if event.activity_task_scheduled_event_attributes.activity_id == name:
                found: int = event.event_id
                return found
        return 0

    def elsewhere(self) -> Json:
        """Make a command that reaches another workflow; one per task, so that the answers have one order."""
        self.made += 1
        kind = self.rng.choice(["child", "child", "taken", "signal", "cancel", "nobody"])
        if kind in ("signal", "cancel") and not self.children:
            kind = "nobody"
        if kind in ("child", "taken"):
            name = f"{self.name}-c{self.made}" if kind == "child" else self.name
            policy = self.rng.choice(self.policies)
            if kind == "child":
                self.children[name] = policy
            return {
                "startChildWorkflowExecution": {
                    "workflowId": self.raw.env.id(name),
                    "workflowType": {"name": "Child"},
                    "taskQueue": {"name": self.queue("-child")},
                    "parentClosePolicy": f"PARENT_CLOSE_POLICY_{policy}",
                }
            }
        target = self.raw.env.id("nobody" if kind == "nobody" else self.rng.choice(list(self.children)))
        only = self.rng.random() < 0.3
        if kind == "cancel":
            return {"requestCancelExternalWorkflowExecution": {"workflowId": target, "childWorkflowOnly": only}}
        return {
            "signalExternalWorkflowExecution": {
                "execution": {"workflowId": target},
                "signalName": "hello",
                "childWorkflowOnly": only,
            }
        }
