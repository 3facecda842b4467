/** Runs the simulator alone: `node test/simulator/cli.ts --scenario playground [--port N] [--rate TOKENS_PER_SECOND] [--json]`. */
import { parseArgs } from "node:util";
import { startSimulator } from "./index.ts";
import type { Simulator } from "./index.ts";

const { values } = parseArgs({
    options: {
        scenario: { type: "string", default: "playground" },
        port: { type: "string", default: "0" },
        rate: { type: "string", default: "80" },
        json: { type: "boolean", default: false },
    },
});

let stopping: Promise<never> | undefined;
const starting = startSimulator({ scenario: values.scenario, port: Number(values.port), tokenRate: Number(values.rate) });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP", "disconnect"]) {
    process.on(signal, stop);
}
try {
    const simulator = await starting;
    process.stdout.write(values.json ? `${JSON.stringify(addresses(simulator))}\n` : readable(simulator));
} catch (error) {
    console.error((error as Error).message);
    process.exit(1);
}

/** Once, however often it is asked: Ctrl-C in a terminal reaches this process, and npm hands it on besides. */
function stop(): Promise<never> {
    return stopping ??= (async () => {
        await starting.then((simulator) => simulator.close(), () => undefined);
        process.exit(0);
    })();
}

function addresses({ urls, caFile, customCloud, env, accounts, controlUrl }: Simulator): object {
    return { urls, caFile, customCloud, env, accounts, controlUrl };
}

function readable({ urls, caFile, accounts, controlUrl, env, state }: Simulator): string {
    const [name = "", endpoint = ""] = Object.entries(accounts)[0] ?? [];
    const account = state.accounts.find((a) => a.name === name);
    const deployment = account?.deployments[0]?.name ?? "gpt-4o";
    const identity = identityFor(state, account?.id);
    const token = `curl -s -H Metadata:true "${urls.imds}/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://cognitiveservices.azure.com${identity}"`;
    return `
Scenario ${values.scenario}

  Azure Resource Manager   ${urls.arm}
  Entra ID                 ${urls.authority}
  Microsoft Graph          ${urls.graph}
  IMDS                     ${urls.imds}
  Portal                   ${urls.portal}
  Control                  ${controlUrl}
${Object.entries(accounts)
    .map(([account, url]) => `  ${account.padEnd(25)}${url}`)
    .join("\n")}

Environment

${Object.entries(env)
    .map(([variable, value]) => `  export ${variable}=${value}`)
    .join("\n")}

A first answer

  TOKEN=$(${token} | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')
  curl -N --cacert ${caFile} ${endpoint}openai/v1/chat/completions \\
    -H "Authorization: Bearer $TOKEN" -H "Content-Type: application/json" \\
    -d '{"model":"${deployment}","stream":true,"messages":[{"role":"user","content":"Hello"}]}'

Ctrl-C ends it.
`;
}

/** Selects an identity with a role on the account, where there is one. */
function identityFor(state: Simulator["state"], scope: string | undefined): string {
    const holders = state.roleAssignments.filter((a) => a.scope === scope).map((a) => a.principalId);
    const identity = state.identities.find((i) => holders.includes(i.principalId));
    return identity ? `&client_id=${identity.clientId}` : "";
}
