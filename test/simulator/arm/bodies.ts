/** Small parts that the bodies of many resources share, and careful reading of request bodies. */
import type { SimRequest } from "../http.ts";
import type { Json, PlainResource, ResourceGroup } from "../state.ts";
import { invalidContent } from "./errors.ts";

/** The request's body as an object; throws 400 `InvalidRequestContent` otherwise. */
export function objectBody(request: SimRequest): Json {
    const body = request.json();
    if (!isObject(body)) {
        throw invalidContent("The request body must be a JSON object.");
    }
    return body;
}

export function isObject(value: unknown): value is Json {
    return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** The text at `name` of a body, or undefined; throws 400 where there is something else. */
export function textOf(body: Json, name: string): string | undefined {
    const value = body[name];
    if (value === undefined || value === null) {
        return undefined;
    }
    if (typeof value !== "string") {
        throw invalidContent(`The value of '${name}' must be a string.`);
    }
    return value;
}

/** `tags` of a body; throws 400 for values that are not text. */
export function tagsOf(body: Json): Record<string, string> | undefined {
    const { tags } = body;
    if (tags === undefined || tags === null) {
        return undefined;
    }
    if (!isObject(tags) || Object.values(tags).some((value) => typeof value !== "string")) {
        throw invalidContent("The value of 'tags' must be an object of strings.");
    }
    return tags as Record<string, string>;
}

/** Seven digits of a second, as .NET services write times. */
export function timeText(ms: number): string {
    return new Date(ms).toISOString().replace("Z", "0000Z");
}

export function systemData(createdAt: number, changedAt = createdAt, by = "dev@contoso.com"): Json {
    return {
        createdBy: by,
        createdByType: "User",
        createdAt: timeText(createdAt),
        lastModifiedBy: by,
        lastModifiedByType: "User",
        lastModifiedAt: timeText(changedAt),
    };
}

export function groupBody(group: ResourceGroup, provisioningState = "Succeeded"): Json {
    const { id, name, location, tags } = group;
    return { id, name, type: "Microsoft.Resources/resourceGroups", location, ...(tags && { tags }), properties: { provisioningState } };
}

export function plainBody(resource: PlainResource): Json {
    const { id, name, type, location, tags, kind, sku, identity, properties } = resource;
    return { id, name, type, location, ...(tags && { tags }), ...(kind && { kind }), ...(sku && { sku }), ...(identity && { identity }), properties };
}
