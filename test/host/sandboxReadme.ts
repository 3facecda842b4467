import type { Simulator } from "../simulator/index.ts";

/** What is in the sandbox and what to try there: the page that `npm start` opens first. */
export function sandboxReadme({ urls, accounts, controlUrl, state }: Simulator, scenario: string): string {
    const endpoints = Object.entries(accounts).map(([name, url]) => `- \`${name}\`: ${url}`);
    const machine = state.here ? state.machines.get(state.here)?.name : undefined;
    const place = machine
        ? `This VS Code runs on a virtual machine that exists only here, \`${machine}\`, in an Azure that is a program on your computer.`
        : "This VS Code runs beside an Azure that is a program on your computer, and on none of its machines.";
    return `# Keyless sandbox

${place}
Nothing you do costs anything or leaves it. The scenario is \`${scenario}\`.

## Try this

${(steps[scenario] ?? anyScenario).map((step, index) => `${index + 1}. ${step}`).join("\n")}

## Where it listens

- Resource Manager and sign-in: ${urls.arm}
- Instance metadata (IMDS): ${urls.imds}
${endpoints.join("\n")}
- What was asked of it, as JSON: ${controlUrl}/requests
`;
}

const steps: Record<string, string[]> = {
    playground: [
        "Open **Keyless** in the activity bar. *This Machine* lists the identities of `vm-playground`.",
        "Under *Azure*, open `Playground`, *AI Services*, `ai-services-playground`, *Deployments*, and press **Chat** on `gpt-4o`.",
        "Pick `uai-playground`, which has the role *Cognitive Services OpenAI User*, and say hello.",
        "Pick `uai-no-role` instead to see what a missing role looks like.",
        "**Keyless: Sign In…** signs in as dev@contoso.com, who owns the subscription and yet may not call the model.",
    ],
    setup: [
        "Open **Keyless** in the activity bar. *This Machine* shows `vm-playground`, which has no identity: nothing here can call a model yet.",
        "Press **Sign In to Azure** and choose *Microsoft account*: you are dev@contoso.com, who owns the subscription.",
        "Run **Keyless: Set Up Keyless Access…** from the command palette (F1), choose `gpt-4o`, and accept what it proposes: a new identity, "
            + "its attachment to `vm-playground`, and the role *Cognitive Services OpenAI User* on `ai-services-playground`. It shows all of it before it changes anything.",
        "Wait until it says that the identity can call `gpt-4o`. As in Azure the role takes a while to be in force, here about 20 seconds.",
        "Say hello in the chat, then let the set-up be undone, and look at *This Machine* again.",
    ],
};

const anyScenario = [
    "Open **Keyless** in the activity bar and look at *This Machine*.",
    "**Keyless: Sign In…** signs in as dev@contoso.com and shows under *Azure* what the scenario holds.",
];
