/** Container registries as far as roles, templates and names need them; no images. (Not in the copied descriptions.) */
import { azureError } from "../http.ts";
import { type Json, type PlainResource, type State, sameId } from "../state.ts";
import { isObject, plainBody, timeText } from "./bodies.ts";
import type { ArmCall } from "./call.ts";
import { badRequest } from "./errors.ts";
import type { Draft, PlainType } from "./plainType.ts";

export const REGISTRIES = "Microsoft.ContainerRegistry/registries";
export const registryName = { pattern: /^[A-Za-z0-9]{5,50}$/, rule: "The registry name must be alphanumeric and between 5 and 50 characters." };

export const registryType: PlainType = { type: REGISTRIES, name: registryName, read, patch, body };

export function registryNameTaken(state: State, name: string, besides = ""): boolean {
    return state.resources.find((other) => other.type === REGISTRIES && other.name.toLowerCase() === name.toLowerCase() && !sameId(other.id, besides)) !== undefined;
}

function read(call: ArmCall, { name, id, body: content, properties, existing }: Draft): Pick<PlainResource, "properties" | "sku"> {
    if (registryNameTaken(call.state, name, id)) {
        throw azureError(409, "AlreadyInUse", `The registry DNS name ${name.toLowerCase()}.azurecr.io is already in use. You can check if the name is already claimed using following API: https://docs.microsoft.com/en-us/rest/api/containerregistry/registries/checknameavailability`);
    }
    const sku = isObject(content["sku"]) ? content["sku"]["name"] : existing?.sku?.["name"];
    if (typeof sku !== "string" || !["Basic", "Standard", "Premium"].includes(sku)) {
        throw badRequest("InvalidSku", `The SKU '${String(sku)}' is not one of Basic, Standard, Premium.`);
    }
    const { provisioningState: _, loginServer: __, ...own } = properties;
    return { sku: { name: sku, tier: sku }, properties: { ...existing?.properties, ...own } };
}

function patch(_: ArmCall, resource: PlainResource, content: Json): void {
    Object.assign(resource.properties, isObject(content["properties"]) ? content["properties"] : {});
}

function body(_: State, registry: PlainResource): Json {
    const { properties, ...envelope } = plainBody(registry);
    const fixed = { loginServer: `${registry.name.toLowerCase()}.azurecr.io`, creationDate: timeText(registry.createdAt), provisioningState: "Succeeded" };
    const usual = { adminUserEnabled: false, publicNetworkAccess: "Enabled", networkRuleBypassOptions: "AzureServices", zoneRedundancy: "Disabled", anonymousPullEnabled: false, dataEndpointEnabled: false };
    return { ...envelope, properties: { ...usual, ...(properties as Json), ...fixed } };
}
