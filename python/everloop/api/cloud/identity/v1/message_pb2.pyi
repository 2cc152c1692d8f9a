"""Made by tools/api_stubs.py from temporal/api/cloud/identity/v1/message.proto."""

from google.protobuf.descriptor import FileDescriptor

from everloop.api.cloud.identity.v1 import (
    Access as Access,
    AccountAccess as AccountAccess,
    ApiKey as ApiKey,
    ApiKeySpec as ApiKeySpec,
    CloudGroupSpec as CloudGroupSpec,
    CustomRole as CustomRole,
    CustomRoleSpec as CustomRoleSpec,
    GoogleGroupSpec as GoogleGroupSpec,
    Invitation as Invitation,
    NamespaceAccess as NamespaceAccess,
    NamespaceScopedAccess as NamespaceScopedAccess,
    OWNER_TYPE_SERVICE_ACCOUNT as OWNER_TYPE_SERVICE_ACCOUNT,
    OWNER_TYPE_UNSPECIFIED as OWNER_TYPE_UNSPECIFIED,
    OWNER_TYPE_USER as OWNER_TYPE_USER,
    OwnerType as OwnerType,
    SCIMGroupSpec as SCIMGroupSpec,
    ServiceAccount as ServiceAccount,
    ServiceAccountNamespaceAssignment as ServiceAccountNamespaceAssignment,
    ServiceAccountSpec as ServiceAccountSpec,
    User as User,
    UserGroup as UserGroup,
    UserGroupMember as UserGroupMember,
    UserGroupMemberId as UserGroupMemberId,
    UserGroupNamespaceAssignment as UserGroupNamespaceAssignment,
    UserGroupSpec as UserGroupSpec,
    UserNamespaceAssignment as UserNamespaceAssignment,
    UserSpec as UserSpec,
)

DESCRIPTOR: FileDescriptor
