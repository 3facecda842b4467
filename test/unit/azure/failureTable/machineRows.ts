import { betweens, imds, json, type MachineRow } from "./rows.ts";

const oauth = (error: string, description: string) => JSON.stringify({ error, error_description: description });

/** Entra's refusals reach a machine inside the answers of IMDS (failures.md, 2): the environment and people have nothing to do with them. */
const refusedByEntra = ([
    [700016, "unauthorized_client", "applicationUnknown", /deleted/], [7000112, "unauthorized_client", "applicationDisabled", /disabled/],
    [7000215, "invalid_client", "secretRejected", /Azure itself renews/], [700027, "invalid_client", "assertionRejected", /Azure itself renews/],
    [7000218, "invalid_client", "secretMissing", /Azure itself renews/], [700024, "invalid_client", "assertionExpired", /Azure itself renews/],
    [53003, "invalid_grant", "accessBlocked", /policy of the tenant/], [530032, "invalid_grant", "accessBlocked", /policy of the tenant/], [53000, "invalid_grant", "deviceNotCompliant", /policy of the tenant/],
    [65001, "invalid_grant", "consentMissing", /administrator/], [90002, "invalid_grant", "tenantNotFound", /tenant/], [700082, "invalid_grant", "signedOut", /./], [999999, "invalid_grant", "unexpected", /./],
] as const).map(([number, code, kind, says], index): MachineRow => ({
    on: "machine", identity: index % 2 ? "systemAssigned" : "userAssigned", name: `AADSTS${number} of its identity`, kind, says,
    seen: { status: 400, headers: imds, body: oauth(code, `AADSTS${number}: Something.`) }, shows: { Code: `AADSTS${number}` },
    never: /AZURE_|use a managed identity|[Ss]ign in|not attached|your own computer|federated token/, offers: ["chooseIdentity"],
}));

/** 02-managed-identity.md, 2.2 to 2.6; failures.md, 2 and 3; 10-diagnose.md, 10.6. */
const answered: MachineRow[] = [
    { on: "machine", identity: "userAssigned", name: "an identity that is not attached", kind: "identityNotAttached", seen: { status: 400, headers: imds, body: oauth("invalid_request", "Identity not found") }, offers: ["attachIdentity", "chooseIdentity"] },
    { on: "machine", identity: "systemAssigned", name: "no system-assigned identity", kind: "identityNotAttached", seen: { status: 400, headers: imds, body: oauth("invalid_request", "Identity not found") }, says: /no system-assigned identity/ },
    { on: "machine", identity: "userAssigned", name: "an identity that is not attached, in words of another language", kind: "identityNotAttached", seen: { status: 400, headers: imds, body: oauth("invalid_request", "ID が見つかりません") } },
    { on: "machine", identity: "userAssigned", name: "an identity that is not attached, without the name of the service", kind: "identityNotAttached", seen: { status: 400, headers: json, body: oauth("invalid_request", "Identity not found") } },
    { on: "machine", identity: "systemAssigned", name: "several identities", kind: "identityAmbiguous", seen: { status: 400, headers: imds, body: oauth("invalid_request", "Multiple user assigned identities exist, please specify the clientId / resourceId of the identity in the token request") } },
    { on: "machine", identity: "userAssigned", name: "a header that was removed", kind: "metadataHeaderStripped", seen: { status: 400, headers: imds, body: oauth("bad_request_102", "Required metadata header not specified") }, says: /NO_PROXY/ },
    { on: "machine", identity: "userAssigned", name: "a header that was removed, in the other shape", kind: "metadataHeaderStripped", seen: { status: 400, headers: imds, body: '{"error":"Bad request. Required metadata header not specified"}' } },
    { on: "machine", identity: "userAssigned", name: "a resource that the tenant does not know", kind: "audienceUnknown", seen: { status: 400, headers: imds, body: oauth("invalid_resource", "AADSTS500011: The resource principal named x was not found in the tenant named y.") } },
    { on: "machine", identity: "userAssigned", name: "a tenant that is gone", kind: "tenantNotFound", seen: { status: 400, headers: imds, body: oauth("invalid_request", "AADSTS90002: Tenant '333' not found.") }, never: /not attached/, says: /tenant/ },
    { on: "machine", identity: "userAssigned", name: "an API version that the service does not know", kind: "apiVersionUnsupported", seen: { status: 400, headers: imds, body: oauth("invalid_request", "Invalid api-version") }, never: /not attached/ },
    { on: "machine", identity: "userAssigned", name: "a request that lost its resource", kind: "unexpected", seen: { status: 400, headers: imds, body: oauth("invalid_request", "Required query variable 'resource' is missing") }, never: /not attached/, says: /did not see .*resource/ },
    ...refusedByEntra,
    { on: "machine", identity: "userAssigned", name: "an identity that was moved", kind: "identityMoved", seen: { status: 400, headers: imds, body: oauth("invalid_request", "Azure resource '/subscriptions/s/…/vm' does not have access to identity '/subscriptions/s/…/uai'.") } },
    ...[404, 410, 429, 500, 503].map((status): MachineRow => ({ on: "machine", identity: "userAssigned", name: `a busy service, ${status}`, kind: "imdsBusy", seen: { status, headers: imds, body: oauth("not_found", "…") } })),
    { on: "machine", identity: "userAssigned", name: "Docker in its place", kind: "containerWithoutImds", seen: { status: 403, headers: { "content-type": "text/plain" }, body: "connecting to 169.254.169.254:80: connecting to 169.254.169.254:80: dial tcp 169.254.169.254:80: connectex: A socket operation was attempted to an unreachable network." } },
    { on: "machine", identity: "userAssigned", name: "a proxy's page about what is unreachable", kind: "imdsProxied", seen: { status: 403, headers: { "content-type": "text/html" }, body: "<html><title>Host unreachable</title></html>" }, shows: { "Page title": "Host unreachable" } },
    { on: "machine", identity: "userAssigned", name: "the Metadata Security Protocol's agent", kind: "metadataDenied", seen: { status: 403, headers: { connection: "close" }, body: "" } },
    { on: "machine", identity: "userAssigned", name: "the Metadata Security Protocol's agent, for a process that it can't tell", kind: "metadataDenied", seen: { status: 421, headers: { connection: "close" }, body: "" } },
    { on: "machine", identity: "userAssigned", name: "an identity unknown to App Service", kind: "identityNotAttached", seen: { status: 400, headers: json, body: '{"statusCode":400,"message":"No User Assigned or Delegated Managed Identity found for specified ClientId/ResourceId/PrincipalId.","correlationId":"x"}', source: "appService" } },
    { on: "machine", identity: "systemAssigned", name: "Cloud Shell", kind: "cloudShell", seen: { status: 400, headers: json, body: '{"error":{"code":"AudienceNotSupported","message":"Audience https://cognitiveservices.azure.com is not a supported MSI token audience."}}', source: "cloudShell" }, says: /Cloud Shell/, offers: ["chooseIdentity", "signIn"] },
    { on: "machine", identity: "userAssigned", name: "Cloud Shell, which has no identities of its own", kind: "cloudShell", seen: {}, thrown: "ManagedIdentityCredential: Specifying a user-assigned managed identity is not supported for CloudShell at runtime. When using Managed Identity in CloudShell, omit the clientId, resourceId, and objectId parameters.", says: /Cloud Shell/ },
    { on: "machine", identity: "systemAssigned", name: "a key file of Azure Arc that may not be read", kind: "arcKeyDenied", seen: { status: 401, headers: { "www-authenticate": "Basic realm=/var/opt/azcmagent/tokens/x.key" }, body: "", source: "azureArc" }, says: /Azure Arc.*himds/s, thrown: "unable_to_read_secret_file" },
    { on: "machine", identity: "systemAssigned", name: "a stopped agent of Azure Arc", kind: "notOnAzure", seen: { code: "ECONNREFUSED", source: "azureArc" }, says: /Azure Arc/, never: /not an Azure VM/ },
    { on: "machine", identity: "systemAssigned", name: "an agent of Azure Arc that says nothing", kind: "imdsSilent", seen: { timedOut: true, source: "azureArc" }, says: /Azure Arc/, never: /169\.254/ },
    { on: "machine", identity: "systemAssigned", name: "an agent of Azure Arc that fails", kind: "imdsBusy", seen: { status: 500, headers: json, body: oauth("server_error", "…"), source: "azureArc" }, says: /Azure Arc/, never: /metadata service/ },
];

const answeredElsewhere = betweens.flatMap(({ what, headers, body, shows }) => [200, 400, 403, 404, 407, 429, 502, 504].map((status): MachineRow => ({
    on: "machine", identity: status % 8 ? "systemAssigned" : "userAssigned", name: `${what} with ${status}`, kind: "imdsProxied", seen: { status, headers, body },
    says: /Something other than the metadata service answered/, shows: { Status: String(status), ...shows }, never: /being updated|is not attached|no system-assigned/,
    thrown: "ManagedIdentityCredential: Network unreachable. Message: network_error: See https://aka.ms/msal.js.errors#network_error for details",
})));

const noAnswer = ["ENETUNREACH", "EHOSTUNREACH", "EHOSTDOWN", "ECONNREFUSED"].map((code): MachineRow => ({ on: "machine", identity: "userAssigned", name: code, kind: "notOnAzure", seen: { code }, shows: { Network: code }, offers: ["chooseIdentity", "signIn"] }));

export const machineRows: MachineRow[] = [
    ...answered, ...answeredElsewhere, ...noAnswer,
    { on: "machine", identity: "userAssigned", name: "no answer in time", kind: "imdsSilent", seen: { timedOut: true }, shows: { Network: "no answer in time" } },
    { on: "machine", identity: "userAssigned", name: "a connection that breaks", kind: "imdsSilent", seen: { code: "ECONNRESET" } },
];
