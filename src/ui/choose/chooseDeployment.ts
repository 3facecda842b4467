import { canChat, listDeployments, targetOf } from "../../azure/accounts.ts";
import type { Target } from "../../azure/connection.ts";
import { checkDeploymentName, checkEndpoint, normalizeEndpoint } from "../../azure/endpoint.ts";
import type { Failure } from "../../azure/errors.ts";
import type { Inventory } from "../../azure/inventory.ts";
import type { Account } from "../../azure/resources.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import { askText, back, type Choice, type ChoiceGroup, pickOne } from "../ask/prompts.ts";

interface Sources {
    inventory: Inventory;
    explain(error: unknown, what: string): Promise<Failure>;
}

type Pick = { account: Account; subscription: Subscription } | "enterEndpoint" | "nothing";

/** Asks which deployment to call: an account of the list and one of its deployments, or an endpoint typed by hand. */
export async function chooseDeployment(sources: Sources, title: string): Promise<Target | undefined> {
    for (;;) {
        const pick = await pickOne<Pick>({ title, placeholder: "On which account?", step: 1, steps: 2 }, [
            accountGroup(sources),
            { title: "Other", choices: [{ label: "Enter an endpoint and a deployment…", icon: "edit", value: "enterEndpoint" }] },
        ]);
        if (pick === undefined || pick === back || pick === "nothing") {
            return undefined;
        }
        const target = pick === "enterEndpoint" ? await enterTarget(title) : await deploymentOf(pick, sources, title);
        if (target !== back) {
            return target;
        }
    }
}

async function accountGroup({ inventory, explain }: Sources): Promise<ChoiceGroup<Pick>> {
    try {
        const { subscriptions } = await inventory.subscriptions();
        const lists = await Promise.all(subscriptions.map(async (subscription) =>
            (await inventory.resources("account", subscription)).map((account): Choice<Pick> => ({
                label: account.name, icon: "hubot", description: [account.location, subscription.name].filter(Boolean).join(" · "),
                value: { account: { ...(account as Account), tenantId: subscription.tenant.tenantId }, subscription },
            }))));
        return { title: "AI Services", choices: lists.flat() };
    } catch (error) {
        const failure = await explain(error, "list the AI Services accounts");
        return { title: "AI Services", choices: [{ label: failure.summary, icon: "error", description: failure.remedy, value: "nothing" }] };
    }
}

async function deploymentOf({ account, subscription }: Exclude<Pick, string>, { explain }: Sources, title: string): Promise<Target | typeof back | undefined> {
    const group = listDeployments(subscription.tenant.access, account.id).then(
        (deployments): ChoiceGroup<Target | undefined> => ({
            title: account.name,
            choices: deployments.filter(canChat).map((deployment) => ({
                label: deployment.name, icon: "sparkle", description: `${deployment.modelName} ${deployment.modelVersion}`, value: targetOf(account, deployment),
            })),
        }),
        async (error: unknown): Promise<ChoiceGroup<Target | undefined>> => ({
            choices: [{ label: (await explain(error, `list the deployments of ${account.name}`)).summary, icon: "error", value: undefined }],
        }),
    );
    return pickOne({ title, placeholder: "Which deployment?", step: 2, steps: 2 }, [group]);
}

async function enterTarget(title: string): Promise<Target | typeof back | undefined> {
    const endpoint = await askText({
        title, step: 2, steps: 3, placeholder: "https://NAME.openai.azure.com/", prompt: "Endpoint of the account", check: checkEndpoint,
    });
    if (endpoint === undefined || endpoint === back) {
        return endpoint;
    }
    const deployment = await askText({
        title, step: 3, steps: 3, placeholder: "gpt-4o", prompt: "Name of the deployment, not of the model",
        check: checkDeploymentName,
    });
    return deployment === undefined || deployment === back
        ? deployment
        : { endpoint: normalizeEndpoint(endpoint), deployment, accountName: new URL(endpoint).host };
}
