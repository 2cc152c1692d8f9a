"""Environments for tests: an engine whose time can be skipped, a local one, and a context for single activities.

    async with await WorkflowEnvironment.start_time_skipping() as env:
        async with Worker(env.client, task_queue="orders", workflows=[Order]):
            result = await env.client.execute_workflow(Order.run, id="o-1", task_queue="orders")

Nothing is downloaded and no process is started: the engine runs in the test's own. With pytest, the fixtures of
`everloop.pytest_plugin` make these environments.
"""

from ._activity import ActivityEnvironment
from ._environment import WorkflowEnvironment
from ._time_skipper import TimeSkipper, TimeSkippingConfig

__all__ = ["ActivityEnvironment", "TimeSkipper", "TimeSkippingConfig", "WorkflowEnvironment"]
