import type { FailureAction, FailureKind } from "../../errors.ts";
import { openSettings, retry, showLog } from "../failureActions.ts";
import type { Rule } from "../failureRule.ts";
import type { Observed } from "../observedError.ts";

/** How one service's rules speak of a connection that did not come about. */
export interface Speech<Facts> {
    summary(facts: Facts): string;
    /** Who was called, at the beginning of a sentence or not: a host's name, or a service's. */
    host(facts: Facts): string;
    /** Where the address comes from: `the endpoint`. */
    address: string;
    /** Another way to the goal, where there is one. */
    elsewhere: FailureAction[];
    /** Rows of the failure catalogue, where it has one for this service. */
    rows?: Partial<Record<FailureKind, string>>;
}

interface Row {
    kind: FailureKind;
    codes: RegExp;
    cause(host: string): string;
    remedy: string;
    /** `elsewhere` and `proxy` are left out where they lead nowhere. */
    offers: readonly ("elsewhere" | "proxy" | "log")[];
}

const onThisMachine = "on the machine where the extension runs";

/** What TLS refuses (10-diagnose.md, 10.4 and 10.5). */
const certificateRows: readonly Row[] = [
    {
        kind: "certificateExpired", codes: /^CERT_HAS_EXPIRED$/, offers: ["elsewhere", "log"],
        cause: (host) => `The certificate that answers for ${host} has expired.`,
        remedy: "Check the clock of this machine; if it is right, whoever runs that host or the proxy before it must renew the certificate.",
    },
    {
        kind: "certificateExpired", codes: /^CERT_NOT_YET_VALID$/, offers: ["elsewhere", "log"],
        cause: (host) => `The certificate that answers for ${host} is not valid yet.`,
        remedy: "Most likely the clock of this machine is slow: set it, then try again.",
    },
    {
        kind: "certificateWrongHost", codes: /ALTNAME|^HOSTNAME_MISMATCH$/, offers: ["elsewhere", "proxy", "log"],
        cause: (host) => `The certificate that answers is not for ${host}.`,
        remedy: "Most likely something else answers at this address: check it, the DNS of this machine, and the proxy.",
    },
    {
        kind: "certificateUntrusted", codes: /^(UNABLE_TO_|SELF_SIGNED|DEPTH_ZERO|CERT_UNTRUSTED$|INVALID_CA$)/, offers: ["log"],
        cause: (host) => `This machine does not trust the certificate that answers for ${host}. Most likely a proxy inspects TLS, or the certificate is of a private authority.`,
        remedy: "Set NODE_EXTRA_CA_CERTS to that authority's certificate before VS Code (or its server) starts.",
    },
    {
        kind: "tlsFailed", codes: /^(ERR_TLS_|ERR_SSL_|CERT_|CRL_|INVALID_PURPOSE$|EPROTO$)/, offers: ["elsewhere", "log"],
        cause: (host) => `No secure connection to ${host} came about.`,
        remedy: "Check the address, the clock of this machine, and the proxy.",
    },
];

const wayRows: readonly Row[] = [
    {
        kind: "hostNotFound", codes: /^EAI_|^(ESERVFAIL|ETIMEOUT|EREFUSED)$/, offers: ["elsewhere", "log"],
        cause: (host) => `The name server of this machine did not answer for ${host}.`,
        remedy: "Check the DNS of this machine.",
    },
    {
        kind: "hostNotFound", codes: /^(ENOTFOUND|ENODATA)$/, offers: ["elsewhere", "log"],
        cause: (host) => `${host} has no address on this machine. Most likely the name is wrong, or the DNS of this network lacks it: a private zone may lack its record.`,
        remedy: "Check ADDRESS and the DNS of this machine.",
    },
    {
        kind: "connectionTimedOut", codes: /^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/, offers: ["log"],
        cause: (host) => `${host} did not answer in time. Most likely a firewall drops the connection.`,
        remedy: "Check that this machine may reach the host on its port.",
    },
    {
        kind: "connectionRefused", codes: /^(ECONNREFUSED|EHOSTUNREACH|ENETUNREACH|EHOSTDOWN|ENETDOWN|EADDRNOTAVAIL)$/, offers: ["elsewhere", "proxy"],
        cause: (host) => `Nothing took the connection to ${host}: the host or the proxy in between is not reachable from this machine.`,
        remedy: `Check ADDRESS, and http.proxy ${onThisMachine}.`,
    },
    {
        kind: "connectionReset", codes: /./, offers: ["log"],
        cause: (host) => `The connection to ${host} broke before an answer came.`,
        remedy: "Try again; if it persists, something on the way closes the connection.",
    },
];

/** A certificate that was refused, by the reason: expired, of another host, or of nobody that is trusted. */
export function certificateRules<Facts extends Observed>(speech: Speech<Facts>): Rule<Facts>[] {
    return certificateRows.map((row) => ruleOf(row, speech));
}

/** No answer at all: the name, the way, the certificate. */
export function connectionRules<Facts extends Observed>(speech: Speech<Facts>): Rule<Facts>[] {
    return [...certificateRows, ...wayRows].map((row) => ruleOf(row, speech));
}

function ruleOf<Facts extends Observed>(row: Row, { summary, host, address, elsewhere, rows }: Speech<Facts>): Rule<Facts> {
    const buttons = { elsewhere, proxy: [openSettings("http.proxy")], log: [showLog] };
    return {
        kind: row.kind,
        row: rows?.[row.kind],
        when: ({ network }) => network !== undefined && row.codes.test(network),
        words: (facts) => ({
            summary: summary(facts),
            cause: row.cause(host(facts)),
            remedy: row.remedy.replace("ADDRESS", address),
            actions: [retry, ...row.offers.flatMap((name) => buttons[name])],
        }),
    };
}

/** Somebody on the way answered in the service's place (failures.md, C1). */
export function strangerRule<Facts extends Observed>(
    { summary, host, address, elsewhere }: Speech<Facts>, isStranger: (facts: Facts) => boolean, marks: string,
): Rule<Facts> {
    return {
        kind: "proxyAnswered",
        row: "C1",
        when: (facts) => facts.status === 407 || isStranger(facts),
        words: (facts) => ({
            summary: summary(facts),
            cause: facts.status === 407
                ? "The proxy asks for a sign-in of its own."
                : `Something else answered for ${host(facts)}: the answer lacks ${marks}. Most likely it is a proxy, or a network that asks for a sign-in first.`,
            remedy: `Check http.proxy and NO_PROXY ${onThisMachine}${facts.status === 404 ? `, and ${address}` : ""}.`,
            actions: [retry, openSettings("http.proxy"), ...elsewhere, ...(elsewhere.length === 0 ? [showLog] : [])],
        }),
    };
}
