import assert from "node:assert/strict";
import { effectiveAccess } from "../../../src/azure/roles.ts";
import type { Access, AccessQuestion, RoleAssignment, RoleDefinition } from "../../../src/azure/roles.ts";
import {
    account, assigned, assignedCustom, chat, customRole, definitions, denied, group, managementGroup, principal,
    question, respond, rootGroup, subscription, team,
} from "./rolesSetting.ts";

/** A readable name, what differs from "may the principal chat with the account?", and the kind of the answer. */
type Case = [name: string, changes: Partial<AccessQuestion>, kind: Access["kind"]];

function table(title: string, source: string, cases: Case[]): void {
    describe(`${title} (${source})`, () => {
        for (const [name, changes, kind] of cases) {
            it(`${name}: ${kind}`, () => assert.equal(effectiveAccess(question(changes)).kind, kind));
        }
    });
}

const openAiUser = assigned("Cognitive Services OpenAI User");
const user = "Cognitive Services OpenAI User";

function custom(permissions: RoleDefinition["permissions"], changes: Partial<RoleAssignment> = {}): Partial<AccessQuestion> {
    return { definitions: [customRole(permissions)], assignments: [assignedCustom(changes)] };
}

function at(scope: string): Partial<AccessQuestion> {
    return { assignments: [assigned(user, { scope })] };
}

describe("effective access", () => {
    table("built-in roles", "built-in-roles/ai-machine-learning.md, privileged.md, general.md", [
        ["OpenAI User may chat", { assignments: [openAiUser] }, "granted"],
        ["OpenAI User may ask for a response", { assignments: [openAiUser], action: respond }, "granted"],
        ["OpenAI User may list models", { assignments: [openAiUser], action: "Microsoft.CognitiveServices/accounts/OpenAI/models/read" }, "granted"],
        ["OpenAI User may not use agents", { assignments: [openAiUser], action: "Microsoft.CognitiveServices/accounts/AIServices/agents/read" }, "notGranted"],
        ["OpenAI User may not read stored completions", { assignments: [openAiUser], action: "Microsoft.CognitiveServices/accounts/OpenAI/stored-completions/read" }, "notGranted"],
        ["OpenAI User may not list keys", { assignments: [openAiUser], actionKind: "control", action: "Microsoft.CognitiveServices/accounts/listkeys/action" }, "notGranted"],
        ["Cognitive Services User may chat", { assignments: [assigned("Cognitive Services User")] }, "granted"],
        ["Cognitive Services User may not tune", { assignments: [assigned("Cognitive Services User")], action: "Microsoft.CognitiveServices/accounts/OpenAI/fine-tunes-deployments/write" }, "notGranted"],
        ["Foundry User may use agents", { assignments: [assigned("Foundry User")], action: "Microsoft.CognitiveServices/accounts/AIServices/agents/write" }, "granted"],
        ["Azure AI Developer may not use agents", { assignments: [assigned("Azure AI Developer")], action: "Microsoft.CognitiveServices/accounts/AIServices/agents/read" }, "notGranted"],
        ["Foundry Project Runtime User may not chat through OpenAI paths", { assignments: [assigned("Foundry Project Runtime User")] }, "notGranted"],
        ["Cognitive Services Data Reader may not chat", { assignments: [assigned("Cognitive Services Data Reader")] }, "notGranted"],
        ["nobody without a role may chat", {}, "notGranted"],
    ]);

    table("control plane is not data plane", "role-definitions.md, \"Control and data actions\"", [
        ["Owner may not chat", { assignments: [assigned("Owner")] }, "notGranted"],
        ["Contributor may not chat", { assignments: [assigned("Contributor")] }, "notGranted"],
        ["Cognitive Services Contributor may not chat", { assignments: [assigned("Cognitive Services Contributor")] }, "notGranted"],
        ["Owner may write role assignments", { assignments: [assigned("Owner")], actionKind: "control", action: "Microsoft.Authorization/roleAssignments/write" }, "granted"],
        ["data actions of * grant no control action", { ...custom([{ dataActions: ["*"] }]), actionKind: "control", action: "Microsoft.CognitiveServices/accounts/read" }, "notGranted"],
        ["a pull of a registry image is a control action", { assignments: [assigned("AcrPull")], action: "Microsoft.ContainerRegistry/registries/pull/read" }, "notGranted"],
        ["a role without any list grants nothing", custom([{}]), "notGranted"],
    ]);

    table("wildcards", "role-definitions.md, \"Actions format\" and \"Actions\"", [
        ["* alone", custom([{ dataActions: ["*"] }]), "granted"],
        ["* spans slashes", custom([{ dataActions: ["Microsoft.CognitiveServices/*/action"] }]), "granted"],
        ["* in the middle of a segment", custom([{ dataActions: ["Microsoft.CognitiveServices/accounts/Open*/action"] }]), "granted"],
        ["* at the start, as in */read", { assignments: [assigned("Reader")], actionKind: "control", action: "Microsoft.Compute/virtualMachines/read" }, "granted"],
        ["*/read is no write", { assignments: [assigned("Reader")], actionKind: "control", action: "Microsoft.Compute/virtualMachines/write" }, "notGranted"],
        ["letter case of the action", { assignments: [openAiUser], action: chat.toUpperCase() }, "granted"],
        ["letter case of the pattern", custom([{ dataActions: ["MICROSOFT.cognitiveservices/*"] }]), "granted"],
        ["a dot is a dot", custom([{ dataActions: ["MicrosoftXCognitiveServices/*"] }]), "notGranted"],
        ["a pattern without * is the whole action", custom([{ dataActions: ["Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat"] }]), "notGranted"],
        ["a longer action than the pattern", { ...custom([{ dataActions: [chat] }]), action: `${chat}/more` }, "notGranted"],
        ["another provider's wildcard", custom([{ dataActions: ["Microsoft.Storage/*"] }]), "notGranted"],
        ["Managed Identity Operator may assign identities", { assignments: [assigned("Managed Identity Operator")], actionKind: "control", action: "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action" }, "granted"],
        ["Managed Identity Contributor may not assign identities", { assignments: [assigned("Managed Identity Contributor")], actionKind: "control", action: "Microsoft.ManagedIdentity/userAssignedIdentities/assign/action" }, "notGranted"],
    ]);

    table("exclusions", "role-definitions.md, \"NotActions\" and \"NotDataActions\"", [
        ["Contributor may not assign roles", { assignments: [assigned("Contributor")], actionKind: "control", action: "Microsoft.Authorization/roleAssignments/write" }, "notGranted"],
        ["Contributor may write machines", { assignments: [assigned("Contributor")], actionKind: "control", action: "Microsoft.Compute/virtualMachines/write" }, "granted"],
        ["an excluded data action", custom([{ dataActions: ["*"], notDataActions: [chat] }]), "notGranted"],
        ["an exclusion by wildcard", custom([{ dataActions: ["*"], notDataActions: ["Microsoft.CognitiveServices/accounts/OpenAI/deployments/*"] }]), "notGranted"],
        ["an exclusion in other letters", custom([{ dataActions: ["*"], notDataActions: [chat.toLowerCase()] }]), "notGranted"],
        ["an exclusion of control actions only", custom([{ dataActions: ["*"], notActions: ["*"] }]), "granted"],
        ["excluded in one permission, allowed in the next", custom([{ dataActions: ["*"], notDataActions: [chat] }, { dataActions: [chat] }]), "granted"],
        ["excluded by one role, allowed by another", { definitions: [...definitions, customRole([{ dataActions: ["*"], notDataActions: [chat] }])], assignments: [assignedCustom(), openAiUser] }, "granted"],
        ["roles add up: Reader takes nothing from Contributor", { assignments: [assigned("Contributor", { scope: subscription }), assigned("Reader", { scope: group })], scope: group, actionKind: "control", action: "Microsoft.Compute/virtualMachines/write" }, "granted"],
    ]);

    table("scopes", "scope-overview.md; overview.md, \"Scope\"", [
        ["the account itself", at(account), "granted"],
        ["its resource group", at(group), "granted"],
        ["its subscription", at(subscription), "granted"],
        ["the root", at("/"), "granted"],
        ["other letters and resourcegroups", at(account.toUpperCase().replace("RESOURCEGROUPS", "resourcegroups")), "granted"],
        ["a trailing slash on the assignment", at(`${group}/`), "granted"],
        ["a trailing slash on the account", { ...at(group), scope: `${account}/` }, "granted"],
        ["a group whose name starts the same", at(group.slice(0, -1)), "notGranted"],
        ["a group whose name goes on", at(`${group}b`), "notGranted"],
        ["an account whose name starts the same", at(account.slice(0, -1)), "notGranted"],
        ["a project of the account", at(`${account}/projects/p`), "notGranted"],
        ["another subscription", at("/subscriptions/22222222-2222-2222-2222-222222222222"), "notGranted"],
        ["a project, from a role on its account", { ...at(account), scope: `${account}/projects/p` }, "granted"],
    ]);

    table("management groups", "management-groups overview; troubleshooting.md", [
        ["the subscription's management group", at(managementGroup), "granted"],
        ["the tenant's root group", at(rootGroup), "granted"],
        ["in other letters", at(managementGroup.toUpperCase()), "granted"],
        ["a path of names instead of ids", { ...at(managementGroup), managementGroupPath: ["mg-platform"] }, "granted"],
        ["a management group aside", at("/providers/Microsoft.Management/managementGroups/mg-other"), "notGranted"],
        ["a management group whose name goes on", at(`${managementGroup}-2`), "notGranted"],
        ["a path that is not readable", { ...at(managementGroup), managementGroupPath: undefined }, "unknown"],
        ["a path that does not matter", { ...at(group), managementGroupPath: undefined }, "granted"],
        ["an unreadable path and a role that would not do", { assignments: [assigned("Owner", { scope: managementGroup })], managementGroupPath: undefined }, "notGranted"],
    ]);

    const toTeam = assigned(user, { principalId: team, principalType: "Group" });
    table("groups and principals", "overview.md, \"Groups\"; role-assignments-list-rest.md", [
        ["a role of a group that the principal is in", { assignments: [toTeam], groupIds: [team] }, "granted"],
        ["a group id in other letters", { assignments: [toTeam], groupIds: [team.toUpperCase()] }, "granted"],
        ["a principal id in other letters", { assignments: [openAiUser], principalId: principal.toUpperCase() }, "granted"],
        ["a role of a group that it is not in", { assignments: [toTeam], groupIds: [] }, "notGranted"],
        ["membership not known, and a group has the role", { assignments: [toTeam], groupIds: undefined }, "unknown"],
        ["membership not known, and a foreign group has the role", { assignments: [{ ...toTeam, principalType: "ForeignGroup" }], groupIds: undefined }, "unknown"],
        ["membership not known, and the row names no type", { assignments: [{ ...toTeam, principalType: undefined }], groupIds: undefined }, "unknown"],
        ["membership not known, but the role would not do", { assignments: [{ ...assigned("Owner"), principalId: team, principalType: "Group" }], groupIds: undefined }, "notGranted"],
        ["membership not known, but the group has the role elsewhere", { assignments: [{ ...toTeam, scope: `${group}b` }], groupIds: undefined }, "notGranted"],
        ["membership not known, and another user has the role", { assignments: [{ ...toTeam, principalType: "User" }], groupIds: undefined }, "notGranted"],
        ["membership not known, and a direct role", { assignments: [toTeam, openAiUser], groupIds: undefined }, "granted"],
        ["a deleted principal with a role left over", { assignments: [openAiUser], principalDeleted: true }, "orphaned"],
        ["a deleted principal, and a deny", { assignments: [openAiUser], principalDeleted: true, denyAssignments: [denied()] }, "orphaned"],
        ["a role definition that is not readable", { assignments: [openAiUser], definitions: [] }, "unknown"],
        ["an unreadable definition, and a role that does", { assignments: [assignedCustom(), openAiUser] }, "granted"],
        ["an unreadable definition at another scope", { assignments: [assignedCustom({ scope: `${group}b` })] }, "notGranted"],
    ]);

    const projectOnly = "@Resource[Microsoft.CognitiveServices/accounts:name] StringEquals 'ai'";
    const unlessWriting = "((!(ActionMatches{'Microsoft.Authorization/roleAssignments/write'})) OR (@Request[a:b] ForAnyOfAnyValues:GuidEquals{x, y}))";
    table("conditions", "conditions-format.md, \"How a condition is evaluated\"; conditions-overview.md", [
        ["a condition on the assignment", { assignments: [{ ...openAiUser, condition: projectOnly }] }, "conditional"],
        ["an empty condition", { assignments: [{ ...openAiUser, condition: " " }] }, "granted"],
        ["a null condition, as ARM sends it", { assignments: [{ ...openAiUser, condition: null }] }, "granted"],
        ["a condition for the very action", { assignments: [{ ...openAiUser, condition: `((!(ActionMatches{'${chat}'})) OR (${projectOnly}))` }] }, "conditional"],
        ["a condition for a wildcard that holds the action", { assignments: [{ ...openAiUser, condition: `((!(ActionMatches{'Microsoft.CognitiveServices/*'})) OR (${projectOnly}))` }] }, "conditional"],
        ["a condition for another action only", { assignments: [{ ...openAiUser, condition: unlessWriting }] }, "granted"],
        ["a condition for two other actions", { assignments: [{ ...openAiUser, condition: `((!(ActionMatches{'a/b'}) AND !(ActionMatches{'c/d'})) OR (${projectOnly}))` }] }, "granted"],
        ["a condition for two actions, one of them this", { assignments: [{ ...openAiUser, condition: `((!(ActionMatches{'a/b'}) AND !(ActionMatches{'${chat}'})) OR (${projectOnly}))` }] }, "conditional"],
        ["a condition for a suboperation of another action", { assignments: [{ ...openAiUser, condition: `((!(ActionMatches{'a/b'} AND SubOperationMatches{'s'})) OR (${projectOnly}))` }] }, "granted"],
        ["a second part without an action", { assignments: [{ ...openAiUser, condition: `${unlessWriting} AND (${projectOnly})` }] }, "conditional"],
        ["an expression that speaks of ActionMatches in quotes", { assignments: [{ ...openAiUser, condition: "(@a StringEquals ') OR !(ActionMatches{')" }] }, "conditional"],
        ["the same, with an escaped quote", { assignments: [{ ...openAiUser, condition: "@a StringEquals '\\' OR !(ActionMatches{'a'}) OR @a StringEquals ''" }] }, "conditional"],
        ["Foundry Project Manager may chat: its condition is about assigning roles", { assignments: [assigned("Foundry Project Manager")] }, "granted"],
        ["Foundry Project Manager may assign some roles", { assignments: [assigned("Foundry Project Manager")], actionKind: "control", action: "Microsoft.Authorization/roleAssignments/write" }, "conditional"],
        ["Foundry Owner may delete some assignments", { assignments: [assigned("Foundry Owner")], actionKind: "control", action: "Microsoft.Authorization/roleAssignments/delete" }, "conditional"],
        ["a conditional permission beside an unconditional one", custom([{ dataActions: ["*"], condition: projectOnly }, { dataActions: [chat] }]), "granted"],
        ["a conditional permission alone", custom([{ dataActions: ["*"], condition: projectOnly }]), "conditional"],
        ["a conditional role and a plain one", { assignments: [{ ...openAiUser, condition: projectOnly }, assigned("Foundry User")] }, "granted"],
        ["a conditional role and an unknown one", { assignments: [{ ...openAiUser, condition: projectOnly }, toTeam], groupIds: undefined }, "conditional"],
    ]);

    const granted = { assignments: [openAiUser] };
    const deny = (changes: Parameters<typeof denied>[0], more: Partial<AccessQuestion> = {}): Partial<AccessQuestion> =>
        ({ ...granted, denyAssignments: [denied(changes)], ...more });
    table("deny assignments", "deny-assignments.md, \"Deny assignment properties\" and \"System-Defined Principal\"", [
        ["a deny for everybody", deny({}), "denied"],
        ["a deny for the principal", deny({ principals: [{ id: principal.toUpperCase(), type: "ServicePrincipal" }] }), "denied"],
        ["a deny for another principal", deny({ principals: [{ id: "ffffffff-0000-0000-0000-000000000009", type: "User" }] }), "granted"],
        ["a deny for a group that it is in", deny({ principals: [{ id: team, type: "Group" }] }, { groupIds: [team] }), "denied"],
        ["a deny for a group, membership not known", deny({ principals: [{ id: team, type: "Group" }] }, { groupIds: undefined }), "unknown"],
        ["a deny for everybody but the principal", deny({ excludePrincipals: [{ id: principal, type: "ServicePrincipal" }] }), "granted"],
        ["a deny for everybody but a group that it is in", deny({ excludePrincipals: [{ id: team, type: "Group" }] }, { groupIds: [team] }), "granted"],
        ["a deny for everybody but a group that it is not in", deny({ excludePrincipals: [{ id: team, type: "Group" }] }), "denied"],
        ["a deny for everybody but a group, membership not known", deny({ excludePrincipals: [{ id: team, type: "Group" }] }, { groupIds: undefined }), "unknown"],
        ["a deny for everybody but another user, membership not known", deny({ excludePrincipals: [{ id: team, type: "User" }] }, { groupIds: undefined }), "denied"],
        ["a deny on the resource group", deny({ scope: group }), "denied"],
        ["a deny on the group that stays off its children", deny({ scope: group, doNotApplyToChildScopes: true }), "granted"],
        ["a deny on the account that stays off its children", deny({ doNotApplyToChildScopes: true }), "denied"],
        ["a deny on a project of the account", deny({ scope: `${account}/projects/p` }), "granted"],
        ["a deny on a group whose name starts the same", deny({ scope: group.slice(0, -1) }), "granted"],
        ["a deny on the management group", deny({ scope: managementGroup }), "denied"],
        ["a deny on a management group, path not readable", deny({ scope: managementGroup }, { managementGroupPath: undefined }), "unknown"],
        ["a deny of control actions only", deny({ permissions: [{ actions: ["*"] }] }), "granted"],
        ["a deny of other data actions", deny({ permissions: [{ dataActions: ["Microsoft.Storage/*"] }] }), "granted"],
        ["a deny that leaves the action out", deny({ permissions: [{ dataActions: ["*"], notDataActions: [chat] }] }), "granted"],
        ["a deny that leaves reads out", deny({ permissions: [{ actions: ["*"], notActions: ["*/read"] }] }, { assignments: [assigned("Reader")], actionKind: "control", action: "Microsoft.CognitiveServices/accounts/read" }), "granted"],
        ["a deny with a condition", deny({ condition: projectOnly }), "unknown"],
        ["a deny where nothing was granted", { denyAssignments: [denied()] }, "denied"],
        ["a deny that may stand where nothing was granted", { denyAssignments: [denied({ condition: projectOnly })] }, "notGranted"],
        ["a deny that may stand against a conditional role", deny({ condition: projectOnly }, { assignments: [{ ...openAiUser, condition: projectOnly }] }), "unknown"],
        ["a deny beside a conditional role", deny({}, { assignments: [{ ...openAiUser, condition: projectOnly }] }), "denied"],
        ["denies that are not readable", { ...granted, denyAssignments: undefined }, "granted"],
    ]);
});
