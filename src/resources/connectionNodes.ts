import type { Connection } from "../azure/connection.ts";
import type { ConnectionNode } from "./nodes.ts";

/** The remembered connections, by name; the one in use is marked. */
export function connectionRoots(connections: readonly Connection[], activeId: string | undefined): ConnectionNode[] {
    return connections
        .map((connection): ConnectionNode => ({
            kind: "connection", id: `connection/${connection.id}`, connection, active: connection.id === activeId,
        }))
        .sort((left, right) => left.connection.name.localeCompare(right.connection.name));
}
