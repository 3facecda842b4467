/** A simulator for the tests of its ARM side: short names, tokens for whoever the scenario knows, one way to ask. */
import { readFileSync } from "node:fs";
import * as https from "node:https";
import { type ScenarioObject, type Simulator, type SimulatorOptions, startSimulator } from "../../simulator/index.ts";

/** Short ways to the playground's own names. */
export const names = {
    subscription: "/subscriptions/2b6f0a84-c1d7-4e53-9a28-f7e4b0d36c91",
    group: "/subscriptions/2b6f0a84-c1d7-4e53-9a28-f7e4b0d36c91/resourceGroups/rg-playground",
    machine: "/subscriptions/2b6f0a84-c1d7-4e53-9a28-f7e4b0d36c91/resourceGroups/rg-playground/providers/Microsoft.Compute/virtualMachines/vm-playground",
    account: "/subscriptions/2b6f0a84-c1d7-4e53-9a28-f7e4b0d36c91/resourceGroups/rg-playground/providers/Microsoft.CognitiveServices/accounts/ai-services-playground",
    research: "/subscriptions/90d4e7b3-6a1f-4c28-b5e0-3f8c2d7a9516",
    /** The contoso.com tenant, and the principals in it. */
    tenant: "7d2c5b1e-3a4f-4c86-9e0b-51f6a8c9d210",
    dev: "3f8e6d1c-97b2-4a05-8c4e-2b1d0f9a7e63",
    devInFabrikam: "b60a2d94-1e7c-4f83-a5d9-6c3e8b7f0142",
    reader: "5a17c0d8-24e9-4b6f-9f31-d8e2a7b4c590",
    app: "c4d9e2f7-6b08-4e1a-b3f5-97a0c8d1e264",
    uai: "8a3d5f10-2e7b-4c94-b1d6-e05f7a9c4283",
};

export function identityIdOf(name: string): string {
    return `${names.group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}`;
}

export const roles = {
    owner: "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    reader: "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    openAiUser: "5e0bd9bd-7b93-4f28-af87-19fc36ad61bd",
    virtualMachineContributor: "9980e02c-c2be-4d73-94e8-173b1dc7cf3c",
};

export interface Answer {
    status: number;
    headers: Record<string, string>;
    /** The JSON body; tests look into it freely. */
    // oxlint-disable-next-line typescript/no-explicit-any
    body: any;
}

export interface Ask {
    /** Object id of the caller; the signed-in developer unless given, nobody when null. */
    as?: string | null;
    body?: unknown;
    /** A body as it stands, which need be no JSON. */
    text?: string;
    headers?: Record<string, string>;
    /** Audience of the token. */
    audience?: string;
    /** Sent instead of a token of `as`. */
    token?: string;
}

export interface Arm {
    state: Simulator["state"];
    requests: Simulator["requests"];
    origin: string;
    change: Simulator["change"];
    /** `path` gets an api-version unless it has one. */
    ask(method: string, path: string, ask?: Ask): Promise<Answer>;
    token(principal: string, audience?: string): Promise<string>;
    /** Every item of a list, through all its pages. */
    all(path: string, ask?: Ask): Promise<Answer["body"][]>;
    graph(query: string, more?: { as?: string; options?: object; subscriptions?: string[] }): Promise<Answer>;
    close(): Promise<void>;
}

const noDelays = { roleAssignmentMs: 0, identityAttachMs: 0, principalReplicationMs: 0, resourceGraphLagMs: 0, operationMs: 0 };

/** The playground, without its delays unless the options bring some. */
export async function startArm(options: SimulatorOptions = {}): Promise<Arm> {
    const simulator = await startSimulator({ ...options, delays: { ...noDelays, ...options.delays } });
    const { state, requests, urls } = simulator;
    const agent = new https.Agent({ ca: readFileSync(simulator.caFile), keepAlive: true });
    const tokenOf = async (principal: string, resource = "https://management.azure.com/"): Promise<string> =>
        (await simulator.token({ principal, resource })).accessToken;

    const ask = async (method: string, path: string, { as = names.dev, body, text, headers, audience, token }: Ask = {}): Promise<Answer> => {
        const bearer = token ?? (as === null ? undefined : await tokenOf(as, audience));
        const authorization: Record<string, string> = bearer ? { authorization: `Bearer ${bearer}` } : {};
        return await send(agent, method, withVersion(new URL(path, urls.arm)), { ...authorization, ...headers }, text ?? (body === undefined ? "" : JSON.stringify(body)));
    };
    const all = async (path: string, how?: Ask): Promise<Answer["body"][]> => {
        const { body } = await ask("GET", path, how);
        return body.nextLink ? [...body.value, ...(await all(body.nextLink, how))] : body.value;
    };
    return {
        state,
        requests,
        origin: urls.arm,
        change: simulator.change,
        ask,
        token: tokenOf,
        all,
        graph: (query, { as, ...more } = {}) => ask("POST", "/providers/Microsoft.ResourceGraph/resources", { as, body: { query, ...more } }),
        close: async () => {
            agent.destroy();
            await simulator.close();
        },
    };
}

export type { ScenarioObject };

function withVersion(url: URL): URL {
    if (!url.searchParams.has("api-version")) {
        url.searchParams.set("api-version", "2024-01-01");
    }
    return url;
}

function send(agent: https.Agent, method: string, url: URL, headers: Record<string, string>, sent: string): Promise<Answer> {
    return new Promise((resolve, reject) => {
        const json: Record<string, string> = sent ? { "content-type": "application/json", "content-length": String(Buffer.byteLength(sent)) } : {};
        const request = https.request(url, { method, agent, headers: { ...json, ...headers } }, (response) => {
            const chunks: Buffer[] = [];
            response.on("data", (chunk: Buffer) => chunks.push(chunk));
            response.on("end", () => {
                const text = Buffer.concat(chunks).toString();
                const answered = response.headers as Record<string, string>;
                resolve({ status: response.statusCode ?? 0, headers: answered, body: text ? JSON.parse(text) : undefined });
            });
        });
        request.on("error", reject);
        request.end(sent);
    });
}
