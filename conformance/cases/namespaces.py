"""A namespace is registered, described, updated, deprecated and deleted."""

from typing import Any

from everloop.service import RPCError


async def run(env: Any) -> Any:
    api = env.module("api.workflowservice.v1")
    operator = env.module("api.operatorservice.v1")
    info = env.module("api.namespace.v1")
    service = env.client.workflow_service
    name = env.id("space")
    seen: list[Any] = []

    async def ask(call: Any, request: Any) -> Any:
        try:
            return await call(request)
        except RPCError as error:
            seen.append(f"{error.status.name}: {env.names(error.message)}")
            return None

    def note(described: Any) -> None:
        found, config = described.namespace_info, described.config
        retention = config.workflow_execution_retention_ttl.ToSeconds()
        seen.append([env.names(found.name), found.state, found.description, dict(found.data), retention])

    register = api.RegisterNamespaceRequest(namespace=name, description="first", data={"a": "b"})
    await ask(service.register_namespace, register)
    register.workflow_execution_retention_period.FromSeconds(86400)
    await ask(service.register_namespace, register)
    await ask(service.register_namespace, register)
    note(await service.describe_namespace(api.DescribeNamespaceRequest(namespace=name)))
    config = info.NamespaceConfig()
    config.workflow_execution_retention_ttl.FromSeconds(10)
    await ask(service.update_namespace, api.UpdateNamespaceRequest(namespace=name, config=config))
    config.workflow_execution_retention_ttl.FromSeconds(7200)
    change = info.UpdateNamespaceInfo(description="second", data={"c": "d"})
    note(await service.update_namespace(api.UpdateNamespaceRequest(namespace=name, config=config, update_info=change)))
    await ask(service.deprecate_namespace, api.DeprecateNamespaceRequest(namespace=name))
    note(await service.describe_namespace(api.DescribeNamespaceRequest(namespace=name)))
    deletion = operator.DeleteNamespaceRequest(namespace=name)
    deleted = await ask(env.client.operator_service.delete_namespace, deletion)
    seen.append(env.names(deleted.deleted_namespace).rpartition("-")[0])
    for request in (operator.DeleteNamespaceRequest(namespace="temporal-system"), operator.DeleteNamespaceRequest()):
        await ask(env.client.operator_service.delete_namespace, request)
    return seen
