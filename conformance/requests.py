"""A whole request for each RPC that is served, and what can be wrong with it: for cases that go through all of them.

Requests are proto JSON and about things that are not there. `ID` stands for an id of its own in each variant, so that
no two requests meet. Variants are made from the requests by machine, so that no field is forgotten.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

Json = dict[str, Any]

ID = "<id>"
# The namespace that all of them are about.
HERE = "<namespace>"
RUN = "00000000-0000-4000-8000-000000000005"
TIME = "2024-01-01T00:00:00Z"
FLOW = {"workflowId": ID, "runId": RUN}
QUEUE = {"name": ID}
NULL = {"metadata": {"encoding": "YmluYXJ5L251bGw="}}
FAILURE = {"message": "failed", "applicationFailureInfo": {"type": "T"}}
TOKEN = {"taskToken": "bm9uc2Vuc2U="}
BY_ID = {"workflowId": ID, "runId": RUN, "activityId": "a", "identity": "raw"}
OF_ACTIVITY = {"execution": FLOW, "id": "a", "identity": "raw"}
ACTIVITY = {"workflowId": ID, "activityId": "a", "runId": RUN, "identity": "raw"}
TIMEOUTS = {"workflowExecutionTimeout": "90s", "workflowRunTimeout": "80s", "workflowTaskTimeout": "9s"}
RETRIES = {"initialInterval": "1s", "backoffCoefficient": 2, "maximumInterval": "5s", "maximumAttempts": 3}
START = {
    "workflowId": ID,
    "workflowType": {"name": "Flow"},
    "taskQueue": QUEUE,
    "identity": "raw",
    "requestId": ID,
    "retryPolicy": RETRIES,
    **TIMEOUTS,
}
ACTION = {"workflowId": ID, "workflowType": {"name": "Flow"}, "taskQueue": QUEUE, **TIMEOUTS}
SCHEDULE = {"spec": {"interval": [{"interval": "3600s", "phase": "60s"}]}, "action": {"startWorkflow": ACTION}}
UPDATE = {"meta": {"updateId": ID, "identity": "raw"}, "input": {"name": "change"}}
ACCEPTED = {"lifecycleStage": "UPDATE_WORKFLOW_EXECUTION_LIFECYCLE_STAGE_ACCEPTED"}
RANGE = {"earliestTime": TIME, "latestTime": TIME}
OPTIONS = {"taskQueue": QUEUE, "startToCloseTimeout": "5s", "heartbeatTimeout": "2s", "retryPolicy": RETRIES}

# Requests by RPC, without namespace, which is added where the message has one.
WHOLE: dict[str, Json] = {
    "CountSchedules": {"query": "TemporalSchedulePaused = true"},
    "CountWorkers": {"query": "TaskQueue = 'none'"},
    "CountWorkflowExecutions": {"query": "WorkflowId = 'none'"},
    "CreateSchedule": {"scheduleId": ID, "schedule": SCHEDULE, "identity": "raw", "requestId": ID},
    "DeleteSchedule": {"scheduleId": ID, "identity": "raw"},
    "DeleteWorkflowExecution": {"workflowExecution": FLOW},
    "DeprecateNamespace": {},
    "DescribeBatchOperation": {"jobId": ID},
    "DescribeNamespace": {},
    "DescribeSchedule": {"scheduleId": ID},
    "DescribeTaskQueue": {"taskQueue": QUEUE, "taskQueueType": "TASK_QUEUE_TYPE_ACTIVITY"},
    "DescribeWorker": {"workerInstanceKey": ID},
    "DescribeWorkflowExecution": {"execution": FLOW},
    "ExecuteMultiOperation": {
        "operations": [
            {
                "startWorkflow": {
                    "namespace": HERE,
                    "workflowId": ID,
                    "workflowType": {"name": "Flow"},
                    "taskQueue": QUEUE,
                }
            },
            {
                "updateWorkflow": {
                    "namespace": HERE,
                    "workflowExecution": {"workflowId": ID},
                    "request": {"meta": {"updateId": ID}, "input": {"name": "change"}},
                    "waitPolicy": ACCEPTED,
                }
            },
        ]
    },
    "GetClusterInfo": {},
    "GetSearchAttributes": {},
    "GetSystemInfo": {},
    "GetWorkflowExecutionHistory": {"execution": FLOW, "nextPageToken": ""},
    "GetWorkflowExecutionHistoryReverse": {"execution": FLOW, "nextPageToken": ""},
    "ListArchivedWorkflowExecutions": {"pageSize": 1, "query": "WorkflowId = 'none'"},
    "ListBatchOperations": {"pageSize": 1},
    "ListClosedWorkflowExecutions": {"startTimeFilter": RANGE, "executionFilter": FLOW},
    "ListNamespaces": {"pageSize": 1},
    "ListOpenWorkflowExecutions": {"startTimeFilter": RANGE, "typeFilter": {"name": ID}},
    "ListScheduleMatchingTimes": {"scheduleId": ID, "startTime": TIME, "endTime": TIME},
    "ListSchedules": {"query": "ScheduleId = 'none'"},
    "ListTaskQueuePartitions": {"taskQueue": QUEUE},
    "ListWorkers": {"query": "TaskQueue = 'none'"},
    "ListWorkflowExecutions": {"query": "WorkflowId = 'none'"},
    "PatchSchedule": {"scheduleId": ID, "patch": {"pause": "enough"}, "identity": "raw", "requestId": ID},
    "PauseActivity": {**OF_ACTIVITY, "reason": "enough"},
    "PauseActivityExecution": {**ACTIVITY, "reason": "enough"},
    "PauseWorkflowExecution": {**FLOW, "identity": "raw", "reason": "enough", "requestId": ID},
    "PollActivityTaskQueue": {"taskQueue": QUEUE, "identity": "raw"},
    "PollWorkflowExecutionTimeSkipping": {"workflowExecution": FLOW, "fastForwardId": ID},
    "PollWorkflowExecutionUpdate": {
        "updateRef": {"workflowExecution": FLOW, "updateId": ID},
        "identity": "raw",
        "waitPolicy": ACCEPTED,
    },
    "PollWorkflowTaskQueue": {"taskQueue": QUEUE, "identity": "raw"},
    "QueryWorkflow": {"execution": FLOW, "query": {"queryType": "q"}},
    "RecordActivityTaskHeartbeat": {**TOKEN, "identity": "raw"},
    "RecordActivityTaskHeartbeatById": BY_ID,
    "RecordWorkerHeartbeat": {"identity": "raw", "workerHeartbeat": [{"workerInstanceKey": ID, "taskQueue": ID}]},
    "RegisterNamespace": {"namespace": ID, "workflowExecutionRetentionPeriod": "86400s"},
    "RequestCancelWorkflowExecution": {
        "workflowExecution": FLOW,
        "identity": "raw",
        "requestId": ID,
        "firstExecutionRunId": RUN,
        "reason": "enough",
    },
    "ResetActivity": OF_ACTIVITY,
    "ResetActivityExecution": ACTIVITY,
    "ResetStickyTaskQueue": {"execution": FLOW},
    "ResetWorkflowExecution": {
        "workflowExecution": FLOW,
        "reason": "again",
        "workflowTaskFinishEventId": "4",
        "requestId": ID,
        "identity": "raw",
    },
    "RespondActivityTaskCanceled": {**TOKEN, "identity": "raw"},
    "RespondActivityTaskCanceledById": BY_ID,
    "RespondActivityTaskCompleted": {**TOKEN, "identity": "raw"},
    "RespondActivityTaskCompletedById": BY_ID,
    "RespondActivityTaskFailed": {**TOKEN, "failure": FAILURE, "identity": "raw"},
    "RespondActivityTaskFailedById": {**BY_ID, "failure": FAILURE},
    "RespondQueryTaskCompleted": {**TOKEN, "completedType": "QUERY_RESULT_TYPE_ANSWERED"},
    "RespondWorkflowTaskCompleted": {**TOKEN, "identity": "raw"},
    "RespondWorkflowTaskFailed": {**TOKEN, "failure": FAILURE, "identity": "raw"},
    "ScanWorkflowExecutions": {"query": "WorkflowId = 'none'"},
    "ShutdownWorker": {"stickyTaskQueue": ID, "identity": "raw", "reason": "enough"},
    "SignalWithStartWorkflowExecution": {**START, "signalName": "s"},
    "SignalWorkflowExecution": {
        "workflowExecution": FLOW,
        "signalName": "s",
        "identity": "raw",
        "requestId": ID,
    },
    "StartBatchOperation": {
        "visibilityQuery": "WorkflowId = 'none'",
        "jobId": ID,
        "reason": "enough",
        # Without the signal's name, so that it is refused when all else is right: there can be one batch at a time.
        "signalOperation": {"identity": "raw"},
    },
    "StartWorkflowExecution": START,
    "StopBatchOperation": {"jobId": ID, "reason": "enough", "identity": "raw"},
    "TerminateWorkflowExecution": {
        "workflowExecution": FLOW,
        "reason": "enough",
        "identity": "raw",
        "firstExecutionRunId": RUN,
    },
    "UnpauseActivity": OF_ACTIVITY,
    "UnpauseActivityExecution": {**ACTIVITY, "reason": "again"},
    "UnpauseWorkflowExecution": {**FLOW, "identity": "raw", "reason": "again", "requestId": ID},
    "UpdateActivityExecutionOptions": {**ACTIVITY, "activityOptions": OPTIONS, "updateMask": "taskQueue.name"},
    "UpdateActivityOptions": {**OF_ACTIVITY, "activityOptions": OPTIONS, "updateMask": "taskQueue.name"},
    "UpdateNamespace": {"updateInfo": {"description": "new"}},
    "UpdateSchedule": {"scheduleId": ID, "schedule": SCHEDULE, "identity": "raw", "requestId": ID},
    "UpdateTaskQueueConfig": {
        "taskQueue": ID,
        "taskQueueType": "TASK_QUEUE_TYPE_ACTIVITY",
        "identity": "raw",
        "updateQueueRateLimit": {"rateLimit": {"requestsPerSecond": 5}, "reason": "slow"},
        "setFairnessWeightOverrides": {"a": 2},
    },
    "UpdateWorkflowExecution": {
        "workflowExecution": FLOW,
        "firstExecutionRunId": RUN,
        "waitPolicy": ACCEPTED,
        "request": UPDATE,
    },
    "UpdateWorkflowExecutionOptions": {
        "workflowExecution": FLOW,
        "workflowExecutionOptions": {"priority": {"priorityKey": 2}},
        "updateMask": "priority",
        "identity": "raw",
    },
    # Of the operator's service.
    "AddSearchAttributes": {"searchAttributes": {"TemporalReserved": "INDEXED_VALUE_TYPE_INT"}},
    "DeleteNamespace": {},
    "ListClusters": {},
    "ListSearchAttributes": {},
    "RemoveSearchAttributes": {"searchAttributes": ["NoSuchAttribute"]},
}

# What is accepted, and would then wait: tasks are polled and updates are sent where nobody is.
_UPDATE = "operations.1.updateWorkflow"
WAITS = {
    ("PollActivityTaskQueue", "whole"),
    ("PollActivityTaskQueue", "without identity"),
    ("PollWorkflowTaskQueue", "whole"),
    ("PollWorkflowTaskQueue", "without identity"),
    ("ExecuteMultiOperation", "whole"),
    *(
        ("ExecuteMultiOperation", f"without {_UPDATE}.{field}")
        for field in ("namespace", "request.meta.updateId", "waitPolicy", "waitPolicy.lifecycleStage")
    ),
    ("ExecuteMultiOperation", f"{_UPDATE}.request.input.name is too long"),
}
# What depends on other requests: to register the namespace that is nowhere, to ask for the worker without a key.
MEET = {("RegisterNamespace", "elsewhere"), ("DescribeWorker", "without workerInstanceKey")}

# Requests that may act on all of a namespace go to one that is not there.
ELSEWHERE_ONLY = {"DeleteNamespace", "DeprecateNamespace", "UpdateNamespace"}

Path = tuple[str | int, ...]


def leaves(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield the paths of all values in a request: of messages, and of what is in them."""
    if path:
        yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from leaves(item, (*path, index))


def changed(request: Json, path: Path, *value: Any) -> Json:
    """Return a copy of a request with another value at a path, or with none."""
    copied = copy.deepcopy(request)
    place: Any = copied
    for key in path[:-1]:
        place = place[key]
    if value:
        place[path[-1]] = value[0]
    else:
        del place[path[-1]]
    return copied


def variants(rpc: str, has_namespace: bool) -> Iterator[tuple[str, Json]]:
    """Yield the ways in which a request can be wrong, with a name for each; and the whole one.

    Args:
        rpc: The name of the RPC.
        has_namespace: Whether its requests say of which namespace they are.
    """
    whole = WHOLE[rpc]
    yield "nothing", {"namespace": ""} if has_namespace else {}
    if has_namespace:
        yield "elsewhere", {**whole, "namespace": "nowhere"}
        whole = {"namespace": ID if rpc in ELSEWHERE_ONLY else HERE, **whole}
    yield "whole", whole
    for name, request in mistakes(whole):
        # The other helpers fill in the namespace that is missing.
        yield name, {"namespace": "", **request} if has_namespace else request


def mistakes(request: Json) -> Iterator[tuple[str, Json]]:
    """Yield a whole request with one mistake, and the mistake's name."""
    for path, value in list(leaves(request)):
        name = ".".join(map(str, path))
        yield f"without {name}", changed(request, path)
        key = path[-1]
        if key in ("runId", "firstExecutionRunId"):
            yield f"{name} is no uuid", changed(request, path, "no-uuid")
        elif key in ("query", "visibilityQuery") and isinstance(value, str):
            yield f"{name} cannot be read", changed(request, path, "=")
        elif key == "nextPageToken":
            yield f"{name} is wrong", changed(request, path, "bm9uc2Vuc2U=")
        elif isinstance(value, str) and value.endswith("s") and value[:-1].isdigit():
            yield f"{name} is negative", changed(request, path, "-1s")
        elif key in ("workflowId", "activityId", "requestId", "name", "scheduleId", "jobId", "updateId", "id"):
            yield f"{name} is too long", changed(request, path, "x" * 1001)


def fill(value: Any, name: str, namespace: str) -> Any:
    """Put a name where a request has `ID`, and a namespace where it has `HERE`."""
    if isinstance(value, dict):
        return {key: fill(item, name, namespace) for key, item in value.items()}
    if isinstance(value, list):
        return [fill(item, name, namespace) for item in value]
    if value == HERE:
        return namespace
    return name if value == ID else value
