import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";

const root = join(import.meta.dirname, "../..");
const gate = "src/azure/gate.ts";

/** What only the named files may do; everything else in `src` must leave it alone. Comments are not looked at. */
const rules: { what: string; sign: RegExp; only: string[] }[] = [
    { what: "names the Authorization header", sign: /["'`](proxy-)?authorization["'`]|(?<![\w.])authorization["'`]?\]?\s*[:=](?!=)|\.authorization\s*=(?!=)/i, only: [gate] },
    { what: "writes a scheme and a secret", sign: /["'`](Bearer|Basic|SharedKey|SharedAccessSignature)( ?["'`]| \$\{)/i, only: [gate] },
    { what: "sets a header", sign: /\bsetHeader\s*\(|\bheaders\s*(\??\.)\s*(set|append)\s*\(|\bheaders\s*\[[^\]]*\]\s*=(?!=)/i, only: [gate] },
    { what: "calls fetch", sign: /(?<![\w$])fetch\s*\(|\bfetch\s*\.\s*(call|apply|bind)\b/, only: [gate, "src/azure/trustedFetch.ts"] },
    { what: "imports the fetch that is trusted", sign: /trustedFetch\.ts["']/, only: [gate] },
    {
        what: "opens connections of its own",
        sign: /["'](node:)?(http|https|http2|net|tls|dgram)["']|["'](undici|axios|node-fetch|got|ws)["']|\b(XMLHttpRequest|WebSocket|EventSource)\s*\(|sendBeacon/,
        // The metadata service's requests, which carry no token; and the names of the authorities to be trusted.
        only: ["src/azure/imds/imds.ts", "src/azure/trustedFetch.ts"],
    },
    { what: "sends a token", sign: /\bsendWithToken\b/, only: [gate, "src/azure/arm/armTransport.ts", "src/azure/inference/inferenceTransport.ts", "src/azure/access/directoryTransport.ts"] },
    { what: "asks a credential for Resource Manager's token", sign: /\.credential\b\s*[.,)]/, only: ["src/azure/arm/armTransport.ts"] },
    { what: "asks a credential for Microsoft Graph's token", sign: /\bdirectory\??\s*\.\s*getToken\b/, only: ["src/azure/access/directoryTransport.ts"] },
    { what: "lets an SDK put the token", sign: /bearerTokenAuthenticationPolicy\s*\(|\bapiKey\s*:(?! "put by the gate")|\bazureADTokenProvider\b/, only: [] },
    { what: "makes an SDK client without the gate", sign: /new \w*(Client|AzureOpenAI)\((?!credential\b|\{ credential, )/, only: [] },
];

function withoutComments(text: string): string {
    return text.replace(/^\s*\/\/.*$|^\s*\/?\*.*$|\s\/\/ .*$/gm, "");
}

function broken(file: string, text: string): string[] {
    return rules.filter(({ sign, only }) => !only.includes(file) && sign.test(withoutComments(text))).map(({ what }) => what);
}

describe("One gate", () => {
    const files = readdirSync(join(root, "src"), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
        .map((entry) => relative(root, join(entry.parentPath, entry.name)));

    it("is the only place that puts a token on a request, or sends one", () => {
        const wrong = files.flatMap((file) => broken(file, readFileSync(join(root, file), "utf8")).map((what) => `${file} ${what}`));
        assert.deepEqual(wrong, []);
    });

    it("is where the rules say: each of them finds what it is about", () => {
        assert.match(readFileSync(join(root, gate), "utf8"), /headers\.set\("authorization"/);
        const seen = rules.filter(({ only, sign }) => only.every((file) => sign.test(withoutComments(readFileSync(join(root, file), "utf8"))) || file === gate || file.endsWith("trustedFetch.ts")));
        assert.equal(seen.length, rules.length);
    });

    for (const offence of [
        "request.headers.set('Authorization', token)", "request.setHeader(name, token)", "headers['authorization'] = token",
        "const h = { Authorization: token }", "const h = { \"authorization\": token }", "const h = { ['Authorization']: token }",
        "options.headers.authorization = token", "const value = `Bearer ${token}`", "const value = \"Bearer \" + token",
        "await fetch(url, { headers })", "await globalThis.fetch(url)", "globalThis.fetch.call(undefined, url)",
        "import https from \"node:https\";", "const { request } = await import(\"http\");", "import { fetch } from \"undici\";",
        "import { trustedFetch } from \"../trustedFetch.ts\";", "sendWithToken(anywhere, token, url, {})",
        "await access.credential.getToken(scope)", "await access.directory?.getToken(scope)", "new ComputeManagementClient(access.credential, subscriptionId, options)",
        "new OpenAI({ apiKey: token })", "new AzureOpenAI({ azureADTokenProvider })", "bearerTokenAuthenticationPolicy({ credential })",
    ]) {
        it(`would notice ${offence}`, () => {
            assert.notDeepEqual(broken("src/azure/new.ts", offence), []);
        });
    }

    for (const harmless of [
        "const path = \"Microsoft.Authorization/roleAssignments\";", "import { x } from \"@azure/arm-authorization\";",
        "remedy: \"look for a proxy that changes the Authorization header.\"", "if (headers[\"x\"] === 1) {}",
    ]) {
        it(`lets pass ${harmless}`, () => {
            assert.deepEqual(broken("src/azure/new.ts", harmless), []);
        });
    }
});
