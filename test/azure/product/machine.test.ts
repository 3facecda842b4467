import assert from "node:assert/strict";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { attachedIdentities, type MachineReading, readMachine } from "../../../src/azure/machine.ts";
import { assertDescribed, machineId, type Sandbox, startSandbox, subscriptionId } from "../sandbox.ts";

const variable = "AZURE_POD_IDENTITY_AUTHORITY_HOST";

/** What one reads from a metadata endpoint that behaves like this, and in how many milliseconds. */
async function readFrom(serve: RequestListener, timeoutMs?: number): Promise<{ reading: MachineReading; ms: number; host: string }> {
    const server = createServer(serve);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
    try {
        return { host, ...(await readAt(`http://${host}`, timeoutMs)) };
    } finally {
        server.close();
        server.closeAllConnections();
    }
}

async function closedPort(): Promise<string> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    return `127.0.0.1:${port}`;
}

async function readAt(url: string, timeoutMs?: number) {
    const before = process.env[variable];
    process.env[variable] = url;
    const start = performance.now();
    try {
        return { reading: await readMachine(undefined, timeoutMs), ms: performance.now() - start };
    } finally {
        if (before === undefined) {
            delete process.env[variable];
        } else {
            process.env[variable] = before;
        }
    }
}

const reason = (reading: MachineReading) => reading.kind === "notAzure" ? reading.reason : assert.fail("taken for Azure");

describe("This machine", () => {
    let sandbox: Sandbox;
    before(async () => {
        sandbox = await startSandbox();
    });
    after(() => sandbox.close());

    it("is known by name, group, subscription, place and size", async () => {
        const { reading } = await readAt(sandbox.simulator.urls.imds);
        assert.deepEqual(reading, {
            kind: "azure",
            machine: {
                name: "vm-playground", resourceId: machineId, resourceGroup: "rg-playground", subscriptionId, location: "eastus2",
                size: "Standard_D2s_v5", vmId: "a5c8f3e1-7b90-4d26-93e4-0f1d6b2c8a79", environment: "AzurePublicCloud",
                scaleSetId: undefined, privateIp: "10.1.0.4",
            },
        });
    });

    it("has the identities that ARM tells, with all their ids", async () => {
        sandbox.simulator.clearRequests();
        const { reading } = await readAt(sandbox.simulator.urls.imds);
        assert.ok(reading.kind === "azure");
        const identity = await attachedIdentities(sandbox.access(), reading.machine);
        assert.equal(identity.systemPrincipalId, "6e9f1b2d-c407-4583-9d7a-b8e5a0f3c614");
        assert.deepEqual(identity.userAssigned.map(({ clientId }) => clientId), ["40efb7d2-58c1-4a9e-8d36-71f9c02b30e4", "9b1c4e8f-0d25-4f73-a6b8-3e9d5c1077aa"]);
        assertDescribed(sandbox);
    });

    it("belongs to its scale set, whose identities are its own", async () => {
        const scaleSet = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Compute/virtualMachineScaleSets/vmss";
        const { reading } = await readFrom((_request, response) =>
            void response.end(JSON.stringify({ compute: { name: "vmss_0", resourceId: `${scaleSet}/virtualMachines/0` } })));
        assert.equal(reading.kind === "azure" && reading.machine.scaleSetId, scaleSet);
    });

    it("is not Azure's where the connection is refused, which is said with the address", async () => {
        const host = await closedPort();
        const { reading, ms } = await readAt(`http://${host}`);
        assert.equal(reason(reading), `${host} can't be reached (ECONNREFUSED)`);
        assert.ok(ms < 500, `${ms}`);
    });

    it("is not Azure's where nothing answers, which is known within 2 s", async () => {
        const { reading, ms, host } = await readFrom(() => undefined);
        assert.equal(reason(reading), `no answer from ${host} within 1.5 s`);
        assert.ok(ms < 2_000, `${ms}`);
    });

    it("is not Azure's where the connection is reset", async () => {
        const { reading } = await readFrom((request) => void request.socket.resetAndDestroy());
        assert.match(reason(reading), /can't be reached \(ECONNRESET\)/);
    });

    for (const [what, status, body] of [
        ["a proxy's page", 200, "<!DOCTYPE html><html><body>Please sign in</body></html>"],
        ["a proxy's error", 502, "<html>Bad Gateway</html>"],
        ["a 403 without a word", 403, ""],
        ["a 404", 404, "{}"],
        ["JSON of something else", 200, '{"hello":"world"}'],
        ["JSON null", 200, "null"],
        ["an empty answer", 200, ""],
        ["a machine without an id", 200, '{"compute":{"name":"x"}}'],
    ] as const) {
        it(`is not Azure's where the answer is ${what}`, async () => {
            const { reading, host } = await readFrom((_request, response) => void response.writeHead(status).end(body));
            assert.equal(reason(reading), `${host} answered ${status}, but not as Azure's metadata service does`);
        });
    }

    it("asks with the Metadata header and a version that the service knows", async () => {
        let asked: { url?: string; metadata?: string | string[] } = {};
        await readFrom(({ url, headers }, response) => {
            asked = { url, metadata: headers["metadata"] };
            response.end();
        });
        assert.deepEqual(asked, { url: "/metadata/instance?api-version=2021-02-01", metadata: "true" });
    });
});
