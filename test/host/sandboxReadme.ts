import type { Simulator } from "../simulator/index.ts";

/** What is in the sandbox and what to try: the page that `npm start` opens first. */
export function sandboxReadme({ urls, accounts, controlUrl }: Simulator): string {
    const endpoints = Object.entries(accounts).map(([name, url]) => `- \`${name}\`: ${url}`);
    return `# Keyless sandbox

This VS Code runs on a virtual machine that exists only here, \`vm-playground\`, in an Azure that is a program on your computer.
Nothing you do costs anything or leaves it.

## Try this

1. Open **Keyless** in the activity bar. *This Machine* lists the identities of \`vm-playground\`.
2. Under *Azure*, open \`Playground\`, *AI Services*, \`ai-services-playground\`, *Deployments*, and press **Chat** on \`gpt-4o\`.
3. Pick \`uai-playground\`, which has the role *Cognitive Services OpenAI User*, and say hello.
4. Pick \`uai-no-role\` instead to see what a missing role looks like.
5. **Keyless: Sign In…** signs in as dev@contoso.com, who owns the subscription and yet may not call the model.

## Where it listens

- Resource Manager and sign-in: ${urls.arm}
- Instance metadata (IMDS): ${urls.imds}
${endpoints.join("\n")}
- What was asked of it, as JSON: ${controlUrl}/requests
`;
}
