import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { createTls } from "../../simulator/tls.ts";
import { hello, startServer, tokenFor } from "./inferenceServer.ts";

const script = join(import.meta.dirname, "inferenceEnvironment.ts");

/** What a chat with `endpoint` prints in a process with these variables. */
async function chatIn(environment: Record<string, string>, endpoint: string): Promise<string> {
    const { stdout } = await promisify(execFile)(process.execPath, [script, endpoint], { env: { PATH: process.env["PATH"], ...environment } });
    return stdout;
}

const said = '"Hello"\n';

describe("An environment that says otherwise", function () {
    this.timeout(20_000);

    it("does not decide whom the user calls, and as whom", async () => {
        await using server = await startServer(hello);
        const output = await chatIn({
            OPENAI_API_KEY: "sk-other", OPENAI_ADMIN_KEY: "sk-admin", OPENAI_BASE_URL: "https://attacker.invalid/v1", OPENAI_ORG_ID: "org-x",
            OPENAI_PROJECT_ID: "proj-x", OPENAI_WEBHOOK_SECRET: "whsec", OPENAI_LOG: "debug", AZURE_OPENAI_API_KEY: "key",
            AZURE_OPENAI_ENDPOINT: "https://attacker.invalid", OPENAI_API_VERSION: "2023-05-15", AZURE_CLIENT_ID: "someone-else",
            OPENAI_CUSTOM_HEADERS: "Authorization: Bearer stolen\napi-key: key\nX-Extra: 1",
        }, server.url);
        assert.equal(output, said);
        const { url, headers } = server.requests[0]!;
        assert.equal(url, "/openai/v1/chat/completions");
        assert.equal(headers.authorization, `Bearer ${tokenFor("https://cognitiveservices.azure.com").value}`);
        const foreign = ["api-key", "x-extra", "openai-organization", "openai-project"].filter((name) => name in headers);
        assert.deepEqual(foreign, []);
    });

    it("is asked for the authority of a private certificate, and heeds it once it is set", async () => {
        const tls = await createTls();
        const server = createServer(tls, (_request, response) => {
            hello({ response, method: "POST", url: "", headers: {}, body: {} });
        });
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        const endpoint = `https://localhost:${(server.address() as AddressInfo).port}/`;
        try {
            assert.match(await chatIn({}, endpoint), /does not trust the certificate/);
            assert.equal(await chatIn({ NODE_EXTRA_CA_CERTS: tls.caFile }, endpoint), said);
        } finally {
            server.close();
            server.closeAllConnections();
            await tls.remove();
        }
    });
});
