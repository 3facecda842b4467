import type { ArmAccess } from "../arm.ts";
import { listResources } from "../arm/armLists.ts";
import { parseArmId, sameArmId } from "../armId.ts";
import { queryRows } from "../arm/resourceGraph.ts";
import { isRefusal, kql } from "./graphRows.ts";

/** A resource that an identity is attached to. */
export interface IdentityHolder {
    id: string;
    name: string;
    /** `Microsoft.Compute/virtualMachines`, in lower case where Resource Graph tells it. */
    type: string;
}

/**
 * What a user-assigned identity is attached to: resources of every type from Resource Graph; where that refuses,
 * virtual machines only.
 * @throws RestError
 */
export async function machinesWith(
    access: ArmAccess, identityId: string, subscriptionIds: readonly string[], signal?: AbortSignal,
): Promise<IdentityHolder[]> {
    const query = `resources
| where isnotempty(identity.userAssignedIdentities)
| mv-expand uai = bag_keys(identity.userAssignedIdentities)
| where tolower(tostring(uai)) == tolower(${kql(identityId)})
| project id, name, type
| order by name asc`;
    try {
        return (await queryRows(access, query, subscriptionIds, signal)) as unknown as IdentityHolder[];
    } catch (error) {
        if (!isRefusal(error)) {
            throw error;
        }
        return fromLists(access, identityId, subscriptionIds, signal);
    }
}

async function fromLists(access: ArmAccess, identityId: string, subscriptionIds: readonly string[], signal?: AbortSignal): Promise<IdentityHolder[]> {
    const lists = await Promise.all(subscriptionIds.map((id) => listResources(access, "virtualMachine", id, signal)));
    return lists.flat()
        .filter((resource) => resource.kind === "virtualMachine" && resource.identity.userAssigned.some((each) => sameArmId(each.resourceId, identityId)))
        .map(({ id, name }) => ({ id, name, type: parseArmId(id)?.type ?? "" }));
}
