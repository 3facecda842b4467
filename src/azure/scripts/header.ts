import { planRights, planSteps } from "./plan.ts";
import type { AccessPlan } from "./plan.ts";

/** A text in one line as it reads: no line break in a name ends a comment, no change of direction reorders one. */
export function oneLine(text: string): string {
    return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ").replace(/\p{Cf}/gu, "");
}

/** The comment on top of every text: what it does, and which rights it needs. */
export function header(plan: AccessPlan, mark: "#" | "//", howTo: readonly string[]): string {
    const lines = [
        "Access without keys, written by Keyless. What is there already is kept.",
        "",
        "What this does:",
        ...planSteps(plan).map((step, index) => `  ${index + 1}. ${step}`),
        "",
        "Rights needed (and the narrowest built-in role that has them):",
        ...planRights(plan).map((right) => `  - ${right}`),
        "",
        `Cloud: ${plan.cloud}${plan.tenantId ? `, tenant ${plan.tenantId}` : ""}`,
        ...howTo,
        "A new role assignment may take 5 to 10 minutes to come into force.",
    ];
    return lines.map((line) => `${mark} ${oneLine(line)}`.trimEnd()).join("\n");
}
