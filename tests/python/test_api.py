"""The protobuf package: the official SDK's modules and names, in a pool that both packages can live with."""

from __future__ import annotations

import importlib
import json
import pickle
import subprocess
import sys
from pathlib import Path

import pytest
import temporalio.api.common.v1
import temporalio.api.enums.v1
import temporalio.api.workflowservice.v1

import everloop.api.common.v1
import everloop.api.enums.v1
from everloop.api import _pool

PACKAGES = {file.package for file in _pool.files().values()}
MODULES = sorted(name.replace("temporal", "everloop", 1) for name in PACKAGES if name.startswith("temporal.api."))


@pytest.mark.parametrize("name", MODULES)
def test_packages_have_the_official_names(name: str) -> None:
    ours = importlib.import_module(name)
    try:
        theirs = importlib.import_module(name.replace("everloop", "temporalio", 1))
    except ImportError:
        pytest.skip("the official package has no such module")
    official = {entry for entry in vars(theirs) if entry[0].isupper() and not entry.endswith(("Stub", "Servicer"))}
    missing = {entry for entry in official if not hasattr(ours, entry)} - {"add_WorkflowServiceServicer_to_server"}
    assert not {entry for entry in missing if entry not in LATER}
    assert set(dir(ours)) >= official - LATER


# In files that the embedded descriptors do not have yet.
LATER = {
    "EnhancedStackTrace",
    "StackTrace",
    "StackTraceFileSlice",
    "StackTraceFileLocation",
    "StackTraceSDKInfo",
    "ExternalStorageReference",
    "PropagatedSerializationContext",
    "WorkflowService",
    "OperatorService",
    "TestService",
}


def test_messages_are_on_the_wire_what_the_official_ones_are() -> None:
    ours = everloop.api.common.v1.Payload(metadata={"a": b"b"}, data=b"d")
    theirs = temporalio.api.common.v1.Payload(metadata={"a": b"b"}, data=b"d")
    assert ours.SerializeToString() == theirs.SerializeToString()
    assert ours.DESCRIPTOR.full_name == theirs.DESCRIPTOR.full_name
    assert type(ours) is not type(theirs)


def test_messages_can_be_pickled() -> None:
    message = everloop.api.common.v1.WorkflowExecution(workflow_id="w")
    assert pickle.loads(pickle.dumps(message)) == message


def test_modules_of_files() -> None:
    from everloop.api.common.v1 import message_pb2
    from everloop.api.enums.v1 import workflow_pb2
    from everloop.api.workflowservice.v1.request_response_pb2 import StartWorkflowExecutionRequest

    assert message_pb2.Payload is everloop.api.common.v1.Payload
    assert message_pb2.DESCRIPTOR.name == "temporal/api/common/v1/message.proto"
    assert workflow_pb2.WORKFLOW_EXECUTION_STATUS_RUNNING == 1
    assert StartWorkflowExecutionRequest.__module__ == "everloop.api.workflowservice.v1.request_response_pb2"


def test_enums() -> None:
    ours, theirs = everloop.api.enums.v1.WorkflowExecutionStatus, temporalio.api.enums.v1.WorkflowExecutionStatus
    assert ours.items() == theirs.items()
    assert ours.WORKFLOW_EXECUTION_STATUS_RUNNING == 1
    assert ours.Name(1) == "WORKFLOW_EXECUTION_STATUS_RUNNING"


def test_unknown_names() -> None:
    with pytest.raises(AttributeError, match=r"module 'everloop.api.common.v1' has no attribute 'Nothing'"):
        _ = everloop.api.common.v1.Nothing
    with pytest.raises(ModuleNotFoundError):
        importlib.import_module("everloop.api.nothing.v1")


def run(code: str) -> object:
    root = Path(everloop.api.__file__).parents[2]
    program = f"import sys, json; sys.path.insert(0, {str(root)!r})\n{code}"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_without_the_official_sdk_messages_take_shared_types() -> None:
    code = """
from importlib.abc import MetaPathFinder
class Hidden(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "temporalio":
            raise ModuleNotFoundError(name)
sys.meta_path.insert(0, Hidden())
from everloop.api.workflowservice.v1 import RegisterNamespaceRequest
from google.protobuf.duration_pb2 import Duration
request = RegisterNamespaceRequest(workflow_execution_retention_period=Duration(seconds=3))
print(json.dumps(request.workflow_execution_retention_period.seconds))
"""
    assert run(code) == 3


@pytest.mark.parametrize("order", [("temporalio", "everloop"), ("everloop", "temporalio")])
def test_both_packages_in_one_process(order: tuple[str, str]) -> None:
    code = f"""
import importlib
for package in {order!r}:
    importlib.import_module(package + ".api.workflowservice.v1").StartWorkflowExecutionRequest(workflow_id="w")
print(json.dumps(True))
"""
    assert run(code) is True


def test_protobuf_is_not_imported_before_a_message_is_touched() -> None:
    code = """
import everloop.converter, everloop.common, everloop.exceptions, everloop.api.common.v1
from everloop.converter import PayloadConverter
print(json.dumps([name for name in sys.modules if name.startswith("google")]))
"""
    assert run(code) == []
