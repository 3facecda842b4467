import { AccessError } from "./errors.ts";
import { type Refused, refusedHost } from "./failures/gateFailure.ts";
import { knownSecret } from "./foreignText.ts";
import { trustedFetch } from "./trustedFetch.ts";

/** Where a token may go. Made in `gate/` from the chosen cloud and the user's consent, and by nobody else. */
export interface Destination {
    /** Who names the addresses, for people: `Azure Resource Manager`. */
    asker: string;
    /** The cloud that the token is of. */
    cloudName: string;
    admits(url: URL): boolean;
}

/**
 * The one place where a token is put on a request. The address that is compared is the one that is sent to, parsed
 * once; a redirect is handed back, never followed.
 * @throws AccessError (`hostNotAllowed`) before anything is sent, where the address is not the destination's.
 */
export async function sendWithToken(
    destination: Destination, token: string, address: string | URL, init: RequestInit, fetch: typeof globalThis.fetch = trustedFetch,
): Promise<Response> {
    const url = admitted(destination, address);
    knownSecret(token);
    const headers = new Headers(init.headers);
    headers.set("authorization", `Bearer ${token}`);
    return fetch(url, { ...init, headers, redirect: "manual" });
}

/** The address, parsed, where a token may go to it: to be asked before a token is. @throws AccessError */
export function admitted(destination: Destination, address: string | URL): URL {
    const url = URL.canParse(String(address)) ? new URL(String(address)) : undefined;
    if (!url || url.username !== "" || url.password !== "" || !destination.admits(url)) {
        const refused: Refused = { asker: destination.asker, cloudName: destination.cloudName, url };
        throw new AccessError(refusedHost(refused));
    }
    return url;
}
