/** The token endpoint: one function per grant. */
import { createHash, randomBytes } from "node:crypto";
import type { SimContext } from "../context.ts";
import type { SimRequest, SimResponse } from "../http.ts";
import { findTenant } from "../state.ts";
import type { Tokens } from "../tokens.ts";
import { applicationAnswer, userAnswer } from "./answers.ts";
import { applicationOf } from "./application.ts";
import { createDevices } from "./devices.ts";
import type { Devices } from "./devices.ts";
import { anyTenant, findUser } from "./directory.ts";
import { entraError, failures } from "./errors.ts";
import { protocolOf, wantedOf } from "./wanted.ts";
import type { Asked } from "./wanted.ts";

/** A request to the token endpoint and what earlier ones left behind. */
interface Ask {
    context: SimContext;
    tokens: Tokens;
    devices: Devices;
    codes: Map<string, CodeGrant>;
    refreshTokens: Map<string, SignedIn>;
    request: SimRequest;
    form: URLSearchParams;
}

/** Who signed in, and for what. */
export interface SignedIn {
    upn: string;
    asked: Asked;
}

export interface CodeGrant extends SignedIn {
    clientId: string;
    nonce?: string;
    redirectUri: string;
    challenge?: string;
    redeemed?: boolean;
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
    const kept = { context, tokens, devices, codes: new Map<string, CodeGrant>(), refreshTokens: new Map<string, SignedIn>() };
    return {
        devices,
        token: async (request) => {
            const form = request.form();
            checkTenant(context, request);
            const type = form.get("grant_type") ?? "";
            const grant = grants[type];
            if (!grant) {
                throw entraError(request, type ? failures.unsupportedGrant(type) : failures.missing("grant_type"));
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
        const wanted = wantedOf(context, request);
        if (wanted.permissions.length > 0) {
            throw entraError(request, failures.notDefault(form.get("scope") ?? ""));
        }
        request.seen.oid = principal.oid;
        return applicationAnswer({ context, tokens, request, principal, wanted });
    },
    authorization_code: async (ask) => userTokens(ask, redeemCode(ask)),
    refresh_token: async (ask) => {
        const before = ask.refreshTokens.get(ask.form.get("refresh_token") ?? "");
        if (!before) {
            throw entraError(ask.request, failures.badGrant());
        }
        return userTokens(ask, before);
    },
    /** As RFC 8628 names it, as `az` and Python do. */
    "urn:ietf:params:oauth:grant-type:device_code": redeemDevice,
    /** As MSAL for JavaScript and the v1 endpoint's clients name it. */
    device_code: redeemDevice,
    password: async (ask) => {
        const upn = ask.form.get("username") ?? "";
        if (!findUser(ask.context.state, upn) || ask.form.get("password") !== password) {
            throw entraError(ask.request, failures.wrongPassword());
        }
        return userTokens(ask, { upn, asked: {} });
    },
};

/** Clients of the v1 endpoint send the device code as `code`. */
function redeemDevice(ask: Ask): Promise<SimResponse> {
    const code = ask.form.get("device_code") ?? (protocolOf(ask.request) === "v1" ? ask.form.get("code") : null);
    if (!code) {
        throw entraError(ask.request, failures.missing("device_code"));
    }
    return userTokens(ask, ask.devices.redeem(ask.request, code));
}

function redeemCode({ codes, form, request }: Ask): CodeGrant {
    const grant = codes.get(form.get("code") ?? "");
    if (!grant || grant.redirectUri !== form.get("redirect_uri")) {
        throw entraError(request, failures.badGrant());
    }
    if (grant.redeemed) {
        throw entraError(request, failures.redeemed());
    }
    grant.redeemed = true;
    if (!answersChallenge(grant, form.get("code_verifier") ?? "")) {
        throw entraError(request, failures.wrongVerifier());
    }
    return grant;
}

async function userTokens(ask: Ask, signedIn: SignedIn & { nonce?: string }): Promise<SimResponse> {
    const { context, tokens, request, form, refreshTokens } = ask;
    const { upn, nonce } = signedIn;
    const principal = findUser(context.state, upn, request.params.tenant);
    if (!principal) {
        throw entraError(request, failures.notInTenant(upn, request.params.tenant ?? ""));
    }
    const wanted = wantedOf(context, request, signedIn.asked);
    request.seen.oid = principal.oid;
    const refreshToken = secret();
    const asked = protocolOf(request) === "v2" ? { scope: form.get("scope") ?? wanted.scope } : { resource: wanted.resource };
    refreshTokens.set(refreshToken, { upn, asked });
    return userAnswer({ context, tokens, request, principal, wanted }, { upn, nonce, refreshToken });
}

/** The tenant of the path has to exist, unless it stands for the user's own. */
export function checkTenant(context: SimContext, request: SimRequest): void {
    const name = request.params.tenant ?? "";
    if (!anyTenant.includes(name.toLowerCase()) && !findTenant(context.state, name)) {
        throw entraError(request, failures.unknownTenant(name));
    }
}

function answersChallenge(grant: CodeGrant, verifier: string): boolean {
    return !grant.challenge || createHash("sha256").update(verifier).digest("base64url") === grant.challenge;
}

function secret(): string {
    return `0.sandbox.${randomBytes(24).toString("base64url")}`;
}
