"""Runtimes: what they accept, and what becomes of the metrics of a program."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from conformance.servers import free_port
from everloop import activity, workflow
from everloop.client import Client
from everloop.common import MetricMeter
from everloop.runtime import (
    BUFFERED_METRIC_KIND_COUNTER,
    BUFFERED_METRIC_KIND_HISTOGRAM,
    BufferedMetricUpdate,
    LogForwardingConfig,
    LoggingConfig,
    MetricBuffer,
    MetricBufferDurationFormat,
    OpenTelemetryConfig,
    OpenTelemetryMetricTemporality,
    PrometheusConfig,
    Runtime,
    TelemetryConfig,
    TelemetryFilter,
)
from everloop.worker import Worker

QUEUE = "metrics"


def buffered(buffer: MetricBuffer, **options: object) -> Runtime:
    return Runtime(telemetry=TelemetryConfig(metrics=buffer, **options))  # type: ignore[arg-type]


def told(update: BufferedMetricUpdate) -> tuple[str, int | float, dict[str, object]]:
    return update.metric.name, update.value, dict(update.attributes)


def test_without_metrics_nothing_is_recorded() -> None:
    assert Runtime(telemetry=TelemetryConfig()).metric_meter is MetricMeter.noop


def test_a_buffer_holds_every_value_in_order() -> None:
    buffer = MetricBuffer(100)
    meter = buffered(buffer, attach_service_name=False, global_tags={"tag": "1"}).metric_meter
    counter = meter.create_counter("c", "described", "calls")
    counter.add(2, {"text": "x", "flag": True, "number": 3, "part": 1.5})
    counter.with_additional_attributes({"more": "y"}).add(3)
    meter.create_histogram_timedelta("d", unit="duration").record(timedelta(microseconds=2900))
    meter.create_histogram_float("f").record(1.5)
    meter.create_gauge("g").set(4)
    meter.create_gauge_float("gf").set(4)
    updates = buffer.retrieve_updates()
    assert [told(update) for update in updates] == [
        ("c", 2, {"tag": "1", "text": "x", "flag": True, "number": 3, "part": 1.5}),
        ("c", 3, {"tag": "1", "more": "y"}),
        ("d", 2, {"tag": "1"}),
        ("f", 1.5, {"tag": "1"}),
        ("g", 4, {"tag": "1"}),
        ("gf", 4.0, {"tag": "1"}),
    ]
    assert updates[0].metric is updates[1].metric
    assert (updates[0].metric.description, updates[0].metric.unit) == ("described", "calls")
    assert updates[0].metric.kind == BUFFERED_METRIC_KIND_COUNTER
    assert (updates[2].metric.kind, updates[2].metric.unit) == (BUFFERED_METRIC_KIND_HISTOGRAM, "ms")
    assert updates[3].attributes is updates[4].attributes
    assert buffer.retrieve_updates() == []


def test_durations_of_a_buffer_may_be_seconds() -> None:
    buffer = MetricBuffer(10, MetricBufferDurationFormat.SECONDS)
    buffered(buffer).metric_meter.create_histogram_timedelta("d").record(timedelta(milliseconds=2))
    (update,) = buffer.retrieve_updates()
    assert told(update) == ("d", 0.002, {"service_name": "temporal-core-sdk"})


def test_a_full_buffer_drops_what_comes_later() -> None:
    buffer = MetricBuffer(2)
    counter = buffered(buffer).metric_meter.create_counter("c")
    for value in range(5):
        counter.add(value)
    assert [update.value for update in buffer.retrieve_updates()] == [0, 1]
    counter.add(9)
    assert [update.value for update in buffer.retrieve_updates()] == [9]


def test_wrong_values_are_refused() -> None:
    meter = buffered(MetricBuffer(10)).metric_meter
    for record in (
        lambda: meter.create_counter("c").add(-1),
        lambda: meter.create_gauge_float("g").set(-1.5),
        lambda: meter.create_histogram_timedelta("d").record(timedelta(seconds=-1)),
    ):
        with pytest.raises(ValueError, match="Metric value cannot be negative"):
            record()
    with pytest.raises(TypeError, match="Invalid value type for key x"):
        meter.create_counter("c").add(1, {"x": [1]})  # type: ignore[dict-item]


def test_wrong_options_are_named() -> None:
    with pytest.raises(RuntimeError, match="before runtime created"):
        MetricBuffer(1).retrieve_updates()
    with pytest.raises(ValueError, match='Invalid Prometheus address "zzz"'):
        Runtime(telemetry=TelemetryConfig(metrics=PrometheusConfig(bind_address="zzz")))
    with pytest.raises(ValueError, match=r"Invalid OTel .*zzz"):
        Runtime(telemetry=TelemetryConfig(metrics=OpenTelemetryConfig(url="zzz")))
    with pytest.raises(ValueError, match="must be positive"):
        Runtime(telemetry=TelemetryConfig(), worker_heartbeat_interval=timedelta(0))


def test_prometheus_reads_what_the_program_records() -> None:
    address = f"127.0.0.1:{free_port()}"
    config = PrometheusConfig(bind_address=address, histogram_bucket_overrides={"h": [1, 2.5]})
    runtime = Runtime(telemetry=TelemetryConfig(metrics=config, attach_service_name=False, global_tags={"tag": "1"}))
    runtime.metric_meter.create_histogram("h", "described").record(2)
    with urlopen(f"http://{address}/metrics") as reply:
        text = reply.read().decode()
    assert text == (
        "# HELP h described\n# TYPE h histogram\n"
        'h_bucket{tag="1",le="1"} 0\nh_bucket{tag="1",le="2.5"} 1\nh_bucket{tag="1",le="+Inf"} 1\n'
        'h_sum{tag="1"} 2\nh_count{tag="1"} 1\n'
    )
    with pytest.raises(HTTPError, match="404"):
        urlopen(f"http://{address}/")
    with pytest.raises(ValueError, match="Failed starting Prometheus exporter"):
        Runtime(telemetry=TelemetryConfig(metrics=PrometheusConfig(bind_address=address)))


class Collector:
    """An HTTP server that keeps what is posted to it."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, str | None, bytes]] = []
        self.arrived = threading.Event()
        collector = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["content-length"]))
                collector.requests.append((self.path, self.headers["x-key"], body))
                self.send_response(200)
                self.end_headers()
                collector.arrived.set()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/v1/metrics"


@pytest.fixture
def collector() -> Iterator[Collector]:
    made = Collector()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_a_collector_gets_metrics_over_http(collector: Collector) -> None:
    config = OpenTelemetryConfig(
        url=collector.url,
        headers={"x-key": "secret"},
        metric_periodicity=timedelta(milliseconds=20),
        metric_temporality=OpenTelemetryMetricTemporality.DELTA,
        http=True,
    )
    runtime = Runtime(telemetry=TelemetryConfig(metrics=config, global_tags={"tag": "tagged"}))
    runtime.metric_meter.create_counter("counted").add(1)
    while not any(b"counted" in body for _, _, body in collector.requests):
        collector.arrived.wait(20)
        collector.arrived.clear()
    path, key, body = next(it for it in collector.requests if b"counted" in it[2])
    assert (path, key) == ("/v1/metrics", "secret")
    for part in (b"temporal-core-sdk", b"tag", b"tagged", b"service.name"):
        assert part in body


@activity.defn
async def count_activity() -> None:
    activity.metric_meter().create_counter("in_activity").add(1)


@workflow.defn
class Counting:
    @workflow.run
    async def run(self) -> None:
        meter = workflow.metric_meter().with_additional_attributes({"more": 1})
        meter.create_counter("in_workflow").add(1)
        await workflow.execute_activity(count_activity, start_to_close_timeout=timedelta(seconds=10))
        meter.create_counter("in_workflow").add(1)


async def test_workflows_count_once_however_often_they_are_replayed() -> None:
    buffer = MetricBuffer(10_000)
    runtime = buffered(buffer, attach_service_name=False, metric_prefix="my_")
    client = await Client.connect("embedded::memory:", runtime=runtime)
    async with Worker(
        client, task_queue=QUEUE, workflows=[Counting], activities=[count_activity], max_cached_workflows=0
    ):
        await asyncio.gather(
            *(client.execute_workflow(Counting.run, id=f"w{index}", task_queue=QUEUE) for index in range(3))
        )
    updates = [told(update) for update in buffer.retrieve_updates()]
    names = {"namespace": "default", "task_queue": QUEUE}
    assert updates.count(("in_workflow", 1, {**names, "workflow_type": "Counting", "more": 1})) == 6
    assert updates.count(("in_activity", 1, {**names, "activity_type": "count_activity"})) == 3
    assert updates.count(("my_workflow_completed", 1, {**names, "workflow_type": "Counting"})) == 3
    assert ("my_worker_start", 1, names) in updates


@workflow.defn
class Broken:
    @workflow.run
    async def run(self) -> None:
        raise ValueError("broken on purpose")


class Records(logging.Handler):
    """Keeps records, and tells when one came."""

    def __init__(self) -> None:
        super().__init__()
        self.records: list[logging.LogRecord] = []
        self.came = threading.Event()

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)
        self.came.set()


async def test_lines_of_the_core_reach_a_logger() -> None:
    logger, records = logging.getLogger("forwarded"), Records()
    logger.addHandler(records)
    forwarding = LogForwardingConfig(logger=logger)
    log_filter = TelemetryFilter(core_level="WARN", other_level="ERROR")
    runtime = Runtime(
        telemetry=TelemetryConfig(logging=LoggingConfig(filter=log_filter, forwarding=forwarding)),
    )
    try:
        client = await Client.connect("embedded::memory:", runtime=runtime)
        async with Worker(client, task_queue=QUEUE, workflows=[Broken]):
            handle = await client.start_workflow(Broken.run, id="broken", task_queue=QUEUE)
            assert await asyncio.to_thread(records.came.wait, 30)
            await handle.terminate()
        record = records.records[0]
        assert (record.levelname, record.pathname, record.funcName) == ("WARNING", "(sdk-core)", "(sdk-core)")
        assert record.name.startswith("forwarded-sdk_core::everloop_worker::")
        assert record.getMessage().startswith("[sdk_core::everloop_worker::")
        assert "broken on purpose" in record.getMessage()
        entry = record.__dict__["temporal_log"]
        assert entry.fields["workflow_type"] == "Broken"
        assert record.created == entry.time
    finally:
        Runtime(telemetry=TelemetryConfig())
        logger.removeHandler(records)


def test_a_wrong_log_filter_is_named() -> None:
    with pytest.raises(ValueError, match='log filter "a=b=c"'):
        Runtime(telemetry=TelemetryConfig(logging=LoggingConfig(filter="a=b=c")))


def test_bounds_by_a_part_of_names_and_tags_before_the_service_name() -> None:
    address = f"127.0.0.1:{free_port()}"
    config = PrometheusConfig(bind_address=address, histogram_bucket_overrides={"latency": [7.0]})
    runtime = Runtime(telemetry=TelemetryConfig(metrics=config, global_tags={"service_name": "mine"}))
    runtime.metric_meter.create_histogram("some_latency_of_mine").record(1, {"large": 2**70})
    with urlopen(f"http://{address}/metrics") as reply:
        text = reply.read().decode()
    buckets = [line for line in text.splitlines() if line.startswith("some_latency_of_mine_bucket")]
    assert len(buckets) == 2
    assert all('service_name="mine"' in line and "temporal-core-sdk" not in line for line in buckets)
    assert 'le="7"' in buckets[0]
