import { targetOf } from "../../azure/accounts.ts";
import type { Connection, Target } from "../../azure/connection.ts";
import { type Identity, identityName } from "../../azure/identity.ts";
import type { AttachedNode, DeploymentNode } from "../../resources/nodes.ts";
import type { Connections } from "./connections.ts";
import { type Answer, askText, back, type ChoiceGroup, pickOne } from "../ask/prompts.ts";
import type { Place } from "../ask/wizard.ts";
import { showInformation } from "../messages.ts";

/** What the commands around connections need; the composition root fills it. */
export interface ConnectionParts {
    connections: Connections;
    chooseIdentity(question: { title: string; target: Target; current?: Identity } & Partial<Place>): Promise<Answer<Identity>>;
    /** `next` is asked after it: Back leads from there to the deployment again. */
    chooseDeployment<Next = never>(title: string, next?: (target: Target, place: Place) => Promise<Answer<Next>>): Promise<{ target: Target; next?: Next } | undefined>;
    revealChat(): Promise<void>;
}

type ConnectionSlice = { connection: Connection };

/** Opens the chat: with a connection, with a deployment as the identity that is asked for, or as an identity with the deployment that is asked for. */
export async function openChat(parts: ConnectionParts, node?: Partial<DeploymentNode> | ConnectionSlice | Pick<AttachedNode, "identity">): Promise<void> {
    if (node && "connection" in node && node.connection) {
        await parts.connections.use(node.connection.id);
    } else if (node && "deployment" in node && node.deployment && node.account) {
        await connect(parts, targetOf(node.account, node.deployment));
        return;
    } else if (node && "identity" in node) {
        await connectAs(parts, node.identity);
        return;
    }
    await parts.revealChat();
}

export async function newConnection(parts: ConnectionParts): Promise<void> {
    const title = "New connection";
    const chosen = await parts.chooseDeployment(title, (target, place) => parts.chooseIdentity({ title, target, ...place }));
    if (chosen?.next) {
        await parts.connections.connect(chosen.next, chosen.target);
        await parts.revealChat();
    }
}

async function connectAs(parts: ConnectionParts, identity: Identity): Promise<void> {
    const chosen = await parts.chooseDeployment(`Chat as ${identityName(identity)}`);
    if (chosen) {
        await parts.connections.connect(identity, chosen.target);
        await parts.revealChat();
    }
}

async function connect(parts: ConnectionParts, target: Target): Promise<void> {
    const identity = await parts.chooseIdentity({ title: `Chat with ${target.deployment}`, target });
    if (identity && identity !== back) {
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
    if (!identity || identity === back) {
        return false;
    }
    await parts.connections.connect(identity, active.target);
    return true;
}

/** Another deployment as the same identity. */
export async function changeDeployment(parts: ConnectionParts): Promise<void> {
    const active = parts.connections.active();
    if (!active) {
        return switchConnection(parts);
    }
    const chosen = await parts.chooseDeployment("Change deployment");
    if (chosen) {
        await parts.connections.connect(active.identity, chosen.target);
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
