import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { azScript } from "../../../src/azure/scripts/azScript.ts";
import { bicepFiles } from "../../../src/azure/scripts/bicepFiles.ts";
import type { AccessPlan } from "../../../src/azure/scripts/plan.ts";
import { terraformFile } from "../../../src/azure/scripts/terraformFile.ts";
import { roleAssignmentName } from "../../../src/azure/roles/roleAssignmentName.ts";
import {
    accountId, everythingElse, everythingHostile, everythingNew, hostile, hostileSegment, machineId, newIdentityId, objectId,
    otherSubscriptionId, presentIdentityId, roleId, roleOnly, subscriptionId, systemOnly,
} from "./scriptsSetting.ts";

/** Stands in for the Azure CLI: writes down its arguments and answers from the environment. */
const fakeAz = `#!/usr/bin/env bash
printf '%s\\x1f' "$@" >> "$AZ_CALLS"
printf '\\x1e' >> "$AZ_CALLS"
case "$1 $2 $3" in
    "cloud show"*) printf '%s\\n' "$AZ_CLOUD" ;;
    "group exists"*) printf '%s\\n' "$AZ_PRESENT" ;;
    "identity show --ids"*) printf '%s\\n' "principal-of-identity" ;;
    "identity show"*) [[ "$AZ_PRESENT" == true ]] ;;
    "vm show"*) printf '%s' "$AZ_SYSTEM" ;;
    "rest --method get") printf '%s\\n' "$AZ_PERMISSIONS" ;;
    "role assignment create") if [[ -n "$AZ_REFUSAL" ]]; then echo "$AZ_REFUSAL" >&2; exit 1; fi ;;
esac
`;

interface Run {
    status: number | null;
    stderr: string;
    calls: string[][];
    files: string[];
}

/** Runs the script with real bash, and tells what it asked the Azure CLI to do. */
function run(plan: AccessPlan, state: { present?: boolean; cloud?: string; system?: string; permissions?: string; refusal?: string } = {}): Run {
    const folder = mkdtempSync(join(tmpdir(), "keyless-az-"));
    try {
        writeFileSync(join(folder, "az"), fakeAz, { mode: 0o755 });
        const calls = join(folder, "calls");
        writeFileSync(calls, "");
        const { status, stderr } = spawnSync("bash", ["-s"], {
            cwd: folder,
            input: azScript(plan),
            encoding: "utf8",
            env: {
                PATH: `${folder}:${process.env["PATH"]}`, AZ_CALLS: calls, AZ_CLOUD: state.cloud ?? plan.cloud,
                AZ_PRESENT: String(state.present ?? false), AZ_SYSTEM: state.system ?? "principal-of-system",
                AZ_PERMISSIONS: state.permissions ?? "*|", AZ_REFUSAL: state.refusal ?? "",
            },
        });
        const log = readFileSync(calls, "utf8").split("\x1e").filter((call) => call !== "");
        return { status, stderr, calls: log.map((call) => call.split("\x1f").slice(0, -1)), files: readdirSync(folder).sort() };
    } finally {
        rmSync(folder, { recursive: true });
    }
}

const assign = (subscription: string | undefined, principal: string, type: string, scope: string): string[] => [
    "role", "assignment", "create",
    ...(subscription === undefined ? [] : [`--subscription=${subscription}`]),
    `--name=${roleAssignmentName(scope, principal, roleId)}`, `--assignee-object-id=${principal}`, `--assignee-principal-type=${type}`, `--role=${roleId}`, `--scope=${scope}`,
    "--output", "none",
];
const cloud = ["cloud", "show", "--query", "name", "--output", "tsv"];
const rights = (scope: string) => [
    "rest", "--method", "get", "--url", `${scope}/providers/Microsoft.Authorization/permissions?api-version=2022-04-01`,
    "--query", 'value[].join(`"|"`, [join(`","`, actions || `[]`), join(`","`, notActions || `[]`)])', "--output", "tsv",
];
const writes = (calls: string[][]): string[][] => calls.filter((call) => call.some((word) => word === "create" || word === "assign"));

describe("the script for the Azure CLI", () => {
    it("creates the group and the identity, attaches it and gives it the role", () => {
        const place = [`--subscription=${subscriptionId}`, "--resource-group=rg-new", "--name=uai-chat"];
        const group = [`--subscription=${subscriptionId}`, "--name=rg-new"];
        const done = run(everythingNew);
        assert.equal(done.stderr, "");
        assert.equal(done.status, 0);
        assert.deepEqual(done.calls, [
            cloud,
            rights(accountId),
            ["group", "exists", ...group],
            ["group", "create", ...group, "--location=eastus2", "--output", "none"],
            ["identity", "show", ...place, "--output", "none"],
            ["identity", "create", ...place, "--location=eastus2", "--output", "none"],
            ["vm", "identity", "assign", `--ids=${machineId}`, "--identities", newIdentityId, "--output", "none"],
            ["identity", "show", `--ids=${newIdentityId}`, "--query", "principalId", "--output", "tsv"],
            assign(otherSubscriptionId, "principal-of-identity", "ServicePrincipal", accountId),
        ]);
    });

    it("run again, creates neither the group nor the identity", () => {
        assert.deepEqual(writes(run(everythingNew, { present: true }).calls).map((call) => call[0]), ["vm", "role"]);
    });

    it("attaches several identities at once and gives roles at every level", () => {
        const done = run(everythingElse);
        const group = `/subscriptions/${otherSubscriptionId}/resourceGroups/rg-ai`;
        assert.equal(done.status, 0);
        assert.deepEqual(writes(done.calls), [
            ["vm", "identity", "assign", `--ids=${machineId}`, "--identities", presentIdentityId, `${presentIdentityId}-2`, "[system]", "--output", "none"],
            assign(otherSubscriptionId, "principal-of-identity", "ServicePrincipal", accountId),
            assign(otherSubscriptionId, "principal-of-system", "ServicePrincipal", `${accountId}/projects/p1`),
            assign(otherSubscriptionId, objectId, "Group", group),
            assign(subscriptionId, objectId, "Group", `/subscriptions/${subscriptionId}`),
            assign(undefined, objectId, "Group", "/providers/Microsoft.Management/managementGroups/mg-1"),
        ]);
    });

    it("enables the system-assigned identity alone", () => {
        assert.deepEqual(writes(run(systemOnly).calls)[0], ["vm", "identity", "assign", `--ids=${machineId}`, "--identities", "[system]", "--output", "none"]);
    });

    it("leaves a machine alone that is not to be changed", () => {
        assert.deepEqual(writes(run(roleOnly).calls).map((call) => call[0]), ["role"]);
    });

    it("stops in the wrong cloud before anything is changed, and says how to change it", () => {
        const done = run(everythingElse, { cloud: "AzureCloud" });
        assert.equal(done.status, 1);
        assert.match(done.stderr, /az cloud set --name AzureUSGovernment/);
        assert.deepEqual(done.calls, [cloud]);
    });

    it("stops where the machine has no principal id yet", () => {
        const done = run(roleOnly, { system: "" });
        assert.equal(done.status, 1);
        assert.match(done.stderr, /no principal id yet/);
        assert.deepEqual(writes(done.calls), []);
    });

    it("hands hostile names on as they are, and runs none of them", () => {
        const done = run(everythingHostile);
        assert.equal(done.stderr, "");
        assert.equal(done.status, 0);
        assert.deepEqual(done.files, ["az", "calls"]);
        const [group, identity, machine, role] = writes(done.calls);
        assert.ok(group?.includes(`--name=${hostileSegment()}`) && group.includes(`--location=${hostile}`));
        assert.ok(identity?.includes(`--resource-group=${hostileSegment()}`) && identity.includes(`--location=${hostile}`));
        assert.ok(machine?.includes(`--ids=${machineId.replace("vm-dev", hostileSegment())}`));
        assert.ok(machine?.includes(presentIdentityId.replace("uai-present", hostileSegment())));
        assert.ok(role?.includes(`--assignee-object-id=${hostile}`) && role.includes(`--role=${hostileSegment()}`));
    });

    for (const [may, permissions] of [
        [true, "*|microsoft.compute/*"], [true, "*/read|\nMicrosoft.Authorization/roleAssignments/*,Microsoft.Support/*|"],
        [false, "*|Microsoft.Authorization/*/Write"], [false, "*/read,Microsoft.Compute/*|"], [false, ""],
    ] as const) {
        it(`looks first whether roles may be assigned: ${JSON.stringify(permissions)}`, () => {
            const done = run(everythingNew, { permissions });
            assert.equal(done.status, may ? 0 : 1);
            assert.equal(writes(done.calls).length > 0, may);
            if (!may) {
                assert.match(done.stderr, /^You may not assign roles on \S+ai-contoso\. Nothing was changed\. .*Role Based Access Control Administrator/);
            }
        });
    }

    it("stops at once where Azure refuses the role, and says what Azure said", () => {
        const done = run(everythingNew, { refusal: "(AuthorizationFailed) The client does not have authorization." });
        assert.equal(done.status, 1);
        assert.equal(writes(done.calls).filter(([first]) => first === "role").length, 1);
        assert.match(done.stderr, /AuthorizationFailed/);
    });

    it("counts a role that is there already as given", () => {
        for (const refusal of ["(RoleAssignmentExists) The role assignment already exists.", "ERROR: Operation returned an invalid status 'OK'"]) {
            assert.equal(run(everythingNew, { refusal }).status, 0, refusal);
        }
    });

    it("says on top what it does and which rights it needs", () => {
        const text = azScript(everythingNew);
        assert.match(text, /^#!\/usr\/bin\/env bash\n/);
        assert.match(text, /# {3}3\. Attach uai-chat to vm-dev; its other identities stay\./);
        assert.match(text, /userAssignedIdentities\/assign\/action on \S+uai-chat \(Managed Identity Operator\)/);
        assert.match(text, /roleAssignments\/write on \S+ai-contoso \(Role Based Access Control Administrator\)/);
        assert.match(text, /az login --tenant 33333333/);
    });
});

describe("The comments of every script", () => {
    it("read as they are: a custom role's name can neither turn nor hide what stands there", () => {
        const assignments = roleOnly.assignments.map((each) => ({ ...each, roleName: "Reader \u202e\u2066evil\u200b\u2028x" }));
        const plan = { ...roleOnly, assignments };
        const texts = [azScript(plan), ...bicepFiles(plan).map(({ text }) => text), terraformFile(plan)];
        const comments = texts.join("\n").split("\n").filter((line) => /^\s*(#|\/\/)/.test(line));
        assert.ok(comments.some((line) => line.includes("Reader evil x")));
        assert.doesNotMatch(comments.join("\n"), /[\p{Cf}\p{Zl}\p{Zp}]/u);
    });
});
