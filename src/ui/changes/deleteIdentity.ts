import type { HeldRole } from "../../azure/access/accessReader.ts";
import type { IdentityHolder } from "../../azure/access/machines.ts";
import type { ArmAccess } from "../../azure/arm.ts";
import { deleteIdentity as remove } from "../../azure/changes/identities.ts";
import { detachIdentity } from "../../azure/changes/machineIdentity.ts";
import { removeRoleAssignment } from "../../azure/changes/roleAssignments.ts";
import type { ManagedIdentity } from "../../azure/resources.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import { holdersOf, inTenant } from "../../resources/accessNodes.ts";
import { type AccessParts, signedInSubscriptions, subscriptionOf } from "../accessParts.ts";
import { type Chosen, chooseResource, isNoAnswer } from "../choose/chooseResource.ts";
import { noteMachine } from "./noteChange.ts";
import { mayDo } from "./rights.ts";
import { controlActions } from "../../azure/roles/roleCatalog.ts";
import { linesOf, pickBeside } from "../ask/lines.ts";
import { askText, back } from "../ask/prompts.ts";
import { runChange } from "./runChange.ts";
import { goOn, readFirst, type Step } from "../ask/wizard.ts";
import { showInformation } from "../messages.ts";

const title = "Delete user-assigned identity";

interface Use {
    holders: IdentityHolder[];
    roles: HeldRole[];
    connections: string[];
}

interface Answers {
    /** Takes away first what would stay behind: attachments to machines, and role assignments. */
    clean?: boolean;
    named?: true;
}

/** Shows what still uses the identity, asks for its name, and deletes it. It can't be brought back. */
export async function deleteIdentity(parts: AccessParts, node: { managedIdentity?: ManagedIdentity; subscription?: Subscription } = {}): Promise<void> {
    const subscriptions = await signedInSubscriptions(parts);
    if (!subscriptions) {
        return;
    }
    for (;;) {
        const known = node.managedIdentity && node.subscription ? { resource: node.managedIdentity, subscription: node.subscription } : undefined;
        const chosen = known ?? await chooseResource("managedIdentity", { title, placeholder: "Which identity?", step: 1, steps: 3 }, subscriptions, parts);
        if (isNoAnswer(chosen) || await deleteChosen(chosen, known ? 0 : 1, parts) !== back) {
            return;
        }
    }
}

/** @param asked how many questions came before. */
async function deleteChosen(chosen: Chosen<"managedIdentity">, asked: number, parts: AccessParts): Promise<typeof back | undefined> {
    const { resource: identity } = chosen;
    const seen = await mayDo(title, [{ scope: identity.id, actions: [controlActions.deleteIdentity] }], parts);
    if (!seen) {
        return undefined;
    }
    const subscription = subscriptionOf(seen, identity.id) ?? chosen.subscription;
    const use = await readFirst(title, `Looking who uses ${identity.name}…`, () => usesOf(identity, subscription, parts));
    const answers = use && await goOn<Answers>([useStep(identity, use), nameStep(identity)], {}, asked);
    if (answers === back) {
        return back;
    }
    if (use && answers?.named) {
        await run(identity, answers.clean ? use : { ...use, roles: [], holders: [] }, subscription.tenant.access, parts);
    }
    return undefined;
}

async function usesOf(identity: ManagedIdentity, subscription: Subscription, { inventory, reader, connections }: AccessParts): Promise<Use> {
    const { subscriptions } = await inventory.subscriptions();
    const reachable = inTenant(subscriptions, subscription.tenant).map(({ subscriptionId }) => subscriptionId);
    const [holders, roles] = await Promise.all([
        holdersOf(identity, subscription, inventory),
        reader.rolesOf(subscription.tenant.access, identity.principalId, reachable),
    ]);
    const used = connections.all().filter((each) => each.identity.kind === "userAssigned" && each.identity.clientId === identity.clientId);
    return { holders, roles, connections: used.map(({ name }) => name) };
}

function useStep({ name }: ManagedIdentity, { holders, roles, connections }: Use): Step<Answers> {
    const isUsed = holders.length + roles.length > 0;
    return {
        needed: ({ clean }) => clean === undefined,
        async ask(answers, place) {
            const picked = await pickBeside<"clean" | "only">({ title, placeholder: `What still uses ${name}.`, ...place }, [
                { choices: isUsed ? [
                    { label: "Take these away, then delete", icon: "trash", description: "nothing stays behind", value: "clean" },
                    { label: "Delete only the identity", icon: "warning", description: "machines keep a dead entry, role assignments stay orphaned", value: "only" },
                ] : [{ label: "Delete", icon: "trash", description: "nothing in Azure uses it", value: "only" }] },
                linesOf("Attached to", holders.map((each) => each.name), "vm"),
                linesOf("Roles", roles.map((each) => `${each.roleName} on ${each.scopeName}`), "shield"),
                linesOf("Connections of Keyless that stop working", connections, "key"),
            ]);
            return picked === undefined || picked === back ? picked : { ...answers, clean: picked === "clean" };
        },
    };
}

function nameStep({ name }: ManagedIdentity): Step<Answers> {
    return {
        needed: ({ named }) => !named,
        async ask(answers, place) {
            const typed = await askText({
                title, ...place, placeholder: name, prompt: `Type ${name} to delete it. It can't be brought back: a new one of this name is somebody else.`,
                check: (text) => (text === name ? undefined : `Type ${name}.`),
            });
            return typed === undefined || typed === back ? typed : { ...answers, named: true };
        },
    };
}

async function run(identity: ManagedIdentity, { holders, roles }: Use, access: ArmAccess, parts: AccessParts): Promise<void> {
    const done: string[] = [];
    try {
        await runChange(`Deleting ${identity.name}`, parts.signIn.name(), async (options) => {
            for (const { assignment, roleName, scopeName } of roles) {
                await removeRoleAssignment(access, assignment.id, options);
                parts.reader.forget(assignment.id);
                done.push(`removed ${roleName} on ${scopeName}`);
            }
            for (const { id, name } of holders.filter(({ type }) => /^microsoft\.compute\/virtualmachines$/i.test(type))) {
                const { identity: now } = await detachIdentity(access, id, identity.id, options);
                await noteMachine(id, access, parts, now);
                done.push(`detached from ${name}`);
            }
            await remove(access, identity.id, options);
            parts.inventory.forget(identity.id);
            done.push(`deleted ${identity.name}`);
        });
    } finally {
        parts.views.refresh();
        if (done.length > 0) {
            void showInformation(`Done: ${done.join("; ")}.`);
        }
    }
}
