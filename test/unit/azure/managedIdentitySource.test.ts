import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tokenFailure } from "../../../src/azure/failures/identityErrors.ts";
import { observed } from "../../../src/azure/imds/imds.ts";
import { managedIdentityTransport } from "../../../src/azure/imds/imdsTransport.ts";
import { managedIdentitySource } from "../../../src/azure/imds/source.ts";
import { createPipelineRequest } from "@azure/core-rest-pipeline";

describe("The endpoint that gives a machine its tokens", () => {
    for (const [source, environment, hasArcAgent] of [
        ["imds", {}, false],
        ["azureArc", {}, true],
        ["azureArc", { IDENTITY_ENDPOINT: "http://localhost:40342/…", IMDS_ENDPOINT: "http://localhost:40342" }, false],
        ["cloudShell", { MSI_ENDPOINT: "http://localhost:50342/oauth2/token" }, false],
        ["machineLearning", { MSI_ENDPOINT: "x", MSI_SECRET: "x" }, false],
        ["appService", { IDENTITY_ENDPOINT: "x", IDENTITY_HEADER: "x" }, true],
        ["serviceFabric", { IDENTITY_ENDPOINT: "x", IDENTITY_HEADER: "x", IDENTITY_SERVER_THUMBPRINT: "x" }, false],
        ["imds", { IDENTITY_ENDPOINT: "", MSI_ENDPOINT: "" }, false],
    ] as const) {
        it(`is ${source} with ${Object.keys(environment).join(" and ") || "no variable"}${hasArcAgent ? " and an Arc agent" : ""}`, () => {
            assert.equal(managedIdentitySource(environment, () => hasArcAgent), source);
        });
    }
});

describe("A page in the place of a token", () => {
    const identity = { kind: "systemAssigned", name: "vm-1" } as const;

    async function failureFor(status: number, headers: Record<string, string>, body: string) {
        const server = createServer((_request, response) => response.writeHead(status, headers).end(body));
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/metadata/identity/oauth2/token`;
        const error = await observed(async () => {
            await managedIdentityTransport().sendRequest(createPipelineRequest({ url, allowInsecureConnection: true }));
            throw new Error("network_error: See https://aka.ms/msal.js.errors#network_error for details");
        }).then(() => undefined, (caught: unknown) => caught);
        server.close();
        return tokenFailure({ identity, audience: "https://cognitiveservices.azure.com", error });
    }

    it("is told by who answered, its title and its type, although its status is 200", async () => {
        const failure = await failureFor(200, { "content-type": "text/html", "server": "portal", "via": "1.1 wall" }, "<html><head><title>Guest network</title></head></html>");
        const evidence = Object.fromEntries(failure.evidence.map(({ name, value }) => [name, value]));
        assert.equal(failure.kind, "imdsProxied");
        assert.deepEqual([evidence["Answered by"], evidence["Page title"], evidence["Content type"]], ["portal, via 1.1 wall", "Guest network", "text/html"]);
    });

    it("is told, too, where it is not kept because it may hold a token", async () => {
        const failure = await failureFor(200, { "content-type": "text/html" }, "<html><title>eyJhbGciOiJub25lIn0.e30.</title></html>");
        assert.equal(failure.kind, "imdsProxied");
        assert.doesNotMatch(JSON.stringify(failure), /eyJ/);
    });

    it("is not seen where a token came that the SDK could not read", async () => {
        const failure = await failureFor(200, { "content-type": "application/json" }, '{"access_token":"secret","expires_on":"never"');
        assert.notEqual(failure.kind, "imdsProxied");
        assert.doesNotMatch(JSON.stringify(failure), /secret/);
    });
});
