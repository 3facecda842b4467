import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import type { Failure } from "../../../src/azure/errors.ts";
import { azCommand, azLogin } from "../../../src/azure/failures/failureActions.ts";
import { inferenceFailure, type InferenceObservation } from "../../../src/azure/failures/inferenceErrors.ts";
import { connectionTo, oid, tokenFor } from "./inferenceServer.ts";

const accountId = "/subscriptions/s-1/resourceGroups/rg(prod)/providers/Microsoft.CognitiveServices/accounts/AI-Services";

/** The words that bash makes of the command after `az`; whatever else it does shows in `printed`. */
function wordsOf(command: string): string[] {
    const { stdout, stderr, status } = spawnSync("bash", ["-c", `az() { printf '%s\\n' "$@"; }; ${command}`], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    return stdout.trimEnd().split("\n");
}

/** What the command offered with the failure of a call of the account is for a shell. */
function offered(seen: Omit<InferenceObservation, "connection" | "principal">, target: object): string[] {
    const failure: Failure = inferenceFailure({
        connection: connectionTo("https://ai-services.openai.azure.com/", { accountId, ...target }), principal: tokenFor("https://cognitiveservices.azure.com").claims, ...seen,
    });
    return failure.actions.flatMap((action) => (action.kind === "copy" ? [action.text] : []));
}

describe("A command that is copied for a terminal", () => {
    it("keeps a resource group such as rg(prod) in one word", () => {
        const network = { status: 403, headers: {}, body: JSON.stringify({ error: { code: "403", message: "Access denied due to Virtual Network/Firewall rules." } }) };
        const missing = { status: 401, headers: {}, body: JSON.stringify({ error: { code: "PermissionDenied",
            message: `The principal \`${oid}\` lacks the required data action \`Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action\` to perform \`POST /x\` operation.` } }) };
        const subdomain = { status: 400, headers: {}, body: JSON.stringify({ error: { code: "BadRequest", message: "Please provide a custom subdomain for token authentication, otherwise API key is required." } }) };
        const rule = offered(network, {});
        assert.equal(rule.length, 1);
        assert.deepEqual(wordsOf(rule[0]!).slice(-4), ["--subscription=s-1", "--resource-group=rg(prod)", "--name=AI-Services", "--ip-address=ADDRESS"]);
        const assign = offered(missing, {});
        assert.equal(wordsOf(assign[0]!).at(-1), `--scope=${accountId}`);
        const domain = offered(subdomain, {});
        assert.deepEqual(wordsOf(domain[0]!).slice(-3), ["--resource-group=rg(prod)", "--name=AI-Services", "--custom-domain=ai-services"]);
    });

    for (const value of ["a b", "rg(prod)", "$(touch /tmp/x)", "`id`", "a;b", "a&&b", "%PATH%", "$HOME", "-x", "\"quoted\"", "a|b", "*", "~", "gruppe-größe_1."]) {
        it(`takes ${value} as it is`, () => {
            const [action] = azCommand`az login --tenant=${value}`;
            assert.deepEqual(action?.kind === "copy" && wordsOf(action.text), ["login", `--tenant=${value}`]);
        });
    }

    it("is not offered where a value holds what bash and PowerShell don't read alike, and no Azure name has", () => {
        for (const value of ["x'; rm -rf ~ #", "x’; rm x", "a\nb", "a\u202eb"]) {
            assert.deepEqual(azLogin(value), [], JSON.stringify(value));
        }
    });

    it("is plain where nothing needs a quote", () => {
        assert.deepEqual(azLogin("contoso.com").map((action) => action.kind === "copy" && action.text), ["az login --tenant=contoso.com"]);
        assert.deepEqual(azLogin(undefined).map((action) => action.kind === "copy" && action.text), ["az login"]);
    });
});
