import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import { type Answer, back, type Question } from "../ask/prompts.ts";
import { askGroup, askLocation, type NewPlace } from "../choose/choosePlace.ts";
import { placeBeside, type SetUpAnswers, subscriptionsFor } from "./answers.ts";

/** Where a new identity goes, when the user wants another place than the machine's. */
export async function askPlace(question: Question, answers: SetUpAnswers, parts: AccessParts): Promise<Answer<NewPlace>> {
    const subscriptions = subscriptionsFor(answers);
    const usual = (answers.place ?? placeBeside(answers.machine!)).location;
    for (;;) {
        const group = await askGroup({ ...question, placeholder: "In which resource group?" }, subscriptions, parts);
        if (group === undefined || group === back) {
            return group;
        }
        const subscription = subscriptionOf(subscriptions, `/subscriptions/${group.subscriptionId}`);
        const location = await askLocation({ ...question, placeholder: "In which region?" }, subscription, usual, parts);
        if (location !== back) {
            return location === undefined ? undefined : { ...group, location };
        }
    }
}
