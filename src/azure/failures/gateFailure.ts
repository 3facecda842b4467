import type { Failure } from "../errors.ts";
import { foreignText } from "../foreignText.ts";
import { openSettings, retry, showLog } from "./failureActions.ts";
import { evidenceOf } from "./failureRule.ts";

/** An address that no token goes to, and who named it. */
export interface Refused {
    /** For people: `Azure Resource Manager`. */
    asker: string;
    cloudName: string;
    /** Undefined where it was no address at all. */
    url: URL | undefined;
}

/** What to tell when the gate is shut: nothing was sent. */
export function refusedHost({ asker, cloudName, url }: Refused): Failure {
    const host = url ? foreignText(`${url.protocol === "https:" ? "" : `${url.protocol}//`}${url.host}`) : "something that is no address";
    return {
        kind: "hostNotAllowed",
        summary: `No token was sent to ${host}`,
        cause: `An answer of ${asker} led there, and it is not a host of ${cloudName}.`,
        remedy: "Most likely something on the way changes Azure's answers: look for a proxy. In a custom cloud, check its resourceManagerEndpointUrl.",
        actions: [retry, openSettings("keyless.customCloud"), showLog],
        evidence: evidenceOf({ "Host": host, "Asked by": asker, "Cloud": cloudName }),
    };
}

/** What to tell where Resource Manager's address answers with a redirect, which no token follows. */
export function redirectedAway(from: string, location: string | undefined): Failure {
    const to = location && URL.canParse(location, `https://${from}`) ? foreignText(new URL(location, `https://${from}`).host) : "";
    return {
        kind: "redirected",
        summary: `${from} sent the call on to ${to || "another address"}`,
        cause: "A token never follows a redirect, and Azure Resource Manager makes none.",
        remedy: "Most likely a sign-in page or a proxy is in the way: look at http.proxy on the machine where the extension runs.",
        actions: [retry, openSettings("http.proxy"), showLog],
        evidence: evidenceOf({ "Host": from, "Redirected to": to }),
    };
}
