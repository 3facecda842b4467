import * as vscode from "vscode";
import type { Failure } from "../azure/errors.ts";
import type { Inventory, TenantFailure } from "../azure/inventory.ts";
import type { ThisMachine } from "../azure/thisMachine.ts";
import { type AzureTreeSources, azureChildren, azureRoots } from "../resources/azureNodes.ts";
import { connectionRoots } from "../resources/connectionNodes.ts";
import { machineChildren, machineRoots } from "../resources/machineNodes.ts";
import { failureNode, type Node } from "../resources/nodes.ts";
import type { Connections } from "./connections.ts";
import type { Failures } from "./failures.ts";
import type { SignIn } from "./signIn.ts";
import { createTree } from "./tree.ts";

/** The three trees of the Keyless container. */
export interface Views extends vscode.Disposable {
    /** Forgets what was read and reads again: everything, or what is below a node. */
    reload(node?: Node): void;
    filter(): string;
    setFilter(text: string): Promise<void>;
    showMore(groupId: string): void;
}

interface Parts {
    extensionUri: vscode.Uri;
    inventory: Inventory;
    thisMachine: ThisMachine;
    signIn: SignIn;
    connections: Connections;
    failures: Failures;
}

/** Children of a group that are shown at first, and more with every "Show more". */
const pageSize = 200;

export function createViews({ extensionUri, inventory, thisMachine, signIn, connections, failures }: Parts): Views {
    let filter = "";
    const pages = new Map<string, number>();
    const sources: AzureTreeSources & Parameters<typeof machineChildren>[1] = {
        inventory,
        machine: () => thisMachine.machine(),
        attached: (machine) => thisMachine.attached(machine),
        explain: failures.explain,
        explainTenant: (failure) => tenantFailure(failure, failures),
        filter: () => filter,
        shown: (groupId) => pageSize * (pages.get(groupId) ?? 1),
    };
    const trees = {
        machine: createTree("keyless.machine", extensionUri, (node) =>
            node === undefined ? machineRoots(sources) : node.kind === "machine" ? machineChildren(node, sources) : Promise.resolve([])),
        connections: createTree("keyless.connections", extensionUri, async () => connectionRoots(connections.all(), connections.active()?.id)),
        azure: createTree("keyless.azure", extensionUri, async (node) =>
            node === undefined ? rootsOrFailure(signIn, sources) : azureChildren(node, sources)),
    };
    const listener = connections.onDidChange(() => trees.connections.refresh());

    return {
        reload(node) {
            inventory.clear();
            thisMachine.refresh();
            if (node) {
                trees.azure.refresh(node);
                return;
            }
            trees.machine.refresh();
            trees.azure.refresh();
            trees.connections.refresh();
        },
        filter: () => filter,
        async setFilter(text) {
            filter = text;
            trees.azure.describe(text === "" ? undefined : `"${text}"`);
            await vscode.commands.executeCommand("setContext", "keyless.filtered", text !== "");
            trees.azure.refresh();
        },
        showMore(groupId) {
            pages.set(groupId, (pages.get(groupId) ?? 1) + 1);
            trees.azure.refresh();
        },
        dispose() {
            vscode.Disposable.from(listener, ...Object.values(trees)).dispose();
        },
    };
}

/** Empty while signed out, so that the view's welcome shows. */
async function rootsOrFailure(signIn: SignIn, sources: AzureTreeSources): Promise<Node[]> {
    try {
        return await signIn.management() ? await azureRoots(sources) : [];
    } catch (error) {
        return [failureNode("azure", sources.explain(error, "read your subscriptions"))];
    }
}

function tenantFailure({ tenant, error }: TenantFailure, failures: Failures): Failure {
    const failure = failures.explain(error, `list the subscriptions of ${tenant.name}`);
    return failure.kind !== "signedOut" ? failure : {
        ...failure,
        summary: `Not signed in to ${tenant.name}`,
        actions: [{ kind: "signIn", label: "sign in", tenantId: tenant.tenantId }],
    };
}
