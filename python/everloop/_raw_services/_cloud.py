"""The calls of the cloud operations API."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ._call import RawService

if TYPE_CHECKING:
    from everloop.api.cloud.cloudservice import v1

    from ._call import RawCall


__all__ = ["CloudService"]


class CloudService(RawService):
    """Raw calls of the cloud operations API."""

    _name: ClassVar[str] = "cloud"
    _package: ClassVar[str] = "cloudservice"

    add_namespace_region: RawCall[v1.AddNamespaceRegionRequest, v1.AddNamespaceRegionResponse]
    add_user_group_member: RawCall[v1.AddUserGroupMemberRequest, v1.AddUserGroupMemberResponse]
    create_account_audit_log_sink: RawCall[v1.CreateAccountAuditLogSinkRequest, v1.CreateAccountAuditLogSinkResponse]
    create_api_key: RawCall[v1.CreateApiKeyRequest, v1.CreateApiKeyResponse]
    create_billing_report: RawCall[v1.CreateBillingReportRequest, v1.CreateBillingReportResponse]
    create_connectivity_rule: RawCall[v1.CreateConnectivityRuleRequest, v1.CreateConnectivityRuleResponse]
    create_custom_role: RawCall[v1.CreateCustomRoleRequest, v1.CreateCustomRoleResponse]
    create_namespace: RawCall[v1.CreateNamespaceRequest, v1.CreateNamespaceResponse]
    create_namespace_export_sink: RawCall[v1.CreateNamespaceExportSinkRequest, v1.CreateNamespaceExportSinkResponse]
    create_nexus_endpoint: RawCall[v1.CreateNexusEndpointRequest, v1.CreateNexusEndpointResponse]
    create_service_account: RawCall[v1.CreateServiceAccountRequest, v1.CreateServiceAccountResponse]
    create_user: RawCall[v1.CreateUserRequest, v1.CreateUserResponse]
    create_user_group: RawCall[v1.CreateUserGroupRequest, v1.CreateUserGroupResponse]
    delete_account_audit_log_sink: RawCall[v1.DeleteAccountAuditLogSinkRequest, v1.DeleteAccountAuditLogSinkResponse]
    delete_api_key: RawCall[v1.DeleteApiKeyRequest, v1.DeleteApiKeyResponse]
    delete_connectivity_rule: RawCall[v1.DeleteConnectivityRuleRequest, v1.DeleteConnectivityRuleResponse]
    delete_custom_role: RawCall[v1.DeleteCustomRoleRequest, v1.DeleteCustomRoleResponse]
    delete_namespace: RawCall[v1.DeleteNamespaceRequest, v1.DeleteNamespaceResponse]
    delete_namespace_export_sink: RawCall[v1.DeleteNamespaceExportSinkRequest, v1.DeleteNamespaceExportSinkResponse]
    delete_namespace_region: RawCall[v1.DeleteNamespaceRegionRequest, v1.DeleteNamespaceRegionResponse]
    delete_nexus_endpoint: RawCall[v1.DeleteNexusEndpointRequest, v1.DeleteNexusEndpointResponse]
    delete_service_account: RawCall[v1.DeleteServiceAccountRequest, v1.DeleteServiceAccountResponse]
    delete_user: RawCall[v1.DeleteUserRequest, v1.DeleteUserResponse]
    delete_user_group: RawCall[v1.DeleteUserGroupRequest, v1.DeleteUserGroupResponse]
    failover_namespace_region: RawCall[v1.FailoverNamespaceRegionRequest, v1.FailoverNamespaceRegionResponse]
    get_account: RawCall[v1.GetAccountRequest, v1.GetAccountResponse]
    get_account_audit_log_sink: RawCall[v1.GetAccountAuditLogSinkRequest, v1.GetAccountAuditLogSinkResponse]
    get_account_audit_log_sinks: RawCall[v1.GetAccountAuditLogSinksRequest, v1.GetAccountAuditLogSinksResponse]
    get_api_key: RawCall[v1.GetApiKeyRequest, v1.GetApiKeyResponse]
    get_api_keys: RawCall[v1.GetApiKeysRequest, v1.GetApiKeysResponse]
    get_async_operation: RawCall[v1.GetAsyncOperationRequest, v1.GetAsyncOperationResponse]
    get_audit_logs: RawCall[v1.GetAuditLogsRequest, v1.GetAuditLogsResponse]
    get_billing_report: RawCall[v1.GetBillingReportRequest, v1.GetBillingReportResponse]
    get_connectivity_rule: RawCall[v1.GetConnectivityRuleRequest, v1.GetConnectivityRuleResponse]
    get_connectivity_rules: RawCall[v1.GetConnectivityRulesRequest, v1.GetConnectivityRulesResponse]
    get_current_identity: RawCall[v1.GetCurrentIdentityRequest, v1.GetCurrentIdentityResponse]
    get_custom_role: RawCall[v1.GetCustomRoleRequest, v1.GetCustomRoleResponse]
    get_custom_roles: RawCall[v1.GetCustomRolesRequest, v1.GetCustomRolesResponse]
    get_namespace: RawCall[v1.GetNamespaceRequest, v1.GetNamespaceResponse]
    get_namespace_capacity_info: RawCall[v1.GetNamespaceCapacityInfoRequest, v1.GetNamespaceCapacityInfoResponse]
    get_namespace_export_sink: RawCall[v1.GetNamespaceExportSinkRequest, v1.GetNamespaceExportSinkResponse]
    get_namespace_export_sinks: RawCall[v1.GetNamespaceExportSinksRequest, v1.GetNamespaceExportSinksResponse]
    get_namespaces: RawCall[v1.GetNamespacesRequest, v1.GetNamespacesResponse]
    get_nexus_endpoint: RawCall[v1.GetNexusEndpointRequest, v1.GetNexusEndpointResponse]
    get_nexus_endpoints: RawCall[v1.GetNexusEndpointsRequest, v1.GetNexusEndpointsResponse]
    get_region: RawCall[v1.GetRegionRequest, v1.GetRegionResponse]
    get_regions: RawCall[v1.GetRegionsRequest, v1.GetRegionsResponse]
    get_service_account: RawCall[v1.GetServiceAccountRequest, v1.GetServiceAccountResponse]
    get_service_account_namespace_assignments: RawCall[
        v1.GetServiceAccountNamespaceAssignmentsRequest, v1.GetServiceAccountNamespaceAssignmentsResponse
    ]
    get_service_accounts: RawCall[v1.GetServiceAccountsRequest, v1.GetServiceAccountsResponse]
    get_usage: RawCall[v1.GetUsageRequest, v1.GetUsageResponse]
    get_user: RawCall[v1.GetUserRequest, v1.GetUserResponse]
    get_user_group: RawCall[v1.GetUserGroupRequest, v1.GetUserGroupResponse]
    get_user_group_members: RawCall[v1.GetUserGroupMembersRequest, v1.GetUserGroupMembersResponse]
    get_user_group_namespace_assignments: RawCall[
        v1.GetUserGroupNamespaceAssignmentsRequest, v1.GetUserGroupNamespaceAssignmentsResponse
    ]
    get_user_groups: RawCall[v1.GetUserGroupsRequest, v1.GetUserGroupsResponse]
    get_user_namespace_assignments: RawCall[
        v1.GetUserNamespaceAssignmentsRequest, v1.GetUserNamespaceAssignmentsResponse
    ]
    get_users: RawCall[v1.GetUsersRequest, v1.GetUsersResponse]
    remove_user_group_member: RawCall[v1.RemoveUserGroupMemberRequest, v1.RemoveUserGroupMemberResponse]
    rename_custom_search_attribute: RawCall[
        v1.RenameCustomSearchAttributeRequest, v1.RenameCustomSearchAttributeResponse
    ]
    set_service_account_namespace_access: RawCall[
        v1.SetServiceAccountNamespaceAccessRequest, v1.SetServiceAccountNamespaceAccessResponse
    ]
    set_user_group_namespace_access: RawCall[
        v1.SetUserGroupNamespaceAccessRequest, v1.SetUserGroupNamespaceAccessResponse
    ]
    set_user_namespace_access: RawCall[v1.SetUserNamespaceAccessRequest, v1.SetUserNamespaceAccessResponse]
    update_account: RawCall[v1.UpdateAccountRequest, v1.UpdateAccountResponse]
    update_account_audit_log_sink: RawCall[v1.UpdateAccountAuditLogSinkRequest, v1.UpdateAccountAuditLogSinkResponse]
    update_api_key: RawCall[v1.UpdateApiKeyRequest, v1.UpdateApiKeyResponse]
    update_custom_role: RawCall[v1.UpdateCustomRoleRequest, v1.UpdateCustomRoleResponse]
    update_namespace: RawCall[v1.UpdateNamespaceRequest, v1.UpdateNamespaceResponse]
    update_namespace_export_sink: RawCall[v1.UpdateNamespaceExportSinkRequest, v1.UpdateNamespaceExportSinkResponse]
    update_namespace_tags: RawCall[v1.UpdateNamespaceTagsRequest, v1.UpdateNamespaceTagsResponse]
    update_nexus_endpoint: RawCall[v1.UpdateNexusEndpointRequest, v1.UpdateNexusEndpointResponse]
    update_service_account: RawCall[v1.UpdateServiceAccountRequest, v1.UpdateServiceAccountResponse]
    update_user: RawCall[v1.UpdateUserRequest, v1.UpdateUserResponse]
    update_user_group: RawCall[v1.UpdateUserGroupRequest, v1.UpdateUserGroupResponse]
    validate_account_audit_log_sink: RawCall[
        v1.ValidateAccountAuditLogSinkRequest, v1.ValidateAccountAuditLogSinkResponse
    ]
    validate_namespace_export_sink: RawCall[
        v1.ValidateNamespaceExportSinkRequest, v1.ValidateNamespaceExportSinkResponse
    ]
