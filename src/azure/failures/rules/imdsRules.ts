import { attachIdentity, chooseIdentity, retry, showLog, signIn } from "../failureActions.ts";
import type { Rule } from "../failureRule.ts";
import type { TokenFacts } from "../facts/tokenFacts.ts";

const elsewhere = [chooseIdentity, signIn(), retry];

/** What the metadata endpoint of the machine, or whatever answered in its place, says (failures.md, 2 and 3). */
export const imdsRules: readonly Rule<TokenFacts>[] = [
    managed({
        kind: "containerWithoutImds",
        row: "B6",
        when: ({ status, message }) => status === 403 && /unreachable/i.test(message),
        words: (facts) => ({
            ...noToken(facts),
            cause: "This container can't reach the metadata service of Azure: Docker answered in its place.",
            remedy: "Run the extension on the machine itself, or sign in.",
            actions: elsewhere,
        }),
    }),
    managed({
        kind: "metadataHeaderStripped",
        row: "C12",
        when: ({ code, message }) => code === "bad_request_102" || /required metadata header/i.test(`${code} ${message}`),
        words: (facts) => ({
            ...noToken(facts),
            cause: "The metadata service did not see the header Metadata: most likely a proxy on the way removed it.",
            remedy: "Except 169.254.169.254 from the proxy (NO_PROXY).",
            actions: [retry, chooseIdentity],
        }),
    }),
    managed({
        kind: "identityAmbiguous",
        row: "C4",
        when: ({ message, texts }) => /multiple user assigned identities/i.test(`${message} ${texts}`),
        words: (facts) => ({
            ...noToken(facts),
            cause: "Several user-assigned identities are attached to this machine, and no system-assigned one: Azure can't tell which is meant.",
            remedy: "Choose one of them.",
            actions: [chooseIdentity],
        }),
    }),
    managed({
        kind: "identityMoved",
        row: "C10",
        when: ({ message, texts }) => /does not have access to identity/i.test(`${message} ${texts}`),
        words: (facts) => ({
            ...noToken(facts),
            cause: "The machine has lost its hold on the identity: most likely the subscription was moved to another tenant, which identities do not follow.",
            remedy: "Detach and attach the identity again, or create it anew and give it its roles.",
            actions: [attachIdentity(), chooseIdentity],
        }),
    }),
    managed({
        kind: "audienceUnknown",
        row: "D4",
        when: ({ code, aadsts, texts }) => code === "invalid_resource" || aadsts === 50001 || aadsts === 500011 || /AudienceNotSupported/.test(`${code} ${texts}`),
        words: (facts) => ({
            ...noToken(facts),
            cause: `${facts.audience} is no resource that the identity's tenant knows.`,
            remedy: "Check the cloud; in a custom cloud, the audiences of keyless.customCloud.",
            actions: [chooseIdentity, { kind: "openSettings", label: "Open settings", setting: "keyless.customCloud" }],
        }),
    }),
    managed({
        kind: "metadataDenied",
        row: "B10",
        when: ({ status, json, message, server }) => status === 403 && json === undefined && message.trim() === "" && !isImds(server),
        words: (facts) => ({
            ...noToken(facts),
            cause: "A 403 without text and without the name of the metadata service: most likely the Metadata Security Protocol agent of this machine denies it to this process.",
            remedy: "Allow the extension host in the machine's access-control profile.",
            actions: [retry, chooseIdentity],
        }),
    }),
    managed({
        kind: "imdsProxied",
        row: "C1",
        when: ({ status, server, json }) => status !== undefined && status >= 300 && !isImds(server) && (status === 407 || json === undefined),
        words: (facts) => ({
            ...noToken(facts),
            cause: `Something other than the metadata service answered for it${facts.server ? ` (${facts.server})` : ""}. Most likely it is a proxy.`,
            remedy: "Set NO_PROXY=169.254.169.254 where VS Code's server starts, then restart that server.",
            actions: [retry, { kind: "openSettings", label: "Open settings", setting: "http.proxy" }, chooseIdentity],
        }),
    }),
    managed({
        kind: "imdsBusy",
        row: "C11",
        when: ({ status }) => status === 404 || status === 410 || status === 429 || (status ?? 0) >= 500,
        words: (facts) => ({
            ...noToken(facts),
            cause: facts.status === 429
                ? "This machine asked its metadata service for too much at a time."
                : facts.status === 410 || facts.status === 404
                    ? "The metadata service of this machine is being updated; that takes up to 70 s."
                    : "The metadata service of this machine failed.",
            remedy: "Try again in a minute.",
            actions: [retry, chooseIdentity],
        }),
    }),
    managed({
        kind: "identityNotAttached",
        row: "C3",
        when: ({ status, texts }) => status === 400 || /identity not found|No User Assigned or Delegated Managed Identity/i.test(texts),
        words: (facts) => facts.identity.kind === "systemAssigned" ? {
            ...noToken(facts),
            cause: "Most likely this machine has no system-assigned identity, or got it a moment ago.",
            remedy: "Switch it on in the machine's Identity settings, or choose an attached identity.",
            actions: [chooseIdentity, retry],
        } : {
            ...noToken(facts),
            cause: `Most likely ${facts.who} is not attached to this machine, was attached a moment ago, or was deleted and created again and has a new id.`,
            remedy: "Attach it to this machine, or choose an identity that is attached.",
            actions: [
                attachIdentity(facts.identity.kind === "userAssigned" ? facts.identity.resourceId : undefined),
                chooseIdentity, retry,
            ],
        },
    }),
    managed({
        kind: "notOnAzure",
        row: "B5",
        when: ({ network, texts }) => /^(ENETUNREACH|EHOSTUNREACH|EHOSTDOWN|ECONNREFUSED|ENOTFOUND)$/.test(network ?? "")
            || /managed identity sources are unavailable|IMDS endpoint, but it is not available/i.test(texts),
        words: (facts) => ({
            ...noToken(facts),
            cause: "This machine has no metadata service: most likely it is not an Azure VM, or the extension runs on your own computer.",
            remedy: "Connect to the VM with Remote - SSH, or sign in instead.",
            actions: elsewhere,
        }),
    }),
    managed({
        kind: "imdsSilent",
        row: "C2",
        when: ({ isTimeout, network, texts }) => isTimeout || network !== undefined || /network_error|Network unreachable|no response/i.test(texts),
        words: (facts) => ({
            ...noToken(facts),
            cause: "The metadata service of this machine did not answer: most likely it is not an Azure VM, or a firewall or container blocks 169.254.169.254.",
            remedy: "Connect to the VM with Remote - SSH, unblock the address, or sign in instead.",
            actions: [retry, chooseIdentity, signIn()],
        }),
    }),
    managed({
        kind: "unexpected",
        when: ({ aadsts }) => aadsts === undefined,
        words: (facts) => ({
            ...noToken(facts),
            cause: facts.status === undefined
                ? "The machine's identity endpoint failed in a way that is not in the catalogue."
                : `The machine's identity endpoint answered ${facts.status} for a reason that is not in the catalogue.`,
            remedy: "Try again; the log has the details.",
            actions: [retry, chooseIdentity, showLog],
        }),
    }),
];

/** These rules speak about the machine's own endpoint: they are for managed identities alone. */
function managed(rule: Rule<TokenFacts>): Rule<TokenFacts> {
    const isManaged = ({ identity }: TokenFacts) => identity.kind === "userAssigned" || identity.kind === "systemAssigned";
    return { ...rule, when: (facts) => isManaged(facts) && rule.when(facts) };
}

function isImds(server: string | undefined): boolean {
    return /^IMDS\b/i.test(server ?? "");
}

function noToken({ who, audience }: TokenFacts) {
    return { summary: `${who} could not get a token for ${audience}` };
}
