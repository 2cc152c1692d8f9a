"""Made by tools/api_stubs.py from temporal/api/cloud/identity/v1/message.proto."""

from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias, overload

import everloop.api.cloud.resource.v1
import google.protobuf.timestamp_pb2
from google.protobuf.internal.containers import MessageMap, RepeatedCompositeFieldContainer, RepeatedScalarFieldContainer
from everloop.api._enum import EnumWrapper as _EnumWrapper
from google.protobuf.message import Message as _Message

class _OwnerType(_EnumWrapper):
    OWNER_TYPE_UNSPECIFIED: int
    OWNER_TYPE_USER: int
    OWNER_TYPE_SERVICE_ACCOUNT: int
class OwnerType(metaclass=_OwnerType):
    ValueType: TypeAlias = int
OWNER_TYPE_UNSPECIFIED: int
OWNER_TYPE_USER: int
OWNER_TYPE_SERVICE_ACCOUNT: int

class AccountAccess(_Message):
    class _Role(_EnumWrapper):
        ROLE_UNSPECIFIED: int
        ROLE_OWNER: int
        ROLE_ADMIN: int
        ROLE_DEVELOPER: int
        ROLE_FINANCE_ADMIN: int
        ROLE_READ: int
        ROLE_METRICS_READ: int
    class Role(metaclass=_Role):
        ValueType: TypeAlias = int
    ROLE_UNSPECIFIED: int
    ROLE_OWNER: int
    ROLE_ADMIN: int
    ROLE_DEVELOPER: int
    ROLE_FINANCE_ADMIN: int
    ROLE_READ: int
    ROLE_METRICS_READ: int

    role_deprecated: str
    role: AccountAccess.Role.ValueType
    @property
    def custom_roles(self) -> RepeatedScalarFieldContainer[str]: ...
    def __init__(self, *, role_deprecated: str | None = ..., role: AccountAccess.Role.ValueType | None = ..., custom_roles: Iterable[str] | None = ...) -> None: ...

class NamespaceAccess(_Message):
    class _Permission(_EnumWrapper):
        PERMISSION_UNSPECIFIED: int
        PERMISSION_ADMIN: int
        PERMISSION_WRITE: int
        PERMISSION_READ: int
    class Permission(metaclass=_Permission):
        ValueType: TypeAlias = int
    PERMISSION_UNSPECIFIED: int
    PERMISSION_ADMIN: int
    PERMISSION_WRITE: int
    PERMISSION_READ: int

    permission_deprecated: str
    permission: NamespaceAccess.Permission.ValueType
    def __init__(self, *, permission_deprecated: str | None = ..., permission: NamespaceAccess.Permission.ValueType | None = ...) -> None: ...

class Access(_Message):
    @property
    def account_access(self) -> AccountAccess: ...
    @property
    def namespace_accesses(self) -> MessageMap[str, NamespaceAccess]: ...
    @property
    def custom_roles_deprecated(self) -> RepeatedScalarFieldContainer[str]: ...
    def __init__(self, *, account_access: AccountAccess | None = ..., namespace_accesses: Mapping[str, NamespaceAccess] | None = ..., custom_roles_deprecated: Iterable[str] | None = ...) -> None: ...

class NamespaceScopedAccess(_Message):
    namespace: str
    @property
    def access(self) -> NamespaceAccess: ...
    def __init__(self, *, namespace: str | None = ..., access: NamespaceAccess | None = ...) -> None: ...

class UserSpec(_Message):
    email: str
    @property
    def access(self) -> Access: ...
    def __init__(self, *, email: str | None = ..., access: Access | None = ...) -> None: ...

class Invitation(_Message):
    @property
    def created_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def expired_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, created_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., expired_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

class User(_Message):
    id: str
    resource_version: str
    @property
    def spec(self) -> UserSpec: ...
    state_deprecated: str
    state: everloop.api.cloud.resource.v1.ResourceState.ValueType
    async_operation_id: str
    @property
    def invitation(self) -> Invitation: ...
    @property
    def created_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def last_modified_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, id: str | None = ..., resource_version: str | None = ..., spec: UserSpec | None = ..., state_deprecated: str | None = ..., state: everloop.api.cloud.resource.v1.ResourceState.ValueType | None = ..., async_operation_id: str | None = ..., invitation: Invitation | None = ..., created_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., last_modified_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

class GoogleGroupSpec(_Message):
    email_address: str
    def __init__(self, *, email_address: str | None = ...) -> None: ...

class SCIMGroupSpec(_Message):
    idp_id: str
    def __init__(self, *, idp_id: str | None = ...) -> None: ...

class CloudGroupSpec(_Message):
    def __init__(self) -> None: ...

class UserGroupSpec(_Message):
    display_name: str
    @property
    def access(self) -> Access: ...
    @property
    def google_group(self) -> GoogleGroupSpec: ...
    @property
    def scim_group(self) -> SCIMGroupSpec: ...
    @property
    def cloud_group(self) -> CloudGroupSpec: ...
    def __init__(self, *, display_name: str | None = ..., access: Access | None = ..., google_group: GoogleGroupSpec | None = ..., scim_group: SCIMGroupSpec | None = ..., cloud_group: CloudGroupSpec | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["group_type", b"group_type"]) -> Literal["google_group", "scim_group", "cloud_group"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class UserGroup(_Message):
    id: str
    resource_version: str
    @property
    def spec(self) -> UserGroupSpec: ...
    state_deprecated: str
    state: everloop.api.cloud.resource.v1.ResourceState.ValueType
    async_operation_id: str
    @property
    def created_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def last_modified_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, id: str | None = ..., resource_version: str | None = ..., spec: UserGroupSpec | None = ..., state_deprecated: str | None = ..., state: everloop.api.cloud.resource.v1.ResourceState.ValueType | None = ..., async_operation_id: str | None = ..., created_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., last_modified_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

class UserGroupMemberId(_Message):
    user_id: str
    def __init__(self, *, user_id: str | None = ...) -> None: ...
    @overload
    def WhichOneof(self, oneof_group: Literal["member_type", b"member_type"]) -> Literal["user_id"] | None: ...
    @overload
    def WhichOneof(self, oneof_group: str | bytes) -> str | None: ...

class UserGroupMember(_Message):
    @property
    def member_id(self) -> UserGroupMemberId: ...
    @property
    def created_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, member_id: UserGroupMemberId | None = ..., created_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

class ServiceAccount(_Message):
    id: str
    resource_version: str
    @property
    def spec(self) -> ServiceAccountSpec: ...
    state_deprecated: str
    state: everloop.api.cloud.resource.v1.ResourceState.ValueType
    async_operation_id: str
    @property
    def created_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def last_modified_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, id: str | None = ..., resource_version: str | None = ..., spec: ServiceAccountSpec | None = ..., state_deprecated: str | None = ..., state: everloop.api.cloud.resource.v1.ResourceState.ValueType | None = ..., async_operation_id: str | None = ..., created_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., last_modified_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

class ServiceAccountSpec(_Message):
    name: str
    @property
    def access(self) -> Access: ...
    @property
    def namespace_scoped_access(self) -> NamespaceScopedAccess: ...
    description: str
    def __init__(self, *, name: str | None = ..., access: Access | None = ..., namespace_scoped_access: NamespaceScopedAccess | None = ..., description: str | None = ...) -> None: ...

class ApiKey(_Message):
    id: str
    resource_version: str
    @property
    def spec(self) -> ApiKeySpec: ...
    state_deprecated: str
    state: everloop.api.cloud.resource.v1.ResourceState.ValueType
    async_operation_id: str
    @property
    def created_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def last_modified_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, id: str | None = ..., resource_version: str | None = ..., spec: ApiKeySpec | None = ..., state_deprecated: str | None = ..., state: everloop.api.cloud.resource.v1.ResourceState.ValueType | None = ..., async_operation_id: str | None = ..., created_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., last_modified_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

class ApiKeySpec(_Message):
    owner_id: str
    owner_type_deprecated: str
    owner_type: OwnerType.ValueType
    display_name: str
    description: str
    @property
    def expiry_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    disabled: bool
    def __init__(self, *, owner_id: str | None = ..., owner_type_deprecated: str | None = ..., owner_type: OwnerType.ValueType | None = ..., display_name: str | None = ..., description: str | None = ..., expiry_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., disabled: bool | None = ...) -> None: ...

class CustomRoleSpec(_Message):
    class Resources(_Message):
        resource_type: str
        @property
        def resource_ids(self) -> RepeatedScalarFieldContainer[str]: ...
        allow_all: bool
        def __init__(self, *, resource_type: str | None = ..., resource_ids: Iterable[str] | None = ..., allow_all: bool | None = ...) -> None: ...

    class Permission(_Message):
        @property
        def resources(self) -> CustomRoleSpec.Resources: ...
        @property
        def actions(self) -> RepeatedScalarFieldContainer[str]: ...
        def __init__(self, *, resources: CustomRoleSpec.Resources | None = ..., actions: Iterable[str] | None = ...) -> None: ...

    name: str
    description: str
    @property
    def permissions(self) -> RepeatedCompositeFieldContainer[CustomRoleSpec.Permission]: ...
    def __init__(self, *, name: str | None = ..., description: str | None = ..., permissions: Iterable[CustomRoleSpec.Permission] | None = ...) -> None: ...

class CustomRole(_Message):
    id: str
    resource_version: str
    @property
    def spec(self) -> CustomRoleSpec: ...
    state: everloop.api.cloud.resource.v1.ResourceState.ValueType
    async_operation_id: str
    @property
    def created_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    @property
    def last_modified_time(self) -> google.protobuf.timestamp_pb2.Timestamp: ...
    def __init__(self, *, id: str | None = ..., resource_version: str | None = ..., spec: CustomRoleSpec | None = ..., state: everloop.api.cloud.resource.v1.ResourceState.ValueType | None = ..., async_operation_id: str | None = ..., created_time: google.protobuf.timestamp_pb2.Timestamp | None = ..., last_modified_time: google.protobuf.timestamp_pb2.Timestamp | None = ...) -> None: ...

class UserNamespaceAssignment(_Message):
    id: str
    email: str
    @property
    def namespace_access(self) -> NamespaceAccess: ...
    inherited_access: bool
    resource_version: str
    def __init__(self, *, id: str | None = ..., email: str | None = ..., namespace_access: NamespaceAccess | None = ..., inherited_access: bool | None = ..., resource_version: str | None = ...) -> None: ...

class ServiceAccountNamespaceAssignment(_Message):
    id: str
    name: str
    @property
    def namespace_access(self) -> NamespaceAccess: ...
    inherited_access: bool
    resource_version: str
    def __init__(self, *, id: str | None = ..., name: str | None = ..., namespace_access: NamespaceAccess | None = ..., inherited_access: bool | None = ..., resource_version: str | None = ...) -> None: ...

class UserGroupNamespaceAssignment(_Message):
    id: str
    display_name: str
    @property
    def namespace_access(self) -> NamespaceAccess: ...
    inherited_access: bool
    resource_version: str
    def __init__(self, *, id: str | None = ..., display_name: str | None = ..., namespace_access: NamespaceAccess | None = ..., inherited_access: bool | None = ..., resource_version: str | None = ...) -> None: ...

