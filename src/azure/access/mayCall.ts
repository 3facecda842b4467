import type { ArmAccess } from "../arm.ts";
import type { Access } from "../roles.ts";
import type { AccessReader } from "./accessReader.ts";

/**
 * Whether a principal may call the models of an account: one reading of who has a role there serves all that are asked
 * about. Where a group has one, its members are asked about one by one, since only Azure knows who they are.
 * What is returned throws RestError where the roles can't be read.
 */
export function mayCall(reader: AccessReader, access: ArmAccess, accountId: string): (principalId: string) => Promise<Access> {
    let reading: ReturnType<AccessReader["callersOf"]> | undefined;
    return async (principalId) => {
        const callers = await (reading ??= reader.callersOf(access, accountId));
        const own = callers.find((caller) => caller.principalId.toLowerCase() === principalId.toLowerCase());
        const throughGroups = callers.some(({ principalType }) => principalType === undefined || /group$/i.test(principalType));
        return own?.access ?? (throughGroups ? reader.canCall(access, principalId, accountId) : { kind: "notGranted", actionKind: "data", nearest: [] });
    };
}
