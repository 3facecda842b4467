import type { FailureKind } from "../../../../src/azure/errors.ts";
import { page, type SignInRow, socketErrors } from "./rows.ts";

/**
 * Entra's error numbers with what they mean (learn.microsoft.com/entra/identity-platform/reference-error-codes;
 * 01-entra-msal.md, 1.7; failures.md, 1 and 4).
 */
const codes: [number, FailureKind, RegExp?][] = [
    [53003, "accessBlocked", /Conditional Access/], [530032, "accessBlocked"], [530035, "accessBlocked"], [50131, "accessBlocked"], [50005, "accessBlocked"], [53011, "accessBlocked"],
    [53000, "deviceNotCompliant"], [53001, "deviceNotCompliant"], [530003, "deviceNotCompliant"], [50097, "deviceNotCompliant", /device/], [50129, "deviceNotCompliant"], [50155, "deviceNotCompliant"],
    [65002, "clientNotPreauthorized"],
    [65001, "consentMissing"], [65004, "consentMissing"], [90094, "consentMissing", /administrator/], [90095, "consentMissing", /administrator/], [90099, "consentMissing", /administrator/],
    [50020, "userNotInTenant"], [50034, "userNotInTenant"], [16000, "userNotInTenant"], [50014, "userNotInTenant"], [51004, "userNotInTenant"], [90072, "userNotInTenant"],
    [50072, "mfaRequired"], [50074, "mfaRequired"], [50076, "mfaRequired"], [50078, "mfaRequired"], [50079, "mfaRequired"], [50158, "mfaRequired"],
    [700016, "applicationUnknown"], [700011, "applicationUnknown"], [70001, "applicationDisabled"], [7000112, "applicationDisabled"],
    [90002, "tenantNotFound"], [900023, "tenantNotFound"], [900021, "tenantNotFound", /tenant.*(empty|zeros)/s], [50059, "tenantNotFound"], [50128, "tenantNotFound"], [90019, "tenantNotFound"],
    [500011, "audienceUnknown"], [50001, "audienceUnknown"], [70011, "audienceUnknown", /scope/], [28002, "audienceUnknown"],
    [700024, "assertionExpired", /clock/], [500133, "assertionExpired", /clock|expired/],
    [7000215, "secretRejected", /AZURE_CLIENT_SECRET/], [7000222, "secretRejected"], [70002, "secretRejected"],
    [7000218, "secretMissing", /secret|certificate/], [7000216, "secretMissing"],
    [700027, "assertionRejected", /certificate|signature/],
    [700213, "federationMismatch"], [70021, "federationMismatch"], [7002138, "federationMismatch"], [700211, "federationMismatch", /issuer/], [700212, "federationMismatch", /audience/], [7002121, "federationMismatch", /audience/],
    [700082, "signedOut"], [70043, "signedOut"], [70044, "signedOut"], [50173, "signedOut"], [50132, "signedOut"], [50133, "signedOut"], [50058, "signedOut"], [70008, "signedOut", /expired/], [700084, "signedOut"], [50089, "signedOut"],
    [50053, "accountLocked", /locked/], [50055, "passwordExpired", /password/], [50144, "passwordExpired"], [50125, "passwordExpired"],
    [50057, "accountDisabled", /disabled/], [50126, "passwordRejected", /password/], [50056, "passwordRejected"],
    [50105, "userNotAssigned", /assigned/],
    [500021, "tenantRestricted", /proxy|network/], [500022, "tenantRestricted"], [50002, "tenantRestricted"], [500212, "tenantRestricted"], [500213, "tenantRestricted"],
    [90033, "loginFailing"], [90006, "loginFailing"], [90024, "loginFailing"], [50033, "loginFailing"], [90012, "loginFailing"], [90055, "loginFailing"],
];

const identities = ["account", "cli", "environment"] as const;
/** The same error as MSAL, the Azure CLI and VS Code's provider word it. */
const wordings = [
    (code: number) => `invalid_grant: Error(s): ${code} - Timestamp: 2026-01-01 00:00:00Z - Description: AADSTS${code}: Something. Trace ID: t Correlation ID: 5fc87507-4086-4e77-b415-cee677eb232e`,
    (code: number) => `ERROR: AADSTS${code}: Something.\r\nTrace ID: t\r\nCorrelation ID: 5fc87507-4086-4e77-b415-cee677eb232e\r\nInteractive authentication is needed. Please run:\naz login`,
    (code: number) => `AADSTS${code}: 何かが起きました。 Trace ID: t Correlation ID: 5fc87507-4086-4e77-b415-cee677eb232e`,
];

const coded = codes.map(([code, kind, says], index): SignInRow => ({
    // What names a variable of the environment is said of it alone.
    on: "signIn", identity: says?.source.startsWith("AZURE_") ? "environment" : identities[index % 3]!, name: `AADSTS${code}`, kind, says, thrown: wordings[index % 3]!(code),
    shows: { Code: `AADSTS${code}`, "Correlation id": "5fc87507-4086-4e77-b415-cee677eb232e" },
}));

/** `@azure/identity` makes such texts of answers that are no JSON (01-entra-msal.md, 1.3). */
const answeredElsewhere = [["client", 403], ["client", 407], ["server", 502], ["unknown", 302]].map(([who, status]): SignInRow => ({
    on: "signIn", identity: "environment", name: `a page instead of Entra's answer, ${status}`, kind: "proxyAnswered", errorName: "CredentialUnavailableError", shows: { Status: String(status) },
    thrown: `${who}_error: Error(s): Not Available - Timestamp: Not Available - Description: A ${who} error occured.\nHttp status code: ${status}\nHttp status message: ${page("Blocked", "no")}\nHeaders: {"server":"ACME"} - Correlation ID: Not Available`,
}));

const noAnswer = socketErrors.filter(({ code }) => /CERT|CERTIFICATE|ALTNAME|ENOTFOUND|ECONNREFUSED|ETIMEDOUT/.test(code)).map(({ code, kind, says }): SignInRow => ({
    on: "signIn", identity: "environment", name: code, thrown: "ClientSecretCredential: network_error", code,
    kind: kind.startsWith("certificate") ? kind : "loginUnreachable", says: kind.startsWith("certificate") ? says : undefined, shows: { Network: code },
}));

export const signInRows: SignInRow[] = [
    ...coded, ...answeredElsewhere, ...noAnswer,
    { on: "signIn", identity: "cli", name: "no Azure CLI", kind: "cliMissing", thrown: "Azure CLI could not be found. Please visit https://aka.ms/azure-cli for installation instructions and then, once installed, authenticate to your Azure account using 'az login'." },
    { on: "signIn", identity: "cli", name: "an Azure CLI that does not start", kind: "cliMissing", thrown: "/usr/bin/az: line 2: python3: No such file or directory ENOENT", says: /does not start/, never: /no Azure CLI/ },
    { on: "signIn", identity: "account", name: "an application that the tenant does not know, as VS Code signs in", kind: "applicationUnknown", thrown: "AADSTS700016: Something.", never: /AZURE_/ },
    { on: "signIn", identity: "cli", name: "an application's secret that the Azure CLI has", kind: "secretRejected", thrown: "ERROR: AADSTS7000215: Something.", never: /AZURE_/ },
    { on: "signIn", identity: "cli", name: "an application's certificate that the Azure CLI has", kind: "assertionRejected", thrown: "ERROR: AADSTS700027: Something.", never: /AZURE_/ },
    { on: "signIn", identity: "cli", name: "nobody signed in to the Azure CLI", kind: "cliSignedOut", thrown: "Please run 'az login' from a command prompt to authenticate before using this credential." },
    {
        on: "signIn", identity: "cli", name: "a claims challenge, which the Azure CLI answers by a command", kind: "challenged", offers: ["copy"],
        thrown: "This credential doesn't support claims challenges. To authenticate with the required claims, please run the following command: az login --claims-challenge eyJhY2Nlc3NfdG9rZW4iOnt9fQ== --scope https://management.azure.com/.default --tenant 22222222-2222-2222-2222-222222222222",
    },
    { on: "signIn", identity: "environment", name: "none of the sources", kind: "noCredential", errorName: "AggregateAuthenticationError", thrown: "ChainedTokenCredential authentication failed.\nCredentialUnavailableError: EnvironmentCredential is unavailable." },
];
