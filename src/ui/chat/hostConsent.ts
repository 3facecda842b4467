import type * as vscode from "vscode";
import type { Cloud } from "../../azure/cloud.ts";
import { type Identity, identityKey, identityName } from "../../azure/identity.ts";
import { confirm } from "../messages.ts";

/** Which hosts outside the chosen cloud may receive tokens of which identity: asked once for each pair in each cloud. */
export interface HostConsent {
    /** Asks where it is not known yet. Loopback http is possible, http to anywhere else never. */
    allows(address: string, identity: Identity, cloud: Cloud): Promise<boolean>;
}

const key = "consentedHosts";

export function createHostConsent(memory: vscode.Memento): HostConsent {
    return {
        async allows(address, identity, cloud) {
            const { host, protocol } = new URL(address);
            const entry = `${protocol}//${host}|${identityKey(identity)}|${issuerOf(cloud)}`;
            const known = () => memory.get<string[]>(key, []);
            if (known().includes(entry)) {
                return true;
            }
            const allow = `Send to ${host}`;
            const chosen = await confirm(
                `Send a token of ${identityName(identity)} to ${host}?`,
                `${host} is not one of the chosen cloud's own hosts. Whoever runs it could use the token for up to a day to call Azure OpenAI as ${identityName(identity)}. Allow it only if you trust it, for example a gateway of your company.`,
                allow,
            );
            if (chosen !== allow) {
                return false;
            }
            await memory.update(key, [...known(), entry]);
            return true;
        },
    };
}

/** A consent is to tokens of one issuer for one purpose: in a test cloud it says nothing about the public one's. */
function issuerOf({ authority, openAiAudiences }: Cloud): string {
    return [authority, ...openAiAudiences].join(" ");
}
