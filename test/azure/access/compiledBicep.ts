/**
 * The Bicep files of three set-ups, compiled by hand as `bicep build` compiles them (its compiler comes from no registry
 * that is used here): modules become nested deployments with an inner scope, `existing` resources become references by
 * id, and a file with optional parameters gets symbolic names (language version 2.0).
 */
import { accountId, subscriptionId } from "../sandbox.ts";

type Json = Record<string, unknown>;

const schema = (scope: "" | "subscription"): Json => ({
    $schema: `https://schema.management.azure.com/schemas/${scope === "" ? "2019-04-01/deploymentTemplate" : "2018-05-01/subscriptionDeploymentTemplate"}.json#`,
    contentVersion: "1.0.0.0",
    metadata: { _generator: { name: "bicep", version: "0.38.33.27573", templateHash: "1" } },
});

const text = { type: "string" };

const identityModule: Json = {
    ...schema(""),
    parameters: { name: text, location: text },
    resources: [
        { type: "Microsoft.ManagedIdentity/userAssignedIdentities", apiVersion: "2023-01-31", name: "[parameters('name')]", location: "[parameters('location')]" },
    ],
    outputs: {
        principalId: { type: "string", value: "[reference(resourceId('Microsoft.ManagedIdentity/userAssignedIdentities', parameters('name')), '2023-01-31').principalId]" },
    },
};

const machineModule: Json = {
    ...schema(""),
    languageVersion: "2.0",
    parameters: {
        name: text,
        location: text,
        tags: { type: "object", nullable: true },
        zones: { type: "array", items: text, nullable: true },
        plan: { type: "object", nullable: true },
        presentKinds: text,
        presentIdentities: { type: "object" },
        addIdentities: { type: "array", items: text },
        addSystemAssigned: { type: "bool" },
    },
    variables: {
        added: "[map(parameters('addIdentities'), lambda('id', toLower(lambdaVariables('id'))))]",
        kept: "[filter(objectKeys(parameters('presentIdentities')), lambda('id', not(contains(variables('added'), toLower(lambdaVariables('id'))))))]",
        all: "[concat(variables('kept'), parameters('addIdentities'))]",
        hasSystem: "[or(parameters('addSystemAssigned'), contains(toLower(parameters('presentKinds')), 'systemassigned'))]",
    },
    resources: {
        machine: {
            type: "Microsoft.Compute/virtualMachines",
            apiVersion: "2024-07-01",
            name: "[parameters('name')]",
            location: "[parameters('location')]",
            tags: "[parameters('tags')]",
            zones: "[parameters('zones')]",
            plan: "[parameters('plan')]",
            identity: {
                type: "[if(empty(variables('all')), 'SystemAssigned', if(variables('hasSystem'), 'SystemAssigned, UserAssigned', 'UserAssigned'))]",
                userAssignedIdentities: "[if(empty(variables('all')), null(), toObject(variables('all'), lambda('id', lambdaVariables('id')), lambda('id', createObject())))]",
            },
        },
    },
    outputs: { systemPrincipalId: { type: "string", value: "[if(variables('hasSystem'), reference('machine', '2024-07-01', 'full').identity.principalId, '')]" } },
};

const roleModule: Json = {
    ...schema(""),
    parameters: { principalId: text },
    resources: [
        {
            type: "Microsoft.Authorization/roleAssignments",
            apiVersion: "2022-04-01",
            scope: "[resourceId('Microsoft.CognitiveServices/accounts', 'ai-services-playground')]",
            name: `[guid('${accountId.toLowerCase()}', toLower(parameters('principalId')), '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd')]`,
            properties: {
                principalId: "[parameters('principalId')]",
                principalType: "ServicePrincipal",
                roleDefinitionId: "[subscriptionResourceId('Microsoft.Authorization/roleDefinitions', '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd')]",
            },
        },
    ],
};

const DEPLOYMENT = "Microsoft.Resources/deployments";
const group = (name: string): string => `format('/subscriptions/{0}/resourceGroups/{1}', '${subscriptionId}', '${name}')`;
const nestedId = (inGroup: string, name: string): string => `extensionResourceId(${group(inGroup)}, '${DEPLOYMENT}', '${name}')`;
const machine = `reference(extensionResourceId(${group("rg-playground")}, 'Microsoft.Compute/virtualMachines', 'vm-playground'), '2024-07-01', 'full')`;

function nested(name: string, resourceGroup: string, template: Json, parameters: Json, dependsOn: string[] = []): Json {
    const values = Object.fromEntries(Object.entries(parameters).map(([parameter, value]) => [parameter, { value }]));
    return {
        type: DEPLOYMENT,
        apiVersion: "2025-04-01",
        name,
        subscriptionId,
        resourceGroup,
        properties: { expressionEvaluationOptions: { scope: "inner" }, mode: "Incremental", parameters: values, template },
        ...(dependsOn.length > 0 && { dependsOn }),
    };
}

function changedMachine(addIdentities: string[], addSystemAssigned: boolean, dependsOn: string[] = []): Json {
    return nested("keyless-machine", "rg-playground", machineModule, {
        name: "vm-playground",
        location: `[${machine}.location]`,
        tags: `[tryGet(${machine}, 'tags')]`,
        zones: `[tryGet(${machine}, 'zones')]`,
        plan: `[tryGet(${machine}, 'plan')]`,
        presentKinds: `[coalesce(tryGet(tryGet(${machine}, 'identity'), 'type'), 'None')]`,
        presentIdentities: `[coalesce(tryGet(tryGet(${machine}, 'identity'), 'userAssignedIdentities'), createObject())]`,
        addIdentities,
        addSystemAssigned,
    }, dependsOn);
}

function main(resources: Json[]): Json {
    return { ...schema("subscription"), resources };
}

const identityIn = (resourceGroup: string, name: string): string => `/subscriptions/${subscriptionId}/resourceGroups/${resourceGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
const ofIdentity = `[${nestedId("rg-keyless", "keyless-identity")}]`;
const ofMachine = `[${nestedId("rg-playground", "keyless-machine")}]`;

/** `digest`: of the Bicep text that was compiled (see the test); another text needs compiling anew. */
export const compiled: Record<"newIdentity" | "existingIdentity" | "systemAssigned", { digest: string; template: Json }> = {
    newIdentity: {
        digest: "3864e4664b6887a4",
        template: main([
            { type: "Microsoft.Resources/resourceGroups", apiVersion: "2024-03-01", name: "rg-keyless", location: "eastus2" },
            {
                ...nested("keyless-identity", "rg-keyless", identityModule, { name: "uai-keyless", location: "eastus2" }),
                dependsOn: ["[subscriptionResourceId('Microsoft.Resources/resourceGroups', 'rg-keyless')]"],
            },
            changedMachine([identityIn("rg-keyless", "uai-keyless")], false, [ofIdentity]),
            nested("keyless-role-1", "rg-playground", roleModule, { principalId: `[reference(${nestedId("rg-keyless", "keyless-identity")}, '2025-04-01').outputs.principalId.value]` }, [ofIdentity]),
        ]),
    },
    existingIdentity: {
        digest: "4c1c7a7314be0ba6",
        template: main([
            changedMachine([identityIn("rg-playground", "uai-playground")], false),
            nested("keyless-role-1", "rg-playground", roleModule, { principalId: `[reference(extensionResourceId(${group("rg-playground")}, 'Microsoft.ManagedIdentity/userAssignedIdentities', 'uai-playground'), '2023-01-31').principalId]` }),
        ]),
    },
    systemAssigned: {
        digest: "c00f2a97beaebf88",
        template: main([
            changedMachine([], true),
            nested("keyless-role-1", "rg-playground", roleModule, { principalId: `[reference(${nestedId("rg-playground", "keyless-machine")}, '2025-04-01').outputs.systemPrincipalId.value]` }, [ofMachine]),
        ]),
    },
};

