import assert from "node:assert/strict";
import { applySetUp, planSetUp, type SetUpChoice } from "../../../src/access/setUp.ts";
import { azScript } from "../../../src/azure/scripts/azScript.ts";
import { existingChoice, newIdentityChoice, partsOf, systemChoice } from "../../azure/access/setUpSetting.ts";
import { type Sandbox, startSandbox } from "../../azure/sandbox.ts";
import { describeWith } from "../available.ts";
import { python } from "../python/python.ts";
import { type IsolatedAzure, startIsolatedAzure } from "../sandbox/outside.ts";
import { type Az, azIn } from "./az.ts";
import { accountId, signedIn, type SignedIn } from "./signedIn.ts";

const openAi = "https://cognitiveservices.azure.com";
const chatUrl = "https://ai-services-playground.openai.azure.com/openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21";

describeWith("az", "az: how to call a deployment as an identity, from nothing", function () {
    this.timeout(240_000);

    let azure: IsolatedAzure;
    let az: Az;
    let identity: { id: string; clientId: string; principalId: string };
    before(async () => {
        azure = await startIsolatedAzure({ scenario: "setup", delays: { operationMs: 100, identityAttachMs: 0, roleAssignmentMs: 0, principalReplicationMs: 0 } });
        az = azIn(azure);
    });
    after(async () => {
        az.remove();
        await azure.close();
    });

    const curl = async (...args: string[]) => {
        const { code, stdout, stderr } = await azure.run({ file: "/usr/bin/curl", args: ["-sS", ...args], timeoutMs: 20_000, env: { CURL_CA_BUNDLE: azure.caFile } });
        assert.equal(code, 0, stderr);
        return JSON.parse(stdout);
    };
    const token = (selector = "") => curl("-H", "Metadata: true", `http://169.254.169.254/metadata/identity/oauth2/token?api-version=2018-02-01&resource=${openAi}${selector}`);
    const chat = async () => {
        const { access_token: bearer } = await token(`&client_id=${identity.clientId}`);
        return curl(chatUrl, "-H", `Authorization: Bearer ${bearer}`, "-H", "Content-Type: application/json", "-d", JSON.stringify({ messages: [{ role: "user", content: "Hello" }] }));
    };

    it("signs in, and finds that the machine has no identity", async () => {
        const { code, stderr } = await az.run(["login", "--use-device-code", "--tenant", "contoso.com"], "dev@contoso.com");
        assert.equal(code, 0, stderr);
        assert.equal((await token()).error, "invalid_request");
    });

    it("makes an identity and attaches it; IMDS then has tokens for it, which may not call yet", async () => {
        identity = await az`identity create --resource-group rg-playground --name uai-how-to`;
        await az`vm identity assign --resource-group rg-playground --name vm-playground --identities ${identity.id}`;
        const { access_token: bearer, client_id: clientId } = await token(`&client_id=${identity.clientId}`);
        const { oid, xms_mirid: resourceId } = JSON.parse(Buffer.from(bearer.split(".")[1], "base64url").toString());
        assert.deepEqual([oid, clientId, resourceId.toLowerCase()], [identity.principalId, identity.clientId, identity.id.toLowerCase()]);
        assert.match((await chat()).error.message, /lacks the required data action/);
    });

    it("gives it the role on the account, after which it chats", async () => {
        await az`role assignment create --assignee-object-id ${identity.principalId} --assignee-principal-type ServicePrincipal --role ${"Cognitive Services OpenAI User"} --scope ${accountId}`;
        const [found] = await az`role assignment list --scope ${accountId} --assignee ${identity.principalId}`;
        assert.equal(found.roleDefinitionName, "Cognitive Services OpenAI User");
        assert.match((await chat()).choices[0].message.content, /uai-how-to/);
    });

    it("is in Python the identity that DefaultAzureCredential names, on every host of the account", async () => {
        const answers = await python(azure, { program: `
import json, requests
from azure.identity import DefaultAzureCredential
credential = DefaultAzureCredential(managed_identity_client_id="${identity.clientId}")
token = credential.get_token("${openAi}/.default").token
def ask(host, path):
    answer = requests.post(f"https://ai-services-playground.{host}/{path}", headers={"Authorization": f"Bearer {token}"},
        json={"model": "gpt-4o", "messages": [{"role": "user", "content": "Hello"}]})
    return answer.json()
print(json.dumps([ask(host, path) for host, path in (
    ("openai.azure.com", "openai/v1/chat/completions"),
    ("cognitiveservices.azure.com", "openai/deployments/gpt-4o/chat/completions?api-version=2024-02-15-preview"),
    ("services.ai.azure.com", "models/chat/completions?api-version=2024-05-01-preview"),
)]))` });
        const [v1, dated, models] = answers;
        assert.match(v1.choices[0].message.content, /uai-how-to/);
        assert.match(dated.choices[0].message.content, /uai-how-to/);
        assert.match(models.error.message, /accounts\/MaaS/);
    });

    it("signs az in as that identity, and takes everything back", async () => {
        const other = azIn(azure);
        await other`login --identity --username ${identity.clientId} --allow-no-subscriptions`;
        assert.equal((await other`account show`).user.assignedIdentityInfo, `MSIClient-${identity.clientId}`);
        other.remove();
        await az`role assignment delete --assignee ${identity.principalId} --scope ${accountId}`;
        await az`vm identity remove --resource-group rg-playground --name vm-playground --identities ${identity.id}`;
        await az`identity delete --ids ${identity.id}`;
        assert.equal((await token(`&client_id=${identity.clientId}`)).error, "invalid_request");
        const { roleAssignments, identities } = await azure.state();
        assert.ok(!roleAssignments.some(({ principalId }) => principalId === identity.principalId) && !identities.some(({ name }) => name === "uai-how-to"));
    });
});

describeWith("az", "az: the script for an administrator", function () {
    this.timeout(240_000);

    let here: SignedIn | undefined;
    afterEach(() => here?.close());

    const choices: [what: string, choiceIn: (sandbox: Sandbox) => SetUpChoice][] = [
        ["a new identity in a new group", newIdentityChoice],
        ["an identity that exists", existingChoice],
        ["the machine's own identity", systemChoice],
    ];
    /** What there is at the end, without what differs from run to run. */
    const outcome = (state: { identities: Iterable<{ id: string; principalId: string }>; roleAssignments: Iterable<{ principalId: string; scope: string; roleDefinition: string }>; machines: Iterable<{ id: string; identity?: { type: string; principalId?: string; userAssignedIdentities?: object } }> }) => {
        const names = new Map([...state.identities].map(({ id, principalId }) => [principalId, id.toLowerCase()]));
        const machines = [...state.machines];
        machines.forEach(({ id, identity }) => identity?.principalId && names.set(identity.principalId, id.toLowerCase()));
        return {
            identities: [...state.identities].map(({ id }) => id.toLowerCase()).toSorted(),
            machines: machines.map(({ identity }) => [identity?.type, Object.keys(identity?.userAssignedIdentities ?? {}).map((id) => id.toLowerCase()).toSorted()]),
            roles: [...state.roleAssignments].filter(({ scope }) => scope.toLowerCase() === accountId.toLowerCase()).map((a) => [names.get(a.principalId), a.roleDefinition]),
        };
    };

    for (const [what, choiceIn] of choices) {
        it(`does for ${what} what the flow does, and nothing more when it is run again`, async () => {
            const flow = await startSandbox({ scenario: "setup", delays: { operationMs: 0 } });
            const plan = await planSetUp(choiceIn(flow), { access: flow.access() });
            assert.equal((await applySetUp(plan, partsOf(flow))).kind, "done");
            const expected = outcome(flow.simulator.state);
            await flow.close();

            const { azure, az } = here = await signedIn({ scenario: "setup" });
            const script = azScript({ ...plan.scripts, cloud: "AzureCloud" });
            const run = () => azure.run({ file: "/bin/bash", args: ["-s"], input: script, env: az.env, timeoutMs: 100_000 });
            const first = await run();
            assert.equal(first.code, 0, first.stderr);
            assert.deepEqual(outcome(await azure.state()), expected);
            const again = await run();
            assert.equal(again.code, 0, again.stderr);
            assert.deepEqual(outcome(await azure.state()), expected);
        });
    }

    it("stops in another cloud before it changes anything", async () => {
        const flow = await startSandbox({ scenario: "setup" });
        const plan = await planSetUp(newIdentityChoice(flow), { access: flow.access() });
        await flow.close();
        const { azure, az } = here = await signedIn({ scenario: "setup" });
        await azure.clearRequests();
        const { code, stderr } = await azure.run({ file: "/bin/bash", args: ["-s"], input: azScript(plan.scripts), env: az.env, timeoutMs: 30_000 });
        assert.equal(code, 1);
        assert.match(stderr, /This script is for Sandbox\. Run first: az cloud set --name Sandbox/);
        assert.ok(!(await azure.requests()).some(({ service, method }) => service === "arm" && method !== "GET"));
    });
});
