/** What PUT and PATCH do to an account, and what they refuse. */
import { createHash, randomUUID } from "node:crypto";
import { addPrincipal, touch } from "../changes.ts";
import { type Account, type AccountProperties, type Json, type MachineIdentity, findPrincipal, sameId, tenantOf } from "../state.ts";
import { accountKinds, skusOfKind } from "./accountSkus.ts";
import { isObject, tagsOf, textOf } from "./bodies.ts";
import type { ArmCall } from "./call.ts";
import { badRequest, gatewayError } from "./errors.ts";
import { isRegion } from "./locations.ts";
import { azureError } from "../http.ts";

const TYPE = "Microsoft.CognitiveServices/accounts";
const NAME = /^[A-Za-z0-9][A-Za-z0-9_.-]{1,63}$/;
const SUBDOMAIN = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;

/** Creates the account and opens its port; `location` keeps the caller's letter case, as the service does. */
export async function createAccount(call: ArmCall, id: string, body: Json): Promise<Account> {
    const { state } = call;
    const restored = restore(call, id, isObject(body["properties"]) ? body["properties"] : {});
    if (restored) {
        await updateAccount(call, restored, body);
        return state.accounts.add(restored);
    }
    const { kind, location, name, sku } = checkedNew(call, id, body);
    const account: Account = {
        id,
        name,
        type: TYPE,
        location,
        kind,
        sku: { name: sku },
        tags: tagsOf(body),
        createdAt: state.clock.now(),
        deployments: [],
        keys: [keyOf(id, 1), keyOf(id, 2)],
        properties: { endpoint: "", endpoints: {}, provisioningState: "Succeeded" },
        sandbox: {},
    };
    await updateAccount(call, account, body);
    return state.accounts.add(account);
}

function checkedNew(call: ArmCall, id: string, body: Json): { kind: string; location: string; name: string; sku: string } {
    const name = id.split("/").at(-1) ?? "";
    const kind = textOf(body, "kind");
    const location = textOf(body, "location");
    if (!NAME.test(name)) {
        const rule = "2 to 64 characters, letters, digits, '_', '.' and '-', beginning with a letter or digit.";
        throw badRequest("InvalidResourceName", `The account name '${name}' is invalid: ${rule}`);
    }
    if (!location || !isRegion(location)) {
        const code = location ? "LocationNotAvailableForResourceType" : "LocationRequired";
        throw gatewayError(400, code, `The provided location '${location ?? ""}' is not available for resource type '${TYPE}'.`);
    }
    if (!kind || !accountKinds.includes(kind)) {
        throw badRequest("InvalidApiSetId", `The account type '${kind ?? ""}' is either invalid or unavailable in given region.`);
    }
    const sku = isObject(body["sku"]) ? String(body["sku"]["name"]) : "";
    if (!skusOfKind(kind).includes(sku)) {
        throw badRequest("InvalidSkuId", `The account type '${kind}' does not have the SKU '${sku}' in this region; it has '${skusOfKind(kind).join("', '")}'.`);
    }
    return { kind, location, name, sku };
}

/**
 * A soft-deleted account of that name must be restored or purged first (text UNCONFIRMED). `az cognitiveservices account recover`
 * sends the location and `restore` alone: the rest comes back as it was, but for its own identity (UNCONFIRMED).
 */
function restore(call: ArmCall, id: string, properties: Json): Account | undefined {
    const { deletedAccounts } = call.state;
    const deleted = deletedAccounts.get(id);
    if (deleted && properties["restore"] !== true) {
        const what = `An existing resource with ID '${id}' has been soft-deleted.`;
        const how = "To restore the resource, you must specify 'restore' to be 'true' in the property. If you don't want to restore existing resource, please purge it first.";
        throw azureError(409, "FlagMustBeSetForRestore", `${what} ${how}`);
    }
    deletedAccounts.delete(id);
    return deleted && { ...deleted, identity: undefined };
}

/** Members that the caller may set; everything else in `properties` is the service's own. */
const WRITABLE = [
    "allowProjectManagement", "allowedFqdnList", "apiProperties", "associatedProjects", "customSubDomainName", "defaultProject", "disableLocalAuth",
    "dynamicThrottlingEnabled", "encryption", "networkAcls", "networkInjections", "publicNetworkAccess", "raiMonitorConfig", "restrictOutboundNetworkAccess",
    "storedCompletionsDisabled", "userOwnedStorage",
];

/** Merges what the body names into the account; a new custom subdomain gives it an endpoint of its own. */
export async function updateAccount(call: ArmCall, account: Account, body: Json): Promise<void> {
    const properties = isObject(body["properties"]) ? body["properties"] : {};
    const wanted = Object.fromEntries(Object.entries(properties).filter(([name]) => WRITABLE.includes(name)));
    checkProperties(call, account, wanted);
    const identity = isObject(body["identity"]) ? accountIdentity(call, account, body["identity"]) : account.identity;
    checkProjects(wanted, identity);
    Object.assign(account.properties, wanted as Partial<AccountProperties>);
    account.identity = identity;
    account.tags = tagsOf(body) ?? account.tags;
    touch(call.state, account);
    await call.context.listen(account);
}

function checkProperties(call: ArmCall, account: Account, wanted: Json): void {
    const subdomain = textOf(wanted, "customSubDomainName");
    const present = account.properties.customSubDomainName;
    if (subdomain && present && present.toLowerCase() !== subdomain.toLowerCase()) {
        throw badRequest("CustomDomainNameCannotBeChanged", `The custom subdomain name '${present}' of an account cannot be changed.`);
    }
    if (subdomain && !SUBDOMAIN.test(subdomain)) {
        throw badRequest("InvalidCustomSubDomainName", `The subdomain name '${subdomain}' is invalid.`);
    }
    if (subdomain && subdomainHolder(call, subdomain, account.id)) {
        throw azureError(409, "CustomDomainInUse", `The subdomain name '${subdomain}' is not available as it's already used by a resource.`);
    }
    checkOneOf(wanted, "publicNetworkAccess", ["Enabled", "Disabled"]);
    if (wanted["disableLocalAuth"] !== undefined && typeof wanted["disableLocalAuth"] !== "boolean") {
        throw badRequest("InvalidRequestContent", "The value of 'disableLocalAuth' must be a boolean.");
    }
    if (isObject(wanted["networkAcls"])) {
        checkOneOf(wanted["networkAcls"], "defaultAction", ["Allow", "Deny"]);
        if (!subdomain && !present) {
            throw badRequest("NetworkAclsRequireCustomSubDomain", "Network rules need a custom subdomain name on the account.");
        }
    }
}

function checkOneOf(body: Json, name: string, values: string[]): void {
    const value = textOf(body, name);
    if (value !== undefined && !values.includes(value)) {
        throw badRequest("InvalidRequestContent", `The value '${value}' of '${name}' is not one of ${values.join(", ")}.`);
    }
}

/** The account, live or soft-deleted, that has the subdomain. */
export function subdomainHolder(call: ArmCall, subdomain: string, besides = ""): Account | undefined {
    const holds = (account: Account): boolean => account.properties.customSubDomainName?.toLowerCase() === subdomain.toLowerCase() && !sameId(account.id, besides);
    return call.state.accounts.find(holds) ?? call.state.deletedAccounts.find(holds);
}

function checkProjects(wanted: Json, identity?: MachineIdentity): void {
    if (wanted["allowProjectManagement"] === true && !identity) {
        throw badRequest("BadRequest", "A managed identity is required on the account for project management.");
    }
}

function accountIdentity(call: ArmCall, account: Account, body: Json): MachineIdentity | undefined {
    const type = textOf(body, "type") ?? "None";
    const attached = isObject(body["userAssignedIdentities"]) ? userAssigned(call, Object.keys(body["userAssignedIdentities"])) : undefined;
    if (type === "None") {
        return undefined;
    }
    return {
        type: type as MachineIdentity["type"],
        ...(type.includes("SystemAssigned") && systemAssigned(call, account)),
        ...(type.includes("UserAssigned") && attached && { userAssignedIdentities: attached }),
    };
}

function systemAssigned({ state }: ArmCall, account: Account): { principalId: string; tenantId: string } {
    const tenantId = tenantOf(state, account.id) ?? "";
    const known = findPrincipal(state, account.identity?.principalId ?? "");
    const { name: displayName, id: resourceId } = account;
    const principal = known ?? addPrincipal(state, { oid: randomUUID(), appId: randomUUID(), kind: "managedIdentity", displayName, tenantId, resourceId });
    return { principalId: principal.oid, tenantId };
}

function userAssigned(call: ArmCall, ids: string[]): NonNullable<MachineIdentity["userAssignedIdentities"]> {
    return Object.fromEntries(ids.map((id) => {
        const identity = call.state.identities.get(id);
        if (!identity) {
            throw badRequest("FailedIdentityOperation", `The identity '${id}' was not found.`);
        }
        return [id, { principalId: identity.principalId, clientId: identity.clientId }];
    }));
}

function keyOf(id: string, which: number): string {
    return createHash("md5").update(`${id.toLowerCase()} key ${which}`).digest("hex");
}

