/** Named changes to a running simulator, as someone with all rights would make them in the portal. */
import { attachIdentity, detachIdentity, disableSystemAssigned, enableSystemAssigned, touch, unassignRole } from "./changes.ts";
import type { SimContext } from "./context.ts";
import type { Entra } from "./entra/routes.ts";
import { assignNamed, principalNamed, roleNamed, scopeNamed } from "./scenario/access.ts";
import type { NamedAssignment } from "./scenario/access.ts";
import { deploymentOf } from "./scenario/resources.ts";
import type { ScenarioDeployment } from "./scenario/types.ts";
import { findTenant, sameId } from "./state.ts";
import type { Account, Delays, Deployment, Json, Machine, State, Tenant } from "./state.ts";

export type Change =
    /** A `null` in `properties` removes the property. */
    | { change: "setAccount"; name: string; properties?: Json; sandbox?: Account["sandbox"] }
    | { change: "setDeployment"; account: string; name: string; capacity?: number; sandbox?: Deployment["sandbox"]; properties?: Json }
    | ({ change: "addDeployment"; account: string } & ScenarioDeployment)
    | { change: "removeDeployment"; account: string; name: string }
    /** `null`: not on Azure. */
    | { change: "setHere"; machine: string | null }
    /** `identity`: a name, or `"system"`. */
    | { change: "attach" | "detach"; machine: string; identity: string }
    | ({ change: "assign" } & NamedAssignment)
    | { change: "unassign"; principal: string; role: string; scope: string }
    /** A tenant (by id or domain) gives users no token until they have signed in to it with a prompt. */
    | { change: "requireSignIn"; tenant: string }
    /** Whether members of the tenant may look up its other users. */
    | { change: "setDirectory"; tenant: string; allowedToReadOtherUsers: boolean }
    /** An administrator consents to application permissions at Microsoft Graph; they are in the next token. */
    | { change: "consent"; principal: string; roles: string[] }
    | { change: "setDelays"; delays: Partial<Delays> }
    /** Finishes a device-code sign-in as if the user had typed the code. */
    | { change: "approveDevice"; userCode: string; user: string }
    /** Ends it as if the user had pressed Cancel. */
    | { change: "declineDevice"; userCode: string };

export interface ChangeTools {
    context: SimContext;
    devices: Entra["devices"];
}

type Changes = { [K in Change["change"]]: (tools: ChangeTools, change: Extract<Change, { change: K }>) => unknown };

/** Makes the change; throws where a name is unknown. What it returns is the answer of the control endpoint. */
export async function applyChange(tools: ChangeTools, change: Change): Promise<unknown> {
    const make = changes[change.change] as ((tools: ChangeTools, change: Change) => unknown) | undefined;
    if (!make) {
        throw new Error(`There is no change "${change.change}".`);
    }
    return make(tools, change);
}

const changes: Changes = {
    setAccount: async ({ context }, { name, properties = {}, sandbox }) => {
        const account = accountNamed(context.state, name);
        assign(account.properties, properties);
        Object.assign(account.sandbox, sandbox);
        touch(context.state, account);
        await context.listen(account);
        return { endpoint: account.properties.endpoint };
    },
    setDeployment: ({ context }, { account, name, capacity, sandbox, properties }) => {
        const deployment = deploymentNamed(accountNamed(context.state, account), name);
        deployment.sku.capacity = capacity ?? deployment.sku.capacity;
        deployment.sandbox = { ...deployment.sandbox, ...sandbox };
        assign(deployment.properties, properties ?? {});
    },
    addDeployment: ({ context }, { account, change: _change, ...described }) => {
        const { state } = context;
        accountNamed(state, account).deployments.push({ ...deploymentOf(described), createdAt: state.clock.now() });
    },
    removeDeployment: ({ context }, { account, name }) => {
        const { deployments } = accountNamed(context.state, account);
        deployments.splice(deployments.indexOf(deploymentNamed({ name: account, deployments }, name)), 1);
    },
    setHere: ({ context }, { machine }) => {
        context.state.here = machine === null ? undefined : machineNamed(context.state, machine).id;
    },
    attach: ({ context: { state } }, { machine, identity }) => {
        const target = machineNamed(state, machine);
        if (identity === "system") {
            return enableSystemAssigned(state, target);
        }
        return attachIdentity(state, target, identityNamed(state, identity));
    },
    detach: ({ context: { state } }, { machine, identity }) => {
        const target = machineNamed(state, machine);
        if (identity === "system") {
            return disableSystemAssigned(state, target);
        }
        return detachIdentity(state, target, identityNamed(state, identity).id);
    },
    assign: ({ context }, assignment) => {
        const { id, inForceAt } = assignNamed(context.state, assignment);
        return { id, inForceAt };
    },
    unassign: ({ context: { state } }, { principal, role, scope }) => {
        const [oid, definition, at] = [principalNamed(state, principal).oid, roleNamed(state, role).name, scopeNamed(state, scope)];
        const found = state.roleAssignments.find((a) => a.principalId === oid && a.roleDefinition === definition && sameId(a.scope, at));
        if (!found) {
            throw new Error(`${principal} does not have ${role} on ${scope}.`);
        }
        unassignRole(state, found.id);
    },
    requireSignIn: ({ context }, { tenant }) => {
        tenantNamed(context.state, tenant).signInRequired = true;
    },
    setDirectory: ({ context }, { tenant, allowedToReadOtherUsers }) => {
        tenantNamed(context.state, tenant).allowedToReadOtherUsers = allowedToReadOtherUsers;
    },
    consent: ({ context }, { principal, roles }) => {
        principalNamed(context.state, principal).graphRoles = roles;
    },
    setDelays: ({ context }, { delays }) => Object.assign(context.state.delays, delays),
    approveDevice: ({ devices }, { userCode, user }) => {
        if (!devices.approve(userCode, user)) {
            throw new Error("No sign-in waits for this code, or the user is unknown.");
        }
    },
    declineDevice: ({ devices }, { userCode }) => {
        if (!devices.decline(userCode)) {
            throw new Error("No sign-in waits for this code.");
        }
    },
};

function assign(target: Json, patch: Json): void {
    for (const [name, value] of Object.entries(patch)) {
        if (value === null) {
            delete target[name];
        } else {
            target[name] = value;
        }
    }
}

function tenantNamed(state: State, name: string): Tenant {
    const found = findTenant(state, name);
    if (!found) {
        throw new Error(`There is no tenant "${name}".`);
    }
    return found;
}

function accountNamed(state: State, name: string): Account {
    return named(state.accounts, name, "account");
}

function machineNamed(state: State, name: string): Machine {
    return named(state.machines, name, "machine");
}

function identityNamed(state: State, name: string): State["identities"] extends Iterable<infer T> ? T : never {
    return named(state.identities, name, "identity");
}

function deploymentNamed(account: Pick<Account, "name" | "deployments">, name: string): Deployment {
    return named(account.deployments, name, `deployment of ${account.name}`);
}

/** By name or ARM id. */
function named<T extends { name: string; id?: string }>(collection: Iterable<T>, name: string, kind: string): T {
    for (const item of collection) {
        if (item.name.toLowerCase() === name.toLowerCase() || (item.id && sameId(item.id, name))) {
            return item;
        }
    }
    throw new Error(`There is no ${kind} "${name}".`);
}
