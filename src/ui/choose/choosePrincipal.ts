import type { Tenant } from "../../azure/arm.ts";
import type { PrincipalType } from "../../azure/changes/roleAssignments.ts";
import { systemAssignedName } from "../../azure/identity.ts";
import { isGuid } from "../../azure/identityId.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import type { AccessParts } from "../accessParts.ts";
import { resourceGroup } from "./chooseResource.ts";
import { type LookAgain, lookAgain, pickAfresh } from "../ask/pickAfresh.ts";
import { type Answer, askText, back, type ChoiceGroup, pickOne, type Question } from "../ask/prompts.ts";

/** Somebody who can be given a role. */
export interface ChosenPrincipal {
    principalId: string;
    principalType: PrincipalType;
    name: string;
}

type Picked = ChosenPrincipal | "enter";

/** Asks who gets a role: an identity, a machine, the signed-in user, or anybody by object id. */
export async function choosePrincipal(question: Question, subscriptions: readonly Subscription[], parts: AccessParts): Promise<Answer<ChosenPrincipal>> {
    const read = () => [
        ...subscriptions.map((subscription) => identityGroup(subscription, parts)),
        ...subscriptions.map((subscription) => machineGroup(subscription, parts)),
        userGroup(subscriptions, parts),
        { title: "Anybody else", choices: [{ label: "Enter an object id…", icon: "edit", description: "of a user, group or service principal", value: "enter" as const }] },
    ];
    for (;;) {
        const picked = await pickAfresh<Picked>(question, { read, forget: () => parts.inventory.clear(), nothing: "" });
        if (picked !== "enter") {
            return picked;
        }
        const entered = await enterPrincipal({ ...question, placeholder: undefined, hasBack: true });
        if (entered !== back) {
            return entered;
        }
    }
}

async function identityGroup(subscription: Subscription, parts: AccessParts): Promise<ChoiceGroup<Picked | LookAgain>> {
    const { choices } = await resourceGroup("managedIdentity", subscription, parts);
    return { title: `Identities in ${subscription.name}`, choices: choices.map(({ value, ...choice }) => ({
        ...choice, value: value === lookAgain ? value : { principalId: value.resource.principalId, principalType: "ServicePrincipal" as const, name: value.resource.name },
    })) };
}

async function machineGroup(subscription: Subscription, parts: AccessParts): Promise<ChoiceGroup<Picked | LookAgain>> {
    const { choices } = await resourceGroup("virtualMachine", subscription, parts, { accept: ({ identity }) => identity.systemPrincipalId !== undefined });
    return { title: `Of machines in ${subscription.name}`, choices: choices.map(({ value, ...choice }) => ({
        ...choice, label: value === lookAgain ? choice.label : systemAssignedName(value.resource.name), value: value === lookAgain ? value : { principalId: value.resource.identity.systemPrincipalId!, principalType: "ServicePrincipal" as const, name: systemAssignedName(value.resource.name) },
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

async function enterPrincipal(question: Question, value?: string): Promise<Answer<ChosenPrincipal>> {
    const principalId = await askText({
        ...question, value, placeholder: "00000000-0000-0000-0000-000000000000",
        prompt: "Object id as Entra ID shows it; of an application take its service principal's (enterprise application), not the registration's",
        check: (text) => (isGuid(text) ? undefined : "An object id is a GUID such as 00000000-0000-0000-0000-000000000000."),
    });
    const chosen = principalId === undefined || principalId === back ? principalId : await choosePrincipalType(question, principalId);
    return chosen === back && typeof principalId === "string" ? enterPrincipal(question, principalId) : chosen;
}

/** Azure wants to be told what a principal is that it may not look up. */
export async function choosePrincipalType(question: Question, principalId: string): Promise<Answer<ChosenPrincipal>> {
    const type = await pickOne<PrincipalType>({ ...question, placeholder: `What is ${principalId}?` }, [{ choices: [
        { label: "Service principal", icon: "symbol-interface", description: "applications and managed identities", value: "ServicePrincipal" },
        { label: "User", icon: "account", value: "User" },
        { label: "Group", icon: "organization", value: "Group" },
    ] }]);
    return type === undefined || type === back ? type : { principalId, principalType: type, name: principalId };
}
