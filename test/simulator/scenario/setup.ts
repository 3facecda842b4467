/** The playground before anyone has set anything up: no identity on the machine, no role but the users' own. */
import playground from "./playground.json" with { type: "json" };
import type { ScenarioObject } from "./types.ts";

const scenario = structuredClone(playground) as unknown as ScenarioObject;
const users = scenario.principals?.filter((p) => p.kind === "user").flatMap((p) => [p.upn, ...Object.values(p.guestIn ?? {})]);

for (const machine of scenario.subscriptions.flatMap((s) => s.resourceGroups).flatMap((g) => g.machines ?? [])) {
    delete machine.systemAssigned;
    delete machine.userAssigned;
}
scenario.roleAssignments = scenario.roleAssignments?.filter((a) => users?.includes(a.principal));
scenario.delays = { ...scenario.delays, roleAssignmentMs: 20_000, principalReplicationMs: 5_000 };

export default scenario;
