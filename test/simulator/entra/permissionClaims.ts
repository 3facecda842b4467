/** What a token lets its bearer do: delegated permissions in `scp`, an application's own in `roles`. */
import type { SimContext } from "../context.ts";
import type { Principal } from "../state.ts";
import { isGraph } from "./resources.ts";

/** What the Azure CLI has at Microsoft Graph. What other applications get for `.default` is UNCONFIRMED; they get the same. */
const graphDefault = "AuditLog.Read.All Directory.AccessAsUser.All email Group.ReadWrite.All openid profile User.ReadWrite.All";

/** `permissions`: those asked for by name; without any, what `.default` gives. */
export function permissionClaims(context: SimContext, principal: Principal, resource: string, permissions: string[] = []): Record<string, unknown> {
    const atGraph = isGraph(context, resource);
    if (principal.kind === "user") {
        return { scp: atGraph ? permissions.join(" ") || graphDefault : "user_impersonation" };
    }
    return atGraph && principal.graphRoles ? { roles: principal.graphRoles } : {};
}
