import type { UndoStep } from "../../access/setUp.ts";
import { parseArmId, sameArmId } from "../../azure/armId.ts";
import { assignRole as assign } from "../../azure/changes/roleAssignments.ts";
import { waitForCall } from "../../azure/changes/waitForCall.ts";
import type { Connection } from "../../azure/connection.ts";
import { identityName, systemAssignedName } from "../../azure/identity.ts";
import type { AttachedIdentity, Account, ManagedIdentity, VirtualMachine } from "../../azure/resources.ts";
import { controlActions, knownRole, type RecommendedRole, recommendedRoles } from "../../azure/roles/roleCatalog.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import type { LocalIdentity } from "../../azure/thisMachine.ts";
import { principalNames } from "../../azure/access/principalNames.ts";
import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import { type ChosenPrincipal, choosePrincipal, choosePrincipalType } from "../choose/choosePrincipal.ts";
import { chooseRole, type RoleChoice } from "../choose/chooseRole.ts";
import { chooseScope, isAccount, scopeName } from "../choose/chooseScope.ts";
import { noteMade } from "./noteChange.ts";
import { lacking, obstacle, type Right, settleRights } from "./rights.ts";
import { back } from "../ask/prompts.ts";
import { runChange, waitText } from "./runChange.ts";
import { offerUndo, rememberUndo } from "./undo.ts";
import { confirmSummary } from "../ask/summary.ts";
import { runWizard, type Step } from "../ask/wizard.ts";
import { withNotification } from "../messages.ts";

const title = "Assign role";

/** What a node, or the remedy of a failure, tells of a role assignment to be made. */
export interface AssignSlice {
    account?: Account;
    managedIdentity?: ManagedIdentity;
    identity?: LocalIdentity;
    attached?: AttachedIdentity;
    virtualMachine?: VirtualMachine;
    principalId?: string;
    principalName?: string;
    roleId?: string;
    scope?: string;
    /** The connection that failed without the role: after the assignment it is waited for until it works. */
    connection?: Connection;
}

interface Answers {
    subscriptions: readonly Subscription[];
    account?: Account;
    /** Of a failed call: it comes first. */
    roleId?: string;
    principal?: ChosenPrincipal;
    scope?: string;
    role?: RoleChoice;
    /** Rights that the signed-in principal lacks and that the user goes on without, for an administrator. */
    missing?: readonly Right[];
    accepted?: true;
}

/** Gives a role to a principal. @returns whether the principal has it now, and, for a failed connection, whether it works. */
export async function assignRole(parts: AccessParts, node: AssignSlice = {}): Promise<boolean> {
    const begun = await settleRights({ title }, parts, async (subscriptions, signal) => {
        const principal = await principalOf(node, subscriptions, parts);
        // Whoever may not on the account may not on what it lies in, either.
        const missing = await assigning(node.scope ?? node.account?.id, subscriptions, signal);
        return { start: { subscriptions, account: node.account, roleId: node.roleId, scope: node.scope, principal }, missing };
    });
    if (!begun) {
        return false;
    }
    const start: Answers = { ...begun.start, missing: begun.missing };
    const steps = [principalStep(parts, node.principalId), scopeStep(parts), roleStep(parts), summaryStep(parts)];
    const answers = await runWizard<Answers>(steps, start);
    return answers?.accepted ? run(answers as Required<Answers>, node.connection, parts) : false;
}

function assigning(scope: string | undefined, subscriptions: readonly Subscription[], signal: AbortSignal): Promise<Right[]> {
    return lacking(scope ? [{ scope, actions: [controlActions.writeRoleAssignment] }] : [], subscriptions, signal);
}

async function principalOf(node: AssignSlice, subscriptions: readonly Subscription[], { inventory }: AccessParts): Promise<ChosenPrincipal | undefined> {
    const id = node.managedIdentity?.principalId ?? node.identity?.principalId ?? node.principalId;
    const name = node.managedIdentity?.name ?? (node.identity && identityName(node.identity)) ?? node.principalName
        ?? (node.attached ? parseArmId(node.attached.resourceId)?.name : node.virtualMachine && systemAssignedName(node.virtualMachine.name));
    if (!id || name) {
        return id && name ? { principalId: id, principalType: "ServicePrincipal", name } : undefined;
    }
    const { connection } = node;
    if (connection && connection.identity.kind !== "cli" && connection.identity.kind !== "environment") {
        return { principalId: id, principalType: connection.identity.kind === "account" ? "User" : "ServicePrincipal", name: identityName(connection.identity) };
    }
    const lists = await Promise.allSettled(subscriptions.flatMap((each) => (["managedIdentity", "virtualMachine"] as const).map((kind) => inventory.resources(kind, each))));
    const known = principalNames(lists.flatMap((list) => (list.status === "fulfilled" ? list.value : [])))(id);
    return known && { principalId: id, principalType: "ServicePrincipal", name: known.name };
}

function principalStep(parts: AccessParts, principalId: string | undefined): Step<Answers> {
    return {
        needed: ({ principal }) => principal === undefined,
        async ask(answers, place) {
            const principal = principalId
                ? await choosePrincipalType({ title, ...place }, principalId)
                : await choosePrincipal({ title, placeholder: "Who should get a role?", ...place }, answers.subscriptions, parts);
            return principal === undefined || principal === back ? principal : { ...answers, principal };
        },
    };
}

function scopeStep(parts: AccessParts): Step<Answers> {
    return {
        needed: ({ scope }) => scope === undefined,
        async ask(answers, place) {
            const question = { title, placeholder: `Where should the role of ${answers.principal!.name} count?`, ...place };
            const scope = await chooseScope(question, answers.account, answers.subscriptions, parts);
            if (scope === undefined || scope === back) {
                return scope;
            }
            const begun = await settleRights({ title, known: answers.missing }, parts, async (subscriptions, signal) =>
                ({ start: { ...answers, subscriptions, scope }, missing: await assigning(scope, subscriptions, signal) }));
            return begun && { ...begun.start, missing: begun.missing };
        },
    };
}

function roleStep(parts: AccessParts): Step<Answers> {
    return {
        needed: ({ role }) => role === undefined,
        async ask(answers, place) {
            const { scope = "", subscriptions, principal, roleId } = answers;
            const { access } = ownerOf(scope, subscriptions).tenant;
            const role = await chooseRole({
                title, placeholder: `Which role for ${principal!.name} on ${scopeName(scope, subscriptions)}?`, ...place,
                recommended: recommendedAt(scope, roleId), access, scope, forModels: isAccount(scope),
            }, parts);
            return role === undefined || role === back ? role : { ...answers, role };
        },
    };
}

/** The roles for models where models may be meant; the one that a failed call asked for comes first. */
function recommendedAt(scope: string, roleId: string | undefined): RecommendedRole[] {
    const type = parseArmId(scope)?.type;
    const roles = type === undefined || isAccount(scope) ? recommendedRoles({ purpose: "models" }) : [];
    const asked = roleId ? knownRole(roleId) : undefined;
    const others = roles.filter(({ role }) => role.id !== asked?.id);
    return asked ? [{ role: asked, why: `${asked.reason} The failed call needs it.` }, ...others] : others;
}

function summaryStep({ signIn }: AccessParts): Step<Answers> {
    return {
        needed: ({ accepted }) => !accepted,
        async ask(answers, place) {
            const { principal, role, scope, subscriptions, missing } = answers as Required<Answers>;
            const { tenant } = ownerOf(scope, subscriptions);
            const answer = await confirmSummary({ title, placeholder: "What will be done. Nothing has changed yet.", ...place }, Promise.resolve({
                apply: { label: missing.length > 0 ? "Assign anyway" : "Assign", icon: "play", description: `as ${signIn.name() ?? "you"}`, value: "apply" as const },
                changes: [`Give ${principal.name} the role ${role.name} on ${scopeName(scope, subscriptions)}`],
                obstacles: missing.map(obstacle),
                scripts: {
                    cloud: tenant.access.cloud.name, tenantId: tenant.tenantId,
                    assignments: [{
                        principal: { kind: "object" as const, objectId: principal.principalId, name: principal.name },
                        principalType: principal.principalType, roleId: role.id, roleName: role.name, scope,
                    }],
                },
            }));
            return answer === "apply" ? { ...answers, accepted: true } : answer === back ? back : undefined;
        },
    };
}

async function run({ principal, role, scope, subscriptions }: Required<Answers>, connection: Connection | undefined, parts: AccessParts): Promise<boolean> {
    const { access } = ownerOf(scope, subscriptions).tenant;
    const made = await runChange(`Assigning ${role.name}`, parts.signIn.name(), (options) => assign(access, {
        scope, principalId: principal.principalId, principalType: principal.principalType, roleId: role.id, principalName: principal.name, roleName: role.name,
    }, options));
    if (!made) {
        return false;
    }
    noteMade(made, parts);
    parts.views.refresh();
    const where = scopeName(scope, subscriptions);
    const undo: UndoStep[] = made.created ? [{
        kind: "removeRoleAssignment", id: "undo", assignmentId: made.assignment.id, action: controlActions.deleteRoleAssignment, scope,
        text: `Remove the role ${role.name} of ${principal.name} on ${where}`,
    }] : [];
    const text = made.created ? `${principal.name} has ${role.name} on ${where}. It comes into force within 5 to 10 minutes.` : `${principal.name} had ${role.name} on ${where} already.`;
    if (connection && isFor(connection, scope)) {
        // The answer that follows says more than a message on top of it; it can be taken back all the same.
        rememberUndo(undo, access, parts);
        return works(connection, parts);
    }
    void offerUndo(text, undo, access, parts);
    return true;
}

function isFor({ target }: Connection, scope: string): boolean {
    return target.accountId !== undefined && (sameArmId(target.accountId, scope) || target.accountId.toLowerCase().startsWith(`${scope.toLowerCase()}/`));
}

/** @returns false when the wait was cancelled. */
function works(connection: Connection, { probe }: AccessParts): Promise<boolean> {
    return withNotification(`${connection.name}`, async (signal, report) => {
        try {
            await waitForCall(connection, probe, { signal, onWait: (wait) => report(waitText(wait)) });
            return true;
        } catch (error) {
            if (signal.aborted) {
                return false;
            }
            throw error;
        }
    });
}

function ownerOf(scope: string, subscriptions: readonly Subscription[]): Subscription {
    const owner = subscriptionOf(subscriptions, scope) ?? subscriptions[0];
    if (!owner) {
        throw new Error("No subscription is listed. Sign in, or select subscriptions.");
    }
    return owner;
}
