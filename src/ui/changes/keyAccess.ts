import * as vscode from "vscode";
import { setLocalAuth } from "../../azure/changes/localAuth.ts";
import { sameArmId } from "../../azure/armId.ts";
import { identityName } from "../../azure/identity.ts";
import type { Connection } from "../../azure/connection.ts";
import type { Account } from "../../azure/resources.ts";
import type { Subscription } from "../../azure/arm/subscriptions.ts";
import { knownPrincipals } from "../../resources/accessNodes.ts";
import { typeName } from "../../resources/presentAccess.ts";
import { type AccessParts, signedInSubscriptions, subscriptionOf } from "../accessParts.ts";
import { type Chosen, chooseResource, isNoAnswer } from "../choose/chooseResource.ts";
import { mayDo } from "./rights.ts";
import { controlActions } from "../../azure/roles/roleCatalog.ts";
import { signedInUser } from "../choose/choosePrincipal.ts";
import { runChange } from "./runChange.ts";
import { confirm, showInformation, showWarning, withNotification } from "../messages.ts";

export interface AccountSlice {
    account?: Account;
    subscription?: Subscription;
}

/** Switches the account's keys off, once it is proved that it can be called without. */
export async function disableKeyAccess(parts: AccessParts, node: AccountSlice = {}): Promise<void> {
    const chosen = await chooseAccount("Disable key access", false, node, parts);
    if (!chosen) {
        return;
    }
    const proof = await keylessCall(chosen.resource, parts);
    if (!proof || !await isConfirmed(chosen, proof, parts)) {
        return;
    }
    await setKeys(chosen, false, parts);
}

export async function enableKeyAccess(parts: AccessParts, node: AccountSlice = {}): Promise<void> {
    const chosen = await chooseAccount("Enable key access", true, node, parts);
    const detail = "Whoever knows one of its two keys can call it again, without a trace of who it was.";
    if (chosen && await confirm(`Enable the keys of ${chosen.resource.name}?`, detail, "Enable Keys") === "Enable Keys") {
        await setKeys(chosen, true, parts);
    }
}

/** A connection with which a call of the account has just succeeded; says why there is none. */
async function keylessCall(account: Account, parts: AccessParts): Promise<Connection | undefined> {
    const connections = parts.connections.all().filter(({ target }) => target.accountId !== undefined && sameArmId(target.accountId, account.id));
    let reason = "There is no connection to it yet.";
    const proof = await withNotification(`Calling ${account.name} without a key`, async (signal, report) => {
        for (const connection of connections) {
            report(connection.name);
            try {
                await parts.probe(connection, signal);
                return connection;
            } catch (error) {
                if (signal.aborted) {
                    reason = "";
                    return undefined;
                }
                reason = `${(await parts.failures.explain(error, `call ${connection.target.deployment}`)).summary}.`;
            }
        }
        return undefined;
    });
    if (!proof && reason !== "") {
        void showWarning(`The keys of ${account.name} stay on: no keyless call of it has succeeded. ${reason}`, "Set Up Keyless Access…")
            .then((answer) => (answer ? vscode.commands.executeCommand("keyless.setUpAccess", { account }) : undefined));
    }
    return proof;
}

async function isConfirmed({ resource: account, subscription }: Chosen<"account">, proof: Connection, parts: AccessParts): Promise<boolean> {
    const detail = [
        `${identityName(proof.identity)} has just called ${proof.target.deployment} without a key.`,
        "Every app, script or notebook that calls it with a key stops working at once; Azure does not tell which ones there are.",
        await keyReaders(account, subscription, parts),
    ].filter(Boolean).join("\n\n");
    return await confirm(`Disable the keys of ${account.name}?`, detail, "Disable Keys") === "Disable Keys";
}

/** Who can read the keys, and so may use them. */
async function keyReaders(account: Account, subscription: Subscription, parts: AccessParts): Promise<string> {
    const { tenant } = subscription;
    try {
        const [names, you] = await Promise.all([knownPrincipals(subscription, parts.inventory), signedInUser(tenant, parts)]);
        const found = await parts.reader.whoCanCall(tenant.access, account.id, { names, action: "Microsoft.CognitiveServices/accounts/listKeys/action", actionKind: "control" });
        const said = found.map(({ known, principalType, principalId, roleName }) => {
            const name = you?.principalId === principalId ? you.name : known?.name ?? `${typeName(principalType)} ${principalId}`;
            return `${name} (${roleName})`;
        });
        return said.length > 0 ? `Who can read the keys, and so may use them: ${said.join(", ")}.` : "";
    } catch (error) {
        return `Who can read the keys could not be found out: ${(await parts.failures.explain(error, "read the roles")).summary}.`;
    }
}

async function setKeys({ resource: account, subscription }: Chosen<"account">, enabled: boolean, parts: AccessParts): Promise<void> {
    const title = `${enabled ? "Enabling" : "Disabling"} the keys of ${account.name}`;
    const result = await runChange(title, parts.signIn.name(), (options) => setLocalAuth(subscription.tenant.access, account.id, enabled, options));
    if (!result) {
        return;
    }
    parts.inventory.remember({ ...account, disableLocalAuth: !enabled });
    parts.views.refresh();
    void showInformation(`The keys of ${account.name} are ${enabled ? "on" : "off"}.`, ...(result.changed ? ["Undo"] : []))
        .then((answer) => (answer === "Undo" ? setKeys({ resource: account, subscription }, !enabled, parts) : undefined))
        .then(undefined, (error: unknown) => parts.failures.report(error, "undo"));
}

async function chooseAccount(title: string, off: boolean, { account, subscription }: AccountSlice, parts: AccessParts): Promise<Chosen<"account"> | undefined> {
    const subscriptions = await signedInSubscriptions(parts);
    if (!subscriptions) {
        return undefined;
    }
    const chosen = account && subscription ? { resource: account, subscription }
        : await chooseResource("account", { title, placeholder: "Of which account?" }, subscriptions, parts, { accept: ({ disableLocalAuth }) => disableLocalAuth === off });
    const seen = isNoAnswer(chosen) ? undefined : await mayDo(title, [{ scope: chosen.resource.id, actions: [controlActions.writeAccount] }], parts);
    return seen && !isNoAnswer(chosen) ? { ...chosen, subscription: subscriptionOf(seen, chosen.resource.id) ?? chosen.subscription } : undefined;
}
