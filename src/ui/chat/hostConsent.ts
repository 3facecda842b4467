import type * as vscode from "vscode";
import type { Cloud } from "../../azure/cloud.ts";
import { parseArmId } from "../../azure/armId.ts";
import type { TokenClaims } from "../../azure/credentials.ts";
import type { AllowHost } from "../../azure/gate/destinations.ts";
import { type Identity, identityName } from "../../azure/identity.ts";
import type { confirm } from "../messages.ts";

/** Which hosts outside the chosen cloud may receive tokens of which principal: asked once for each pair in each cloud. */
export interface HostConsent {
    /** Asks where it is not known yet. Loopback http is possible, http to anywhere else never. */
    allows: AllowHost;
}

const key = "consentedHosts";

export function createHostConsent(memory: vscode.Memento, ask: typeof confirm): HostConsent {
    return {
        async allows(address, identity, cloud, claims) {
            const { host, protocol } = new URL(address);
            const entry = `${protocol}//${host}|principal:${claims.oid}@${claims.tid}|${issuerOf(cloud)}`;
            const known = () => memory.get<string[]>(key, []);
            // Of an opaque token nobody can tell whose it is: then every call asks.
            const isNamed = claims.oid !== undefined && claims.tid !== undefined;
            if (isNamed && known().includes(entry)) {
                return true;
            }
            const who = principalName(identity, claims);
            const allow = `Send to ${host}`;
            const chosen = await ask(
                `Send a token of ${who} to ${host}?`,
                `${host} is not one of the chosen cloud's own hosts. Whoever runs it could use the token for up to a day to call Azure OpenAI as ${who}. Allow it only if you trust it, for example a gateway of your company.`,
                allow,
            );
            if (chosen !== allow) {
                return false;
            }
            if (isNamed) {
                await memory.update(key, [...known(), entry]);
            }
            return true;
        },
    };
}

/** What the identity is called here, and who its token says it is where that is another name. */
function principalName(identity: Identity, { upn, xms_mirid: resourceId = "", oid }: TokenClaims): string {
    const name = identityName(identity);
    if (identity.kind !== "cli" && identity.kind !== "environment") {
        return name;
    }
    const principal = upn ?? parseArmId(resourceId)?.name ?? (oid && `principal ${oid}`);
    return principal ? `${name} (${principal})` : name;
}

/** A consent is to tokens of one issuer for one purpose: in a test cloud it says nothing about the public one's. */
function issuerOf({ authority, openAiAudiences }: Cloud): string {
    return [authority, ...openAiAudiences].join(" ");
}
