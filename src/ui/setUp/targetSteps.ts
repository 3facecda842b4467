import { canChat, listDeployments } from "../../azure/accounts.ts";
import type { Account, Deployment } from "../../azure/resources.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import { type Chosen, chooseResource } from "../choose/chooseResource.ts";
import { back, type ChoiceGroup, pickOne } from "../ask/prompts.ts";
import type { Place, Step } from "../ask/wizard.ts";
import { type SetUpAnswers, withDeployment } from "./answers.ts";

export const title = "Set up keyless access";

/** Up to so many accounts, their deployments are asked for at once; beyond that, the account first. */
const fewAccounts = 8;

type Picked = { account: Account; deployment: Deployment; subscription: Subscription } | "nothing";

/** Which deployment is to be called. @returns the two questions of which one or both come up. */
export function targetSteps(parts: AccessParts): Step<SetUpAnswers>[] {
    return [
        {
            needed: ({ target, account }) => !target && !account,
            async ask(answers, place) {
                const accounts = await listedAccounts(answers.subscriptions, parts);
                return accounts.length > fewAccounts ? askAccount(answers, place, parts) : askDeployment(answers, accounts, place, parts);
            },
        },
        {
            needed: ({ target, account }) => !target && account !== undefined,
            ask: (answers, place) => askDeployment(answers, [{ resource: answers.account!.account, subscription: answers.account!.subscription }], place, parts),
        },
    ];
}

/** What can't be listed is told by the question itself, which then asks for the account. */
async function listedAccounts(subscriptions: readonly Subscription[], { inventory }: AccessParts): Promise<Chosen<"account">[]> {
    const lists = await Promise.allSettled(subscriptions.map(async (subscription) =>
        (await inventory.resources("account", subscription)).map((resource) => ({ resource: resource as Account, subscription }))));
    return lists.flatMap((list) => (list.status === "fulfilled" ? list.value : []));
}

async function askAccount(answers: SetUpAnswers, place: Place, parts: AccessParts) {
    const question = { title, placeholder: "Which account should be called?", ...place };
    const chosen = await chooseResource("account", question, answers.subscriptions, parts);
    return chosen === undefined || chosen === back ? chosen
        : { ...answers, account: { account: chosen.resource, subscription: chosen.subscription } };
}

async function askDeployment(answers: SetUpAnswers, accounts: readonly Chosen<"account">[], place: Place, parts: AccessParts) {
    const none: ChoiceGroup<Picked> = { choices: [{ label: "No AI Services account to choose from", icon: "info", value: "nothing" }] };
    const groups = accounts.length > 0 ? accounts.map((account) => deploymentGroup(account, answers, parts)) : [none];
    for (;;) {
        const picked = await pickOne<Picked>({ title, placeholder: "Which deployment should be called?", ...place }, groups as Promise<ChoiceGroup<Picked>>[]);
        if (picked === undefined || picked === back) {
            return picked;
        }
        if (picked !== "nothing") {
            return withDeployment(answers, picked.account, picked.deployment, picked.subscription);
        }
    }
}

async function deploymentGroup({ resource, subscription }: Chosen<"account">, { machine, subscriptions }: SetUpAnswers, { failures }: AccessParts): Promise<ChoiceGroup<Picked>> {
    const account = { ...resource, tenantId: resource.tenantId ?? subscription.tenant.tenantId };
    const heading = `${account.name} · ${account.location}`;
    const home = machine && subscriptionOf(subscriptions, machine.id)?.tenant.tenantId;
    if (home && home !== subscription.tenant.tenantId) {
        // A managed identity gets tokens of its own tenant only.
        const description = `in ${subscription.tenant.name}: an identity of ${machine.name} can't call into another tenant`;
        return { title: heading, choices: [{ label: account.name, icon: "circle-slash", description, value: "nothing" }] };
    }
    try {
        const deployments = (await listDeployments(subscription.tenant.access, account.id)).filter(canChat);
        return { title: heading, choices: deployments.map((deployment) => ({
            label: deployment.name, icon: "sparkle", description: `${deployment.modelName} ${deployment.modelVersion}`,
            value: { account, deployment, subscription },
        })) };
    } catch (error) {
        const failure = await failures.explain(error, `list the deployments of ${account.name}`);
        return { title: heading, choices: [{ label: failure.summary, icon: "error", description: failure.remedy, value: "nothing" }] };
    }
}
