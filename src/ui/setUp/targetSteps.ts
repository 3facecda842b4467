import { canChat, listDeployments } from "../../azure/accounts.ts";
import type { Account, Deployment } from "../../azure/resources.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import { type AccessParts, subscriptionOf } from "../accessParts.ts";
import { type Chosen, chooseResource } from "../choose/chooseResource.ts";
import { again, type LookAgain, pickAfresh } from "../ask/pickAfresh.ts";
import { back, type ChoiceGroup } from "../ask/prompts.ts";
import type { Place, Step } from "../ask/wizard.ts";
import { type SetUpAnswers, withDeployment } from "./answers.ts";

/** Up to so many accounts, their deployments are asked for at once; beyond that, the account first. */
const fewAccounts = 8;

type Picked = { account: Account; deployment: Deployment; subscription: Subscription };

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
            mayCome: ({ target, account }) => !target && !account,
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
    const question = { title: answers.title, placeholder: "Which account should be called?", ...place };
    const chosen = await chooseResource("account", question, answers.subscriptions, parts);
    return chosen === undefined || chosen === back ? chosen
        : { ...answers, account: { account: chosen.resource, subscription: chosen.subscription } };
}

async function askDeployment(answers: SetUpAnswers, accounts: readonly Chosen<"account">[], place: Place, parts: AccessParts) {
    // A managed identity gets tokens of its own tenant only.
    const isReachable = ({ subscription }: Chosen<"account">) => [undefined, subscription.tenant.tenantId].includes(homeOf(answers));
    const elsewhere = accounts.filter((account) => !isReachable(account)).map(({ resource }) => resource.name);
    const placeholder = ["Which deployment should be called?", elsewhere.length > 0 && `(${elsewhere.join(", ")}: in another tenant than ${answers.machine!.name})`].filter(Boolean).join(" ");
    const picked = await pickAfresh<Picked>({ title: answers.title, placeholder, ...place }, {
        read: () => accounts.filter(isReachable).map((account) => deploymentGroup(account, parts)),
        forget: () => parts.inventory.clear(), nothing: accounts.length === 0 ? "no AI Services account found" : "no deployment found that can chat",
    });
    return picked === undefined || picked === back ? picked : withDeployment(answers, picked.account, picked.deployment, picked.subscription);
}

function homeOf({ machine, subscriptions }: SetUpAnswers): string | undefined {
    return machine && subscriptionOf(subscriptions, machine.id)?.tenant.tenantId;
}

async function deploymentGroup({ resource, subscription }: Chosen<"account">, { failures }: AccessParts): Promise<ChoiceGroup<Picked | LookAgain>> {
    const account = { ...resource, tenantId: resource.tenantId ?? subscription.tenant.tenantId };
    const title = `${account.name} · ${account.location}`;
    try {
        const deployments = (await listDeployments(subscription.tenant.access, account.id)).filter(canChat);
        return { title, choices: deployments.map((deployment) => ({
            label: deployment.name, icon: "sparkle", description: `${deployment.modelName} ${deployment.modelVersion}`,
            value: { account, deployment, subscription },
        })) };
    } catch (error) {
        const failure = await failures.explain(error, `list the deployments of ${account.name}`);
        return { title, choices: [again(failure.summary, failure.remedy)] };
    }
}
