import type { Tenant } from "../../azure/arm.ts";
import type { PrincipalType } from "../../azure/changes/roleAssignments.ts";
import { systemAssignedName } from "../../azure/identity.ts";
import { isGuid } from "../../azure/identityId.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import type { AccessParts } from "../accessParts.ts";
import { resourceGroup } from "./chooseResource.ts";
import { type Answer, askText, back, type ChoiceGroup, pickOne, type Question } from "../ask/prompts.ts";

/** Somebody who can be given a role. */
export interface ChosenPrincipal {
    principalId: string;
    principalType: PrincipalType;
    name: string;
}

type Picked = ChosenPrincipal | "enter" | "nothing";

/** Asks who gets a role: an identity, a machine, the signed-in user, or anybody by object id. */
export async function choosePrincipal(question: Question, subscriptions: readonly Subscription[], parts: AccessParts): Promise<Answer<ChosenPrincipal>> {
    const groups = [
        ...subscriptions.map((subscription) => identityGroup(subscription, parts)),
        ...subscriptions.map((subscription) => machineGroup(subscription, parts)),
        userGroup(subscriptions, parts),
        Promise.resolve({ title: "Anybody else", choices: [{ label: "Enter an object id…", icon: "edit", description: "of a user, group or service principal", value: "enter" as const }] }),
    ];
    for (;;) {
        const picked = await pickOne<Picked>(question, groups as Promise<ChoiceGroup<Picked>>[]);
        if (picked === "enter") {
            const entered = await enterPrincipal(question);
            if (entered !== back) {
                return entered;
            }
        } else if (picked !== "nothing") {
            return picked;
        }
    }
}

async function identityGroup(subscription: Subscription, parts: AccessParts): Promise<ChoiceGroup<Picked>> {
    const { choices } = await resourceGroup("managedIdentity", subscription, parts);
    return { title: `Identities in ${subscription.name}`, choices: choices.map(({ value, ...choice }) => ({
        ...choice, value: value === "nothing" ? value : { principalId: value.resource.principalId, principalType: "ServicePrincipal" as const, name: value.resource.name },
    })) };
}

async function machineGroup(subscription: Subscription, parts: AccessParts): Promise<ChoiceGroup<Picked>> {
    const { choices } = await resourceGroup("virtualMachine", subscription, parts, { accept: ({ identity }) => identity.systemPrincipalId !== undefined });
    return { title: `Of machines in ${subscription.name}`, choices: choices.map(({ value, ...choice }) => ({
        ...choice, label: value === "nothing" ? choice.label : systemAssignedName(value.resource.name), value: value === "nothing" ? value : { principalId: value.resource.identity.systemPrincipalId!, principalType: "ServicePrincipal" as const, name: systemAssignedName(value.resource.name) },
    })) };
}

async function userGroup(subscriptions: readonly Subscription[], parts: AccessParts): Promise<ChoiceGroup<Picked>> {
    const tenants = [...new Set(subscriptions.map(({ tenant }) => tenant))];
    const users = await Promise.all(tenants.map(async (tenant) => ({ tenant, user: await signedInUser(tenant, parts) })));
    return { title: "You", choices: users.flatMap(({ tenant, user }) => (user ? [{ label: user.name, icon: "account", description: `in ${tenant.name}`, value: user }] : [])) };
}

/** The account whose rights are used; its object id differs from tenant to tenant, and the token of each names it. */
export async function signedInUser({ accountId, tenantId }: Pick<Tenant, "accountId" | "tenantId">, parts: Pick<AccessParts, "accounts" | "getToken" | "cloud">): Promise<ChosenPrincipal | undefined> {
    if (accountId === undefined) {
        return undefined;
    }
    const name = (await parts.accounts.list()).find((account) => account.accountId === accountId)?.name ?? "You";
    const token = await parts.getToken({ kind: "account", accountId, name, tenantId }, parts.cloud().armAudience, { tenantId }).catch(() => undefined);
    const principalId = token?.claims.oid;
    return principalId ? { principalId, principalType: "User", name } : undefined;
}

async function enterPrincipal({ title, step = 1 }: Question): Promise<Answer<ChosenPrincipal>> {
    const principalId = await askText({
        title, step: step + 1, placeholder: "00000000-0000-0000-0000-000000000000",
        prompt: "Object id as Entra ID shows it; of an application take its service principal's (enterprise application), not the registration's",
        check: (text) => (isGuid(text) ? undefined : "An object id is a GUID such as 00000000-0000-0000-0000-000000000000."),
    });
    return principalId === undefined || principalId === back ? principalId : choosePrincipalType({ title, step: step + 2 }, principalId);
}

/** Azure wants to be told what a principal is that it may not look up. */
export async function choosePrincipalType({ title, step }: Question, principalId: string): Promise<Answer<ChosenPrincipal>> {
    const type = await pickOne<PrincipalType>({ title, step, placeholder: `What is ${principalId}?` }, [{ choices: [
        { label: "Service principal", icon: "symbol-interface", description: "applications and managed identities", value: "ServicePrincipal" },
        { label: "User", icon: "account", value: "User" },
        { label: "Group", icon: "organization", value: "Group" },
    ] }]);
    return type === undefined || type === back ? type : { principalId, principalType: type, name: principalId };
}
