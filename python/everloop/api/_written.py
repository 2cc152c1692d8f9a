"""Messages of the protocol that the published descriptors lack, because no call carries them.

They are few, so their fields stand here: per file its package, the files it imports, and per message the fields with
number, type and, where there is one, the group of alternatives they belong to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from google.protobuf.descriptor_pb2 import DescriptorProto, FileDescriptorProto

__all__ = ["ADDED_TO", "FILES", "WrittenFile", "added_to", "encoded"]

_API = "temporal.api."
_Fields = dict[str, tuple[int, str]]


class WrittenFile(NamedTuple):
    """A file by what it holds."""

    package: str
    imports: list[str]
    messages: dict[str, _Fields]


FILES: dict[str, WrittenFile] = {
    "temporal/api/export/v1/message.proto": WrittenFile(
        "temporal.api.export.v1",
        ["temporal/api/history/v1/message.proto", "temporal/api/workflowservice/v1/request_response.proto"],
        {
            "WorkflowExecution": {"history": (1, "history.v1.History")},
            "WorkflowExecutions": {"items": (1, "[export.v1.WorkflowExecution]")},
            "ActivityExecution": {"activity": (1, "workflowservice.v1.DescribeActivityExecutionResponse")},
            "ExportedExecutions": {
                "workflows": (1, "[export.v1.WorkflowExecution]"),
                "activities": (2, "[export.v1.ActivityExecution]"),
            },
        },
    ),
    "temporal/api/notificationservice/v1/request_response.proto": WrittenFile(
        "temporal.api.notificationservice.v1",
        ["temporal/api/common/v1/message.proto", "temporal/api/failure/v1/message.proto"],
        {
            "OnCompleteRequest": {
                "success": (1, "result: common.v1.Payload"),
                "failure": (2, "result: failure.v1.Failure"),
                "source_context": (3, "common.v1.Payload"),
            },
            "OnCompleteResponse": {},
        },
    ),
    "temporal/api/sdk/v1/enhanced_stack_trace.proto": WrittenFile(
        "temporal.api.sdk.v1",
        [],
        {
            "EnhancedStackTrace": {
                "sdk": (1, "sdk.v1.StackTraceSDKInfo"),
                "sources": (2, "{sdk.v1.StackTraceFileSlice}"),
                "stacks": (3, "[sdk.v1.StackTrace]"),
            },
            "StackTraceSDKInfo": {"name": (1, "string"), "version": (2, "string")},
            "StackTraceFileSlice": {"line_offset": (1, "uint32"), "content": (2, "string")},
            "StackTraceFileLocation": {
                "file_path": (1, "string"),
                "line": (2, "int32"),
                "column": (3, "int32"),
                "function_name": (4, "string"),
                "internal_code": (5, "bool"),
            },
            "StackTrace": {"locations": (1, "[sdk.v1.StackTraceFileLocation]")},
        },
    ),
    "temporal/api/sdk/v1/external_storage.proto": WrittenFile(
        "temporal.api.sdk.v1",
        [],
        {"ExternalStorageReference": {"driver_name": (1, "string"), "claim_data": (2, "{string}")}},
    ),
}
"""Whole files. ``[T]`` is a list of T, ``{T}`` a map from strings to T, ``group: T`` an alternative."""

ADDED_TO: dict[str, dict[str, _Fields]] = {
    "temporal/api/nexus/v1/message.proto": {
        "PropagatedSerializationContext": {
            "endpoint": (1, "string"),
            "service": (2, "string"),
            "operation": (3, "string"),
        }
    },
}
"""Messages in files whose published form is older."""


def encoded(name: str) -> bytes:
    """The encoded descriptor of a file of `FILES`."""
    from google.protobuf.descriptor_pb2 import FileDescriptorProto

    written = FILES[name]
    file = FileDescriptorProto(name=name, package=written.package, dependency=written.imports, syntax="proto3")
    _add(file, written.messages)
    return file.SerializeToString()


def added_to(name: str, published: bytes) -> bytes:
    """The encoded descriptor of a published file with the messages of `ADDED_TO`."""
    from google.protobuf.descriptor_pb2 import FileDescriptorProto

    file = FileDescriptorProto.FromString(published)
    _add(file, ADDED_TO[name])
    return file.SerializeToString()


def _add(file: FileDescriptorProto, messages: dict[str, _Fields]) -> None:
    for name, fields in messages.items():
        message = file.message_type.add(name=name)
        for field, (number, kind) in fields.items():
            _add_field(message, f"{file.package}.{name}", field, number, kind)


def _add_field(message: DescriptorProto, full_name: str, name: str, number: int, kind: str) -> None:
    from google.protobuf.descriptor_pb2 import FieldDescriptorProto

    group, _, kind = kind.rpartition(": ")
    field = message.field.add(name=name, number=number, label=FieldDescriptorProto.LABEL_OPTIONAL)
    if group:
        if group not in (declared.name for declared in message.oneof_decl):
            message.oneof_decl.add(name=group)
        field.oneof_index = [declared.name for declared in message.oneof_decl].index(group)
    if kind[0] in "[{":
        field.label = FieldDescriptorProto.LABEL_REPEATED
    if kind[0] == "{":
        entry = message.nested_type.add(name=name.title().replace("_", "") + "Entry")
        entry.options.map_entry = True
        _add_field(entry, f"{full_name}.{entry.name}", "key", 1, "string")
        _add_field(entry, f"{full_name}.{entry.name}", "value", 2, kind[1:-1])
        field.type = FieldDescriptorProto.TYPE_MESSAGE
        field.type_name = f".{full_name}.{entry.name}"
        return
    kind = kind.strip("[]")
    if "." in kind:
        field.type = FieldDescriptorProto.TYPE_MESSAGE
        field.type_name = f".{_API}{kind}"
    else:
        field.type = FieldDescriptorProto.Type.Value(f"TYPE_{kind.upper()}")
