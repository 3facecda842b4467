import * as vscode from "vscode";
import type { AccessReader } from "../../azure/access/accessReader.ts";
import type { Failure } from "../../azure/errors.ts";
import type { Inventory, TenantFailure } from "../../azure/inventory.ts";
import type { ThisMachine } from "../../azure/thisMachine.ts";
import type { AzureTreeSources } from "../../resources/azureNodes.ts";
import type { MachineTreeSources } from "../../resources/machineNodes.ts";
import { failureNode, type Node } from "../../resources/nodes.ts";
import type { Connections } from "../connections/connections.ts";
import type { Failures } from "../failures.ts";
import type { SignIn } from "../signIn/signIn.ts";
import { reached } from "../walkthrough.ts";
import { createAccessMemory } from "./accessMemory.ts";
import { createTree } from "./tree.ts";

/** The three trees of the Keyless container. */
export interface Views extends vscode.Disposable {
    /** Forgets what was read and reads again: everything, or what is below a node. */
    reload(node?: Node): void;
    /** Shows what the extension itself has just changed: what the inventory and the access reader remember, without listing all again. */
    refresh(): void;
    /** A call has succeeded: nothing says any more that its role is still to come into force. */
    showProof(): void;
    filter(): string;
    setFilter(text: string): Promise<void>;
    showMore(groupId: string): void;
}

interface Parts {
    extensionUri: vscode.Uri;
    inventory: Inventory;
    reader: AccessReader;
    thisMachine: ThisMachine;
    signIn: SignIn;
    connections: Connections;
    failures: Failures;
}

const content = () => import("./treeContent.ts");

/** Children of a group that are shown at first, and more with every "Show more". */
const pageSize = 200;

/** A little less than the inventory remembers a change. */
const inventoryHoldsMs = 4.5 * 60_000;

export function createViews({ extensionUri, inventory, reader, thisMachine, signIn, connections, failures }: Parts): Views {
    let filter = "";
    const pages = new Map<string, number>();
    const sources: AzureTreeSources & MachineTreeSources = {
        inventory,
        reader,
        learn: (node, facts) => memory.learn(node, facts),
        readAhead: (node) => void childrenOf(node),
        machine: () => thisMachine.machine(),
        attached: (machine) => thisMachine.attached(machine),
        explain: failures.explain,
        explainTenant: (failure) => tenantFailure(failure, failures),
        filter: () => filter,
        shown: (groupId) => pageSize * (pages.get(groupId) ?? 1),
    };
    const childrenOf = (node: Node) => memory.children(node, () => readChildren(node, sources));
    const machineRoots = async () => {
        const roots = await (await content()).machineRoots(sources);
        reached("sawMachine");
        return roots;
    };
    const trees = {
        machine: createTree("keyless.machine", extensionUri, async (node) => (node === undefined ? machineRoots() : childrenOf(node))),
        connections: createTree("keyless.connections", extensionUri, async () => (await content()).connectionRoots(connections.all(), connections.active()?.id)),
        azure: createTree("keyless.azure", extensionUri, async (node) => (node === undefined ? azureRoots() : childrenOf(node))),
    };
    const describe = () => trees.azure.describe([signIn.who(), filter === "" ? undefined : `"${filter}"`].filter(Boolean).join(" · ") || undefined);
    const azureRoots = async () => {
        const roots = await rootsOrFailure(signIn, sources);
        describe();
        return roots;
    };
    const memory = createAccessMemory(
        (node) => trees[node.kind === "attached" ? "machine" : "azure"].refresh(node),
        () => {
            trees.machine.refresh();
            trees.azure.refresh();
        },
    );
    const listener = connections.onDidChange(() => trees.connections.refresh());

    let late: NodeJS.Timeout | undefined;
    return {
        refresh() {
            memory.forget();
            thisMachine.refresh();
            trees.machine.refresh();
            trees.azure.refresh();
            // What is remembered holds until Azure's own lists have caught up; then these must be read anew.
            clearTimeout(late);
            late = setTimeout(() => inventory.clear(), inventoryHoldsMs);
        },
        reload(node) {
            inventory.clear();
            reader.clear();
            memory.forget();
            thisMachine.refresh();
            if (node) {
                trees.azure.refresh(node);
                trees.machine.refresh(node);
                return;
            }
            trees.machine.refresh();
            trees.azure.refresh();
            trees.connections.refresh();
        },
        showProof: () => memory.showProof(),
        filter: () => filter,
        async setFilter(text) {
            filter = text;
            describe();
            await vscode.commands.executeCommand("setContext", "keyless.filtered", text !== "");
            trees.azure.refresh();
        },
        showMore(groupId) {
            pages.set(groupId, (pages.get(groupId) ?? 1) + 1);
            trees.azure.refresh();
        },
        dispose() {
            memory.dispose();
            clearTimeout(late);
            vscode.Disposable.from(listener, ...Object.values(trees)).dispose();
        },
    };
}

async function readChildren(node: Node, sources: AzureTreeSources & MachineTreeSources): Promise<Node[]> {
    const { attachedRoles, azureChildren, machineChildren } = await content();
    switch (node.kind) {
        case "machine":
            return machineChildren(node, sources);
        case "attached":
            return attachedRoles(node, sources);
        default:
            return azureChildren(node, sources);
    }
}

/** Empty while signed out, so that the view's welcome shows. */
async function rootsOrFailure(signIn: SignIn, sources: AzureTreeSources): Promise<Node[]> {
    try {
        if (!await signIn.management()) {
            return [];
        }
        const roots = await (await content()).azureRoots(sources);
        reached("sawAzure");
        return roots;
    } catch (error) {
        return [failureNode("azure", await sources.explain(error, "read your subscriptions"))];
    }
}

async function tenantFailure({ tenant, error }: TenantFailure, failures: Failures): Promise<Failure> {
    const failure = await failures.explain(error, `list the subscriptions of ${tenant.name}`);
    return failure.kind !== "signedOut" ? failure : {
        ...failure,
        summary: `Not signed in to ${tenant.name}`,
        actions: [{ kind: "signIn", label: "sign in", tenantId: tenant.tenantId }],
    };
}
