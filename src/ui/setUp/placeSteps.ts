import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import { back } from "../ask/prompts.ts";
import type { Step } from "../ask/wizard.ts";
import { askGroup, askLocation } from "../choose/choosePlace.ts";
import { placeBeside, type SetUpAnswers, subscriptionsFor } from "./answers.ts";
import { title } from "./targetSteps.ts";

/** Where a new identity goes. Comes up when the user wants another place than the machine's. */
export function placeSteps(parts: AccessParts): Step<SetUpAnswers>[] {
    return [
        {
            needed: ({ placeQuestion }) => placeQuestion !== undefined,
            async ask(answers, position) {
                const place = answers.place ?? placeBeside(answers.machine!);
                if (answers.placeQuestion === "group") {
                    const group = await askGroup({ title, placeholder: "In which resource group?", ...position }, subscriptionsFor(answers), parts);
                    return group === undefined || group === back ? group : { ...answers, place: { ...place, ...group }, placeQuestion: "location" };
                }
                const subscription = subscriptionOf(subscriptionsFor(answers), `/subscriptions/${place.subscriptionId}`);
                const location = await askLocation({ title, placeholder: "In which region?", ...position }, subscription, place.location, parts);
                return location === undefined || location === back ? location : { ...answers, place: { ...place, location }, placeQuestion: undefined };
            },
        },
    ];
}
