import type { TokenCredential } from "@azure/identity";
import { type Cloud, cloudKey } from "./cloud.ts";
import { AccessError, type FailureAction } from "./errors.ts";
import type { Identity } from "./identity.ts";
import { identityKey } from "./identity.ts";
import { cloudChanged, metadataAddressFailure } from "./failures/cloudFailure.ts";
import { signInAsSomebodyElse } from "./failures/failureActions.ts";
import { knownSecret } from "./foreignText.ts";
import { imdsAddressProblem, observed, withImdsRetry } from "./imds/imds.ts";

/** The claims that tell whose token it is. Source: 01-entra-msal.md, 1.6. */
export interface TokenClaims {
    oid?: string;
    tid?: string;
    aud?: string;
    appid?: string;
    exp?: number;
    iat?: number;
    /** ARM id of the managed identity; of the machine for a system-assigned one. */
    xms_mirid?: string;
    upn?: string;
    name?: string;
}

export interface Token {
    value: string;
    /** Epoch milliseconds. */
    expiresOn: number;
    claims: TokenClaims;
}

export interface TokenOptions {
    tenantId?: string;
    /** The cloud whose hosts the token is for: none is given when another has been chosen meanwhile. */
    cloud?: Cloud;
    /** Claims challenge of the service, decoded JSON. */
    claims?: string;
    /** Ask again although a token is cached. */
    forceRefresh?: boolean;
    signal?: AbortSignal;
}

/**
 * A token of `identity` for `audience` (a resource such as `https://cognitiveservices.azure.com`).
 * @throws ManagedIdentityFailure, or the errors of `@azure/identity` and of the account source.
 */
export type GetToken = (identity: Identity, audience: string, options?: TokenOptions) => Promise<Token>;

/** No session of this account for this tenant, and asking for one now would prompt. */
export class SignedOutError extends Error {
    override readonly name = "SignedOutError";
    readonly tenantId?: string;

    constructor(account: string, tenantId?: string) {
        super(`${account} is not signed in${tenantId ? ` to ${tenantId}` : ""}.`);
        this.tenantId = tenantId;
    }
}

/** A VS Code account's token; the rim implements it with the session of the account. */
export type AccountToken = (
    account: { accountId: string; tenantId?: string },
    scope: string,
    options: { claims?: string; forceRefresh?: boolean },
) => Promise<{ token: string; expiresOn?: number }>;

const renewBeforeMs = 5 * 60_000;

/** Tokens by cloud, identity and audience: cached until shortly before they expire, one request in flight for each. */
export function createTokens(sources: { cloud(): Cloud; accountToken: AccountToken; now?(): number }): GetToken {
    const now = sources.now ?? Date.now;
    const cached = new Map<string, Token>();
    const inFlight = new Map<string, Promise<Token>>();

    return async (identity, audience, options = {}) => {
        const cloud = sources.cloud();
        if (options.cloud && cloudKey(options.cloud) !== cloudKey(cloud)) {
            throw new AccessError(cloudChanged(options.cloud, cloud));
        }
        const key = JSON.stringify([cloudKey(cloud), identityKey(identity), audience, options.tenantId ?? "", options.claims ?? ""]);
        const known = cached.get(key);
        if (known && !options.forceRefresh && known.expiresOn - now() > renewBeforeMs) {
            return known;
        }
        let request = inFlight.get(key);
        if (!request) {
            request = requestToken(cloud, sources.accountToken, identity, audience, options)
                .then((token) => (cached.set(key, token), token))
                .finally(() => inFlight.delete(key));
            inFlight.set(key, request);
        }
        return untilAborted(request, options.signal);
    };
}

async function requestToken(
    cloud: Cloud, accountToken: AccountToken, identity: Identity, audience: string, options: TokenOptions,
): Promise<Token> {
    const scope = scopeOf(audience);
    if (identity.kind === "account") {
        const account = { accountId: identity.accountId, tenantId: options.tenantId ?? identity.tenantId };
        const session = await accountToken(account, scope, options);
        return toToken(session.token, session.expiresOn);
    }
    const credential = await createCredential(identity, cloud, options.tenantId);
    const ask = async () => {
        const token = await credential.getToken(scope, { claims: options.claims });
        if (!token) {
            throw new Error(`No token for ${audience}.`);
        }
        return toToken(token.token, token.expiresOnTimestamp);
    };
    const isManaged = identity.kind === "userAssigned" || identity.kind === "systemAssigned";
    return isManaged ? withImdsRetry(() => observed(ask)) : ask();
}

/** `https://cognitiveservices.azure.com` → `https://cognitiveservices.azure.com/.default`. */
export function scopeOf(audience: string): string {
    return `${audience.replace(/\/$/, "")}/.default`;
}

/**
 * The credential of `@azure/identity` that stands for exactly this identity. `DefaultAzureCredential`, which may
 * choose another one, serves the `environment` identity alone (failures.md, C6).
 */
async function createCredential(
    identity: Exclude<Identity, { kind: "account" }>,
    cloud: Cloud,
    tenantId: string | undefined,
): Promise<TokenCredential> {
    const sdk = await import("@azure/identity");
    const authority = { authorityHost: cloud.authority, disableInstanceDiscovery: cloud.isCustom };
    switch (identity.kind) {
        case "userAssigned":
            return new sdk.ManagedIdentityCredential({ ...selectorOf(identity), ...authority, ...(await transport()) });
        case "systemAssigned":
            return new sdk.ManagedIdentityCredential({ ...authority, ...(await transport()) });
        case "cli":
            return new sdk.AzureCliCredential({ tenantId: tenantId ?? identity.tenantId });
        case "environment":
            // Its http requests are those to the metadata service; a proxy that answers in its place would choose the identity.
            return new sdk.DefaultAzureCredential({ ...authority, tenantId, httpClient: (await transport()).httpClient });
    }
}

/** Exactly one selector, as IMDS demands. The client id is the one that every managed-identity source knows. */
function selectorOf(identity: Extract<Identity, { kind: "userAssigned" }>) {
    if (identity.clientId) {
        return { clientId: identity.clientId };
    }
    return identity.principalId ? { objectId: identity.principalId } : { resourceId: identity.resourceId ?? "" };
}

/** @throws AccessError where the environment names a metadata address that is none, and no other source is named. */
async function transport() {
    const problem = imdsAddressProblem();
    if (problem && !process.env["IDENTITY_ENDPOINT"] && !process.env["MSI_ENDPOINT"]) {
        throw new AccessError(metadataAddressFailure(problem));
    }
    const { managedIdentityTransport } = await import("./imds/imdsTransport.ts");
    return { httpClient: managedIdentityTransport(), retryOptions: { maxRetries: 0 } };
}

function toToken(value: string, expiresOn: number | undefined): Token {
    knownSecret(value);
    const claims = decodeClaims(value);
    return { value, claims, expiresOn: expiresOn || (claims.exp ?? 0) * 1000 };
}

/** The payload of a JWT, unverified: it tells people whose token it is, and decides nothing. */
export function decodeClaims(token: string): TokenClaims {
    try {
        const payload = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8")) as unknown;
        return typeof payload === "object" && payload !== null ? payload : {};
    } catch {
        // Opaque tokens are legal: there is then nothing to show.
        return {};
    }
}

/** Stops waiting when the signal fires; the request itself goes on for whoever else waits. */
function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
    if (!signal) {
        return promise;
    }
    return new Promise((resolve, reject) => {
        const abort = () => reject(signal.reason as Error);
        if (signal.aborted) {
            return abort();
        }
        signal.addEventListener("abort", abort, { once: true });
        promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
    });
}

/** An SDK credential over `getToken`, for the ARM clients: always for the cloud's ARM audience. Throws `AccessError`. */
export function armCredential(getToken: GetToken, identity: Identity, cloud: Cloud, tenantId?: string): TokenCredential {
    return credentialFor(cloud, cloud.armAudience, getToken, identity, tenantId);
}

/** The same for the cloud's Microsoft Graph, where it has one. */
export function directoryCredential(getToken: GetToken, identity: Identity, cloud: Cloud, tenantId?: string): TokenCredential | undefined {
    return cloud.microsoftGraph === undefined ? undefined : credentialFor(cloud, cloud.microsoftGraph, getToken, identity, tenantId);
}

function credentialFor(cloud: Cloud, audience: string, getToken: GetToken, identity: Identity, tenantId?: string): TokenCredential {
    return {
        async getToken(_scopes, options) {
            const token = await signedInToken(getToken, identity, audience, {
                cloud,
                tenantId: options?.tenantId ?? tenantId,
                claims: options?.claims,
                signal: options?.abortSignal as AbortSignal | undefined,
            });
            return { token: token.value, expiresOnTimestamp: token.expiresOn };
        },
    };
}

/** A token of whoever is signed in to Azure. @throws AccessError */
export async function signedInToken(getToken: GetToken, identity: Identity, audience: string, options?: TokenOptions): Promise<Token> {
    try {
        return await getToken(identity, audience, options);
    } catch (error) {
        // The words for what can go wrong are loaded when it does.
        const { tokenFailure } = await import("./failures/identityErrors.ts");
        const failure = tokenFailure({ identity, audience, tenantId: options?.tenantId, error });
        throw new AccessError({ ...failure, actions: asSignIn(failure.actions, identity) }, { cause: error });
    }
}

/** Another identity for the chat would change nothing here: these are the rights with which Azure is read. */
function asSignIn(actions: readonly FailureAction[], { kind }: Identity): FailureAction[] {
    if (!actions.some((action) => action.kind === "chooseIdentity")) {
        return [...actions];
    }
    // For an account, to sign in again is something else than to be somebody else: it answers what the account was asked for.
    const others = kind === "account" ? actions : actions.filter((action) => action.kind !== "signIn");
    return others.map((action) => (action.kind === "chooseIdentity" ? signInAsSomebodyElse() : action));
}
