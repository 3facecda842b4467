/** Users, groups, service principals and applications as Microsoft Graph shows them. */
import { createHash } from "node:crypto";
import type { Json, Principal } from "../state.ts";
import type { Kind } from "./permissions.ts";

/** What a list or a read shows of a user unless `$select` says otherwise. */
export const userDefaults = [
    "businessPhones", "displayName", "givenName", "jobTitle", "mail", "mobilePhone", "officeLocation", "preferredLanguage", "surname",
    "userPrincipalName", "id",
];

export function kindOf(principal: Principal): Kind {
    return principal.kind === "managedIdentity" ? "servicePrincipal" : principal.kind;
}

/** Every property that is modelled. */
export function bodyOf(principal: Principal): Json {
    return principal.kind === "user" ? userBody(principal) : principal.kind === "group" ? groupBody(principal) : servicePrincipalBody(principal);
}

function userBody({ oid, displayName, upn = "", guestOf, createdAt }: Principal): Json {
    const [givenName, surname] = displayName.split(/ (.*)/);
    const mailNickname = upn.split("@")[0] ?? "";
    return {
        businessPhones: [],
        displayName,
        givenName: givenName ?? null,
        jobTitle: null,
        mail: guestOf ? mailNickname.replace(/_([^_]*)#EXT#$/, "@$1") : upn,
        mobilePhone: null,
        officeLocation: null,
        preferredLanguage: null,
        surname: surname ?? null,
        userPrincipalName: upn,
        id: oid,
        accountEnabled: true,
        createdDateTime: timeText(createdAt),
        deletedDateTime: null,
        mailNickname,
        userType: guestOf ? "Guest" : "Member",
    };
}

function groupBody({ oid, displayName, createdAt }: Principal): Json {
    return {
        id: oid,
        deletedDateTime: null,
        classification: null,
        createdDateTime: timeText(createdAt),
        description: null,
        displayName,
        groupTypes: [],
        isAssignableToRole: null,
        mail: null,
        mailEnabled: false,
        mailNickname: displayName.replace(/[^A-Za-z0-9-]/g, ""),
        membershipRule: null,
        onPremisesSyncEnabled: null,
        proxyAddresses: [],
        securityEnabled: true,
        visibility: null,
    };
}

/** A managed identity has no application, and says in `alternativeNames` which resource it belongs to. */
function servicePrincipalBody({ oid, displayName, appId = oid, kind, resourceId, tenantId, createdAt }: Principal): Json {
    const managed = kind === "managedIdentity";
    const explicit = /\/userAssignedIdentities\//i.test(resourceId ?? "");
    return {
        id: oid,
        deletedDateTime: null,
        accountEnabled: true,
        addIns: [],
        alternativeNames: managed ? [`isExplicit=${explicit ? "True" : "False"}`, resourceId] : [],
        appDescription: null,
        appDisplayName: managed ? null : displayName,
        appId,
        appOwnerOrganizationId: managed ? null : tenantId,
        appRoleAssignmentRequired: false,
        appRoles: [],
        createdDateTime: timeText(createdAt),
        description: null,
        displayName,
        homepage: null,
        keyCredentials: [],
        loginUrl: null,
        logoutUrl: null,
        notes: null,
        oauth2PermissionScopes: [],
        passwordCredentials: [],
        replyUrls: [],
        servicePrincipalNames: [appId, managed ? identityName(oid) : `api://${appId}`],
        servicePrincipalType: managed ? "ManagedIdentity" : "Application",
        signInAudience: managed ? null : "AzureADMyOrg",
        tags: [],
    };
}

/** The registration behind a service principal; its object id is one of its own, made from the application id. */
export function applicationBody({ displayName, appId = "", tenantId, createdAt }: Principal): Json {
    return {
        id: guidFrom(appId),
        deletedDateTime: null,
        appId,
        createdDateTime: timeText(createdAt),
        displayName,
        description: null,
        identifierUris: [`api://${appId}`],
        keyCredentials: [],
        passwordCredentials: [],
        publisherDomain: null,
        requiredResourceAccess: [],
        signInAudience: "AzureADMyOrg",
        tags: [],
        appOwnerOrganizationId: tenantId,
    };
}

/** UNCONFIRMED how the last part is made. */
function identityName(oid: string): string {
    return `https://identity.azure.net/${createHash("sha256").update(oid).digest("base64")}`;
}

function guidFrom(text: string): string {
    const hex = createHash("sha256").update(text.toLowerCase()).digest("hex");
    return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)].join("-");
}

function timeText(time: number): string {
    return `${new Date(time).toISOString().slice(0, 19)}Z`;
}
