/** Signed access tokens as Entra ID and managed identities issue them (01-entra-msal, 1.6), and their check. */
import { generateKeyPair, randomUUID } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { promisify } from "node:util";
import { calculateJwkThumbprint, compactVerify, errors, exportJWK, SignJWT } from "jose";
import type { JWK } from "jose";
import type { Claims, Verified } from "./context.ts";
import type { Clock, Principal } from "./state.ts";

/** Life of a managed identity's token and of any other, in seconds. */
export const managedIdentityLife = 86_399;
export const ordinaryLife = 3_599;

/** Stands in every access token's `aio`, a claim that nobody may read: where it turns up, a token has been. */
export const tokenMarks = { managedIdentity: "KeylessCanaryOfAMachine", others: "KeylessCanaryOfSomebody" };

export interface TokenRequest {
    /** `aud`, exactly as requested. */
    resource: string;
    principal: Principal;
    /** Client application for a user's token. */
    clientId?: string;
    expiresIn: number;
    /** Claims on top, see `permissionClaims`. */
    more: Record<string, unknown>;
}

export interface Tokens {
    sign(request: TokenRequest): Promise<string>;
    /** Signs any claims, for id tokens. */
    signClaims(claims: Record<string, unknown>): Promise<string>;
    /** The content of an `Authorization` header. */
    verify(authorization: string | undefined): Promise<Verified>;
    jwks(): { keys: JWK[] };
}

interface SigningKey {
    privateKey: KeyObject;
    publicKey: KeyObject;
    jwk: JWK;
    kid: string;
}

let signingKey: Promise<SigningKey> | undefined;

/** The key is made once per process: an RSA key takes up to a quarter of a second. */
export async function createTokens(clock: Clock): Promise<Tokens> {
    signingKey ??= createSigningKey();
    const { privateKey, publicKey, jwk, kid } = await signingKey;
    const known = new Map<string, Claims>();
    const signClaims = (claims: Record<string, unknown>) =>
        new SignJWT(claims).setProtectedHeader({ typ: "JWT", alg: "RS256", x5t: kid, kid }).sign(privateKey);
    return {
        sign: (request) => signClaims(claimsOf(request, Math.floor(clock.now() / 1000))),
        signClaims,
        verify: async (authorization) => {
            const token = /^Bearer\s+(\S+)$/i.exec(authorization ?? "")?.[1];
            if (!token) {
                return { failure: "missing" };
            }
            const claims = known.get(token) ?? (await checkSignature(token, publicKey));
            if (!claims) {
                return { failure: "invalid" };
            }
            remember(known, token, claims);
            return inTime(claims, clock.now() / 1000);
        },
        jwks: () => ({ keys: [{ ...jwk, kid, x5t: kid, use: "sig" }] }),
    };
}

function claimsOf({ resource, principal, clientId, expiresIn, more }: TokenRequest, now: number): Claims & Record<string, unknown> {
    const user = principal.kind === "user";
    return {
        aud: resource,
        iss: `https://sts.windows.net/${principal.tenantId}/`,
        iat: now,
        nbf: now,
        exp: now + expiresIn,
        tid: principal.tenantId,
        oid: principal.oid,
        sub: principal.oid,
        appid: (user ? clientId : principal.appId) ?? principal.oid,
        appidacr: user ? "0" : principal.kind === "managedIdentity" ? "2" : "1",
        idtyp: user ? "user" : "app",
        idp: `https://sts.windows.net/${principal.tenantId}/`,
        aio: `${principal.kind === "managedIdentity" ? tokenMarks.managedIdentity : tokenMarks.others}${randomUUID()}`,
        uti: randomUUID().replaceAll("-", "").slice(0, 22),
        ver: "1.0",
        ...(user ? { name: principal.displayName, upn: principal.upn, unique_name: principal.upn } : {}),
        ...(principal.kind === "managedIdentity" && principal.resourceId ? { xms_mirid: principal.resourceId } : {}),
        ...more,
    };
}

async function checkSignature(token: string, publicKey: KeyObject): Promise<Claims | undefined> {
    try {
        const { payload } = await compactVerify(token, publicKey, { algorithms: ["RS256"] });
        return JSON.parse(new TextDecoder().decode(payload)) as Claims;
    } catch (error) {
        if (error instanceof errors.JOSEError) {
            return undefined;
        }
        throw error;
    }
}

function inTime(claims: Claims, now: number): Verified {
    if (claims.exp <= now) {
        return { failure: "expired", claims };
    }
    return claims.nbf > now + 300 ? { failure: "invalid" } : { claims };
}

function remember(known: Map<string, Claims>, token: string, claims: Claims): void {
    if (known.size > 1000) {
        known.clear();
    }
    known.set(token, claims);
}

async function createSigningKey(): Promise<SigningKey> {
    const pair = await promisify(generateKeyPair)("rsa", { modulusLength: 2048 });
    const jwk = await exportJWK(pair.publicKey);
    return { ...pair, jwk, kid: await calculateJwkThumbprint(jwk) };
}
