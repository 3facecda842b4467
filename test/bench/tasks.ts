/** What the client process can do; `client.ts` calls it by message, one task at a time. */
import { readStream, type StreamOrder, type StreamTimes } from "./bareFetch.ts";
import { type GraphOrder, readGraph } from "./bareGraph.ts";
import { type SendOrder, sendTogether } from "./sends.ts";
import { type TreeOrder, type TreeWalk, walkTree } from "./treeWalk.ts";

export interface Tasks {
    readStream(order: StreamOrder): Promise<StreamTimes>;
    readGraph(order: GraphOrder): Promise<{ ms: number; rows: number }>;
    walkTree(order: TreeOrder): Promise<TreeWalk>;
    sendTogether(order: SendOrder): Promise<{ ms: number; answers: number }>;
}

const tasks: Tasks = { readStream, readGraph, walkTree, sendTogether };

process.on("message", ({ task, argument }: { task: keyof Tasks; argument: never }) => {
    tasks[task](argument).then(
        (result) => process.send?.({ result }),
        (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
    );
});
