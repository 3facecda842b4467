import { coversAction, lastSegment } from "./roleMatching.ts";
import type { ActionKind, Permission, RoleDefinition } from "./roleModel.ts";

/** A built-in role that the product recommends or warns about. Always chosen by `id`: names change (failures.md, G13). */
export interface CatalogRole {
    /** GUID, the same in every cloud. */
    id: string;
    name: string;
    formerName?: string;
    /** What the role is good for, or why it does not help; shown to users. */
    reason: string;
    /** What the definition of 2026-08 says; read the real definition where it can be had. */
    permissions: readonly Permission[];
}

/** Data actions by the call that needs them. The mapping of the v1 chat path is UNCONFIRMED (04-roles.md, 4.3). */
export const dataActions = {
    chatCompletions: "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action",
    responses: "Microsoft.CognitiveServices/accounts/OpenAI/responses/write",
} as const;

/** Control-plane actions that the setting-up of access needs. */
export const controlActions = {
    writeResourceGroup: "Microsoft.Resources/subscriptions/resourceGroups/write",
    writeIdentity: "Microsoft.ManagedIdentity/userAssignedIdentities/write",
    deleteIdentity: "Microsoft.ManagedIdentity/userAssignedIdentities/delete",
    assignIdentity: "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action",
    writeMachine: "Microsoft.Compute/virtualMachines/write",
    writeRoleAssignment: "Microsoft.Authorization/roleAssignments/write",
    deleteRoleAssignment: "Microsoft.Authorization/roleAssignments/delete",
    writeAccount: "Microsoft.CognitiveServices/accounts/write",
} as const;

const openAi = "Microsoft.CognitiveServices/accounts/OpenAI";
const withoutTuning = [
    "Microsoft.CognitiveServices/accounts/AIServices/agents/endpoints/UserIdentityImpersonation/action",
    `${openAi}/fine-tunes-deployments/write`,
    "Microsoft.CognitiveServices/accounts/AIServices/fine_tuning_deployments/write",
];

/** Least privilege first, so that `rolesAllowing` names the narrowest role first. */
export const roleCatalog = {
    openAiUser: {
        id: "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
        name: "Cognitive Services OpenAI User",
        reason: "Calls Azure OpenAI models. Can't change deployments or list keys.",
        permissions: [{
            actions: [
                "Microsoft.CognitiveServices/*/read",
                "Microsoft.Authorization/roleAssignments/read",
                "Microsoft.Authorization/roleDefinitions/read",
            ],
            dataActions: [
                `${openAi}/*/read`,
                `${openAi}/engines/completions/action`,
                `${openAi}/engines/search/action`,
                `${openAi}/engines/generate/action`,
                `${openAi}/deployments/audio/action`,
                `${openAi}/deployments/search/action`,
                `${openAi}/deployments/completions/action`,
                `${openAi}/deployments/chat/completions/action`,
                `${openAi}/deployments/realtime/action`,
                `${openAi}/deployments/extensions/chat/completions/action`,
                `${openAi}/deployments/embeddings/action`,
                `${openAi}/images/generations/action`,
                `${openAi}/video/generations/*/action`,
                `${openAi}/video/generations/*/delete`,
                `${openAi}/assistants/*`,
                `${openAi}/responses/*`,
            ],
            notDataActions: [`${openAi}/stored-completions/read`],
        }],
    },
    cognitiveServicesUser: {
        id: "a97b65f3-24c7-4388-baec-2e87135dc908",
        name: "Cognitive Services User",
        reason: "Calls every model of the account, other vendors' too. Can also list the account's keys.",
        permissions: [{
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.CognitiveServices/accounts/listkeys/action"],
            dataActions: ["Microsoft.CognitiveServices/*"],
            notDataActions: withoutTuning,
        }],
    },
    foundryUser: {
        id: "53ca6127-db72-4b80-b1b0-d745d6d5456d",
        name: "Foundry User",
        formerName: "Azure AI User",
        reason: "Works with Foundry projects, agents and every model of the account. Can also list the account's keys.",
        permissions: [{
            actions: [
                "Microsoft.Authorization/*/read",
                "Microsoft.CognitiveServices/*/read",
                "Microsoft.CognitiveServices/accounts/listkeys/action",
            ],
            dataActions: ["Microsoft.CognitiveServices/*"],
            notDataActions: withoutTuning,
        }],
    },
    openAiContributor: {
        id: "a001fd3d-188f-4b5d-821b-7da978bf7442",
        name: "Cognitive Services OpenAI Contributor",
        reason: "Calls Azure OpenAI models and also creates and deletes deployments.",
        permissions: [{
            actions: ["Microsoft.CognitiveServices/*/read", "Microsoft.CognitiveServices/accounts/deployments/write"],
            dataActions: [`${openAi}/*`],
        }],
    },
    managedIdentityContributor: {
        id: "e40ec5ca-96e0-45a2-b4ff-59039f2c2b59",
        name: "Managed Identity Contributor",
        reason: "Creates and deletes user-assigned identities. Can't attach them.",
        permissions: [{
            actions: [
                "Microsoft.ManagedIdentity/userAssignedIdentities/read",
                "Microsoft.ManagedIdentity/userAssignedIdentities/write",
                "Microsoft.ManagedIdentity/userAssignedIdentities/delete",
            ],
        }],
    },
    managedIdentityOperator: {
        id: "f1a07417-d97a-45cb-824c-7a7467783830",
        name: "Managed Identity Operator",
        reason: "Attaches a user-assigned identity, together with Virtual Machine Contributor on the machine.",
        permissions: [{
            actions: [
                "Microsoft.ManagedIdentity/userAssignedIdentities/*/read",
                "Microsoft.ManagedIdentity/userAssignedIdentities/*/assign/action",
                "Microsoft.Authorization/*/read",
            ],
        }],
    },
    virtualMachineContributor: {
        id: "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
        name: "Virtual Machine Contributor",
        reason: "Changes virtual machines. To attach an identity, Managed Identity Operator on it is needed too.",
        permissions: [{ actions: ["Microsoft.Compute/virtualMachines/*", "Microsoft.Authorization/*/read"] }],
    },
    roleBasedAccessControlAdministrator: {
        id: "f58310d9-a9f6-439a-9e8d-f62e7b41a168",
        name: "Role Based Access Control Administrator",
        reason: "Assigns and removes roles, and reads everything. Can't call models.",
        permissions: [{
            actions: [
                "Microsoft.Authorization/roleAssignments/write",
                "Microsoft.Authorization/roleAssignments/delete",
                "*/read",
            ],
        }],
    },
    userAccessAdministrator: {
        id: "18d7d88d-d35e-4fb5-a5c3-7773c20a72d9",
        name: "User Access Administrator",
        reason: "Assigns and removes roles, and reads everything. Can't call models.",
        permissions: [{ actions: ["*/read", "Microsoft.Authorization/*"] }],
    },
    cognitiveServicesContributor: {
        id: "25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68",
        name: "Cognitive Services Contributor",
        reason: "Manages accounts and deployments, but can't call models without a key.",
        permissions: [{ actions: ["Microsoft.CognitiveServices/*", "Microsoft.Authorization/*/read"] }],
    },
    reader: {
        id: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
        name: "Reader",
        reason: "Sees every resource and changes nothing. Can't call models.",
        permissions: [{ actions: ["*/read"] }],
    },
    contributor: {
        id: "b24988ac-6180-42a0-ab88-20f7382dd24c",
        name: "Contributor",
        reason: "Manages every resource, but can't assign roles, and can't call models without a key.",
        permissions: [{
            actions: ["*"],
            notActions: [
                "Microsoft.Authorization/*/Delete",
                "Microsoft.Authorization/*/Write",
                "Microsoft.Authorization/elevateAccess/Action",
            ],
        }],
    },
    owner: {
        id: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
        name: "Owner",
        reason: "Manages every resource and assigns roles, but can't call models without a key.",
        permissions: [{ actions: ["*"] }],
    },
} as const satisfies Record<string, CatalogRole>;

export interface RecommendedRole {
    role: CatalogRole;
    /** One sentence for the pick. */
    why: string;
}

/**
 * The roles to offer for calling models of an account, or for the endpoints of its projects; best first.
 * @param choice `modelFormat` as the deployment has it (`OpenAI`, `Meta`, …); Azure OpenAI where it is not known.
 */
export function recommendedRoles(choice: { modelFormat?: string; purpose: "models" | "project" }): RecommendedRole[] {
    const { openAiUser, cognitiveServicesUser, foundryUser } = roleCatalog;
    if (choice.purpose === "project") {
        return [
            { role: foundryUser, why: "Made for project endpoints and agents. Formerly Azure AI User." },
            { role: cognitiveServicesUser, why: "The same calls, without reading role assignments." },
        ];
    }
    const format = choice.modelFormat ?? "OpenAI";
    if (format.toLowerCase() !== "openai") {
        return [
            { role: cognitiveServicesUser, why: `${openAiUser.name} does not cover ${format} models.` },
            { role: foundryUser, why: "The same models, and Foundry projects and agents." },
        ];
    }
    return [
        { role: openAiUser, why: "All that chat needs, and nothing more." },
        { role: cognitiveServicesUser, why: "For other vendors' models of the account too. Can list keys." },
        { role: foundryUser, why: "For Foundry projects and agents too. Can list keys." },
    ];
}

/** The known roles that allow an action, least privilege first; empty where none does. */
export function rolesAllowing(action: string, kind: ActionKind = "data"): CatalogRole[] {
    return Object.values<CatalogRole>(roleCatalog).filter((role) => role.permissions.some((each) => coversAction(each, action, kind)));
}

/** The role to name where a management action was refused: the narrowest known one, and Reader for what is only read. */
export function allowingRole(action: string | undefined): CatalogRole | undefined {
    if (action === undefined) {
        return undefined;
    }
    return /\/read$/i.test(action) ? roleCatalog.reader : rolesAllowing(action, "control")[0];
}

/** The same where several actions were refused at once; undefined where no known role allows them all. */
export function allowingRoleOfAll(actions: readonly string[]): CatalogRole | undefined {
    const [first, ...others] = actions;
    const candidates = others.length === 0 ? [allowingRole(first)] : rolesAllowing(first!, "control");
    return candidates.find((role) => role && others.every((action) => role.permissions.some((each) => coversAction(each, action, "control"))));
}

/**
 * The role to name where a model may not be called (04-roles.md, 4.3 and 4.4; failures.md, G3 and G4).
 * @param dataAction the action that Azure said is missing.
 */
export function callingRole(modelFormat: string | undefined, dataAction = ""): CatalogRole {
    const format = /\/accounts\/MaaS\//i.test(dataAction) ? "MaaS" : modelFormat;
    const purpose = /\/accounts\/AIServices\//i.test(dataAction) ? "project" : "models";
    return recommendedRoles({ modelFormat: format, purpose })[0]!.role;
}

/** The catalogue's entry for a role definition id with any prefix, or a GUID alone. */
export function knownRole(roleDefinitionId: string): CatalogRole | undefined {
    return Object.values<CatalogRole>(roleCatalog).find((role) => role.id === lastSegment(roleDefinitionId));
}

/**
 * What to warn of before a role is assigned in order to call models; undefined where the role allows the action.
 * Conditions of the definition are left aside.
 */
export function roleWarning(definition: Pick<RoleDefinition, "roleName" | "permissions">, action: string): string | undefined {
    if (definition.permissions.some((each) => coversAction(each, action, "data"))) {
        return undefined;
    }
    const hasDataActions = definition.permissions.some((each) => (each.dataActions ?? []).length > 0);
    return hasDataActions
        ? `${definition.roleName} does not include ${action}.`
        : `${definition.roleName} has no data actions: it manages resources and can't call models.`;
}
