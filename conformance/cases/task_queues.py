"""What is told of task queues: backlogs and their age, pollers and their builds, in both forms, by raw requests."""

from typing import Any

from conformance.raw import Raw

RAW = True


def shape(value: Any) -> Any:
    """Reduce ages and rates to whether there are any, and leave out times."""
    if isinstance(value, dict):
        shown = {k: shape(v) for k, v in value.items() if not k.endswith("Time")}
        for field in ("tasksAddRate", "tasksDispatchRate"):
            if field in shown:
                shown[field] = shown[field] > 0
        if "approximateBacklogAge" in shown:
            shown["approximateBacklogAge"] = shown["approximateBacklogAge"] != "0s"
        return shown
    if isinstance(value, list):
        return [shape(item) for item in value]
    return value


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    queue = {"taskQueue": {"name": env.queue}}
    both = {"taskQueueTypes": ["TASK_QUEUE_TYPE_WORKFLOW", "TASK_QUEUE_TYPE_ACTIVITY"]}
    enhanced = {"apiMode": "DESCRIBE_TASK_QUEUE_MODE_ENHANCED", **queue}
    everything = {"reportStats": True, "reportPollers": True, "reportTaskReachability": True, **both}

    async def look(**fields: Any) -> Any:
        return shape(await raw.error("DescribeTaskQueue", **fields))

    async def waiting(kind: str, count: int) -> bool:
        fields = {**queue, "taskQueueType": f"TASK_QUEUE_TYPE_{kind}", "reportStats": True}
        stats = (await raw.call("DescribeTaskQueue", **fields))["stats"]
        aged = stats["approximateBacklogAge"] != "0s" or count == 0
        return int(stats.get("approximateBacklogCount", 0)) == count and aged

    sticky = {"taskQueue": {"name": f"{env.queue}-sticky", "kind": "TASK_QUEUE_KIND_STICKY", "normalName": env.queue}}
    seen["sticky"] = [await look(**sticky), await look(**{**enhanced, **sticky})]
    seen["refused"] = [
        await look(),
        await look(apiMode="DESCRIBE_TASK_QUEUE_MODE_ENHANCED"),
        await look(taskQueue={}),
        await look(taskQueue={}, apiMode="DESCRIBE_TASK_QUEUE_MODE_ENHANCED"),
        await look(**queue, taskQueueType="TASK_QUEUE_TYPE_NEXUS"),
    ]
    seen["fresh"] = [
        await look(**queue),
        await look(**queue, taskQueueType="TASK_QUEUE_TYPE_ACTIVITY", reportStats=True, includeTaskQueueStatus=True),
        await look(**{**enhanced, **everything, "taskQueue": {"name": f"{env.queue}-fresh"}}),
        # The official server keeps what it has told in this form for a while, whatever is asked for then.
        await look(**{**enhanced, "taskQueue": {"name": f"{env.queue}-fresher"}}),
        await look(
            **{**enhanced, "taskQueue": {"name": f"{env.queue}-other"}}, taskQueueTypes=[0, 3], reportStats=True
        ),
    ]
    for name in ("one", "two"):
        await raw.start(name)
    await env.until(lambda: waiting("WORKFLOW", 2))
    seen["two tasks"] = await look(**queue, reportStats=True)
    act = {"activityId": "a", "activityType": {"name": "Act"}, "startToCloseTimeout": "9s", **queue}
    capabilities = {"workerVersionCapabilities": {"buildId": "build"}, "identity": "builder", **queue}
    for _ in range(2):
        request = raw.message("PollWorkflowTaskQueue", capabilities)
        task = await raw.send("PollWorkflowTaskQueue", request)
        await raw.complete(task, {"scheduleActivityTask": act})
    await env.until(lambda: waiting("ACTIVITY", 2))
    await env.until(lambda: waiting("WORKFLOW", 0))
    seen["two activities"] = [
        await look(**queue, taskQueueType="TASK_QUEUE_TYPE_ACTIVITY", reportStats=True),
        await look(**enhanced, **everything),
        await look(**enhanced, reportPollers=True, reportStats=True, taskQueueTypes=["TASK_QUEUE_TYPE_WORKFLOW"]),
    ]
    seen["versions"] = [
        await look(**enhanced, **everything, versions={"buildIds": ["never"]}),
        await look(**enhanced, **everything, versions={"unversioned": True}),
        await look(**enhanced, **everything, versions={"allActive": True}),
    ]
    return env.names(seen)
