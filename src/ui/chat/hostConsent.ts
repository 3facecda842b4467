import type * as vscode from "vscode";
import { type Identity, identityKey, identityName } from "../../azure/identity.ts";
import { confirm } from "../messages.ts";

/** Which hosts outside the chosen cloud may receive tokens of which identity: asked once for each pair. */
export interface HostConsent {
    /** Asks where it is not known yet. Loopback http is possible, http to anywhere else never. */
    allows(address: string, identity: Identity): Promise<boolean>;
}

const key = "consentedHosts";

export function createHostConsent(memory: vscode.Memento): HostConsent {
    return {
        async allows(address, identity) {
            const { host, protocol } = new URL(address);
            const entry = `${protocol}//${host}|${identityKey(identity)}`;
            const known = memory.get<string[]>(key, []);
            if (known.includes(entry)) {
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
            await memory.update(key, [...known, entry]);
            return true;
        },
    };
}
