import assert from "node:assert/strict";
import { createAccessReader } from "../../../src/azure/access/accessReader.ts";
import { presentCaller } from "../../../src/resources/presentAccess.ts";
import { accountId, developer, type Sandbox, startSandbox } from "../sandbox.ts";
import type { RequestLine } from "../../../src/azure/requestLine.ts";

const dev = "3f8e6d1c-97b2-4a05-8c4e-2b1d0f9a7e63";
const reader = "5a17c0d8-24e9-4b6f-9f31-d8e2a7b4c590";
const uai = "8a3d5f10-2e7b-4c94-b1d6-e05f7a9c4283";

describe("Names of users and groups", function () {
    this.timeout(20_000);
    let sandbox: Sandbox;

    beforeEach(async () => {
        sandbox = await startSandbox();
        for (const principal of [developer, "reader@contoso.com"]) {
            await sandbox.simulator.change({ change: "assign", principal, role: "Cognitive Services User", scope: "ai-services-playground" });
        }
        sandbox.simulator.state.clock.advance(120_000);
    });
    afterEach(() => sandbox.close());

    const asked = () => sandbox.simulator.requests.filter(({ service }) => service === "graph");
    const nameOf = async (access = sandbox.access(), names = createAccessReader()) => {
        const found = await names.whoCanCall(access, accountId);
        return new Map(found.map((caller) => [caller.principalId, caller.known?.name]));
    };

    it("are shown to whoever may read the directory, with one request for all, once", async () => {
        const names = createAccessReader();
        const found = await nameOf(sandbox.access(), names);
        assert.deepEqual([found.get(dev), found.get(reader), found.get(uai)], ["Dev Contoso", "Reader Contoso", "uai-playground"]);
        await nameOf(sandbox.access(), names);
        assert.deepEqual(asked().map(({ method, path, status }) => [method, path, status]), [["POST", "/v1.0/directoryObjects/getByIds", 200]]);
        names.clear();
        await nameOf(sandbox.access(), names);
        assert.equal(asked().length, 2, "asked again after a refresh");
    });

    it("come with the icon of what they are, and are text whatever they look like", async () => {
        sandbox.simulator.state.principals.get(reader)!.displayName = "$(alert)\u202e[x](https://evil.example)\nReader";
        const found = await createAccessReader().whoCanCall(sandbox.access(), accountId);
        const caller = found.find(({ principalId }) => principalId === reader)!;
        assert.equal(caller.known?.name, "$(alert)[x](https://evil.example) Reader");
        assert.equal(caller.known?.userPrincipalName, "reader@contoso.com");
        const node = { kind: "caller", caller, now: new Date() } as Parameters<typeof presentCaller>[0];
        assert.equal(presentCaller(node).icon, "account");
    });

    it("are ids where the directory refuses, and it is asked no more", async () => {
        await sandbox.simulator.change({ change: "assign", principal: "uai-playground", role: "Reader", scope: "Playground" });
        sandbox.simulator.state.clock.advance(120_000);
        const [access, names] = [sandbox.access("uai-playground"), createAccessReader()];
        for (let times = 0; times < 2; times++) {
            const found = await nameOf(access, names);
            assert.deepEqual([found.has(dev), found.get(dev)], [true, undefined]);
        }
        assert.deepEqual(asked().map(({ status }) => status), [403]);
    });

    it("are ids where the directory hides them, gives no token, breaks off or can't be reached", async () => {
        await sandbox.simulator.change({ change: "setDirectory", tenant: "contoso.com", allowedToReadOtherUsers: false });
        const hidden = await nameOf();
        assert.deepEqual([hidden.get(dev), hidden.get(reader)], ["Dev Contoso", undefined]);
        const lines: RequestLine[] = [];
        const access = { ...sandbox.access(), log: (line: RequestLine) => void lines.push(line) };
        const directory = { getToken: () => Promise.reject(new Error("No consent.")) };
        assert.equal((await nameOf({ ...access, directory })).get(dev), undefined);
        const elsewhere = { ...access.cloud, microsoftGraph: "https://localhost:1" };
        assert.equal((await nameOf({ ...access, cloud: elsewhere })).get(dev), undefined);
        assert.equal(lines.filter(({ path }) => path === "/v1.0/directoryObjects/getByIds").length, 2, "the log tells of both");
        sandbox.simulator.fault({ match: { path: "getByIds" }, action: { cutAfterBytes: 10 } });
        assert.equal((await nameOf(access)).get(dev), undefined);
    });

    it("are not asked for in a cloud whose Graph is not known", async () => {
        const found = await nameOf({ ...sandbox.access(), directory: undefined });
        assert.deepEqual([found.has(dev), found.get(dev), asked().length], [true, undefined, 0]);
    });
});
