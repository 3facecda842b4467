import type { FailureAction, FailureKind } from "../../errors.ts";
import { azLogin, chooseIdentity, retry, showLog, signIn } from "../failureActions.ts";
import type { Rule } from "../failureRule.ts";
import type { TokenFacts } from "../facts/tokenFacts.ts";

/** One group of Entra's error numbers. Sources: 01-entra-msal.md, 1.7; failures.md, 1 and 4. */
interface EntraRow {
    codes: readonly number[];
    kind: FailureKind;
    row?: string;
    cause: string;
    remedy: string;
}

const entraRows: readonly EntraRow[] = [
    {
        codes: [53003], kind: "accessBlocked", row: "A1",
        cause: "A Conditional Access policy of the tenant blocks this sign-in; some tenants forbid it from VMs and with device codes.",
        remedy: "Sign in through VS Code on your own computer, or use a managed identity.",
    },
    {
        codes: [53000, 53001, 53002, 530003, 530004], kind: "deviceNotCompliant", row: "A2",
        cause: "The tenant admits registered, compliant devices only, and this machine is none.",
        remedy: "Sign in from a managed device, or use a managed identity.",
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
        codes: [50020, 50034, 50177], kind: "userNotInTenant", row: "A6",
        cause: "The account does not exist in the resource's tenant.",
        remedy: "Ask for an invitation to that tenant, or choose another account.",
    },
    {
        codes: [50072, 50074, 50076, 50078, 50079, 50158], kind: "mfaRequired",
        cause: "The tenant asks for multi-factor authentication.",
        remedy: "Sign in again and complete it.",
    },
    {
        codes: [700016], kind: "applicationUnknown",
        cause: "The tenant does not know the application that signs in: most likely the tenant or the client id is wrong.",
        remedy: "Check the tenant and AZURE_CLIENT_ID.",
    },
    {
        codes: [90002, 900023], kind: "tenantNotFound",
        cause: "Entra has no such tenant: most likely its id is wrong, or it is in another cloud.",
        remedy: "Check the tenant and the cloud.",
    },
    {
        codes: [500011, 50001], kind: "audienceUnknown", row: "D4",
        cause: "The tenant does not know the resource: most likely the tenant or the cloud is the wrong one.",
        remedy: "Choose an identity of the resource's tenant.",
    },
    {
        codes: [700024], kind: "assertionExpired", row: "D5",
        cause: "The assertion is out of its time: most likely the clock of this machine is wrong, or the federated token is old.",
        remedy: "Set the clock; renew the federated token.",
    },
    {
        codes: [7000215, 7000222], kind: "secretRejected",
        cause: "AZURE_CLIENT_SECRET is wrong or has expired, and no other source of the environment is tried after it.",
        remedy: "Remove or renew it where VS Code (or its server) starts, or choose the identity itself.",
    },
    {
        codes: [700213, 70021, 7002138], kind: "federationMismatch",
        cause: "No federated credential of the application matches the issuer, subject and audience of this machine's token.",
        remedy: "Correct the federated credential; letter case counts.",
    },
    {
        codes: [700082, 70043, 70044, 50173, 50132, 50133], kind: "signedOut",
        cause: "The session has expired or was revoked.",
        remedy: "Sign in again.",
    },
];

/** Signing in as a user, with the Azure CLI, and by what the environment says. The last rule always matches. */
export const signInRules: readonly Rule<TokenFacts>[] = [
    ...entraRows.map((entry): Rule<TokenFacts> => ({
        kind: entry.kind,
        row: entry.row,
        when: ({ aadsts }) => aadsts !== undefined && entry.codes.includes(aadsts),
        words: (facts) => ({ ...noToken(facts), cause: entry.cause, remedy: entry.remedy, actions: signInActions(facts) }),
    })),
    {
        kind: "cliMissing",
        when: ({ identity, texts }) => identity.kind === "cli" && /Azure CLI could not be found|ENOENT/i.test(texts),
        words: (facts) => ({
            ...noToken(facts),
            cause: "There is no Azure CLI on the PATH of the machine where the extension runs.",
            remedy: "Install it there and restart VS Code's server, or choose another identity.",
            actions: [chooseIdentity, signIn(), retry],
        }),
    },
    {
        kind: "cliSignedOut",
        when: ({ identity, texts, aadsts }) => identity.kind === "cli" && aadsts === undefined && /az login/i.test(texts),
        words: (facts) => ({
            ...noToken(facts),
            cause: "Nobody is signed in to the Azure CLI on the machine where the extension runs.",
            remedy: "Run az login in a terminal there.",
            actions: [...signInActions(facts), retry],
        }),
    },
    {
        kind: "noCredential",
        when: ({ isAggregate }) => isAggregate,
        words: (facts) => ({
            ...noToken(facts),
            cause: `None of the sources that DefaultAzureCredential tries gave a token${tried(facts.texts)}.`,
            remedy: "Choose the identity itself: what is wrong with it is then said.",
            actions: [chooseIdentity, retry, showLog],
        }),
    },
    {
        kind: "loginUnreachable",
        when: ({ network, texts, aadsts }) => aadsts === undefined && (network !== undefined || /endpoints_resolution_error|network_error/.test(texts)),
        words: (facts) => ({
            ...noToken(facts),
            cause: "The sign-in service of the cloud is not reachable from the machine where the extension runs.",
            remedy: "Check the network, the proxy and, in a custom cloud, its activeDirectoryEndpointUrl.",
            actions: [retry, chooseIdentity, showLog],
        }),
    },
    {
        kind: "signedOut",
        when: ({ identity, aadsts }) => identity.kind === "account" && aadsts === undefined,
        words: (facts) => ({
            ...noToken(facts),
            cause: `VS Code gave no session of ${facts.who}: most likely it is signed out, or the extension may not use it.`,
            remedy: "Sign in again.",
            actions: signInActions(facts),
        }),
    },
    {
        kind: "unexpected",
        when: () => true,
        words: (facts) => ({
            ...noToken(facts),
            cause: facts.aadsts ? "Entra refused the sign-in for a reason that is not in the catalogue." : "The sign-in failed in a way that is not in the catalogue.",
            remedy: "Sign in again, or choose another identity; the log has the details.",
            actions: [...signInActions(facts), retry, showLog],
        }),
    },
];

function signInActions({ identity }: TokenFacts): FailureAction[] {
    switch (identity.kind) {
        case "account":
            return [signIn(identity.tenantId), chooseIdentity];
        case "cli":
            return [...azLogin(identity.tenantId), chooseIdentity];
        default:
            return [chooseIdentity];
    }
}

/** The names of the credentials in an aggregate's messages: they are what the user can do something about. */
function tried(texts: string): string {
    const names = [...new Set([...texts.matchAll(/\b(\w+Credential)(?= is unavailable|:| authentication)/g)].map((match) => match[1]!))]
        .filter((name) => !/^(Chained|Default)/.test(name));
    return names.length > 0 ? `: ${names.join(", ")}` : "";
}

function noToken({ who, audience }: TokenFacts) {
    return { summary: `${who} could not get a token for ${audience}` };
}
