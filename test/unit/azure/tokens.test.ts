import assert from "node:assert/strict";
import { type Cloud, parseCustomCloud } from "../../../src/azure/cloud.ts";
import { armCredential, createTokens } from "../../../src/azure/credentials.ts";
import { isAccessError } from "../../../src/azure/errors.ts";

const setting = {
    name: "Contoso",
    resourceManagerEndpointUrl: "https://management.contoso.local/",
    activeDirectoryEndpointUrl: "https://login.contoso.local/",
    hostSuffixes: ["openai.contoso.local"],
};
const developer = { kind: "account", accountId: "dev", name: "dev@contoso.com" } as const;

/** Tokens of a developer whose sign-in counts what it hands out, and answers when told. */
function tokens(first: Cloud) {
    let cloud = first;
    let asked = 0;
    const gates: (() => void)[] = [];
    const getToken = createTokens({
        cloud: () => cloud,
        async accountToken() {
            const serial = ++asked;
            await new Promise<void>((resolve) => gates.push(resolve));
            return { token: `opaque-token-number-${serial}`, expiresOn: Date.now() + 3_600_000 };
        },
    });
    return {
        getToken,
        choose: (other: Cloud) => void (cloud = other),
        answer: () => gates.splice(0).forEach((open) => open()),
        get asked() { return asked; },
    };
}

describe("A token that was given in one cloud", () => {
    const before = parseCustomCloud(setting);
    const edits: [what: string, edited: object][] = [
        ["its Resource Manager", { resourceManagerEndpointUrl: "https://management.evil.test/" }],
        ["its authority", { activeDirectoryEndpointUrl: "https://login.evil.test/" }],
        ["its hosts", { hostSuffixes: ["evil.test"] }],
        ["its audience", { resourceManagerAudience: "https://management.azure.com" }],
        ["its models' audiences", { openAiAudiences: ["https://ai.azure.com"] }],
    ];
    for (const [what, edited] of edits) {
        it(`is not used again after ${what} was edited under the same name`, async () => {
            const given = tokens(before);
            const first = given.getToken(developer, "https://a.test");
            given.answer();
            assert.equal((await first).value, "opaque-token-number-1");
            given.choose(parseCustomCloud({ ...setting, ...edited }));
            const second = given.getToken(developer, "https://a.test");
            given.answer();
            assert.equal((await second).value, "opaque-token-number-2");
        });
    }

    it("is used again by the same cloud under another name", async () => {
        const given = tokens(before);
        const first = given.getToken(developer, "https://a.test");
        given.answer();
        await first;
        given.choose(parseCustomCloud({ ...setting, name: "Fabrikam" }));
        assert.equal((await given.getToken(developer, "https://a.test")).value, "opaque-token-number-1");
    });

    it("is not waited for by a request of another, although it is on its way", async () => {
        const given = tokens(before);
        const first = given.getToken(developer, "https://a.test");
        given.choose(parseCustomCloud({ ...setting, hostSuffixes: ["evil.test"] }));
        const second = given.getToken(developer, "https://a.test");
        assert.equal(given.asked, 2);
        given.answer();
        assert.notEqual((await first).value, (await second).value);
    });

    it("is not asked for by what began in another: it would go to that one's hosts", async () => {
        const given = tokens(before);
        const credential = armCredential(given.getToken, developer, before);
        given.choose(parseCustomCloud({ ...setting, resourceManagerAudience: "https://management.azure.com" }));
        const error = await credential.getToken("x").then(() => undefined, (caught: unknown) => caught);
        assert.ok(isAccessError(error), String(error));
        assert.deepEqual([error.failure.kind, error.failure.summary], ["cloudChanged", "Contoso has been changed in the settings meanwhile"]);
        assert.equal(given.asked, 0);
    });
});
