/** A Resource Graph query to its last page, with nothing but `fetch`; the baseline of the tree. */
export interface GraphOrder {
    url: string;
    token: string;
    /** One request for each query, which are read at the same time. */
    bodies: GraphBody[];
}

export interface GraphBody {
    query: string;
    subscriptions: string[];
    options: Record<string, unknown>;
}

export async function readGraph({ url, token, bodies }: GraphOrder): Promise<{ ms: number; rows: number }> {
    const start = performance.now();
    const counts = await Promise.all(bodies.map((body) => readPages(url, token, body)));
    return { ms: performance.now() - start, rows: counts.reduce((sum, count) => sum + count, 0) };
}

async function readPages(url: string, token: string, body: GraphBody): Promise<number> {
    let rows = 0;
    let $skipToken: string | undefined;
    do {
        const response = await fetch(url, {
            method: "POST", body: JSON.stringify({ ...body, options: { ...body.options, $skipToken } }),
            headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        });
        if (!response.ok) {
            throw new Error(`Resource Graph answered ${response.status}: ${await response.text()}`);
        }
        const page = await response.json() as { data: unknown[]; $skipToken?: string };
        rows += page.data.length;
        $skipToken = page.$skipToken;
    } while ($skipToken);
    return rows;
}
