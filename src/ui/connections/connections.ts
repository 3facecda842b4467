import * as vscode from "vscode";
import { type Connection, connectionId, type Target } from "../../azure/connection.ts";
import { type Identity, identityName } from "../../azure/identity.ts";

/** The remembered choices of identity, endpoint and deployment, shared by all windows of this machine. */
export interface Connections {
    all(): Connection[];
    active(): Connection | undefined;
    /** Remembers the choice, or finds it again, and makes it the one in use. */
    connect(identity: Identity, target: Target): Promise<Connection>;
    use(id: string): Promise<void>;
    rename(id: string, name: string): Promise<void>;
    /** @returns what brings it back. */
    remove(id: string): Promise<() => Promise<void>>;
    onDidChange: vscode.Event<void>;
}

const listKey = "connections";
const activeKey = "activeConnection";

export function createConnections(memory: vscode.Memento, subscriptions: vscode.Disposable[]): Connections {
    const changed = new vscode.EventEmitter<void>();
    subscriptions.push(changed);
    const all = () => memory.get<Connection[]>(listKey, []);
    const save = async (connections: Connection[], activeId = memory.get<string>(activeKey)) => {
        await memory.update(listKey, connections);
        await memory.update(activeKey, activeId);
        changed.fire();
    };
    return {
        all,
        active: () => all().find(({ id }) => id === memory.get<string>(activeKey)),
        async connect(identity, target) {
            const id = connectionId(identity, target);
            const known = all().find((connection) => connection.id === id);
            const name = known?.name ?? `${target.deployment} as ${identityName(identity)}`;
            const connection = { id, name, identity, target };
            await save([...all().filter((other) => other.id !== id), connection], id);
            return connection;
        },
        use: (id) => save(all(), id),
        rename: (id, name) => save(all().map((connection) => (connection.id === id ? { ...connection, name } : connection))),
        async remove(id) {
            const before = all();
            const activeId = memory.get<string>(activeKey);
            await save(before.filter((connection) => connection.id !== id), activeId === id ? "" : activeId);
            const removed = before.find((connection) => connection.id === id);
            return async () => {
                if (removed) {
                    await save([...all().filter((other) => other.id !== id), removed], activeId === id ? id : undefined);
                }
            };
        },
        onDidChange: changed.event,
    };
}
