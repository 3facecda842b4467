import type { ArmAccess } from "../arm.ts";
import { foreignText } from "../foreignText.ts";
import type { DirectoryObject } from "./directoryTransport.ts";
import type { KnownPrincipal } from "./principalNames.ts";

/** Names of users, groups and applications. */
export interface DirectoryNames {
    /**
     * Names by principal id in small letters. Microsoft Graph is asked once for those that were not asked for yet, 1,000
     * at most. Never throws: whoever may not read the directory, or waits longer than three seconds, sees ids.
     */
    read(access: ArmAccess, principalIds: readonly string[], signal?: AbortSignal): Promise<ReadonlyMap<string, KnownPrincipal>>;
    clear(): void;
}

/** As many as `getByIds` takes (learn.microsoft.com/graph/api/directoryobject-getbyids). */
const mostIds = 1000;

export function createDirectoryNames(): DirectoryNames {
    const names = new Map<string, KnownPrincipal>();
    const asked = new Set<string>();
    let refused = new WeakSet<ArmAccess>();
    return {
        async read(access, principalIds, signal) {
            const wanted = principalIds.map((id) => id.toLowerCase()).filter((id) => !asked.has(id)).slice(0, mostIds);
            if (wanted.length === 0 || !access.directory || refused.has(access)) {
                return names;
            }
            const { getByIds } = await import("./directoryTransport.ts");
            const objects = await getByIds(access, wanted, signal);
            if (objects) {
                wanted.forEach((id) => asked.add(id));
                objects.forEach((object) => note(names, object));
            } else if (!signal?.aborted) {
                refused.add(access);
            }
            return names;
        },
        clear() {
            names.clear();
            asked.clear();
            refused = new WeakSet();
        },
    };
}

/** Objects of a kind that the reader may not read come without a name. */
function note(names: Map<string, KnownPrincipal>, { id, displayName, userPrincipalName }: DirectoryObject): void {
    const name = textOf(displayName) ?? textOf(userPrincipalName);
    if (typeof id === "string" && name) {
        names.set(id.toLowerCase(), { name, kind: "directory", userPrincipalName: textOf(userPrincipalName) });
    }
}

/** Whoever administers the directory wrote it. */
function textOf(value: unknown): string | undefined {
    return typeof value === "string" ? foreignText(value) || undefined : undefined;
}
