import { parseArmId } from "../azure/armId.ts";
import { describeRole, pendingMs, scopeKind } from "./describeRoles.ts";
import { type Presentation, shortId } from "./look.ts";
import type { CallerNode, HeldRoleNode, HolderNode } from "./nodes.ts";

/** How what somebody can do is shown: roles, holders and callers. */
export function presentHeldRole({ held, now, resourceId }: HeldRoleNode): Presentation {
    const pending = pendingMs(held, now) > 0;
    return {
        label: held.roleName, description: describeRole(held, now), children: "none",
        icon: pending ? "watch" : held.hasInference === false ? "shield" : "pass", color: pending || held.hasInference === false ? undefined : "testing.iconPassed",
        context: ["heldRole", "roleAssignment", ...(resourceId ? ["resource"] : [])].sort(),
    };
}

export function presentHolder({ holder }: HolderNode): Presentation {
    const isMachine = /^microsoft\.compute\/virtualmachines$/i.test(holder.type);
    return {
        label: holder.name, description: isMachine ? parseArmId(holder.id)?.resourceGroup : holder.type,
        icon: isMachine ? "azure:virtualMachine" : "symbol-misc", children: "none",
        context: ["holder", ...(isMachine ? ["virtualMachineHolder"] : []), "resource"].sort(),
    };
}

export function presentCaller({ caller, now, resourceId, scopeName }: CallerNode): Presentation {
    const { known, orphaned, access } = caller;
    const uncertain = access.kind === "conditional" ? "conditional" : access.kind === "denied" ? `denied by ${access.by.denyAssignmentName}` : access.kind === "unknown" ? "can't tell" : undefined;
    const pending = pendingMs(caller, now);
    return {
        label: known?.name ?? `${typeName(caller.principalType)} ${shortId(caller.principalId)}`,
        description: [
            orphaned ? "orphaned" : undefined, uncertain, pending > 0 ? `in force in ~${Math.ceil(pending / 60_000)} min` : undefined,
            caller.roleName, inherited(caller.inheritedFrom, scopeName),
        ].filter(Boolean).join(" · "),
        icon: orphaned || access.kind === "denied" ? "warning" : callerIcon(caller),
        color: orphaned ? "list.warningForeground" : undefined, children: "none",
        context: ["caller", "principalId", "roleAssignment", ...(resourceId ? ["resource"] : [])].sort(),
    };
}

function callerIcon({ known, principalType }: CallerNode["caller"]): string {
    return known?.kind === "machine" ? "azure:virtualMachine" : known?.kind === "identity" ? "azure:managedIdentity" : typeIcon(principalType);
}

function inherited(scope: string | undefined, name = parseArmId(scope ?? "")?.name ?? ""): string | undefined {
    return scope === undefined ? undefined : `from ${scopeKind(scope) ?? "above"} ${name}`.trim();
}

/** What the directory calls it, for people. */
export function typeName(type: string | undefined): string {
    return { user: "User", group: "Group", foreigngroup: "Foreign group", serviceprincipal: "Application or identity", device: "Device" }[(type ?? "").toLowerCase()] ?? "Principal";
}

function typeIcon(type: string | undefined): string {
    return { user: "account", group: "organization", foreigngroup: "organization", serviceprincipal: "symbol-interface" }[(type ?? "").toLowerCase()] ?? "question";
}
