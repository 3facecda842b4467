import * as vscode from "vscode";
import { createIdentity as create } from "../../azure/changes/identities.ts";
import { checkIdentityName } from "../../azure/changes/identityName.ts";
import { ensureResourceGroup } from "../../azure/changes/resourceGroups.ts";
import type { AccessPlan } from "../../azure/scripts/plan.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import { type AccessParts, signedInSubscriptions, subscriptionOf } from "../accessParts.ts";
import { noteMade } from "./noteChange.ts";
import { lacking, type Need, obstacle, type Right, settleRights } from "./rights.ts";
import { controlActions } from "../../azure/roles/roleCatalog.ts";
import { askText, back } from "../ask/prompts.ts";
import { runChange } from "./runChange.ts";
import { thisMachine } from "../choose/chooseMachine.ts";
import { askGroup, askLocation, freeName, identityNamesIn, type NewPlace } from "../choose/choosePlace.ts";
import { confirmSummary } from "../ask/summary.ts";
import { runWizard, type Step } from "../ask/wizard.ts";
import { showInformation } from "../messages.ts";

const title = "Create user-assigned identity";

interface Answers {
    subscriptions: readonly Subscription[];
    group?: Omit<NewPlace, "location">;
    name?: string;
    location?: string;
    /** Rights that the signed-in principal lacks and that the user goes on without, for an administrator. */
    missing?: readonly Right[];
    accepted?: true;
}

/** Creates an identity, and offers what usually comes next. */
export async function createIdentity(parts: AccessParts, node: { subscription?: Subscription } = {}): Promise<void> {
    const listed = await signedInSubscriptions(parts);
    if (!listed) {
        return;
    }
    const subscriptions = node.subscription ? listed.filter(({ id }) => id === node.subscription!.id) : listed;
    const answers = await runWizard<Answers>([groupStep(parts), nameStep(parts), locationStep(parts), summaryStep(parts)], { subscriptions });
    const subscription = answers?.group && subscriptionOf(answers.subscriptions, `/subscriptions/${answers.group.subscriptionId}`);
    if (!answers || !subscription) {
        return;
    }
    const { access } = subscription.tenant;
    const wanted = { ...answers.group!, name: answers.name!, location: answers.location! };
    const made = await runChange(`Creating ${wanted.name}`, parts.signIn.name(), async (options) => {
        if (wanted.createGroup) {
            await ensureResourceGroup(access, { ...wanted, name: wanted.resourceGroup }, options);
        }
        return create(access, wanted, options);
    });
    if (made) {
        noteMade({ resource: made.identity }, parts);
        parts.views.refresh();
        void offerNext(`${made.identity.name} ${made.created ? "is created" : "was there already"}. To be used it needs a machine and a role.`, { managedIdentity: made.identity, subscription });
    }
}

async function offerNext(text: string, node: object): Promise<void> {
    const next: Record<string, string> = { "Set Up Access…": "keyless.setUpAccess", "Attach…": "keyless.attachIdentity", "Assign Role…": "keyless.assignRole" };
    const chosen = await showInformation(text, ...Object.keys(next));
    const command = chosen && next[chosen];
    if (command) {
        await vscode.commands.executeCommand(command, node);
    }
}

function groupStep(parts: AccessParts): Step<Answers> {
    return {
        needed: ({ group }) => group === undefined,
        async ask(answers, place) {
            const group = await askGroup({ title, placeholder: "In which resource group?", ...place }, answers.subscriptions, parts);
            if (group === undefined || group === back) {
                return group;
            }
            const begun = await settleRights({ title, known: answers.missing }, parts, async (subscriptions, signal) =>
                ({ start: { ...answers, subscriptions, group }, missing: await lacking(needs(group), subscriptions, signal) }));
            return begun && { ...begun.start, missing: begun.missing };
        },
    };
}

function needs({ subscriptionId, resourceGroup, createGroup }: NonNullable<Answers["group"]>): Need[] {
    const subscription = `/subscriptions/${subscriptionId}`;
    return [
        ...(createGroup ? [{ scope: subscription, actions: [controlActions.writeResourceGroup] }] : []),
        { scope: `${subscription}/resourceGroups/${resourceGroup}`, actions: [controlActions.writeIdentity] },
    ];
}

function nameStep(parts: AccessParts): Step<Answers> {
    return {
        needed: ({ name }) => name === undefined,
        async ask(answers, place) {
            const group = answers.group!;
            const taken = await identityNamesIn(group, answers.subscriptions, parts);
            const name = await askText({
                title, ...place, value: freeName("uai-chat", taken), placeholder: "uai-name", prompt: `Name of the identity in ${group.resourceGroup}`,
                check: (text) => checkIdentityName(text, taken),
            });
            return name === undefined || name === back ? name : { ...answers, name };
        },
    };
}

function locationStep(parts: AccessParts): Step<Answers> {
    return {
        needed: ({ location }) => location === undefined,
        async ask(answers, place) {
            const subscription = subscriptionOf(answers.subscriptions, `/subscriptions/${answers.group!.subscriptionId}`);
            const usual = (await thisMachine(parts))?.location;
            const location = await askLocation({ title, placeholder: "In which region?", ...place }, subscription, usual, parts);
            return location === undefined || location === back ? location : { ...answers, location };
        },
    };
}

function summaryStep({ signIn }: AccessParts): Step<Answers> {
    return {
        needed: ({ accepted }) => !accepted,
        async ask(answers, place) {
            const { group, name = "", location = "", missing = [] } = answers;
            const { resourceGroup, createGroup, subscriptionId } = group!;
            const tenant = subscriptionOf(answers.subscriptions, `/subscriptions/${subscriptionId}`)?.tenant;
            if (!tenant) {
                throw new Error(`${signIn.name() ?? "Whoever is signed in"} does not see the subscription ${subscriptionId}.`);
            }
            const scripts: AccessPlan = {
                cloud: tenant.access.cloud.name, tenantId: tenant.tenantId, assignments: [],
                createIdentity: { subscriptionId, resourceGroup, name, location, ...(createGroup ? { createGroup: { location } } : {}) },
            };
            const answer = await confirmSummary({ title, placeholder: "What will be done. Nothing has changed yet.", ...place }, Promise.resolve({
                apply: { label: missing.length > 0 ? "Create anyway" : "Create", icon: "play", description: `as ${signIn.name() ?? "you"}`, value: "apply" as const },
                changes: [
                    ...(createGroup ? [`Create the resource group ${resourceGroup} (${location})`] : []),
                    `Create the identity ${name} in ${resourceGroup} (${location})`,
                ],
                obstacles: missing.map(obstacle),
                scripts,
            }));
            return answer === "apply" ? { ...answers, accepted: true } : answer === back ? back : undefined;
        },
    };
}
