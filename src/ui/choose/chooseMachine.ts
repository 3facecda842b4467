import type { ChosenMachine } from "../../access/setUp.ts";
import { sameArmId } from "../../azure/armId.ts";
import type { Machine } from "../../azure/machine.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import type { AccessParts } from "../accessParts.ts";
import { type Answer, type ChoiceGroup, pickOne, type Question } from "../ask/prompts.ts";
import { type Chosen, resourceGroup } from "./chooseResource.ts";

/** A machine, and where it is: what is made for it goes beside it. */
export interface ChosenPlace extends ChosenMachine {
    location: string;
}

type Picked = ChosenPlace | Chosen<"virtualMachine"> | "nothing";

/** Asks for this machine or one of the listed virtual machines. */
export async function chooseMachine(question: Question, subscriptions: readonly Subscription[], parts: AccessParts): Promise<Answer<ChosenPlace>> {
    const here = await thisMachine(parts);
    const others = subscriptions.map((subscription) =>
        resourceGroup("virtualMachine", subscription, parts, { accept: ({ id }) => !here || !sameArmId(id, here.id) }));
    for (;;) {
        const picked = await pickOne<Picked>(question, [hereGroup(here), ...others as Promise<ChoiceGroup<Picked>>[]]);
        if (picked !== "nothing") {
            return typeof picked === "object" && "resource" in picked ? placeOf(picked) : picked;
        }
    }
}

function hereGroup(here: ChosenPlace | undefined): ChoiceGroup<Picked> {
    return here
        ? { title: "This machine", choices: [{ label: here.name, icon: "vm", description: here.location, value: here }] }
        : { choices: [{ label: "This machine is no Azure virtual machine", icon: "info", description: "the identity is used on the one that you choose", value: "nothing" }] };
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
