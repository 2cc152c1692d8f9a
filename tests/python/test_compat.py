"""`everloop.compat`: programs that import `temporalio` run on everloop. Each in a process of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Cases of the conformance suite that need nothing but a client and a worker, and take no time.
CASES = ["arguments", "exception_types", "codec_everywhere", "header_codec", "updates", "sync_activities"]


def run(*arguments: str, folder: Path | None = None, fails: bool = False) -> str:
    """Run Python, and return what it wrote."""
    environment = {**os.environ, "PYTHONPATH": str(folder)} if folder is not None else None
    ended = subprocess.run(
        [sys.executable, *arguments], capture_output=True, text=True, cwd=ROOT, env=environment, timeout=120
    )
    assert (ended.returncode != 0) == fails, ended.stderr
    return ended.stderr if fails else ended.stdout


def run_script(folder: Path, text: str, *arguments: str, fails: bool = False) -> str:
    """Run a program with compat installed."""
    script = folder / "program.py"
    script.write_text(textwrap.dedent(text))
    return run("-m", "everloop.compat", str(script), *arguments, folder=folder, fails=fails)


def test_modules_are_the_same_objects(tmp_path: Path) -> None:
    script = """
        import pickle, sys
        import temporalio.client
        import everloop.api.common.v1, everloop.client, everloop.exceptions, everloop.worker
        from temporalio import workflow as official
        from temporalio.api.common.v1.message_pb2 import Payload
        from temporalio.common import RetryPolicy
        from temporalio.worker import Worker
        from everloop import workflow

        assert temporalio.client is everloop.client
        assert temporalio.client.__name__ == temporalio.client.__spec__.name == "everloop.client"
        assert official is workflow
        assert Payload is everloop.api.common.v1.Payload
        assert Worker is everloop.worker.Worker
        assert pickle.loads(pickle.dumps(RetryPolicy())) == RetryPolicy()
        assert pickle.loads(b"ctemporalio.exceptions\\nCancelledError\\n.") is everloop.exceptions.CancelledError
        assert "temporalio.bridge" not in sys.modules
        print(sys.argv[1:], __name__)
    """
    assert run_script(tmp_path, script, "a", "b") == "['a', 'b'] __main__\n"


def test_loggers_have_their_official_names(tmp_path: Path) -> None:
    script = """
        import logging, logging.config

        logging.config.dictConfig({
            "version": 1,
            "formatters": {"short": {"format": "%(levelname)s %(message)s"}},
            "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "short"}},
            "loggers": {
                "temporalio": {"level": "ERROR", "handlers": ["out"]},
                "temporalio.workflow": {"level": "INFO"},
            },
        })

        from temporalio import activity, workflow

        workflow.logger.info("of a workflow")
        activity.logger.info("too low")
        activity.logger.error("of an activity")
        assert workflow.logger.base_logger.name == "temporalio.workflow"
    """
    assert run_script(tmp_path, script) == "INFO of a workflow\nERROR of an activity\n"


def test_loggers_made_before_hear_of_everything(tmp_path: Path) -> None:
    script = """
        import logging, sys

        shown = logging.StreamHandler(sys.stdout)
        logging.getLogger("temporalio.workflow").addHandler(shown)
        logging.getLogger("temporalio").addHandler(shown)

        import everloop.workflow
        from everloop.compat import install

        install()

        from temporalio import activity, workflow

        workflow.logger.warning("of a workflow")
        activity.logger.warning("of an activity")
    """
    program = tmp_path / "program.py"
    program.write_text(textwrap.dedent(script))
    assert run(str(program)) == "of a workflow\nof a workflow\nof an activity\n"


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("temporalio.bridge.worker", "temporalio.bridge.worker is the compiled core of the official SDK"),
        (
            "temporalio.worker._workflow_instance",
            "answers it with 'everloop.worker._workflow_instance'",
        ),
        ("temporalio.contrib.absent", "No module named 'temporalio.contrib.absent'"),
    ],
)
def test_what_is_missing_is_named(tmp_path: Path, name: str, says: str) -> None:
    assert says in run_script(tmp_path, f"import {name}", fails=True)


def test_extensions_load_on_top(tmp_path: Path) -> None:
    for package in ("temporalio/contrib/mine", "temporalio/whole"):
        folder = tmp_path / package
        folder.mkdir(parents=True)
        (folder / "__init__.py").write_text("from temporalio.client import Client\nfrom ._inner import NAME\n")
        (folder / "_inner.py").write_text("NAME = __name__\n")
    script = """
        import everloop.client, temporalio.contrib.mine, temporalio.contrib.pydantic, temporalio.whole

        assert temporalio.contrib.mine.Client is temporalio.whole.Client is everloop.client.Client
        assert temporalio.contrib.pydantic.__name__ == "everloop.contrib.pydantic"
        print(temporalio.contrib.mine.NAME, temporalio.whole.NAME)
    """
    assert run_script(tmp_path, script) == "temporalio.contrib.mine._inner temporalio.whole._inner\n"


def test_too_late_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "temporalio").mkdir()
    (tmp_path / "temporalio" / "__init__.py").write_text("")
    program = "import temporalio, everloop.compat; everloop.compat.install()"
    assert "call everloop.compat.install() before anything imports" in run("-c", program, folder=tmp_path, fails=True)


def test_twice_is_once() -> None:
    program = "import everloop.compat, sys; [everloop.compat.install() for _ in 'ab']; print(str(sys.meta_path))"
    assert run("-c", program).count("everloop.compat") == 1


def test_pytest_loads_it(tmp_path: Path) -> None:
    (tmp_path / "test_user.py").write_text(
        "import temporalio.client, everloop.client\ndef test(): assert temporalio.client is everloop.client\n"
    )
    assert "1 passed" in run("-m", "pytest", "-p", "everloop.compat.pytest", "-q", str(tmp_path))


def test_programs_for_the_official_sdk_give_the_same(tmp_path: Path) -> None:
    def observations(*command: str) -> dict[str, object]:
        lines = run(*command, "embedded::memory:", str(tmp_path), *CASES).splitlines()
        seen = [json.loads(line) for line in lines if line.startswith("{")]
        assert not [line["error"] for line in seen if "error" in line]
        return {line["case"]: line["observation"] for line in seen if "observation" in line}

    compat = observations("-m", "everloop.compat", "-m", "conformance.runner", "temporalio")
    assert compat == observations("-m", "conformance.runner", "everloop")
    assert sorted(compat) == sorted(CASES)


DEFINITIONS = """
from temporalio import activity, workflow

@workflow.defn(name="named")
class Flow:
    @workflow.run
    async def run(self, count: int) -> str: ...
    @workflow.signal
    def told(self, what: str) -> None: ...
    @workflow.query(name="asked")
    def ask(self) -> int: ...
    @workflow.update
    async def change(self, to: int) -> int: ...

@activity.defn
async def act(count: int) -> str: ...

flow, activities = workflow._Definition.must_from_class(Flow), activity._Definition
print(flow.name, flow.cls is Flow, flow.sandboxed, flow.arg_types, flow.ret_type)
print(list(flow.signals), list(flow.queries), list(flow.updates), workflow._Definition.from_class(int))
print(workflow._Definition.get_name_and_result_type(Flow.run), activities.get_name_and_result_type(act))
print(workflow._SignalDefinition.must_name_from_fn_or_str(Flow.told), workflow._QueryDefinition.from_fn(Flow.ask).name)
print(workflow._UpdateDefinition.get_name_and_result_type(Flow.change), activities.must_from_callable(act).arg_types)
try:
    workflow.info()
except workflow._NotInWorkflowEventLoopError as error:
    print(error)
"""


def test_private_names_that_packages_use(tmp_path: Path) -> None:
    official = run("-c", DEFINITIONS)
    assert official and run_script(tmp_path, DEFINITIONS) == official
