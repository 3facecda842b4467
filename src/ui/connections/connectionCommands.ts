import { targetOf } from "../../azure/accounts.ts";
import type { Connection, Target } from "../../azure/connection.ts";
import type { Identity } from "../../azure/identity.ts";
import type { DeploymentNode } from "../../resources/nodes.ts";
import type { Connections } from "./connections.ts";
import { askText, back, type ChoiceGroup, pickOne } from "../ask/prompts.ts";
import { showInformation } from "../messages.ts";

/** What the commands around connections need; the composition root fills it. */
export interface ConnectionParts {
    connections: Connections;
    chooseIdentity(question: { title: string; target: Target; current?: Identity }): Promise<Identity | undefined>;
    chooseDeployment(title: string): Promise<Target | undefined>;
    revealChat(): Promise<void>;
}

type ConnectionSlice = { connection: Connection };

/** Opens the chat: with a connection, or with a deployment as the identity that is asked for, where the node names one. */
export async function openChat(parts: ConnectionParts, node?: Partial<DeploymentNode> | ConnectionSlice): Promise<void> {
    if (node && "connection" in node && node.connection) {
        await parts.connections.use(node.connection.id);
    } else if (node && "deployment" in node && node.deployment && node.account) {
        await connect(parts, targetOf(node.account, node.deployment));
        return;
    }
    await parts.revealChat();
}

export async function newConnection(parts: ConnectionParts): Promise<void> {
    const target = await parts.chooseDeployment("New connection");
    if (target) {
        await connect(parts, target);
    }
}

async function connect(parts: ConnectionParts, target: Target): Promise<void> {
    const identity = await parts.chooseIdentity({ title: `Chat with ${target.deployment}`, target });
    if (identity) {
        await parts.connections.connect(identity, target);
        await parts.revealChat();
    }
}

/** The same deployment as somebody else. @returns whether the connection changed. */
export async function changeIdentity(parts: ConnectionParts): Promise<boolean> {
    const active = parts.connections.active();
    if (!active) {
        await switchConnection(parts);
        return parts.connections.active() !== undefined;
    }
    const identity = await parts.chooseIdentity({ title: `Call ${active.target.deployment} as`, target: active.target, current: active.identity });
    if (identity) {
        await parts.connections.connect(identity, active.target);
    }
    return identity !== undefined;
}

/** Another deployment as the same identity. */
export async function changeDeployment(parts: ConnectionParts): Promise<void> {
    const active = parts.connections.active();
    if (!active) {
        return switchConnection(parts);
    }
    const target = await parts.chooseDeployment("Which deployment?");
    if (target) {
        await parts.connections.connect(active.identity, target);
    }
}

/** Asks for one of the connections; with none there is only a new one to make. */
export async function switchConnection(parts: ConnectionParts): Promise<void> {
    if (parts.connections.all().length === 0) {
        return newConnection(parts);
    }
    const chosen = await pickOne<Connection | "new">({ title: "Switch connection", placeholder: "Which connection should the chat use?" }, [
        listed(parts.connections),
        { choices: [{ label: "New connection…", icon: "add", value: "new" }] },
    ]);
    if (chosen === "new") {
        await newConnection(parts);
    } else if (chosen !== undefined && chosen !== back) {
        await parts.connections.use(chosen.id);
    }
}

function listed(connections: Connections): ChoiceGroup<Connection> {
    const activeId = connections.active()?.id;
    return { choices: connections.all().map((connection) => ({
        label: connection.name, icon: connection.id === activeId ? "check" : "key", description: connection.target.accountName, value: connection,
    })) };
}

/** The node's connection, else one that is asked for. @returns undefined when dismissed. */
async function connectionOf(node: ConnectionSlice | undefined, title: string, placeholder: string, { connections }: ConnectionParts): Promise<Connection | undefined> {
    if (node) {
        return node.connection;
    }
    if (connections.all().length === 0) {
        void showInformation("There is no connection yet. Chat with a deployment, and it is remembered as one.");
        return undefined;
    }
    const chosen = await pickOne<Connection>({ title, placeholder }, [listed(connections)]);
    return chosen === back ? undefined : chosen;
}

export async function useConnection(parts: ConnectionParts, node?: ConnectionSlice): Promise<void> {
    if (!node) {
        return switchConnection(parts);
    }
    await parts.connections.use(node.connection.id);
}

export async function renameConnection(parts: ConnectionParts, node?: ConnectionSlice): Promise<void> {
    const connection = await connectionOf(node, "Rename connection", "Which connection should get another name?", parts);
    if (!connection) {
        return;
    }
    const name = await askText({
        title: `Rename ${connection.name}`, value: connection.name,
        check: (text) => (text === "" ? "Enter a name." : text.length > 80 ? "A name has at most 80 characters." : undefined),
    });
    if (typeof name === "string") {
        await parts.connections.rename(connection.id, name);
    }
}

/** Nothing in Azure changes, so it does not ask; it offers to take it back. */
export async function removeConnection(parts: ConnectionParts, node?: ConnectionSlice): Promise<void> {
    const connection = await connectionOf(node, "Remove connection", "Which connection should be removed? Nothing changes in Azure.", parts);
    if (!connection) {
        return;
    }
    const restore = await parts.connections.remove(connection.id);
    void showInformation(`Removed the connection ${connection.name}. Nothing changed in Azure.`, "Undo")
        .then((answer) => (answer === "Undo" ? restore() : undefined));
}
