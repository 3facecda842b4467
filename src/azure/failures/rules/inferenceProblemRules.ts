import { chooseDeployment, chooseIdentity, consentHost, retry, showLog } from "../failureActions.ts";
import type { Rule } from "../failureRule.ts";
import type { CallProblem, InferenceFacts } from "../facts/inferenceFacts.ts";

function is<K extends CallProblem["kind"]>(facts: InferenceFacts, kind: K): facts is InferenceFacts & { problem: Extract<CallProblem, { kind: K }> } {
    return facts.problem?.kind === kind;
}

/** What the client noticed itself. */
export const problemRules: readonly Rule<InferenceFacts>[] = [
    {
        kind: "endpointInvalid",
        when: (facts) => is(facts, "endpointInvalid"),
        words: ({ who, what }) => ({
            summary: `${who} could not call ${what}`,
            cause: "The endpoint is not a web address without user name.",
            remedy: "Enter it like https://my-account.openai.azure.com/.",
            actions: [chooseDeployment],
        }),
    },
    {
        kind: "insecureEndpoint",
        when: (facts) => is(facts, "insecureEndpoint"),
        words: ({ who, host }) => ({
            summary: `${who} was not sent to ${host}`,
            cause: "The endpoint is plain http, where anyone on the way can read the token.",
            remedy: "Use the https address of the account.",
            actions: [chooseDeployment],
        }),
    },
    {
        kind: "hostNotAllowed",
        when: (facts) => is(facts, "hostNotAllowed"),
        words: ({ who, host }) => ({
            summary: `${who} was not sent to ${host}`,
            cause: `${host} is not a host of this cloud's Azure OpenAI, and a token for it was not allowed.`,
            remedy: "Allow it if you trust the host with this identity, or choose another deployment.",
            actions: [consentHost(host), chooseDeployment],
        }),
    },
    {
        kind: "redirected",
        when: (facts) => is(facts, "redirected"),
        words: (facts) => ({
            summary: `${facts.who} could not call ${facts.what}`,
            cause: `${facts.host} sent the call on to ${is(facts, "redirected") && facts.problem.to || "another address"}; a token never follows a redirect.`,
            remedy: "Most likely a sign-in page or a proxy is in the way; otherwise use the final address as the endpoint.",
            actions: [retry, chooseDeployment],
        }),
    },
    {
        kind: "stalled",
        when: (facts) => is(facts, "stalled"),
        words: (facts) => ({
            summary: `${facts.what} stopped answering ${facts.who}`,
            cause: `Nothing came for ${is(facts, "stalled") ? Math.round(facts.problem.afterMs / 1000) : 0} s, although the connection is open.`,
            remedy: "Try again; if it happens often, a proxy on the way may hold the stream back.",
            actions: [retry, showLog],
        }),
    },
    {
        kind: "cut",
        when: (facts) => is(facts, "cut"),
        words: ({ who, what }) => ({
            summary: `The answer of ${what} to ${who} was cut off`,
            cause: "The connection ended before the answer did.",
            remedy: "What came is kept; try again for a whole answer.",
            actions: [retry],
        }),
    },
    {
        kind: "unexpectedAnswer",
        when: (facts) => is(facts, "unexpectedAnswer"),
        words: (facts) => ({
            summary: `${facts.who} could not call ${facts.what}`,
            cause: `${facts.host} answered ${facts.status ?? ""} with ${is(facts, "unexpectedAnswer") && facts.problem.contentType || "something"} instead of a stream. `
                + "Most likely a proxy or another service answered.",
            remedy: "Check the endpoint and the proxy.",
            actions: [retry, chooseDeployment, chooseIdentity],
        }),
    },
];
