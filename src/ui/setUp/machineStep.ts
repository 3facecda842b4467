import { sameArmId } from "../../azure/armId.ts";
import type { AccessParts } from "../accessParts.ts";
import { type Chosen, resourceGroup } from "../choose/chooseResource.ts";
import { back, type ChoiceGroup, pickOne } from "../ask/prompts.ts";
import type { Step } from "../ask/wizard.ts";
import { type ChosenPlace, type SetUpAnswers, subscriptionsFor, thisPlace } from "./answers.ts";
import { title } from "./targetSteps.ts";

type Picked = ChosenPlace | Chosen<"virtualMachine"> | "nothing";

/** Which machine gets the identity. Comes up where this one is no Azure machine, or another one is wanted. */
export function machineStep(parts: AccessParts): Step<SetUpAnswers> {
    return {
        needed: ({ machine }) => machine === undefined,
        async ask(answers, place) {
            const here = await thisMachine(parts);
            const others = subscriptionsFor(answers).map((subscription) =>
                resourceGroup("virtualMachine", subscription, parts, { accept: ({ id }) => !here || !sameArmId(id, here.id) }));
            for (;;) {
                const picked = await pickOne<Picked>({ title, placeholder: "On which virtual machine will the identity be used?", ...place }, [
                    hereGroup(here), ...others as Promise<ChoiceGroup<Picked>>[],
                ]);
                if (picked === undefined || picked === back) {
                    return picked;
                }
                if (picked !== "nothing") {
                    return { ...answers, machine: "resource" in picked ? placeOf(picked) : picked };
                }
            }
        },
    };
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
