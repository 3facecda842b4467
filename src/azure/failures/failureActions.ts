import type { FailureAction } from "../errors.ts";

/** The buttons of error cards, in look.md's words. */
export const retry: FailureAction = { kind: "retry", label: "Try again" };
export const chooseIdentity: FailureAction = { kind: "chooseIdentity", label: "Other identity" };
export const chooseDeployment: FailureAction = { kind: "chooseDeployment", label: "Other deployment" };
export const showLog: FailureAction = { kind: "showLog", label: "Show log" };

export function signIn(tenantId?: string): FailureAction {
    return { kind: "signIn", label: "Sign in…", tenantId };
}

export function assignRole(roleId: string, principalId?: string, scope?: string): FailureAction {
    return { kind: "assignRole", label: "Assign role…", roleId, principalId, scope };
}

export function attachIdentity(resourceId?: string): FailureAction {
    return { kind: "attachIdentity", label: "Attach identity…", resourceId };
}

export function openSettings(setting: string): FailureAction {
    return { kind: "openSettings", label: "Open settings", setting };
}

export function consentHost(host: string): FailureAction {
    return { kind: "consentHost", label: `Allow ${host}…`, host };
}

export function copyCommand(text: string): FailureAction {
    return { kind: "copy", label: "Copy command", text };
}
