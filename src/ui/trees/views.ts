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
import { createTree } from "./tree.ts";

/** The three trees of the Keyless container. */
export interface Views extends vscode.Disposable {
    /** Forgets what was read and reads again: everything, or what is below a node. */
    reload(node?: Node): void;
    /** Shows what the extension itself has just changed: what the inventory and the access reader remember, without listing all again. */
    refresh(): void;
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
    /** What was read about access, by node id, until the next reload: a description that changes reads nothing again. */
    const accessReads = new Map<string, Promise<Node[]>>();
    const sources: AzureTreeSources & MachineTreeSources = {
        inventory,
        reader,
        learn,
        readAhead: (node) => void childrenOf(node),
        machine: () => thisMachine.machine(),
        attached: (machine) => thisMachine.attached(machine),
        explain: failures.explain,
        explainTenant: (failure) => tenantFailure(failure, failures),
        filter: () => filter,
        shown: (groupId) => pageSize * (pages.get(groupId) ?? 1),
    };
    /** What was learnt about nodes, and the node that the tree shows now: each reload makes new ones of the same ids. */
    const learnt = new Map<string, Facts>();
    const shown = new Map<string, Node>();
    const childrenOf = async (node: Node): Promise<Node[]> => {
        const read = accessReads.get(node.id) ?? readChildren(node, sources);
        if (accessKinds.has(node.kind)) {
            accessReads.set(node.id, read);
        }
        const children = await read;
        for (const child of children.filter(({ kind }) => accessKinds.has(kind))) {
            shown.set(child.id, Object.assign(child, learnt.get(child.id)));
        }
        return children;
    };
    const trees = {
        machine: createTree("keyless.machine", extensionUri, async (node) => (node === undefined ? (await content()).machineRoots(sources) : childrenOf(node))),
        connections: createTree("keyless.connections", extensionUri, async () => (await content()).connectionRoots(connections.all(), connections.active()?.id)),
        azure: createTree("keyless.azure", extensionUri, async (node) => (node === undefined ? rootsOrFailure(signIn, sources) : childrenOf(node))),
    };
    let soon: NodeJS.Timeout | undefined;
    function learn({ id, kind }: Node, facts: Facts): void {
        const known = learnt.get(id);
        learnt.set(id, facts);
        const node = shown.get(id);
        if (node && (known?.count !== facts.count || known?.access !== facts.access)) {
            trees[kind === "attached" ? "machine" : "azure"].refresh(Object.assign(node, facts));
        }
        if (facts.access?.includes("in force")) {
            // The minutes that are left are counted down.
            soon ??= setTimeout(() => {
                soon = undefined;
                accessReads.clear();
                trees.machine.refresh();
            }, 60_000);
        }
    }
    const listener = connections.onDidChange(() => trees.connections.refresh());

    let late: NodeJS.Timeout | undefined;
    return {
        refresh() {
            accessReads.clear();
            thisMachine.refresh();
            trees.machine.refresh();
            trees.azure.refresh();
            // What is remembered holds until Azure's own lists have caught up; then these must be read anew.
            clearTimeout(late);
            late = setTimeout(() => inventory.clear(), inventoryHoldsMs);
        },
        reload(node) {
            inventory.clear();
            accessReads.clear();
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
            clearTimeout(soon);
            clearTimeout(late);
            vscode.Disposable.from(listener, ...Object.values(trees)).dispose();
        },
    };
}

/** What is shown of a node beyond what it was made with. */
interface Facts {
    count?: number;
    access?: string;
}

/** Nodes below which access is shown. */
const accessKinds: ReadonlySet<Node["kind"]> = new Set(["attached", "virtualMachineIdentity", "holders", "roles", "callers"]);

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
        return await signIn.management() ? await (await content()).azureRoots(sources) : [];
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
