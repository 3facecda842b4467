/** A set-up in the sandbox: the choices a user may make, and everything that its execution needs. */
import type { Target } from "../../../src/azure/connection.ts";
import { chatProbe } from "../../../src/azure/changes/waitForCall.ts";
import { createStreamChat } from "../../../src/azure/inference/streamChat.ts";
import { roleCatalog } from "../../../src/azure/roles/roleCatalog.ts";
import { toResource, type ManagedIdentity } from "../../../src/azure/resources.ts";
import type { SetUpChoice, SetUpProgress } from "../../../src/access/setUp.ts";
import type { SetUpParts } from "../../../src/access/setUp.ts";
import { accountId, identityId, machineId, type Sandbox, subscriptionId } from "../sandbox.ts";

export function target({ simulator }: Sandbox, model = { deployment: "gpt-4o", modelFormat: "OpenAI" }): Target & { accountId: string } {
    return { endpoint: simulator.accounts["ai-services-playground"]!, accountName: "ai-services-playground", accountId, modelName: model.deployment, ...model };
}

const machine = { id: machineId, name: "vm-playground", isThis: true };
const { id, name } = roleCatalog.openAiUser;

/** A new identity in a new group: everything is missing. */
export function newIdentityChoice(sandbox: Sandbox): SetUpChoice {
    const identity = { kind: "new" as const, subscriptionId, resourceGroup: "rg-keyless", createGroup: { location: "eastus2" }, name: "uai-keyless", location: "eastus2" };
    return { target: target(sandbox), machine, identity, role: { id, name } };
}

export function existingChoice(sandbox: Sandbox, identityName = "uai-playground"): SetUpChoice {
    const { tenantId, clientId, principalId, location } = sandbox.simulator.state.identities.get(identityId(identityName))!;
    const raw = { id: identityId(identityName), name: identityName, location, properties: { tenantId, clientId, principalId } };
    return { target: target(sandbox), machine, identity: { kind: "existing", identity: toResource("managedIdentity", raw) as ManagedIdentity } };
}

export function systemChoice(sandbox: Sandbox): SetUpChoice {
    return { target: target(sandbox), machine, identity: { kind: "systemAssigned" } };
}

/** Tokens come from IMDS, the probe is a real call, time passes at once. */
export function partsOf(sandbox: Sandbox, more: Partial<SetUpParts> & { log?: SetUpProgress[] } = {}): SetUpParts {
    const access = sandbox.access();
    const memory = new Map();
    const streamChat = createStreamChat({
        cloud: () => access.cloud, getToken: sandbox.imdsToken, memory, apiVersion: () => "", allowHost: async () => false, log: () => undefined,
    });
    return {
        access, who: "dev@contoso.com", getToken: sandbox.imdsToken, probe: chatProbe(streamChat), timer: sandbox.timer,
        signal: new AbortController().signal,
        progress: (progress) => void more.log?.push(progress),
        ...more,
    };
}
