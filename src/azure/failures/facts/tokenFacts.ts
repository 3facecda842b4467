import { foreignText } from "../../foreignText.ts";
import { type Identity, identityName } from "../../identity.ts";
import type { Observation } from "../../imds/imds.ts";
import type { ManagedIdentitySource } from "../../imds/source.ts";
import { causes, networkCode, objectOf, type Observed, observe } from "../observedError.ts";

/** What the rules about tokens see and speak of. */
export interface TokenFacts extends Observed {
    identity: Identity;
    /** Names for people: the identity, the host of the audience, and the machine's endpoint in the middle of a sentence. */
    who: string;
    audience: string;
    endpoint: string;
    /** Number of the Entra error, for example `53003`. */
    aadsts?: number;
    /** Messages and names of the error and its causes; matched, never shown. */
    texts: string;
    errorNames: readonly string[];
    isAggregate: boolean;
    /** Which endpoint of the machine was asked; undefined where none was. */
    source?: ManagedIdentitySource;
    /** `IMDS/…` where the real metadata service answered. */
    server?: string;
    /** An answer that neither the machine's endpoint nor Entra would give. */
    isStranger: boolean;
    isTimeout: boolean;
    retryAfterMs?: number;
    /** The tenant to sign in to: the one for which there was no token, which need not be the identity's own. */
    tenantId?: string;
    /** The scope that the Azure CLI itself asks to sign in for. */
    azScope?: string;
    /** The claims, in base64, that a challenge asks of the Azure CLI. */
    challenge?: string;
}

const endpoints: Record<ManagedIdentitySource, string> = {
    imds: "the metadata service of this machine",
    appService: "App Service's identity endpoint",
    machineLearning: "the identity endpoint of Azure Machine Learning",
    cloudShell: "Cloud Shell's identity endpoint",
    azureArc: "the Azure Arc agent of this machine",
    serviceFabric: "Service Fabric's identity endpoint",
};

/** A token that did not come. */
export interface FailedToken {
    identity: Identity;
    audience: string;
    /** The tenant for which it was asked; the identity's own where absent. */
    tenantId?: string;
    error: unknown;
}

/** What is known of a token that did not come. */
export function tokenFacts({ identity, audience, tenantId, error }: FailedToken): TokenFacts {
    const chain = [...causes(error)];
    const wire = chain.find((cause) => cause.name === "ManagedIdentityFailure") as Observation | undefined;
    const texts = chain.map((cause) => cause.message).join("\n");
    const page = wire ? undefined : pageOf(texts);
    const seen = observe(page ?? { status: wire?.status, body: wire?.body, headers: headersOf(wire), error });
    const aadsts = /AADSTS(\d+)/.exec(`${texts}\n${seen.message}`)?.[1] ?? /Error\(s\): (\d+)/.exec(texts)?.[1];
    return {
        ...seen,
        identity, texts,
        who: identityName(identity),
        audience: URL.canParse(audience) ? new URL(audience).host : audience,
        endpoint: endpoints[wire?.source ?? "imds"],
        aadsts: aadsts === undefined ? undefined : Number(aadsts),
        errorNames: chain.map(({ name }) => name),
        isAggregate: error instanceof Error && error.name === "AggregateAuthenticationError",
        source: wire?.source,
        server: wire?.serverHeader === undefined ? undefined : foreignText(wire.serverHeader),
        isStranger: wire ? isStranger(seen, wire) : page !== undefined,
        isTimeout: wire?.timedOut === true || networkCode(error) === "ETIMEDOUT",
        retryAfterMs: wire?.retryAfterMs,
        tenantId: askedTenant(chain) ?? tenantId ?? azOption(texts, "tenant") ?? ownTenant(identity),
        azScope: azOption(texts, "scope"),
        challenge: azOption(texts, "claims-challenge"),
    };
}

export function isImds(server: string | undefined): boolean {
    return /^IMDS\b/i.test(server ?? "");
}

function headersOf(wire: Observation | undefined) {
    return { "server": wire?.serverHeader, "via": wire?.via, "content-type": wire?.contentType };
}

/**
 * `IMDS/…` is the real one (failures.md, 0); a relay of it, as in Kubernetes, at least speaks as it does. The other
 * endpoints are on the machine itself, where no proxy answers with JSON.
 */
function isStranger({ status, json, message, isHtml }: Observed, { serverHeader, body, source = "imds" }: Observation): boolean {
    if (status === undefined || isImds(serverHeader)) {
        return false;
    }
    if (body === undefined && status < 400) {
        // It held a token, or said so.
        return isHtml;
    }
    return status === 407 || !(source === "imds" ? speaksAsImds(json) : json !== undefined || message.trim() === "");
}

function speaksAsImds(json: Record<string, unknown> | undefined): boolean {
    return json !== undefined && ((typeof json["error"] === "string" && typeof json["error_description"] === "string")
        || typeof json["access_token"] === "string" || typeof objectOf(json["error"])?.["code"] === "string");
}

/** `@azure/identity` wraps an answer of the sign-in service's address that is no JSON in such a text (01-entra-msal.md, 1.3). */
function pageOf(texts: string): Parameters<typeof observe>[0] | undefined {
    const found = /Http status code: (\d{3})\s+Http status message: (.*?)\s+Headers: (\{[^\n]*?\})?/s.exec(texts);
    return found ? { status: Number(found[1]), body: found[2], headers: objectOf(found[3]) as Record<string, string> | undefined } : undefined;
}

function askedTenant(chain: readonly Error[]): string | undefined {
    return chain.filter(({ name }) => name === "SignedOutError").map((error) => (error as Error & { tenantId?: string }).tenantId).find(Boolean);
}

function ownTenant(identity: Identity): string | undefined {
    return identity.kind === "account" || identity.kind === "cli" ? identity.tenantId : undefined;
}

/** What each option of `az login` may look like; all else that stands there is not taken. */
const azOptions = { "tenant": "[\\w.-]+", "scope": "[\\w:/.-]+", "claims-challenge": "[A-Za-z0-9+/=_-]+" };

/** An option of the command that the Azure CLI, or the SDK for it, asks to run. */
function azOption(texts: string, name: keyof typeof azOptions): string | undefined {
    const command = /\baz login\b[^\n]*--[^\n]*/.exec(texts)?.[0] ?? "";
    return new RegExp(`--${name}[ =]["']?(${azOptions[name]})(?=["']?(\\s|$))`).exec(command)?.[1];
}
