import type { ArmAccess } from "../arm.ts";
import type { Access } from "../roles.ts";
import type { AccessReader } from "./accessReader.ts";

/**
 * Whether each of the principals may call the models of an account, by principal id in small letters: one reading of
 * who has a role there serves all of them. Where a group has one, its members are asked about one by one, since only
 * Azure knows who they are. @throws RestError where the roles can't be read.
 */
export async function mayCall(
    reader: AccessReader, access: ArmAccess, accountId: string, principalIds: readonly string[], signal?: AbortSignal,
): Promise<Map<string, Access>> {
    const callers = await reader.whoCanCall(access, accountId, {}, signal);
    const throughGroups = callers.some(({ principalType }) => principalType === undefined || /group$/i.test(principalType));
    const accessOf = async (principalId: string): Promise<Access> => {
        const own = callers.find((caller) => caller.principalId.toLowerCase() === principalId.toLowerCase());
        return own?.access ?? (throughGroups ? reader.canCall(access, principalId, accountId, {}, signal) : { kind: "notGranted", actionKind: "data", nearest: [] });
    };
    return new Map(await Promise.all(principalIds.map(async (id) => [id.toLowerCase(), await accessOf(id)] as const)));
}
