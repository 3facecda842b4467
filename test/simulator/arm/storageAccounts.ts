/** Storage accounts as far as roles, templates and names need them; no data plane. (Not in the copied descriptions.) */
import { azureError } from "../http.ts";
import { type Json, type PlainResource, type State, sameId } from "../state.ts";
import { isObject, plainBody, textOf, timeText } from "./bodies.ts";
import type { ArmCall } from "./call.ts";
import { badRequest } from "./errors.ts";
import type { Draft, PlainType } from "./plainType.ts";

export const STORAGE = "Microsoft.Storage/storageAccounts";
export const storageName = /^[a-z0-9]{3,24}$/;
const rule = "Storage account name must be between 3 and 24 characters in length and use numbers and lower-case letters only.";
const skus = ["Standard_LRS", "Standard_GRS", "Standard_RAGRS", "Standard_ZRS", "Standard_GZRS", "Standard_RAGZRS", "Premium_LRS", "Premium_ZRS"];
const kinds = ["StorageV2", "Storage", "BlobStorage", "BlockBlobStorage", "FileStorage"];

/** Answers at once; Azure takes 202 and some seconds to create one, which clients see as the same. */
export const storageType: PlainType = { type: STORAGE, name: { pattern: /^/, rule: "" }, read, patch, body, created: 200 };

/** Why a name may not be used for a new account, or undefined. */
export function storageNameTaken(state: State, name: string, besides = ""): boolean {
    return state.resources.find((other) => other.type === STORAGE && other.name.toLowerCase() === name.toLowerCase() && !sameId(other.id, besides)) !== undefined;
}

function read(call: ArmCall, { name, id, body: content, properties, existing }: Draft): Pick<PlainResource, "properties" | "kind" | "sku"> {
    if (!storageName.test(name)) {
        throw badRequest("AccountNameInvalid", `${name} is not a valid storage account name. ${rule}`);
    }
    if (storageNameTaken(call.state, name, id)) {
        throw azureError(409, "StorageAccountAlreadyTaken", `The storage account named ${name} is already taken.`);
    }
    const kind = textOf(content, "kind") ?? existing?.kind;
    const sku = isObject(content["sku"]) ? content["sku"]["name"] : existing?.sku?.["name"];
    if (typeof sku !== "string" || !skus.includes(sku)) {
        throw badRequest("InvalidValuesForRequestParameters", "Values for request parameters are invalid: sku.");
    }
    if (!kind || !kinds.includes(kind)) {
        throw badRequest("InvalidValuesForRequestParameters", "Values for request parameters are invalid: kind.");
    }
    const { provisioningState: _, primaryEndpoints: __, ...own } = properties;
    return { kind, sku: { name: sku, tier: sku.split("_")[0] }, properties: { ...existing?.properties, ...own } };
}

function patch(_: ArmCall, resource: PlainResource, content: Json): void {
    Object.assign(resource.properties, isObject(content["properties"]) ? content["properties"] : {});
}

function body(_: State, account: PlainResource): Json {
    const { properties, ...envelope } = plainBody(account);
    const endpoint = (part: string): string => `https://${account.name}.${part}.core.windows.net/`;
    const primaryEndpoints = Object.fromEntries(["blob", "dfs", "file", "queue", "table"].map((part) => [part, endpoint(part)]));
    const usual = {
        minimumTlsVersion: "TLS1_2",
        allowBlobPublicAccess: false,
        networkAcls: { bypass: "AzureServices", virtualNetworkRules: [], ipRules: [], defaultAction: "Allow" },
        supportsHttpsTrafficOnly: true,
        encryption: { services: { file: { keyType: "Account", enabled: true }, blob: { keyType: "Account", enabled: true } }, keySource: "Microsoft.Storage" },
        accessTier: "Hot",
    };
    const fixed = { provisioningState: "Succeeded", creationTime: timeText(account.createdAt), primaryEndpoints, primaryLocation: account.location, statusOfPrimary: "available" };
    return { ...envelope, properties: { ...usual, ...(properties as Json), ...fixed } };
}
