import assert from "node:assert/strict";
import { explain } from "../../../src/azure/failures/explain.ts";
import type { Machine, MachineReading } from "../../../src/azure/machine.ts";
import type { AttachedReading } from "../../../src/azure/thisMachine.ts";
import { machineChildren, machineRoots, type MachineTreeSources } from "../../../src/resources/machineNodes.ts";
import type { Node } from "../../../src/resources/nodes.ts";
import { present } from "../../../src/resources/presentation.ts";

const resourceId = "/subscriptions/s/resourceGroups/rg-playground/providers/Microsoft.Compute/virtualMachines/vm-playground";
const machine = { name: "vm-playground", resourceId, resourceGroup: "rg-playground", location: "eastus2", subscriptionId: "s" } as Machine;

function sources(attached: AttachedReading, reading: MachineReading = { kind: "azure", machine }): MachineTreeSources {
    return {
        machine: async () => reading,
        attached: async () => attached,
        inventory: { subscriptions: async () => ({ subscriptions: [], failures: [] }) } as unknown as MachineTreeSources["inventory"],
        reader: undefined as never, learn: () => undefined, readAhead: () => undefined,
        explain: async (error, what) => explain(error, { what, who: "uai-no-role" }),
    };
}

const line = (node: Node) => [present(node).label, present(node).description].filter(Boolean).join(" | ");
const system = { kind: "systemAssigned", name: "vm-playground", principalId: "p" } as const;

/** The rows below the machine. */
async function rows(attached: AttachedReading): Promise<Node[]> {
    const [node] = await machineRoots(sources(attached));
    return node?.kind === "machine" ? machineChildren(node, sources(attached)) : assert.fail("no machine");
}

describe("This Machine", () => {
    it("shows the machine with its identities", async () => {
        const identities = [system, { kind: "userAssigned", name: "uai-playground", clientId: "40efb7d2-58c1-4a9e-8d36-71f9c02b30e4", resourceId: "/i" } as const];
        assert.deepEqual((await machineRoots(sources({ kind: "arm", identities }))).map(line), ["vm-playground | rg-playground · eastus2"]);
        assert.deepEqual((await rows({ kind: "arm", identities })).map(line), ["vm-playground (system-assigned)", "uai-playground"]);
    });

    it("says in one line that it is not on Azure, why, and what to do", async () => {
        const nodes = await machineRoots(sources({ kind: "arm", identities: [] }, { kind: "notAzure", reason: "no answer from 169.254.169.254 within 1.5 s" }));
        assert.deepEqual(nodes.map(line), ["Not an Azure virtual machine | no answer from 169.254.169.254 within 1.5 s"]);
        assert.match(present(nodes[0]!).tooltip ?? "", /with Remote\\-SSH/);
        assert.equal(present(nodes[0]!).icon, "circle-slash");
    });

    it("says that others are not known while nobody is signed in, and signs in on a click", async () => {
        const [, missing] = await rows({ kind: "imds", identities: [system], several: false });
        assert.equal(line(missing!), "Others are not known | sign in to see them");
        assert.equal(present(missing!).command?.id, "keyless.signIn");
    });

    it("says why the others are not known where ARM refuses", async () => {
        const error = Object.assign(new Error("refused"), { statusCode: 403, code: "AuthorizationFailed" });
        const [, missing] = await rows({ kind: "imds", identities: [system], several: false, error });
        assert.equal(line(missing!), "Others are not known | uai-no-role could not read the identities of vm-playground");
    });

    it("says that there are several where the metadata service can't choose", async () => {
        assert.deepEqual((await rows({ kind: "imds", identities: [], several: true })).map(line), ["Several user-assigned identities | sign in to see them"]);
    });

    it("says that nothing is attached, and offers to set it up", async () => {
        const [none] = await rows({ kind: "arm", identities: [] });
        assert.match(line(none!), /^No identity attached/);
        assert.equal(present(none!).command?.id, "keyless.setUpAccess");
    });
});
