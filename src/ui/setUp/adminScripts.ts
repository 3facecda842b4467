import { planSetUp } from "../../access/setUp.ts";
import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import { pickOne } from "../ask/prompts.ts";
import { openScript, type ScriptKind, scriptNames } from "../scripts.ts";
import { choiceOf } from "./answers.ts";
import { readFirst } from "../ask/wizard.ts";
import { askSetUp, type SetUpSlice } from "./setUpAccess.ts";
import { showInformation } from "../messages.ts";

const title = "Write set-up scripts";

/** The same questions as the set-up; the answers become a script for whoever has the rights. Changes nothing. */
export async function adminScripts(parts: AccessParts, node: SetUpSlice = {}): Promise<void> {
    const answers = await askSetUp(parts, node);
    if (!answers) {
        return;
    }
    const { access } = subscriptionOf(answers.subscriptions, answers.target!.accountId)!.tenant;
    const plan = await readFirst(title, "Looking what is missing…", (signal) => planSetUp(choiceOf(answers), { access, signal, who: parts.signIn.name() }));
    if (plan && plan.scripts.assignments.length === 0 && !plan.scripts.machine && !plan.scripts.createIdentity) {
        void showInformation(`Nothing is missing. ${plan.present.join(". ")}.`);
        return;
    }
    const kind = plan && await pickOne<ScriptKind>({ title, placeholder: "As what?" }, [{
        choices: Object.entries(scriptNames).map(([value, label]) => ({ label, icon: "file-code", value: value as ScriptKind })),
    }]);
    if (typeof kind === "string" && plan) {
        await openScript(kind, plan.scripts);
    }
}
