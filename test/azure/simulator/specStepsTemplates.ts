/** Steps through template deployments at a group and at a subscription. */
import { names } from "./armServer.ts";
import type { Step } from "./specStepsMachines.ts";

const { subscription, group } = names;
const template = {
    $schema: "https://schema.management.azure.com/schemas/2019-04-01/deploymentTemplate.json#",
    contentVersion: "1.0.0.0",
    parameters: { secret: { type: "secureString" } },
    resources: [
        { type: "Microsoft.ManagedIdentity/userAssignedIdentities", apiVersion: "2023-01-31", name: "uai-steps", location: "eastus2" },
        { type: "Microsoft.Network/networkSecurityGroups", apiVersion: "2024-01-01", name: "nsg-steps", location: "eastus2", dependsOn: ["uai-steps"], properties: {} },
    ],
    outputs: { id: { type: "string", value: "[resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', 'uai-steps')]" } },
};
const failing = { ...template, resources: [{ type: "Microsoft.Storage/storageAccounts", apiVersion: "2023-05-01", name: "BAD", location: "eastus2", kind: "StorageV2", sku: { name: "Standard_LRS" } }] };
const properties = { mode: "Incremental", template, parameters: { secret: { value: "x" } } };
const none = { mode: "Incremental", template: { ...template, parameters: {}, resources: [{ type: "Microsoft.Nonsense/things" }] } };

const places: [scope: string, operations: string, body: object][] = [
    [`${group}/providers/Microsoft.Resources/deployments`, `${group}/deployments`, {}],
    [`${subscription}/providers/Microsoft.Resources/deployments`, `${subscription}/providers/Microsoft.Resources/deployments`, { location: "eastus2" }],
];

export const templateSteps: Step[] = places.flatMap(([all, operations, more]): Step[] => [
    ["POST", `${all}/steps/validate`, { ...more, properties }],
    ["POST", `${all}/steps/validate`, { ...more, properties: none }],
    ["POST", `${all}/steps/whatIf`, { ...more, properties: { ...properties, whatIfSettings: { resultFormat: "FullResourcePayloads" } } }],
    ["PUT", `${all}/steps`, { ...more, properties }],
    ["GET", `${all}/steps`],
    ["GET", all],
    ["HEAD", `${all}/steps`],
    ["GET", `${operations}/steps/operations`],
    ["GET", `${operations}/steps/operations/00`],
    ["POST", `${all}/steps/exportTemplate`],
    ["POST", `${all}/steps/cancel`],
    ["PUT", `${all}/fails`, { ...more, properties: { ...properties, template: failing } }],
    ["GET", `${all}/fails`],
    ["GET", `${operations}/fails/operations`],
    ["DELETE", `${all}/fails`],
    ["DELETE", `${all}/none`],
]);
