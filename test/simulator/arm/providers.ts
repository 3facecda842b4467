/** The resource providers of the local Azure (`GET /subscriptions/{s}/providers`). */
import type { SimContext } from "../context.ts";
import type { Route, SimResponse } from "../http.ts";
import type { Subscription } from "../state.ts";
import { type ArmCall, armRoute } from "./call.ts";
import { listScope } from "./listScope.ts";
import { listOf } from "./lists.ts";
import { regionNames } from "./locations.ts";
import { refuseNamespace } from "./refusals.ts";

interface Provider {
    namespace: string;
    types: string[];
    versions: string[];
}

export const providers: Provider[] = [
    {
        namespace: "Microsoft.Authorization",
        types: ["roleAssignments", "roleDefinitions", "denyAssignments", "permissions", "locks"],
        versions: ["2022-04-01", "2018-07-01", "2015-07-01"],
    },
    {
        namespace: "Microsoft.CognitiveServices",
        types: ["accounts", "accounts/deployments", "locations", "locations/models", "locations/usages", "deletedAccounts", "skus", "checkDomainAvailability", "locations/checkSkuAvailability"],
        versions: ["2025-09-01", "2025-06-01", "2024-10-01", "2023-05-01"],
    },
    {
        namespace: "Microsoft.Compute",
        types: ["virtualMachines", "disks", "skus", "locations/operations", "locations/vmSizes", "locations/usages"],
        versions: ["2026-04-01", "2025-04-01", "2024-07-01", "2024-03-01"],
    },
    {
        namespace: "Microsoft.ManagedIdentity",
        types: ["userAssignedIdentities", "userAssignedIdentities/federatedIdentityCredentials", "identities"],
        versions: ["2024-11-30", "2023-01-31", "2018-11-30"],
    },
    {
        namespace: "Microsoft.ContainerRegistry",
        types: ["registries", "checkNameAvailability"],
        versions: ["2025-04-01", "2023-07-01"],
    },
    {
        namespace: "Microsoft.Network",
        types: ["networkInterfaces", "publicIPAddresses", "virtualNetworks", "virtualNetworks/subnets", "networkSecurityGroups", "networkSecurityGroups/securityRules", "locations/usages"],
        versions: ["2026-01-01", "2024-05-01", "2024-01-01", "2022-11-01"],
    },
    {
        namespace: "Microsoft.Storage",
        types: ["storageAccounts", "checkNameAvailability"],
        versions: ["2025-01-01", "2023-05-01"],
    },
    { namespace: "Microsoft.ResourceGraph", types: ["resources"], versions: ["2024-04-01", "2022-10-01", "2021-03-01"] },
    {
        namespace: "Microsoft.Resources",
        types: ["subscriptions", "resourceGroups", "deployments", "deployments/operations", "tenants", "locations"],
        versions: ["2025-04-01", "2024-03-01", "2022-12-01"],
    },
];

export function providerRoutes(context: SimContext): Route[] {
    const all = "/subscriptions/{subscription}/providers";
    const reads = { listed: "Microsoft.Resources/subscriptions/providers/read", scope: listScope };
    const registers = { action: "Microsoft.Resources/subscriptions/providers/register/action", scope: listScope };
    return [
        armRoute(context, "GET", all, reads, (call) => listOf(call, providers, (provider) => providerBody(provider, call.subscription))),
        armRoute(context, "GET", `${all}/{namespace}`, reads, (call) => ({ status: 200, body: providerBody(providerIn(call), call.subscription) })),
        armRoute(context, "POST", `${all}/{namespace}/register`, registers, register),
    ];
}

function providerIn(call: ArmCall): Provider {
    const wanted = call.params["namespace"] ?? "";
    const found = providers.find(({ namespace }) => namespace.toLowerCase() === wanted.toLowerCase());
    if (!found) {
        throw refuseNamespace(wanted);
    }
    return found;
}

function register(call: ArmCall): SimResponse {
    const { namespace } = providerIn(call);
    const { subscription } = call;
    if (subscription) {
        subscription.unregistered = subscription.unregistered?.filter((name) => name.toLowerCase() !== namespace.toLowerCase());
    }
    return { status: 200, body: providerBody(providerIn(call), subscription) };
}

function providerBody(provider: Provider, subscription?: Subscription): object {
    const missing = subscription?.unregistered?.some((name) => name.toLowerCase() === provider.namespace.toLowerCase());
    return {
        id: `${subscription?.id ?? ""}/providers/${provider.namespace}`,
        namespace: provider.namespace,
        registrationPolicy: "RegistrationRequired",
        registrationState: missing ? "NotRegistered" : "Registered",
        resourceTypes: provider.types.map((resourceType) => ({ resourceType, locations: regionNames, apiVersions: provider.versions, capabilities: "None" })),
    };
}
