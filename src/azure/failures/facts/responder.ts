import { foreignText } from "../../foreignText.ts";
import { objectOf, type Observed, shown } from "../observedError.ts";

/**
 * Who wrote an answer: Azure, by a header that nobody else sends; somebody on the way (a proxy, a portal, a service
 * mesh), by an answer that Azure would not give; `unmarked` where it reads as Azure's but has lost the headers, as
 * behind a gateway that drops them: its codes are believed; by its bare status nobody can tell who answered.
 */
export type Responder = "azure" | "unmarked" | "stranger";

/** How the answers of one of Azure's services look. */
export interface Signature {
    /** Headers that only this service sends. */
    marks: readonly string[];
    /** Whether an error of this service may look so. */
    looksOwn(json: Record<string, unknown>): boolean;
}

/**
 * Resource Manager's ids are on every answer of it (03-arm.md, 3.3); `x-azure-ref` and `x-msedge-ref` are of the
 * front door before it, which may answer with a page.
 */
export const resourceManagerSignature: Signature = {
    marks: ["x-ms-request-id", "x-ms-correlation-request-id", "x-ms-routing-request-id", "x-ms-failure-cause", "x-azure-ref", "x-msedge-ref"],
    looksOwn: (json) => isAzureError(json["error"]),
};

/** failures.md, 0: the AI gateway's id. Its errors come in two envelopes (05-openai-data-plane.md, 5.4). */
export const dataPlaneSignature: Signature = {
    marks: ["apim-request-id"],
    looksOwn: (json) => isAzureError(json["error"]) || (typeof json["statusCode"] === "number" && typeof json["message"] === "string"),
};

export function responderOf({ json, isHtml, header }: Pick<Observed, "json" | "isHtml" | "header">, { marks, looksOwn }: Signature): Responder {
    if (marks.some((name) => header(name) !== undefined)) {
        return "azure";
    }
    const isChallenge = !isHtml && /^\s*(Bearer|PoP)\b/i.test(header("www-authenticate") ?? "");
    return !hasProxyMark(header) && !isWebGateway(header) && (isChallenge || (json !== undefined && looksOwn(json))) ? "unmarked" : "stranger";
}

function isAzureError(error: unknown): boolean {
    const members = objectOf(error);
    return members !== undefined && ["code", "message", "type", "innererror", "inner_error"].some((name) => typeof members[name] === "string" || objectOf(members[name]));
}

function hasProxyMark(header: Observed["header"]): boolean {
    return ["proxy-authenticate", "proxy-agent", "x-squid-error"].some((name) => header(name) !== undefined);
}

/**
 * Proxies that inspect what an organisation's people send name themselves so, in one of these two headers. They answer
 * with JSON, too, and with Azure's codes: but they pass Azure's marks on, so that without those they speak for themselves.
 */
const webGateway = /zscaler|skyhigh|mcafee|\bmwg\b|blue ?coat|proxysg|symantec|netskope|forcepoint|websense|forti(net|gate|web|proxy)|squid|palo ?alto|prisma|umbrella|ironport|cisco-?wsa|sophos|barracuda|check ?point|iboss|menlo|smoothwall|lightspeed/i;

function isWebGateway(header: Observed["header"]): boolean {
    return webGateway.test(`${header("server") ?? ""} ${header("via") ?? ""}`);
}

/** Members of the bodies of Resource Manager's successes: lists, resources, Resource Graph's rows. */
const ownMembers = ["value", "data", "id", "properties", "name"];
/** What an operation says of itself while it goes on and at its end (03-arm.md, 3.5). */
const operationStates = /^(Accepted|Running|In ?Progress|Succeeded|Failed|Cancell?ed|Creating|Updating|Deleting|Provisioning)$/i;

/**
 * Whether a success can be Resource Manager's: JSON with the marks, or without them at least a list, a resource or an
 * operation; no text at all only with the marks. A captive portal's 200 would else be an empty list.
 */
export function isOwnSuccess(seen: Observed): boolean {
    const { json, status } = seen;
    if (responderOf(seen, resourceManagerSignature) === "azure" || status !== 200) {
        return json !== undefined || (seen.message.trim() === "" && !seen.isHtml);
    }
    return json !== undefined && (Array.isArray(json["value"]) || Array.isArray(json["data"]) || operationStates.test(String(json["status"]))
        || ownMembers.filter((name) => json[name] !== undefined).length >= 2);
}

/** Whether a body begins as JSON and ends before it is whole. */
export function isBrokenJson({ json, message }: Observed): boolean {
    return json === undefined && /^\s*[{[]/.test(message) && !isJson(message);
}

function isJson(text: string): boolean {
    try {
        JSON.parse(text);
        return true;
    } catch {
        return false;
    }
}

/** What the user, or whoever runs the network, can tell the stranger by. Bounded, one line each, without markup. */
export function strangerEvidence({ header, message, isHtml }: Observed, secrets: readonly string[] = []): Record<string, string | undefined> {
    const server = [header("server"), header("via") && `via ${header("via")}`].filter(Boolean).join(", ");
    const title = isHtml ? /<title[^>]*>([^<]{1,400})/i.exec(message.slice(0, 100_000))?.[1] : undefined;
    return {
        "The answer says": isHtml ? undefined : shown(message, secrets),
        "Answered by": plain(server, secrets) || "no Server header",
        "Page title": title && plain(title, secrets),
        "Content type": header("content-type") && plain(header("content-type")!.split(";")[0]!, secrets),
    };
}

function plain(text: string, secrets: readonly string[]): string {
    return foreignText(shown(text.replace(/[<>]/g, ""), secrets));
}
