import { parseCustomCloud } from "../../src/azure/cloud.ts";
import { decodeClaims, type GetToken } from "../../src/azure/credentials.ts";
import { createInventory } from "../../src/azure/inventory.ts";
import { accountManagement } from "../../src/azure/arm/managements.ts";
import { azureChildren, azureRoots, type AzureTreeSources } from "../../src/resources/azureNodes.ts";

export interface TreeOrder {
    customCloud: Record<string, unknown>;
    accountId: string;
    armToken: string;
}

export interface TreeWalk {
    ms: number;
    subscriptions: number;
    resources: number;
}

/** Opens every subscription and every group of the Azure view, with the product's own functions and an empty cache. */
export async function walkTree(order: TreeOrder): Promise<TreeWalk> {
    const sources = sourcesOf(order);
    const start = performance.now();
    const roots = await azureRoots(sources);
    const members = await Promise.all(roots.map(async (root) => {
        const groups = await azureChildren(root, sources);
        return Promise.all(groups.map((group) => azureChildren(group, sources)));
    }));
    const nodes = members.flat(2);
    const failed = [...roots, ...nodes].find(({ kind }) => kind === "failure");
    if (failed) {
        throw new Error(`The tree shows a failure: ${JSON.stringify(failed)}`);
    }
    return { ms: performance.now() - start, subscriptions: roots.length, resources: nodes.filter((node) => "resourceId" in node).length };
}

function sourcesOf({ customCloud, accountId, armToken }: TreeOrder): AzureTreeSources {
    const cloud = parseCustomCloud(customCloud);
    const claims = decodeClaims(armToken);
    const getToken: GetToken = () => Promise.resolve({ value: armToken, expiresOn: (claims.exp ?? 0) * 1000, claims });
    const management = accountManagement({ cloud, getToken, log: () => undefined }, [{ kind: "account", accountId, name: accountId }]);
    const fail = (error: unknown) => {
        throw error;
    };
    return {
        inventory: createInventory(() => Promise.resolve(management), { onFallback: (_kind, error) => fail(error) }),
        explain: fail,
        explainTenant: ({ error }) => fail(error),
        filter: () => "",
        shown: () => Infinity,
        // What is below a resource is not opened, and so the rest is never asked for.
    } satisfies Partial<AzureTreeSources> as unknown as AzureTreeSources;
}
