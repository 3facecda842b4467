import assert from "node:assert/strict";
import type { Node } from "../../../src/resources/nodes.ts";
import { createAccessMemory } from "../../../src/ui/trees/accessMemory.ts";

const attached = (id: string) => ({ kind: "attached", id }) as Node;
const machine = { kind: "machine", id: "machine" } as Node;

describe("what the trees remember of access", () => {
    function setting() {
        const shown: Node[] = [];
        const recounts: string[] = [];
        const memory = createAccessMemory((node) => shown.push(node), () => recounts.push("all"));
        return { memory, shown, recounts };
    }

    it("reads the roles below an identity once, until it is told to forget", async () => {
        const { memory } = setting();
        let reads = 0;
        const read = async () => (reads++, []);
        await memory.children(attached("a"), read);
        await memory.children(attached("a"), read);
        assert.equal(reads, 1);
        memory.forget();
        await memory.children(attached("a"), read);
        assert.equal(reads, 2);
    });

    it("reads what does not tell about access each time", async () => {
        const { memory } = setting();
        let reads = 0;
        const read = async () => (reads++, []);
        await memory.children(machine, read);
        await memory.children(machine, read);
        assert.equal(reads, 2);
    });

    it("shows a node anew when something is learnt of it, and only then", async () => {
        const { memory, shown } = setting();
        await memory.children(machine, async () => [attached("a")]);
        memory.learn(attached("a"), { access: "1 role" });
        memory.learn(attached("a"), { access: "1 role" });
        assert.deepEqual(shown, [{ kind: "attached", id: "a", access: "1 role" }]);
    });

    it("tells a node of the same id, made by a later read, what was learnt before", async () => {
        const { memory } = setting();
        memory.learn(attached("a"), { access: "1 role" });
        const [child] = await memory.children(machine, async () => [attached("a")]);
        assert.deepEqual(child, { kind: "attached", id: "a", access: "1 role" });
    });

    it("reads anew after a successful call only where a role is shown as not in force yet", async () => {
        const { memory, recounts } = setting();
        memory.learn(attached("a"), { access: "1 role" });
        memory.showProof();
        assert.deepEqual(recounts, []);
        memory.learn(attached("b"), { access: "role in force in ~3 min", mayCall: "soon" });
        memory.showProof();
        assert.deepEqual(recounts, ["all"]);
        memory.dispose();
    });
});
