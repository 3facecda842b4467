import { attachIdentity, chooseIdentity, openSettings, retry, showLog, signIn } from "../failureActions.ts";
import type { Rule } from "../failureRule.ts";
import { isImds, type TokenFacts } from "../facts/tokenFacts.ts";
import { hasCode } from "../observedError.ts";
import { managedEntraRules } from "./managedEntraRules.ts";

const elsewhere = [chooseIdentity, signIn(), retry];

/** What the metadata endpoint of the machine, or whatever answered in its place, says (failures.md, 2 and 3). */
export const imdsRules: readonly Rule<TokenFacts>[] = [
    managed({
        kind: "cloudShell",
        row: "B11",
        when: (facts) => facts.source === "cloudShell" || hasCode(facts, "AudienceNotSupported") || /not supported for CloudShell|AudienceNotSupported/i.test(facts.texts),
        words: (facts) => ({
            ...noToken(facts),
            cause: "This is Cloud Shell: its identity endpoint speaks for whoever is signed in there, has no managed identities, and knows few resources.",
            remedy: "Choose the Azure CLI as the identity, or sign in.",
            actions: elsewhere,
        }),
    }),
    managed({
        kind: "arcKeyDenied",
        row: "B9",
        when: ({ source, status, texts }) => (source === "azureArc" && status === 401) || /unable_to_read_secret_file|azcmagent\/tokens/.test(texts),
        words: (facts) => ({
            ...noToken(facts),
            cause: "The Azure Arc agent of this machine asks for a key file that this user may not read.",
            remedy: "Add the user to the group himds (on Windows: Hybrid agent extension applications), then restart VS Code's server.",
            actions: [retry, chooseIdentity],
        }),
    }),
    managed({
        kind: "containerWithoutImds",
        row: "B6",
        when: ({ status, message, isHtml }) => status === 403 && !isHtml && /169\.254\.169\.254.*unreachable/is.test(message),
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
        when: (facts) => hasCode(facts, "bad_request_102") || /required metadata header/i.test(`${facts.code} ${facts.message}`),
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
        when: (facts) => hasCode(facts, "invalid_resource"),
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
        when: ({ status, json, message, server }) => (status === 403 || status === 421) && json === undefined && message.trim() === "" && !isImds(server),
        words: (facts) => ({
            ...noToken(facts),
            cause: `A ${facts.status} without text and without the name of the metadata service: most likely the Metadata Security Protocol agent of this machine denies it to this process.`,
            remedy: "Allow the extension host in the machine's access-control profile.",
            actions: [retry, chooseIdentity],
        }),
    }),
    managed({
        kind: "imdsProxied",
        row: "C1",
        when: ({ isStranger }) => isStranger,
        words: (facts) => ({
            ...noToken(facts),
            cause: `Something other than ${endpointName(facts)} answered for it${facts.server ? ` (${facts.server})` : ""}. Most likely it is a proxy, or a network that asks for a sign-in first.`,
            remedy: facts.source === undefined || facts.source === "imds"
                ? "Set NO_PROXY=169.254.169.254 where VS Code's server starts, then restart that server."
                : "Look what listens at the address of IDENTITY_ENDPOINT or MSI_ENDPOINT.",
            actions: [retry, openSettings("http.proxy"), chooseIdentity],
        }),
    }),
    managed({
        kind: "imdsBusy",
        row: "C11",
        when: ({ status }) => status === 404 || status === 410 || status === 429 || (status ?? 0) >= 500,
        words: (facts) => ({ ...noToken(facts), cause: busy(facts), remedy: "Try again in a minute.", actions: [retry, chooseIdentity] }),
    }),
    ...managedEntraRules.map(managed),
    managed({
        kind: "apiVersionUnsupported",
        when: ({ status, message }) => status === 400 && /api-version/i.test(message),
        words: (facts) => ({
            ...noToken(facts),
            cause: `${capitalised(facts.endpoint)} does not serve the API version that was asked for, or did not see it.`,
            remedy: "Most likely something stands in its place, or changes requests on the way: look for a proxy, and except the endpoint from it (NO_PROXY).",
            actions: [retry, chooseIdentity, showLog],
        }),
    }),
    managed({
        kind: "unexpected",
        when: ({ status, message }) => status === 400 && /\bresource'? is missing|required (query )?(variable|parameter)/i.test(message),
        words: (facts) => ({
            ...noToken(facts),
            cause: `${capitalised(facts.endpoint)} did not see the parameter "resource" of the request: most likely something on the way changed its address.`,
            remedy: "Look for a proxy on the way, and except the endpoint from it (NO_PROXY).",
            actions: [retry, chooseIdentity, showLog],
        }),
    }),
    managed({
        kind: "identityNotAttached",
        row: "C3",
        // Words of other languages stand here, too: what else the code means is told apart before.
        when: (facts) => (facts.status === 400 && hasCode(facts, "invalid_request"))
            || /identity not found|No User Assigned or Delegated Managed Identity/i.test(`${facts.message} ${facts.texts}`),
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
            cause: isMetadataService(facts)
                ? "This machine has no metadata service: most likely it is not an Azure VM, or the extension runs on your own computer."
                : `Nothing takes connections for ${facts.endpoint}. Most likely it is stopped.`,
            remedy: isMetadataService(facts) ? "Connect to the VM with Remote - SSH, or sign in instead." : "Start it, or sign in instead.",
            actions: elsewhere,
        }),
    }),
    managed({
        kind: "imdsSilent",
        row: "C2",
        when: ({ isTimeout, network, texts }) => isTimeout || network !== undefined || /network_error|Network unreachable|no response/i.test(texts),
        words: (facts) => ({
            ...noToken(facts),
            cause: isMetadataService(facts)
                ? "The metadata service of this machine did not answer: most likely it is not an Azure VM, or a firewall or container blocks 169.254.169.254."
                : `${capitalised(facts.endpoint)} did not answer.`,
            remedy: isMetadataService(facts) ? "Connect to the VM with Remote - SSH, unblock the address, or sign in instead." : "Look at its log, or sign in instead.",
            actions: [retry, chooseIdentity, signIn()],
        }),
    }),
    managed({
        kind: "unexpected",
        when: () => true,
        words: (facts) => ({
            ...noToken(facts),
            cause: facts.status === undefined
                ? "The machine's identity endpoint failed in a way that is not in the catalogue."
                : `${capitalised(facts.endpoint)} answered ${facts.status} for a reason that is not in the catalogue.`,
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

function isMetadataService({ source }: TokenFacts): boolean {
    return source === undefined || source === "imds";
}

function endpointName(facts: TokenFacts): string {
    return isMetadataService(facts) ? "the metadata service" : facts.endpoint;
}

function busy(facts: TokenFacts): string {
    const { status, endpoint } = facts;
    if (status === 429) {
        return `This machine asked ${isMetadataService(facts) ? "its metadata service" : endpoint} for too much at a time.`;
    }
    return isMetadataService(facts) && (status === 410 || status === 404)
        ? "The metadata service of this machine is being updated; that takes up to 70 s."
        : `${capitalised(endpoint)} failed on its own side.`;
}

function capitalised(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

function noToken({ who, audience }: TokenFacts) {
    return { summary: `${who} could not get a token for ${audience}` };
}
