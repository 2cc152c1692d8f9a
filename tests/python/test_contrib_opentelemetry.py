"""Tracing by OpenTelemetry: the same program on everloop and on the official SDK makes the same spans."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

import opentelemetry.metrics
import opentelemetry.trace
import pytest
import temporalio.activity
import temporalio.client
import temporalio.contrib.opentelemetry
import temporalio.worker
import temporalio.workflow
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import everloop.client
import everloop.contrib.opentelemetry
import everloop.worker
from conformance.servers import start_everloop
from everloop import activity, workflow
from everloop.contrib.opentelemetry import MetricsExporter, OpenTelemetryPlugin, TracingInterceptor
from everloop.runtime import MetricBuffer, Runtime, TelemetryConfig
from everloop.testing import WorkflowEnvironment
from tests.programs import printed_by

PROBE = Path(__file__).with_name("tracing_probe.py")
WITH_SPANS = {"add_temporal_spans": True}
ALWAYS = {"always_create_workflow_spans": True}
INTERCEPTOR: list[dict[str, Any]] = [
    {"program": "everything"},
    {"program": "starts"},
    {"program": "mixed"},
    {"program": "ends"},
    {"program": "starts", "outer": False, "on_client": False},
    {"program": "everything", "outer": False, "on_client": False, "tracing": ALWAYS},
]
PLUGIN: list[dict[str, Any]] = [
    {"program": "api"},
    {"program": "api", "tracing": WITH_SPANS},
    {"program": "everything", "tracing": WITH_SPANS},
    {"program": "starts", "tracing": WITH_SPANS, "outer": False},
    {"program": "mixed"},
    {"program": "mixed", "tracing": WITH_SPANS},
    {"program": "ends", "tracing": WITH_SPANS},
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a server."""
    started = start_everloop(Path(tmp_path_factory.mktemp("server")))
    yield started.address
    started.stop()


def probe(package: str, style: str, jobs: list[dict[str, Any]], address: str) -> list[list[dict[str, Any]]]:
    environment = {**os.environ, "TRACING_PROBE_PACKAGE": package}
    arguments = [str(PROBE), style, json.dumps(jobs), address]
    output = printed_by(arguments, is_official=package == "temporalio", environment=environment)
    # The official core prints its warnings among them.
    printed = [json.loads(line) for line in output.splitlines() if line.startswith("[")]
    return [[json.loads(span) for span in spans] for spans in printed]


@pytest.mark.parametrize(("style", "jobs"), [("interceptor", INTERCEPTOR), ("plugin", PLUGIN)])
def test_the_same_spans_come_out(server: str, style: str, jobs: list[dict[str, Any]]) -> None:
    with ThreadPoolExecutor(2) as threads:
        probes = [threads.submit(probe, package, style, jobs, server) for package in ("everloop", "temporalio")]
    ours, official = (each.result() for each in probes)
    assert len(ours) == len(official) == len(jobs)
    for job, our_spans, official_spans in zip(jobs, ours, official, strict=True):
        assert our_spans == official_spans, job
    assert ours[0] != []


def test_a_workflow_that_is_replayed_again_and_again_makes_each_span_once(server: str) -> None:
    jobs = [
        {"program": "api", "worker": options, "tracing": WITH_SPANS} for options in ({}, {"max_cached_workflows": 0})
    ]
    cached, replayed = probe("everloop", "plugin", jobs, server)
    assert replayed == cached


@activity.defn
async def current_trace() -> str:
    """The id of the trace that the activity is part of."""
    return f"{opentelemetry.trace.get_current_span().get_span_context().trace_id:032x}"


@workflow.defn
class Traced:
    """Runs in the sandbox, and asks for what its spans may need: the clock and random numbers."""

    @workflow.run
    async def run(self) -> str:
        timeout = timedelta(seconds=30)
        return await workflow.execute_activity(current_trace, start_to_close_timeout=timeout)


@pytest.mark.parametrize("ours_is", ["worker", "client"])
async def test_a_trace_goes_from_one_sdk_into_the_other(server: str, ours_is: str) -> None:
    exporter, provider = InMemorySpanExporter(), TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    tracer = provider.get_tracer("test")
    ours = await everloop.client.Client.connect(server, interceptors=[TracingInterceptor(tracer)])
    official = await temporalio.client.Client.connect(
        server, interceptors=[temporalio.contrib.opentelemetry.TracingInterceptor(tracer)]
    )
    task_queue = str(uuid.uuid4())
    worker: Any
    if ours_is == "worker":
        worker = everloop.worker.Worker(ours, task_queue=task_queue, workflows=[Traced], activities=[current_trace])
    else:
        worker = temporalio.worker.Worker(
            official, task_queue=task_queue, workflows=[OfficialTraced], activities=[official_current_trace]
        )
    client: Any = official if ours_is == "worker" else ours
    async with worker:
        with tracer.start_as_current_span("outer") as outer:
            found = await client.execute_workflow("Traced", id=task_queue, task_queue=task_queue)
    trace_id = outer.get_span_context().trace_id
    assert found == f"{trace_id:032x}"
    spans = exporter.get_finished_spans()
    names = ["outer", "StartWorkflow", "RunWorkflow", "StartActivity", "RunActivity", "CompleteWorkflow"]
    assert {span.name.partition(":")[0] for span in spans} == {*names}
    assert {span.context.trace_id for span in spans if span.context} == {trace_id}


@temporalio.activity.defn(name="current_trace")
async def official_current_trace() -> str:
    """The same for a worker of the official SDK."""
    return f"{opentelemetry.trace.get_current_span().get_span_context().trace_id:032x}"


@temporalio.workflow.defn(name="Traced", sandboxed=False)
class OfficialTraced:
    """The same for a worker of the official SDK."""

    @temporalio.workflow.run
    async def run(self) -> str:
        timeout = timedelta(seconds=30)
        found = await temporalio.workflow.execute_activity("current_trace", start_to_close_timeout=timeout)
        return str(found)


@pytest.fixture
def exporter(monkeypatch: pytest.MonkeyPatch) -> InMemorySpanExporter:
    """Where the spans of a global tracer provider go that workflows can use."""
    exporter, provider = InMemorySpanExporter(), everloop.contrib.opentelemetry.create_tracer_provider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    monkeypatch.setattr(opentelemetry.trace, "_TRACER_PROVIDER", provider)
    return exporter


@workflow.defn
class Waiting:
    """Waits inside of a span."""

    def __init__(self) -> None:
        self.may_go = False

    @workflow.signal
    def go(self) -> None:
        self.may_go = True

    @workflow.query
    def is_there(self) -> bool:
        return True

    @workflow.run
    async def run(self) -> float:
        before = workflow.random().getstate()
        with opentelemetry.trace.get_tracer("program").start_as_current_span("waiting"):
            assert workflow.random().getstate() == before
            await workflow.wait_condition(lambda: self.may_go)
        return workflow.random().random()


def spans_of(exporter: InMemorySpanExporter) -> list[str]:
    return sorted(span.name for span in exporter.get_finished_spans())


async def test_spans_that_last_survive_the_worker_that_began_them(exporter: InMemorySpanExporter) -> None:
    async with await WorkflowEnvironment.start_local(plugins=[OpenTelemetryPlugin()]) as env:
        queue = str(uuid.uuid4())
        async with everloop.worker.Worker(env.client, task_queue=queue, workflows=[Waiting]):
            handle = await env.client.start_workflow(Waiting.run, id=queue, task_queue=queue)
            await handle.query(Waiting.is_there)
        # The run was forgotten with its worker, which is not the end of the span.
        assert spans_of(exporter) == []
        async with everloop.worker.Worker(env.client, task_queue=queue, workflows=[Waiting]):
            await handle.query(Waiting.is_there)
            await handle.signal(Waiting.go)
            await handle.result()
        assert spans_of(exporter) == ["waiting"]
        exporter.clear()
        history = await handle.fetch_history()
    replayer = everloop.worker.Replayer(workflows=[Waiting], plugins=[OpenTelemetryPlugin(add_temporal_spans=True)])
    await replayer.replay_workflow(history)
    assert spans_of(exporter) == []


async def test_a_plugin_without_its_tracer_provider_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opentelemetry.trace, "_TRACER_PROVIDER", TracerProvider())
    async with await WorkflowEnvironment.start_local() as env:
        with pytest.raises(ValueError, match="must be a ReplaySafeTracerProvider"):
            everloop.worker.Worker(env.client, task_queue="q", workflows=[Waiting], plugins=[OpenTelemetryPlugin()])


READER = InMemoryMetricReader()
METER = everloop.contrib.opentelemetry.ReplaySafeMeterProvider(MeterProvider(metric_readers=[READER])).get_meter("own")
COUNTER, UP_DOWN = METER.create_counter("counter"), METER.create_up_down_counter("up_down")
HISTOGRAM, GAUGE = METER.create_histogram("histogram"), METER.create_gauge("gauge")


class Lines(everloop.contrib.opentelemetry.ReplaySafeLoggerProvider):
    """Keeps what is logged."""

    def __init__(self) -> None:
        super().__init__(self)
        self.bodies: list[Any] = []

    def get_logger(self, *_: Any, **__: Any) -> Any:
        return self

    def emit(self, record: Any = None, **fields: Any) -> None:
        self.bodies.append(fields.get("body") if record is None else record)


LINES = Lines()
LOGGER = everloop.contrib.opentelemetry.ReplaySafeLoggerProvider(LINES).get_logger("own")


@workflow.defn
class Recording:
    """Records and logs."""

    @workflow.query
    def record(self) -> None:
        COUNTER.add(100)
        LOGGER.emit(body="query")

    @workflow.run
    async def run(self) -> None:
        COUNTER.add(1)
        UP_DOWN.add(-1, {"a": "b"})
        HISTOGRAM.record(2.5)
        GAUGE.set(4)
        LOGGER.emit(body="run")


def recorded() -> dict[str, Any]:
    data = READER.get_metrics_data()
    assert data is not None
    metrics = [metric for one in data.resource_metrics for scope in one.scope_metrics for metric in scope.metrics]
    points: dict[str, Any] = {metric.name: metric.data.data_points[0] for metric in metrics}
    return {name: getattr(point, "value", None) or point.sum for name, point in points.items()}


async def test_nothing_is_recorded_or_logged_twice() -> None:
    async with await WorkflowEnvironment.start_local() as env:
        queue = str(uuid.uuid4())
        async with everloop.worker.Worker(env.client, task_queue=queue, workflows=[Recording], max_cached_workflows=0):
            handle = await env.client.start_workflow(Recording.run, id=queue, task_queue=queue)
            await handle.result()
            await handle.query(Recording.record)
        history = await handle.fetch_history()
    await everloop.worker.Replayer(workflows=[Recording]).replay_workflow(history)
    assert recorded() == {"counter": 101, "up_down": -1, "histogram": 2.5, "gauge": 4}
    assert LINES.bodies == ["run", "query"]


async def test_a_runtime_s_metrics_go_to_a_meter_provider() -> None:
    buffer, reader = MetricBuffer(10_000), InMemoryMetricReader()
    runtime = Runtime(telemetry=TelemetryConfig(metrics=buffer))
    meter = runtime.metric_meter.with_additional_attributes({"where": "here"})
    counter, gauge = meter.create_counter("own_counter", "what", "things"), meter.create_gauge("own_gauge")
    provider = MeterProvider(metric_readers=[reader])
    async with MetricsExporter(buffer, provider, poll_interval=timedelta(milliseconds=1)):
        counter.add(2)
        gauge.set(5)
    counter.add(3)
    exporter = MetricsExporter(buffer, provider)
    await exporter.__aenter__()
    meter.create_histogram_timedelta("own_duration").record(timedelta(seconds=2))
    await exporter.shutdown()
    data = reader.get_metrics_data()
    assert data is not None
    (scope,) = data.resource_metrics[0].scope_metrics
    assert scope.scope.name == "temporalio"
    found = {metric.name: metric for metric in scope.metrics}
    assert found["own_counter"].unit == "things"
    assert found["own_counter"].description == "what"
    points: dict[str, Any] = {name: metric.data.data_points[0] for name, metric in found.items()}
    assert points["own_counter"].value == 5
    assert points["own_counter"].attributes["where"] == "here"
    assert points["own_gauge"].value == 5
    assert points["own_duration"].sum == 2000


async def test_an_exporter_reports_what_cannot_be_recorded() -> None:
    buffer = MetricBuffer(10)
    runtime = Runtime(telemetry=TelemetryConfig(metrics=buffer))
    errors: list[Exception] = []

    class Broken(opentelemetry.metrics.NoOpMeterProvider):
        def get_meter(self, *_: Any, **__: Any) -> Any:
            return None

    runtime.metric_meter.create_counter("own").add(1)
    async with MetricsExporter(buffer, Broken(), on_error=errors.append):
        pass
    assert [type(error) for error in errors] == [AttributeError]
