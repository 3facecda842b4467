import type { FailureAction } from "../errors.ts";
import { pastedWord } from "../shellWord.ts";

/** The buttons of error cards, in look.md's words. */
export const retry: FailureAction = { kind: "retry", label: "Try again" };
export const chooseIdentity: FailureAction = { kind: "chooseIdentity", label: "Other identity" };
export const chooseDeployment: FailureAction = { kind: "chooseDeployment", label: "Other deployment" };
export const showLog: FailureAction = { kind: "showLog", label: "Show log" };

/** `accountId`: the account that must have a session, where it may not be any. */
export function signIn(tenantId?: string, accountId?: string): FailureAction {
    return { kind: "signIn", label: "Sign in…", tenantId, ...(accountId && { accountId }) };
}

/** The way out where whoever is signed in was refused: what it may not do, it can't allow itself either. */
export function signInAsSomebodyElse(tenantId?: string): FailureAction {
    return { kind: "signIn", label: "Sign in as somebody else…", tenantId, asSomebodyElse: true };
}

export function adminScripts(grant?: { roleId: string; principalId?: string; scope: string }): FailureAction {
    return { kind: "adminScripts", label: "Script for an administrator…", grant };
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

/**
 * A command for a terminal: azCommand`az login --tenant=${tenantId}`. Each value becomes one word of bash and PowerShell.
 * @returns no button where a value can't be such a word.
 */
export function azCommand(texts: TemplateStringsArray, ...values: string[]): FailureAction[] {
    const words = values.map(pastedWord);
    return words.includes(undefined) ? [] : [copy(String.raw({ raw: texts }, ...words))];
}

/**
 * `az login`, into the tenant where it is known. `claims`, in base64, answers a challenge: the Azure CLI can't be asked
 * for a token that has them (A3, A4).
 */
export function azLogin(tenantId: string | undefined, { scope, claims }: { scope?: string; claims?: string } = {}): FailureAction[] {
    const options = [["tenant", tenantId], ["scope", scope], ["claims-challenge", claims]] as const;
    const words = options.flatMap(([name, value]) => (value ? [[name, pastedWord(value)] as const] : []));
    return words.some(([, word]) => word === undefined) ? [] : [copy(["az login", ...words.map(([name, word]) => `--${name}=${word}`)].join(" "))];
}

function copy(text: string): FailureAction {
    return { kind: "copy", label: "Copy command", text };
}
