/** The answers of the token endpoints: of v2.0 with numbers, of v1 with strings and the resource. */
import type { SimContext } from "../context.ts";
import type { SimRequest, SimResponse } from "../http.ts";
import type { Principal } from "../state.ts";
import { ordinaryLife } from "../tokens.ts";
import type { Tokens } from "../tokens.ts";
import { permissionClaims } from "./permissionClaims.ts";
import { protocolOf } from "./wanted.ts";
import type { Wanted } from "./wanted.ts";

export interface Issuing {
    context: SimContext;
    tokens: Tokens;
    request: SimRequest;
    principal: Principal;
    wanted: Wanted;
}

export async function applicationAnswer({ context, tokens, request, principal, wanted }: Issuing): Promise<SimResponse> {
    const { resource } = wanted;
    const access_token = await tokens.sign({ resource, principal, expiresIn: ordinaryLife, more: permissionClaims(context, principal, resource) });
    return { status: 200, body: { token_type: "Bearer", ...livesOf(context, request, resource), access_token } };
}

/** `upn`: as the person typed it; a guest's own differs. */
export async function userAnswer(issuing: Issuing, { upn, nonce, refreshToken }: { upn: string; nonce?: string; refreshToken: string }): Promise<SimResponse> {
    const { context, tokens, request, principal, wanted } = issuing;
    const { resource, permissions } = wanted;
    const clientId = request.form().get("client_id") ?? "";
    const more = permissionClaims(context, principal, resource, permissions);
    const access_token = await tokens.sign({ resource, principal, clientId, expiresIn: ordinaryLife, more });
    const id_token = await tokens.signClaims(idClaims(issuing, upn, nonce));
    const lives = livesOf(context, request, resource);
    const others = { refresh_token: refreshToken, id_token, client_info: clientInfo(principal) };
    return { status: 200, body: { token_type: "Bearer", scope: wanted.scope, ...lives, access_token, ...others } };
}

function livesOf(context: SimContext, request: SimRequest, resource: string): Record<string, unknown> {
    if (protocolOf(request) === "v2") {
        return { expires_in: ordinaryLife, ext_expires_in: ordinaryLife };
    }
    const now = Math.floor(context.state.clock.now() / 1000);
    const lives = { expires_in: ordinaryLife, ext_expires_in: ordinaryLife, expires_on: now + ordinaryLife, not_before: now };
    return { ...Object.fromEntries(Object.entries(lives).map(([name, value]) => [name, String(value)])), resource };
}

function idClaims({ context, request, principal }: Issuing, upn: string, nonce?: string): Record<string, unknown> {
    const now = Math.floor(context.state.clock.now() / 1000);
    const { tenantId, oid, displayName: name } = principal;
    const aud = request.form().get("client_id");
    const common = { aud, iat: now, nbf: now, exp: now + ordinaryLife, name, oid, sub: oid, tid: tenantId, nonce };
    return protocolOf(request) === "v2"
        ? { ...common, iss: `${request.origin}/${tenantId}/v2.0`, preferred_username: upn, ver: "2.0" }
        : { ...common, iss: `https://sts.windows.net/${tenantId}/`, upn, unique_name: upn, amr: ["pwd"], ver: "1.0" };
}

/** Base64url of the account's ids, see 1.3. */
export function clientInfo(principal: Principal): string {
    return Buffer.from(JSON.stringify({ uid: principal.oid, utid: principal.tenantId })).toString("base64url");
}
