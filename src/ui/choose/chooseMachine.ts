import type { ChosenMachine } from "../../access/setUp.ts";
import { sameArmId } from "../../azure/armId.ts";
import type { Machine } from "../../azure/machine.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import type { AccessParts } from "../accessParts.ts";
import { pickAfresh } from "../ask/pickAfresh.ts";
import type { Answer, ChoiceGroup, Question } from "../ask/prompts.ts";
import { type Chosen, resourceGroup } from "./chooseResource.ts";

/** A machine, and where it is: what is made for it goes beside it. */
export interface ChosenPlace extends ChosenMachine {
    location: string;
}

type Picked = ChosenPlace | Chosen<"virtualMachine">;

/** Asks for this machine or one of the listed virtual machines; where this is none, the question says so. */
export async function chooseMachine(question: Question, subscriptions: readonly Subscription[], parts: AccessParts): Promise<Answer<ChosenPlace>> {
    const here = await thisMachine(parts);
    const accept = ({ id }: { id: string }) => !here || !sameArmId(id, here.id);
    const placeholder = here ? question.placeholder : `${question.placeholder} (This machine is no Azure virtual machine)`;
    const picked = await pickAfresh<Picked>({ ...question, placeholder }, {
        read: () => [hereGroup(here), ...subscriptions.map((subscription) => resourceGroup("virtualMachine", subscription, parts, { accept }))],
        forget: () => parts.inventory.clear(), nothing: "no virtual machine found",
    });
    return typeof picked === "object" && "resource" in picked ? placeOf(picked) : picked;
}

function hereGroup(here: ChosenPlace | undefined): ChoiceGroup<Picked> {
    return { title: "This machine", choices: here ? [{ label: here.name, icon: "vm", description: here.location, value: here }] : [] };
}

export function placeOf({ resource }: Pick<Chosen<"virtualMachine">, "resource">): ChosenPlace {
    return { id: resource.id, name: resource.name, isThis: false, location: resource.location };
}

/** @returns undefined where it is no Azure machine. */
export async function thisMachine({ thisMachine: local }: AccessParts): Promise<ChosenPlace | undefined> {
    const reading = await local.machine();
    return reading.kind === "azure" ? thisPlace(reading.machine) : undefined;
}

function thisPlace(machine: Machine): ChosenPlace {
    return { id: machine.scaleSetId ?? machine.resourceId, name: machine.name, isThis: true, location: machine.location };
}
