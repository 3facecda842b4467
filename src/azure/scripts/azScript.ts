import { parseArmId } from "../armId.ts";
import { quoteBash, shellWord } from "../shellWord.ts";
import { header, oneLine } from "./header.ts";
import { changesMachine, isCreated, principalKey, principalName, principals } from "./plan.ts";
import type { AccessPlan, PlannedAssignment, PlannedIdentity, PlannedPrincipal } from "./plan.ts";

/**
 * The plan as a bash script for the Azure CLI (2.45 or newer), complete and safe to run again.
 * Values are given as `--option='value'`, so that one that starts with a dash is no option.
 */
export function azScript(plan: AccessPlan): string {
    return [
        "#!/usr/bin/env bash",
        header(plan, "#", [
            `Run it in Azure Cloud Shell, or sign in first: az login${plan.tenantId ? ` --tenant ${shellWord(plan.tenantId)}` : ""}`,
            "Run it again after a failure: it does only what is missing.",
        ]),
        "set -euo pipefail",
        checkCloud(plan.cloud),
        plan.createIdentity && createIdentity(plan.createIdentity),
        changeMachine(plan),
        isAnythingNew(plan) && retry,
        ...principals(plan).map((principal, index) => lookUp(principal, index)),
        ...plan.assignments.map((assignment) => assignRole(plan, assignment)),
        "echo 'Done. A new role may take 5 to 10 minutes to come into force.'",
    ].filter((part) => typeof part === "string" && part !== "").join("\n\n") + "\n";
}

const q = quoteBash;

function checkCloud(cloud: string): string {
    return `if [[ "$(az cloud show --query name --output tsv)" != ${q(cloud)} ]]; then
    printf 'This script is for %s. Run first: az cloud set --name %s\\n' ${q(cloud)} ${q(cloud)} >&2
    exit 1
fi`;
}

function createIdentity(identity: PlannedIdentity): string {
    const subscription = `--subscription=${q(identity.subscriptionId)}`;
    const place = `${subscription} --resource-group=${q(identity.resourceGroup)} --name=${q(identity.name)}`;
    const group = identity.createGroup && `if [[ "$(az group exists ${subscription} --name=${q(identity.resourceGroup)})" != true ]]; then
    az group create ${subscription} --name=${q(identity.resourceGroup)} --location=${q(identity.createGroup.location)} --output none
fi

`;
    // A second create would reset the tags of an identity that is there.
    return `${group ?? ""}if ! az identity show ${place} --output none 2>/dev/null; then
    az identity create ${place} --location=${q(identity.location)} --output none
fi`;
}

function changeMachine(plan: AccessPlan): string | undefined {
    const { machine } = plan;
    if (machine === undefined || !changesMachine(plan, machine.id)) {
        return undefined;
    }
    const identities = [...machine.attach, ...(machine.enableSystemAssigned ? ["[system]"] : [])];
    return `# Adds to the identities of the machine and keeps those that are there.
az vm identity assign --ids=${q(machine.id)} --identities ${identities.map(q).join(" ")} --output none`;
}

const retry = `# A new identity takes a while to be known everywhere.
retry() {
    for _ in 1 2 3 4 5 6 7 8; do
        if "$@"; then
            return
        fi
        echo 'Trying again in 15 seconds.' >&2
        sleep 15
    done
    "$@"
}`;

function isAnythingNew(plan: AccessPlan): boolean {
    return plan.assignments.some((each) => isNew(plan, each.principal));
}

function isNew(plan: AccessPlan, principal: PlannedPrincipal): boolean {
    return principal.kind === "identity" && isCreated(plan, principal.resourceId)
        || principal.kind === "systemAssigned" && changesMachine(plan, principal.machineId);
}

function lookUp(principal: PlannedPrincipal, index: number): string {
    const variable = `principal_${index + 1}`;
    switch (principal.kind) {
        case "identity":
            return `${variable}="$(az identity show --ids=${q(principal.resourceId)} --query principalId --output tsv)"\n${mustBeKnown(variable)}`;
        case "systemAssigned":
            return `${variable}="$(az vm show --ids=${q(principal.machineId)} --query identity.principalId --output tsv)"\n${mustBeKnown(variable)}`;
        case "object":
            return `${variable}=${q(principal.objectId)}`;
    }
}

/** Azure answers with nothing for a machine without a system-assigned identity. */
function mustBeKnown(variable: string): string {
    return `if [[ -z "$${variable}" ]]; then
    echo 'Azure names no principal id yet. Run this again in a minute.' >&2
    exit 1
fi`;
}

/** With object id and type the CLI asks Microsoft Graph nothing; an assignment that exists counts as done. */
function assignRole(plan: AccessPlan, assignment: PlannedAssignment): string {
    const index = principals(plan).findIndex((each) => principalKey(each) === principalKey(assignment.principal));
    const { subscriptionId } = parseArmId(assignment.scope) ?? {};
    const parts = [
        `${isNew(plan, assignment.principal) ? "retry " : ""}az role assignment create`,
        ...(subscriptionId ? [`--subscription=${q(subscriptionId)}`] : []),
        `--assignee-object-id="$principal_${index + 1}"`,
        `--assignee-principal-type=${assignment.principalType}`,
        `--role=${q(assignment.roleId)}`,
        `--scope=${q(assignment.scope)}`,
        "--output none",
    ];
    return `# ${oneLine(`${assignment.roleName} for ${principalName(assignment.principal)}`)}\n${parts.join(" \\\n    ")}`;
}
