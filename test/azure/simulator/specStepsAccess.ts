/** Steps through custom roles, locks, keys, SKUs, storage accounts and registries. */
import { names } from "./armServer.ts";
import type { Step } from "./specStepsMachines.ts";

const { subscription, group, account } = names;
const role = `${subscription}/providers/Microsoft.Authorization/roleDefinitions/33333333-3333-4333-8333-333333333333`;
const lock = `${account}/providers/Microsoft.Authorization/locks/keep`;
const cognitive = `${subscription}/providers/Microsoft.CognitiveServices`;
const storage = `${group}/providers/Microsoft.Storage/storageAccounts`;
const registries = `${group}/providers/Microsoft.ContainerRegistry/registries`;
const permissions = [{ actions: ["*/read"], notActions: [], dataActions: [], notDataActions: [] }];
const sku = (name: string): object => ({ location: "eastus2", kind: "StorageV2", sku: { name } });

export const accessSteps: Step[] = [
    ["PUT", role, { properties: { roleName: "Ours", type: "CustomRole", description: "", assignableScopes: [subscription], permissions } }],
    ["GET", role],
    ["DELETE", role],
    ["DELETE", role],
    ["PUT", lock, { properties: { level: "CanNotDelete" } }],
    ["GET", lock],
    ["GET", `${subscription}/providers/Microsoft.Authorization/locks`],
    ["DELETE", account],
    ["DELETE", lock],
    ["DELETE", lock],
    ["GET", `${cognitive}/skus`],
    ["POST", `${cognitive}/locations/eastus2/checkSkuAvailability`, { skus: ["S0"], kind: "OpenAI", type: "Microsoft.CognitiveServices/accounts" }],
    ["GET", `${subscription}/providers/Microsoft.Storage/storageAccounts`],
    ["GET", `${registries}`],
    ...[`${storage}/ststeps`, `${registries}/crsteps`].flatMap((id): Step[] => [
        ["PUT", id, sku(id.includes("Storage") ? "Standard_LRS" : "Basic")],
        ["GET", id],
        ["PATCH", id, { tags: {} }],
        ["DELETE", id],
    ]),
    ["POST", `${subscription}/providers/Microsoft.Storage/checkNameAvailability`, { name: "free", type: "Microsoft.Storage/storageAccounts" }],
    ["POST", `${subscription}/providers/Microsoft.ContainerRegistry/checkNameAvailability`, { name: "freeone", type: "Microsoft.ContainerRegistry/registries" }],
    ...[`${group}/providers/Microsoft.KeyVault/vaults/kv`, `${group}/providers/Microsoft.KeyVault/vaults`, `${subscription}/providers/Microsoft.KeyVault/vaults`].map((path): Step => ["GET", path]),
];
