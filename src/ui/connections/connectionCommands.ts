import { targetOf } from "../../azure/accounts.ts";
import type { Connection, Target } from "../../azure/connection.ts";
import type { Identity } from "../../azure/identity.ts";
import type { DeploymentNode } from "../../resources/nodes.ts";
import type { Connections } from "./connections.ts";
import { askText, back, pickOne } from "../ask/prompts.ts";
import { showInformation } from "../messages.ts";

/** What the commands around connections need; the composition root fills it. */
export interface ConnectionParts {
    connections: Connections;
    chooseIdentity(question: { title: string; target: Target; current?: Identity }): Promise<Identity | undefined>;
    chooseDeployment(title: string): Promise<Target | undefined>;
    revealChat(): Promise<void>;
}

type ConnectionSlice = { connection: Connection };

/** Chat with a deployment as an identity: both are asked for unless the node or the active connection tells them. */
export async function openChat(parts: ConnectionParts, node?: Partial<DeploymentNode> | ConnectionSlice): Promise<void> {
    if (node && "connection" in node && node.connection) {
        await parts.connections.use(node.connection.id);
    } else if (node && "deployment" in node && node.deployment && node.account) {
        await connect(parts, targetOf(node.account, node.deployment));
        return;
    } else if (!parts.connections.active()) {
        await newConnection(parts);
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
        await newConnection(parts);
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
        return newConnection(parts);
    }
    const target = await parts.chooseDeployment("Which deployment?");
    if (target) {
        await parts.connections.connect(active.identity, target);
    }
}

export async function switchConnection(parts: ConnectionParts): Promise<void> {
    const activeId = parts.connections.active()?.id;
    const chosen = await pickOne<string>({ title: "Switch connection", placeholder: "Which connection should the chat use?" }, [
        { choices: parts.connections.all().map((connection) => ({
            label: connection.name, icon: connection.id === activeId ? "check" : "key", description: connection.target.accountName, value: connection.id,
        })) },
        { choices: [{ label: "New connection…", icon: "add", value: "" }] },
    ]);
    if (chosen === "") {
        await newConnection(parts);
    } else if (chosen !== undefined && chosen !== back) {
        await parts.connections.use(chosen);
    }
}

export async function useConnection(parts: ConnectionParts, node?: ConnectionSlice): Promise<void> {
    if (!node) {
        return switchConnection(parts);
    }
    await parts.connections.use(node.connection.id);
}

export async function renameConnection(parts: ConnectionParts, node?: ConnectionSlice): Promise<void> {
    const connection = node?.connection ?? parts.connections.active();
    if (!connection) {
        void showInformation("There is no connection to rename yet. Open a chat with a deployment first.");
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
    const connection = node?.connection ?? parts.connections.active();
    if (!connection) {
        void showInformation("There is no connection to remove.");
        return;
    }
    const restore = await parts.connections.remove(connection.id);
    void showInformation(`Removed the connection ${connection.name}. Nothing changed in Azure.`, "Undo")
        .then((answer) => (answer === "Undo" ? restore() : undefined));
}
