import { type Cloud, isCloudHost } from "../cloud.ts";
import type { TokenClaims } from "../credentials.ts";
import type { Destination } from "../gate.ts";
import type { Identity } from "../identity.ts";

/**
 * The cloud's Resource Manager: its own host and port, over https, and its regional hosts, which are one label below
 * it (`westus2.management.azure.com`): names below a name belong to whoever owns that.
 */
export function resourceManager(cloud: Cloud): Destination {
    const home = new URL(cloud.resourceManager);
    return {
        asker: "Azure Resource Manager",
        cloudName: cloud.name,
        admits: ({ protocol, hostname, port }) => protocol === "https:" && port === home.port
            && (hostname === home.hostname || isRegional(hostname, home.hostname)),
    };
}

/** `localhost` has no regions: nobody owns the names below a name without a dot. */
function isRegional(hostname: string, home: string): boolean {
    return home.includes(".") && hostname.endsWith(`.${home}`) && /^[a-z0-9-]+$/.test(hostname.slice(0, -home.length - 1));
}

/** The cloud's Microsoft Graph: that host and port alone, over https. */
export function microsoftGraph({ name, microsoftGraph: address }: Cloud): Destination {
    return { asker: "Microsoft Graph", cloudName: name, admits: ({ origin }) => address !== undefined && origin === new URL(address).origin };
}

/**
 * Asks whether a token of `identity` may go to a host that is not the cloud's; the answer is the user's, and counts for
 * whom the token's claims name: the CLI, the environment or a machine may be somebody else tomorrow.
 */
export type AllowHost = (url: string, identity: Identity, cloud: Cloud, claims: TokenClaims) => Promise<boolean>;

/** The model host at this endpoint, its scheme and port included; undefined where the user does not allow it. */
export async function modelHost(cloud: Cloud, endpoint: URL, identity: Identity, claims: TokenClaims, allowHost: AllowHost): Promise<Destination | undefined> {
    const isAllowed = isCloudHost(cloud, endpoint.href) || await allowHost(endpoint.href, identity, cloud, claims);
    const { origin } = endpoint;
    return isAllowed ? { asker: origin, cloudName: cloud.name, admits: (url) => url.origin === origin } : undefined;
}
