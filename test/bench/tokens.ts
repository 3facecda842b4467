import { connectionId, type Target } from "../../src/azure/connection.ts";
import type { Identity } from "../../src/azure/identity.ts";
import { type Simulator, startSimulator } from "../simulator/index.ts";
import { startClient } from "./client.ts";
import type { Figure } from "./figure.ts";

const count = 100;

/** Questions asked at the same moment as a managed identity whose token nobody has asked for yet. */
export async function measureTokens(): Promise<Figure[]> {
    const simulator = await startSimulator({ scenario: "playground" });
    const client = startClient(simulator);
    try {
        const { answers } = await client.run("sendTogether", { connection: connectionTo(simulator), customCloud: simulator.customCloud, count });
        const imds = simulator.requests.filter(({ service, path }) => service === "imds" && path.startsWith("/metadata/identity/oauth2/token")).length;
        const asked = simulator.requests.filter(({ service, status }) => service === "openai" && status === 200).length;
        if (answers !== count || asked !== count) {
            throw new Error(`Of ${count} questions ${answers} were answered, with ${asked} calls of the deployment.`);
        }
        return [{
            name: `${count} sends at once: IMDS requests`, unit: "requests", measured: imds, aim: { of: "measured", atMost: 1 },
            baseline: { name: "a token request for each send", value: count },
            method: "the product's tokens and inference in a process of its own, empty token cache; all were answered; counted by the local Azure",
        }];
    } finally {
        await client.stop();
        await simulator.close();
    }
}

function connectionTo({ accounts, state }: Simulator) {
    const accountName = "ai-services-playground";
    const { name, clientId } = [...state.identities].find((identity) => identity.name === "uai-playground")!;
    const identity: Identity = { kind: "userAssigned", name, clientId };
    const target: Target = { endpoint: accounts[accountName]!, deployment: "gpt-4o", accountName, modelName: "gpt-4o", modelFormat: "OpenAI" };
    return { id: connectionId(identity, target), name: `gpt-4o as ${name}`, identity, target };
}
