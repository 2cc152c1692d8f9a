#!/usr/bin/env python3
"""Side-by-side benchmark of a Temporal-API Python package.

One file, two packages: the package under test is named by --pkg and imported by that name, so
the very same workflow code runs on `temporalio` and on `everloop`.

    sdk_bench.py --pkg temporalio --target 127.0.0.1:7233 --scenario all --json out.json
    sdk_bench.py --pkg everloop   --target embedded:bench.db --scenario hello,chain

--target is what Client.connect() is given. Each scenario prints one JSON line:
{"scenario": ..., "pkg": ..., "figures": {...}}. Times are seconds of wall clock unless named
otherwise; rates are per second; cpu_s is this process's user+sys time over the scenario.
A scenario's result values are checked, so a run that computes nothing fails.

Byte code is cached even where PYTHONDONTWRITEBYTECODE is set: without it a sandbox that
re-imports modules compiles them again for each run, which no user's machine does.
"""

import argparse
import asyncio
import importlib
import json
import os
import resource
import sys
import tempfile
import time
import uuid

sys.dont_write_bytecode = False


def parse() -> argparse.Namespace:
    p = argparse.ArgumentParser()
    p.add_argument("--pkg", default="temporalio")
    p.add_argument("--target", default="127.0.0.1:7233")
    p.add_argument("--scenario", default="all")
    p.add_argument("--scale", type=float, default=1.0, help="multiplies every count")
    p.add_argument("--sandbox", choices=["on", "off"], default="on")
    p.add_argument("--json", help="append the result lines to this file")
    return p.parse_args()


ARGS = parse()
PKG = ARGS.pkg
T_IMPORT = time.perf_counter()
importlib.import_module(f"{PKG}.activity")
importlib.import_module(f"{PKG}.workflow")
client_mod = importlib.import_module(f"{PKG}.client")
worker_mod = importlib.import_module(f"{PKG}.worker")
T_IMPORT = time.perf_counter() - T_IMPORT
QUEUE = f"bench-{uuid.uuid4().hex[:8]}"


with (
    open(os.path.join(os.path.dirname(os.path.abspath(__file__)), "workflows.py.in")) as template,
    open(os.path.join(MODULE_DIR := tempfile.mkdtemp(), "bench_workflows.py"), "w") as module,
):
    module.write(template.read().replace("PACKAGE", PKG))
sys.path.insert(0, MODULE_DIR)
from bench_workflows import Chain, Counter, Empty, FanOut, Hello, LocalChain, Timers, add_one, echo  # noqa: E402

WORKFLOWS = [Hello, Empty, Chain, LocalChain, FanOut, Timers, Counter]


def n(count: int) -> int:
    return max(1, int(count * ARGS.scale))


def pct(values: list, q: float) -> float:
    values = sorted(values)
    return values[min(len(values) - 1, int(len(values) * q))]


def rss_mib() -> float:
    with open("/proc/self/statm") as f:
        return int(f.read().split()[1]) * resource.getpagesize() / 2**20


async def connect():
    return await client_mod.Client.connect(ARGS.target)


def make_worker(client, **kw):
    if ARGS.sandbox == "off":
        kw["workflow_runner"] = worker_mod.UnsandboxedWorkflowRunner()
    return worker_mod.Worker(
        client,
        task_queue=QUEUE,
        workflows=WORKFLOWS,
        activities=[echo, add_one],
        max_concurrent_activities=500,
        max_concurrent_workflow_tasks=500,
        max_cached_workflows=kw.pop("max_cached_workflows", 20000),
        **kw,
    )


async def many(client, defn, arg_of, count: int, concurrency: int, check):
    gate = asyncio.Semaphore(concurrency)
    lat: list = []

    async def one(i: int) -> None:
        async with gate:
            t = time.perf_counter()
            result = await client.execute_workflow(defn, arg_of(i), id=f"b-{uuid.uuid4().hex}", task_queue=QUEUE)
            lat.append(time.perf_counter() - t)
            assert check(i, result), (i, result)

    t = time.perf_counter()
    await asyncio.gather(*[one(i) for i in range(count)])
    wall = time.perf_counter() - t
    return {
        "count": count,
        "concurrency": concurrency,
        "wall": wall,
        "per_s": count / wall,
        "p50_ms": pct(lat, 0.5) * 1e3,
        "p99_ms": pct(lat, 0.99) * 1e3,
    }


async def s_hello(client):
    """Workflow with one activity, 50 in flight"""
    return await many(client, Hello.run, lambda i: str(i), n(1000), 50, lambda i, r: r == f"hello {i}")


async def s_latency(client):
    """Workflow with one activity, one at a time"""
    return await many(client, Hello.run, lambda i: str(i), n(100), 1, lambda i, r: r == f"hello {i}")


async def s_empty(client):
    """Workflow that only returns, 50 in flight"""
    return await many(client, Empty.run, lambda i: i, n(1000), 50, lambda i, r: r == i)


async def single(client, defn, arg, steps: int, expect):
    t = time.perf_counter()
    result = await client.execute_workflow(defn, arg, id=f"b-{uuid.uuid4().hex}", task_queue=QUEUE)
    wall = time.perf_counter() - t
    assert result == expect, result
    return {"steps": steps, "wall": wall, "per_s": steps / wall, "ms_per_step": wall / steps * 1e3}


async def s_chain(client):
    """One workflow, sequential activities"""
    k = n(300)
    return await single(client, Chain.run, k, k, k)


async def s_local(client):
    """One workflow, sequential local activities"""
    k = n(500)
    return await single(client, LocalChain.run, k, k, k)


async def s_fanout(client):
    """One workflow, parallel activities"""
    k = n(1000)
    return await single(client, FanOut.run, k, k, k * (k + 1) // 2)


async def s_timers(client):
    """One workflow, sequential 1 ms timers"""
    k = n(100)
    return await single(client, Timers.run, k, k, k)


async def s_messages(client):
    """signals, updates and queries on one running workflow"""
    h = await client.start_workflow(Counter.run, id=f"b-{uuid.uuid4().hex}", task_queue=QUEUE)
    k = n(200)
    lat = []
    for i in range(k):
        t = time.perf_counter()
        assert await h.execute_update(Counter.add_and_get, 1) == i + 1
        lat.append(time.perf_counter() - t)
    qlat = []
    for _ in range(k):
        t = time.perf_counter()
        assert await h.query(Counter.get) == k
        qlat.append(time.perf_counter() - t)
    t = time.perf_counter()
    s = n(1000)
    await asyncio.gather(*[h.signal(Counter.add, 1) for _ in range(s)])
    await h.signal(Counter.finish)
    assert await h.result() == k + s
    return {
        "update_p50_ms": pct(lat, 0.5) * 1e3,
        "update_p99_ms": pct(lat, 0.99) * 1e3,
        "query_p50_ms": pct(qlat, 0.5) * 1e3,
        "signals_per_s": s / (time.perf_counter() - t),
    }


async def s_cached(client):
    """Memory of idle cached workflows in the worker's process"""
    # Never fewer: what a burst of starts leaves behind would otherwise count as theirs.
    k = max(2000, n(2000))
    before = rss_mib()
    handles = await asyncio.gather(
        *[client.start_workflow(Counter.run, id=f"b-{uuid.uuid4().hex}", task_queue=QUEUE) for _ in range(k)]
    )
    for h in handles[:: max(1, k // 20)]:
        assert await h.query(Counter.get) == 0
    after = rss_mib()
    await asyncio.gather(*[h.signal(Counter.finish) for h in handles])
    # One after the other: servers limit how many may wait at once.
    for h in handles:
        await h.result()
    return {"workflows": k, "kib_per_workflow": (after - before) * 1024 / k}


async def s_replay(client):
    """Replay of a history already fetched"""
    k = n(1000)
    ident = f"b-{uuid.uuid4().hex}"
    await client.execute_workflow(FanOut.run, k, id=ident, task_queue=QUEUE)
    history = await client.get_workflow_handle(ident).fetch_history()
    events = len(history.events)
    kw = {"workflow_runner": worker_mod.UnsandboxedWorkflowRunner()} if ARGS.sandbox == "off" else {}
    replayer = worker_mod.Replayer(workflows=WORKFLOWS, **kw)
    await replayer.replay_workflow(history)
    best = float("inf")
    for _ in range(3):
        t = time.perf_counter()
        await replayer.replay_workflow(history)
        best = min(best, time.perf_counter() - t)
    return {"events": events, "best_wall": best, "events_per_s": events / best}


SCENARIOS = {
    f.__name__[2:]: f
    for f in (s_latency, s_hello, s_empty, s_chain, s_local, s_fanout, s_timers, s_messages, s_cached, s_replay)
}


def emit(name: str, figures: dict) -> None:
    line = json.dumps(
        {
            "scenario": name,
            "pkg": PKG,
            "target": ARGS.target.split(":")[0],
            "sandbox": ARGS.sandbox,
            "figures": {k: round(v, 4) if isinstance(v, float) else v for k, v in figures.items()},
        }
    )
    print(line, flush=True)
    if ARGS.json:
        with open(ARGS.json, "a") as f:
            f.write(line + "\n")


async def main() -> None:
    names = list(SCENARIOS) if ARGS.scenario == "all" else ARGS.scenario.split(",")
    emit("import", {"wall": T_IMPORT, "rss_mib": rss_mib()})
    client = await connect()
    async with make_worker(client):
        await client.execute_workflow(Hello.run, "warm", id=f"b-{uuid.uuid4().hex}", task_queue=QUEUE)
        for name in names:
            u = resource.getrusage(resource.RUSAGE_SELF)
            try:
                figures = await SCENARIOS[name](client)
            except Exception as e:  # a scenario that fails is reported, the rest still run
                figures = {"error": f"{type(e).__name__}: {e}"[:300]}
            v = resource.getrusage(resource.RUSAGE_SELF)
            figures["cpu_s"] = v.ru_utime - u.ru_utime + v.ru_stime - u.ru_stime
            emit(name, figures)


if __name__ == "__main__":
    asyncio.run(main())
