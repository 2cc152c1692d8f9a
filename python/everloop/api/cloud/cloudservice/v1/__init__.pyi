"""Made by tools/api_stubs.py from temporal/api/cloud/cloudservice/v1/request_response.proto, temporal/api/cloud/cloudservice/v1/service.proto."""

from collections.abc import Iterable, Mapping
from typing import Literal, overload

import everloop.api.cloud.account.v1
import everloop.api.cloud.auditlog.v1
import everloop.api.cloud.billing.v1
import everloop.api.cloud.connectivityrule.v1
import everloop.api.cloud.identity.v1
import everloop.api.cloud.namespace.v1
import everloop.api.cloud.nexus.v1
import everloop.api.cloud.operation.v1
import everloop.api.cloud.region.v1
import everloop.api.cloud.usage.v1
import google.protobuf.timestamp_pb2
from google.protobuf.internal.containers import RepeatedCompositeFieldContainer, RepeatedScalarFieldContainer, ScalarMap
from google.protobuf.message import Message as _Message
from .service_pb2_grpc import CloudServiceStub as CloudServiceStub, CloudServiceServicer as CloudServiceServicer, add_CloudServiceServicer_to_server as add_CloudServiceServicer_to_server

class GetCurrentIdentityRequest(_Message):
    def __init__(self) -> None: ...

class GetCurrentIdentityResponse(_Message):
    @property
    def user(self) -> everloop.api.cloud.identity.v1.User: ...
    @property
    def service_account(self) -> everloop.api.cloud.identity.v1.ServiceAccount: ...
    @property
    def principal_api_key(self) -> everloop.api.cloud.identity.v1.ApiKey: ...
    def __init__(self, *, user: everloop.api.cloud.identity.v1.User | None = ..., service_account: everloop.api.cloud.identity.v1.ServiceAccount | None = ..., principal_api_key: everloop.api.cloud.identity.v1.ApiKey | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["principal", b"principal"]) -> Literal["user", "service_account"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class GetUsersRequest(_Message):
    page_size: int
    page_token: str
    email: str
    namespace: str
    def __init__(self, *, page_size: int | None = ..., page_token: str | None = ..., email: str | None = ..., namespace: str | None = ...) -> None: ...

class GetUsersResponse(_Message):
    @property
    def users(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.identity.v1.User]: ...
    next_page_token: str
    def __init__(self, *, users: Iterable[everloop.api.cloud.identity.v1.User] | None = ..., next_page_token: str | None = ...) -> None: ...

class GetUserRequest(_Message):
    user_id: str
    def __init__(self, *, user_id: str | None = ...) -> None: ...

class GetUserResponse(_Message):
    @property
    def user(self) -> everloop.api.cloud.identity.v1.User: ...
    def __init__(self, *, user: everloop.api.cloud.identity.v1.User | None = ...) -> None: ...

class CreateUserRequest(_Message):
    @property
    def spec(self) -> everloop.api.cloud.identity.v1.UserSpec: ...
    async_operation_id: str
    def __init__(self, *, spec: everloop.api.cloud.identity.v1.UserSpec | None = ..., async_operation_id: str | None = ...) -> None: ...

class CreateUserResponse(_Message):
    user_id: str
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, user_id: str | None = ..., async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class UpdateUserRequest(_Message):
    user_id: str
    @property
    def spec(self) -> everloop.api.cloud.identity.v1.UserSpec: ...
    resource_version: str
    async_operation_id: str
    def __init__(self, *, user_id: str | None = ..., spec: everloop.api.cloud.identity.v1.UserSpec | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class UpdateUserResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class DeleteUserRequest(_Message):
    user_id: str
    resource_version: str
    async_operation_id: str
    def __init__(self, *, user_id: str | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class DeleteUserResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class SetUserNamespaceAccessRequest(_Message):
    namespace: str
    user_id: str
    @property
    def access(self) -> everloop.api.cloud.identity.v1.NamespaceAccess: ...
    resource_version: str
    async_operation_id: str
    def __init__(self, *, namespace: str | None = ..., user_id: str | None = ..., access: everloop.api.cloud.identity.v1.NamespaceAccess | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class SetUserNamespaceAccessResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class GetAsyncOperationRequest(_Message):
    async_operation_id: str
    def __init__(self, *, async_operation_id: str | None = ...) -> None: ...

class GetAsyncOperationResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class CreateNamespaceRequest(_Message):
    @property
    def spec(self) -> everloop.api.cloud.namespace.v1.NamespaceSpec: ...
    async_operation_id: str
    @property
    def tags(self) -> ScalarMap[str, str]: ...
    def __init__(self, *, spec: everloop.api.cloud.namespace.v1.NamespaceSpec | None = ..., async_operation_id: str | None = ..., tags: Mapping[str, str] | None = ...) -> None: ...

class CreateNamespaceResponse(_Message):
    namespace: str
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, namespace: str | None = ..., async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class GetNamespacesRequest(_Message):
    page_size: int
    page_token: str
    name: str
    def __init__(self, *, page_size: int | None = ..., page_token: str | None = ..., name: str | None = ...) -> None: ...

class GetNamespacesResponse(_Message):
    @property
    def namespaces(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.namespace.v1.Namespace]: ...
    next_page_token: str
    def __init__(self, *, namespaces: Iterable[everloop.api.cloud.namespace.v1.Namespace] | None = ..., next_page_token: str | None = ...) -> None: ...

class GetNamespaceRequest(_Message):
    namespace: str
    def __init__(self, *, namespace: str | None = ...) -> None: ...

class GetNamespaceResponse(_Message):
    @property
    def namespace(self) -> everloop.api.cloud.namespace.v1.Namespace: ...
    def __init__(self, *, namespace: everloop.api.cloud.namespace.v1.Namespace | None = ...) -> None: ...

class UpdateNamespaceRequest(_Message):
    namespace: str
    @property
    def spec(self) -> everloop.api.cloud.namespace.v1.NamespaceSpec: ...
    resource_version: str
    async_operation_id: str
    def __init__(self, *, namespace: str | None = ..., spec: everloop.api.cloud.namespace.v1.NamespaceSpec | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class UpdateNamespaceResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class RenameCustomSearchAttributeRequest(_Message):
    namespace: str
    existing_custom_search_attribute_name: str
    new_custom_search_attribute_name: str
    resource_version: str
    async_operation_id: str
    def __init__(self, *, namespace: str | None = ..., existing_custom_search_attribute_name: str | None = ..., new_custom_search_attribute_name: str | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class RenameCustomSearchAttributeResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class DeleteNamespaceRequest(_Message):
    namespace: str
    resource_version: str
    async_operation_id: str
    def __init__(self, *, namespace: str | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class DeleteNamespaceResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class FailoverNamespaceRegionRequest(_Message):
    namespace: str
    region: str
    async_operation_id: str
    def __init__(self, *, namespace: str | None = ..., region: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class FailoverNamespaceRegionResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class AddNamespaceRegionRequest(_Message):
    namespace: str
    region: str
    resource_version: str
    async_operation_id: str
    def __init__(self, *, namespace: str | None = ..., region: str | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class AddNamespaceRegionResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class DeleteNamespaceRegionRequest(_Message):
    namespace: str
    region: str
    resource_version: str
    async_operation_id: str
    def __init__(self, *, namespace: str | None = ..., region: str | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class DeleteNamespaceRegionResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class GetRegionsRequest(_Message):
    def __init__(self) -> None: ...

class GetRegionsResponse(_Message):
    @property
    def regions(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.region.v1.Region]: ...
    def __init__(self, *, regions: Iterable[everloop.api.cloud.region.v1.Region] | None = ...) -> None: ...

class GetRegionRequest(_Message):
    region: str
    def __init__(self, *, region: str | None = ...) -> None: ...

class GetRegionResponse(_Message):
    @property
    def region(self) -> everloop.api.cloud.region.v1.Region: ...
    def __init__(self, *, region: everloop.api.cloud.region.v1.Region | None = ...) -> None: ...

class GetApiKeysRequest(_Message):
    page_size: int
    page_token: str
    owner_id: str
    owner_type_deprecated: str
    owner_type: everloop.api.cloud.identity.v1.OwnerType.ValueType
    def __init__(self, *, page_size: int | None = ..., page_token: str | None = ..., owner_id: str | None = ..., owner_type_deprecated: str | None = ..., owner_type: everloop.api.cloud.identity.v1.OwnerType.ValueType | None = ...) -> None: ...

class GetApiKeysResponse(_Message):
    @property
    def api_keys(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.identity.v1.ApiKey]: ...
    next_page_token: str
    def __init__(self, *, api_keys: Iterable[everloop.api.cloud.identity.v1.ApiKey] | None = ..., next_page_token: str | None = ...) -> None: ...

class GetApiKeyRequest(_Message):
    key_id: str
    def __init__(self, *, key_id: str | None = ...) -> None: ...

class GetApiKeyResponse(_Message):
    @property
    def api_key(self) -> everloop.api.cloud.identity.v1.ApiKey: ...
    def __init__(self, *, api_key: everloop.api.cloud.identity.v1.ApiKey | None = ...) -> None: ...

class CreateApiKeyRequest(_Message):
    @property
    def spec(self) -> everloop.api.cloud.identity.v1.ApiKeySpec: ...
    async_operation_id: str
    def __init__(self, *, spec: everloop.api.cloud.identity.v1.ApiKeySpec | None = ..., async_operation_id: str | None = ...) -> None: ...

class CreateApiKeyResponse(_Message):
    key_id: str
    token: str
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, key_id: str | None = ..., token: str | None = ..., async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class UpdateApiKeyRequest(_Message):
    key_id: str
    @property
    def spec(self) -> everloop.api.cloud.identity.v1.ApiKeySpec: ...
    resource_version: str
    async_operation_id: str
    def __init__(self, *, key_id: str | None = ..., spec: everloop.api.cloud.identity.v1.ApiKeySpec | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class UpdateApiKeyResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class DeleteApiKeyRequest(_Message):
    key_id: str
    resource_version: str
    async_operation_id: str
    def __init__(self, *, key_id: str | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class DeleteApiKeyResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class GetNexusEndpointsRequest(_Message):
    page_size: int
    page_token: str
    target_namespace_id: str
    target_task_queue: str
    name: str
    def __init__(self, *, page_size: int | None = ..., page_token: str | None = ..., target_namespace_id: str | None = ..., target_task_queue: str | None = ..., name: str | None = ...) -> None: ...

class GetNexusEndpointsResponse(_Message):
    @property
    def endpoints(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.nexus.v1.Endpoint]: ...
    next_page_token: str
    def __init__(self, *, endpoints: Iterable[everloop.api.cloud.nexus.v1.Endpoint] | None = ..., next_page_token: str | None = ...) -> None: ...

class GetNexusEndpointRequest(_Message):
    endpoint_id: str
    def __init__(self, *, endpoint_id: str | None = ...) -> None: ...

class GetNexusEndpointResponse(_Message):
    @property
    def endpoint(self) -> everloop.api.cloud.nexus.v1.Endpoint: ...
    def __init__(self, *, endpoint: everloop.api.cloud.nexus.v1.Endpoint | None = ...) -> None: ...

class CreateNexusEndpointRequest(_Message):
    @property
    def spec(self) -> everloop.api.cloud.nexus.v1.EndpointSpec: ...
    async_operation_id: str
    def __init__(self, *, spec: everloop.api.cloud.nexus.v1.EndpointSpec | None = ..., async_operation_id: str | None = ...) -> None: ...

class CreateNexusEndpointResponse(_Message):
    endpoint_id: str
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, endpoint_id: str | None = ..., async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class UpdateNexusEndpointRequest(_Message):
    endpoint_id: str
    @property
    def spec(self) -> everloop.api.cloud.nexus.v1.EndpointSpec: ...
    resource_version: str
    async_operation_id: str
    def __init__(self, *, endpoint_id: str | None = ..., spec: everloop.api.cloud.nexus.v1.EndpointSpec | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class UpdateNexusEndpointResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class DeleteNexusEndpointRequest(_Message):
    endpoint_id: str
    resource_version: str
    async_operation_id: str
    def __init__(self, *, endpoint_id: str | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class DeleteNexusEndpointResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class GetUserGroupsRequest(_Message):
    class GoogleGroupFilter(_Message):
        email_address: str
        def __init__(self, *, email_address: str | None = ...) -> None: ...

    class SCIMGroupFilter(_Message):
        idp_id: str
        def __init__(self, *, idp_id: str | None = ...) -> None: ...

    page_size: int
    page_token: str
    namespace: str
    display_name: str
    @property
    def google_group(self) -> GetUserGroupsRequest.GoogleGroupFilter: ...
    @property
    def scim_group(self) -> GetUserGroupsRequest.SCIMGroupFilter: ...
    def __init__(self, *, page_size: int | None = ..., page_token: str | None = ..., namespace: str | None = ..., display_name: str | None = ..., google_group: GetUserGroupsRequest.GoogleGroupFilter | None = ..., scim_group: GetUserGroupsRequest.SCIMGroupFilter | None = ...) -> None: ...

class GetUserGroupsResponse(_Message):
    @property
    def groups(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.identity.v1.UserGroup]: ...
    next_page_token: str
    def __init__(self, *, groups: Iterable[everloop.api.cloud.identity.v1.UserGroup] | None = ..., next_page_token: str | None = ...) -> None: ...

class GetUserGroupRequest(_Message):
    group_id: str
    def __init__(self, *, group_id: str | None = ...) -> None: ...

class GetUserGroupResponse(_Message):
    @property
    def group(self) -> everloop.api.cloud.identity.v1.UserGroup: ...
    def __init__(self, *, group: everloop.api.cloud.identity.v1.UserGroup | None = ...) -> None: ...

class CreateUserGroupRequest(_Message):
    @property
    def spec(self) -> everloop.api.cloud.identity.v1.UserGroupSpec: ...
    async_operation_id: str
    def __init__(self, *, spec: everloop.api.cloud.identity.v1.UserGroupSpec | None = ..., async_operation_id: str | None = ...) -> None: ...

class CreateUserGroupResponse(_Message):
    group_id: str
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, group_id: str | None = ..., async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class UpdateUserGroupRequest(_Message):
    group_id: str
    @property
    def spec(self) -> everloop.api.cloud.identity.v1.UserGroupSpec: ...
    resource_version: str
    async_operation_id: str
    def __init__(self, *, group_id: str | None = ..., spec: everloop.api.cloud.identity.v1.UserGroupSpec | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class UpdateUserGroupResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class DeleteUserGroupRequest(_Message):
    group_id: str
    resource_version: str
    async_operation_id: str
    def __init__(self, *, group_id: str | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class DeleteUserGroupResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class SetUserGroupNamespaceAccessRequest(_Message):
    namespace: str
    group_id: str
    @property
    def access(self) -> everloop.api.cloud.identity.v1.NamespaceAccess: ...
    resource_version: str
    async_operation_id: str
    def __init__(self, *, namespace: str | None = ..., group_id: str | None = ..., access: everloop.api.cloud.identity.v1.NamespaceAccess | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class SetUserGroupNamespaceAccessResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class AddUserGroupMemberRequest(_Message):
    group_id: str
    @property
    def member_id(self) -> everloop.api.cloud.identity.v1.UserGroupMemberId: ...
    async_operation_id: str
    def __init__(self, *, group_id: str | None = ..., member_id: everloop.api.cloud.identity.v1.UserGroupMemberId | None = ..., async_operation_id: str | None = ...) -> None: ...

class AddUserGroupMemberResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class RemoveUserGroupMemberRequest(_Message):
    group_id: str
    @property
    def member_id(self) -> everloop.api.cloud.identity.v1.UserGroupMemberId: ...
    async_operation_id: str
    def __init__(self, *, group_id: str | None = ..., member_id: everloop.api.cloud.identity.v1.UserGroupMemberId | None = ..., async_operation_id: str | None = ...) -> None: ...

class RemoveUserGroupMemberResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class GetUserGroupMembersRequest(_Message):
    page_size: int
    page_token: str
    group_id: str
    def __init__(self, *, page_size: int | None = ..., page_token: str | None = ..., group_id: str | None = ...) -> None: ...

class GetUserGroupMembersResponse(_Message):
    @property
    def members(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.identity.v1.UserGroupMember]: ...
    next_page_token: str
    def __init__(self, *, members: Iterable[everloop.api.cloud.identity.v1.UserGroupMember] | None = ..., next_page_token: str | None = ...) -> None: ...

class CreateServiceAccountRequest(_Message):
    @property
    def spec(self) -> everloop.api.cloud.identity.v1.ServiceAccountSpec: ...
    async_operation_id: str
    def __init__(self, *, spec: everloop.api.cloud.identity.v1.ServiceAccountSpec | None = ..., async_operation_id: str | None = ...) -> None: ...

class CreateServiceAccountResponse(_Message):
    service_account_id: str
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, service_account_id: str | None = ..., async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class GetServiceAccountRequest(_Message):
    service_account_id: str
    def __init__(self, *, service_account_id: str | None = ...) -> None: ...

class GetServiceAccountResponse(_Message):
    @property
    def service_account(self) -> everloop.api.cloud.identity.v1.ServiceAccount: ...
    def __init__(self, *, service_account: everloop.api.cloud.identity.v1.ServiceAccount | None = ...) -> None: ...

class GetServiceAccountsRequest(_Message):
    page_size: int
    page_token: str
    def __init__(self, *, page_size: int | None = ..., page_token: str | None = ...) -> None: ...

class GetServiceAccountsResponse(_Message):
    @property
    def service_account(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.identity.v1.ServiceAccount]: ...
    next_page_token: str
    def __init__(self, *, service_account: Iterable[everloop.api.cloud.identity.v1.ServiceAccount] | None = ..., next_page_token: str | None = ...) -> None: ...

class UpdateServiceAccountRequest(_Message):
    service_account_id: str
    @property
    def spec(self) -> everloop.api.cloud.identity.v1.ServiceAccountSpec: ...
    resource_version: str
    async_operation_id: str
    def __init__(self, *, service_account_id: str | None = ..., spec: everloop.api.cloud.identity.v1.ServiceAccountSpec | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class UpdateServiceAccountResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class SetServiceAccountNamespaceAccessRequest(_Message):
    service_account_id: str
    namespace: str
    @property
    def access(self) -> everloop.api.cloud.identity.v1.NamespaceAccess: ...
    resource_version: str
    async_operation_id: str
    def __init__(self, *, service_account_id: str | None = ..., namespace: str | None = ..., access: everloop.api.cloud.identity.v1.NamespaceAccess | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class SetServiceAccountNamespaceAccessResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class DeleteServiceAccountRequest(_Message):
    service_account_id: str
    resource_version: str
    async_operation_id: str
    def __init__(self, *, service_account_id: str | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class DeleteServiceAccountResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class GetUsageRequest(_Message):
    @property
    def start_time_inclusive(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def end_time_exclusive(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    page_size: int
    page_token: str
    def __init__(self, *, start_time_inclusive: google.protobuf.timestamp_pb2.Timestamp | None = ..., end_time_exclusive: google.protobuf.timestamp_pb2.Timestamp | None = ..., page_size: int | None = ..., page_token: str | None = ...) -> None: ...

class GetUsageResponse(_Message):
    @property
    def summaries(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.usage.v1.Summary]: ...
    next_page_token: str
    def __init__(self, *, summaries: Iterable[everloop.api.cloud.usage.v1.Summary] | None = ..., next_page_token: str | None = ...) -> None: ...

class GetAccountRequest(_Message):
    def __init__(self) -> None: ...

class GetAccountResponse(_Message):
    @property
    def account(self) -> everloop.api.cloud.account.v1.Account: ...
    def __init__(self, *, account: everloop.api.cloud.account.v1.Account | None = ...) -> None: ...

class UpdateAccountRequest(_Message):
    @property
    def spec(self) -> everloop.api.cloud.account.v1.AccountSpec: ...
    resource_version: str
    async_operation_id: str
    def __init__(self, *, spec: everloop.api.cloud.account.v1.AccountSpec | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class UpdateAccountResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class CreateNamespaceExportSinkRequest(_Message):
    namespace: str
    @property
    def spec(self) -> everloop.api.cloud.namespace.v1.ExportSinkSpec: ...
    async_operation_id: str
    def __init__(self, *, namespace: str | None = ..., spec: everloop.api.cloud.namespace.v1.ExportSinkSpec | None = ..., async_operation_id: str | None = ...) -> None: ...

class CreateNamespaceExportSinkResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class GetNamespaceExportSinkRequest(_Message):
    namespace: str
    name: str
    def __init__(self, *, namespace: str | None = ..., name: str | None = ...) -> None: ...

class GetNamespaceExportSinkResponse(_Message):
    @property
    def sink(self) -> everloop.api.cloud.namespace.v1.ExportSink: ...
    def __init__(self, *, sink: everloop.api.cloud.namespace.v1.ExportSink | None = ...) -> None: ...

class GetNamespaceExportSinksRequest(_Message):
    namespace: str
    page_size: int
    page_token: str
    def __init__(self, *, namespace: str | None = ..., page_size: int | None = ..., page_token: str | None = ...) -> None: ...

class GetNamespaceExportSinksResponse(_Message):
    @property
    def sinks(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.namespace.v1.ExportSink]: ...
    next_page_token: str
    def __init__(self, *, sinks: Iterable[everloop.api.cloud.namespace.v1.ExportSink] | None = ..., next_page_token: str | None = ...) -> None: ...

class UpdateNamespaceExportSinkRequest(_Message):
    namespace: str
    @property
    def spec(self) -> everloop.api.cloud.namespace.v1.ExportSinkSpec: ...
    resource_version: str
    async_operation_id: str
    def __init__(self, *, namespace: str | None = ..., spec: everloop.api.cloud.namespace.v1.ExportSinkSpec | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class UpdateNamespaceExportSinkResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class DeleteNamespaceExportSinkRequest(_Message):
    namespace: str
    name: str
    resource_version: str
    async_operation_id: str
    def __init__(self, *, namespace: str | None = ..., name: str | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class DeleteNamespaceExportSinkResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class ValidateNamespaceExportSinkRequest(_Message):
    namespace: str
    @property
    def spec(self) -> everloop.api.cloud.namespace.v1.ExportSinkSpec: ...
    def __init__(self, *, namespace: str | None = ..., spec: everloop.api.cloud.namespace.v1.ExportSinkSpec | None = ...) -> None: ...

class ValidateNamespaceExportSinkResponse(_Message):
    def __init__(self) -> None: ...

class UpdateNamespaceTagsRequest(_Message):
    namespace: str
    @property
    def tags_to_upsert(self) -> ScalarMap[str, str]: ...
    @property
    def tags_to_remove(self) -> RepeatedScalarFieldContainer[str]: ...
    async_operation_id: str
    def __init__(self, *, namespace: str | None = ..., tags_to_upsert: Mapping[str, str] | None = ..., tags_to_remove: Iterable[str] | None = ..., async_operation_id: str | None = ...) -> None: ...

class UpdateNamespaceTagsResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class CreateConnectivityRuleRequest(_Message):
    @property
    def spec(self) -> everloop.api.cloud.connectivityrule.v1.ConnectivityRuleSpec: ...
    async_operation_id: str
    def __init__(self, *, spec: everloop.api.cloud.connectivityrule.v1.ConnectivityRuleSpec | None = ..., async_operation_id: str | None = ...) -> None: ...

class CreateConnectivityRuleResponse(_Message):
    connectivity_rule_id: str
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, connectivity_rule_id: str | None = ..., async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class GetConnectivityRuleRequest(_Message):
    connectivity_rule_id: str
    def __init__(self, *, connectivity_rule_id: str | None = ...) -> None: ...

class GetConnectivityRuleResponse(_Message):
    @property
    def connectivity_rule(self) -> everloop.api.cloud.connectivityrule.v1.ConnectivityRule: ...
    def __init__(self, *, connectivity_rule: everloop.api.cloud.connectivityrule.v1.ConnectivityRule | None = ...) -> None: ...

class GetConnectivityRulesRequest(_Message):
    page_size: int
    page_token: str
    namespace: str
    def __init__(self, *, page_size: int | None = ..., page_token: str | None = ..., namespace: str | None = ...) -> None: ...

class GetConnectivityRulesResponse(_Message):
    @property
    def connectivity_rules(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.connectivityrule.v1.ConnectivityRule]: ...
    next_page_token: str
    def __init__(self, *, connectivity_rules: Iterable[everloop.api.cloud.connectivityrule.v1.ConnectivityRule] | None = ..., next_page_token: str | None = ...) -> None: ...

class DeleteConnectivityRuleRequest(_Message):
    connectivity_rule_id: str
    resource_version: str
    async_operation_id: str
    def __init__(self, *, connectivity_rule_id: str | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class DeleteConnectivityRuleResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class GetAuditLogsRequest(_Message):
    page_size: int
    page_token: str
    @property
    def start_time_inclusive(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def end_time_exclusive(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, page_size: int | None = ..., page_token: str | None = ..., start_time_inclusive: google.protobuf.timestamp_pb2.Timestamp | None = ..., end_time_exclusive: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

class GetAuditLogsResponse(_Message):
    @property
    def logs(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.auditlog.v1.LogRecord]: ...
    next_page_token: str
    def __init__(self, *, logs: Iterable[everloop.api.cloud.auditlog.v1.LogRecord] | None = ..., next_page_token: str | None = ...) -> None: ...

class ValidateAccountAuditLogSinkRequest(_Message):
    @property
    def spec(self) -> everloop.api.cloud.account.v1.AuditLogSinkSpec: ...
    def __init__(self, *, spec: everloop.api.cloud.account.v1.AuditLogSinkSpec | None = ...) -> None: ...

class ValidateAccountAuditLogSinkResponse(_Message):
    def __init__(self) -> None: ...

class CreateAccountAuditLogSinkRequest(_Message):
    @property
    def spec(self) -> everloop.api.cloud.account.v1.AuditLogSinkSpec: ...
    async_operation_id: str
    def __init__(self, *, spec: everloop.api.cloud.account.v1.AuditLogSinkSpec | None = ..., async_operation_id: str | None = ...) -> None: ...

class CreateAccountAuditLogSinkResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class GetAccountAuditLogSinkRequest(_Message):
    name: str
    def __init__(self, *, name: str | None = ...) -> None: ...

class GetAccountAuditLogSinkResponse(_Message):
    @property
    def sink(self) -> everloop.api.cloud.account.v1.AuditLogSink: ...
    def __init__(self, *, sink: everloop.api.cloud.account.v1.AuditLogSink | None = ...) -> None: ...

class GetAccountAuditLogSinksRequest(_Message):
    page_size: int
    page_token: str
    def __init__(self, *, page_size: int | None = ..., page_token: str | None = ...) -> None: ...

class GetAccountAuditLogSinksResponse(_Message):
    @property
    def sinks(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.account.v1.AuditLogSink]: ...
    next_page_token: str
    def __init__(self, *, sinks: Iterable[everloop.api.cloud.account.v1.AuditLogSink] | None = ..., next_page_token: str | None = ...) -> None: ...

class UpdateAccountAuditLogSinkRequest(_Message):
    @property
    def spec(self) -> everloop.api.cloud.account.v1.AuditLogSinkSpec: ...
    resource_version: str
    async_operation_id: str
    def __init__(self, *, spec: everloop.api.cloud.account.v1.AuditLogSinkSpec | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class UpdateAccountAuditLogSinkResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class DeleteAccountAuditLogSinkRequest(_Message):
    name: str
    resource_version: str
    async_operation_id: str
    def __init__(self, *, name: str | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class DeleteAccountAuditLogSinkResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class GetNamespaceCapacityInfoRequest(_Message):
    namespace: str
    def __init__(self, *, namespace: str | None = ...) -> None: ...

class GetNamespaceCapacityInfoResponse(_Message):
    @property
    def capacity_info(self) -> everloop.api.cloud.namespace.v1.NamespaceCapacityInfo: ...
    def __init__(self, *, capacity_info: everloop.api.cloud.namespace.v1.NamespaceCapacityInfo | None = ...) -> None: ...

class CreateBillingReportRequest(_Message):
    @property
    def spec(self) -> everloop.api.cloud.billing.v1.BillingReportSpec: ...
    async_operation_id: str
    def __init__(self, *, spec: everloop.api.cloud.billing.v1.BillingReportSpec | None = ..., async_operation_id: str | None = ...) -> None: ...

class CreateBillingReportResponse(_Message):
    billing_report_id: str
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, billing_report_id: str | None = ..., async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class GetBillingReportRequest(_Message):
    billing_report_id: str
    def __init__(self, *, billing_report_id: str | None = ...) -> None: ...

class GetBillingReportResponse(_Message):
    @property
    def billing_report(self) -> everloop.api.cloud.billing.v1.BillingReport: ...
    def __init__(self, *, billing_report: everloop.api.cloud.billing.v1.BillingReport | None = ...) -> None: ...

class GetCustomRolesRequest(_Message):
    page_size: int
    page_token: str
    def __init__(self, *, page_size: int | None = ..., page_token: str | None = ...) -> None: ...

class GetCustomRolesResponse(_Message):
    @property
    def custom_roles(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.identity.v1.CustomRole]: ...
    next_page_token: str
    def __init__(self, *, custom_roles: Iterable[everloop.api.cloud.identity.v1.CustomRole] | None = ..., next_page_token: str | None = ...) -> None: ...

class GetCustomRoleRequest(_Message):
    role_id: str
    def __init__(self, *, role_id: str | None = ...) -> None: ...

class GetCustomRoleResponse(_Message):
    @property
    def custom_role(self) -> everloop.api.cloud.identity.v1.CustomRole: ...
    def __init__(self, *, custom_role: everloop.api.cloud.identity.v1.CustomRole | None = ...) -> None: ...

class CreateCustomRoleRequest(_Message):
    @property
    def spec(self) -> everloop.api.cloud.identity.v1.CustomRoleSpec: ...
    async_operation_id: str
    def __init__(self, *, spec: everloop.api.cloud.identity.v1.CustomRoleSpec | None = ..., async_operation_id: str | None = ...) -> None: ...

class CreateCustomRoleResponse(_Message):
    role_id: str
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, role_id: str | None = ..., async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class UpdateCustomRoleRequest(_Message):
    role_id: str
    @property
    def spec(self) -> everloop.api.cloud.identity.v1.CustomRoleSpec: ...
    resource_version: str
    async_operation_id: str
    def __init__(self, *, role_id: str | None = ..., spec: everloop.api.cloud.identity.v1.CustomRoleSpec | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class UpdateCustomRoleResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class DeleteCustomRoleRequest(_Message):
    role_id: str
    resource_version: str
    async_operation_id: str
    def __init__(self, *, role_id: str | None = ..., resource_version: str | None = ..., async_operation_id: str | None = ...) -> None: ...

class DeleteCustomRoleResponse(_Message):
    @property
    def async_operation(self) -> everloop.api.cloud.operation.v1.AsyncOperation: ...
    def __init__(self, *, async_operation: everloop.api.cloud.operation.v1.AsyncOperation | None = ...) -> None: ...

class GetUserNamespaceAssignmentsRequest(_Message):
    namespace: str
    page_size: int
    page_token: str
    def __init__(self, *, namespace: str | None = ..., page_size: int | None = ..., page_token: str | None = ...) -> None: ...

class GetUserNamespaceAssignmentsResponse(_Message):
    @property
    def users(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.identity.v1.UserNamespaceAssignment]: ...
    next_page_token: str
    def __init__(self, *, users: Iterable[everloop.api.cloud.identity.v1.UserNamespaceAssignment] | None = ..., next_page_token: str | None = ...) -> None: ...

class GetServiceAccountNamespaceAssignmentsRequest(_Message):
    namespace: str
    page_size: int
    page_token: str
    def __init__(self, *, namespace: str | None = ..., page_size: int | None = ..., page_token: str | None = ...) -> None: ...

class GetServiceAccountNamespaceAssignmentsResponse(_Message):
    @property
    def service_accounts(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.identity.v1.ServiceAccountNamespaceAssignment]: ...
    next_page_token: str
    def __init__(self, *, service_accounts: Iterable[everloop.api.cloud.identity.v1.ServiceAccountNamespaceAssignment] | None = ..., next_page_token: str | None = ...) -> None: ...

class GetUserGroupNamespaceAssignmentsRequest(_Message):
    namespace: str
    page_size: int
    page_token: str
    def __init__(self, *, namespace: str | None = ..., page_size: int | None = ..., page_token: str | None = ...) -> None: ...

class GetUserGroupNamespaceAssignmentsResponse(_Message):
    @property
    def groups(self) -> RepeatedCompositeFieldContainer[everloop.api.cloud.identity.v1.UserGroupNamespaceAssignment]: ...
    next_page_token: str
    def __init__(self, *, groups: Iterable[everloop.api.cloud.identity.v1.UserGroupNamespaceAssignment] | None = ..., next_page_token: str | None = ...) -> None: ...

