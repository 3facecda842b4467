import { parseArmId, sameArmId } from "../../azure/armId.ts";
import { checkIdentityName } from "../../azure/changes/identityName.ts";
import type { MachineIdentity, ManagedIdentity } from "../../azure/resources.ts";
import { systemAssignedName } from "../../azure/identity.ts";
import { readMachineIdentity } from "../../azure/changes/machineIdentity.ts";
import { shortId } from "../../resources/look.ts";
import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import { callVerdicts, withVerdicts } from "../choose/callVerdicts.ts";
import { type Chosen, resourceGroup } from "../choose/chooseResource.ts";
import { type LookAgain, pickAfresh } from "../ask/pickAfresh.ts";
import { askText, back, type Choice, type ChoiceGroup } from "../ask/prompts.ts";
import type { Step } from "../ask/wizard.ts";
import type { ChosenPlace } from "../choose/chooseMachine.ts";
import { freeName, identityNamesIn } from "../choose/choosePlace.ts";
import { placeBeside, type SetUpAnswers, subscriptionsFor } from "./answers.ts";

type Picked = Chosen<"managedIdentity"> | "new" | "systemAssigned" | "otherMachine";

/** As whom the deployment is to be called: an identity that the machine has, another one, a new one, or its own. */
export function identityStep(parts: AccessParts): Step<SetUpAnswers> {
    return {
        needed: ({ identity }) => identity === undefined,
        async ask(answers, place) {
            const machine = answers.machine!;
            const attached = attachedTo(machine.id, parts, subscriptionOf(subscriptionsFor(answers), machine.id));
            const question = { title: answers.title, placeholder: `As which identity should ${machine.name} call ${answers.target?.deployment ?? "the model"}?`, ...place };
            const verdicts = answers.target ? callVerdicts(answers.target, parts) : async () => undefined;
            const verdictOf = async (picked: Picked | LookAgain) => verdicts(typeof picked === "object" ? picked.resource.principalId : picked === "systemAssigned" ? (await attached)?.systemPrincipalId : undefined);
            const read = () => {
                const listed = subscriptionsFor(answers).map((subscription) => resourceGroup("managedIdentity", subscription, parts, { describe }));
                return [
                    withVerdicts(Promise.all([attached, ...listed]).then(([identity, ...lists]) => attachedGroup(machine.name, identity, lists)), verdictOf),
                    withVerdicts(attached.then((identity) => machineGroup(machine.name, identity, answers)), verdictOf),
                    ...listed.map((group) => withVerdicts(Promise.all([group, attached]).then(([each, identity]) => unattached(each, identity)), verdictOf)),
                    { choices: [otherMachine(machine)] },
                ];
            };
            const picked = await pickAfresh<Picked>(question, { read, forget: () => parts.inventory.clear(), nothing: "" });
            return picked === undefined || picked === back ? picked : withPicked(answers, picked);
        },
    };
}

function withPicked(answers: SetUpAnswers, picked: Picked): SetUpAnswers {
    if (picked === "otherMachine") {
        return { ...answers, machine: undefined };
    }
    return { ...answers, identity: typeof picked === "object" ? { kind: "existing", identity: picked.resource } : { kind: picked } };
}

/** Undefined where the machine can't be read: then nothing is marked as attached. */
async function attachedTo(machineId: string, { failures }: AccessParts, subscription: ReturnType<typeof subscriptionOf>): Promise<MachineIdentity | undefined> {
    try {
        return subscription && await readMachineIdentity(subscription.tenant.access, machineId);
    } catch (error) {
        await failures.explain(error, `read the identities of ${parseArmId(machineId)?.name ?? machineId}`);
        return undefined;
    }
}

type Listed = ChoiceGroup<Chosen<"managedIdentity"> | LookAgain>;

/** Those that the machine has: they come first. */
function attachedGroup(machine: string, identity: MachineIdentity | undefined, lists: readonly Listed[]): ChoiceGroup<Picked | LookAgain> {
    return { title: `Attached to ${machine}`, choices: lists.flatMap(({ choices }) => choices).filter((choice) => isAttached(choice, identity)) };
}

function machineGroup(machine: string, identity: MachineIdentity | undefined, answers: SetUpAnswers): ChoiceGroup<Picked> {
    const { resourceGroup: group, location } = answers.place ?? placeBeside(answers.machine!);
    return { title: `For ${machine}`, choices: [
        { label: "New user-assigned identity…", icon: "add", description: `in ${group} · ${location}; can be used on several machines`, value: "new" },
        {
            label: systemAssignedName(machine), icon: "server", value: "systemAssigned",
            description: identity?.systemPrincipalId ? "enabled; ends with the machine" : "will be enabled; ends with the machine",
        },
    ] };
}

function unattached(group: Listed, identity: MachineIdentity | undefined): ChoiceGroup<Picked | LookAgain> {
    return { title: group.title && `Existing in ${group.title}`, choices: group.choices.filter((choice) => !isAttached(choice, identity)) };
}

function isAttached({ value }: Choice<Picked | LookAgain>, identity: MachineIdentity | undefined): boolean {
    return typeof value === "object" && (identity?.userAssigned.some(({ resourceId }) => sameArmId(resourceId, value.resource.id)) ?? false);
}

function otherMachine({ name, isThis }: ChosenPlace): Choice<Picked> {
    return { label: "Another virtual machine…", icon: "vm", description: isThis ? `instead of this one, ${name}` : `instead of ${name}`, value: "otherMachine" };
}

function describe({ clientId, resourceGroup: group, location }: ManagedIdentity): string {
    return `client ${shortId(clientId)} · ${group} · ${location}`;
}

/** The name of a new identity, checked while it is typed against Azure's rules and the names that are taken. */
export function nameStep(parts: AccessParts): Step<SetUpAnswers> {
    return {
        needed: ({ identity, newName }) => identity?.kind === "new" && newName === undefined,
        mayCome: ({ identity }) => identity === undefined,
        async ask(answers, position) {
            const place = answers.place ?? placeBeside(answers.machine!);
            const taken = await identityNamesIn(place, answers.subscriptions, parts);
            const name = await askText({
                title: answers.title, ...position, value: freeName(`uai-${answers.machine!.name}`, taken), placeholder: "uai-name",
                prompt: `Name of the identity. It goes to ${place.resourceGroup} (${place.location}), which the summary lets you change.`,
                check: (text) => checkIdentityName(text, taken),
            });
            return name === undefined || name === back ? name : { ...answers, newName: name };
        },
    };
}
