"""What operators tell of task queues: rates and weights, what is refused, and what is told of it, by raw requests."""

from typing import Any

from conformance.raw import Raw

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: list[Any] = []

    async def tell(kind: str, **fields: Any) -> None:
        fields = {"taskQueue": env.queue, "taskQueueType": f"TASK_QUEUE_TYPE_{kind}", **fields}
        request = raw.message("UpdateTaskQueueConfig", fields)
        service = env.module("service")
        try:
            response = await raw.send("UpdateTaskQueueConfig", request)
        except service.RPCError as error:
            seen.append(raw.describe(error))
        else:
            seen.append(described(response.config))

    def described(config: Any) -> Any:
        def limit(one: Any) -> Any:
            has_rate = one.HasField("rate_limit")
            rate = one.rate_limit.requests_per_second if has_rate else None
            return [rate, one.metadata.reason, one.metadata.update_identity, one.metadata.HasField("update_time")]

        return {
            "rate": limit(config.queue_rate_limit) if config.HasField("queue_rate_limit") else None,
            "of keys": limit(config.fairness_keys_rate_limit_default)
            if config.HasField("fairness_keys_rate_limit_default")
            else None,
            "weights": dict(config.fairness_weight_overrides),
        }

    async def look(kind: str, *, config: bool, name: str = "") -> None:
        fields = {
            "taskQueue": {"name": name or env.queue},
            "taskQueueType": f"TASK_QUEUE_TYPE_{kind}",
            "reportConfig": config,
        }
        response = await raw.send("DescribeTaskQueue", raw.message("DescribeTaskQueue", fields))
        rate = response.effective_rate_limit
        shown = described(response.config) if response.HasField("config") else None
        seen.append([shown, rate.requests_per_second, rate.rate_limit_source])

    def limit(rate: float | None, reason: str = "") -> Any:
        return {"reason": reason} if rate is None else {"rateLimit": {"requestsPerSecond": rate}, "reason": reason}

    await tell("ACTIVITY", namespace="")
    await tell("ACTIVITY", namespace="nowhere", updateQueueRateLimit=limit(1))
    await tell("ACTIVITY", taskQueue="/_sys/x/1", updateQueueRateLimit=limit(1))
    await tell("ACTIVITY", identity="i" * 1001, updateQueueRateLimit=limit(1))
    await tell("ACTIVITY", updateQueueRateLimit=limit(1, "r" * 1001))
    await tell("ACTIVITY", updateQueueRateLimit=limit(-1))
    await tell("ACTIVITY", updateFairnessKeyRateLimitDefault=limit(-1))
    await tell("WORKFLOW", updateQueueRateLimit=limit(1))
    await tell("WORKFLOW", updateFairnessKeyRateLimitDefault=limit(1))
    await tell("WORKFLOW", setFairnessWeightOverrides={"a": 0})
    await tell("WORKFLOW", setFairnessWeightOverrides={"k" * 65: 1})
    await tell("WORKFLOW", setFairnessWeightOverrides={"a": 1}, unsetFairnessWeightOverrides=["a"])
    await tell("WORKFLOW", setFairnessWeightOverrides={str(n): 1 for n in range(1001)})
    await look("ACTIVITY", config=True, name=env.id("unknown"))
    await tell("WORKFLOW", setFairnessWeightOverrides={"a": 2.5, "b": 0.5})
    await tell("WORKFLOW", unsetFairnessWeightOverrides=["a", "never set"])
    await look("WORKFLOW", config=True)
    await tell("ACTIVITY", updateQueueRateLimit=limit(5, "slow down"), identity="operator")
    await tell("ACTIVITY", updateFairnessKeyRateLimitDefault=limit(2))
    await look("ACTIVITY", config=True)
    await look("ACTIVITY", config=False)
    await tell("ACTIVITY", updateQueueRateLimit=limit(None, "fast again"))
    await look("ACTIVITY", config=True)
    return seen
