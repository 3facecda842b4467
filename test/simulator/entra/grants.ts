/** The token endpoint: one function per grant. */
import { createHash, randomBytes } from "node:crypto";
import type { SimContext } from "../context.ts";
import type { SimRequest, SimResponse } from "../http.ts";
import { findTenant } from "../state.ts";
import type { Principal } from "../state.ts";
import { ordinaryLife } from "../tokens.ts";
import type { Tokens } from "../tokens.ts";
import { applicationOf } from "./application.ts";
import { createDevices } from "./devices.ts";
import type { Devices } from "./devices.ts";
import { anyTenant, findUser } from "./directory.ts";
import { entraError, failures } from "./errors.ts";
import { isKnownResource, unknownResourceText } from "./resources.ts";

/** A request to the token endpoint and what earlier ones left behind. */
interface Ask {
    context: SimContext;
    tokens: Tokens;
    devices: Devices;
    codes: Map<string, CodeGrant>;
    /** Refresh token → user. */
    refreshTokens: Map<string, string>;
    request: SimRequest;
    form: URLSearchParams;
}

export interface CodeGrant {
    upn: string;
    clientId: string;
    nonce?: string;
    redirectUri: string;
    challenge?: string;
}

export interface Grants {
    token(request: SimRequest): Promise<SimResponse>;
    devices: Devices;
    /** An authorization code for that user, redeemable once. */
    issueCode(grant: CodeGrant): string;
}

/** Password of every user of the sandbox. */
const password = "sandbox";

export function createGrants(context: SimContext, tokens: Tokens): Grants {
    const devices = createDevices(context.state);
    const kept = { context, tokens, devices, codes: new Map<string, CodeGrant>(), refreshTokens: new Map<string, string>() };
    return {
        devices,
        token: async (request) => {
            const form = request.form();
            checkTenant(context, request);
            const type = form.get("grant_type") ?? "";
            const grant = grants[type];
            if (!grant) {
                throw entraError(request, failures.unsupportedGrant(type));
            }
            return grant({ ...kept, request, form });
        },
        issueCode: (grant) => {
            const code = secret();
            kept.codes.set(code, grant);
            return code;
        },
    };
}

const grants: Record<string, (ask: Ask) => Promise<SimResponse>> = {
    client_credentials: async ({ context, tokens, request, form }) => {
        const principal = applicationOf(context.state, request, form);
        const resource = resourceOf(request, form);
        request.seen.oid = principal.oid;
        const access_token = await tokens.sign({ resource, principal, expiresIn: ordinaryLife });
        return { status: 200, body: { token_type: "Bearer", expires_in: ordinaryLife, ext_expires_in: ordinaryLife, access_token } };
    },
    authorization_code: async (ask) => {
        const code = ask.form.get("code") ?? "";
        const grant = ask.codes.get(code);
        ask.codes.delete(code);
        if (!grant || grant.redirectUri !== ask.form.get("redirect_uri") || !answersChallenge(grant, ask.form.get("code_verifier") ?? "")) {
            throw entraError(ask.request, failures.badGrant());
        }
        return userTokens(ask, grant.upn, grant.nonce);
    },
    refresh_token: async (ask) => {
        const upn = ask.refreshTokens.get(ask.form.get("refresh_token") ?? "");
        if (!upn) {
            throw entraError(ask.request, failures.badGrant());
        }
        return userTokens(ask, upn);
    },
    device_code: async (ask) => userTokens(ask, ask.devices.redeem(ask.request, ask.form.get("device_code") ?? "")),
    password: async (ask) => {
        const upn = ask.form.get("username") ?? "";
        if (!findUser(ask.context.state, upn) || ask.form.get("password") !== password) {
            throw entraError(ask.request, failures.wrongPassword());
        }
        return userTokens(ask, upn);
    },
};

async function userTokens(ask: Ask, upn: string, nonce?: string): Promise<SimResponse> {
    const { context, tokens, request, form, refreshTokens } = ask;
    const principal = findUser(context.state, upn, request.params.tenant);
    if (!principal) {
        throw entraError(request, failures.notInTenant(upn, request.params.tenant ?? ""));
    }
    const resource = resourceOf(request, form);
    const clientId = form.get("client_id") ?? "";
    request.seen.oid = principal.oid;
    const access_token = await tokens.sign({ resource, principal, clientId, expiresIn: ordinaryLife });
    const id_token = await tokens.signClaims(idClaims(ask, principal, upn, nonce));
    const refresh_token = secret();
    refreshTokens.set(refresh_token, upn);
    const lives = { expires_in: ordinaryLife, ext_expires_in: ordinaryLife };
    const body = { token_type: "Bearer", scope: form.get("scope"), ...lives, access_token, refresh_token, id_token, client_info: clientInfo(principal) };
    return { status: 200, body };
}

function idClaims({ context, request, form }: Ask, principal: Principal, upn: string, nonce?: string): Record<string, unknown> {
    const now = Math.floor(context.state.clock.now() / 1000);
    return {
        aud: form.get("client_id"),
        iss: `${request.origin}/${principal.tenantId}/v2.0`,
        iat: now,
        nbf: now,
        exp: now + ordinaryLife,
        name: principal.displayName,
        preferred_username: upn,
        oid: principal.oid,
        sub: principal.oid,
        tid: principal.tenantId,
        ver: "2.0",
        nonce,
    };
}

/** The tenant of the path has to exist, unless it stands for the user's own. */
export function checkTenant(context: SimContext, request: SimRequest): void {
    const name = request.params.tenant ?? "";
    if (!anyTenant.includes(name.toLowerCase()) && !findTenant(context.state, name)) {
        throw entraError(request, failures.unknownTenant(name));
    }
}

function resourceOf(request: SimRequest, form: URLSearchParams): string {
    const resource = form.get("resource") ?? resourceOfScope(form.get("scope") ?? "");
    if (!isKnownResource(resource)) {
        throw entraError(request, failures.invalidResource(unknownResourceText(resource, request.params.tenant ?? "")));
    }
    return resource;
}

/** `{resource}/.default` (or a named permission) among the OpenID scopes; Microsoft Graph where there is none. */
function resourceOfScope(scope: string): string {
    const wanted = scope.split(/\s+/).filter((s) => s !== "" && !["openid", "profile", "offline_access", "email"].includes(s));
    return wanted[0]?.replace(/\/[^/]*$/, "") ?? "https://graph.microsoft.com";
}

function answersChallenge(grant: CodeGrant, verifier: string): boolean {
    return !grant.challenge || createHash("sha256").update(verifier).digest("base64url") === grant.challenge;
}

/** Base64url of the account's ids, see 1.3. */
export function clientInfo(principal: Principal): string {
    return Buffer.from(JSON.stringify({ uid: principal.oid, utid: principal.tenantId })).toString("base64url");
}

function secret(): string {
    return `0.sandbox.${randomBytes(24).toString("base64url")}`;
}
