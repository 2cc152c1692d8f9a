"""One trace through client, workflow and activity: `python examples/tracing.py [ADDRESS]`.

The program uses OpenTelemetry's own API everywhere, in the workflow too. A span of the workflow lasts as long as what
it stands for, and is exported once, however often the workflow is replayed. Needs `everloop[opentelemetry]`.
"""

import asyncio
import sys
from datetime import timedelta

from opentelemetry import trace
from opentelemetry.sdk.trace import ReadableSpan
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from everloop import activity, workflow
from everloop.client import Client
from everloop.contrib.opentelemetry import OpenTelemetryPlugin, create_tracer_provider
from everloop.worker import Worker

tracer = trace.get_tracer("bakery")


@activity.defn
async def bake(bread: str) -> str:
    with tracer.start_as_current_span("heat the oven"):
        return f"{bread}, warm"


@workflow.defn
class Order:
    @workflow.run
    async def run(self, bread: str) -> str:
        with tracer.start_as_current_span("make bread", attributes={"bread": bread}):
            await asyncio.sleep(0.01)
            return await workflow.execute_activity(bake, bread, start_to_close_timeout=timedelta(seconds=10))


async def main() -> None:
    # A real program exports to a collector, with a BatchSpanProcessor and an OTLPSpanExporter.
    exporter, provider = InMemorySpanExporter(), create_tracer_provider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    trace.set_tracer_provider(provider)

    target = sys.argv[1] if sys.argv[1:] else "embedded::memory:"
    client = await Client.connect(target, plugins=[OpenTelemetryPlugin(add_temporal_spans=True)])
    async with Worker(client, task_queue="bakery", workflows=[Order], activities=[bake]):
        with tracer.start_as_current_span("customer"):
            print(await client.execute_workflow(Order.run, "rye", id="rye-bread", task_queue="bakery"))
    show(exporter.get_finished_spans(), None, 0)


def show(spans: tuple[ReadableSpan, ...], parent: int | None, depth: int) -> None:
    """Print the spans below one, as a tree."""
    for span in sorted(spans, key=lambda span: span.start_time or 0):
        if (span.parent.span_id if span.parent else None) == parent and span.context:
            print(". " * depth + span.name)
            show(spans, span.context.span_id, depth + 1)


if __name__ == "__main__":
    asyncio.run(main())
