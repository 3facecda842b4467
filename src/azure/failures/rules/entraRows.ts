import type { FailureKind } from "../../errors.ts";

/** One group of Entra's error numbers. */
export interface EntraRow {
    codes: readonly number[];
    kind: FailureKind;
    row?: string;
    cause: string;
    remedy: string;
    /** The same for an account and the Azure CLI, which no variable of the environment concerns. */
    people?: { cause?: string; remedy: string };
    /** The same account would fail again: somebody else must sign in, or the password come first. */
    otherAccount?: true;
}

const blocked = "Sign in through VS Code on your own computer, or use a managed identity.";

/**
 * Sources: 01-entra-msal.md, 1.7; failures.md, 1 and 4; learn.microsoft.com/entra/identity-platform/reference-error-codes.
 * A number that is not here is unknown, whatever its neighbours mean.
 */
export const entraRows: readonly EntraRow[] = [
    {
        codes: [53003], kind: "accessBlocked", row: "A1", remedy: blocked,
        cause: "A Conditional Access policy of the tenant blocks this sign-in; some tenants forbid it from VMs and with device codes.",
    },
    {
        codes: [530032, 530035, 50131, 50005, 53011, 530034], kind: "accessBlocked", row: "A1", remedy: blocked,
        cause: "A security policy of the tenant blocks this sign-in: for its risk, its place or its device.",
    },
    {
        codes: [53000, 53001, 53002, 530003, 530004], kind: "deviceNotCompliant", row: "A2",
        cause: "The tenant admits registered, compliant devices only, and this machine is none.",
        remedy: "Sign in from a managed device, or use a managed identity.",
    },
    {
        codes: [50097, 50129, 50155, 50187], kind: "deviceNotCompliant", row: "A2",
        cause: "The tenant asks the device itself to authenticate, and this machine could not.",
        remedy: "Sign in from a registered device, or use a managed identity.",
    },
    {
        codes: [500021, 500022, 50002, 500212, 500213], kind: "tenantRestricted",
        cause: "This tenant is not among those that may be used: a proxy of this network, or a policy between the two tenants, restricts them.",
        remedy: "Sign in from another network or with an account of an admitted tenant, or ask whoever set the restriction.",
    },
    {
        codes: [65002], kind: "clientNotPreauthorized", row: "A5",
        cause: "The application that signs you in is not authorised for this resource.",
        remedy: "Use the Azure CLI's sign-in or a managed identity.",
    },
    {
        codes: [65001, 65004], kind: "consentMissing",
        cause: "Nobody in the tenant has consented to this application using the resource.",
        remedy: "Sign in and consent, or ask an administrator of the tenant to.",
    },
    {
        codes: [90094, 90095], kind: "consentMissing",
        cause: "Only an administrator of the tenant may consent to this application using the resource.",
        remedy: "Ask an administrator of the tenant to consent, or use a managed identity.",
    },
    {
        codes: [90099], kind: "consentMissing",
        cause: "The application is not authorised in the tenant, which partners who administer it need before they can use it there.",
        remedy: "Ask an administrator of the tenant to consent to it, or sign in with an account of the tenant itself.",
    },
    {
        codes: [50020, 50034, 50177, 50014, 51004, 16000, 16003, 90072], kind: "userNotInTenant", row: "A6", otherAccount: true,
        cause: "The account does not exist in the resource's tenant.",
        remedy: "Ask for an invitation to that tenant, or choose another account.",
    },
    {
        codes: [50105], kind: "userNotAssigned", otherAccount: true,
        cause: "The tenant lets only users that are assigned to this application sign in, and this account is not assigned.",
        remedy: "Ask an administrator to assign it to the application, or use another account.",
    },
    {
        codes: [50053], kind: "accountLocked", otherAccount: true,
        cause: "The account is locked after too many failed sign-ins, or the sign-in came from an address that is known for attacks.",
        remedy: "Wait, or ask an administrator to unblock it: the tenant's sign-in log tells which of the two it is.",
    },
    {
        codes: [50057], kind: "accountDisabled", otherAccount: true,
        cause: "The account is disabled.", remedy: "Ask an administrator to enable it, or use another account.",
    },
    {
        codes: [50055, 50144, 50125, 50135], kind: "passwordExpired",
        cause: "The password of the account has expired or must be changed.", remedy: "Change the password, then sign in again.",
    },
    {
        codes: [50126, 50056, 50064], kind: "passwordRejected",
        cause: "The user name or the password is wrong.",
        remedy: "Correct AZURE_USERNAME and AZURE_PASSWORD where VS Code (or its server) starts.",
        people: { remedy: "Sign in again." },
    },
    {
        codes: [50072, 50074, 50076, 50078, 50079, 50158], kind: "mfaRequired",
        cause: "The tenant asks for multi-factor authentication.", remedy: "Sign in again and complete it.",
    },
    {
        codes: [700016, 700011], kind: "applicationUnknown",
        cause: "The tenant does not know the application that signs in: most likely the tenant or the client id is wrong.",
        remedy: "Check the tenant and AZURE_CLIENT_ID.",
        people: {
            cause: "The tenant does not know the application that signs in: most likely the tenant is the wrong one, or does not admit the application.",
            remedy: "Check the tenant, or ask an administrator of it to admit the application.",
        },
    },
    {
        codes: [70001, 7000112], kind: "applicationDisabled",
        cause: "The application that signs in is disabled in the tenant.",
        remedy: "Ask an administrator to enable it, or choose another identity.",
    },
    {
        codes: [90002, 900023], kind: "tenantNotFound",
        cause: "Entra has no such tenant: most likely its id is wrong, or it is in another cloud.", remedy: "Check the tenant and the cloud.",
    },
    {
        codes: [900021], kind: "tenantNotFound",
        cause: "The tenant's id is empty or all zeros.", remedy: "Check the tenant that is set, AZURE_TENANT_ID for example.",
        people: { remedy: "Sign in with the tenant named." },
    },
    {
        codes: [50059, 50128, 90019], kind: "tenantNotFound",
        cause: "Neither the account nor the request tells which tenant is meant.", remedy: "Sign in with the tenant named, or set AZURE_TENANT_ID.",
        people: { remedy: "Sign in with the tenant named." },
    },
    {
        codes: [500011, 50001], kind: "audienceUnknown", row: "D4",
        cause: "The tenant does not know the resource: most likely the tenant or the cloud is the wrong one.",
        remedy: "Choose an identity of the resource's tenant.",
    },
    {
        codes: [70011, 28002, 700022, 700023], kind: "audienceUnknown", row: "D4",
        cause: "Entra does not take the scope that was asked for: most likely the cloud's audience is not written as the resource names it.",
        remedy: "In a custom cloud, check the audiences of keyless.customCloud.",
    },
    {
        codes: [700024], kind: "assertionExpired", row: "D5",
        cause: "The assertion is out of its time: most likely the clock of this machine is wrong, or the federated token is old.",
        remedy: "Set the clock; renew the federated token.",
    },
    {
        codes: [500133], kind: "assertionExpired",
        cause: "The token that was given for the user is out of its time: it has expired, or the clock of this machine is wrong.",
        remedy: "Set the clock, or get a new token to exchange.",
    },
    {
        codes: [700027, 50012, 700030], kind: "assertionRejected",
        cause: "Entra does not accept the signature of the application's assertion: most likely its certificate is not the one that is registered.",
        remedy: "Register the certificate with the application, or set AZURE_CLIENT_CERTIFICATE_PATH to the one that is registered.",
        people: { remedy: "Register the certificate with the application, then sign in again with it." },
    },
    {
        codes: [7000215, 7000222, 70002], kind: "secretRejected",
        cause: "AZURE_CLIENT_SECRET is wrong or has expired, and no other source of the environment is tried after it.",
        remedy: "Remove or renew it where VS Code (or its server) starts, or choose the identity itself.",
        people: { cause: "The secret of the application that signs in is wrong or has expired.", remedy: "Renew it, then sign in again with the new one." },
    },
    {
        codes: [7000218, 7000216], kind: "secretMissing",
        cause: "The application that signs in must prove itself with a secret, a certificate or an assertion, and none was sent.",
        remedy: "Set one where VS Code (or its server) starts, or choose the identity itself.",
        people: { remedy: "Sign in again with one of them." },
    },
    {
        codes: [700213, 70021, 7002138], kind: "federationMismatch",
        cause: "No federated credential of the application matches the issuer, subject and audience of this machine's token.",
        remedy: "Correct the federated credential; letter case counts.",
    },
    {
        codes: [700211], kind: "federationMismatch",
        cause: "No federated credential of the application names the issuer of this machine's token.",
        remedy: "Set its issuer to the one of the token; letter case and a slash at the end count.",
    },
    {
        codes: [700212, 7002121], kind: "federationMismatch",
        cause: "No federated credential of the application names the audience of this machine's token.",
        remedy: "Set its audience to the one of the token, most likely api://AzureADTokenExchange.",
    },
    {
        codes: [700082, 70043, 70044, 70008, 700084, 50173, 50132, 50133, 50089], kind: "signedOut",
        cause: "The session has expired or was revoked.", remedy: "Sign in again.",
    },
    {
        codes: [50058], kind: "signedOut",
        cause: "Nobody is signed in, or the session is gone, and signing in without a question is not possible.", remedy: "Sign in again.",
    },
    {
        codes: [90033, 90006, 90024, 50033, 90012, 90090], kind: "loginFailing",
        cause: "The sign-in service failed on its own side for a moment.", remedy: "Try again in a minute.",
    },
    {
        codes: [90055, 50196], kind: "loginFailing",
        cause: "The sign-in service takes no more requests for the moment: too many came.", remedy: "Try again in a few minutes.",
    },
];
