import { canChat, listDeployments, targetOf } from "../../azure/accounts.ts";
import type { Target } from "../../azure/connection.ts";
import { checkDeploymentName, checkEndpoint, normalizeEndpoint } from "../../azure/endpoint.ts";
import type { AccessParts } from "../accessParts.ts";
import { again, type LookAgain, pickAfresh } from "../ask/pickAfresh.ts";
import { type Answer, askText, back, type ChoiceGroup } from "../ask/prompts.ts";
import { type Place, runWizard, type Step } from "../ask/wizard.ts";
import { type Chosen, resourceGroup } from "./chooseResource.ts";

type Sources = Pick<AccessParts, "inventory" | "failures">;

interface Answers<Next> {
    account?: Chosen<"account"> | "enter";
    endpoint?: string;
    target?: Target;
    next?: Next;
}

/** What is asked once the deployment is known, in the same sequence: Back leads to the deployment again. */
export type NextQuestion<Next> = (target: Target, place: Place) => Promise<Answer<Next>>;

/** Asks which deployment to call: an account of the list and one of its deployments, or an endpoint typed by hand. */
export async function chooseDeployment<Next = never>(sources: Sources, title: string, next?: NextQuestion<Next>): Promise<{ target: Target; next?: Next } | undefined> {
    const steps = [accountStep<Next>(title, sources), deploymentStep<Next>(title, sources), ...typedSteps<Next>(title)];
    const answers = await runWizard<Answers<Next>>(next ? [...steps, nextStep(next)] : steps, {});
    return answers?.target && { target: answers.target, next: answers.next };
}

function accountStep<Next>(title: string, sources: Sources): Step<Answers<Next>> {
    return {
        needed: ({ account, target }) => !account && !target,
        async ask(answers, place) {
            const listed = async () => Promise.all((await sources.inventory.subscriptions()).subscriptions.map((subscription) => resourceGroup("account", subscription, sources)));
            const account = await pickAfresh<Chosen<"account"> | "enter">({ title, placeholder: "On which account?", ...place }, {
                read: () => [accountGroup(listed, sources), { title: "Other", choices: [{ label: "Enter an endpoint and a deployment…", icon: "edit", value: "enter" }] }],
                forget: () => sources.inventory.clear(), nothing: "",
            });
            return account === undefined || account === back ? account : { ...answers, account };
        },
    };
}

async function accountGroup(listed: () => Promise<ChoiceGroup<Chosen<"account"> | LookAgain>[]>, { failures }: Sources): Promise<ChoiceGroup<Chosen<"account"> | LookAgain>> {
    const title = "AI Services";
    try {
        const choices = (await listed()).flatMap((group) => group.choices.map((choice) => ({ ...choice, description: [choice.description, group.title].filter(Boolean).join(" · ") })));
        return { title, choices: choices.length > 0 ? choices : [again("no AI Services account found")] };
    } catch (error) {
        const failure = await failures.explain(error, "list the AI Services accounts");
        return { title, choices: [again(failure.summary, failure.remedy)] };
    }
}

function deploymentStep<Next>(title: string, sources: Sources): Step<Answers<Next>> {
    return {
        needed: ({ account, target }) => account !== undefined && account !== "enter" && !target,
        mayCome: ({ account }) => account === undefined,
        async ask(answers, place) {
            const chosen = answers.account as Chosen<"account">;
            const target = await pickAfresh<Target>({ title, placeholder: "Which deployment?", ...place }, {
                read: () => [deploymentGroup(chosen, sources)], forget: () => undefined, nothing: `no deployment of ${chosen.resource.name} can chat`,
            });
            return target === undefined || target === back ? target : { ...answers, target };
        },
    };
}

async function deploymentGroup({ resource, subscription: { tenant } }: Chosen<"account">, { failures }: Sources): Promise<ChoiceGroup<Target | LookAgain>> {
    const account = { ...resource, tenantId: resource.tenantId ?? tenant.tenantId };
    try {
        const deployments = (await listDeployments(tenant.access, account.id)).filter(canChat);
        return { title: account.name, choices: deployments.map((deployment) => ({
            label: deployment.name, icon: "sparkle", description: `${deployment.modelName} ${deployment.modelVersion}`, value: targetOf(account, deployment),
        })) };
    } catch (error) {
        const failure = await failures.explain(error, `list the deployments of ${account.name}`);
        return { title: account.name, choices: [again(failure.summary, failure.remedy)] };
    }
}

function typedSteps<Next>(title: string): Step<Answers<Next>>[] {
    const mayCome = ({ account }: Answers<Next>) => account === undefined;
    return [{
        needed: ({ account, endpoint }) => account === "enter" && endpoint === undefined, mayCome,
        async ask(answers, place) {
            const endpoint = await askText({ title, ...place, placeholder: "https://NAME.openai.azure.com/", prompt: "Endpoint of the account", check: checkEndpoint });
            return endpoint === undefined || endpoint === back ? endpoint : { ...answers, endpoint };
        },
    }, {
        needed: ({ account, target }) => account === "enter" && !target, mayCome,
        async ask(answers, place) {
            const { endpoint = "" } = answers;
            const deployment = await askText({ title, ...place, placeholder: "gpt-4o", prompt: "Name of the deployment, not of the model", check: checkDeploymentName });
            return deployment === undefined || deployment === back ? deployment
                : { ...answers, target: { endpoint: normalizeEndpoint(endpoint), deployment, accountName: new URL(endpoint).host } };
        },
    }];
}

function nextStep<Next>(next: NextQuestion<Next>): Step<Answers<Next>> {
    return {
        needed: (answers) => answers.next === undefined,
        async ask(answers, place) {
            const answer = await next(answers.target!, place);
            return answer === undefined || answer === back ? answer as typeof back | undefined : { ...answers, next: answer };
        },
    };
}
