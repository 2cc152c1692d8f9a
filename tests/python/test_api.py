"""The protobuf package: the official SDK's modules and names, in a pool that both packages can live with."""

from __future__ import annotations

import importlib
import json
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import temporalio.api.common.v1
import temporalio.api.enums.v1
import temporalio.api.workflowservice.v1
from google.protobuf.descriptor_pb2 import FileDescriptorProto

import everloop.api.common.v1
import everloop.api.enums.v1
from everloop.api import _pool, _written

STUBS = Path(__file__).resolve().parents[2] / "tools" / "api_stubs.py"
PACKAGES = {file.package for file in _pool.files().values()}
MODULES = sorted(name.replace("temporal", "everloop", 1) for name in PACKAGES if name.startswith("temporal.api."))


@pytest.mark.parametrize("name", MODULES)
def test_packages_have_the_official_names(name: str) -> None:
    ours = importlib.import_module(name)
    try:
        theirs = importlib.import_module(name.replace("everloop", "temporalio", 1))
    except ImportError:
        pytest.skip("the official package has no such module")
    official = {entry for entry in vars(theirs) if entry[0].isupper()} - SERVICE_DESCRIPTORS
    assert not {entry for entry in official if not hasattr(ours, entry)}
    assert set(dir(ours)) >= official


SERVICE_DESCRIPTORS = {"WorkflowService", "OperatorService", "TestService", "CloudService"}


def test_written_messages_are_the_official_ones() -> None:
    """Those that the published descriptors lack are declared by hand, so they are compared field by field."""
    for name in [*_written.FILES, *_written.ADDED_TO]:
        package = name.removeprefix("temporal/api/").rpartition("/")[0].replace("/", ".")
        ours = importlib.import_module(f"everloop.api.{package}")
        theirs = importlib.import_module(f"temporalio.api.{package}")
        messages = _written.FILES[name].messages if name in _written.FILES else _written.ADDED_TO[name]
        for message in messages:
            mine, official = getattr(ours, message).DESCRIPTOR, getattr(theirs, message).DESCRIPTOR
            copies = [FileDescriptorProto(), FileDescriptorProto()]
            mine.file.CopyToProto(copies[0])
            official.file.CopyToProto(copies[1])
            declared = [next(one for one in copy.message_type if one.name == message) for copy in copies]
            assert declared[0] == declared[1]


CORE_MODULES = [
    "activity_result",
    "activity_task",
    "child_workflow",
    "common",
    "core_interface_pb2",
    "external_data",
    "nexus",
    "workflow_activation",
    "workflow_commands",
    "workflow_completion",
]


@pytest.mark.parametrize("name", ["", *(f".{name}" for name in CORE_MODULES)])
def test_messages_of_activations_are_the_official_ones(name: str) -> None:
    ours = importlib.import_module(f"everloop.bridge.proto{name}")
    theirs = importlib.import_module(f"temporalio.bridge.proto{name}")
    official = {entry for entry in vars(theirs) if entry[0].isupper()}
    assert official and set(dir(ours)) | {"DESCRIPTOR"} >= official
    for entry in official - {"DESCRIPTOR"}:
        assert getattr(ours, entry).DESCRIPTOR is getattr(theirs, entry).DESCRIPTOR


def test_messages_of_activations_need_no_other_package() -> None:
    """With descriptors of our own, as where the official SDK is not installed."""
    code = """
from everloop.api import _pool
_pool.isolate()
from everloop.bridge.proto.workflow_activation import RemoveFromCache, WorkflowActivation
from everloop.bridge.proto.workflow_completion.workflow_completion_pb2 import WorkflowActivationCompletion
activation = WorkflowActivation(run_id="r")
activation.jobs.add().remove_from_cache.reason = RemoveFromCache.EvictionReason.CACHE_FULL
read = WorkflowActivation.FromString(activation.SerializeToString())
print(json.dumps([read.jobs[0].WhichOneof("variant"), WorkflowActivationCompletion.__module__]))
"""
    assert run(code) == [
        "remove_from_cache",
        "everloop.bridge.proto.workflow_completion.workflow_completion_pb2",
    ]


def test_stubs_of_services_make_calls_on_a_channel() -> None:
    from everloop.api.workflowservice.v1 import GetSystemInfoRequest, GetSystemInfoResponse, WorkflowServiceStub
    from everloop.api.workflowservice.v1.service_pb2_grpc import WorkflowServiceServicer

    class Channel:
        def unary_unary(self, path: str, *, request_serializer: Any, response_deserializer: Any) -> Any:
            return lambda request: (path, request_serializer(request), response_deserializer(b""))

    stub = WorkflowServiceStub(Channel())
    path, request, response = stub.GetSystemInfo(GetSystemInfoRequest())
    assert path == "/temporal.api.workflowservice.v1.WorkflowService/GetSystemInfo"
    assert request == b"" and response == GetSystemInfoResponse()
    assert callable(WorkflowServiceServicer().StartWorkflowExecution)
    with pytest.raises(AttributeError):
        _ = everloop.api.common.v1.NothingStub


def test_stubs_are_those_of_the_descriptors() -> None:
    checked = subprocess.run([sys.executable, str(STUBS), "--check"], capture_output=True, text=True, check=False)
    assert checked.returncode == 0, checked.stderr


def test_messages_are_on_the_wire_what_the_official_ones_are() -> None:
    ours = everloop.api.common.v1.Payload(metadata={"a": b"b"}, data=b"d")
    theirs = temporalio.api.common.v1.Payload(metadata={"a": b"b"}, data=b"d")
    assert ours.SerializeToString() == theirs.SerializeToString()
    assert ours.DESCRIPTOR.full_name == theirs.DESCRIPTOR.full_name
    assert type(ours) is type(theirs)


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


def test_messages_take_those_of_google() -> None:
    from google.protobuf.duration_pb2 import Duration
    from google.protobuf.field_mask_pb2 import FieldMask

    from everloop.api.common.v1 import RetryPolicy
    from everloop.api.workflowservice.v1 import UpdateWorkflowExecutionOptionsRequest

    assert RetryPolicy(initial_interval=Duration(seconds=1)).initial_interval.seconds == 1
    assert UpdateWorkflowExecutionOptionsRequest(update_mask=FieldMask(paths=["priority"])).update_mask.paths


def test_a_thread_never_sees_half_of_the_files(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = list(_pool.descriptor_index())
    seen: list[int] = []
    other = threading.Thread(target=lambda: seen.append(len(_pool.files())))

    def slowly() -> Iterator[Any]:
        for number, row in enumerate(rows):
            if number == len(rows) // 2:
                other.start()
                # Time enough to look, if it does not have to wait for the rest.
                other.join(0.2)
            yield row

    monkeypatch.setattr(_pool, "descriptor_index", slowly)
    monkeypatch.setattr(_pool, "_files", None)
    files = _pool.files()
    other.join()
    assert seen == [len(files)]


def test_modules_are_found_while_another_thread_begins_with_the_package() -> None:
    program = """
import importlib.util, sys
package = importlib.util.module_from_spec(importlib.util.find_spec("everloop.api"))
sys.modules["everloop.api"] = package  # as Python does before it executes the first line
from everloop.api.common.v1 import Payload
print(Payload.__module__)
"""
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert run.stdout == "everloop.api.common.v1.message_pb2\n", run.stderr
