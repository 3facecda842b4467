import { parseArmId } from "../armId.ts";
import { quoteBash, shellWord } from "../shellWord.ts";
import { assignmentScope, templateGuidNamespace } from "../roles/roleAssignmentName.ts";
import { controlActions } from "../roles/roleCatalog.ts";
import { header, oneLine } from "./header.ts";
import { changesMachine, principalKey, principalName, principals } from "./plan.ts";
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
        plan.assignments.length > 0 && rolesFirst(plan),
        plan.createIdentity && createIdentity(plan.createIdentity),
        changeMachine(plan),
        plan.assignments.length > 0 && giveRole,
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

/** The right that is missing most often is looked at before anything is changed. What can't be read, Azure decides. */
function rolesFirst(plan: AccessPlan): string {
    const scopes = [...new Set(plan.assignments.map(({ scope }) => scope))];
    return String.raw`# Before anything is changed: may you assign the roles?
shopt -s nocasematch
lists_it() { # whether one of the patterns, separated by commas, names the action
    local pattern patterns
    IFS=, read -ra patterns <<<"$1"
    for pattern in \${patterns[@]+"\${patterns[@]}"}; do
        # shellcheck disable=SC2053
        if [[ ${controlActions.writeRoleAssignment} == $pattern ]]; then
            return
        fi
    done
    return 1
}
may_assign() { # scope
    local permissions actions not_actions
    permissions="$(az rest --method get --url "$1/providers/Microsoft.Authorization/permissions?api-version=2022-04-01" \
        --query ${query} --output tsv 2>/dev/null)" || return 0
    while IFS='|' read -r actions not_actions; do
        if lists_it "$actions" && ! lists_it "$not_actions"; then
            return
        fi
    done <<<"$permissions"
    return 1
}
for scope in ${scopes.map(q).join(" ")}; do
    if ! may_assign "$scope"; then
        printf 'You may not assign roles on %s. Nothing was changed. Somebody with Role Based Access Control Administrator there can.\n' "$scope" >&2
        exit 1
    fi
done
shopt -u nocasematch`.replaceAll("\\$", "$");
}

/** A line for each effective assignment of the caller: its actions and its exclusions. */
const query = "'value[].join(`\"|\"`, [join(`\",\"`, actions || `[]`), join(`\",\"`, notActions || `[]`)])'";

const giveRole = String.raw`# Gives a role under the name that Keyless, Bicep and Terraform give it, so that none of them makes a second one.
assignment_name() { # scope in small letters, principal id, role
    local hash
    hash="$( { printf '${namespaceBytes()}'; printf '%s-%s-%s' "$1" "$(printf '%s' "$2" | tr '[:upper:]' '[:lower:]')" "$3"; } | (sha1sum 2>/dev/null || shasum) )"
    printf '%s-%s-5%s-%x%s-%s' "\${hash:0:8}" "\${hash:8:4}" "\${hash:13:3}" "$((0x\${hash:16:1} & 3 | 8))" "\${hash:17:3}" "\${hash:20:12}"
}

# A new identity takes a while to be known everywhere; that is the only failure worth another try.
give_role() { # the arguments of az role assignment create
    local said
    for _ in 1 2 3 4 5 6 7 8 9; do
        if said="$(az role assignment create "$@" --output none 2>&1)" || [[ "$said" == *RoleAssignmentExists* ]]; then
            return
        fi
        # The same assignment is there already: az 2.45 takes Azure's 200 for a failure.
        if [[ "$said" == *"invalid status 'OK'"* ]]; then
            return
        fi
        if [[ "$said" != *PrincipalNotFound* && "$said" != *"does not exist in the directory"* ]]; then
            break
        fi
        echo 'The new identity is not known everywhere yet. Trying again in 15 seconds.' >&2
        sleep 15
    done
    printf '%s\n' "$said" >&2
    return 1
}`.replaceAll("\\$", "$");

function namespaceBytes(): string {
    return templateGuidNamespace.replaceAll("-", "").replace(/../g, String.raw`\x$&`);
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

/** With object id and type the CLI need not look the principal up. */
function assignRole(plan: AccessPlan, { scope, roleId, roleName, principal, principalType }: PlannedAssignment): string {
    const variable = `$principal_${principals(plan).findIndex((each) => principalKey(each) === principalKey(principal)) + 1}`;
    const { subscriptionId } = parseArmId(scope) ?? {};
    const parts = [
        "give_role",
        ...(subscriptionId ? [`--subscription=${q(subscriptionId)}`] : []),
        `--name="$(assignment_name ${q(assignmentScope(scope))} "${variable}" ${q(roleId.toLowerCase())})"`,
        `--assignee-object-id="${variable}"`,
        `--assignee-principal-type=${principalType}`,
        `--role=${q(roleId)}`,
        `--scope=${q(scope)}`,
    ];
    return `# ${oneLine(`${roleName} for ${principalName(principal)}`)}\n${parts.join(" \\\n    ")}`;
}
