import { isDeepStrictEqual } from "node:util";
import type { AccessFacts, Node } from "../../resources/nodes.ts";

/** What is shown of a node beyond what it was made with. */
export interface Facts extends AccessFacts {
    count?: number;
}

/** What was read about access, so that a description that changes reads nothing again. */
export interface AccessMemory {
    /** The children of a node: remembered where they tell about access, else from `read`. */
    children(node: Node, read: () => Promise<Node[]>): Promise<Node[]>;
    /** Notes what was learnt about a node, and shows it where it is news. */
    learn(node: Node, facts: Facts): void;
    /** A call has succeeded: reads anew where a role is shown that is not in force yet. */
    showProof(): void;
    /** The next `children` reads anew; what was learnt stays until something else is. */
    forget(): void;
    dispose(): void;
}

/** Nodes below which access is shown. */
const accessKinds: ReadonlySet<Node["kind"]> = new Set(["attached", "virtualMachineIdentity", "holders", "roles", "callers"]);

/** Minutes that are left until a role is in force are counted down. */
const countDownMs = 60_000;

/** @param show shows a node anew; @param recount reads anew what is shown of access. */
export function createAccessMemory(show: (node: Node) => void, recount: () => void): AccessMemory {
    const reads = new Map<string, Promise<Node[]>>();
    const learnt = new Map<string, Facts>();
    /** The node that the tree shows now: each reload makes new ones of the same ids. */
    const shown = new Map<string, Node>();
    let soon: NodeJS.Timeout | undefined;
    const countDown = () => {
        soon = undefined;
        reads.clear();
        recount();
    };
    return {
        async children(node, read) {
            const reading = reads.get(node.id) ?? read();
            if (accessKinds.has(node.kind)) {
                reads.set(node.id, reading);
            }
            const children = await reading;
            for (const child of children.filter(({ kind }) => accessKinds.has(kind))) {
                shown.set(child.id, Object.assign(child, learnt.get(child.id)));
            }
            return children;
        },
        learn({ id }, facts) {
            const known = learnt.get(id);
            learnt.set(id, facts);
            const node = shown.get(id);
            if (node && !isDeepStrictEqual(known, facts)) {
                show(Object.assign(node, facts));
            }
            if (isPending(facts)) {
                soon ??= setTimeout(countDown, countDownMs);
            }
        },
        showProof() {
            if ([...learnt.values()].some(isPending)) {
                clearTimeout(soon);
                countDown();
            }
        },
        forget: () => reads.clear(),
        dispose: () => clearTimeout(soon),
    };
}

function isPending({ mayCall }: Facts): boolean {
    return mayCall === "soon";
}
