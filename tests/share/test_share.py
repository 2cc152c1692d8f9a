"""One database and several processes: they share it without being told, and outlive its owner."""

from __future__ import annotations

import asyncio
import fcntl
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

import pytest

from conformance.servers import ROOT, everloop_command, free_port
from everloop.client import Client
from everloop.service import RPCError, RPCStatusCode
from tests.kill.flows import LOST_AFTER, QUEUE, Sum, expected
from tests.kill.process import connect, worker

TAKEOVER_SECONDS = 1.0


@contextmanager
def process(role: str, target: str) -> Generator[subprocess.Popen[bytes]]:
    """Run a role of `tests.share.process` until the end of the block."""
    command = [sys.executable, "-m", "tests.share.process", role, target]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE) as running:
        try:
            assert running.stdout is not None
            assert running.stdout.readline().startswith(b"ready")
            yield running
        finally:
            running.kill()


def holder(path: Path) -> int:
    """Return the process that holds the database's lock."""
    return int(path.with_name(f"{path.name}.lock").read_text().split()[0])


async def test_second_process_joins_and_takes_over(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    target = f"embedded:{path}"
    with process("work", target) as owner:
        client = await Client.connect(target)
        assert holder(path) == owner.pid
        assert path.with_name("app.db.sock").stat().st_mode & 0o777 == 0o600
        assert await client.execute_workflow(Sum.run, 5, id="through-owner", task_queue=QUEUE) == expected(5)
        async with worker(client):
            under_way = await client.start_workflow(
                Sum.run, 6, id="under-way", task_queue=QUEUE, task_timeout=LOST_AFTER
            )
            result = asyncio.create_task(under_way.result())
            await asyncio.sleep(0.05)
            owner.kill()
            killed = time.monotonic()
            await client.start_workflow(Sum.run, 7, id="after", task_queue=QUEUE)
            assert time.monotonic() - killed < TAKEOVER_SECONDS
            assert holder(path) == os.getpid()
            assert await result == expected(6)
            assert await client.get_workflow_handle("after").result() == expected(7)


async def test_owner_serves_the_workers_of_others(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    client = await Client.connect(f"embedded:{path}")
    with process("work", f"embedded:{path}"), process("work", f"embedded:{path}"):
        assert holder(path) == os.getpid()
        runs = [client.execute_workflow(Sum.run, n, id=f"w-{n}", task_queue=QUEUE) for n in range(6)]
        assert await asyncio.gather(*runs) == [expected(n) for n in range(6)]


async def test_server_in_front_of_an_embedded_owner(tmp_path: Path) -> None:
    path, port = tmp_path / "app.db", free_port()
    with process("hold", f"embedded:{path}") as owner:
        command = everloop_command(port, path)
        with subprocess.Popen(command, stdout=subprocess.PIPE) as server:
            try:
                assert server.stdout is not None
                assert f"process {owner.pid} holds" in server.stdout.readline().decode()
                client = await connect(f"127.0.0.1:{port}")
                async with worker(client):
                    assert await client.execute_workflow(Sum.run, 1, id="proxied", task_queue=QUEUE) == expected(1)
                    owner.kill()
                    assert await client.execute_workflow(Sum.run, 2, id="served", task_queue=QUEUE) == expected(2)
                assert holder(path) == server.pid
                joined = await Client.connect(f"embedded:{path}")
                assert await joined.get_workflow_handle("proxied").result() == expected(1)
            finally:
                server.terminate()


async def test_fork_after_opening(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    target = f"embedded:{path}"
    with process("fork", target) as owner:
        assert owner.stdout is not None
        told = owner.stdout.readline().decode()
        child = int(told.split()[1].rstrip(":"))
        try:
            assert f"was forked from process {owner.pid}, which already used everloop" in told
            client = await Client.connect(target)
            owner.kill()
            killed = time.monotonic()
            await client.start_workflow(Sum.run, 1, id="after", task_queue=QUEUE)
            assert time.monotonic() - killed < TAKEOVER_SECONDS, "the child keeps neither the lock nor the streams"
            assert holder(path) == os.getpid()
        finally:
            os.kill(child, signal.SIGKILL)


async def test_lock_of_a_stranger(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    with path.with_name("app.db.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(RuntimeError) as caught:
            await Client.connect(f"embedded:{path}")
    assert f"{path} is held by another process" in str(caught.value)
    await Client.connect(f"embedded:{path}")


def unprivileged(code: str) -> str:
    """Run Python code as a user whom permissions stop, and return what it prints."""
    # Imports come first: that user may not be allowed to read what is imported.
    imports = "import asyncio, os\nfrom everloop.client import Client\n"
    drop = "if os.geteuid() == 0: os.setgid(65534); os.setuid(65534)\n"
    command = [sys.executable, "-c", imports + drop + code]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False).stdout


CONNECT = """
try:
    asyncio.run(Client.connect("embedded:{path}"))
    print("opened")
except RuntimeError as error:
    print(error)
"""


@pytest.mark.parametrize("what", ["directory", "file"])
def test_without_permission_to_write(what: str) -> None:
    import tempfile

    # Not below pytest's own directory, which other users cannot enter.
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        path = directory / "app.db"
        if what == "file":
            path.touch(0o444)
            directory.chmod(0o777)
        else:
            directory.chmod(0o555)
        text = unprivileged(CONNECT.format(path=path))
        assert str(path) in text
        assert "ermission denied" in text or "read-only" in text


async def test_disk_that_takes_no_more(tmp_path: Path) -> None:
    client = await Client.connect(f"embedded:{tmp_path / 'app.db'}")
    await client.start_workflow(Sum.run, 1, id="before", task_queue=QUEUE)
    log = tmp_path / "app.db-wal"
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    # The system refuses to make the log longer, as a full disk would. Python ignores the signal that comes with it.
    resource.setrlimit(resource.RLIMIT_FSIZE, (log.stat().st_size, limits[1]))
    try:
        with pytest.raises(RPCError) as caught:
            await client.start_workflow(Sum.run, 2, id="refused", task_queue=QUEUE)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "the engine has stopped, its store failed" in str(caught.value)
    assert str(tmp_path / "app.db") in str(caught.value)
    # With room again it goes on by itself, soon: what was acknowledged is there, what was refused is not.
    await until_described(client, "before")
    with pytest.raises(RPCError, match="not found"):
        await client.get_workflow_handle("refused").describe()
    async with worker(client):
        assert await client.execute_workflow(Sum.run, 3, id="later", task_queue=QUEUE) == expected(3)
        assert await client.get_workflow_handle("before").result() == expected(1)


async def until_described(client: Client, workflow_id: str) -> None:
    """Describe a workflow as soon as there is an engine that can."""
    deadline = time.monotonic() + 10
    while True:
        try:
            await client.get_workflow_handle(workflow_id).describe()
            return
        except RPCError as error:
            if error.status is not RPCStatusCode.UNAVAILABLE or time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.05)


async def until_stopped(pid: int) -> None:
    """Wait until all threads of a process are stopped."""

    def states() -> set[str]:
        tasks = Path(f"/proc/{pid}/task").iterdir()
        return {(task / "stat").read_text().rpartition(")")[2].split()[0] for task in tasks}

    while states() != {"T"}:
        await asyncio.sleep(0.01)


async def test_owner_that_is_suspended(tmp_path: Path) -> None:
    path = tmp_path / "app.db"
    with process("hold", f"embedded:{path}") as owner:
        owner.send_signal(signal.SIGSTOP)
        # Its last thread may take a moment to notice.
        await until_stopped(owner.pid)
        with pytest.raises(RuntimeError) as caught:
            await Client.connect(f"embedded:{path}")
        assert f"{path} is held by process {owner.pid}, which cannot be reached" in str(caught.value)
        owner.send_signal(signal.SIGCONT)
        client = await Client.connect(f"embedded:{path}")
        await client.start_workflow(Sum.run, 1, id="again", task_queue=QUEUE)
