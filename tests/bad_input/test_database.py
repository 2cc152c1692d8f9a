"""Databases that cannot be opened: each gives one error that names the path, and what is there stays untouched."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from conformance.servers import ROOT, everloop_binary, free_port
from everloop.client import Client


async def refusal(path: Path) -> str:
    """Try to open a database and return the error's text."""
    with pytest.raises(RuntimeError) as caught:
        await Client.connect(f"embedded:{path}")
    return str(caught.value)


async def test_text_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("these are notes and no database\n" * 100)
    text = await refusal(path)
    assert str(path) in text
    assert "not a database" in text
    assert path.read_text().startswith("these are notes")


async def test_foreign_database(tmp_path: Path) -> None:
    import sqlite3

    path = tmp_path / "other.db"
    with sqlite3.connect(path) as other:
        other.execute("create table customers (name text)")
        other.execute("insert into customers values ('Ada')")
    other.close()
    text = await refusal(path)
    assert str(path) in text
    with sqlite3.connect(path) as other:
        assert other.execute("select name from customers").fetchall() == [("Ada",)]
        tables = other.execute("select name from sqlite_master where type = 'table'").fetchall()
    other.close()
    assert tables == [("customers",)]


async def test_directory(tmp_path: Path) -> None:
    assert str(tmp_path) in await refusal(tmp_path)


async def test_missing_directory(tmp_path: Path) -> None:
    path = tmp_path / "absent" / "app.db"
    assert str(path.parent) in await refusal(path)
    assert not path.parent.exists()


async def test_directory_that_cannot_be_written(tmp_path: Path) -> None:
    if os.geteuid() == 0:
        # Permissions do not stop root; the kernel's own file system does.
        path = Path("/proc/everloop.db")
    else:
        tmp_path.chmod(0o500)
        path = tmp_path / "app.db"
    assert str(path) in await refusal(path)


def run_server(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the server with arguments that must make it end at once."""
    command = [str(everloop_binary()), "server", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)


def test_server_on_text_file(tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_text("these are notes and no database\n" * 100)
    ended = run_server("--db", str(path), "--port", str(free_port()))
    assert ended.returncode != 0
    assert str(path) in ended.stderr
    assert "panicked" not in ended.stderr


def test_server_on_port_in_use(tmp_path: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        ended = run_server("--db", str(tmp_path / "app.db"), "--port", str(port))
    assert ended.returncode != 0
    assert f"127.0.0.1:{port}" in ended.stderr
    assert "in use" in ended.stderr.lower()
    assert "panicked" not in ended.stderr
