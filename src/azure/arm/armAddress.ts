import type { Cloud } from "../cloud.ts";
import { AccessError } from "../errors.ts";
import { refusedHost } from "../failures/gateFailure.ts";

/**
 * The address of a resource or scope at the cloud's Resource Manager. Each segment of the path is encoded, so that
 * nothing in it becomes a host, a query or a step upwards.
 * @param path a resource id, with or without a slash at its beginning.
 * @throws AccessError where the address would lie elsewhere all the same.
 */
export function armAddress(cloud: Cloud, path: string, query: URLSearchParams): URL {
    const segments = path.split("/").filter((segment) => segment !== "").map(encodeURIComponent);
    const home = new URL(`${cloud.resourceManager}/`);
    const url = new URL(`${home.pathname}${segments.join("/")}?${query.toString()}`, home);
    const isBelow = url.origin === home.origin && url.pathname === home.pathname + segments.join("/");
    if (!isBelow) {
        throw new AccessError(refusedHost({ asker: "a resource id", cloudName: cloud.name, url }));
    }
    return url;
}
