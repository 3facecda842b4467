import { missingActions } from "../../azure/access/permissions.ts";
import type { ArmAccess } from "../../azure/arm.ts";
import { normalizeArmId, parseArmId } from "../../azure/armId.ts";
import { allowingRole } from "../../azure/roles/roleCatalog.ts";
import type { MissingRight, SetUpPlan } from "./model.ts";
import { isChange } from "./steps.ts";

interface NeededRight {
    action: string;
    scope: string;
    steps: string[];
}

/**
 * The rights for the plan that the signed-in principal does not have for sure; empty where nothing stands in the way.
 * Asks the permissions API, once for each scope.
 */
export async function missingRights(plan: SetUpPlan, access: ArmAccess, signal?: AbortSignal): Promise<MissingRight[]> {
    const byScope = Map.groupBy(neededRights(plan), ({ scope }) => normalizeArmId(scope));
    const answers = await Promise.all([...byScope.values()].map(async (needed) => {
        const missing = await missingActions(access, needed[0]!.scope, needed.map(({ action }) => action), signal);
        return missing.flatMap(({ action, verdict }) => needed
            .filter((right) => right.action === action)
            .map((right): MissingRight => ({ ...right, verdict, role: allowingRole(action), scopeName: parseArmId(right.scope)?.name ?? right.scope })));
    }));
    return answers.flat();
}

function neededRights(plan: SetUpPlan): NeededRight[] {
    const rights = new Map<string, NeededRight>();
    for (const step of plan.steps.filter(isChange)) {
        for (const { action, scope } of [step, step.linked].filter((right) => right !== undefined)) {
            const key = `${action} ${normalizeArmId(scope)}`;
            const right = rights.get(key) ?? { action, scope, steps: [] };
            right.steps.push(step.text);
            rights.set(key, right);
        }
    }
    return [...rights.values()];
}
