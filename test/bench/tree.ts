import { type RecordedRequest, type ScenarioObject, type Simulator, startSimulator } from "../simulator/index.ts";
import type { GraphBody } from "./bareGraph.ts";
import { type Client, startClient } from "./client.ts";
import { type Figure, median } from "./figure.ts";
import type { TreeWalk } from "./treeWalk.ts";

const rounds = 5;
const rowsPerPage = 1000;
const accountId = "dev@contoso.com";

/** One tenant with one user, who owns what the seed adds. */
const scenario: ScenarioObject = {
    tenants: [{ id: "7d2c5b1e-3a4f-4c86-9e0b-51f6a8c9d210", displayName: "Contoso", defaultDomain: "contoso.com" }],
    principals: [{ kind: "user", displayName: "Dev Contoso", upn: accountId, oid: "3f8e6d1c-97b2-4a05-8c4e-2b1d0f9a7e63", tenant: "contoso.com" }],
    subscriptions: [],
};

/** The Azure view over 100 subscriptions of 100 resources: 4,000 identities, 4,000 accounts, 2,000 machines. */
export async function measureTree(): Promise<Figure[]> {
    const simulator = await startSimulator({ scenario, seed: { subscriptions: 100, resourcesPerSubscription: 100 } });
    const client = startClient(simulator);
    try {
        return await measure(simulator, client);
    } finally {
        await client.stop();
        await simulator.close();
    }
}

async function measure(simulator: Simulator, client: Client): Promise<Figure[]> {
    const { accessToken } = await simulator.token({ principal: accountId, resource: "https://management.azure.com" });
    const walk = () => {
        restoreQuota(simulator);
        return client.run("walkTree", { customCloud: simulator.customCloud, accountId, armToken: accessToken });
    };
    await walk();
    simulator.clearRequests();
    const counted = await walk();
    const sent = [...simulator.requests];
    const graph = { ...queriesOf(simulator, sent), token: accessToken };
    const bare = () => {
        restoreQuota(simulator);
        return client.run("readGraph", graph);
    };
    await bare();
    const samples = { walk: [] as number[], bare: [] as number[] };
    for (let round = 0; round < rounds; round++) {
        samples.walk.push((await walk()).ms);
        samples.bare.push((await bare()).ms);
    }
    return [...requestFigures(sent, counted, simulator), timeFigure(samples, counted)];
}

/** Resource Graph throttles who asks again and again within seconds; the bench does, a user does not. */
function restoreQuota({ state }: Simulator): void {
    state.clock.advance(10_000);
}

/** What the tree asked Resource Graph, without the pages that followed. */
function queriesOf({ urls }: Simulator, sent: RecordedRequest[]): { url: string; bodies: GraphBody[] } {
    const first = sent.filter(isGraph).filter(({ body }) => (body as GraphBody).options["$skipToken"] === undefined);
    const { path, apiVersion } = first[0]!;
    return { url: `${urls.arm}${path}?api-version=${apiVersion}`, bodies: first.map(({ body }) => body as GraphBody) };
}

function isGraph({ path }: RecordedRequest): boolean {
    return /\/providers\/Microsoft\.ResourceGraph\/resources$/i.test(path);
}

function requestFigures(sent: RecordedRequest[], { subscriptions }: TreeWalk, { state }: Simulator): Figure[] {
    const lists = sent.filter(({ service }) => service === "arm").filter((request) => !isGraph(request)).length;
    const kinds = [
        { name: "AI Services", type: "microsoft.cognitiveservices/accounts", count: [...state.accounts].length },
        { name: "managed identities", type: "microsoft.managedidentity/userassignedidentities", count: [...state.identities].length },
        { name: "virtual machines", type: "microsoft.compute/virtualmachines", count: [...state.machines].length },
    ];
    return kinds.map(({ name, type, count }) => {
        const pages = sent.filter(isGraph).filter(({ body }) => (body as GraphBody).query.includes(type)).length;
        const aim = Math.ceil(count / rowsPerPage) + 2;
        return {
            name: `Tree: requests for ${name}`, unit: "requests", measured: lists + pages, aim: { of: "measured", atMost: aim },
            method: `Resource Graph pages plus the lists of tenants and subscriptions that all kinds share, for ${count} resources in ${subscriptions} subscriptions, counted by the local Azure`,
        };
    });
}

function timeFigure(samples: { walk: number[]; bare: number[] }, { subscriptions, resources }: TreeWalk): Figure {
    return {
        name: "Tree: all of it opened", unit: "ms", measured: median(samples.walk), samples,
        baseline: { name: "the same Resource Graph pages by bare fetch, the three queries at once", value: median(samples.bare) },
        method: `every subscription (${subscriptions}) and group, ${resources} resources of three kinds, by the functions behind the view, from an empty cache in a process of its own; median of ${rounds}`,
    };
}
