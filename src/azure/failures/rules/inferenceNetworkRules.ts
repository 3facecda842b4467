import { parseArmId } from "../../armId.ts";
import type { FailureAction } from "../../errors.ts";
import { azCommand, chooseDeployment, openSettings, retry, showLog } from "../failureActions.ts";
import type { Rule } from "../failureRule.ts";
import type { InferenceFacts } from "../facts/inferenceFacts.ts";

const untrusted = new Set([
    "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT", "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
    "SELF_SIGNED_CERT_IN_CHAIN", "DEPTH_ZERO_SELF_SIGNED_CERT", "CERT_UNTRUSTED",
]);
const timedOut = new Set(["ETIMEDOUT", "UND_ERR_CONNECT_TIMEOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT"]);
const unreachable = new Set(["ECONNREFUSED", "EHOSTUNREACH", "ENETUNREACH", "EADDRNOTAVAIL"]);

/** No answer, an answer of something that is not Azure, and the account's network rules (failures.md, 6). */
export const networkRules: readonly Rule<InferenceFacts>[] = [
    {
        kind: "hostNotFound",
        row: "F5",
        when: ({ network }) => network === "ENOTFOUND" || network === "EAI_AGAIN" || network === "ENODATA",
        words: ({ who, what, host, network }) => ({
            summary: `${who} could not call ${what}`,
            cause: network === "EAI_AGAIN"
                ? `The name server of this machine did not answer for ${host}.`
                : `${host} has no address on this machine. Most likely the name is wrong, the account is gone, or a private DNS zone of this network lacks its record.`,
            remedy: "Check the endpoint and the DNS of this machine.",
            actions: [retry, chooseDeployment],
        }),
    },
    {
        kind: "certificateUntrusted",
        when: ({ network }) => untrusted.has(network ?? ""),
        words: ({ who, what, host }) => ({
            summary: `${who} could not call ${what}`,
            cause: `This machine does not trust the certificate that answers for ${host}. Most likely a proxy inspects TLS, or the certificate is of a private authority.`,
            remedy: "Set NODE_EXTRA_CA_CERTS to that authority's certificate before VS Code (or its server) starts.",
            actions: [retry, showLog],
        }),
    },
    {
        kind: "tlsFailed",
        when: ({ network }) => /^(ERR_TLS_|ERR_SSL_|CERT_|EPROTO$|HOSTNAME_MISMATCH$)/.test(network ?? ""),
        words: ({ who, what, host, network }) => ({
            summary: `${who} could not call ${what}`,
            cause: /ALTNAME|HOSTNAME/.test(network ?? "")
                ? `The certificate that answers is not for ${host}.`
                : `No secure connection to ${host} came about.`,
            remedy: "Check the endpoint, the clock of this machine, and the proxy.",
            actions: [retry, chooseDeployment],
        }),
    },
    {
        kind: "connectionTimedOut",
        when: ({ network }) => timedOut.has(network ?? ""),
        words: ({ who, what, host }) => ({
            summary: `${who} could not call ${what}`,
            cause: `${host} did not answer in time. Most likely a firewall drops the connection.`,
            remedy: "Check that this machine may reach the host on its port.",
            actions: [retry, showLog],
        }),
    },
    {
        kind: "connectionRefused",
        when: ({ network }) => unreachable.has(network ?? ""),
        words: ({ who, what, host }) => ({
            summary: `${who} could not call ${what}`,
            cause: `Nothing took the connection to ${host}: the host or the proxy in between is not reachable from this machine.`,
            remedy: "Check the endpoint, and http.proxy on the machine where the extension runs.",
            actions: [retry, chooseDeployment, openSettings("http.proxy")],
        }),
    },
    {
        kind: "connectionReset",
        when: ({ network }) => network !== undefined,
        words: ({ who, what, host }) => ({
            summary: `${who} could not call ${what}`,
            cause: `The connection to ${host} broke before an answer came.`,
            remedy: "Try again; if it persists, something on the way closes the connection.",
            actions: [retry, showLog],
        }),
    },
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
        kind: "proxyAnswered",
        row: "C1",
        when: ({ status, fromGateway, json, isHtml }) => !fromGateway && (status === 407 || isHtml || json === undefined),
        words: ({ who, what, host, status }) => ({
            summary: `${who} could not call ${what}`,
            cause: status === 407
                ? "The proxy asks for a sign-in of its own."
                : `Something else answered for ${host}: the answer lacks the header of Azure's AI gateway. Most likely it is a proxy.`,
            remedy: `Check http.proxy and NO_PROXY on the machine where the extension runs${status === 404 ? ", and the endpoint" : ""}.`,
            actions: [retry, openSettings("http.proxy"), chooseDeployment],
        }),
    },
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
