"""Modules ``service_pb2_grpc``: stubs and servicers of the services, for programs that speak gRPC by themselves.

They need the package `grpc` only where a server is made; everloop itself does not use them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from everloop.api import _pool

if TYPE_CHECKING:
    from google.protobuf.descriptor import MethodDescriptor, ServiceDescriptor

__all__ = ["SERVICES", "lookup", "names"]

SERVICES = {
    "temporal/api/workflowservice/v1/service.proto": "WorkflowService",
    "temporal/api/operatorservice/v1/service.proto": "OperatorService",
    "temporal/api/testservice/v1/service.proto": "TestService",
    "temporal/api/cloud/cloudservice/v1/service.proto": "CloudService",
}
"""The service of each file."""


def names(file: str) -> list[str]:
    """What the module of a file has."""
    service = SERVICES[file]
    return [f"{service}Stub", f"{service}Servicer", f"add_{service}Servicer_to_server"]


def lookup(file: str, name: str) -> Any:
    """A name of the module of a file; ``None`` if there is no such name."""
    if name not in names(file):
        return None
    service = _pool.files()[file].descriptor().services_by_name[SERVICES[file]]
    if name.startswith("add_"):
        return partial(_add_to_server, service)
    return _stub(service) if name.endswith("Stub") else _servicer(service)


def _methods(service: ServiceDescriptor) -> Iterator[tuple[MethodDescriptor, Any, Any]]:
    for method in service.methods:
        yield method, _pool.message_class(method.input_type), _pool.message_class(method.output_type)


def _stub(service: ServiceDescriptor) -> type:
    def init(self: Any, channel: Any) -> None:
        for method, request, response in _methods(service):
            call = channel.unary_unary(
                f"/{service.full_name}/{method.name}",
                request_serializer=request.SerializeToString,
                response_deserializer=response.FromString,
            )
            setattr(self, method.name, call)

    return type(f"{service.name}Stub", (), {"__init__": init, "__doc__": f"Calls of {service.full_name}."})


def _servicer(service: ServiceDescriptor) -> type:
    def refuser(name: str) -> Callable[..., Any]:
        def refuse(self: Any, request: Any, context: Any) -> Any:
            grpc = _grpc()
            context.set_code(grpc.StatusCode.UNIMPLEMENTED)
            context.set_details(f"{service.full_name}/{name} is not implemented")
            raise NotImplementedError(f"{service.full_name}/{name} is not implemented")

        refuse.__name__ = name
        return refuse

    calls = {method.name: refuser(method.name) for method in service.methods}
    return type(f"{service.name}Servicer", (), {**calls, "__doc__": f"Serves {service.full_name}."})


def _add_to_server(service: ServiceDescriptor, servicer: Any, server: Any) -> None:
    grpc = _grpc()
    handlers = {
        method.name: grpc.unary_unary_rpc_method_handler(
            getattr(servicer, method.name),
            request_deserializer=request.FromString,
            response_serializer=response.SerializeToString,
        )
        for method, request, response in _methods(service)
    }
    server.add_generic_rpc_handlers((grpc.method_handlers_generic_handler(service.full_name, handlers),))


def _grpc() -> Any:
    import importlib

    return cast(Any, importlib.import_module("grpc"))
