"""Made by tools/api_stubs.py from temporal/api/operatorservice/v1/service.proto."""

from typing import Any

class OperatorServiceStub:
    def __init__(self, channel: Any) -> None: ...
    AddSearchAttributes: Any
    RemoveSearchAttributes: Any
    ListSearchAttributes: Any
    DeleteNamespace: Any
    AddOrUpdateRemoteCluster: Any
    RemoveRemoteCluster: Any
    ListClusters: Any
    GetNexusEndpoint: Any
    CreateNexusEndpoint: Any
    UpdateNexusEndpoint: Any
    DeleteNexusEndpoint: Any
    ListNexusEndpoints: Any

class OperatorServiceServicer:
    AddSearchAttributes: Any
    RemoveSearchAttributes: Any
    ListSearchAttributes: Any
    DeleteNamespace: Any
    AddOrUpdateRemoteCluster: Any
    RemoveRemoteCluster: Any
    ListClusters: Any
    GetNexusEndpoint: Any
    CreateNexusEndpoint: Any
    UpdateNexusEndpoint: Any
    DeleteNexusEndpoint: Any
    ListNexusEndpoints: Any

def add_OperatorServiceServicer_to_server(servicer: OperatorServiceServicer, server: Any) -> None: ...
