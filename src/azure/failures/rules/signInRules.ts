import type { FailureAction } from "../../errors.ts";
import type { TokenFacts } from "../facts/tokenFacts.ts";
import { azLogin, chooseIdentity, retry, showLog, signIn, signInAsSomebodyElse } from "../failureActions.ts";
import type { Rule } from "../failureRule.ts";
import { entraRows } from "./entraRows.ts";
import { certificateRules, type Speech, strangerRule } from "./networkRules.ts";

const speech: Speech<TokenFacts> = {
    summary: (facts) => noToken(facts).summary,
    host: () => "the sign-in service",
    address: "the network and, in a custom cloud, its activeDirectoryEndpointUrl",
    elsewhere: [chooseIdentity],
};

/** Signing in as a user, with the Azure CLI, and by what the environment says. The last rule always matches. */
export const signInRules: readonly Rule<TokenFacts>[] = [
    ...entraRows.map((entry): Rule<TokenFacts> => ({
        kind: entry.kind,
        row: entry.row,
        when: ({ aadsts }) => aadsts !== undefined && entry.codes.includes(aadsts),
        words: (facts) => ({
            ...noToken(facts), cause: entry.cause, remedy: entry.remedy,
            ...(facts.identity.kind === "environment" ? {} : entry.people),
            actions: entry.kind === "loginFailing" ? [retry, chooseIdentity] : signInActions(facts, entry.otherAccount),
        }),
    })),
    {
        kind: "challenged",
        row: "A3",
        when: ({ identity, challenge }) => identity.kind === "cli" && challenge !== undefined,
        words: (facts) => ({
            ...noToken(facts),
            cause: "A policy of the tenant asks the Azure CLI's sign-in for more proof: it was revoked, the address changed, or multi-factor authentication is asked for.",
            remedy: "Run the copied command in a terminal of the machine where the extension runs: it answers what the policy asks for.",
            actions: [...azLogin(facts.tenantId, { scope: facts.azScope, claims: facts.challenge }), retry, chooseIdentity],
        }),
    },
    ...certificateRules(speech),
    strangerRule(speech, ({ isStranger, aadsts }) => isStranger && aadsts === undefined, "every mark of the sign-in service"),
    {
        kind: "cliMissing",
        when: ({ identity, texts }) => identity.kind === "cli" && /python[\d.]*['"]?: .*(no such file|not found)|bad interpreter|ModuleNotFoundError|No module named/i.test(texts),
        words: (facts) => ({
            ...noToken(facts),
            cause: "The Azure CLI of the machine where the extension runs does not start: the Python that it needs is missing or broken.",
            remedy: "Run az version in a terminal there, install the Azure CLI again, or choose another identity.",
            actions: [chooseIdentity, signIn(), retry, showLog],
        }),
    },
    {
        kind: "cliMissing",
        when: ({ identity, texts }) => identity.kind === "cli" && /Azure CLI could not be found|\bspawn \S+ ENOENT/i.test(texts),
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
        when: ({ identity, aadsts, errorNames, texts }) => identity.kind === "account" && aadsts === undefined
            && (errorNames.includes("SignedOutError") || /did not consent|no session|not signed in/i.test(texts)),
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

function signInActions({ identity, tenantId, azScope }: TokenFacts, otherAccount?: true): FailureAction[] {
    switch (identity.kind) {
        case "account":
            return [otherAccount ? signInAsSomebodyElse(tenantId) : signIn(tenantId, identity.accountId), chooseIdentity];
        case "cli":
            return [...azLogin(tenantId, { scope: azScope }), chooseIdentity];
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
