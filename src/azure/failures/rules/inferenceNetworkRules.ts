import { parseArmId } from "../../armId.ts";
import type { FailureAction } from "../../errors.ts";
import type { InferenceFacts } from "../facts/inferenceFacts.ts";
import { azCommand, chooseDeployment, retry, showLog } from "../failureActions.ts";
import type { Rule } from "../failureRule.ts";
import { connectionRules, type Speech, strangerRule } from "./networkRules.ts";

const speech: Speech<InferenceFacts> = {
    summary: ({ who, what }) => `${who} could not call ${what}`,
    host: ({ host }) => host,
    address: "the endpoint",
    elsewhere: [chooseDeployment],
    rows: { hostNotFound: "F5" },
};

/** No answer, an answer of something that is not Azure, and the account's network rules (failures.md, 6). */
export const networkRules: readonly Rule<InferenceFacts>[] = [
    ...connectionRules(speech),
    {
        kind: "connectionReset",
        when: ({ status, code }) => status === undefined && code === "",
        words: ({ who, what, host }) => ({
            summary: `${who} could not call ${what}`,
            cause: `No answer came from ${host}.`,
            remedy: "Try again; the log has the request.",
            actions: [retry, showLog],
        }),
    },
    {
        kind: "requestTooLarge",
        when: ({ status }) => status === 413,
        words: ({ who, what, host, responder }) => ({
            summary: `${who} could not call ${what}`,
            cause: `The request is larger than ${responder === "azure" ? host : `${host}, or a gateway before it,`} takes.`,
            remedy: "Start a new conversation, or leave out attachments.",
            actions: [chooseDeployment, showLog],
        }),
    },
    strangerRule(speech, ({ status, responder }) => status !== undefined && status >= 300 && responder === "stranger", "the header of Azure's AI gateway"),
    {
        kind: "publicAccessDisabled",
        row: "F1",
        when: ({ status, message }) => status === 403 && /public access is disabled/i.test(message),
        words: ({ who, where, what, host }) => ({
            summary: `${who} could not call ${what} from this network`,
            cause: `${where} takes calls through its private endpoint only. Most likely ${host} resolves to its public address on this machine.`,
            remedy: "Call from a network with the private endpoint, and link its private DNS zone to that network.",
            actions: [retry, chooseDeployment],
        }),
    },
    {
        kind: "regionalEndpoint",
        row: "F3",
        when: ({ status, message }) => status === 403 && /virtual network is configured/i.test(message),
        words: ({ who, where, what, host }) => ({
            summary: `${who} could not call ${what}`,
            cause: `${where} has network rules, and those do not work with the regional address ${host}.`,
            remedy: "Use the endpoint with the account's own subdomain.",
            actions: [chooseDeployment],
        }),
    },
    {
        kind: "networkDenied",
        row: "F2",
        when: ({ status, message, policy }) => policy === "ThrowExceptionDueToTrafficDenied"
            || (status === 403 && /virtual network\/firewall rules/i.test(message)),
        words: ({ who, where, what, target }) => ({
            summary: `${who} could not call ${what} from this network`,
            cause: `The network rules of ${where} do not admit this machine. The role is not the reason.`,
            remedy: "Add this machine's address or subnet to the account's network rules, or use its private endpoint.",
            actions: [retry, ...networkRuleCommand(target.accountId), chooseDeployment],
        }),
    },
];

function networkRuleCommand(accountId: string | undefined): FailureAction[] {
    const account = accountId === undefined ? undefined : parseArmId(accountId);
    if (!account?.resourceGroup) {
        return [];
    }
    return azCommand`az cognitiveservices account network-rule add --subscription=${account.subscriptionId ?? ""} --resource-group=${
        account.resourceGroup} --name=${account.name} --ip-address=ADDRESS`;
}
