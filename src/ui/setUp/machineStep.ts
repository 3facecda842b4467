import type { AccessParts } from "../accessParts.ts";
import { back } from "../ask/prompts.ts";
import type { Step } from "../ask/wizard.ts";
import { chooseMachine } from "../choose/chooseMachine.ts";
import { type SetUpAnswers, subscriptionsFor } from "./answers.ts";

/** Which machine gets the identity. Comes up where this one is no Azure machine, or another one is wanted. */
export function machineStep(parts: AccessParts): Step<SetUpAnswers> {
    return {
        needed: ({ machine }) => machine === undefined,
        mayCome: ({ identity }) => identity === undefined,
        async ask(answers, place) {
            const question = { title: answers.title, placeholder: "On which virtual machine will the identity be used?", ...place };
            const machine = await chooseMachine(question, subscriptionsFor(answers), parts);
            return machine === undefined || machine === back ? machine : { ...answers, machine };
        },
    };
}
