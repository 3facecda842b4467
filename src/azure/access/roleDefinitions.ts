import type { ArmAccess } from "../arm.ts";
import { lastSegment } from "../roles/roleMatching.ts";
import type { RoleDefinition } from "../roles/roleModel.ts";
import { authorizationItem, authorizationList } from "./authorizationList.ts";

/** As ARM writes it: the kind of the role is called `type`. */
type RawDefinition = RoleDefinition & { type?: string };

/** Role definitions by GUID; each is read once. */
export interface RoleDefinitions {
    /** @returns undefined where the definition can't be read, or is gone. */
    read(access: ArmAccess, roleId: string, scope: string): Promise<RoleDefinition | undefined>;
    /** All that can be assigned at the scope, custom ones too, by name. */
    assignable(access: ArmAccess, scope: string, signal?: AbortSignal): Promise<RoleDefinition[]>;
    clear(): void;
}

export function createRoleDefinitions(): RoleDefinitions {
    const known = new Map<string, Promise<RoleDefinition | undefined>>();
    return {
        read(access, roleId, scope) {
            const guid = lastSegment(roleId);
            let read = known.get(guid);
            if (!read) {
                read = readOne(access, guid, scope);
                known.set(guid, read);
                // What could not be read is asked for again.
                read.then((definition) => definition ?? known.delete(guid), () => known.delete(guid));
            }
            return read;
        },
        async assignable(access, scope, signal) {
            const found = (await authorizationList<RawDefinition>(access, scope, "roleDefinitions", undefined, signal)).map(toDefinition);
            found.forEach((definition) => known.set(lastSegment(definition.id), Promise.resolve(definition)));
            return found.sort((left, right) => left.roleName.localeCompare(right.roleName));
        },
        clear: () => known.clear(),
    };
}

async function readOne(access: ArmAccess, guid: string, scope: string): Promise<RoleDefinition | undefined> {
    try {
        return toDefinition(await authorizationItem<RawDefinition>(access, scope, `roleDefinitions/${guid}`));
    } catch (error) {
        const { statusCode } = error as { statusCode?: number };
        if (statusCode !== 403 && statusCode !== 404) {
            throw error;
        }
        return undefined;
    }
}

function toDefinition({ id, roleName, type, description, assignableScopes, permissions }: RawDefinition): RoleDefinition {
    return { id, roleName, roleType: type, description, assignableScopes, permissions: permissions ?? [] };
}
