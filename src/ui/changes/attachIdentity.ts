import type { UndoStep } from "../../access/setUp.ts";
import { parseArmId, sameArmId } from "../../azure/armId.ts";
import { attachedPrincipal, attachIdentity as attach } from "../../azure/changes/machineIdentity.ts";
import { waitForToken } from "../../azure/changes/waitForToken.ts";
import { identityName } from "../../azure/identity.ts";
import type { Machine } from "../../azure/machine.ts";
import type { ManagedIdentity, VirtualMachine } from "../../azure/resources.ts";
import { controlActions } from "../../azure/roles/roleCatalog.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import { chooseResource } from "../choose/chooseResource.ts";
import { noteMachine } from "./noteChange.ts";
import { changeOfMachine, lacking, obstacle, type Right, type RightsQuestion, settleRights } from "./rights.ts";
import { back } from "../ask/prompts.ts";
import { runChange, waitText } from "./runChange.ts";
import { offerUndo } from "./undo.ts";
import { chooseMachine, type ChosenPlace, placeOf, thisMachine } from "../choose/chooseMachine.ts";
import { confirmSummary } from "../ask/summary.ts";
import { runWizard, type Step } from "../ask/wizard.ts";
import { showInformation, withNotification } from "../messages.ts";

const title = "Attach identity";

/** What a node, or the remedy of a failure, tells. */
export interface AttachSlice {
    managedIdentity?: ManagedIdentity;
    virtualMachine?: VirtualMachine;
    /** This machine, from its node. */
    machine?: Machine;
    /** Of an identity that a failed call wanted to use on this machine. */
    resourceId?: string;
    /** The remedy of a failed call: this machine is meant. */
    here?: boolean;
}

interface Answers {
    subscriptions: readonly Subscription[];
    machine?: ChosenPlace;
    identity?: ManagedIdentity;
    /** Rights that the signed-in principal lacks and that the user goes on without, for an administrator. */
    missing?: readonly Right[];
    accepted?: true;
}

/** Attaches an identity, its others stay; on this machine it waits for the first token. @returns whether it is attached now. */
export async function attachIdentity(parts: AccessParts, node: AttachSlice = {}): Promise<boolean> {
    const start = await settled({ title }, parts, async (subscriptions) =>
        ({ subscriptions, machine: await machineOf(node, parts), identity: node.managedIdentity ?? await listedIdentity(node.resourceId, subscriptions, parts) }));
    const answers = start && await runWizard<Answers>([identityStep(parts), machineStep(parts), summaryStep(parts)], start);
    return answers?.accepted ? doAttach(answers.machine!, answers.identity!, answers.subscriptions, parts) : false;
}

/** The answers with what the signed-in principal lacks for them, once the user goes on all the same. */
async function settled(
    question: RightsQuestion, parts: AccessParts, read: (subscriptions: readonly Subscription[]) => Promise<Answers>,
): Promise<Answers | undefined> {
    const begun = await settleRights(question, parts, async (subscriptions, signal) => {
        const start = await read(subscriptions);
        const { machine, identity } = start;
        const needs = [
            ...(machine ? [changeOfMachine(machine.id)] : []),
            ...(identity ? [{ scope: identity.id, actions: [controlActions.assignIdentity] }] : []),
        ];
        return { start, missing: await lacking(needs, subscriptions, signal) };
    });
    return begun && { ...begun.start, missing: begun.missing };
}

async function machineOf({ virtualMachine, machine, here }: AttachSlice, parts: AccessParts): Promise<ChosenPlace | undefined> {
    const local = virtualMachine || machine || here ? await thisMachine(parts) : undefined;
    return virtualMachine && !(local && sameArmId(local.id, virtualMachine.id)) ? placeOf({ resource: virtualMachine }) : local;
}

async function listedIdentity(id: string | undefined, subscriptions: readonly Subscription[], { inventory }: AccessParts): Promise<ManagedIdentity | undefined> {
    const subscription = id && subscriptionOf(subscriptions, id);
    const listed = subscription ? await inventory.resources("managedIdentity", subscription) : [];
    return listed.find((each): each is ManagedIdentity => each.kind === "managedIdentity" && sameArmId(each.id, id!));
}

function identityStep(parts: AccessParts): Step<Answers> {
    return {
        needed: ({ identity }) => identity === undefined,
        async ask(answers, place) {
            const question = { title, placeholder: answers.machine ? `Which identity should ${answers.machine.name} get?` : "Which identity?", ...place };
            const chosen = await chooseResource("managedIdentity", question, answers.subscriptions, parts);
            return chosen === undefined || chosen === back ? chosen
                : settled({ title, known: answers.missing }, parts, async (subscriptions) => ({ ...answers, subscriptions, identity: chosen.resource }));
        },
    };
}

function machineStep(parts: AccessParts): Step<Answers> {
    return {
        needed: ({ machine }) => machine === undefined,
        async ask(answers, place) {
            const question = { title, placeholder: `To which machine should ${answers.identity!.name} be attached?`, ...place };
            const machine = await chooseMachine(question, answers.subscriptions, parts);
            return machine === undefined || machine === back ? machine
                : settled({ title, known: answers.missing }, parts, async (subscriptions) => ({ ...answers, subscriptions, machine }));
        },
    };
}

function summaryStep({ signIn }: AccessParts): Step<Answers> {
    return {
        needed: ({ accepted }) => !accepted,
        async ask(answers, place) {
            const { machine, identity, subscriptions, missing } = answers as Required<Answers>;
            const { tenant } = subscriptionOf(subscriptions, machine.id) ?? subscriptions[0]!;
            const answer = await confirmSummary({ title, placeholder: "What will be done. Nothing has changed yet.", ...place }, Promise.resolve({
                apply: { label: missing.length > 0 ? "Attach anyway" : "Attach", icon: "play", description: `as ${signIn.name() ?? "you"}`, value: "apply" as const },
                changes: [`Attach ${identity.name} to ${machine.name}; its other identities stay`],
                after: machine.isThis ? [`Wait until this machine gets a token for ${identity.name}`] : [],
                obstacles: missing.map(obstacle),
                scripts: {
                    cloud: tenant.access.cloud.name, tenantId: tenant.tenantId, assignments: [],
                    machine: { id: machine.id, attach: [identity.id], enableSystemAssigned: false },
                },
            }));
            return answer === "apply" ? { ...answers, accepted: true } : answer === back ? back : undefined;
        },
    };
}

async function doAttach(machine: ChosenPlace, identity: ManagedIdentity, subscriptions: readonly Subscription[], parts: AccessParts): Promise<boolean> {
    const { access } = (subscriptionOf(subscriptions, machine.id) ?? subscriptions[0]!).tenant;
    const title = `Attaching ${identity.name} to ${machine.name}`;
    const result = await runChange(title, parts.signIn.name(), (options) => attach(access, machine.id, identity.id, options));
    if (!result) {
        return false;
    }
    await noteMachine(machine.id, access, parts, result.identity);
    const undo: UndoStep[] = !result.changed ? [] : [{
        kind: "detachIdentity", id: "undo", machineId: machine.id, identityId: identity.id, principalId: attachedPrincipal(result.identity, identity.id), action: controlActions.writeMachine, scope: machine.id,
        text: `Detach ${identity.name} from ${machine.name}`,
    }];
    const usable = !machine.isThis || await tokenArrived(identity, parts);
    const state = result.changed ? "is attached to" : "was attached already to";
    void offerUndo(`${identity.name} ${state} ${machine.name}${machine.isThis && usable ? ", which gets tokens for it" : ""}.`, undo, access, parts);
    return usable;
}

/** The machine's metadata service learns of it within seconds to minutes. @returns false when cancelled. */
async function tokenArrived({ id, name, clientId, principalId, tenantId }: ManagedIdentity, parts: AccessParts): Promise<boolean> {
    const identity = { kind: "userAssigned" as const, name, clientId, principalId, tenantId, resourceId: id };
    return withNotification(`Getting a token for ${identityName(identity)}`, async (signal, report) => {
        try {
            await waitForToken(identity, { cloud: parts.cloud(), getToken: parts.getToken }, { signal, onWait: (wait) => report(waitText(wait)) });
            return true;
        } catch (error) {
            if (!signal.aborted) {
                throw error;
            }
            void showInformation(`${parseArmId(id)?.name ?? name} stays attached; its first token was not waited for.`);
            return false;
        }
    });
}
