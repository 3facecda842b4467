import assert from "node:assert/strict";
import { startSimulator } from "../../simulator/index.ts";
import type { Simulator } from "../../simulator/index.ts";
import { chat } from "./client.ts";
import type { Chat } from "./client.ts";

const user = "Cognitive Services OpenAI User";
const chatAction = "Microsoft.CognitiveServices/accounts/OpenAI/deployments/chat/completions/action";
const chatAs = (principal: string): Chat => ({ as: principal });

describe("simulator: roles on the data plane", () => {
    let simulator: Simulator;
    beforeEach(async () => {
        simulator = await startSimulator();
    });
    afterEach(() => simulator.close());

    const assign = (principal: string, role: string, scope: string, condition?: string) => simulator.change({ change: "assign", principal, role, scope, condition });
    const status = async (principal: string) => (await chat(simulator, chatAs(principal))).status;

    for (const scope of ["ai-services-playground", "rg-playground", "Playground"]) {
        it(`lets an identity with the role on ${scope} call the deployment`, async () => {
            assert.equal(await status("uai-no-role"), 401);
            await assign("uai-no-role", user, scope);
            assert.equal(await status("uai-no-role"), 200);
        });
    }

    it("names the principal, the data action and the operation to one without the role", async () => {
        const { status: code, json, headers } = await chat(simulator, chatAs("uai-no-role"));
        const oid = simulator.state.identities.find((i) => i.name === "uai-no-role")!.principalId;
        assert.equal(code, 401);
        assert.deepEqual(json, {
            error: {
                code: "PermissionDenied",
                message: `The principal \`${oid}\` lacks the required data action \`${chatAction}\` to perform \`POST /openai/v1/chat/completions\` operation.`,
            },
        });
        assert.ok(headers["apim-request-id"]);
    });

    it("refuses the owner of the subscription, whose role has no data action", async () => {
        const dated = await chat(simulator, { ...chatAs("dev@contoso.com"), path: "openai/deployments/gpt-4o/chat/completions?api-version=2024-10-21" });
        assert.equal(dated.status, 401);
        assert.match(dated.json.error.message, /to perform `POST \/openai\/deployments\/\{deployment-id\}\/chat\/completions` operation\.$/);
    });

    it("does not take a role on another account or on a sibling group", async () => {
        await assign("uai-no-role", user, "aoai-private");
        assert.equal(await status("uai-no-role"), 401);
    });

    it("lets a role act only after its delay, and lets go of it only after the same", async () => {
        await simulator.change({ change: "setDelays", delays: { roleAssignmentMs: 300_000 } });
        await assign("uai-no-role", user, "ai-services-playground");
        assert.equal(await status("uai-no-role"), 401);
        simulator.state.clock.advance(299_000);
        assert.equal(await status("uai-no-role"), 401);
        simulator.state.clock.advance(1_000);
        assert.equal(await status("uai-no-role"), 200);
        await simulator.change({ change: "unassign", principal: "uai-no-role", role: user, scope: "ai-services-playground" });
        assert.equal(await status("uai-no-role"), 200);
        simulator.state.clock.advance(300_000);
        assert.equal(await status("uai-no-role"), 401);
    });

    it("gives nothing for an assignment with a condition, which nobody evaluates", async () => {
        await assign("uai-no-role", user, "ai-services-playground", "@Resource[Microsoft.X/y:z] StringEquals 'a'");
        assert.equal(await status("uai-no-role"), 401);
    });

    it("lets a deny assignment win, except over those it leaves out", async () => {
        const identity = simulator.state.identities.find((i) => i.name === "uai-playground")!;
        const account = simulator.state.accounts.find((a) => a.name === "ai-services-playground")!;
        const deny = simulator.state.denyAssignments.add({
            id: `${account.id}/providers/Microsoft.Authorization/denyAssignments/1`,
            name: "1",
            displayName: "No inference",
            scope: account.id.toUpperCase(),
            permissions: [{ actions: [], notActions: [], dataActions: ["Microsoft.CognitiveServices/*/action"], notDataActions: [] }],
            principals: ["*"],
            excludePrincipals: [],
            doNotApplyToChildScopes: false,
            createdAt: 0,
        });
        assert.equal(await status("uai-playground"), 401);
        deny.excludePrincipals = [identity.principalId];
        assert.equal(await status("uai-playground"), 200);
    });

    it("counts the roles of groups, and of groups in groups", async () => {
        const { state } = simulator;
        const group = (oid: string, memberOf: string[]) =>
            state.principals.set(oid, { oid, memberOf, kind: "group", displayName: oid, tenantId: state.tenants.find(() => true)!.id, createdAt: 0 });
        group("outer", []);
        group("inner", ["outer"]);
        state.principals.get(state.identities.find((i) => i.name === "uai-no-role")!.principalId)!.memberOf.push("inner");
        await assign("outer", user, "rg-playground");
        assert.equal(await status("uai-no-role"), 200);
    });

    it("takes a role from a management group above the subscription", async () => {
        const { state } = simulator;
        const { tenantId, subscriptionId } = state.subscriptions.find((s) => s.displayName === "Playground")!;
        const base = "/providers/Microsoft.Management/managementGroups/";
        state.managementGroups.add({ id: `${base}root`, tenantId, displayName: "root", subscriptions: [] });
        state.managementGroups.add({ id: `${base}team`, tenantId, displayName: "team", parent: `${base}root`, subscriptions: [subscriptionId] });
        await assign("uai-no-role", user, "root");
        assert.equal(await status("uai-no-role"), 200);
    });

    it("minds notDataActions of a custom role, within the same permission", async () => {
        const permission = (dataActions: string[], notDataActions: string[]) => ({ actions: [], notActions: [], dataActions, notDataActions });
        const role = { name: "custom", roleName: "Custom", roleType: "CustomRole" as const, description: "", assignableScopes: ["/"] };
        const all = "microsoft.cognitiveservices/ACCOUNTS/openai/*";
        simulator.state.roleDefinitions.set("custom", { ...role, permissions: [permission([all], [chatAction])] });
        await assign("uai-no-role", "Custom", "ai-services-playground");
        assert.equal(await status("uai-no-role"), 401);
        simulator.state.roleDefinitions.set("custom", { ...role, permissions: [permission([all], [chatAction]), permission([chatAction], [])] });
        assert.equal(await status("uai-no-role"), 200);
    });

    it("refuses a token of another tenant before it looks for roles", async () => {
        const { status: code, json } = await chat(simulator, chatAs("uai-research"));
        const tenant = simulator.state.tenants.find((t) => t.defaultDomain === "fabrikam.com")!.id;
        assert.equal(code, 400);
        assert.deepEqual(json.error, {
            code: "Tenant provided in token does not match resource token",
            message: `Token tenant ${tenant} does not match resource tenant.`,
        });
    });
});
