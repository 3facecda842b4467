import type { RoleName } from "./inferenceRole.ts";

const role = (id: string, name: string): RoleName => ({ id, name });

/** Action → a role that includes it, the least first (04-roles.md, 4.1 and 4.4). */
const roles: readonly (readonly [pattern: RegExp, role: RoleName])[] = [
    [/^Microsoft\.Authorization\/roleAssignments\/(write|delete)$/i,
        role("f58310d9-a9f6-439a-9e8d-f62e7b41a168", "Role Based Access Control Administrator")],
    [/^Microsoft\.ManagedIdentity\/userAssignedIdentities\/(\*\/)?assign\/action$/i,
        role("f1a07417-d97a-45cb-824c-7a7467783830", "Managed Identity Operator")],
    [/^Microsoft\.ManagedIdentity\/userAssignedIdentities\/(write|delete)$/i,
        role("e40ec5ca-96e0-45a2-b4ff-59039f2c2b59", "Managed Identity Contributor")],
    [/^Microsoft\.Compute\/virtualMachines\/.*(write|delete|action)$/i,
        role("9980e02c-c2be-4d73-94e8-173b1dc7cf3c", "Virtual Machine Contributor")],
    [/^Microsoft\.CognitiveServices\/accounts\/deployments\/(write|delete)$/i,
        role("a001fd3d-188f-4b5d-821b-7da978bf7442", "Cognitive Services OpenAI Contributor")],
    [/^Microsoft\.CognitiveServices\/accounts\/listkeys\/action$/i,
        role("a97b65f3-24c7-4388-baec-2e87135dc908", "Cognitive Services User")],
    [/^Microsoft\.CognitiveServices\/.*(write|delete|action)$/i,
        role("25fbc0a9-bd7c-42a3-aa1a-3b75d497ee68", "Cognitive Services Contributor")],
    [/\/read$/i, role("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader")],
];

/** A built-in role that allows the management action; undefined where the table has none. */
export function armRole(action: string | undefined): RoleName | undefined {
    return action === undefined ? undefined : roles.find(([pattern]) => pattern.test(action))?.[1];
}
